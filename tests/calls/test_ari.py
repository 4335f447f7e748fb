"""The line through Asterisk by itself: what it orders, what it hears, what it does when it is away."""

import asyncio
import base64
import logging
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from websockets.asyncio.client import connect

from app.calls import causes
from app.calls.ari import Ari, Trunk
from app.calls.exchange import Placed
from app.calls.lines import Order
from app.calls.results import BY_LINE, Line, Result
from app.settings import Settings
from tests.calls.asterisk import PASSWORD, USER
from tests.calls.pbx import PATIENCE_S, TRUNK, channels, pbx, short

__all__ = ["pbx", "short"]


def order(n: int, to: str = "1002", extension: str = "8001") -> Order:
    return Order(f"ny-{n:024x}", 7, extension, to)


class Heard:
    """A line without the rest of the application, and what it tells."""

    def __init__(self, pbx: str, password: str = PASSWORD, trunk: Trunk = TRUNK) -> None:
        self.told: list[tuple[str, Line | Result]] = []
        self.ari = Ari(
            pbx, USER, password, trunk, lambda uid, news: self.told.append((uid, news)), lambda *_: None
        )

    async def __aenter__(self) -> "Heard":
        self.follower = asyncio.create_task(self.ari.follow())
        return self

    async def __aexit__(self, *_: object) -> None:
        self.follower.cancel()
        await asyncio.gather(self.follower, return_exceptions=True)
        await self.ari.close()

    async def until(self, check: Any) -> None:
        async with asyncio.timeout(PATIENCE_S):
            while not check():
                await asyncio.sleep(0.01)


def test_the_same_order_twice_is_one_call(pbx: str) -> None:
    async def story() -> None:
        async with Heard(pbx) as line:
            await line.until(lambda: line.ari._follows)
            assert [await line.ari.place(order(1)) for _ in range(2)] == [Placed.ACCEPTED] * 2
            await line.until(lambda: line.told)
            assert len(channels(pbx)) <= 4, "Asterisk's own test telephones have two channels each"
            await line.ari._clear(order(1).uid)
            await line.until(lambda: (order(1).uid, Line.ENDED) in line.told)
            assert [news for _, news in line.told][:2] == [Line.ANSWERED, Line.ENDED]
            await line.until(lambda: not channels(pbx))

    asyncio.run(story())


def test_why_nobody_was_reached(pbx: str) -> None:
    """Asterisk's causes in the domain's words; many calls at once."""
    expected = {
        "2001": Result.INVALID_NUMBER,
        "2017": Result.BUSY,
        "2018": Result.NO_ANSWER,
        "2020": Result.UNREACHABLE,
        "2021": Result.REJECTED,
        "2027": Result.UNREACHABLE,
        "2028": Result.INVALID_NUMBER,
        "2034": Result.NETWORK_FAILURE,
        "2038": Result.NETWORK_FAILURE,
        "2042": Result.NETWORK_FAILURE,
    }
    orders = {order(int(number), to=number).uid: result for number, result in expected.items()}

    async def story() -> None:
        async with Heard(pbx) as line:
            await line.until(lambda: line.ari._follows)
            for number in expected:
                assert await line.ari.place(order(int(number), to=number)) is Placed.ACCEPTED
            await line.until(lambda: {uid for uid, _ in line.told} == set(orders))
            first = dict(reversed(line.told))
            assert first == orders
            await line.until(lambda: not channels(pbx))

    asyncio.run(story())


def test_whoever_is_not_listening_places_nothing(pbx: str, caplog: pytest.LogCaptureFixture) -> None:
    async def story() -> None:
        async with Heard(pbx, password="wrong and secret") as line:
            await line.until(lambda: "cannot be reached" in caplog.text)
            assert await line.ari.place(order(2)) is Placed.UNSURE
        assert not channels(pbx)

    with caplog.at_level(logging.DEBUG, logger="app"):
        asyncio.run(story())
    assert "wrong and secret" not in caplog.text


def test_a_trunk_that_is_not_there_is_asked_again(pbx: str) -> None:
    async def story() -> None:
        async with Heard(pbx, trunk=replace(TRUNK, operator="NONE/{extension}")) as line:
            await line.until(lambda: line.ari._follows)
            assert await line.ari.place(order(3)) is Placed.UNSURE

    asyncio.run(story())


def test_another_node_takes_over_and_leaves_again(pbx: str) -> None:
    basic = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
    address = pbx.replace("http", "ws") + "/events?app=nuanyang"

    async def story() -> None:
        async with Heard(pbx) as line:
            await line.until(lambda: line.ari._follows)
            async with connect(address, additional_headers={"Authorization": f"Basic {basic}"}):
                await line.until(lambda: not line.ari._follows)
                assert await line.ari.place(order(4)) is Placed.UNSURE
            await line.until(lambda: line.ari._follows)

    asyncio.run(story())


def test_numbers_are_not_logged(pbx: str, caplog: pytest.LogCaptureFixture) -> None:
    async def story() -> None:
        async with Heard(pbx) as line:
            await line.until(lambda: line.ari._follows)
            await line.ari.place(order(5, to="2017"))
            await line.until(lambda: line.told)
            await line.until(lambda: not channels(pbx))

    with caplog.at_level(logging.INFO):
        asyncio.run(story())
    assert "2017" not in caplog.text
    assert caplog.text.count("HTTP Request") >= 2


@given(st.none() | st.integers(-1, 200))
def test_every_cause_is_something_that_a_line_can_tell(cause: int | None) -> None:
    news = causes.unanswered(cause)
    assert news is Line.ENDED if cause == causes.NORMAL else news in BY_LINE


@pytest.mark.parametrize(
    "given_",
    [
        {"ari_url": None},
        {"ari_password": None},
        {"ari_outside": None},
        {"ari_outside": "PJSIP/{extension}@trunk"},
        {"ari_outside": "PJSIP/trunk"},
        {"ari_operator": "PJSIP/{extension}{0}"},
    ],
)
def test_half_a_setting_is_told_at_the_start(tmp_path: Path, given_: dict[str, Any]) -> None:
    whole = {
        "calls": "ari",
        "ari_url": "http://127.0.0.1:8088/ari",
        "ari_password": "x",
        "ari_outside": "PJSIP/{number}@trunk",
    }
    Settings(_env_file=None, **whole)  # type: ignore[arg-type,call-arg]
    with pytest.raises(ValidationError, match="NUANYANG_ARI"):
        Settings(_env_file=None, **{**whole, **given_})  # type: ignore[arg-type]
