"""create_app(): routers, lifespan, static frontend. Wiring only."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from starlette.types import Receive, Scope, Send

from app import __version__
from app.alerts import deadlines, reconsider
from app.alerts.watch import Watch
from app.api import (
    alerts,
    areas,
    board,
    calls,
    care,
    commands,
    contacts,
    devices,
    directives,
    elders,
    exports,
    fences,
    gateways,
    handovers,
    imports,
    inbound,
    ingest_stream,
    integrations,
    kpis,
    living_area,
    messages,
    meta,
    operations,
    outings,
    owntracks,
    pages,
    phones,
    pings,
    plans,
    problems,
    scripts,
    session,
    stream,
    tasks,
    thresholds,
    tracks,
    users,
)
from app.calls import inbound as inbound_calls
from app.calls import lines
from app.calls.ari import Ari, Trunk
from app.calls.exchange import Exchange, report
from app.calls.webhook import Webhook
from app.care import missing as missed_care
from app.care.looking import Rounds
from app.clock import Clock, SystemClock
from app.dispatch import deadlines as task_deadlines
from app.identity.keys import KeyRing
from app.identity.sessions import Sessions
from app.ingest import looks
from app.ingest.asking import Asker
from app.ingest.batcher import MOST, Batcher
from app.ingest.broker import broker
from app.ingest.door import Door
from app.ingest.http import PingEndpoint
from app.ingest.journal import Journal
from app.ingest.mqtt import Mqtt
from app.ingest.owntracks_door import OwnTracksDoor
from app.ingest.pipeline import Moved, Pipeline
from app.ingest.stale import Stale
from app.ingest.watch import Limits, Watches
from app.realtime import protocol, whereabouts
from app.realtime.positions import Board
from app.realtime.socket import Streams
from app.realtime.tailer import Tailer
from app.registry.commands import Couriers
from app.registry.imports.jobs import Imports
from app.reports.heartbeats import Heartbeats
from app.settings import Settings
from app.store import schema
from app.store.db import Store
from app.ticker import every

ROUTERS = (
    session, users, elders, contacts, plans, outings, living_area, handovers, tracks, devices, commands,
    integrations, messages, phones, owntracks, gateways, ingest_stream, fences, areas, imports, exports,
    directives, alerts, tasks, calls, care, inbound, scripts, thresholds, board, kpis, meta, stream,
    operations,
)  # fmt: skip
DEADLINES_S = 1.0
HEARTBEATS_S = 10.0
log = logging.getLogger(__name__)


class Nuanyang(FastAPI):
    """FastAPI, but for one path: pings go straight to their endpoint, past routing and middleware."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"] == "/api/pings":
            await self.state.pings(scope, receive, send)
        else:
            await super().__call__(scope, receive, send)

    def openapi(self) -> dict[str, Any]:
        if self.openapi_schema is None:
            self.openapi_schema = get_openapi(
                title=self.title, version=self.version, description=self.description, routes=self.routes
            )
            pings.add_to(self.openapi_schema)
        return self.openapi_schema


