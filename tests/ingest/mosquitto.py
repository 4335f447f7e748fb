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

    def __init__(self, folder: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self.config = folder / "mosquitto.conf"
        self.config.write_text(
            f"listener {self.port} 127.0.0.1\nallow_anonymous true\npersistence true\n"
            f"user root\npersistence_location {folder}/\nautosave_interval 1\nautosave_on_changes true\n"
        )
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"mqtt://127.0.0.1:{self.port}?client_id=nuanyang-test"

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
def mosquitto(folder: Path) -> Iterator[Mosquitto]:
    broker = Mosquitto(folder)
    broker.start()
    try:
        yield broker
    finally:
        broker.stop()


class Phone:
    """Publishes with QoS 1 and hears its commands."""

    def __init__(self, port: int, name: str) -> None:
        self.topic = f"owntracks/{name}"
        self.heard: Queue[dict[str, Any]] = Queue()
        listening = threading.Event()
        self.client = Client(CallbackAPIVersion.VERSION2, client_id=f"phone-{name}", protocol=MQTTv311)
        self.client.on_connect = lambda client, *_: client.subscribe(f"{self.topic}/cmd", qos=1)
        self.client.on_subscribe = lambda *_: listening.set()
        self.client.on_message = lambda _c, _d, message: self.heard.put(json.loads(message.payload))
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
def phone(broker: Mosquitto, name: str) -> Iterator[Phone]:
    there = Phone(broker.port, name)
    try:
        yield there
    finally:
        there.leaves()
