"""K15, and the care calls behind it."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from app.care.tables import CareCall, CarePlan
from app.clock import HOUR, ManualClock, parse_instant
from app.main import Nuanyang
from app.registry import elders

NOON = parse_instant("2026-11-24T12:00:00+08:00")
STATES = ("reached", "reached", "missed", "reached", "skipped", "planned", "missed", "reached")


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(NOON)


@pytest.fixture
def calls(app: Nuanyang, admin: TestClient) -> list[int]:
    """Of one elder in the root and one in a street, seven hours apart; ids in the order of STATES."""
    lianhu = admin.post("/api/areas", json={"name": "莲湖区"}).json()["id"]
    rows = []
    with app.state.store.transaction() as tx:
        for n in range(2):
            elder_id = elders.create(tx, {"name": f"elder {n}"})
            plan = CarePlan(
                elder_id=elder_id, days="1", starts="09:00", ends="11:00", counts_from=0, made_by=1, made_at=0
            )
            tx.session.add(plan)
            tx.session.flush()
            area_id = lianhu if n else 1
            for i, state in enumerate(STATES):
                due = NOON - (7 * i + 3) * HOUR
                row = CareCall(
                    plan_id=plan.id, elder_id=elder_id, area_id=area_id, day=f"day {i}",
                    due_from=due, due_until=due + HOUR, state=state,
                    lease_until=NOON + HOUR,  # the planned one is in somebody's hands: the service leaves it
                )  # fmt: skip
                tx.session.add(row)
                rows.append(row)
        tx.session.flush()
        return [row.id or 0 for row in rows]


def _figure(row: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = next(one for one in row["figures"] if one["kpi"] == "care_calls")
    return found


def _behind(client: TestClient, **params: Any) -> list[int]:
    answer = client.get("/api/kpis/care_calls/calls", params=params)
    assert answer.status_code == 200, answer.text
    return [one["id"] for one in answer.json()["items"]]


def test_reached_of_those_whose_window_is_over(admin: TestClient, calls: list[int]) -> None:
    figure = _figure(admin.get("/api/kpis").json()["items"][0])
    assert (figure["value"], figure["n"], figure["against"], figure["met"]) == (66.7, 12, 4, False)
    assert len(_behind(admin)) == 12
    assert _behind(admin, missed=True) == sorted((calls[i] for i in (2, 6, 10, 14)), reverse=True)
    page = admin.get("/api/kpis/care_calls/calls", params={"limit": 7}).json()
    assert len(_behind(admin, after=page["next"])) == 5
    assert admin.get("/api/kpis/care_calls/alerts").status_code == 422


@pytest.mark.parametrize("by", ["area", "shift", "day", "month"])
@pytest.mark.usefixtures("calls")
def test_rows_add_up_and_each_is_what_lies_behind_it(admin: TestClient, by: str) -> None:
    whole, *rows = admin.get("/api/kpis", params={"by": by}).json()["items"]
    assert sum(_figure(row)["n"] for row in rows) == _figure(whole)["n"] == 12
    assert sum(_figure(row)["against"] for row in rows) == 4
    for row in rows:
        asked: dict[str, Any] = {"from": row["from"], "to": row["to"]}
        if by == "area":
            asked |= {"area": row["area_id"], "own": row["own"]}
        elif by == "shift":
            whole_window = admin.get("/api/kpis").json()
            asked = {"from": whole_window["from"], "to": whole_window["to"], "shift": row["key"]}
        assert len(_behind(admin, **asked)) == _figure(row)["n"]
        assert len(_behind(admin, missed=True, **asked)) == _figure(row)["against"]


@pytest.mark.usefixtures("calls")
def test_it_is_in_the_table_to_take_away(admin: TestClient) -> None:
    lines = admin.get("/api/kpis/table.csv", params={"lang": "en"}).text.splitlines()
    (line,) = [one for one in lines if ",K15," in one]
    assert "66.7,%,≥ 95,no,12,4" in line
