"""A real broker on a port of its own, and a phone that publishes to it."""

import json
import shutil
import socket
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Queue
from typing import Any

from paho.mqtt.client import Client, MQTTv311
from paho.mqtt.enums import CallbackAPIVersion

from tests.live import eventually


def program() -> str | None:
    """Where mosquitto is, if anywhere."""
    return shutil.which("mosquitto") or shutil.which("mosquitto", path="/usr/sbin")


class Mosquitto:
    """What was promised to a client that is away is kept in memory, as long as the broker runs."""

    def __init__(self, folder: Path, access: str = "allow_anonymous true") -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self.config = folder / "mosquitto.conf"
        self.config.write_text(
            f"listener {self.port} 127.0.0.1\n{access}\npersistence true\nuser root\n"
            f"persistence_location {folder}/\nautosave_interval 1\nautosave_on_changes true\n"
        )
        self.user = ""  # "name:password@", when it asks who we are
        self.share: str | None = None
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        group = f"&share={self.share}" if self.share else ""
        return f"mqtt://{self.user}127.0.0.1:{self.port}?client_id=nuanyang-test{group}"

    def start(self) -> None:
        found = program()
        assert found, "mosquitto is missing: run scripts/ensure-mosquitto"
        self.process = subprocess.Popen(
            [found, "-c", str(self.config)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        eventually(self._answers)

    def _answers(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def stop(self) -> None:
        if self.process is not None:
            self.process.terminate()
            self.process.wait(10)
            self.process = None


@contextmanager
def mosquitto(folder: Path, **how: str) -> Iterator[Mosquitto]:
    broker = Mosquitto(folder, **how)
    broker.start()
    try:
        yield broker
    finally:
        broker.stop()


class Phone:
    """Publishes with QoS 1 and hears its commands."""

    def __init__(self, port: int, name: str, password: str | None = None) -> None:
        self.topic = f"owntracks/{name}"
        self.heard: Queue[dict[str, Any]] = Queue()
        listening = threading.Event()
        self.client = Client(CallbackAPIVersion.VERSION2, client_id=f"phone-{name}", protocol=MQTTv311)
        self.client.on_connect = lambda client, *_: client.subscribe(f"{self.topic}/cmd", qos=1)
        self.client.on_subscribe = lambda *_: listening.set()
        self.client.on_message = lambda _c, _d, message: self.heard.put(json.loads(message.payload))
        if password is not None:
            self.client.username_pw_set(name.partition("/")[0], password)
        self.client.connect("127.0.0.1", port)
        self.client.loop_start()
        assert listening.wait(10)

    def says(self, said: Any, suffix: str = "", *, retain: bool = False) -> None:
        """Returns when the broker has it."""
        payload = said if isinstance(said, bytes) else json.dumps(said)
        self.client.publish(self.topic + suffix, payload, qos=1, retain=retain).wait_for_publish(10)

    def leaves(self) -> None:
        self.client.disconnect()
        self.client.loop_stop()


@contextmanager
def phone(broker: Mosquitto, name: str, password: str | None = None) -> Iterator[Phone]:
    there = Phone(broker.port, name, password)
    try:
        yield there
    finally:
        there.leaves()


@contextmanager
def another_node(broker: Mosquitto, topics: str) -> Iterator[list[bytes]]:
    """Somebody else who follows `topics`; what was heard."""
    heard: list[bytes] = []
    listening = threading.Event()
    client = Client(CallbackAPIVersion.VERSION2, client_id="another-node", protocol=MQTTv311)
    client.on_connect = lambda client, *_: client.subscribe(topics, qos=1)
    client.on_subscribe = lambda *_: listening.set()
    client.on_message = lambda _c, _d, message: heard.append(message.payload)
    client.connect("127.0.0.1", broker.port)
    client.loop_start()
    try:
        assert listening.wait(10)
        yield heard
    finally:
        client.disconnect()
        client.loop_stop()
