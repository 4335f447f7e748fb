"""OwnTracks through an MQTT broker.

The broker knows the phones; here it is one integration, `mqtt`, whose messages may be of every device. A
message is acknowledged only after its commit: until then it is the broker's, and comes again after a crash.
What is not acknowledged holds back what follows (the broker sends some 20 ahead), so nothing piles up here.
"""

import asyncio
import logging
import threading
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import msgspec
from paho.mqtt.client import Client, MQTTMessage, MQTTv311
from paho.mqtt.enums import CallbackAPIVersion

from app.clock import SECOND
from app.errors import BadRequest, NuanyangError, TooMany, Unavailable
from app.identity.keys import Poster
from app.ingest import owntracks
from app.ingest.phones import WIRE, Phones
from app.ingest.pings import Decoded, Refused
from app.registry import devices
from app.registry.devices import Caller
from app.store.db import Store

log = logging.getLogger(__name__)
INTEGRATION = "mqtt"
TOPICS = "owntracks/#"
MOST_WAITING = 1_000  # messages that nobody acknowledges (QoS 0) are held back in the network beyond this
MOST_TOPICS = 200_000
LOOK_AGAIN = 30 * SECOND  # so old may be what is known of the integration
AGAIN_S = 1.0
_OURS = ("cmd", "info")  # what is published to phones


@dataclass(frozen=True, slots=True)
class Broker:
    """Where it is, and as whom we come. Sessions last: `client_id` must be another one on every node."""

    host: str
    port: int
    tls: bool
    user: str | None
    password: str | None
    client_id: str


def broker(url: str) -> Broker:
    """`mqtt://user:password@host:1883?client_id=nuanyang`, or mqtts. ValueError for anything else."""
    parts = urlsplit(url)
    if parts.scheme not in ("mqtt", "mqtts") or not parts.hostname:
        raise ValueError("expected mqtt://host or mqtts://host")
    tls = parts.scheme == "mqtts"
    client_id = parse_qs(parts.query).get("client_id", ["nuanyang"])[0]
    user, password = (None if text is None else unquote(text) for text in (parts.username, parts.password))
    return Broker(parts.hostname, parts.port or (8883 if tls else 1883), tls, user, password, client_id)


