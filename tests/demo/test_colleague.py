"""The colleague at the next desk leaves the visitor something to do."""

from app.clock import rfc3339
from app.demo.colleague import FRESH_S, LEAVES, LEFT_S, RETURNED_S, choose

NOW = 1_790_040_000.0


def _alert(number: int, age_s: float, condition: str = "active") -> dict[str, object]:
    return {"id": number, "opened_at": rfc3339(round((NOW - age_s) * 1000)), "condition": condition}


def test_leaves_a_short_queue_alone() -> None:
    assert choose([_alert(i, 20.0) for i in range(LEAVES)], NOW) is None


def test_takes_the_newest_that_can_still_be_kept_in_time() -> None:
    waiting = [_alert(i, 30.0 + i) for i in range(LEAVES)] + [_alert(99, FRESH_S[0] + 1.0)]

    assert choose(waiting, NOW) == waiting[-1]


def test_does_not_snatch_what_has_just_appeared() -> None:
    assert choose([_alert(i, FRESH_S[0] - 1.0) for i in range(LEAVES + 5)], NOW) is None


def test_takes_what_was_left_lying() -> None:
    assert choose([_alert(1, LEFT_S + 1.0)], NOW) == _alert(1, LEFT_S + 1.0)
    assert choose([_alert(1, RETURNED_S + 1.0)], NOW) is None
    returned = _alert(1, RETURNED_S + 1.0, "cleared")
    assert choose([returned], NOW) == returned
