/** The selected case as every part of the desk reads it: live state from the stream, the rest from REST. */
import type { AlertDetail, AlertState } from '../api/types';
import { useAlert, useSession } from '../state/store';
import { useDesk } from './deskStore';
import type { ActionName } from './keymap';
import { pendingCall } from './calls';
import { useAlertDetail } from './queries';

export interface Case {
  alert: AlertState;
  /** Missing while it loads. */
  detail: AlertDetail | undefined;
  /** I hold the claim. */
  mine: boolean;
}

export function useMe(): number {
  return useSession().user?.id ?? 0;
}

export function useIsSupervisor(): boolean {
  const role = useSession().user?.role;
  return role === 'supervisor' || role === 'admin';
}

export function useCase(): Case | null {
  const id = useDesk((s) => s.selectedId);
  const live = useAlert(id);
  const { data: detail } = useAlertDetail(id);
  const me = useMe();
  // A closed alert leaves the stream's state; the detail then is all there is.
  const alert = live ?? detail;
  if (!alert) return null;
  return { alert, detail, mine: alert.claimed_by?.id === me };
}

const SHOWN: readonly ActionName[] = [
  'claim', 'call', 'takeover', 'dispatch', 'escalate', 'note', 'shelve', 'release', 'close',
];
/** Asking responders and saying whom one sent are one key and one window. */
const ALIASES: Record<string, ActionName> = { calls: 'call', notes: 'note', offer: 'dispatch' };

/** The buttons to draw: exactly what the server allows, in the desk's order; steps without a button are left out. */
export function buttons(actions: readonly string[]): ActionName[] {
  const allowed = new Set(actions.map((a) => ALIASES[a] ?? a));
  return SHOWN.filter((a) => allowed.has(a));
}

/** The step that usually comes next, drawn as the primary button; null while a call waits for its result. */
export function primaryAction(detail: Pick<AlertDetail, 'handling' | 'actions' | 'calls'>): ActionName | null {
  if (pendingCall(detail.calls)) return null;
  const usual: Partial<Record<AlertDetail['handling'], ActionName>> = {
    open: 'claim',
    claimed: 'call',
    contacting: 'call',
    escalated: 'dispatch',
    monitoring: 'close',
    dispatched: 'close',
    resolved: 'close',
  };
  const wanted = usual[detail.handling];
  return wanted && buttons(detail.actions).includes(wanted) ? wanted : null;
}

/** The elder whose card is open: found through the search, else the one the selected alert is about. */
export function useElderId(): number | null {
  const opened = useDesk((s) => s.elderId);
  const current = useCase();
  return opened ?? current?.alert.elder?.id ?? null;
}
