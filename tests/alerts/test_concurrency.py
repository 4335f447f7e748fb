"""Many hands at once: exactly one has the alert, and the others hear who."""

import http.client
import json
import threading
from collections.abc import Callable
from typing import Any

import pytest

from app.alerts import handovers, service
from app.alerts.handovers import Given
from app.errors import Conflict
from app.identity.roles import Role
from app.identity.sessions import token_hash
from app.identity.tables import UserSession
from app.main import Nuanyang
from app.settings import Settings
from app.store.db import Store
from tests.alerts.house import House, hire
from tests.live import serving

N = 20


def at_once(work: Callable[[int], Any]) -> list[Any]:
    """The results of work(0) … work(N - 1), all started at the same moment; exceptions are results."""
    start = threading.Barrier(N)
    results: list[Any] = [None] * N

    def run(n: int) -> None:
        start.wait(30)
        try:
            results[n] = work(n)
        except Exception as error:
            results[n] = error

    threads = [threading.Thread(target=run, args=(n,)) for n in range(N)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results


def test_of_twenty_who_take_a_case_of_a_handover_one_has_it(house: House) -> None:
    alert_id = house.leaves()
    with house.tx() as tx:
        people = [hire(tx, f"operator {n}") for n in range(N)]
        giver = hire(tx, "giver")
    with house.tx() as tx:
        service.claim(tx, giver, alert_id, 0)
        given = handovers.give(tx, giver, None, [Given(alert_id)])

    def take(n: int) -> int:
        with house.store.transaction() as tx:
            handovers.accept(tx, people[n], given, [alert_id])
        return people[n].id

    results = at_once(take)
    (winner,) = [r for r in results if isinstance(r, int)]
    assert sum(isinstance(r, Conflict) for r in results) == N - 1
    with house.store.snapshot() as session:
        assert service.visible(session, giver, alert_id).claimed_by == winner


@pytest.mark.parametrize("nodes", [1, 2])
def test_of_twenty_claims_in_threads_one_wins(house: House, settings: Settings, nodes: int) -> None:
    alert_id = house.leaves()
    with house.tx() as tx:
        people = [hire(tx, f"operator {n}") for n in range(N)]
    stores = [house.store, *(Store(settings.database_url, house.clock) for _ in range(nodes - 1))]

    def claim(n: int) -> int:
        with stores[n % nodes].transaction() as tx:
            return service.claim(tx, people[n], alert_id, 0).version

    results = at_once(claim)
    for store in stores[1:]:
        store.close()
    (winner,) = [n for n in range(N) if results[n] == 1]
    lost = [r for r in results if isinstance(r, Conflict)]
    assert len(lost) == N - 1, results
    for refused in lost:
        assert refused.extra["claimed_by"] == {"id": people[winner].id, "name": f"operator {winner}"}
        assert refused.extra["alert"]["version"] == 1
    assert house.said(alert_id) == ["opened", "claimed"]
    assert [kind for kind, _ in house.events(alert_id)] == ["opened", "claimed"]


def test_of_twenty_claims_over_http_one_wins(house: House, app: Nuanyang) -> None:
    alert_id = house.leaves()
    ids = []
    with house.tx() as tx:
        for n in range(N):
            who = hire(tx, f"operator {n}", Role.operator)
            ids.append(who.id)
            tx.session.add(
                UserSession(
                    user_id=who.id,
                    token_hash=token_hash(f"token {n}"),
                    created_at=tx.now,
                    expires_at=tx.now + 3_600_000,
                    last_seen_at=tx.now,
                )
            )

    def post(n: int) -> tuple[int, str | None, dict[str, Any]]:
        connection = http.client.HTTPConnection(address, timeout=60)
        headers = {"Authorization": f"Bearer token {n}", "Content-Type": "application/json"}
        connection.request("POST", f"/api/alerts/{alert_id}/claim", json.dumps({"version": 0}), headers)
        answer = connection.getresponse()
        body = json.load(answer)
        connection.close()
        return answer.status, answer.headers["content-type"], body

    with serving(app) as address:
        results = at_once(post)
    assert sorted(status for status, _, _ in results) == [200] + [409] * (N - 1), results
    (winner,) = [n for n in range(N) if results[n][0] == 200]
    won = results[winner][2]
    assert won["claimed_by"] == {"id": ids[winner], "name": f"operator {winner}"}
    for status, kind, body in results:
        if status == 200:
            continue
        assert kind == "application/problem+json"
        assert body["status"] == 409
        assert body["claimed_by"] == won["claimed_by"]
        assert body["claimed_at"] == won["claimed_at"]
        assert body["alert"]["id"] == alert_id
        assert (body["alert"]["version"], body["alert"]["handling"]) == (1, "claimed")
    assert house.said(alert_id) == ["opened", "claimed"] + ["claim_lost"] * (N - 1)


def test_second_presses_and_claims_at_once_all_count(house: House) -> None:
    """Evidence and people meet on one alert: nothing is lost, and no version is."""
    alert_id = house.presses()
    began = house.clock.now()

    def work(n: int) -> None:
        if n % 2:
            house.show(house.signal("sos", began + n))
        else:
            with house.tx() as tx:
                service.note(tx, house.li, alert_id, 0, f"note {n}")

    assert at_once(work) == [None] * N
    alert = house.alert(alert_id)
    assert (alert.count, alert.version) == (1 + N // 2, 0)
    kinds = [kind for kind, _ in house.events(alert_id)]
    assert (kinds.count("repeated"), kinds.count("noted")) == (N // 2, N // 2)
    assert [body["count"] for kind, body in house.events(alert_id) if kind == "repeated"] == list(
        range(2, 12)
    )
