"""Who sees which event."""

import pytest

from app.identity.roles import Principal, Role
from app.realtime.audience import sees


def somebody(role: Role, *areas: int) -> Principal:
    return Principal(1, "a", "a", role, 0, areas, frozenset(areas) if areas else None)


@pytest.mark.parametrize("role", [Role.operator, Role.supervisor, Role.admin])
def test_desks_see_calls_of_their_areas_and_of_strangers(role: Role) -> None:
    assert sees(somebody(role, 3), "inbound.changed", 3)
    assert sees(somebody(role, 3), "inbound.changed", None)
    assert sees(somebody(role), "inbound.changed", 4)
    assert not sees(somebody(role, 3), "inbound.changed", 4)


@pytest.mark.parametrize("area", [None, 3])
def test_walls_see_no_call(area: int | None) -> None:
    assert not sees(somebody(Role.wall), "inbound.changed", area)
    assert not sees(somebody(Role.wall, 3), "inbound.changed", area)


def test_other_events_go_by_area_alone() -> None:
    assert sees(somebody(Role.wall, 3), "alert.opened", 3)
    assert not sees(somebody(Role.operator, 3), "alert.opened", None)


def test_every_desk_hears_of_new_words_and_no_wall() -> None:
    assert sees(somebody(Role.operator, 3), "script.changed", None)
    assert not sees(somebody(Role.wall), "script.changed", None)


def test_every_supervisor_hears_of_a_tier_s_threshold_and_of_no_area_but_hers() -> None:
    assert sees(somebody(Role.supervisor, 3), "threshold.changed", None)
    assert not sees(somebody(Role.operator, 3), "threshold.changed", None)
    assert not sees(somebody(Role.wall), "threshold.changed", None)
    assert not sees(somebody(Role.supervisor, 3), "threshold.changed", 4)
    assert sees(somebody(Role.wall, 3), "threshold.changed", 3)
