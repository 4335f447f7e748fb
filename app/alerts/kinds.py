"""The alert kinds of docs/operators.md as data: priority, latching, and which outcomes make sense."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    SOS = "sos"
    FALL = "fall"
    SMOKE_GAS_CO = "smoke_gas_co"
    HAZARD_FENCE = "hazard_fence"
    OUTSIDE_HOME = "outside_home"
    LEFT_SAFE_AREA = "left_safe_area"
    NOT_RETURNED = "not_returned"
    BATTERY = "battery"
    STATIONARY_OUTDOORS = "stationary_outdoors"
    WANDERING = "wandering"
    INACTIVITY_HOME = "inactivity_home"
    HEART_RATE = "heart_rate"
    DEVICE_REMOVED = "device_removed"
    DEVICE_SILENT = "device_silent"
    LOCATION_STALE = "location_stale"
    FLEET_OUTAGE = "fleet_outage"
    INBOUND_ABANDONED = "inbound_abandoned"
    RESPONDER_OVERDUE = "responder_overdue"
    CARE_CALL_MISSED = "care_call_missed"


class Disposition(StrEnum):
    """The closed vocabulary of outcomes."""

    SAFE_HOME = "safe_home"
    SAFE_OUT_EXPECTED = "safe_out_expected"
    REMINDED_RETURNING = "reminded_returning"
    SAFE_WITH_COMPANION = "safe_with_companion"
    ASSISTED_PHONE = "assisted_phone"
    ASSISTED_VISIT = "assisted_visit"
    FAMILY_ATTENDED = "family_attended"
    MEDICAL_120 = "medical_120"
    POLICE_110 = "police_110"
    FIRE_119 = "fire_119"
    HOSPITAL = "hospital"
    FALSE_POSITION = "false_position"
    FALSE_DEVICE = "false_device"
    FALSE_ACCIDENTAL = "false_accidental"
    TEST = "test"
    NO_CONTACT_ESCALATED = "no_contact_escalated"
    MOVED_AWAY = "moved_away"
    DECEASED = "deceased"
    DUPLICATE = "duplicate"
    AUTO_RETURNED = "auto_returned"
    OTHER = "other"


_D = Disposition
_ALWAYS = (
    _D.ASSISTED_PHONE, _D.ASSISTED_VISIT, _D.FAMILY_ATTENDED, _D.FALSE_DEVICE, _D.TEST,
    _D.NO_CONTACT_ESCALATED, _D.MOVED_AWAY, _D.DECEASED, _D.DUPLICATE, _D.OTHER,
)  # fmt: skip
_EMERGENCY = (
    _D.SAFE_HOME, _D.SAFE_OUT_EXPECTED, _D.SAFE_WITH_COMPANION, _D.MEDICAL_120, _D.POLICE_110,
    _D.FIRE_119, _D.HOSPITAL, _D.FALSE_ACCIDENTAL, *_ALWAYS,
)  # fmt: skip
_PLACE = (
    _D.REMINDED_RETURNING, _D.SAFE_HOME, _D.SAFE_OUT_EXPECTED, _D.SAFE_WITH_COMPANION, _D.MEDICAL_120,
    _D.POLICE_110, _D.HOSPITAL, _D.FALSE_POSITION, _D.AUTO_RETURNED, *_ALWAYS,
)  # fmt: skip

_HEALTH = (*_EMERGENCY, _D.AUTO_RETURNED)
_DEVICE = (_D.SAFE_HOME, _D.SAFE_OUT_EXPECTED, _D.HOSPITAL, _D.AUTO_RETURNED, *_ALWAYS)
_RESPONDER = (_D.SAFE_HOME, _D.HOSPITAL, *_ALWAYS)
_TECHNICAL = (_D.FALSE_DEVICE, _D.TEST, _D.DUPLICATE, _D.AUTO_RETURNED, _D.OTHER)

EMERGENCY_SERVICES = frozenset({_D.MEDICAL_120, _D.POLICE_110, _D.FIRE_119})
SETTLED = frozenset(
    {
        _D.SAFE_HOME, _D.SAFE_OUT_EXPECTED, _D.REMINDED_RETURNING, _D.SAFE_WITH_COMPANION,
        _D.ASSISTED_PHONE, _D.ASSISTED_VISIT, _D.FAMILY_ATTENDED, _D.HOSPITAL, _D.FALSE_ACCIDENTAL,
    }
)  # fmt: skip
"""Outcomes that come out of a conversation."""


@dataclass(frozen=True, slots=True)
class KindRule:
    """How a kind behaves. `latching`: never clears by itself. `reopens`: a new edge soon after
    closing is the same case; a second cry for help never is. `rechecked`: closed while the cause holds, it
    is looked at again a quarter of an hour later, for that is about her; a device may stay as it is.
    `repeats`: the same again while it is open is news."""

    priority: int
    latching: bool
    reopens: bool
    dispositions: tuple[Disposition, ...]
    rechecked: bool = False
    repeats: bool = False


KINDS: Mapping[Kind, KindRule] = {
    Kind.SOS: KindRule(1, latching=True, reopens=False, dispositions=_EMERGENCY),
    Kind.FALL: KindRule(1, latching=True, reopens=False, dispositions=_EMERGENCY),
    Kind.SMOKE_GAS_CO: KindRule(1, latching=True, reopens=True, dispositions=_EMERGENCY),
    Kind.HAZARD_FENCE: KindRule(1, latching=False, reopens=True, dispositions=_PLACE, rechecked=True),
    Kind.OUTSIDE_HOME: KindRule(2, latching=False, reopens=True, dispositions=_PLACE, rechecked=True),
    Kind.LEFT_SAFE_AREA: KindRule(2, latching=False, reopens=True, dispositions=_PLACE, rechecked=True),
    Kind.NOT_RETURNED: KindRule(2, latching=False, reopens=True, dispositions=_PLACE, rechecked=True),
    Kind.BATTERY: KindRule(4, latching=False, reopens=True, dispositions=_ALWAYS),
    Kind.STATIONARY_OUTDOORS: KindRule(2, latching=False, reopens=True, dispositions=_PLACE, rechecked=True),
    Kind.WANDERING: KindRule(2, latching=False, reopens=True, dispositions=_PLACE, rechecked=True),
    Kind.INACTIVITY_HOME: KindRule(2, latching=False, reopens=True, dispositions=_HEALTH, rechecked=True),
    Kind.HEART_RATE: KindRule(2, latching=False, reopens=True, dispositions=_HEALTH, rechecked=True),
    Kind.DEVICE_REMOVED: KindRule(3, latching=False, reopens=True, dispositions=_DEVICE),
    Kind.DEVICE_SILENT: KindRule(3, latching=False, reopens=True, dispositions=_DEVICE),
    Kind.LOCATION_STALE: KindRule(4, latching=False, reopens=True, dispositions=_DEVICE),
    Kind.FLEET_OUTAGE: KindRule(2, latching=False, reopens=True, dispositions=_TECHNICAL),
    Kind.INBOUND_ABANDONED: KindRule(2, latching=False, reopens=True, dispositions=_HEALTH, repeats=True),
    Kind.RESPONDER_OVERDUE: KindRule(2, latching=False, reopens=True, dispositions=_RESPONDER),
    Kind.CARE_CALL_MISSED: KindRule(3, latching=False, reopens=True, dispositions=_HEALTH),
}

SIGNAL_KINDS: Mapping[str, Kind] = {
    "sos": Kind.SOS,
    "fall": Kind.FALL,
    "smoke": Kind.SMOKE_GAS_CO,
    "gas": Kind.SMOKE_GAS_CO,
    "co": Kind.SMOKE_GAS_CO,
}
"""Signals that open an alert at once, with or without a fix."""

REMOVED, WORN = "device_removed", "device_worn"  # what a device says when it is taken off and put on
ACTIVITY = ("motion", "water", "door")  # signals of sensors at home: somebody is up and about
