"""OwnTracks through an MQTT broker.

The broker knows the phones; here it is one integration, `mqtt`, whose messages may be of every device. A
message is acknowledged only after its commit: until then it is the broker's, and comes again after a crash.
Acknowledgements go out in the order of the messages (MQTT-4.6.0-2). What is not acknowledged holds back what
follows (the broker sends some 20 ahead), so nothing piles up here.
"""

import asyncio
import logging
import threading
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import msgspec
from paho.mqtt.client import Client, MQTTMessage, MQTTv311
from paho.mqtt.enums import CallbackAPIVersion
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from app.clock import SECOND
from app.errors import BadRequest, Conflict, TooMany, Unavailable
from app.identity.keys import Poster
from app.ingest import owntracks
from app.ingest.broker import Broker
from app.ingest.owntracks_door import OwnTracksDoor
from app.registry import devices
from app.registry.devices import Caller
from app.store.db import Store

log = logging.getLogger(__name__)
INTEGRATION = "mqtt"
MOST_WAITING = 1_000  # messages that nobody acknowledges (QoS 0) are held back in the network beyond this
MOST_TOPICS = 200_000
LOOK_AGAIN = 5 * SECOND  # so old may be what is known of the integration
AGAIN_S = 1.0
STOP_S = 5.0
_OURS = ("cmd", "info")  # what is published to phones


# The database or the disk is sick, or somebody was faster: the same again later.
_LATER = (TooMany, Unavailable, Conflict, OperationalError, InterfaceError, PoolTimeout)


@dataclass(slots=True, eq=False)
class _Delivery:
    """A message, and the connection on which it came: on no other may it be acknowledged."""

    message: MQTTMessage
    connection: int
    done: bool = False

    @property
    def phone(self) -> str:
        """`owntracks/user/device`, without what may follow."""
        return "/".join(self.message.topic.split("/")[:3])


