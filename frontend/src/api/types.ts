/**
 * The names of everything that crosses the wire. The rest of the app imports payload types from here only.
 *
 * The shapes come from the server's own description (schema.d.ts); what is a closed vocabulary there in words only is
 * narrowed here. A member that the server renames stops compiling.
 */
import type { components } from './schema';

type S = components['schemas'];
/** `T` with some members narrowed; every one of them must exist. */
type With<T, Narrower extends Partial<Record<keyof T, unknown>>> = Omit<T, keyof Narrower> & Narrower;

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

export type Ref = S['Ref'];
export interface ElderRef extends Ref { sex?: string | null; age?: number | null }
export type Fix = With<Required<S['FixOut']>, { source: string | null }>;

/** One alert as the stream sends it: whole state, so applying it twice is harmless. Instants are RFC 3339, UTC. */
export type AlertState = With<Required<S['AlertOut']>, {
  kind: AlertKind;
  priority: Priority;
  condition: Condition;
  handling: Handling;
  /** null for alerts about the fleet rather than a person. */
  elder: ElderRef | null;
  /** Whose devices fell silent together, and how many. */
  fleet: S['FleetOut'] | null;
  area: Ref | null;
  address?: string | null;
  fix: Fix | null;
  respond_by: string | null;
  act_by: string | null;
  claimed_by: Ref | null;
  shelved_until?: string | null;
  suppressed_by?: string | null;
  disposition: Disposition | null;
}>;

export type AlertAction =
  | 'claim' | 'release' | 'takeover' | 'calls' | 'call' | 'note' | 'notes' | 'escalate' | 'dispatch' | 'offer' | 'shelve' | 'close';

export type TimelineEntry = With<Required<S['TimelineEntry']>, { by: Ref | null; detail: Record<string, unknown> }>;

export type Call = With<Required<S['CallOut']>, {
  name: string | null;
  phone: string | null;
  dial_url: string | null;
  /** How far the line got; null when she dials herself. */
  line: 'placing' | 'ringing' | 'answered' | 'ended' | null;
  result: CallResult | null;
}>;

/** GET /api/alerts/{id}: the state plus what depends on the reader. */
export type NextStep = With<Required<S['NextStep']>, { do: 'call_elder' | 'call_contact' | 'dispatch' }>;

export type AlertDetail = AlertState & With<Pick<S['AlertDetail'], 'actions' | 'timeline' | 'evidence' | 'dispositions' | 'calls' | 'tasks'>, {
  actions: AlertAction[];
  timeline: TimelineEntry[];
  evidence: { text_zh?: string; text_en?: string; [key: string]: unknown } | null;
  dispositions: Disposition[];
  calls: Call[];
  tasks: Task[];
  next_step: NextStep | null;
}>;

export type Offer = S['OfferOut'];
export type Task = With<S['TaskOut'], { kind: AlertKind; priority: Priority }>;
/** With whom to go to, for whoever has it. */
export type TaskDetail = Task & Pick<S['TaskDetail'], 'place'>;
export type Place = S['PlaceOut'];
export type Responder = S['ResponderOut'];

export type User = With<S['Me'], { role: Role }>;

/** `min_zoom` and `max_zoom` only matter to raster tiles, and a server may leave them out. */
export type MapConfig = Partial<S['MapConfig']> & Pick<S['MapConfig'], 'kind'> & { min_zoom?: number | null; max_zoom?: number | null };
export type ServiceConfig = With<S['Config'], { map: MapConfig; kinds: With<S['KindOut'], { kind: AlertKind; priority: Priority }>[] }>;

export type Area = With<S['AreaOut'], { kind: string; boundary: GeoJSON.Geometry | null }>;

export type Board = With<S['Board'], {
  by_kind: With<S['KindCount'], { kind: AlertKind }>[];
  recently_closed: With<S['ClosedOut'], { elder: Ref | null; kind: AlertKind; disposition: Disposition | null }>[];
}>;

export type Load = S['Load'];

