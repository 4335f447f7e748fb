/** What an unattended screen needs: it stays awake, shows no pointer, and takes a new build by itself. */
import { useEffect } from 'react';

const BUILD_CHECK_MS = 60_000;

export function useKiosk(enabled: boolean): void {
  useEffect(() => {
    document.documentElement.dataset['screen'] = 'wall';
    return () => { delete document.documentElement.dataset['screen']; };
  }, []);

  useEffect(() => {
    if (!enabled) return;
    document.documentElement.dataset['kiosk'] = '';
    const release = keepAwake();
    const timer = setInterval(() => void reloadOnNewBuild(), BUILD_CHECK_MS);
    return () => {
      delete document.documentElement.dataset['kiosk'];
      release();
      clearInterval(timer);
    };
  }, [enabled]);
}

/** The browser drops the lock whenever the page is hidden, so it is asked for again on return. */
function keepAwake(): () => void {
  let lock: WakeLockSentinel | null = null;
  let stopped = false;
  const ask = async (): Promise<void> => {
    if (!('wakeLock' in navigator) || document.visibilityState !== 'visible') return;
    try {
      lock = await navigator.wakeLock.request('screen');
      if (stopped) await lock.release();
    } catch {
      // Refused on low battery or by policy: the screen then follows its own settings.
    }
  };
  const onVisible = (): void => void ask();
  void ask();
  document.addEventListener('visibilitychange', onVisible);
  return () => {
    stopped = true;
    document.removeEventListener('visibilitychange', onVisible);
    void lock?.release();
  };
}

/** Built files carry their content's hash in the name: another entry script means another build. */
export function entryScript(html: string): string | null {
  return /<script[^>]+src="([^"]*\/assets\/[^"]+)"/.exec(html)?.[1] ?? null;
}

async function reloadOnNewBuild(): Promise<void> {
  const running = document.querySelector<HTMLScriptElement>('script[src*="/assets/"]')?.getAttribute('src');
  if (!running) return;
  try {
    const response = await fetch('/wall', { cache: 'no-store' });
    const offered = response.ok ? entryScript(await response.text()) : null;
    if (offered && offered !== running) window.location.reload();
  } catch {
    // Offline: the connection banner already says so.
  }
}
