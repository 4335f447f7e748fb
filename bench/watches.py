"""What 20,000 connected watches cost: memory, processor, and how long they wait for their answers."""

import json
import os
import resource
import subprocess
import time
from pathlib import Path

from bench import servers
from bench.memory import resident_mb

WATCHES = 20_000
SPARE_FILES = 150  # what a process opens besides its connections


def processor_s(pid: int) -> float:
    """Processor time of a process, user and system (proc(5))."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def possible() -> int:
    """So many connections one process may have here, 20,000 at the most."""
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    return min(WATCHES, hard - SPARE_FILES) if hard != resource.RLIM_INFINITY else WATCHES


def measure(seconds: float = 60) -> dict[str, float]:
    count, watch_port = possible(), servers.free_port()
    with servers.nuanyang(WATCHES, "{:010}".format, NUANYANG_WATCH_PORT=str(watch_port)) as (_, _, pid):
        before = resident_mb(pid)
        command = ["-m", "bench.watch_load", str(watch_port), f"--watches={count}", f"--seconds={seconds}"]
        load = subprocess.Popen(servers.on_core(-1, *command), stdout=subprocess.PIPE, text=True)
        assert load.stdout is not None
        connected = json.loads(load.stdout.readline())
        assert not connected["lost"], connected
        idle_mb, used, at = resident_mb(pid), processor_s(pid), time.monotonic()
        result = json.loads(load.stdout.readline())
        share = (processor_s(pid) - used) / (time.monotonic() - at)
        load.wait(30)
        return {
            **result, "watches": count, "connected_s": connected["connected_s"], "before_mb": before,
            "idle_mb": idle_mb, "rss_mb": resident_mb(pid), "share": share,
        }  # fmt: skip
