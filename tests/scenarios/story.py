"""A street in Xi'an for stories: one elder with a watch, people at desks, and time that goes by when told.

Everything goes through the public surface: pings in, the API for people, deadlines as the service runs them.
"""

import json
from math import cos, radians
from typing import Any
from zoneinfo import ZoneInfo

from starlette.testclient import TestClient

from app.alerts import deadlines, reconsider
from app.calls import inbound, lines
from app.care import missing
from app.clock import ManualClock, parse_instant, rfc3339
from app.dispatch import deadlines as tasks
from app.identity.roles import Role
from app.ingest import looks
from app.main import Nuanyang
from app.store.events import read
from tests.people import METRES_PER_DEGREE, PASSWORD, hire

LAT, LON, RADIUS_M = 34.2658, 108.9402, 100


class Story:
    """`li` and `zhao` are operators, `wang` is their supervisor. Distances are metres east of her door.

    Her watch promises a message an hour, so that nobody wonders when a story skips one.
    """

    def __init__(
        self, app: Nuanyang, client: TestClient, clock: ManualClock, interval_s: int = 3600, **elder: Any
    ) -> None:
        self.app, self.client, self.clock = app, client, clock
        self.tokens: dict[str, str] = {}
        self.store = app.state.store
        zone = ZoneInfo(app.state.settings.time_zone)
        self.due = {
            **reconsider.handlers(zone), **looks.handlers(zone), **lines.HANDLERS, **inbound.HANDLERS,
            **tasks.HANDLERS,
        }  # fmt: skip
        self.due |= missing.HANDLERS
        self.screens = looks.screens(zone)
        for name, role in (("li", "operator"), ("zhao", "operator"), ("wang", "supervisor")):
            hire(self.store, name, Role(role))
            self.signs_in(name)
        client.cookies.clear()
        body = {
            "name": "李秀英",
            "phone": "13900000000",
            "home": {"lat": LAT, "lon": LON, "radius_m": RADIUS_M},
            "contacts": [{"name": "儿子", "phone": "13700000001"}],
        } | elder
        self.elder = self.ask("wang", "POST", "/api/elders", body)
        self.watch = self.ask(
            "wang",
            "POST",
            "/api/devices",
            {"unique_id": "8800000001", "elder_id": self.elder["id"], "expected_interval_s": interval_s},
        )

    def signs_in(self, name: str) -> None:
        """A new session; the one before may have ended."""
        answer = self.client.post("/api/session", json={"username": name, "password": PASSWORD})
        self.tokens[name] = answer.json()["token"]
        self.client.cookies.clear()

    def ask(self, who: str, method: str, path: str, body: Any = None, status: int | None = None) -> Any:
        """The answer's JSON; a status that was not expected fails the story."""
        headers = {"Authorization": f"Bearer {self.tokens[who]}"}
        answer = self.client.request(method, path, json=body, headers=headers)
        assert answer.status_code == status if status else answer.is_success, answer.text
        return answer.json() if answer.content else None

    # the watch

    def ping(self, east_m: float | None = None, *, at: int | None = None, **fields: Any) -> dict[str, Any]:
        """A ping of now, so many metres east of the door (None: without a position)."""
        place = {} if east_m is None else {
            "lat": LAT, "lon": LON + east_m / METRES_PER_DEGREE / cos(radians(LAT)), "accuracy_m": 10,
        }  # fmt: skip
        moment = self.clock.now() if at is None else at
        return {"device": "8800000001", "fixed_at": rfc3339(moment), **place, **fields}

    def post(self, *pings: dict[str, Any]) -> dict[str, Any]:
        """Send them at once; what the service answers."""
        headers = {"Authorization": f"Bearer {self.watch['key']}"}
        answer = self.client.post("/api/pings", json=list(pings), headers=headers)
        assert answer.status_code == 200, answer.text
        result: dict[str, Any] = answer.json()
        return result

    def send(self, east_m: float | None = None, **fields: Any) -> dict[str, Any]:
        return self.post(self.ping(east_m, **fields))

    def walks(self, *east_m: float, seconds: float = 60) -> None:
        """A ping from each of these places, a minute apart."""
        for metres in east_m:
            self.passes(seconds)
            assert self.send(metres)["accepted"] == 1

    def stays_home(self, minutes: int = 10) -> None:
        self.walks(*[(-6, 4, 9, -2, 5)[n % 5] for n in range(minutes)])

    def goes_out(self) -> None:
        """Away from the house until it is noticed, or for a quarter of an hour."""
        before = self.told()
        for n in range(15):
            self.walks(min(70 * (n + 1), 420))
            if {"opened", "reopened"} & set(self.told()[len(before) :]):
                return

    def comes_home(self) -> None:
        self.walks(280, 140, 20, 5, -4, 6, 2, -3)

    # time

    def passes(self, seconds: float) -> None:
        """Time goes by, and the service does what is due."""
        self.clock.advance(seconds)
        deadlines.run_due(self.store, self.due, self.screens)
        self.app.state.watch.look()
        self.app.state.rounds.look()

    # the desk

    def alerts(self) -> list[dict[str, Any]]:
        """Every alert there is, oldest first."""
        items: list[dict[str, Any]] = self.ask("li", "GET", "/api/alerts")["items"]
        return items[::-1]

    def alert(self, who: str = "li") -> dict[str, Any]:
        """The only alert, in full."""
        (only,) = self.alerts()
        shape: dict[str, Any] = self.ask(who, "GET", f"/api/alerts/{only['id']}")
        return shape

    def do(self, who: str, alert: dict[str, Any], act: str, status: int | None = None, **body: Any) -> Any:
        """Act on the alert with the version that stands."""
        now = self.ask(who, "GET", f"/api/alerts/{alert['id']}")
        path = f"/api/alerts/{alert['id']}/{act}"
        return self.ask(who, "POST", path, {"version": now["version"]} | body, status)

    def call(
        self, who: str, alert: dict[str, Any], to: str | int, result: str, outcome: str | None = None
    ) -> Any:
        """Call, and report what came of it; the alert afterwards."""
        call = self.do(who, alert, "calls", to=to)["call"]
        report = {"result": result} | ({"outcome": outcome} if outcome else {})
        return self.do(who, alert, f"calls/{call['id']}/result", **report)

    def told(self) -> list[str]:
        """Kinds of the alert events in the log, in order."""
        with self.store.snapshot() as session:
            logged = read(session.connection(), 0, 10_000)
        return [e.kind.removeprefix("alert.") for e in logged if e.kind.startswith("alert.")]

    def last_payload(self) -> dict[str, Any]:
        with self.store.snapshot() as session:
            logged = [e for e in read(session.connection(), 0, 10_000) if e.kind.startswith("alert.")]
        payload: dict[str, Any] = json.loads(logged[-1].payload)
        return payload


def clock_at(local: str) -> ManualClock:
    """A clock that says this time of 24 November 2026 in Xi'an."""
    return ManualClock(parse_instant(f"2026-11-24T{local}:00+08:00"))
