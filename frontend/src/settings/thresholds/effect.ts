/** What another value would mean. Pure. */
export type Effect = 'more' | 'fewer' | 'endsLater' | 'endsSooner' | 'same';

/** What a higher value does; a lower one does the opposite. Names that are not here say nothing about themselves. */
const HIGHER: Record<string, Exclude<Effect, 'same'>> = {
  'battery.low_pct': 'more', 'battery.very_low_pct': 'more', 'battery.fine_pct': 'endsLater',
  'device_silent.intervals': 'fewer', 'device_silent.least_min': 'fewer',
  'location_stale.after_min': 'fewer', 'location_stale.accuracy_m': 'fewer', 'device_removed.delay_min': 'fewer',
  'heart_rate.high_bpm': 'fewer', 'heart_rate.low_bpm': 'more', 'heart_rate.for_min': 'fewer', 'heart_rate.normal_min': 'endsLater',
  'inactivity_home.after_h': 'fewer', 'inactivity_home.urgent_h': 'fewer',
  'stationary_outdoors.for_min': 'fewer', 'stationary_outdoors.within_m': 'more',
  'wandering.delay_min': 'fewer', 'wandering.normal_min': 'endsLater',
  'fleet_outage.share_pct': 'fewer', 'fleet_outage.window_min': 'more', 'fleet_outage.delay_s': 'fewer',
  'fleet_outage.least_devices': 'fewer', 'fleet_outage.over_pct': 'endsSooner',
  'flood.starts': 'fewer', 'flood.ends': 'endsSooner',
};
const OPPOSITE: Record<Exclude<Effect, 'same'>, Effect> = { more: 'fewer', fewer: 'more', endsLater: 'endsSooner', endsSooner: 'endsLater' };

export function effectOf(name: string, value: number, than: number): Effect | null {
  const higher = HIGHER[name];
  if (!higher || Number.isNaN(value)) return null;
  return value === than ? 'same' : value > than ? higher : OPPOSITE[higher];
}

/** Why a value cannot be chosen, or null. */
export const refused = (value: number, least: number, most: number): boolean => Number.isNaN(value) || value < least || value > most;
