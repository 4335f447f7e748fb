import type { Shape } from '../shape';
import type { tasks as zh } from '../zh/tasks';

export const tasks: Shape<typeof zh> = {
  title: 'My tasks', asked: '({{count}}) You are asked to go',
  none: 'Nobody needs you now.', open: 'Leave this page open: it rings when you are asked.',
  offline: 'The service cannot be reached; trying again.', failed: 'That did not work: {{reason}}', failedAny: 'That did not work, please try again.',
  sound: { off: 'Tap here to let it ring' },
  offer: {
    heading: 'Somebody needs you', left: '{{time}} left', whereMap: 'See how far', accept: 'I will go', decline: 'I cannot',
    why: 'You see name and address after accepting.',
  },
  stage: {
    offered: 'Waiting', accepted: 'Accepted', declined: 'Declined', expired: 'Over', en_route: 'On the way', on_scene: 'There',
    completed: 'Done', aborted: 'Not done', withdrawn: 'Withdrawn',
  },
  mine: {
    heading: 'Your task', what: 'What to do', call: 'Call', home: 'Address', seen: 'Last seen', seenAt: '{{time}}, to about {{metres}} m',
    noAddress: 'No address on record', map: 'Open the map', amap: 'Amap', loading: 'Reading the address …', reload: 'Read again',
  },
  step: { depart: 'On my way', arrive: 'I am there', complete: 'Done', abort: 'I cannot do it', send: 'Send', back: 'Back' },
  ask: { complete: 'How is she? What did you do?', abort: 'Why not?', decline: 'Why not? (optional)' },
  lost: '{{name}} was faster. Thank you.', over: 'This offer is over.',
  withdrawn: { title: 'Withdrawn: nobody need go', text: '{{area}} · {{kind}}', ok: 'All right' },
  before: 'The last 12 hours', taken: '{{name}} went',
};
