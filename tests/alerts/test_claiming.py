"""Claims, leases, takeovers and notes."""

import pytest

from app.alerts import service
from app.clock import rfc3339
from app.errors import Conflict, Forbidden, NotFound, StaleVersion
from app.identity.roles import Principal, Role
from tests.alerts.acts import ACTS, do
from tests.alerts.house import House


def test_a_claim_is_one_persons_for_90_seconds(house: House) -> None:
    alert_id = house.leaves()
    alert = do(house, house.li, alert_id, "claim")
    now = house.clock.now()
    assert (alert.handling, alert.version, alert.claimed_by) == ("claimed", 1, house.li.id)
    assert (alert.claimed_at, alert.lease_until) == (now, now + 90_000)
    kind, body = house.events(alert_id)[-1]
    assert kind == "claimed"
    assert body["claimed_by"] == {"id": house.li.id, "name": "li.na"}


@pytest.mark.parametrize("version", [0, 1])
def test_a_second_claim_is_refused_and_names_the_winner(house: House, version: int) -> None:
    alert_id = house.leaves()
    do(house, house.li, alert_id, "claim")
    for who in (house.li, house.zhao, house.boss):
        with pytest.raises(Conflict) as refused, house.tx() as tx:
            service.claim(tx, who, alert_id, version)
        body = refused.value.problem()
        assert body["status"] == 409
        assert body["claimed_by"] == {"id": house.li.id, "name": "li.na"}
        assert body["claimed_at"] == rfc3339(house.clock.now())
        assert body["alert"] == house.payload(alert_id)
    assert house.said(alert_id) == ["opened", "claimed"]


def test_a_stale_version_is_refused_for_every_act(house: House) -> None:
    alert_id = house.leaves()
    do(house, house.li, alert_id, "claim", "call")
    for name in ("release", "note", "dispatch", "close", "call"):
        with pytest.raises(StaleVersion) as refused, house.tx() as tx:
            ACTS[name](tx, house.li, alert_id, 1)
        assert refused.value.extra["alert"]["version"] == 2
    assert house.alert(alert_id).version == 2


@pytest.mark.parametrize("act", ["release", "call", "dispatch", "close"])
def test_a_running_lease_keeps_other_operators_out_but_not_supervisors(house: House, act: str) -> None:
    alert_id = house.leaves()
    do(house, house.li, alert_id, "claim")
    with pytest.raises(Conflict, match=r"li\.na is at work") as refused:
        do(house, house.zhao, alert_id, act)
    assert refused.value.extra["claimed_by"]["name"] == "li.na"
    do(house, house.boss, alert_id, act)
    assert house.alert(alert_id).version == 2


@pytest.mark.parametrize("act", ["takeover", "escalate"])
def test_a_wrong_role_is_forbidden_even_with_a_stale_version(house: House, act: str) -> None:
    alert_id = house.leaves()
    do(house, house.li, alert_id, "claim")
    for version in (0, 1):
        with pytest.raises(Forbidden), house.tx() as tx:
            ACTS[act](tx, house.zhao, alert_id, version)


def test_what_lies_in_other_areas_does_not_exist(house: House) -> None:
    alert_id = house.leaves()
    elsewhere = Principal(house.li.id, "li.na", "li.na", Role.operator, 0, (9,), frozenset({9}))
    for act in ACTS.values():
        with pytest.raises(NotFound), house.tx() as tx:
            act(tx, elsewhere, alert_id, 0)


def test_release_puts_it_back_with_its_original_deadlines(house: House) -> None:
    alert_id = house.leaves()
    do(house, house.li, alert_id, "claim")
    house.clock.advance(20)
    alert = do(house, house.li, alert_id, "release")
    assert (alert.handling, alert.claimed_by, alert.claimed_at, alert.lease_until) == (
        "open",
        None,
        None,
        None,
    )
    assert house.due(alert_id) == {"warn": 25, "respond": 40, "act": 580}
    assert house.events(alert_id)[-1][1]["claimed_by"] is None


def test_a_supervisor_takes_over_with_a_reason_and_a_new_lease(house: House) -> None:
    alert_id = house.leaves()
    do(house, house.li, alert_id, "claim", "call")
    house.clock.advance(100)
    alert = do(house, house.boss, alert_id, "takeover")
    assert (alert.handling, alert.claimed_by) == ("claimed", house.boss.id)
    assert alert.lease_until == house.clock.now() + 90_000
    assert house.timeline(alert_id)[-1].detail == {"reason": "relief"}


def test_an_operator_takes_over_when_the_lease_is_over(house: House) -> None:
    alert_id = house.leaves()
    do(house, house.li, alert_id, "claim")
    house.clock.advance(90)  # and the deadline has not been looked at yet
    assert do(house, house.zhao, alert_id, "takeover").claimed_by == house.zhao.id


def test_a_note_never_moves_the_version_and_stays_out_of_the_log(house: House) -> None:
    alert_id = house.leaves()
    for who in (house.li, house.zhao):
        assert do(house, who, alert_id, "note").version == 0
    entry = house.timeline(alert_id)[-1]
    assert (entry.action, entry.user_id, entry.detail["note"]) == (
        "noted", house.zhao.id, "her daughter is on her way",
    )  # fmt: skip
    assert "daughter" not in str(house.events(alert_id))


def test_the_holders_note_renews_the_lease_nobody_elses_does(house: House) -> None:
    alert_id = house.leaves()
    until = do(house, house.li, alert_id, "claim").lease_until
    house.clock.advance(60)
    for who in (house.zhao, house.boss):
        assert do(house, who, alert_id, "note").lease_until == until
    assert do(house, house.li, alert_id, "note").lease_until == house.clock.now() + 90_000
    assert house.due(alert_id)["lease"] == 90


def test_a_note_during_a_call_does_not_shorten_the_lease(house: House) -> None:
    alert_id = house.leaves()
    until = do(house, house.li, alert_id, "claim", "call").lease_until
    house.clock.advance(5)
    assert do(house, house.li, alert_id, "note").lease_until == until
    assert house.due(alert_id)["lease"] == 115


def test_nothing_can_be_added_to_a_closed_case(house: House) -> None:
    alert_id = house.leaves()
    do(house, house.li, alert_id, "claim", "close")
    for name in ACTS:
        with pytest.raises(Conflict):
            do(house, house.boss, alert_id, name)
