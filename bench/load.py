"""A load generator: keep-alive connections, each sending its next request when the last is answered.

    python -m bench.load PORT --connections 64 --seconds 5 --batch 1 --devices 2000 --key KEY

Prints one JSON line: pings accepted per second, requests, latency percentiles in ms, failures.
"""

import argparse
import asyncio
import itertools
import json
import time
from typing import Any

import uvloop


class Requests:
    """Unique requests: each ping has a device and a fixed_at that no other has."""

    def __init__(self, key: str, batch: int, devices: int, start: int) -> None:
        self.key, self.batch, self.devices = key, batch, devices
        self.count = itertools.count()
        self.start = start

    def next(self) -> bytes:
        n = next(self.count)
        pings = [self._ping(n * self.batch + i) for i in range(self.batch)]
        body = pings[0] if self.batch == 1 else b"[" + b",".join(pings) + b"]"
        return (
            b"POST /api/pings HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer %s\r\n"
            b"Content-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
            % (self.key.encode(), len(body), body)
        )

    def _ping(self, n: int) -> bytes:
        device, turn = n % self.devices, n // self.devices
        drift = (n * 7919 % 200 - 100) * 1e-6
        return (
            b'{"device":"bench%06d","fixed_at":%d,"lat":%.6f,"lon":%.6f,"accuracy_m":12,"source":"gnss",'
            b'"battery_pct":64}' % (device, self.start + 60 * turn, 34.26 + drift, 108.93 - drift)
        )


class Tally:
    def __init__(self) -> None:
        self.requests = self.failures = 0
        self.latencies: list[float] = []
        self.on = True


class Client(asyncio.Protocol):
    """One connection; an answer may come in several segments."""

    def __init__(self, requests: Requests, tally: Tally) -> None:
        self.requests, self.tally = requests, tally
        self.buffer = b""

    def connection_made(self, transport: Any) -> None:
        self.transport = transport
        self._send()

    def _send(self) -> None:
        self.sent = time.perf_counter()
        self.transport.write(self.requests.next())

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        head, gap, body = self.buffer.partition(b"\r\n\r\n")
        if not gap or len(body) < int(head.lower().partition(b"content-length: ")[2].split(b"\r\n")[0]):
            return
        self.buffer = b""
        self.tally.requests += 1
        self.tally.latencies.append(time.perf_counter() - self.sent)
        if not head.startswith(b"HTTP/1.1 200") or b'"accepted":0' in body:
            self.tally.failures += 1
        if self.tally.on:
            self._send()


async def run(args: argparse.Namespace) -> dict[str, float]:
    requests, tally = Requests(args.key, args.batch, args.devices, args.start), Tally()
    loop = asyncio.get_running_loop()
    clients = [
        await loop.create_connection(lambda: Client(requests, tally), "127.0.0.1", args.port)
        for _ in range(args.connections)
    ]
    await asyncio.sleep(min(1.0, args.seconds / 4))  # warm up
    tally.requests, tally.latencies = 0, []
    began = time.perf_counter()
    await asyncio.sleep(args.seconds)
    took, done, latencies = time.perf_counter() - began, tally.requests, sorted(tally.latencies)
    tally.on = False
    await asyncio.sleep(0.3)
    for transport, _ in clients:
        transport.close()
    return {
        "pings_per_s": done * args.batch / took,
        "requests": done,
        "failures": tally.failures,
        "p50_ms": 1000 * latencies[len(latencies) // 2],
        "p99_ms": 1000 * latencies[len(latencies) * 99 // 100],
    }


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("port", type=int)
    parser.add_argument("--connections", type=int, default=64)
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--batch", type=int, default=1)
    parser.add_argument("--devices", type=int, default=2000)
    parser.add_argument("--start", type=int, default=1_700_000_000, help="the first fixed_at, epoch s")
    parser.add_argument("--key", default="bench")
    print(json.dumps(uvloop.run(run(parser.parse_args()))))


if __name__ == "__main__":
    main()
