"""`nuanyang demo`: a database of its own, the real server, and people whose devices post to it."""

import errno
import logging
import signal
import socket
import threading
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from types import FrameType
from typing import Final
from zoneinfo import ZoneInfo

import uvicorn

from app.alerts.causes import is_night
from app.clock import SystemClock
from app.demo import caring, registration
from app.demo.colleague import Colleague
from app.demo.gateway import Gateway
from app.demo.people import Person, draw_people
from app.demo.registration import Account
from app.demo.simulator import Simulator
from app.demo.volunteer import Volunteer
from app.demo.welcome import welcome
from app.errors import NuanyangError
from app.settings import Settings
from app.store import schema
from app.store.db import Store

LEAVE_S: Final = 1  # for requests under way when the demo is stopped
Serving = Callable[[Settings], uvicorn.Config]


class PortBusy(NuanyangError):
    """Somebody listens there already."""

    title = "The port is in use"


class OtherPeople(NuanyangError):
    """The kept database was filled with another seed or another number of elders."""

    title = "Other people live in the kept database"


class DemoServer(uvicorn.Server):
    """The real server, which says when it is there, and tells the others first when it is stopped."""

    def __init__(
        self, config: uvicorn.Config, started: Callable[[], None], stopping: threading.Event
    ) -> None:
        super().__init__(config)
        self._tell, self._stopping = started, stopping

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._tell()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        self._stopping.set()
        super().handle_exit(sig, frame)


def demo(
    settings: Settings,
    serving: Serving,
    say: Callable[[str], None],
    *,
    elders: int,
    keep: bool,
    colleague: bool,
    seed: int,
) -> None:
    """Run until SIGINT or SIGTERM. `serving` gives the server of a production start; `say` prints.

    PortBusy when somebody listens on the port, OtherPeople when a kept database does not fit; nothing has
    been touched then.
    """
    door = _door(settings.host, settings.port)
    say(f"正在准备 {elders:,} 位老人… Preparing {elders:,} elders…")
    path = _database(settings.port, keep)
    settings = settings.model_copy(update={"database_url": f"sqlite:///{path}", "watch_port": 0})
    clock = SystemClock()
    zone = ZoneInfo(settings.time_zone)
    year = datetime.fromtimestamp(clock.now() / 1000, zone).year
    people = draw_people(elders, seed, year)
    key, staff = prepare(settings, people)
    start = clock.now() / 1000
    simulator = Simulator(people, seed, start, lambda at: is_night(round(at * 1000), zone))
    url = f"http://{_reachable(settings.host)}:{settings.port}"
    stopping = threading.Event()
    crew: list[threading.Thread] = [Gateway(simulator, url, key, clock, stopping)]
    if colleague:
        helper = next(one for one in staff if one.username == registration.COLLEAGUE)
        crew.append(Colleague(url, helper.username, helper.password, clock, seed, stopping))
    volunteers = [one for one in staff if one.username in {name for name, *_ in registration.VOLUNTEERS}]
    crew += [Volunteer(url, one.username, one.password, seed, stopping) for one in volunteers]

    def started() -> None:
        say(welcome(url, [one for one in staff if one not in volunteers], len(people), path))
        for thread in crew:
            thread.start()

    _serve(DemoServer(serving(settings), started, stopping), door)
    for thread in crew:
        if thread.is_alive():
            thread.join(timeout=1.0)


def _serve(server: DemoServer, door: socket.socket) -> None:
    """uvicorn raises the signal that ended it once more; for us that is simply the end."""
    server.config.timeout_graceful_shutdown = LEAVE_S
    logging.getLogger("uvicorn.error").setLevel(logging.WARNING)  # the box says that it has started
    for sig in (signal.SIGINT, signal.SIGTERM):
        signal.signal(sig, lambda *_: None)
    server.run(sockets=[door])


def prepare(settings: Settings, people: Sequence[Person]) -> tuple[str, list[Account]]:
    """Fill the database where it is new; the gateway's key and the accounts of this run."""
    store = Store(settings.database_url, SystemClock())
    given = settings.admin_password
    try:
        schema.ensure(store)
        names = registration.taken_in(store)
        if not names:
            registration.take_in(store, people)
        elif names != [person.name for person in people]:
            raise OtherPeople(
                "库中是另一些老人：请用相同的 --elders 与 --seed，或不带 --keep 重新开始。\n"
                "Other people live in the kept database: give its --elders and --seed, or leave out --keep."
            )
        staff = registration.hand_out_passwords(store, given.get_secret_value() if given else None)
        caring.plan_calls(store, people, ZoneInfo(settings.time_zone))
        return registration.open_gateway(store), staff
    finally:
        store.close()


def _door(host: str, port: int) -> socket.socket:
    """The listening socket, taken before anything is deleted or built."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    door = socket.socket(family, socket.SOCK_STREAM)
    door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        door.bind((host, port))
        door.listen(128)
    except OSError as error:
        door.close()
        if error.errno != errno.EADDRINUSE:
            raise
        raise PortBusy(
            f"端口 {port} 已被占用。请停止占用它的程序，或换一个端口。\n"
            f"Port {port} is in use. Stop the other program, or choose another: "
            f"nuanyang demo --port {port + 1}"
        ) from None
    return door


def _database(port: int, keep: bool) -> Path:
    """var/demo.db; on another port a file of its own, so that two demos do not share one."""
    path = Path("var", "demo.db" if port == Settings.model_fields["port"].default else f"demo-{port}.db")
    if not keep:
        for suffix in ("", "-wal", "-shm"):
            path.with_name(path.name + suffix).unlink(missing_ok=True)
    return path


def _reachable(host: str) -> str:
    """Where a browser on this machine finds the server."""
    if host in ("0.0.0.0", "::", ""):  # noqa: S104 (compared with, not bound to)
        return "127.0.0.1"
    return f"[{host}]" if ":" in host else host