class Mqtt:
    """The subscription. paho speaks with the broker in its own thread; everything else is on the loop."""

    def __init__(self, store: Store, door: OwnTracksDoor, where: Broker) -> None:
        self.store, self.door, self.where = store, door, where
        self.loop = asyncio.get_running_loop()
        self._room = threading.BoundedSemaphore(MOST_WAITING)
        self._connection = 0  # how many there have been
        self._subscribed = self._stopping = False
        self._coming: deque[_Delivery] = deque()  # not acknowledged yet, in order of arrival
        self._tasks: set[asyncio.Task[None]] = set()  # one for each message
        self._newest: dict[str, asyncio.Task[None]] = {}  # phone → its newest message
        self._errands: set[asyncio.Task[None]] = set()
        self._topics: dict[int, str] = {}  # device → where it listens
        self._poster: tuple[int, int, Poster] | None = None  # when read, of which version of the keys
        self._client = self._make()

    @property
    def connected(self) -> bool:
        """Is the broker there, and does it let us hear?"""
        return self._subscribed and self._client.is_connected()

    @property
    def under_way(self) -> int:
        """Messages that wait for their commit."""
        return len(self._tasks)

    def start(self) -> None:
        """Connect, now or as soon as the broker is there, and again whenever it was away."""
        self._client.connect_async(self.where.host, self.where.port)
        self._client.loop_start()

    async def stop(self) -> None:
        """What is under way is finished and acknowledged; what cannot be stays with the broker."""
        self._stopping, self._client.on_message = True, None
        if tasks := self._tasks | self._errands:
            _, left = await asyncio.wait(tasks, timeout=STOP_S)
            for task in left:
                task.cancel()
            await asyncio.gather(*left, return_exceptions=True)
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
        client.on_subscribe = self._granted
        client.on_disconnect = self._disconnected
        client.on_message = self._arrived
        return client

    # in paho's thread

    def _connected(self, client: Client, _data: Any, _flags: Any, reason: Any, _properties: Any) -> None:
        if reason.is_failure:
            log.error("the MQTT broker refuses us: %s", reason)
            return
        client.subscribe(self.where.topics, qos=1)

    def _granted(self, _c: Client, _data: Any, _mid: int, reasons: Any, _properties: Any) -> None:
        if any(reason.is_failure for reason in reasons):
            log.error("the MQTT broker does not let us hear %s", self.where.topics)
            return
        self._subscribed = True
        log.info("connected to the MQTT broker")

    def _disconnected(self, _c: Client, _data: Any, _flags: Any, reason: Any, _properties: Any) -> None:
        """Comes at least a second before the next connection."""
        self._connection += 1
        self._subscribed = False
        if reason.is_failure:
            log.warning("the MQTT broker is away: %s", reason)

    def _arrived(self, _client: Client, _data: Any, message: MQTTMessage) -> None:
        self._room.acquire()
        self.loop.call_soon_threadsafe(self._begin, _Delivery(message, self._connection))

    # on the event loop

    def _begin(self, delivery: _Delivery) -> None:
        """In order for each phone, all phones at once."""
        if self._stopping:
            self._room.release()
            return
        self._coming.append(delivery)
        task = asyncio.create_task(self._handle(delivery.message, self._newest.get(delivery.phone)))
        self._tasks.add(task)
        self._newest[delivery.phone] = task
        task.add_done_callback(lambda done: self._end(delivery, done))

    def _end(self, delivery: _Delivery, done: "asyncio.Task[None]") -> None:
        self._room.release()
        self._tasks.discard(done)
        if self._newest.get(delivery.phone) is done:
            del self._newest[delivery.phone]
        delivery.done = not done.cancelled() and done.exception() is None
        while self._coming and (self._coming[0].done or self._coming[0].connection != self._connection):
            first = self._coming.popleft()
            if first.connection == self._connection:  # else it comes again, and is a duplicate
                self._client.ack(first.message.mid, first.message.qos)

    async def _handle(self, message: MQTTMessage, before: "asyncio.Task[None] | None") -> None:
        if before is not None:
            await asyncio.wait([before])
        parts = message.topic.split("/")
        if len(parts) > 3 and parts[3] in _OURS:
            return
        while True:
            try:
                await self._take(message)
            except _LATER as error:  # it is still the broker's
                log.info("a message of the broker must wait: %s", type(error).__name__)
                await asyncio.sleep(AGAIN_S)
            else:
                return

    async def _take(self, message: MQTTMessage) -> None:
        poster, payload = await self._who(), bytes(message.payload)
        if poster.disabled and poster.integration_id is not None:
            await self.door.door.turned_away(poster.integration_id)
            return
        raw = f"{message.topic} ".encode() + payload
        try:
            said = owntracks.messages(payload)
            if said:
                await self._hear(said, message, poster, raw)
        except BadRequest as error:
            await self.door.refuse("invalid", error.detail, poster, raw)
        except _LATER:
            raise
        except Exception:  # a poisonous message must not come again for ever
            log.exception("a message of the broker could not be taken")
            await self.door.refuse("internal", "This message could not be taken.", poster, raw)

    async def _hear(self, said: list[Any], message: MQTTMessage, poster: Poster, raw: bytes) -> None:
        names = owntracks.names(None, None, message.topic)
        caller = await self.door.take(said, names, poster, raw, retained=message.retain)
        if caller is not None and not poster.sandbox:
            self._listens(caller, message.topic)
            await self._deliver(caller)

    async def _who(self) -> Poster:
        now = self.store.clock.now()
        version = self.door.door.keys.version
        known = self._poster
        if known is None or known[1] != version or now - known[0] >= LOOK_AGAIN:
            known = self._poster = now, version, await asyncio.to_thread(_integration, self.store)
        return known[2]

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
            try:
                caller = await asyncio.to_thread(self._caller, device_id)
                if caller is not None:
                    await what(caller)
            except Exception as error:  # it is due again later
                log.warning("a command could not be sent: %s", type(error).__name__)

        task = asyncio.create_task(run())
        self._errands.add(task)
        task.add_done_callback(self._errands.discard)

    async def _ask(self, caller: Caller) -> None:
        self._publish(caller, owntracks.locate(caller.passphrase))

    def _caller(self, device_id: int) -> Caller | None:
        with self.store.snapshot() as session:
            return devices.called(session, [devices.find(session, device_id).unique_id])

    async def _deliver(self, caller: Caller) -> None:
        errand = await self.door.errand(caller)
        if errand is not None:
            self._publish(caller, errand)

    def _publish(self, caller: Caller, command: dict[str, Any]) -> None:
        if (topic := self._topics.get(caller.id)) is not None:
            self._client.publish(f"{topic}/cmd", msgspec.json.encode(command), qos=1)

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
    return Poster(None, found.id, found.datum, found.sandbox, disabled=found.disabled)
