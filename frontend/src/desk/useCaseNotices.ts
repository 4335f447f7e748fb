import { useEffect, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { AlertState } from '../api/types';
import { onStreamEvent, useAlerts } from '../state/store';
import { toast } from '../ui/toastStore';
import { useMe } from './case';
import { tones, useSound } from './soundStore';

type Notice =
  | 'toast.repeated' | 'toast.warned' | 'toast.leaseEnded' | 'toast.takenOver'
  | 'toast.taskAccepted' | 'toast.taskDeclined' | 'toast.taskExpired' | 'toast.taskAborted';

/** What the one who asked waits for. */
const OF_TASKS: Partial<Record<string, Notice>> = {
  'alert.task_accepted': 'toast.taskAccepted', 'alert.task_declined': 'toast.taskDeclined',
  'alert.task_expired': 'toast.taskExpired', 'alert.task_aborted': 'toast.taskAborted',
};

/** What the holder of a case must hear of, although a case in hand rings no bell. Mounted once, by the desk. */
export function useCaseNotices(): void {
  const { t } = useTranslation('desk');
  const me = useMe();
  const alerts = useAlerts();
  const mine = useMemo(() => new Set(alerts.filter((a) => a.claimed_by?.id === me).map((a) => a.id)), [alerts, me]);
  // What was mine before the event: its payload only says what is so now.
  const before = useRef<ReadonlySet<number>>(mine);
  useEffect(() => { before.current = mine; }, [mine]);

  useEffect(
    () =>
      onStreamEvent(({ kind, payload }) => {
        const alert = payload as AlertState;
        const notice = noticeOf(kind, alert, me, before.current);
        if (!notice) return;
        toast(t(notice, { name: alert.elder?.name ?? '', by: alert.claimed_by?.name ?? '' }), { tone: 'warn' });
        if (useSound.getState().on) tones.play('chime');
      }),
    [t, me],
  );
}

export function noticeOf(kind: string, alert: AlertState, me: number, wasMine: ReadonlySet<number>): Notice | null {
  switch (kind) {
    case 'alert.repeated':
      return 'toast.repeated';
    case 'alert.warned':
      return alert.claimed_by?.id === me ? 'toast.warned' : null;
    case 'alert.lease_ended':
      return wasMine.has(alert.id) ? 'toast.leaseEnded' : null;
    case 'alert.taken_over':
      return wasMine.has(alert.id) && alert.claimed_by?.id !== me ? 'toast.takenOver' : null;
    default:
      return alert.claimed_by?.id === me ? (OF_TASKS[kind] ?? null) : null;
  }
}
