import type { Shape } from '../shape';
import type { care as zh } from '../zh/care';

export const care: Shape<typeof zh> = {
  title: 'Care calls', back: 'Desk', area: 'Area', everywhere: 'All areas', search: 'Find by name',
  state: { planned: 'To call', reached: 'Reached', missed: 'Missed', skipped: 'Skipped' },
  due: 'Due now', none: 'No care calls here', more: 'The first {{count}} are shown; choose an area',
  failed: 'That did not work: {{reason}}', readFailed: 'Could not be read: {{reason}}', taken: '{{name}} has it', wonBy: 'Take another one', changed: 'This call has changed; it was read again',
  from: 'from {{time}}', until: 'until {{time}}', over: 'window over', attempts: '{{count}} attempts', mine: 'mine', by: '{{name}} has it', late: 'reached late',
  nobody: 'Choose somebody (↑ ↓)', window: 'Window', phone: 'Telephone', topics: 'What to ask and talk about', noTopics: 'Nothing written; just talk',
  dialect: 'Dialect', hearing: 'Hearing', nap: 'Naps', address: 'Address', outing: 'Planned outing: {{place}}, {{from}}–{{until}}', contacts: 'Contacts', history: 'Calls of this day', noCalls: 'None yet',
  take: 'Take', call: 'Call', release: 'Give back', note: 'Note', skip: 'Skip', plan: 'Plan', help: 'Keys', newPlan: 'New plan', many: 'Plan for many',
  result: 'What came of the call?', outcome: 'How is she?', outcomeOf: { safe: 'Well', reminded: 'Reminded', needs_help: 'Needs help', unclear: 'Unclear' },
  dial: 'Dial again', line: { placing: 'Placing the call', ringing: 'Ringing', answered: 'Answered', ended: 'Hung up' }, pending: 'On the telephone; choose the result afterwards',
  reached: 'Reached by {{name}}', helped: 'An SOS is open, and it is yours', toDesk: 'To the desk',
  noteTitle: 'Note: {{name}}', noteLabel: 'Mood, wishes, what to ask next time', ok: 'Save', noteOf: 'Note',
  skipTitle: 'Skip: {{name}}', skipNote: 'Note (required with Other)',
  reason: { family: 'Family is with her', declined: 'Not today, she says', hospital: 'In hospital', moved_away: 'Moved away', deceased: 'Deceased', outing: 'Out', other: 'Other' },
  helpKeys: { move: 'Choose', take: 'Take', call: 'Call', choose: 'Choose the result', note: 'Note', skip: 'Skip', release: 'Give back', search: 'Find', help: 'Keys', back: 'Back' },
  planTitle: 'Plan of care calls', planOf: 'Plan of care calls: {{name}}', planWho: 'For whom', days: 'Weekdays', starts: 'From', ends: 'Until', active: 'Call her so', activeOff: 'Off: it rests, nothing is deleted',
  planNeeded: 'Choose weekdays and hours', planBy: 'By {{name}}, {{time}}', choose: 'Choose an elder first', planSaved: 'The plan is saved', saves: 'Saving says that she can be called (also after hospital or moving).',
  manyTitle: 'Plan for many', tiers: 'Risk', tier: { red: 'Red', orange: 'Orange', yellow: 'Yellow', green: 'Green' }, everyTier: 'None chosen: all', replace: 'Also replace plans they have',
  count: 'Count first', matches: '{{elders}} elders, {{having}} of them with a plan, {{phone}} without a number. {{changed}} would be given this plan.', confirm: 'Yes, for {{count}}', given: '{{count}} elders have the plan',
  listLabel: 'Care calls of today', panelLabel: 'This call',
};
