"""Looking again when a rule begins or ends: she may be out already, or may be out now.

Rules that turn for one elder (outings, her own curfew) have a deadline of hers, `elder.policy`. Rules that
many share (directives, curfews of areas, the default one) have one deadline together, `plan.turn`; it starts
`plan.sweep`, which goes through everybody who is outside, a handful of elders in each transaction. What a
look finds depends on nothing but what holds now, so one look too many changes nothing.
"""

from collections.abc import Mapping, Sequence
from functools import partial
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, text
from sqlmodel import Session, SQLModel, col, select

from app.alerts import deadlines, opening, places, policies, policy, record, rules
from app.alerts.causes import OUTING
from app.alerts.changes import Standing
from app.alerts.deadlines import Handler
from app.alerts.evidence import Subject
from app.alerts.governed import Seen, against_the_rule, held_until, judge, keys
from app.alerts.machine import Handling
from app.alerts.policies import Plan
from app.alerts.tables import Alert, Deadline
from app.clock import DAY
from app.geo.presence import Phase
from app.registry import outings
from app.registry.tables import Area, Elder
from app.registry.whereabouts import areas_left
from app.store.db import Store, Tx

ELDER, TURN, SWEEP = "elder.policy", "plan.turn", "plan.sweep"
AT_ONCE = 500  # elders of a sweep that are looked at in one transaction,
CHANGES = 20  # and of whom something changes: claims and pings get through in between
WATCH_FOR = DAY  # so long after an expected return she is looked for every quarter of an hour
_BEFORE = 2 * DAY  # how far back "since when does the rule hold" is asked


def handlers(zone: ZoneInfo) -> Mapping[str, Handler]:
    """Every deadline's handler, those of plans included; `zone` is the service's."""
    return {
        **deadlines.HANDLERS,
        ELDER: partial(_elder_due, zone),
        TURN: partial(_turn_due, zone),
        SWEEP: partial(_sweep, zone),
        record.SHELF: partial(_shelf_ended, zone),
        record.RECHECK_CLOSED: partial(_recheck_closed, zone),
    }


def start(store: Store, zone: ZoneInfo) -> None:
    """Arm the next shared turn; one that was missed while the service was down stays due."""
    with store.transaction() as tx:
        due = tx.session.exec(select(Deadline.due_at).where(Deadline.kind == TURN)).first()
        if due is None or due > tx.now:
            record.arm_for(tx, TURN, 0, policies.shared_turn(tx.session, tx.now, zone))


def shared(tx: Tx, zone: ZoneInfo) -> None:
    """A rule that many share was made, changed or ended: look at everybody who is outside, soon."""
    record.arm_for(tx, TURN, 0, policies.shared_turn(tx.session, tx.now, zone))
    record.arm_for(tx, SWEEP, 0, tx.now)


def elder(tx: Tx, elder_id: int, zone: ZoneInfo, *, ruled_since: int = 0) -> None:
    """Look again at one elder, now. `ruled_since`: her own mode became strict then."""
    _look(tx, [elder_id], zone, ruled_since)


def mode_changed(tx: Tx, elder_id: int, before: str, zone: ZoneInfo) -> None:
    """Her mode was `before`. One that has become strict while she is out is a rule that begins now."""
    plan = policies.load(tx, [elder_id], tx.now, zone)[elder_id].policy
    was_strict = policy.answer(policy.with_mode(plan, before), tx.now).outside_alerts
    _look(tx, [elder_id], zone, 0 if was_strict else tx.now)


def elder_changed(tx: Tx, elder_id: int, before: str, zone: ZoneInfo) -> None:
    """Her home, her area or her mode, which was `before`, is another now."""
    mode_changed(tx, elder_id, before, zone)
    places.follow(tx, elder_id)


def _elder_due(zone: ZoneInfo, tx: Tx, elder_id: int) -> None:
    _look(tx, [elder_id], zone)


def _turn_due(zone: ZoneInfo, tx: Tx, _subject: int) -> None:
    shared(tx, zone)


_OUTSIDE = text(
    """
    SELECT id FROM (
        SELECT p.elder_id AS id FROM presence p JOIN fence f ON f.id = p.fence_id AND f.kind = 'home'
        WHERE p.phase = :outside AND p.fence_version = f.version AND p.elder_id > :after
        ORDER BY p.elder_id LIMIT :most
    ) AS seen UNION SELECT id FROM (
        SELECT elder_id AS id FROM alert WHERE handling != 'closed' AND condition = 'active'
        AND kind IN ('outside_home', 'not_returned', 'left_safe_area')
        AND elder_id > :after ORDER BY elder_id LIMIT :most
    ) AS known ORDER BY id LIMIT :most
    """
)


def _sweep(zone: ZoneInfo, tx: Tx, after: int) -> None:
    """The next handful of those outside, in the order of their ids; the rest is due at once."""
    wanted = {"outside": int(Phase.OUTSIDE), "after": after, "most": AT_ONCE}
    found = [row.id for row in tx.conn.execute(_OUTSIDE, wanted)]
    last = _look(tx, found, zone, most=CHANGES)
    if last is None and len(found) == AT_ONCE:
        last = found[-1]
    if last is not None:
        record.arm_for(tx, SWEEP, last, tx.now)


def _shelf_ended(zone: ZoneInfo, tx: Tx, alert_id: int) -> None:
    """What an outing held back stays so for as long as she is not home from it."""
    alert = tx.session.get_one(Alert, alert_id)
    if alert.elder_id is not None and alert.suppressed_by == OUTING and alert.condition == "active":
        _look(tx, [alert.elder_id], zone)
        if alert.handling != Handling.SUPPRESSED or (alert.shelved_until or 0) > tx.now:
            return
    deadlines.shelf_ended(tx, alert_id)


