"""The demo's volunteers: one task after the other, step by step."""

from app.demo.volunteer import PAUSES_S, STEPS, choose


def _task(number: int, *steps: str) -> dict[str, object]:
    return {"id": number, "steps": list(steps)}


def test_nobody_is_asked_and_nobody_goes() -> None:
    assert choose([]) is None
    assert choose([_task(1)]) is None


def test_what_they_have_comes_before_what_they_are_asked() -> None:
    asked, mine = _task(2, "accept", "decline"), _task(1, "arrive", "abort")
    assert choose([asked, mine]) == (1, "on_scene")
    assert choose([asked]) == (2, "accept")


def test_every_step_has_its_pause() -> None:
    assert set(STEPS.values()) == set(PAUSES_S)
