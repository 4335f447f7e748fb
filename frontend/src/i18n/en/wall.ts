import type { Shape } from '../shape';
import type { wall as zh } from '../zh/wall';

export const wall: Shape<typeof zh> = {
  title: 'Command centre wall',
  kpi: {
    elders: 'Elders', devices: 'Devices online', today: 'Alerts today', mean: 'Mean response', within60: 'Within 1 minute',
    overdue: 'Overdue', seats: 'Seats {{count}}', noSample: 'no sample', sample: 'n={{n}}',
  },
  queue: {
    title: 'Waiting', longest: 'longest wait {{time}}', none: 'No alert is waiting', noneDetail: 'Every case is in someone’s hands',
    inHand: 'In hand', more: '{{count}} more', recentlyClosed: 'Just closed', region: 'Alert queue', loading: 'Loading…',
  },
  chart: {
    perQuarter: 'Alerts in 24 hours · per 15 minutes', byArea: 'By sub-district (1 h)', byKind: 'By kind (today)', share: 'share',
    none: 'none', perQuarterLabel: 'Alerts of the last 24 hours per 15 minutes, {{total}} in total, {{p1}} critical', total: 'all', urgent: 'critical',
  },
  legend: { title: 'Legend', home: 'At home', outside: 'Outside', unknown: 'Unknown', offline: 'Offline', fading: 'Older position' },
  area: { all: 'All areas', filter: 'Area' },
  follow: { label: 'Follow alerts', on: 'following alerts', off: 'not following alerts' },
  repeated: 'press {{count}}', cleared: 'cleared by itself', delayed: 'reported late', distance: '{{metres}} m from home',
};
