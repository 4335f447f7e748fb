"""Is it alive, is it ready, how is it doing? For load balancers and Prometheus, without sign-in.

No elder, position or name is ever in here.
"""

from typing import Any

from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest
from sqlalchemy import text

from app.api.deps import StoreDep
from app.errors import Unavailable

router = APIRouter(tags=["operations"])


@router.get("/healthz")
async def healthz() -> dict[str, str]:
    """The process answers."""
    return {"status": "ok"}


@router.get("/readyz")
def readyz(request: Request, store: StoreDep) -> dict[str, Any]:
    """The database answers, the log is followed, the buffer has room; 503 otherwise."""
    batcher, tailer = request.app.state.batcher, request.app.state.tailer
    with store.snapshot() as session:
        head = int(session.connection().execute(text("SELECT seq FROM stream_head")).scalar_one())
    if batcher.pending > request.app.state.settings.max_pending_pings // 2:
        raise Unavailable("Too many pings are waiting to be stored.")
    mqtt = request.app.state.mqtt  # a broker that is away makes us no less ready: it keeps its messages
    return {
        "status": "ready",
        **({} if mqtt is None else {"mqtt": "connected" if mqtt.connected else "away"}),
        "log_seq": head,
        "log_behind": max(0, head - tailer.seq),
        "pending": batcher.pending,
    }


@router.get("/metrics", response_class=Response)
def metrics(request: Request, store: StoreDep) -> Response:
    """Prometheus text format."""
    registry = CollectorRegistry()
    with store.snapshot() as session:
        conn = session.connection()
        open_alerts = conn.execute(
            text("SELECT priority, COUNT(*) FROM alert WHERE handling != 'closed' GROUP BY priority")
        ).all()
        due = conn.execute(
            text("SELECT COUNT(*) FROM deadline WHERE due_at <= :now"), {"now": store.clock.now()}
        ).scalar_one()
    alerts = Gauge("nuanyang_alerts_open", "Alerts not closed", ["priority"], registry=registry)
    for priority, count in open_alerts:
        alerts.labels(str(priority)).set(count)
    Gauge("nuanyang_deadlines_overdue", "Deadlines due and not carried out", registry=registry).set(due)
    Gauge("nuanyang_pings_pending", "Pings waiting for their commit", registry=registry).set(
        request.app.state.batcher.pending
    )
    Gauge("nuanyang_watches_connected", "Watches with a connection to this process", registry=registry).set(
        len(request.app.state.watches.by_device)
    )
    if (mqtt := request.app.state.mqtt) is not None:
        Gauge("nuanyang_mqtt_connected", "1 while the broker is there", registry=registry).set(mqtt.connected)
        Gauge(
            "nuanyang_mqtt_under_way", "Messages of the broker that wait for their commit", registry=registry
        ).set(mqtt.under_way)
    Gauge("nuanyang_log_seq", "The newest event seen", registry=registry).set(request.app.state.tailer.seq)
    return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)
