"""Plans of care calls for the demo: some are due when the visitor arrives, whatever the hour."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import insert
from sqlmodel import select

from app.care.tables import CarePlan
from app.demo.people import Person
from app.identity.tables import User
from app.store.db import Store

EACH: Final = 25  # one elder in so many, the red tier first in line
TOPICS: Final = (
    "降压药吃了没有？今早血压多少？",
    "昨晚睡得好不好；膝盖还疼不疼",
    "聊聊外孙；周末谁来看您",
    "社区食堂的饭合不合口味，要不要换菜",
    "天冷了，暖气热不热；出门走走没有",
)


def plan_calls(store: Store, people: Sequence[Person], zone: ZoneInfo) -> None:
    """Give every so many elders a plan of each day; where there are plans already, nothing."""
    with store.transaction() as tx:
        if tx.session.exec(select(CarePlan.id).limit(1)).first() is not None:
            return
        by = tx.session.exec(select(User.id).where(User.username == "wang.ping")).one()
        hour = datetime.fromtimestamp(tx.now / 1000, zone).hour
        order = sorted(range(len(people)), key=lambda i: people[i].tier != "red")
        chosen = order[: max(1, len(people) // EACH)]
        tx.conn.execute(insert(CarePlan), [_plan(n, i + 1, hour, by, tx.now) for n, i in enumerate(chosen)])


def _plan(n: int, elder_id: int, hour: int, by: int | None, now: int) -> dict[str, Any]:
    """Windows of two hours that began an hour ago, began just now, or begin in an hour or three."""
    starts = min(max(hour + (-1, 0, 0, 1, 3)[n % 5], 0), 21)
    return {
        "elder_id": elder_id,
        "days": "0123456",
        "starts": f"{starts:02}:{30 * (n % 2):02}",
        "ends": f"{starts + 2:02}:{30 * (n % 2):02}",
        "topics": TOPICS[n % len(TOPICS)],
        "active": True,
        "counts_from": now,
        "version": 0,
        "made_by": by,
        "made_at": now,
    }