export type Contact = Pick<S['ContactOut'], 'id' | 'name' | 'rank'> & { relation: string | null; phone: string | null };
export type Device = Pick<S['DeviceOut'], 'id' | 'unique_id' | 'expected_interval_s' | 'last_contact_at' | 'battery_pct'> & { kind: string };
/** A line of the search; `contact`: whose number it is, when it is not her own. */
export type FoundElder = S['ElderFound'];
export type Elder = With<Omit<S['ElderCard'], 'created_at' | 'last_contact_at'>, {
  sex: string | null;
  risk_tier: RiskTier;
  monitoring_mode: MonitoringMode;
  area: Ref | null;
  home: { lat: number; lon: number; radius_m: number } | null;
  contacts: Contact[];
  devices: Device[];
  fix: Fix | null;
  presence: Presence;
}>;

export type Command = Required<S['CommandOut']>;
export type NewCommand = S['Locate'] | S['Find'] | S['Message'] | S['Interval'] | S['SosNumbers'];

/** GET /api/elders/{id}/plan: what governs her now and next. */
export type OutingState = 'planned' | 'under_way' | 'overdue' | 'returned' | 'cancelled';
export type Outing = With<S['OutingOut'], { state: OutingState }>;
export type Plan = With<S['PlanOut'], { outing: Outing | null; outings: Outing[] }>;
export type Directive = With<S['DirectiveOut'], { state: 'planned' | 'in_force' | 'ended' }>;
export type Curfew = S['CurfewOut'];
export type DirectiveCount = S['DirectiveCount'];
export type AreaProposal = With<S['LivingAreaProposal'], { geometry: GeoJSON.Geometry }>;

export type TrackItem =
  Pick<S['TrackPoint'], 'fixed_at' | 'received_at' | 'lat' | 'lon' | 'accuracy_m'>
  & { source: string | null }
  & Partial<Pick<S['TrackPoint'], 'speed_mps' | 'battery_pct' | 'quarantine'>>;
/** A call that rings, or that was missed and has no alert; whoever may be calling. */
export type Caller = S['CallerOut'];
export type WaitingCall = With<S['WaitingOut'], { state: 'ringing' | 'missed' }>;

export interface Page<T> { items: T[]; next: string | number | null }
export type FenceFeature = GeoJSON.Feature<
  GeoJSON.Geometry,
  { kind: string; elder_id?: number | null; radius_m?: number | null; buffer_m?: number | null; name?: string | null; learned_at?: string | null; revision?: string }
>;

export type DeviceHealth = S['HealthOut'];
export type HealthPage = S['HealthPage'];
export type Trouble = S['Trouble'];
export type ImportJob = S['ImportOut'];
export type FaultyRow = S['FaultyRow'];

export type FalseGroups = S['GroupsOut'];
export type Shelved = S['ShelvedOut'];
export type Handover = With<S['HandoverOut'], { items: With<S['ItemOut'], { alert: AlertState }>[] }>;

export type UnheardDevices = S['UnheardsOut'];
export type Kpis = S['KpisOut'];
export type KpiRow = S['RowOut'];
export type KpiFigure = S['FigureOut'];
export type KpiDefinition = S['DefinitionOut'];
export type KpiName = S['Kpi'];
export type KpiBy = S['By'];

export type Script = S['ScriptOut'];
export type Scripts = S['Scripts'];
export type Placeholder = S['PlaceholderOut'];

export type Threshold = S['ThresholdOut'];
export type Override = S['OverrideOut'];
export type Account = With<S['UserOut'], { role: Role }>;
export type AccessEntry = S['AccessOut'];
export type Integration = S['IntegrationOut'];
export type JournalMessage = S['MessageOut'];

export type CarePlan = S['CarePlanOut'];
export type CareGiven = S['GivenOut'];
export type CareCounts = S['CareCounts'];
export type CareState = S['CareState'];
export type CareCall = S['CareCallOut'];
export type CareCallDetail = S['CareCallDetail'];
