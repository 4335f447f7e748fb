import type { Shape } from '../shape';
import type { handover as zh } from '../zh/handover';

export const handover: Shape<typeof zh> = {
  title: 'Shift handover', open: 'Hand over', what: 'What you give stays yours until somebody takes it.',
  leaving: 'You still hold open alerts. Hand them over, or wait until they are taken.', leaveAnyway: 'Sign out without handing over',
  banner: '{{name}} hands over: {{count}} to take', bannerNote: '{{name}} leaves a word for this shift',
  from: '{{name}} hands over at {{time}}', mine: 'Given by me at {{time}}', waiting: '{{count}} to take',
  takeAll: 'Take all', noted: 'Noted', take: 'Take', takeOf: 'Take: {{name}}', takenBy: 'taken by {{name}}', nobodyYet: 'waiting', withdraw: 'Withdraw',
  give: 'Give', all: 'Everything open in my areas (shift leader)', none: 'You hold no alert.',
  note: 'A word for the next shift', noteOf: 'What to know about {{name}}', noteHint: 'What the next one must know', do: 'Hand over ({{count}})', doNote: 'Leave the note',
  nothing: 'Choose an alert, or write a word.', failed: 'That did not work: {{reason}}',
};
