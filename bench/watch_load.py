"""Watches that stay connected: each says LK and a position once a minute, and one in a thousand presses SOS.

    python -m bench.watch_load PORT --watches 20000 --seconds 60

Prints two JSON lines: once all are connected and have been answered, and at the end.
"""

import argparse
import asyncio
import json
import random
import resource
import time
from typing import Any

import uvloop

EVERY_S = 60.0
PER_SOURCE = 1_500


class Watch(asyncio.Protocol):
    __slots__ = ("fleet", "number", "sent", "transport")

    def __init__(self, fleet: "Fleet", number: int) -> None:
        self.fleet, self.number = fleet, number
        self.sent = 0.0

    def connection_made(self, transport: Any) -> None:
        self.transport = transport
        self.heartbeat()

    def connection_lost(self, _error: Exception | None) -> None:
        self.fleet.lost += 1

    def heartbeat(self) -> None:
        self.sent = time.perf_counter()
        self.transport.write(b"[3G*%010d*000D*LK,50,100,73]" % self.number)

    def moves(self, status: bytes = b"00000010", command: bytes = b"UD_LTE") -> None:
        moment = time.strftime("%d%m%y,%H%M%S", time.gmtime()).encode()
        lat, lon = 34.26 + random.gauss(0, 1e-4), 108.93 + random.gauss(0, 1e-4)
        self.transport.write(
            b"[3G*%010d*00B1*%b,%b,A,%.6f,N,%.6f,E,0.00,0.0,400.0,9,100,73,512,0,%b,2,255,460,1,9529,21809,158,"
            b"9529,63555,133,2,home,34:60:f9:ec:19:f8,-82,,98:48:27:55:18:20,-96,12.5]"
            % (self.number, command, moment, lat, lon, status)
        )

    def presses(self) -> None:
        self.fleet.pressed[self.number] = time.perf_counter()
        self.moves(b"00010000", b"AL_LTE")

    def data_received(self, data: bytes) -> None:
        now = time.perf_counter()
        if b"*LK]" in data:
            self.fleet.heartbeats.append(now - self.sent)
            self.sent = 0.0
        if b"*AL]" in data:
            self.fleet.alarms.append(now - self.fleet.pressed.pop(self.number))


class Fleet:
    def __init__(self) -> None:
        self.lost = 0
        self.heartbeats: list[float] = []
        self.alarms: list[float] = []
        self.pressed: dict[int, float] = {}
        self.watches: list[Watch] = []

    async def connect(self, port: int, count: int) -> None:
        """All at once, as after a restart; a few hundred at a time may be under way."""
        loop, room = asyncio.get_running_loop(), asyncio.Semaphore(400)

        async def one(number: int) -> None:
            source = f"127.0.{1 + number // PER_SOURCE}.1"
            async with room:
                _, watch = await loop.create_connection(
                    lambda: Watch(self, number), "127.0.0.1", port, local_addr=(source, 0)
                )
            self.watches.append(watch)

        await asyncio.gather(*[one(number) for number in range(count)])
        while len(self.heartbeats) < count and not self.lost:
            await asyncio.sleep(0.05)

    async def live(self, seconds: float) -> None:
        """A minute's work of everybody, evenly spread, for so long."""
        end, at = time.perf_counter() + seconds, 0
        step, began = EVERY_S / len(self.watches), time.perf_counter()
        while time.perf_counter() < end:
            while at * step < time.perf_counter() - began:
                watch = self.watches[at % len(self.watches)]
                if at % 1000 == 0:
                    watch.presses()
                watch.heartbeat()
                self.watches[at * 7919 % len(self.watches)].moves()
                at += 1
            await asyncio.sleep(0.005)
        await asyncio.sleep(2)


def percentile(values: list[float], share: float) -> float:
    """Nearest rank, in ms; 0 of nothing."""
    return 1000 * sorted(values)[max(0, round(share * len(values)) - 1)] if values else 0.0


async def run(port: int, count: int, seconds: float) -> None:
    fleet = Fleet()
    began = time.perf_counter()
    await fleet.connect(port, count)
    print(json.dumps({"connected_s": time.perf_counter() - began, "lost": fleet.lost}), flush=True)
    fleet.heartbeats.clear()
    await fleet.live(seconds)
    print(
        json.dumps(
            {
                "lost": fleet.lost,
                "unanswered": sum(watch.sent > 0 for watch in fleet.watches) + len(fleet.pressed),
                "heartbeats": len(fleet.heartbeats),
                "lk_p50_ms": percentile(fleet.heartbeats, 0.5),
                "lk_p99_ms": percentile(fleet.heartbeats, 0.99),
                "alarms": len(fleet.alarms),
                "al_p50_ms": percentile(fleet.alarms, 0.5),
                "al_max_ms": percentile(fleet.alarms, 1.0),
            }
        ),
        flush=True,
    )


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("port", type=int)
    parser.add_argument("--watches", type=int, default=20_000)
    parser.add_argument("--seconds", type=float, default=60)
    args = parser.parse_args()
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    uvloop.run(run(args.port, args.watches, args.seconds))


if __name__ == "__main__":
    main()
