import type { Shape } from '../shape';
import type { calls as zh } from '../zh/calls';

export const calls: Shape<typeof zh> = {
  call: {
    title: 'Call',
    script: 'What to say',
    elder: 'Call elder',
    next: 'Call {{name}}',
    contacts: 'Contacts, in call order',
    noContacts: 'No contacts recorded',
    noPhone: 'No phone number',
    attempts: 'called {{count}}×',
    last: 'last: {{result}}',
    dialAgain: 'Dial {{phone}} again',
    pending: 'On the phone with {{name}}',
    pendingOther: 'The call of {{name}} waits for its result',
    resultQuestion: 'Result of the call',
    outcomeQuestion: 'How is she or he?',
    back: 'Back',
    claimFirst: 'Claim first (Enter), then call (C)',
    to: 'Calling {{name}}',
    line: {
      placing: 'Reaching the line',
      ringing: 'Ringing: pick up your own telephone first',
      answered: 'Answered',
      ended: 'Hung up: write down the result',
    },
    relationWith: '{{name}} ({{relation}})',
  },
  next: {
    elder: 'Next: call the elder',
    elderAt: 'Next: call the elder again at {{time}}',
    elderAgain: 'Next: call the elder again',
    contact: 'Next: call the contact {{name}}',
    dispatch: 'Next: send somebody',
  },
  outcome: {
    safe: 'Safe, needs nothing',
    reminded: 'Reminded, going home',
    needs_help: 'Needs help',
    unclear: 'Could not find out',
  },
};