def create_app(settings: Settings | None = None, clock: Clock | None = None) -> Nuanyang:
    """The application on a database that `nuanyang serve` or `migrate` has prepared."""
    settings = settings or Settings()
    store = Store(settings.database_url, clock or SystemClock())
    app = Nuanyang(
        title="Nuanyang 暖阳",
        version=__version__,
        description="A virtual nursing home: positions in, alerts out, every minute accounted for.",
        lifespan=_lifespan,
    )
    app.state.settings = settings
    app.state.store = store
    app.state.sessions = Sessions(store)
    app.state.keys = KeyRing(store)
    app.state.couriers = Couriers()
    for module in ROUTERS:
        app.include_router(module.router)
    problems.install(app)
    pages.install(app, Path(__file__).parents[1] / "frontend" / "dist")
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    settings: Settings = app.state.settings
    store: Store = app.state.store
    await asyncio.to_thread(schema.ensure, store)
    positions = Board()
    await asyncio.to_thread(whereabouts.fill, positions, store)
    tailer = Tailer(store)
    store.woken = tailer.wake
    zone = ZoneInfo(settings.time_zone)
    await asyncio.to_thread(reconsider.start, store, zone)
    due = {
        **reconsider.handlers(zone), **looks.handlers(zone), **lines.HANDLERS, **inbound_calls.HANDLERS,
        **task_deadlines.HANDLERS,
        **missed_care.HANDLERS,
    }  # fmt: skip
    screens = looks.screens(zone)
    app.state.watch = watch = await asyncio.to_thread(Watch, store, zone, Stale(store, zone).look)
    app.state.rounds = rounds = Rounds(store, zone)
    secret = settings.downlink_secret.get_secret_value() if settings.downlink_secret else None
    asker = Asker(store, secret)
    pipeline = Pipeline(store, zone, lambda moved: _show(positions, moved), asker)
    app.state.batcher = batcher = Batcher(pipeline.write, settings.max_pending_pings)
    app.state.imports = Imports(
        store, lambda tx, elder, before: reconsider.elder_changed(tx, elder, before, zone)
    )
    app.state.tailer = tailer
    rehearsals = Batcher(Pipeline(store, zone).rehearse, MOST)
    app.state.door = Door(app.state.keys, batcher, rehearsals, Journal(store))
    app.state.owntracks = OwnTracksDoor(store, app.state.door, zone)
    app.state.pings = PingEndpoint(app.state.door, settings.max_body_bytes)
    app.state.streams = Streams(store, tailer, positions, app.state.sessions)
    watches = Watches(store, batcher, Limits(per_source=settings.watch_connections_per_source))
    app.state.watches = watches
    asker.join(watches)
    app.state.couriers.join(watches.wake)
    await _listen(watches, settings)
    app.state.mqtt = mqtt = _subscribe(store, app.state.owntracks, settings)
    if mqtt is not None:
        app.state.couriers.join(mqtt.wake)
        asker.join(mqtt)
    app.state.exchange = exchange = _exchange(store, settings)
    tasks = [
        asyncio.create_task(exchange.run()),
        asyncio.create_task(tailer.run()),
        asyncio.create_task(asker.run()),
        asyncio.create_task(every(DEADLINES_S, lambda: deadlines.run_due(store, due, screens))),
        asyncio.create_task(every(DEADLINES_S, watch.look)),
        asyncio.create_task(every(HEARTBEATS_S, Heartbeats(store, zone).look)),
        asyncio.create_task(every(DEADLINES_S, rounds.look)),
    ]
    try:
        yield
    finally:
        watches.stop_listening()
        if mqtt is not None:
            await mqtt.stop()
        await batcher.drain()
        watches.close()
        await rehearsals.drain()
        await asyncio.to_thread(app.state.imports.stop)
        for task in tasks:
            task.cancel()
        for task in tasks:
            with suppress(asyncio.CancelledError):
                await task
        store.close()


async def _listen(watches: Watches, settings: Settings) -> None:
    """Open the port of the watches, unless it is 0. When it is taken, everything else goes on."""
    if settings.watch_port:
        try:
            await watches.start(settings.watch_host, settings.watch_port)
        except OSError as error:
            log.error("no watch can connect (NUANYANG_WATCH_HOST, NUANYANG_WATCH_PORT): %s", error)


def _subscribe(store: Store, door: OwnTracksDoor, settings: Settings) -> Mqtt | None:
    """Follow the broker, if there is one. While it is away everything else goes on."""
    if settings.mqtt_url is None:
        return None
    mqtt = Mqtt(store, door, broker(settings.mqtt_url.get_secret_value()))
    mqtt.start()
    return mqtt


def _exchange(store: Store, settings: Settings) -> Exchange:
    """How calls are placed."""
    if settings.calls == "webhook" and settings.calls_secret is not None:
        callback_url = (settings.public_url or "").rstrip("/") + "/api/calls/callback"
        secret = settings.calls_secret.get_secret_value()
        return Exchange(store, Webhook(settings.calls_url or "", secret, callback_url, store.clock))
    if settings.calls == "ari" and settings.ari_password is not None:
        trunk = Trunk(settings.ari_operator, settings.ari_outside or "", settings.ari_caller_id)
        password = settings.ari_password.get_secret_value()
        tell, tell_inbound = partial(report, store), partial(inbound_calls.report, store)
        line = Ari(settings.ari_url or "", settings.ari_user, password, trunk, tell, tell_inbound)
        return Exchange(store, line)
    return Exchange(store, None)


def _show(positions: Board, moved: Moved) -> None:
    rows = protocol.rows(
        moved.elder_id,
        moved.lat,
        moved.lon,
        moved.fixed_at,
        moved.accuracy_m,
        moved.phase,
        moved.source,
        moved.interval_s,
    )
    positions.put(rows, moved.area_id)
