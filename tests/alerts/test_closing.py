"""Outcomes, and when closing is acting."""

from contextlib import suppress

import pytest

from app.alerts import service
from app.alerts.evidence import Evidence, Judged, Looked
from app.alerts.kinds import KINDS, Disposition, Kind
from app.errors import Invalid
from tests.alerts.acts import do
from tests.alerts.house import House


def test_closing_ends_every_deadline(house: House) -> None:
    alert_id = house.presses()
    alert = do(house, house.li, alert_id, "claim", "close")
    assert (alert.handling, alert.disposition, alert.closed_at) == ("closed", "safe_home", house.clock.now())
    assert house.due(alert_id) == {}, "and an emergency has no condition to look at again"


def test_closing_while_she_is_out_looks_again_in_15_minutes(house: House) -> None:
    alert_id = house.leaves()
    do(house, house.li, alert_id, "claim", "close")
    assert house.due(alert_id) == {"recheck_closed": 900}


def test_closing_after_she_returned_does_not(house: House) -> None:
    alert_id = house.leaves()
    house.returns()
    do(house, house.li, alert_id, "claim", "close")
    assert house.due(alert_id) == {}


@pytest.mark.parametrize("kind", Kind)
def test_only_outcomes_that_fit_the_kind_close_it(house: House, kind: Kind) -> None:
    shown: dict[Kind, Evidence] = {
        Kind.OUTSIDE_HOME: house.exit(),
        Kind.NOT_RETURNED: house.missed(),
        Kind.HAZARD_FENCE: Judged(Kind.HAZARD_FENCE, True, 1, house.clock.now()),
        Kind.LEFT_SAFE_AREA: Judged(Kind.LEFT_SAFE_AREA, True, None, house.clock.now()),
        Kind.BATTERY: house.battery(1, 15),
        Kind.SMOKE_GAS_CO: house.signal("gas"),
        Kind.SOS: house.signal("sos"),
        Kind.FALL: house.signal("fall"),
    }
    house.show(shown.get(kind) or Looked(kind, True, house.clock.now(), house.clock.now()))
    alert = do(house, house.li, house.newest().id or 0, "claim")
    assert alert.kind == kind
    valid = {
        d for d in KINDS[kind].dispositions if d is not Disposition.AUTO_RETURNED
    }  # the cause still holds
    for disposition in set(Disposition) - valid:
        with pytest.raises(Invalid) as refused, house.tx() as tx:
            service.close(tx, house.li, alert.id or 0, 1, disposition, "words")
        assert refused.value.extra["errors"][0]["field"] == "disposition"
    for disposition in valid:
        with suppress(InterruptedError), house.tx() as tx:
            assert (
                service.close(tx, house.li, alert.id or 0, 1, disposition, "words").disposition == disposition
            )
            raise InterruptedError  # roll back: the next outcome wants it open


def test_she_returned_by_herself_only_when_she_did(house: House) -> None:
    alert_id = house.leaves()
    do(house, house.li, alert_id, "claim")
    with pytest.raises(Invalid), house.tx() as tx:
        service.close(tx, house.li, alert_id, 1, "auto_returned", None)
    house.returns()
    with house.tx() as tx:
        service.close(tx, house.li, alert_id, 1, "auto_returned", None)


@pytest.mark.parametrize("words", [None, "", "  \n"])
def test_other_needs_words(house: House, words: str | None) -> None:
    alert_id = house.leaves()
    do(house, house.li, alert_id, "claim")
    with pytest.raises(Invalid) as refused, house.tx() as tx:
        service.close(tx, house.li, alert_id, 1, "other", words)
    assert refused.value.extra["errors"][0]["field"] == "note"


@pytest.mark.parametrize(
    ("called", "disposition", "acted"),
    [
        (True, "safe_home", True),
        (True, "assisted_phone", True),
        (False, "safe_home", False),  # nobody spoke with anybody
        (False, "medical_120", True),  # an emergency service was called
        (True, "no_contact_escalated", False),
        (True, "false_device", False),
    ],
)
def test_when_closing_is_acting(house: House, called: bool, disposition: str, acted: bool) -> None:
    alert_id = house.presses()
    do(house, house.li, alert_id, "claim", *(["call"] if called else []))
    house.clock.advance(40)
    with house.tx() as tx:
        service.close(tx, house.li, alert_id, 2 if called else 1, disposition, None)
    assert (house.alert(alert_id).acted_at == house.clock.now()) is acted


def test_the_first_act_counts(house: House) -> None:
    alert_id = house.presses()
    do(house, house.li, alert_id, "claim", "dispatch")
    first = house.clock.now()
    house.clock.advance(60)
    do(house, house.li, alert_id, "close")
    assert house.alert(alert_id).acted_at == first
