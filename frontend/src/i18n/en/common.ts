import type { Shape } from '../shape';
import type { common as zh } from '../zh/common';

export const common: Shape<typeof zh> = {
  brand: { name: 'Nuanyang', subtitle: 'Virtual Nursing Home', motto: 'Respond within one minute, act within ten' },
  kind: {
    sos: 'SOS', fall: 'Fall', smoke_gas_co: 'Smoke or gas', hazard_fence: 'In a hazard area',
    outside_home: 'Outside home', left_safe_area: 'Left safe area', not_returned: 'Not returned',
    stationary_outdoors: 'Not moving outdoors', wandering: 'Wandering', inactivity_home: 'No activity',
    heart_rate: 'Heart rate', device_removed: 'Device removed', battery: 'Battery low', device_silent: 'Device silent',
    location_stale: 'Position outdated', fleet_outage: 'Fleet outage', care_call_missed: 'Care call missed',
    inbound_abandoned: 'Caller gave up', responder_overdue: 'Responder overdue',
  },
  priority: { '1': 'Critical', '2': 'High', '3': 'Medium', '4': 'Low' },
  handling: {
    open: 'Waiting', claimed: 'Claimed', contacting: 'On the phone', monitoring: 'Monitoring', escalated: 'Escalated',
    dispatched: 'Dispatched', resolved: 'Resolved', suppressed: 'Shelved', closed: 'Closed',
  },
  condition: { active: 'Still going on', cleared: 'Cleared by itself' },
  disposition: {
    safe_home: 'Safe at home', safe_out_expected: 'Out as expected', reminded_returning: 'Reminded, returning',
    safe_with_companion: 'With a companion', assisted_phone: 'Helped by phone', assisted_visit: 'Helped by visit',
    family_attended: 'Family attended', medical_120: 'Ambulance 120', police_110: 'Police 110', fire_119: 'Fire 119',
    hospital: 'Hospital', false_position: 'False position', false_device: 'Device error', false_accidental: 'Pressed by accident',
    test: 'Test', no_contact_escalated: 'No contact, escalated', moved_away: 'Moved away', deceased: 'Deceased',
    duplicate: 'Duplicate', auto_returned: 'Returned', other: 'Other',
  },
  callResult: {
    answered_elder: 'Elder answered', answered_other: 'Someone else answered', no_answer: 'No answer', busy: 'Busy',
    rejected: 'Rejected', unreachable: 'Unreachable', invalid_number: 'Invalid number', voicemail: 'Voicemail',
    wrong_person: 'Wrong person', dropped: 'Call dropped', network_failure: 'Network failure',
  },
  source: { gnss: 'Satellite', wifi: 'Wi-Fi', cell: 'Cell', beacon: 'Beacon', manual: 'Manual', unknown: 'Unknown source' },
  presence: { inside: 'At home', outside: 'Outside', unknown: 'Unknown', offline: 'Offline' },
  sex: { f: 'F', m: 'M' },
  age: 'aged {{age}}',
  role: { operator: 'Operator', supervisor: 'Supervisor', admin: 'Administrator', responder: 'Responder', wall: 'Wall' },
  countdown: {
    respond: 's to respond', act: 'to act', respondOver: 'overdue', actOver: 'act overdue', handling: 'in hand',
    label: '{{name}}, {{kind}}, {{priority}}, {{state}} {{time}}',
  },
  connection: {
    live: 'Live', connecting: 'Connecting…', stale: 'Connection lost',
    staleDetail: 'The picture is from {{time}}; reconnecting', delay: '{{seconds}} s delay', lost: 'Lost',
  },
  map: {
    directive: '{{name}} (until {{until}})', directives: 'Directives in force',
    label: 'Live map', canvas: 'The map itself: arrow keys move it, plus and minus zoom', schematic: 'Schematic map · not surveyed',
    noWebgl: 'This browser cannot draw the map: WebGL 2 is off.',
    lostForGood: 'The graphics card did not come back and the map cannot be drawn. Open the page again, or restart the browser, to try once more.',
    list: {
      instead: 'Those who need attention are listed by area in place of the map; alerts arrive as usual.', nobody: 'Nobody needs attention now.', noArea: 'No area',
      noFix: 'no position', distance: '{{metres}} m outside', now: 'fix just now', minutes: 'fix {{count}} min ago', hours: 'fix {{count}} h ago', days: 'fix {{count}} d ago',
      everybody: '{{count}} with a position: {{inside}} at home, {{outside}} outside, {{unknown}} unknown',
    },
    lost: 'The map lost its graphics context and is recovering…', zoomIn: 'Zoom in', zoomOut: 'Zoom out',
    crowd: '{{count}} elders here, {{outside}} outside: open', crowdTitle: '{{count}} elders here', inside: 'at home', outside: 'outside', unknown: 'unknown', offline: 'offline',
    crowdMore: '{{count}} more: come closer',
  },
  actions: { close: 'Close', cancel: 'Cancel', confirm: 'Confirm', retry: 'Retry', signOut: 'Sign out', dismiss: 'Got it' },
  login: {
    title: 'Sign in', username: 'Username', password: 'Password', submit: 'Sign in', submitting: 'Signing in…',
    showPassword: 'Show password', hidePassword: 'Hide password', capsLock: 'Caps lock is on', welcome: 'Welcome back',
    intro: 'Every elder who lives alone, kept in sight and in mind.', required: 'Enter your username and password',
  },
  language: { switch: 'Language', zh: '中文', en: 'English' },
  error: {
    network: 'The network failed. Check it and try again', http_401: 'Wrong username or password', http_403: 'Not permitted',
    http_429: 'Too many attempts. Try again later', http_500: 'The server failed. Try again later', unknown: 'Something failed: {{detail}}',
    unauthenticated: 'Wrong username or password', forbidden: 'Not permitted', too_many: 'Too many attempts. Try again later', unavailable: 'The service is not available now. Try again later',
    crash: 'This page failed', startup: 'The server cannot be reached yet; trying again…',
  },
  unit: { second: 's', minute: 'min', percent: '%', metre: 'm' },
};
