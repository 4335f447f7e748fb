"""The calls of a day: once, whoever looks and whenever."""

import threading

import pytest

from app.alerts import service
from app.care.looking import Rounds
from app.care.plans import Chosen, give_many, of_elder
from app.errors import StaleVersion
from app.settings import Settings
from app.store.db import Store
from tests.alerts.acts import do
from tests.alerts.house import XIAN
from tests.care.round import DAILY, Round

HOUR_S = 3600


def test_two_nodes_and_a_restart_make_each_call_once(round_: Round, settings: Settings) -> None:
    for n in range(5):
        round_.plan(round_.another(f"elder {n}"))
    round_.passes(16 * HOUR_S)  # midnight: a new day
    other = Store(settings.database_url, round_.clock)
    nodes = [Rounds(store, XIAN) for store in (round_.store, other, round_.store, other)]
    threads = [threading.Thread(target=node.look) for node in nodes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    other.close()
    for n in range(5):
        assert [call.day for call in round_.calls(n + 2)] == ["2026-11-24", "2026-11-25"]


def test_a_plan_made_in_the_morning_counts_today_and_one_made_too_late_does_not(round_: Round) -> None:
    round_.plan()
    assert [call.day for call in round_.calls()] == ["2026-11-24"], "at once, without waiting for a look"
    late = round_.another()
    round_.clock.advance(3 * HOUR_S)
    round_.plan(late)
    round_.look()
    assert round_.calls(late) == [], "its window was over"
    round_.passes(13 * HOUR_S)
    assert [call.day for call in round_.calls(late)] == ["2026-11-25"]


def test_only_on_its_days(round_: Round) -> None:
    round_.plan(days=[1, 3])
    for _ in range(7):
        round_.passes(24 * HOUR_S)
    assert [call.day for call in round_.calls()] == ["2026-11-24", "2026-11-26", "2026-12-01"]


def test_a_service_that_was_down_all_morning_has_missed_her(round_: Round) -> None:
    round_.plan()
    round_.clock.advance(28 * HOUR_S)  # 12:00 the next day
    Rounds(round_.store, XIAN).look()
    assert [(call.day, call.state) for call in round_.calls()] == [
        ("2026-11-24", "missed"),
        ("2026-11-25", "missed"),
    ]


def test_changed_hours_move_todays_call_unless_somebody_has_begun(round_: Round) -> None:
    round_.plan()
    round_.plan(starts="14:00", ends="15:00")
    (call,) = round_.calls()
    assert (call.due_until - round_.clock.now()) / 1000 == 7 * HOUR_S
    round_.tries()
    round_.plan(starts="16:00", ends="17:00")
    assert round_.call().due_until == call.due_until
    round_.plan(active=False)
    assert round_.call().state == "planned", "it has begun"


def test_a_plan_that_rests_takes_todays_call_away_and_brings_it_back(round_: Round) -> None:
    round_.plan()
    round_.plan(active=False)
    assert round_.calls() == []
    round_.plan()
    assert len(round_.calls()) == 1


def test_two_supervisors_and_one_plan(round_: Round) -> None:
    from app.care import plans

    round_.plan()
    with round_.tx() as tx, pytest.raises(StaleVersion, match=r"wang\.boss"):
        plans.put(tx, round_.boss, round_.elder_id, DAILY, None, XIAN)


def test_for_many_at_once_first_counted(round_: Round) -> None:
    round_.plan(topics="hers")
    others = [round_.another(f"elder {n}", None if n == 3 else "13900000009") for n in range(4)]
    chosen = Chosen(None, [], replace=False)
    for dry_run in (True, False):
        with round_.tx() as tx:
            given = give_many(tx, round_.boss, chosen, DAILY, XIAN, dry_run=dry_run)
        assert (given.elders, given.having, given.without_phone, given.changed) == (5, 1, 1, 4)
        assert [len(round_.calls(i)) for i in others] == [0 if dry_run else 1] * 4
    with round_.tx() as tx:
        assert (of_elder(tx.session, round_.elder_id, None) or DAILY).topics == "hers"  # type: ignore[union-attr]
    with round_.tx() as tx:
        everybody = Chosen(None, ["green"], replace=True)
        assert give_many(tx, round_.boss, everybody, DAILY, XIAN, dry_run=False).changed == 5
        hers = of_elder(tx.session, round_.elder_id, None)
        assert hers is not None
        assert (hers.topics, hers.version) == ("降压药", 1)
        none = Chosen(None, ["red"], replace=True)
        assert give_many(tx, round_.boss, none, DAILY, XIAN, dry_run=False).changed == 0


def test_whoever_went_to_hospital_is_not_called_until_somebody_says_so(round_: Round) -> None:
    round_.plan()
    alert_id = round_.presses()
    do(round_, round_.li, alert_id, "claim")
    with round_.tx() as tx:
        version = round_.alert(alert_id).version
        service.close(tx, round_.li, alert_id, version, "hospital", None)
    round_.passes(61)
    assert (round_.call().state, round_.call().reason) == ("skipped", "hospital")
    round_.passes(24 * HOUR_S)
    assert round_.call().reason == "hospital", "the next morning too"
    round_.plan()  # saved again: she is home
    assert (round_.call().day, round_.call().state) == ("2026-11-25", "planned")
