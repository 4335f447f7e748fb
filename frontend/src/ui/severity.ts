import type { AlertKind, Priority } from '../api/types';

export type Severity = 'crit' | 'high' | 'med' | 'low';
const BY_PRIORITY: Record<Priority, Severity> = { 1: 'crit', 2: 'high', 3: 'med', 4: 'low' };

export const severityOf = (priority: Priority): Severity => BY_PRIORITY[priority] ?? 'low';

/** CSS colours of a severity, for places that draw without classes. */
export const severityVar = (priority: Priority): string => `var(--${severityOf(priority)})`;

/** Outlines on a 24 × 24 grid: octagon, triangle, diamond, circle. Severity is never colour alone. */
export const OUTLINE: Record<Severity, string> = {
  crit: 'M7.6 1h8.8L23 7.6v8.8L16.4 23H7.6L1 16.4V7.6z',
  high: 'M12 1.6 23.4 22H.6z',
  med: 'M12 .8 23.2 12 12 23.2.8 12z',
  low: 'M12 1.5a10.5 10.5 0 1 1 0 21 10.5 10.5 0 0 1 0-21z',
};

export type Glyph =
  | 'sos' | 'fall' | 'flame' | 'hazard' | 'out' | 'return' | 'still' | 'loop' | 'heart' | 'strap' | 'battery'
  | 'silent' | 'pin' | 'fleet' | 'phone' | 'person';

export const GLYPH_OF: Record<AlertKind, Glyph> = {
  sos: 'sos', fall: 'fall', smoke_gas_co: 'flame', hazard_fence: 'hazard', outside_home: 'out', left_safe_area: 'out',
  not_returned: 'return', stationary_outdoors: 'still', wandering: 'loop', inactivity_home: 'still', heart_rate: 'heart',
  device_removed: 'strap', battery: 'battery', device_silent: 'silent', location_stale: 'pin', fleet_outage: 'fleet',
  care_call_missed: 'phone', inbound_abandoned: 'phone', responder_overdue: 'person',
};
