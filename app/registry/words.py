"""The closed vocabularies of the registry."""

from enum import StrEnum


class MonitoringMode(StrEnum):
    """When is outside an alert?"""

    stay_home = "stay_home"
    curfew = "curfew"
    living_area = "living_area"
    free = "free"


class RiskTier(StrEnum):
    red = "red"
    orange = "orange"
    yellow = "yellow"
    green = "green"


class Sex(StrEnum):
    f = "f"
    m = "m"


class FenceKind(StrEnum):
    home = "home"
    safe = "safe"
    hazard = "hazard"
    district = "district"


class DeviceState(StrEnum):
    """Who wears it: an elder, nobody yet, nobody knows, nobody any more."""

    worn = "worn"
    spare = "spare"
    lost = "lost"
    retired = "retired"


class AreaKind(StrEnum):
    """全部 / 区 / 街道 / 社区 / 网格."""

    root = "root"
    district = "district"
    street = "street"
    community = "community"
    grid = "grid"
