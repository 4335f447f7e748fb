/** The page's state: who is chosen, the form, what a command does. */
import { useCallback, useState } from 'react';
import type { CareCall, CareCallDetail } from '../api/types';
import { advanceForm, type FormState } from '../desk/calls';
import { useIsSupervisor, useMe } from '../desk/case';
import { dial } from '../desk/dial';
import { pendingOf, type Command } from './commands';
import { useAct, useCareCall, type Act } from './queries';
import { step } from './times';

export type CareDialog = 'note' | 'skip' | 'plan' | 'new' | 'many' | 'help';
const START: FormState = { step: 'result' };

export function useCare(rows: readonly CareCall[], focusSearch: () => void) {
  const me = useMe();
  const supervisor = useIsSupervisor();
  const [kept, setKept] = useState<CareCall | null>(null);
  const [last, setLast] = useState(0);
  const [form, setForm] = useState<FormState>(START);
  const [dialog, setDialog] = useState<CareDialog | null>(null);
  // Once reached it leaves the list, and stays in view until somebody else is chosen.
  const listed = rows.find((row) => row.id === kept?.id);
  const chosen = listed && kept && listed.version > kept.version ? listed : kept;
  const detail = useCareCall(chosen).data;

  const choose = useCallback((call: CareCall) => {
    setKept(call);
    setLast(Math.max(0, rows.findIndex((row) => row.id === call.id)));
    setForm(START);
  }, [rows]);
  const act = useAct((after: CareCallDetail) => {
    setKept(after);
    setForm(START);
    const begun = pendingOf(after, me);
    if (begun?.dial_url && begun.id !== pendingOf(detail, me)?.id) dial(begun.dial_url);
  });
  const { mutate, isPending: busy } = act;
  const run = useCallback((command: Command) => {
    if (command.do === 'select') {
      const next = step(rows, chosen?.id ?? null, command.by, last);
      if (next) choose(next);
      return;
    }
    if (command.do === 'search') { focusSearch(); return; }
    if (command.do === 'help') { setDialog('help'); return; }
    if (command.do === 'back') { setForm(START); return; }
    if (!detail || busy) return;
    const path = `/api/care-calls/${detail.id}` as const;
    const seen = { version: detail.version };
    const pending = pendingOf(detail, me);
    switch (command.do) {
      case 'note': setDialog('note'); break;
      case 'skip': if (!pending) setDialog('skip'); break;
      case 'plan': if (supervisor) setDialog('plan'); break;
      case 'take': mutate({ path: `${path}/take`, body: seen }); break;
      case 'release': if (!pending) mutate({ path: `${path}/release`, body: seen }); break;
      case 'call':
        if (pending) dial(pending.dial_url ?? '');
        else mutate({ path: `${path}/calls`, body: seen });
        break;
      case 'choose': {
        if (!pending) break;
        const { state, done } = advanceForm(form, { choose: command.nth }, true);
        setForm(state);
        if (done) mutate({ path: `${path}/calls/${pending.id}/result`, body: done }, { onError: () => { setForm(START); } });
      }
    }
  }, [rows, chosen, last, choose, focusSearch, detail, busy, me, supervisor, mutate, form]);
  return { me, chosen, choose, detail, form, dialog, setDialog, run, busy, act: (order: Act) => { mutate(order); } };
}
