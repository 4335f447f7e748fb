import { useEffect, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { AlertState } from '../api/types';
import { onStreamEvent, useAlerts, useConnection } from '../state/store';
import { toast } from '../ui/toastStore';
import { useIsSupervisor, useMe } from './case';
import { toneFor, type Tone } from './soundRules';
import { tones, useSound } from './soundStore';

/** Rings while it must. Answers what rings now, for the header. Mounted once, by the desk. */
export function useRinging(): Tone | null {
  const { t } = useTranslation('desk');
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

  // A case in hand rings no bell, but a second press, or 45 seconds without a call, its operator must hear of.
  useEffect(
    () =>
      onStreamEvent(({ kind, payload }) => {
        const alert = payload as AlertState;
        const warned = kind === 'alert.warned' && alert.claimed_by?.id === me;
        if (kind !== 'alert.repeated' && !warned) return;
        toast(t(warned ? 'toast.warned' : 'toast.repeated', { name: alert.elder?.name ?? '' }), { tone: 'warn' });
        if (useSound.getState().on) tones.play('chime');
      }),
    [t, me],
  );

  return audible;
}
