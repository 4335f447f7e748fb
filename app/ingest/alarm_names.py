"""The names of alarms in Traccar and its Client, as our signals. Pure.

https://github.com/traccar/traccar, model/Position.java (ALARM_*). Those that are no signal of ours are stored
with the ping under their own names and open nothing; our own words mean what they mean to us.
"""

import re
from collections.abc import Mapping
from typing import Any

from app.alerts.kinds import REMOVED, SIGNAL_KINDS

MOST = 16  # signals of a ping

ALARMS: Mapping[str, str] = {
    "fallDown": "fall",
    "removing": REMOVED,
    "door": "door_alarm",  # of a car; ours is the door of her kitchen
}
"""Traccar's name → our signal, where the two differ."""

VENDOR_EVENTS: Mapping[tuple[str, int], str] = {("meitrack", 1): "sos"}
"""(protocol, `attributes.event`) → our signal: older Traccar servers name no alarm for these."""

_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def signals(alarm: object) -> list[str]:
    """`"sos,lowBattery"` → `["sos", "low_battery"]`: each once, urgent ones first; of text only."""
    if not isinstance(alarm, str):
        return []
    words = [word.strip().replace("\0", "")[:128] for word in alarm[:4096].split(",")]
    found = (ALARMS.get(word) or _HUMP.sub("_", word).lower()[:128] for word in words if word)
    urgent_first = sorted(dict.fromkeys(found), key=lambda name: name not in SIGNAL_KINDS)
    return urgent_first[:MOST]


def vendor_signals(protocol: object, attributes: Mapping[str, Any]) -> list[str]:
    """What an `event` number means with this protocol, where it names no alarm."""
    event = attributes.get("event")
    if not isinstance(protocol, str) or isinstance(event, bool) or not isinstance(event, int):
        return []
    found = VENDOR_EVENTS.get((protocol, event))
    return [found] if found else []
