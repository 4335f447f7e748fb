import { useEffect, useMemo } from 'react';
import { useAlerts, useConnection } from '../state/store';
import { useIsSupervisor, useMe } from './case';
import { toneFor, type Tone } from './soundRules';
import { tones, useSound } from './soundStore';

/** Rings while it must. Answers what rings now, for the header. Mounted once, by the desk. */
export function useRinging(): Tone | null {
  const alerts = useAlerts();
  const me = useMe();
  const supervisor = useIsSupervisor();
  const on = useSound((s) => s.on);
  const blocked = useSound((s) => s.blocked);
  // What is known while the line is dead may be over already; the banner speaks then, not the bell.
  const live = useConnection().status === 'live';
  const tone = useMemo(() => toneFor(alerts, me, supervisor), [alerts, me, supervisor]);
  const audible = on && live ? tone : null;

  useEffect(() => {
    tones.ring(blocked ? null : audible);
  }, [audible, blocked]);

  useEffect(() => {
    const unlock = () => { void tones.unlock(); };
    unlock();
    window.addEventListener('keydown', unlock);
    window.addEventListener('pointerdown', unlock);
    return () => {
      window.removeEventListener('keydown', unlock);
      window.removeEventListener('pointerdown', unlock);
      tones.close();
    };
  }, []);

  return audible;
}
