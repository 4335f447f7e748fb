"""What 100,000 elders cost: memory of the server, with everybody on the live map and one wall watching."""

import asyncio
import json
import time
from pathlib import Path

import httpx
import websockets

from bench import servers

ELDERS = 100_000


def resident_mb(pid: int) -> float:
    """VmRSS of a process (proc(5))."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise ValueError("no VmRSS")


async def _wall(port: int, token: str) -> int:
    async with websockets.connect(f"ws://127.0.0.1:{port}/api/stream", max_size=None) as wall:
        await wall.send(json.dumps({"type": "hello", "token": token}))
        while True:
            message = await wall.recv()
            if isinstance(message, bytes):
                return len(message)


def measure() -> dict[str, float]:
    with servers.nuanyang(ELDERS) as (port, key, pid):
        base = f"http://127.0.0.1:{port}"
        began = time.perf_counter()
        with httpx.Client(base_url=base, headers={"Authorization": f"Bearer {key}"}, timeout=60) as devices:
            for start in range(0, ELDERS, 1000):
                pings = [
                    {"device": f"bench{i:06}", "fixed_at": 1_760_000_000, "lat": 34.26, "lon": 108.93}
                    for i in range(start, start + 1000)
                ]
                answer = devices.post("/api/pings", json=pings)
                assert answer.json()["accepted"] == 1000, answer.text
        took = time.perf_counter() - began
        session = {"username": "admin", "password": "bench-password"}
        token = httpx.post(f"{base}/api/session", json=session).json()["token"]
        frame = asyncio.run(_wall(port, token))
        return {"rss_mb": resident_mb(pid), "frame_bytes": frame, "first_round_s": took}
