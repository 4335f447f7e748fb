/** What each command of the keyboard (and of the buttons) does. Reads the state at the moment of the key press. */
import { useQueryClient, type QueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import type { AlertDetail, AlertState, Elder, WaitingCall } from '../api/types';
import { i18next } from '../i18n';
import { useStore } from '../state/store';
import { toast } from '../ui/toastStore';
import { ACT_KEY, useAct, type Act } from './actions';
import { advanceForm, nextCallee, pendingCall, toElder, type FormEvent } from './calls';
import { buttons } from './case';
import { useDesk, type DialogName } from './deskStore';
import { dial } from './dial';
import { answerTo } from './inbound/inbound';
import { openCaller } from './inbound/open';
import { inboundKey } from './inbound/queries';
import { CHOICES } from './inbound/callers';
import type { ActionName, Command } from './keymap';
import { keys } from './queries';
import { queueView, step } from './queue';
import { useSound } from './soundStore';

type Perform = (act: Act) => void;
interface Scene {
  id: number;
  detail: AlertDetail | undefined;
  elder: Elder | undefined;
  perform: Perform;
}

export function useCommands(): (command: Command) => void {
  const client = useQueryClient();
  const { mutate } = useAct();
  return useCallback(
    (command: Command) => {
      const desk = useDesk.getState();
      switch (command.do) {
        case 'select':
          desk.select(step(rowsInOrder(client), desk.selectedId, command.by));
          return;
        case 'search':
        case 'help':
        case 'handover':
          desk.openDialog(command.do);
          return;
        case 'follow':
          desk.toggleFollow();
          return;
        case 'mute':
          useSound.getState().toggle();
          return;
        case 'answer':
          if (!answer(client)) toast(i18next.t('desk:inbound.silence'));
          return;
        case 'back':
          if (!backInForm(client)) desk.openElder(null);
          return;
        default:
          onCase(client, command, mutate);
      }
    },
    [client, mutate],
  );
}

function rowsInOrder(client: QueryClient): number[] {
  const { alerts, user } = useStore.getState();
  const closed = client.getQueryData<AlertState[]>(keys.done) ?? [];
  return queueView([...alerts.values()], closed, user?.id ?? 0, useDesk.getState().filter).order;
}

/** Who is calling? Opens the caller's card; false when nobody calls. */
function answer(client: QueryClient): boolean {
  const found = answerTo(client.getQueryData<WaitingCall[]>(inboundKey) ?? []);
  if (!found) return false;
  if ('open' in found) openCaller(found.open);
  else if ('search' in found) useDesk.getState().openDialog('search');
  else document.querySelector<HTMLButtonElement>(`.${CHOICES} button`)?.focus();
  return true;
}

type CaseCommand = Extract<Command, { do: 'action' | 'callContact' | 'choose' }>;
type Mutate = (of: { id: number; act: Act }) => void;

function onCase(client: QueryClient, command: CaseCommand, mutate: Mutate): void {
  const id = useDesk.getState().selectedId;
  if (id === null) {
    if (command.do === 'action' && command.action === 'claim' && answer(client)) return;
    toast(i18next.t('desk:toast.noSelection'));
    return;
  }
  if (client.isMutating({ mutationKey: ACT_KEY }) > 0) {
    afterwards(client, id, command, mutate);
    return;
  }
  const detail = client.getQueryData<AlertDetail>(keys.alert(id));
  const scene: Scene = {
    id,
    detail,
    elder: detail?.elder ? client.getQueryData<Elder>(keys.elder(detail.elder.id)) : undefined,
    perform: (act) => { mutate({ id, act }); },
  };
  if (command.do === 'action') takeAction(scene, command.action);
  else if (command.do === 'choose') choose(scene, { choose: command.nth });
  else callContact(scene, command.nth);
}

let next: CaseCommand | null = null;

/**
 * An action is on its way, and what is allowed after it is not known yet: the newest key waits for its answer.
 * If the answer moved the selection (a lost race), the key meant another case and is dropped.
 */
function afterwards(client: QueryClient, id: number, command: CaseCommand, mutate: Mutate): void {
  // The same key twice is impatience, not a second wish.
  if (command.do === 'action' && command.action === 'claim') return;
  if (command.do === 'choose' && useDesk.getState().form?.state.step === 'sent') return;
  const waiting = next !== null;
  next = command;
  if (waiting) return;
  const stop = client.getMutationCache().subscribe(() => {
    if (client.isMutating({ mutationKey: ACT_KEY }) > 0) return;
    stop();
    const meant = next;
    next = null;
    if (meant && useDesk.getState().selectedId === id) onCase(client, meant, mutate);
  });
}

function takeAction(scene: Scene, action: ActionName): void {
  if (action === 'claim') {
    claim(scene);
    return;
  }
  if (action === 'call') {
    call(scene);
    return;
  }
  if (!permitted(scene, action)) return;
  useDesk.getState().openDialog(action satisfies DialogName);
}

function permitted({ detail }: Scene, action: ActionName): boolean {
  if (detail && buttons(detail.actions).includes(action)) return true;
  if (detail) toast(i18next.t('desk:toast.notAllowed', { action: i18next.t(`desk:action.${action}`) }), { tone: 'warn' });
  return false;
}

/** The stream's state is enough to try; the server decides who was first. */
function claim(scene: Scene): void {
  const handling = useStore.getState().alerts.get(scene.id)?.handling ?? scene.detail?.handling;
  if (handling === 'open') scene.perform({ name: 'claim' });
  else permitted(scene, 'claim');
}

function call(scene: Scene, to?: 'elder' | number): void {
  const calls = scene.detail?.calls ?? [];
  const pending = pendingCall(calls);
  if (pending) {
    // The call goes on until its result is written down; C then only dials again.
    if (pending.dial_url) dial(pending.dial_url);
    return;
  }
  if (!permitted(scene, 'call')) return;
  scene.perform({ name: 'call', to: to ?? nextCallee(scene.detail?.next_step) });
}

function callContact(scene: Scene, nth: number): void {
  const contact = [...(scene.elder?.contacts ?? [])].sort((a, b) => a.rank - b.rank)[nth];
  if (contact) call(scene, contact.id);
}

function choose(scene: Scene, event: FormEvent): void {
  const pending = pendingCall(scene.detail?.calls ?? []);
  if (!pending) return;
  const { form, setForm } = useDesk.getState();
  const state = form?.callId === pending.id ? form.state : ({ step: 'result' } as const);
  const { state: after, done } = advanceForm(state, event, toElder(pending));
  setForm(pending.id, after);
  if (done) scene.perform({ name: 'result', callId: pending.id, done });
}

function backInForm(client: QueryClient): boolean {
  const { selectedId, form, setForm } = useDesk.getState();
  if (selectedId === null || form?.state.step !== 'outcome') return false;
  const detail = client.getQueryData<AlertDetail>(keys.alert(selectedId));
  if (pendingCall(detail?.calls ?? [])?.id !== form.callId) return false;
  setForm(form.callId, { step: 'result' });
  return true;
}
