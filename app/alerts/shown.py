"""How long it took an alert to be seen on a screen (K6): what screens tell, the slowest of them kept."""

from collections.abc import Sequence

from sqlmodel import col, or_, update

from app.alerts.tables import Alert
from app.identity.roles import Principal
from app.store.db import Tx

MOST_MS = 60_000  # longer, and the screen was away: that is another story


def shown(tx: Tx, who: Principal, alerts: Sequence[tuple[int, int]]) -> None:
    """(alert, ms since it opened), of alerts this screen may see; it moves no version and tells nobody."""
    for alert_id, ms in sorted(alerts):  # locks in one order
        if not 0 <= ms <= MOST_MS:
            continue
        slower = update(Alert).where(
            col(Alert.id) == alert_id, or_(col(Alert.shown_ms).is_(None), col(Alert.shown_ms) < ms)
        )
        if who.area_ids is not None:
            slower = slower.where(col(Alert.area_id).in_(who.area_ids))
        tx.session.execute(slower.values(shown_ms=ms))
