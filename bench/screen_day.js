// A day of the stream, played into the page's own stream client faster than it happens. For bench/screen.py.
(() => {
  const Real = window.WebSocket;
  let open = null;
  let seq = 0;
  let playing = false;
  const told = { frames: 0, alerts: 0, sockets: 0 };

  window.WebSocket = class extends Real {
    constructor(...args) {
      super(...args);
      open = this;
      told.sockets++;
    }

    // While the day plays, the true service only gives snapshots: its other numbers would be a hole in ours.
    set onmessage(take) {
      this.take = take;
      super.onmessage = (event) => {
        const message = typeof event.data === 'string' ? JSON.parse(event.data) : null;
        if (playing && message && message.type !== 'snapshot') return;
        if (typeof message?.seq === 'number') seq = message.seq;
        take(event);
      };
    }
  };

  // True when the page's own client took it.
  const deliver = (data) => {
    if (open?.readyState !== Real.OPEN || !open.take) return false;
    open.take(new MessageEvent('message', { data }));
    return true;
  };
  const tell = (kind, payload) => deliver(JSON.stringify({ type: 'event', seq: ++seq, kind, payload }));
  const iso = (ms) => new Date(ms).toISOString();

  function positions(n, elders) {
    const rows = 100;
    const buffer = new ArrayBuffer(16 + 20 * rows);
    const view = new DataView(buffer);
    const at = Math.floor(Date.now() / 1000) + n;
    [...'NYP1'].forEach((letter, i) => view.setUint8(i, letter.charCodeAt(0)));
    view.setUint32(8, rows, true);
    view.setUint32(12, at, true);
    for (let i = 0; i < rows; i++) {
      const row = 16 + 20 * i;
      view.setUint32(row, 1 + ((n * rows + i) % elders), true);
      view.setInt32(row + 4, 342600000 + ((n * 37 + i * 91) % 90000), true);
      view.setInt32(row + 8, 1089300000 + ((n * 53 + i * 17) % 90000), true);
      view.setUint32(row + 12, at, true);
      view.setUint16(row + 16, 12, true);
      view.setUint8(row + 18, 1);
      view.setUint8(row + 19, 5);
    }
    return buffer;
  }

  function alertOf(id, elder) {
    const now = Date.now();
    return {
      id, version: 0, kind: 'outside_home', priority: 2, condition: 'active', handling: 'open',
      elder: { id: elder, name: `E${elder}` }, fleet: null, area: { id: 1, name: 'A' }, address: null, fix: null,
      occurred_at: iso(now), opened_at: iso(now), respond_by: iso(now + 60000), act_by: iso(now + 600000),
      delayed: false, count: 1, claimed_by: null, claimed_at: null, lease_until: null, responded_at: null,
      acted_at: null, closed_at: null, cleared_at: null, disposition: null, warned: false, breached: false,
      act_breached: false, distance_m: null, previous_id: null,
    };
  }

  window.playDay = async ({ frames, elders, from }) => {
    playing = true;
    for (let n = 0; n < frames; n++) {
      if (deliver(positions(from + n, elders))) told.frames++;
      const opened = alertOf(1_000_000 + from + n, 1 + (n % elders));
      tell('alert.opened', opened);
      if (n % 10 === 9) await new Promise((done) => setTimeout(done, 20));
      const ended = tell('alert.closed', { ...opened, version: 1, handling: 'closed', closed_at: iso(Date.now()), disposition: 'test' });
      if (ended) told.alerts++;
      if (n % 1000 === 999) {
        open?.close();
        await new Promise((done) => setTimeout(done, 3000));
      }
    }
    return told;
  };
})();
