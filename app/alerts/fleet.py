"""Outages of a carrier or vendor: found before their devices count as silent, and what follows from them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import tzinfo

from sqlalchemy import text
from sqlmodel import Session, col, select

from app.alerts import opening, outages, record, tuning
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

_CELLS = text(
    """
    SELECT carrier, vendor, COUNT(*), SUM(fell), SUM(silent), MIN(CASE WHEN fell = 1 THEN heard END) FROM (
        SELECT carrier, vendor, heard, CASE WHEN overdue <= :now THEN 1 ELSE 0 END AS silent,
            CASE WHEN overdue + :window >= :heard_until AND from_us > :until - :window AND from_us <= :until
                 THEN 1 ELSE 0 END AS fell
        FROM (
            SELECT carrier, vendor, last_contact_at AS heard,
                last_contact_at + CAST(expected_interval_s AS BIGINT) * 2000 AS overdue,
                (CASE WHEN last_contact_at > :since THEN last_contact_at ELSE :since END)
                    + CAST(expected_interval_s AS BIGINT) * 2000 AS from_us
            FROM device
            WHERE elder_id IS NOT NULL AND last_contact_at >= :alive
                AND (carrier IS NOT NULL OR vendor IS NOT NULL)
        ) AS each_device
    ) AS counted GROUP BY carrier, vendor
    """
)


@dataclass(frozen=True, slots=True)
class Listening:
    """Since when this process listens, and the newest contact of anybody before that (ms)."""

    since: int
    heard_until: int


def look(store: Store, zone: tzinfo, listening: Listening) -> None:
    """Open, recount and clear outages. The counting reads every device, so it holds no lock."""
    now = store.clock.now()
    with store.snapshot() as session:
        values = tuning.load(session.connection(), []).of(None, None, areas.root_id(session))
        lasting = _lasting(session)
        cells = _cells(session, now, listening, values, alive=min([now, *lasting.values()]) - DAY)
    fallen = outages.find(cells, lasting, values)
    if not lasting and not fallen:
        return
    with store.transaction(urgent=False) as tx:
        if tx.alone():
            _settle(tx, zone, cells, values, fallen)


def _lasting(session: Session) -> dict[Group, int]:
    """The outages that last, whatever people did about them: group → when it began."""
    lasting = select(Alert.evidence, Alert.occurred_at).where(*_LASTING)
    return {Group(e["by"], e["name"]): at for e, at in session.exec(lasting)}


_LASTING = (
    col(Alert.elder_id).is_(None),
    col(Alert.condition) == "active",
    col(Alert.kind) == Kind.FLEET_OUTAGE,
)


def groups(store: Store) -> list[Group]:
    """Whose devices are inhibited now."""
    with store.snapshot() as session:
        return list(_lasting(session))


def _cells(session: Session, now: int, listening: Listening, values: Values, alive: int) -> list[Cell]:
    """Worn devices heard of since `alive` (ms), overdue by two of their intervals.

    One that was silent before we last listened did not fall silent now.
    """
    wanted = {
        "now": now,
        "until": now - round(values["fleet_outage.delay_s"] * SECOND),
        "window": round(values["fleet_outage.window_min"] * MINUTE),
        "since": listening.since,
        "heard_until": listening.heard_until,
        "alive": alive,
    }
    return [Cell(*row) for row in session.connection().execute(_CELLS, wanted)]


def _settle(tx: Tx, zone: tzinfo, cells: Sequence[Cell], values: Values, fallen: Sequence[Outage]) -> None:
    lasting = tx.session.exec(select(Alert).where(*_LASTING).order_by(col(Alert.id)).with_for_update())
    shown: list[Looked] = []
    known = set()
    for alert in lasting:
        group = Group(alert.evidence["by"], alert.evidence["name"])
        known.add(group)
        counted = outages.count(cells, *group)
        if outages.is_over(counted, values):
            shown.append(_looked(counted, False, tx.now, values))
            _wake(tx, group)
        else:
            _recount(tx, alert, counted)
    shown += [_looked(o, True, tx.now, values) for o in fallen if Group(o.by, o.name) not in known]
    opening.show(tx, Subject(None, "", "", zone), shown)


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
