/** The names of everything that crosses the wire. The rest of the app imports payload types from here only. */

export type Role = 'operator' | 'supervisor' | 'admin' | 'responder' | 'wall';
export type Priority = 1 | 2 | 3 | 4;
export type Condition = 'active' | 'cleared';
export type Handling =
  | 'open' | 'claimed' | 'contacting' | 'monitoring' | 'escalated' | 'dispatched'
  | 'resolved' | 'suppressed' | 'closed';

export const ALERT_KINDS = [
  'sos', 'fall', 'smoke_gas_co', 'hazard_fence', 'outside_home', 'left_safe_area', 'not_returned',
  'stationary_outdoors', 'wandering', 'inactivity_home', 'heart_rate', 'device_removed', 'battery',
  'device_silent', 'location_stale', 'fleet_outage', 'care_call_missed', 'inbound_abandoned',
  'responder_overdue',
] as const;
export type AlertKind = (typeof ALERT_KINDS)[number];

export const DISPOSITIONS = [
  'safe_home', 'safe_out_expected', 'reminded_returning', 'safe_with_companion', 'assisted_phone',
  'assisted_visit', 'family_attended', 'medical_120', 'police_110', 'fire_119', 'hospital',
  'false_position', 'false_device', 'false_accidental', 'test', 'no_contact_escalated', 'moved_away',
  'deceased', 'duplicate', 'auto_returned', 'other',
] as const;
export type Disposition = (typeof DISPOSITIONS)[number];

export const CALL_RESULTS = [
  'answered_elder', 'answered_other', 'no_answer', 'busy', 'rejected', 'unreachable', 'invalid_number',
  'voicemail', 'wrong_person', 'dropped', 'network_failure',
] as const;
export type CallResult = (typeof CALL_RESULTS)[number];

export type Source = 'gnss' | 'wifi' | 'cell' | 'beacon' | 'manual';
export type Presence = 'unknown' | 'inside' | 'outside';
export type MonitoringMode = 'stay_home' | 'curfew' | 'living_area' | 'free';
export type RiskTier = 'red' | 'orange' | 'yellow' | 'green';

export interface Ref { id: number; name: string }
export interface ElderRef extends Ref { sex?: string | null; age?: number | null }
export interface Fix {
  lat: number;
  lon: number;
  accuracy_m: number | null;
  source: string | null;
  fixed_at: string;
}

/** One alert as the stream sends it: whole state, so applying it twice is harmless. Instants are RFC 3339, UTC. */
export interface AlertState {
  id: number;
  version: number;
  kind: AlertKind;
  priority: Priority;
  condition: Condition;
  handling: Handling;
  /** null for alerts about the fleet rather than a person. */
  elder: ElderRef | null;
  area: Ref | null;
  address?: string | null;
  fix: Fix | null;
  occurred_at: string;
  opened_at: string;
  respond_by: string | null;
  act_by: string | null;
  delayed: boolean;
  count: number;
  claimed_by: Ref | null;
  claimed_at: string | null;
  lease_until: string | null;
  responded_at: string | null;
  acted_at: string | null;
  closed_at: string | null;
  cleared_at: string | null;
  disposition: Disposition | null;
  warned: boolean;
  breached: boolean;
  act_breached: boolean;
  distance_m: number | null;
  previous_id: number | null;
}

export type AlertAction =
  | 'claim' | 'release' | 'takeover' | 'calls' | 'call' | 'note' | 'notes' | 'escalate' | 'dispatch' | 'shelve' | 'close';

export interface TimelineEntry {
  at: string;
  action: string;
  by: Ref | null;
  detail: Record<string, unknown>;
}

export interface Call {
  id: number;
  to: string;
  contact_id: number | null;
  name: string | null;
  phone: string | null;
  started_at: string;
  ended_at: string | null;
  result: CallResult | null;
  outcome: string | null;
  dial_url: string | null;
}

/** GET /api/alerts/{id}: the state plus what depends on the reader. */
export interface AlertDetail extends AlertState {
  actions: AlertAction[];
  timeline: TimelineEntry[];
  evidence: { text_zh?: string; text_en?: string; [key: string]: unknown } | null;
  dispositions: Disposition[];
  calls: Call[];
}

export interface User {
  id: number;
  username: string;
  name: string;
  role: Role;
  areas: number[];
}

export interface MapConfig {
  kind: 'schematic' | 'pmtiles' | 'raster' | 'style';
  url?: string | null;
  crs?: 'wgs84' | 'gcj02' | null;
  attribution?: string | null;
  min_zoom?: number | null;
  max_zoom?: number | null;
}
export interface ServiceConfig {
  map: MapConfig;
  service_name: string;
  default_language: string;
  time_zone: string;
  kinds: { kind: AlertKind; priority: Priority; latching: boolean }[];
}

export interface Area {
  id: number;
  parent_id: number | null;
  name: string;
  kind: string;
  boundary: GeoJSON.Geometry | null;
}

export interface Board {
  elders: number;
  devices_online: number;
  devices: number;
  alerts_today: number;
  respond_mean_s: number | null;
  respond_within_60_pct: number | null;
  respond_n: number;
  breached_open: number;
  seats_online: number;
  per_quarter_hour: { at: string; total: number; p1: number }[];
  by_area: { area_id: number; name: string; count: number }[];
  by_kind: { kind: AlertKind; count: number }[];
  recently_closed: { id: number; elder: Ref | null; kind: AlertKind; disposition: Disposition | null; closed_at: string }[];
}

export interface Contact { id: number; name: string; relation: string | null; phone: string | null; rank: number }
export interface Device {
  id: number;
  unique_id: string;
  kind: string;
  expected_interval_s: number;
  last_contact_at: string | null;
  battery_pct: number | null;
}
export interface Elder {
  id: number;
  name: string;
  sex: string | null;
  birth_year: number | null;
  age: number | null;
  phone: string | null;
  address: string | null;
  speak_name: string | null;
  dialect: string | null;
  hearing: string | null;
  nap_notes: string | null;
  medical_notes: string | null;
  risk_tier: RiskTier;
  monitoring_mode: MonitoringMode;
  area: Ref | null;
  home: { lat: number; lon: number; radius_m: number } | null;
  contacts: Contact[];
  devices: Device[];
  fix: Fix | null;
  presence: Presence;
  phase_since: string | null;
}

export interface TrackItem {
  fixed_at: string;
  received_at: string;
  lat: number;
  lon: number;
  accuracy_m: number | null;
  source: string | null;
  speed_mps?: number | null;
  battery_pct?: number | null;
}
export interface Page<T> { items: T[]; next: string | number | null }
export type FenceFeature = GeoJSON.Feature<
  GeoJSON.Geometry,
  { kind: string; elder_id?: number | null; radius_m?: number | null; buffer_m?: number | null; name?: string | null }
>;
