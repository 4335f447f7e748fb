/* Follows the focus through a page; the test presses the keys. What is not reached by Tab must be here for a reason. */
(() => {
  const CANDIDATES = 'a[href], button, input, select, textarea, summary, iframe, [tabindex], [contenteditable]';
  // Reached with the arrow keys: of one set only one is a stop.
  const BY_ARROWS = '[role=option]';
  const LOOK = ['outlineStyle', 'outlineWidth', 'outlineColor', 'boxShadow', 'borderColor', 'backgroundColor', 'textDecorationLine'];
  const look = (element) => LOOK.map((property) => getComputedStyle(element)[property]).join(';');
  const name = (element) => {
    const said = element.getAttribute('aria-label') ?? element.labels?.[0]?.textContent ?? element.textContent ?? '';
    return `${element.tagName.toLowerCase()}.${element.getAttribute('class') ?? ''}[${said.trim().slice(0, 24)}]`;
  };
  const shown = (element) => element.checkVisibility({ visibilityProperty: true }) && element.getClientRects().length > 0;
  const scrolls = (element) => /auto|scroll/.test(getComputedStyle(element).overflow) && element.scrollHeight + element.scrollWidth > element.clientHeight + element.clientWidth;

  function isStop(element) {
    if (element.matches(':disabled') || element.closest('[inert]') || element.tabIndex < 0 || !shown(element)) return false;
    if (element.hasAttribute('data-radix-focus-guard')) return false;
    if (element.type !== 'radio' || !element.name) return true;
    const group = [...document.getElementsByName(element.name)].filter((one) => one.form === element.form);
    return element === (group.find((one) => one.checked) ?? group[0]);
  }

  const stopsIn = (root) => [...root.querySelectorAll(CANDIDATES)].filter(isStop);

  /** Elements that show a hand to the mouse and nothing to the keyboard. */
  function mouseOnly(root) {
    return [...root.querySelectorAll('*')].filter((element) =>
      getComputedStyle(element).cursor === 'pointer' && shown(element)
      && getComputedStyle(element.parentElement).cursor !== 'pointer'
      && !element.closest(`${CANDIDATES}, label, ${BY_ARROWS}, :disabled`)
      && !element.querySelector(CANDIDATES)).map(name);
  }

  /** '' when any of five points of the element is on top of everything else. */
  function covered(element) {
    const { left, top, right, bottom } = element.getBoundingClientRect();
    const [x0, x1] = [Math.max(left, 0), Math.min(right, innerWidth)];
    const [y0, y1] = [Math.max(top, 0), Math.min(bottom, innerHeight)];
    if (x0 >= x1 || y0 >= y1) return 'outside the window';
    const whole = element.closest('label') ?? element;
    const points = [[0.5, 0.5], [0.1, 0.1], [0.9, 0.1], [0.1, 0.9], [0.9, 0.9]];
    const hits = points.map(([x, y]) => document.elementFromPoint(x0 + x * (x1 - x0), y0 + y * (y1 - y0)));
    return hits.some((hit) => hit && (whole.contains(hit) || hit.contains(element))) ? '' : `covered by ${name(hits[0])}`;
  }

  /** A word on what is wrong with the focus on this element, or ''. */
  function fault(element, before) {
    const outlined = getComputedStyle(element);
    const ring = outlined.outlineStyle !== 'none' && parseFloat(outlined.outlineWidth) >= 1;
    const wrapped = element.parentElement?.matches(':has(> :focus-visible)') && before.around !== look(element.parentElement);
    if (!ring && !wrapped && (before.own === undefined || before.own === look(element))) return 'focus cannot be seen';
    return covered(element);
  }

  window.walk = {
    begin(within) {
      const root = within ? document.querySelector(within) : document.body;
      if (within) root.focus(); // a window's frame can be focused, but is no stop
      else document.activeElement.blur(); // Tab goes on from there all the same
      const befores = new Map(stopsIn(root).map((one) => [one, { own: look(one), around: look(one.parentElement) }]));
      const visited = [];
      const faults = [];
      const onFocus = ({ target }) => {
        if (target.hasAttribute('data-radix-focus-guard')) return;
        const wrong = fault(target, befores.get(target) ?? {});
        if (wrong) faults.push(`${name(target)}: ${wrong}`);
        visited.push(target);
      };
      document.addEventListener('focusin', onFocus, true);
      this.state = { root, visited, faults, alone: befores.size === 1, end: () => { document.removeEventListener('focusin', onFocus, true); } };
      return befores.size;
    },
    /** True when the focus is back where the round began. */
    round() {
      const { visited, alone } = this.state;
      if (alone && visited.length === 1) visited.push(visited[0]); // from the only stop the focus does not move
      return visited.length > 1 && visited.indexOf(visited[visited.length - 1]) < visited.length - 1;
    },
    finish() {
      const { root, visited, faults, end } = this.state;
      end();
      const path = visited.slice(0, -1);
      const found = [...new Set(faults)];
      for (const one of stopsIn(root)) if (!path.includes(one)) found.push(`${name(one)}: not reached`);
      path.forEach((one, at) => {
        if (!root.contains(one)) found.push(`${name(one)}: outside of what is walked through`);
        if (!isStop(one) && !scrolls(one)) found.push(`${name(one)}: a stop of no use`);
        const before = path[at - 1];
        if (before && !(before.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING) && at !== path.indexOf(stopsIn(root)[0])) found.push(`${name(one)}: out of order after ${name(before)}`);
        if (before && before.parentElement === one.parentElement) {
          const [a, b] = [before.getBoundingClientRect(), one.getBoundingClientRect()];
          const sameLine = a.top < b.bottom && b.top < a.bottom;
          if (sameLine ? b.right <= a.left : b.bottom <= a.top) found.push(`${name(one)}: shown before ${name(before)}, reached after it`);
        }
      });
      return { stops: path.map(name), faults: [...found, ...mouseOnly(root).map((one) => `${one}: for the mouse only`)] };
    },
  };
})();
