"""Outages of a carrier or vendor: found before their devices count as silent, and what follows from them."""

from collections.abc import Sequence
from datetime import tzinfo

from sqlmodel import col, select

from app.alerts import opening, outages, record, rules, tuning
from app.alerts.evidence import Looked, Subject
from app.alerts.kinds import KINDS, Kind
from app.alerts.outages import Cell, Outage
from app.alerts.silence import Group
from app.alerts.tables import Alert
from app.alerts.thresholds import Values
from app.clock import DAY, MINUTE, SECOND
from app.registry import areas
from app.store import sql
from app.store.db import Store, Tx

RECOUNT = 0.1  # told anew when the number of silent devices has changed by this share

_CELLS = """
SELECT carrier, vendor, COUNT(*), SUM(fell), SUM(silent), MIN(CASE WHEN fell = 1 THEN heard END) FROM (
    SELECT carrier, vendor, heard, CASE WHEN overdue <= ? THEN 1 ELSE 0 END AS silent,
        CASE WHEN heard + patience + ? >= ? AND from_us > ? AND from_us <= ? THEN 1 ELSE 0 END AS fell
    FROM (
        SELECT carrier, vendor, last_contact_at AS heard,
            CAST(expected_interval_s AS BIGINT) * 2000 AS patience,
            last_contact_at + CAST(expected_interval_s AS BIGINT) * 2000 AS overdue,
            (CASE WHEN last_contact_at > ? THEN last_contact_at ELSE ? END)
                + CAST(expected_interval_s AS BIGINT) * 2000 AS from_us
        FROM device
        WHERE elder_id IS NOT NULL AND last_contact_at >= ? AND (carrier IS NOT NULL OR vendor IS NOT NULL)
    ) AS each_device
) AS counted GROUP BY carrier, vendor
"""


def _cells(tx: Tx, since: int, heard_until: int, window: int, until: int, alive: int) -> list[Cell]:
    """Worn devices heard of since `alive`, overdue by two of their intervals. All in ms.

    One that was silent before we last listened did not fall silent now.
    """
    rows = sql.fetch(tx, _CELLS, tx.now, window, heard_until, until - window, until, since, since, alive)
    return [Cell(*row) for row in rows]


def standing(tx: Tx) -> list[Alert]:
    """The outages that last, whatever people did about them."""
    lasting = select(Alert).where(
        col(Alert.elder_id).is_(None), Alert.condition == "active", Alert.kind == Kind.FLEET_OUTAGE
    )
    return list(tx.session.exec(lasting.order_by(col(Alert.id)).with_for_update()))


def groups(store: Store) -> list[Group]:
    """Whose devices are inhibited now."""
    with store.snapshot() as session:
        lasting = select(Alert.evidence).where(
            col(Alert.elder_id).is_(None), Alert.condition == "active", Alert.kind == Kind.FLEET_OUTAGE
        )
        return [Group(e["by"], e["name"]) for e in session.exec(lasting)]


def look(tx: Tx, zone: tzinfo, listening_since: int, heard_until: int) -> list[Group]:
    """Open, recount and clear outages; returns the groups that are out.

    `heard_until`: the newest contact of anybody before `listening_since` (ms).
    """
    values = tuning.load(tx, []).of(None, None, areas.root_id(tx.session))
    lasting = standing(tx)
    window = round(values["fleet_outage.window_min"] * MINUTE)
    until = tx.now - round(values["fleet_outage.delay_s"] * SECOND)
    alive = min([tx.now, *(alert.occurred_at for alert in lasting)]) - DAY
    cells = _cells(tx, listening_since, heard_until, window, until, alive)
    known = {Group(alert.evidence["by"], alert.evidence["name"]): alert for alert in lasting}
    shown: list[Looked] = []
    for group, alert in known.items():
        counted = outages.count(cells, *group)
        if outages.is_over(counted, values):
            shown.append(_looked(counted, False, tx.now, values))
            _wake(tx, group)
        else:
            _recount(tx, alert, counted)
    fallen = outages.find(cells, known, values)
    shown += [_looked(outage, True, tx.now, values) for outage in fallen]
    _decide(tx, zone, shown)
    over = {Group(e.evidence["by"], e.evidence["name"]) for e in shown if not e.holds}
    return [*(group for group in known if group not in over), *(Group(o.by, o.name) for o in fallen)]


def _looked(outage: Outage, holds: bool, now: int, values: Values) -> Looked:
    silent = max(outage.fell, outage.silent)
    evidence = {
        "by": outage.by,
        "name": outage.name,
        "silent": silent,
        "devices": outage.devices,
        "share_pct": round(100 * silent / outage.devices, 1) if outage.devices else 0.0,
        "threshold_pct": values["fleet_outage.share_pct"],
        "window_min": values["fleet_outage.window_min"],
    }
    priority = KINDS[Kind.FLEET_OUTAGE].priority
    place = f"{outage.by}:{outage.name}"
    return Looked(Kind.FLEET_OUTAGE, holds, outage.since or now, now, priority, evidence, place=place)


def _recount(tx: Tx, alert: Alert, outage: Outage) -> None:
    before = alert.evidence["silent"]
    if abs(outage.silent - before) <= RECOUNT * before:
        return
    share = round(100 * outage.silent / outage.devices, 1)
    alert.evidence = {
        **alert.evidence, "silent": outage.silent, "devices": outage.devices, "share_pct": share,
    }  # fmt: skip
    record.happened(tx, alert, "recounted", detail={"silent": outage.silent, "devices": outage.devices})


_WAKE = """
UPDATE deadline SET due_at = ? WHERE kind = 'device.silence' AND due_at > ?
    AND subject_id IN (SELECT id FROM device WHERE silent_since IS NULL AND (carrier = ? OR vendor = ?)
                       AND last_contact_at + CAST(expected_interval_s AS BIGINT) * 2000 <= ?)
"""


def _wake(tx: Tx, group: Group) -> None:
    """Those that are still silent when it is over are silent for reasons of their own."""
    names = (group.name, "") if group.by == "carrier" else ("", group.name)
    sql.many(tx, _WAKE, [(tx.now, tx.now, *names, tx.now)])


def _decide(tx: Tx, zone: tzinfo, shown: Sequence[Looked]) -> None:
    if not shown:
        return
    subject = Subject(None, "", "", zone)
    keys = rules.keys_of(subject, shown)
    changes = rules.decide(subject, shown, opening.standing(tx.session, keys), tx.now)
    opening.carry_out(tx, None, changes)
