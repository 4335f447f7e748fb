"""From a ping's first byte to its alert on the wall, while 1,000 other pings a second arrive."""

import asyncio
import json
import subprocess
import sys
import time

import httpx
import uvloop
import websockets

from bench import servers

RATE = 1_000
ELDERS = 2_000
ALERTS = 200


async def _background(client: httpx.AsyncClient, stop: asyncio.Event) -> int:
    """RATE pings a second, in ten posts of one tenth each."""
    loop, n = asyncio.get_running_loop(), 0
    pending: set[asyncio.Task[httpx.Response]] = set()
    next_at = loop.time()
    while not stop.is_set():
        now = int(time.time())
        pings = [
            {
                "device": f"bench{ALERTS + (n + i) % (ELDERS - ALERTS):06}", "message_id": str(n + i),
                "fixed_at": now, "lat": 34.26, "lon": 108.93, "accuracy_m": 12,
            }
            for i in range(RATE // 100)
        ]  # fmt: skip
        n += len(pings)
        task = asyncio.create_task(client.post("/api/pings", json=pings))
        pending.add(task)
        task.add_done_callback(pending.discard)
        next_at += 0.01
        await asyncio.sleep(max(0.0, next_at - loop.time()))
    await asyncio.gather(*pending)
    return n


async def _measure(port: int, key: str) -> dict[str, float]:
    base = f"http://127.0.0.1:{port}"
    async with httpx.AsyncClient(base_url=base, timeout=30) as people:
        answer = await people.post("/api/session", json={"username": "admin", "password": "bench-password"})
        token = answer.json()["token"]
    devices = httpx.AsyncClient(base_url=base, headers={"Authorization": f"Bearer {key}"}, timeout=30)
    shown: dict[str, float] = {}
    async with websockets.connect(f"ws://127.0.0.1:{port}/api/stream", max_size=None) as wall:
        await wall.send(json.dumps({"type": "hello", "token": token, "epoch": None, "after": None}))

        async def watch() -> None:
            async for message in wall:
                if isinstance(message, str) and '"alert.opened"' in message:
                    shown[json.loads(message)["payload"]["elder"]["name"]] = time.perf_counter()

        watcher, stop = asyncio.create_task(watch()), asyncio.Event()
        noise = asyncio.create_task(_background(devices, stop))
        await asyncio.sleep(1)
        sent: dict[str, float] = {}
        posts = []
        began = time.perf_counter()
        for i in range(ALERTS):
            sent[f"e{i + 1}"] = time.perf_counter()
            sos = {"device": f"bench{i:06}", "fixed_at": time.time(), "signals": ["sos"]}
            posts.append(asyncio.create_task(devices.post("/api/pings", json=sos)))
            await asyncio.sleep(0.05)
        rate_time = time.perf_counter() - began + 1
        await asyncio.gather(*posts)
        stop.set()
        n = await noise
        deadline = time.perf_counter() + 10
        while len(shown) < ALERTS and time.perf_counter() < deadline:
            await asyncio.sleep(0.05)
        watcher.cancel()
    await devices.aclose()
    waits = sorted(shown[name] - at for name, at in sent.items() if name in shown)
    return {
        "p50_ms": 1000 * waits[len(waits) // 2],
        "p99_ms": 1000 * waits[len(waits) * 99 // 100],
        "missing": ALERTS - len(waits),
        "rate": n / rate_time,
    }


def measure() -> dict[str, float]:
    with servers.nuanyang(ELDERS) as (port, key, _):
        done = subprocess.run(
            servers.on_core(-1, "-m", "bench.wall", str(port), key), check=True, capture_output=True
        )
    result: dict[str, float] = json.loads(done.stdout)
    return result


if __name__ == "__main__":
    print(json.dumps(uvloop.run(_measure(int(sys.argv[1]), sys.argv[2]))))
