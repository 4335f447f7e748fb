import type { Shape } from '../shape';
import type { supervision as zh } from '../zh/supervision';

export const supervision: Shape<typeof zh> = {
  title: 'Supervision',
  back: 'Back to the desk',
  section: { live: 'Now', figures: 'Figures', handovers: 'Handovers' },
  handovers: {
    none: 'No handovers yet', at: 'Time', by: 'Given by', cases: 'Alerts → taken by', note: 'Note', ended: 'Result', nobody: 'nobody',
    taken: 'taken by {{name}}, {{time}}', withdrawn: 'withdrawn by {{name}}, {{time}}', waiting: '{{count}} to take',
  },
  live: {
    open: 'Not closed', unclaimed: 'Unclaimed', breached: 'No call in time', actBreached: 'Not acted in time', unattended: 'Home, not looked at',
    inHand: 'In hand', shelved: 'Shelved', load: 'Per seat in 10 min', flood: 'Flood for {{span}}', noFlood: '{{count}} seats, no flood',
    hands: 'Who is on what', count: '{{count}} alerts', nobody: 'Nobody holds an alert', waiting: 'In nobody’s hands', calm: 'Nothing is waiting', age: '{{span}} ago', more: '{{count}} more',
  },
  column: {
    alert: 'Alert', area: 'Area', handling: 'Handling', age: 'Opened', due: 'Due', step: 'Step', figure: 'Figure', value: 'Value', target: 'Target', met: 'Met',
    n: 'n', against: 'Missed', percentiles: 'P50 / P90 / P99', trend: 'By day', alerts: 'Alerts', opened: 'Opened', responded: 'Responded', acted: 'Acted', outcome: 'Outcome',
  },
  shelve: {
    title: 'Shelve what can wait', what: 'Never a P1. They come back by themselves, with a new clock.', kinds: 'Which', do: 'Shelve {{count}}', done: '{{count}} shelved', refused: '; {{count}} had changed and were left alone',
  },
  false: {
    title: 'What rings for nothing', by: 'Seen by', kind: 'Kind', device: 'Device', elder: 'Elder', none: 'Nothing was closed in this time', review: 'over half: review',
    column: { share: 'False', false: 'False alarms', closed: 'Closed', review: 'Review' },
  },
  takeover: { do: 'Take over', of: 'Take over: {{name}}', from: '{{name}} has it, and will see that you took it over.', reason: 'Reason (goes into the timeline)' },
  period: { today: 'Today', week: '7 days', month: 'This month', lastMonth: 'Last month' },
  by: { area: 'By area', shift: 'By shift', day: 'By day', month: 'By month' },
  row: { area: 'Area', shift: 'Shift', day: 'Day', month: 'Month' },
  short: { respond_60: '1 min', respond_180: '3 min', act_600: '10 min', false_alarms: 'false', unseen: 'unseen', flood: 'flood', accept: 'accepted', heartbeats: 'heartbeats', care_calls: 'care calls' },
  verdict: { met: 'met', missed: 'missed', noTarget: 'no target', noData: 'no data' },
  figures: {
    title: 'The figures we are judged by', period: 'Period', area: 'Area', everywhere: 'All areas', by: 'Rows', print: 'Print report', own: '{{name}} (itself)',
    all: 'the {{count}} that count', missed: 'the {{count}} missed', perSeat: '{{count}} a seat on average', trend: 'from {{first}} to {{last}}, lowest {{low}}, highest {{high}}',
  },
  behind: { all: '{{label}}: what counts', missed: '{{label}}: what was missed', loading: 'Reading …', more: 'More', never: 'never', open: 'Open', openOf: 'Open at the desk: {{name}}' },
  careBehind: {
    all: '{{label}}: the care calls that count', missed: '{{label}}: care calls that did not reach her', elder: 'Elder', due: 'Due', area: 'Area', attempts: 'Attempts', state: 'Came to', reached: 'Reached',
  },
  unheard: {
    title: 'The devices that were heard of least', what: '{{count}} looks on these days, one every ten minutes; those missed most come first. Whole days; remembered for two months.', none: '{{count}} looks on these days, and every device was heard of, or it is over two months ago.',
    device: 'Device', wearer: 'Worn today by', looks: 'Not heard of', share: 'Of the looks', contact: 'Last heard',
  },
  report: {
    title: 'Report of figures', period: '{{from}} to {{to}} ({{zone}})', area: 'Area: {{area}}', alerts: '{{count}} alerts',
    population: 'Server clocks. P1 and P2 alerts about elders that opened in the period, with those that cleared themselves, without shelved, test and duplicate ones. Percentiles are nearest-rank; n is how many counted; that of heartbeats is of looks at devices, one each every ten minutes.',
    missing: 'Not reported:',
  },
};
