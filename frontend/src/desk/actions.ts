/** What the desk does to alerts. One action at a time, in the order of the keys pressed. */
import { useMutation, useQueryClient, type QueryClient } from '@tanstack/react-query';
import { api, ApiError } from '../api/client';
import type { AlertDetail, AlertState, Call, Ref } from '../api/types';
import { i18next } from '../i18n';
import { useStore } from '../state/store';
import { toast } from '../ui/toastStore';
import type { FormDone } from './calls';
import { useDesk } from './deskStore';
import { dial } from './dial';
import { errorReason } from './errorReason';
import { clockTime } from './format';
import { whom } from './whom';
import { keys } from './queries';
import { nextWaiting, sections } from './queue';

export type Act =
  | { name: 'claim' }
  | { name: 'call'; to: 'elder' | number }
  | { name: 'result'; callId: number; done: FormDone }
  | { name: 'note'; note: string }
  | { name: 'release' | 'takeover' | 'escalate'; reason: string }
  | { name: 'dispatch'; to: string; note: string }
  | { name: 'offer'; responders: number[]; words: string }
  | { name: 'shelve'; reason: string; minutes: number }
  | { name: 'close'; disposition: string; note: string };

interface Wire {
  path: string;
  body: Record<string, unknown>;
}

export function wire(act: Act): Wire {
  switch (act.name) {
    case 'claim':
      return { path: 'claim', body: {} };
    case 'call':
      return { path: 'calls', body: { to: act.to } };
    case 'result':
      return { path: `calls/${String(act.callId)}/result`, body: { ...act.done } };
    case 'note':
      return { path: 'notes', body: { note: act.note } };
    case 'shelve':
      return { path: 'shelve', body: { reason: act.reason, minutes: act.minutes } };
    case 'dispatch':
      return { path: 'dispatch', body: { to: act.to, ...(act.note ? { note: act.note } : {}) } };
    case 'offer':
      return { path: 'offers', body: { responders: act.responders, words: act.words } };
    case 'close':
      return { path: 'close', body: { disposition: act.disposition, ...(act.note ? { note: act.note } : {}) } };
    default:
      return { path: act.name, body: { reason: act.reason } };
  }
}

type Answer = AlertState | { alert: AlertState; call: Call };

async function perform(client: QueryClient, id: number, act: Act): Promise<void> {
  const { path, body } = wire(act);
  const version = await versionOf(client, id);
  const answer = await api.post<Answer>(`/api/alerts/${String(id)}/${path}`, { version, ...body });
  const alert = 'alert' in answer ? answer.alert : answer;
  absorb(client, alert);
  if ('call' in answer && act.name === 'call' && answer.call.dial_url) dial(answer.call.dial_url);
}

/** A claim must not wait for the detail to load: the stream's state has the version too. */
async function versionOf(client: QueryClient, id: number): Promise<number> {
  const seen = [useStore.getState().alerts.get(id), client.getQueryData<AlertDetail>(keys.alert(id))];
  const known = seen.filter((a) => a !== undefined).map((a) => a.version);
  if (known.length > 0) return Math.max(...known);
  return (await api.get<AlertDetail>(`/api/alerts/${String(id)}`)).version;
}

function absorb(client: QueryClient, alert: AlertState): void {
  useStore.getState().merge(alert);
  if ('actions' in alert) client.setQueryData(keys.alert(alert.id), alert);
  else void client.invalidateQueries({ queryKey: keys.alert(alert.id) });
}

function nameOf(client: QueryClient, id: number): string {
  const alert = useStore.getState().alerts.get(id) ?? client.getQueryData<AlertDetail>(keys.alert(id));
  return whom(alert);
}

/** After a case has left my hands: the next one that waits for somebody. */
function selectNext(except: number): boolean {
  const { alerts, user } = useStore.getState();
  const desk = useDesk.getState();
  const next = nextWaiting(sections([...alerts.values()], user?.id ?? 0, desk.filter).waiting, except);
  if (next !== null && desk.selectedId === except) desk.select(next);
  return next !== null;
}

const FROM_WINDOW = new Set<Act['name']>(['note', 'release', 'takeover', 'escalate', 'dispatch', 'offer', 'shelve', 'close']);
const windowOf = (act: Act): string => (act.name === 'offer' ? 'dispatch' : act.name);

function succeeded(client: QueryClient, id: number, act: Act): void {
  const desk = useDesk.getState();
  if (FROM_WINDOW.has(act.name) && desk.dialog === windowOf(act) && desk.selectedId === id) desk.openDialog(null);
  const name = nameOf(client, id);
  const t = i18next.getFixedT(null, 'desk');
  switch (act.name) {
    case 'claim':
    case 'call':
      return; // The row and the form say it already.
    case 'result':
      toast(t('toast.callLogged', { result: i18next.t(`callResult.${act.done.result}`) }), { tone: 'ok' });
      return;
    case 'close':
      toast(t('toast.closed', { name, disposition: i18next.t(`disposition.${act.disposition}` as 'disposition.test') }), { tone: 'ok' });
      void client.invalidateQueries({ queryKey: keys.done });
      selectNext(id);
      return;
    case 'note':
      toast(t('toast.noted'), { tone: 'ok' });
      return;
    default:
      toast(t('toast.done', { action: t(`action.${act.name}`), name }), { tone: 'ok' });
  }
}

function failed(client: QueryClient, id: number, act: Act, error: unknown): void {
  if (act.name === 'result') useDesk.getState().setForm(act.callId, { step: 'result' });
  const t = i18next.getFixedT(null, 'desk');
  if (!(error instanceof ApiError) || error.status !== 409) {
    toast(t('toast.failed', { reason: errorReason(error) }), { tone: 'error' });
    return;
  }
  const current = error.body.alert as AlertState | undefined;
  if (current) absorb(client, current);
  else void client.invalidateQueries({ queryKey: keys.alert(id) });
  const winner = (error.body.claimed_by ?? current?.claimed_by) as Ref | null | undefined;
  if (act.name !== 'claim' || !winner || winner.id === useStore.getState().user?.id) {
    toast(error.kind === 'stale_version' ? t('toast.changed') : t('toast.failed', { reason: errorReason(error) }), { tone: 'warn' });
    return;
  }
  const at = (error.body.claimed_at ?? current?.claimed_at ?? null) as string | null;
  useDesk.getState().markLost(id, { by: winner.name, at });
  const moved = selectNext(id);
  toast(t(moved ? 'toast.lost' : 'toast.lostLast', { name: winner.name, time: at ? clockTime(at, true) : '' }), { tone: 'warn' });
}

export const ACT_KEY = ['desk', 'act'] as const;

/** `scope` makes the mutations run one after another: Enter, C typed at once claim first and then call. */
export function useAct() {
  const client = useQueryClient();
  return useMutation({
    mutationKey: ACT_KEY,
    scope: { id: 'desk' },
    mutationFn: ({ id, act }: { id: number; act: Act }) => perform(client, id, act),
    onSuccess: (_, { id, act }) => { succeeded(client, id, act); },
    onError: (error, { id, act }) => { failed(client, id, act, error); },
  });
}
