import type { AlertKind } from '../api/types';

export type ScriptName = 'outside' | 'urgent' | 'indoors' | 'health' | 'device' | 'care';

const SCRIPT_OF: Record<AlertKind, ScriptName> = {
  sos: 'urgent', fall: 'urgent', smoke_gas_co: 'urgent', hazard_fence: 'outside', outside_home: 'outside',
  left_safe_area: 'outside', not_returned: 'outside', stationary_outdoors: 'outside', wandering: 'outside',
  inactivity_home: 'indoors', heart_rate: 'health', device_removed: 'device', battery: 'device',
  device_silent: 'device', location_stale: 'device', fleet_outage: 'device', care_call_missed: 'care',
  inbound_abandoned: 'care', responder_overdue: 'care',
};

/** Which opening words suit a call about this kind of alert. */
export const scriptOf = (kind: AlertKind): ScriptName => SCRIPT_OF[kind];