def _recheck_closed(zone: ZoneInfo, tx: Tx, alert_id: int) -> None:
    """Closed while the cause held: only what is still against the rule opens again."""
    alert = tx.session.get_one(Alert, alert_id)
    if alert.elder_id is None:
        return
    plan = policies.load(tx, [alert.elder_id], tx.now, zone)[alert.elder_id]
    if against_the_rule(plan.policy, alert.kind, tx.now):
        deadlines.recheck_closed(tx, alert_id)


def _look(
    tx: Tx, elder_ids: Sequence[int], zone: ZoneInfo, ruled_since: int = 0, most: int | None = None
) -> int | None:
    """Lock these elders, and bring their alerts into line with where they are and what governs them now.

    After `most` changes it stops and returns the elder it came to; None: everybody was looked at.
    """
    tx.session.flush()
    locked = select(Elder.id).where(col(Elder.id).in_(elder_ids)).order_by(col(Elder.id)).with_for_update()
    tx.session.exec(locked).all()
    plans = policies.load(tx, elder_ids, tx.now - _BEFORE, zone)
    seen = _seen(tx.session, elder_ids)
    standing = opening.standing(tx.session, [key for one in seen for key in keys(one)])
    found = {
        one.elder_id: judge(plans[one.elder_id].policy, one, standing, tx.now, ruled_since) for one in seen
    }
    turning = [elder_id for elder_id, judged in found.items() if judged][:most]
    last = turning[-1] if most is not None and len(turning) == most else None
    rows = _rows(tx.session, turning)
    for one in seen:
        if last is not None and one.elder_id > last:
            break
        plan = plans[one.elder_id]
        subject = Subject(one.elder_id, plan.policy.mode, one.risk_tier, plan.policy.curfew.zone)
        changes = rules.decide(subject, found[one.elder_id], standing, tx.now)
        opening.carry_out(tx, one.elder_id, changes)
        _hold(tx, plan, one, standing)
        _note_return(tx, plan, one)
        _arm(tx, one.elder_id, plan)
    del rows
    return last


def _rows(session: Session, elder_ids: Sequence[int]) -> list[SQLModel]:
    """The rows that changes ask for one by one: at hand for as long as somebody holds them."""
    hers = col(Alert.elder_id).in_(elder_ids) & (col(Alert.handling) != Handling.CLOSED)
    elder_rows = session.exec(select(Elder).where(col(Elder.id).in_(elder_ids))).all()
    area_rows = session.exec(select(Area).where(col(Area.id).in_({e.area_id for e in elder_rows}))).all()
    return [*elder_rows, *area_rows, *session.exec(select(Alert).where(hers)).all()]


_SEEN = text(
    """
    SELECT e.id AS elder_id, e.risk_tier, f.id AS fence_id, p.phase, p.since,
           t.lat, t.lon, t.accuracy_m, t.source, t.fixed_at, f.lat AS home_lat, f.lon AS home_lon, f.radius_m
    FROM elder e JOIN fence f ON f.elder_id = e.id AND f.kind = 'home'
    LEFT JOIN presence p ON p.elder_id = e.id AND p.fence_id = f.id AND p.fence_version = f.version
    LEFT JOIN track t ON t.elder_id = e.id
    WHERE e.id IN :ids ORDER BY e.id
    """
).bindparams(bindparam("ids", expanding=True))


def _seen(session: Session, elder_ids: Sequence[int]) -> list[Seen]:
    """Where each of them is with regard to her home; nothing of those who have none."""
    left = areas_left(session, elder_ids)
    rows = session.execute(_SEEN, {"ids": list(elder_ids)})
    return [Seen(*[*row, left.get(row.elder_id)]) for row in rows]


def _hold(tx: Tx, plan: Plan, seen: Seen, standing: Mapping[str, Standing]) -> None:
    """Alerts that an outing holds back follow the outing's end when that moves."""
    until = held_until(plan.policy, seen, standing, tx.now)
    for known in (standing.get(key) for key in keys(seen)):
        if until is None or known is None or known.handling != Handling.SUPPRESSED or not known.held_back:
            continue
        alert = tx.session.get_one(Alert, known.alert_id)
        held = alert.handling == Handling.SUPPRESSED and alert.suppressed_by == OUTING
        if held and alert.shelved_until != until:
            alert.shelved_until = until
            record.arm(tx, alert, record.SHELF, until)


def _note_return(tx: Tx, plan: Plan, seen: Seen) -> None:
    """Seen at home past her expected return: the outing is over since she came back."""
    if seen.phase != Phase.INSIDE or seen.since is None:
        return
    for outing in plan.policy.outings:
        if outing.ended_at is None and outing.expected_back_at <= tx.now:
            back = seen.since if seen.since > outing.starts_at else outing.expected_back_at
            outings.came_back(tx, outing.id, back)


def _arm(tx: Tx, elder_id: int, plan: Plan) -> None:
    """The next moment at which her answer changes; while she is missed, every quarter of an hour."""
    if not plan.personal:
        return
    moments = [policy.next_change(plan.policy, tx.now)]
    if any(
        o.ended_at is None and o.expected_back_at + policy.GRACE <= tx.now < o.expected_back_at + WATCH_FOR
        for o in plan.policy.outings
    ):
        moments.append(tx.now + policy.GRACE)
    due = min((moment for moment in moments if moment is not None), default=None)
    if due is not None:
        record.arm_for(tx, ELDER, elder_id, due)