class Mqtt:
    """The subscription. paho speaks with the broker in its own thread; everything else is on the loop."""

    def __init__(self, store: Store, phones: Phones, where: Broker) -> None:
        self.store, self.phones, self.where = store, phones, where
        self.loop = asyncio.get_running_loop()
        self._room = threading.BoundedSemaphore(MOST_WAITING)
        self._under_way: dict[str, asyncio.Task[None]] = {}  # topic → its newest message
        self._errands: set[asyncio.Task[None]] = set()
        self._topics: dict[int, str] = {}  # device → where it listens
        self._poster: tuple[int, Poster] | None = None
        self._client = self._make()

    @property
    def connected(self) -> bool:
        return self._client.is_connected()

    def start(self) -> None:
        """Connect, now or as soon as the broker is there, and again whenever it was away."""
        self._client.connect_async(self.where.host, self.where.port)
        self._client.loop_start()

    async def stop(self) -> None:
        """What is under way is finished and acknowledged; the rest stays with the broker."""
        self._client.on_message = None
        if tasks := [*self._under_way.values(), *self._errands]:
            await asyncio.wait(tasks, timeout=5)
        self._client.disconnect()
        await asyncio.to_thread(self._client.loop_stop)

    def _make(self) -> Client:
        client = Client(
            CallbackAPIVersion.VERSION2,
            client_id=self.where.client_id,
            clean_session=False,
            protocol=MQTTv311,
            manual_ack=True,
        )
        if self.where.tls:
            client.tls_set()
        if self.where.user is not None:
            client.username_pw_set(self.where.user, self.where.password)
        client.reconnect_delay_set(1, 30)
        client.on_connect = self._connected
        client.on_disconnect = self._disconnected
        client.on_message = self._arrived
        return client

    # in paho's thread

    def _connected(self, client: Client, _data: Any, _flags: Any, reason: Any, _properties: Any) -> None:
        if reason.is_failure:
            log.error("the MQTT broker refuses us: %s", reason)
            return
        log.info("connected to the MQTT broker")
        client.subscribe(TOPICS, qos=1)

    def _disconnected(self, _c: Client, _data: Any, _flags: Any, reason: Any, _properties: Any) -> None:
        if reason.is_failure:
            log.warning("the MQTT broker is away: %s", reason)

    def _arrived(self, _client: Client, _data: Any, message: MQTTMessage) -> None:
        self._room.acquire()
        self.loop.call_soon_threadsafe(self._begin, message)

    # on the event loop

    def _begin(self, message: MQTTMessage) -> None:
        """In order for each topic, all topics at once."""
        before = self._under_way.get(message.topic)
        task = asyncio.create_task(self._handle(message, before))
        self._under_way[message.topic] = task
        task.add_done_callback(lambda done: self._end(message, done))

    def _end(self, message: MQTTMessage, done: "asyncio.Task[None]") -> None:
        self._room.release()
        if self._under_way.get(message.topic) is done:
            del self._under_way[message.topic]
        if not done.cancelled() and done.exception() is None:
            self._client.ack(message.mid, message.qos)

    async def _handle(self, message: MQTTMessage, before: "asyncio.Task[None] | None") -> None:
        if before is not None:
            await asyncio.wait([before])
        parts = message.topic.split("/")
        if len(parts) > 3 and parts[3] in _OURS:
            return
        while True:
            try:
                await self._take(message)
            except (TooMany, Unavailable):
                await asyncio.sleep(AGAIN_S)  # it is still the broker's
            except Exception:  # a poisonous message must not come again for ever
                log.exception("a message of the broker could not be taken")
                return
            else:
                return

    async def _take(self, message: MQTTMessage) -> None:
        poster, payload = await self._who(), bytes(message.payload)
        try:
            said = owntracks.messages(payload)
        except BadRequest as error:
            refused = Decoded(refused=[Refused(0, "invalid", error.detail)])
            await self.phones.door.take(refused, poster, WIRE, payload)
            return
        if said:
            names = owntracks.names(None, None, message.topic)
            caller = await self.phones.take(said, names, poster, payload, retained=message.retain)
            if caller is not None:
                self._listens(caller, message.topic)
                await self._deliver(caller)

    async def _who(self) -> Poster:
        now = self.store.clock.now()
        if self._poster is None or now - self._poster[0] >= LOOK_AGAIN:
            self._poster = now, await asyncio.to_thread(_integration, self.store)
        return self._poster[1]

    # commands

    def wake(self, device_id: int) -> None:
        """A command is due for this device. From any thread."""
        if device_id in self._topics:
            self.loop.call_soon_threadsafe(self._wake, device_id)

    def _wake(self, device_id: int) -> None:
        self._send(device_id, self._deliver)

    def anybody(self) -> bool:
        """Is there a phone that can be asked? (ingest/asking.Reach)"""
        return bool(self._topics) and self.connected

    def reaches(self, device_id: int) -> bool:
        return device_id in self._topics and self.connected

    def locate(self, device_id: int) -> None:
        """Ask where it is; on the event loop, without waiting."""
        self._send(device_id, self._ask)

    def _send(self, device_id: int, what: Callable[[Caller], Awaitable[None]]) -> None:
        async def run() -> None:
            caller = await asyncio.to_thread(self._caller, device_id)
            if caller is not None:
                await what(caller)

        task = asyncio.create_task(run())
        self._errands.add(task)
        task.add_done_callback(self._errands.discard)

    async def _ask(self, caller: Caller) -> None:
        self._publish(caller, owntracks.locate(caller.passphrase))

    def _caller(self, device_id: int) -> Caller | None:
        with self.store.snapshot() as session:
            return devices.called(session, [devices.find(session, device_id).unique_id])

    async def _deliver(self, caller: Caller) -> None:
        try:
            errand = await self.phones.errand(caller)
        except NuanyangError:
            return
        if errand is not None:
            self._publish(caller, errand)

    def _publish(self, caller: Caller, command: dict[str, Any]) -> None:
        self._client.publish(f"{self._topics[caller.id]}/cmd", msgspec.json.encode(command), qos=1)

    def _listens(self, caller: Caller, topic: str) -> None:
        self._topics[caller.id] = "/".join(topic.split("/")[:3])
        if len(self._topics) > MOST_TOPICS:
            self._topics.pop(next(iter(self._topics)))


def _integration(store: Store) -> Poster:
    """The broker as a poster; registered when it comes for the first time."""
    with store.snapshot() as session:
        found = devices.integration_named(session, INTEGRATION)
    if found is None:
        with store.transaction() as tx:
            found = devices.integration_named(tx.session, INTEGRATION) or devices.create_integration(
                tx, INTEGRATION
            )
    return Poster(None, found.id, found.datum, found.sandbox)
