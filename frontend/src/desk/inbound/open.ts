import type { Caller } from '../../api/types';
import { useDesk } from '../deskStore';

/** Her alert when there is one, else her card. */
export function openCaller(caller: Pick<Caller, 'elder_id' | 'alert_id'>): void {
  const desk = useDesk.getState();
  desk.openDialog(null);
  if (caller.alert_id !== null) desk.select(caller.alert_id);
  else desk.openElder(caller.elder_id);
}
