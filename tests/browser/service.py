"""The installed command as a process of its own, and the people who use it over HTTP."""

import os
import socket
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from tests.live import eventually

ADMIN_PASSWORD = "browser tests only"
OPERATOR_PASSWORD = "correct horse battery"
HOME = {"lat": 34.2658, "lon": 108.9402, "radius_m": 100}
METRES_PER_DEGREE = 111_195.0
START_S = 120


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Service:
    """`nuanyang serve` on a free port; may be stopped and started again on the same one."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self._settings = settings
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        inherited = {k: v for k, v in os.environ.items() if not k.startswith("NUANYANG_")}
        chosen = {
            "NUANYANG_PORT": str(self.port),
            "NUANYANG_DATABASE_URL": f"sqlite:///{self._folder / 'nuanyang.db'}",
            "NUANYANG_ADMIN_PASSWORD": ADMIN_PASSWORD,
            "NUANYANG_WATCH_PORT": str(free_port()),
        }
        with (self._folder / "service.log").open("ab") as log:
            self._process = subprocess.Popen(
                [Path(sys.executable).with_name("nuanyang"), "serve"],
                env=inherited | chosen | self._settings,
                cwd=self._folder,  # a developer's .env stays out
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        eventually(self._ready, START_S)

    def _ready(self) -> bool:
        assert self._process is not None
        if self._process.poll() is not None:
            raise AssertionError((self._folder / "service.log").read_text())
        try:
            socket.create_connection(("127.0.0.1", self.port)).close()
        except ConnectionRefusedError:
            return False
        return httpx.get(f"{self.url}/readyz", timeout=30).status_code == 200

    def stop(self) -> None:
        if self._process is None:
            return
        self._process.terminate()
        self._process.wait(20)
        self._process = None


@dataclass(frozen=True, slots=True)
class Wearer:
    """An elder with a watch, and the key it posts with."""

    id: int
    name: str
    phone: str
    device: str
    key: str


class Centre:
    """The supervisor's side: takes elders in, hires operators, reads cases."""

    def __init__(self, url: str) -> None:
        self.http = httpx.Client(base_url=url, timeout=60)
        answer = self.http.post("/api/session", json={"username": "admin", "password": ADMIN_PASSWORD})
        self.http.headers["Authorization"] = f"Bearer {answer.raise_for_status().json()['token']}"
        self.http.cookies.clear()
        self._taken_in = 0

    def hire(self, username: str, role: str = "operator", **more: str) -> None:
        body = {"username": username, "password": OPERATOR_PASSWORD, "role": role, **more}
        self.http.post("/api/users", json=body).raise_for_status()

    def take_in(self, name: str, **more: Any) -> Wearer:
        self._taken_in += 1
        phone = f"1390000{self._taken_in:04d}"
        body = {"name": name, "phone": phone, "home": HOME, "monitoring_mode": "stay_home", **more}
        elder = self.http.post("/api/elders", json=body).raise_for_status().json()
        unique_id = f"88000000{self._taken_in:02d}"
        watch = {"unique_id": unique_id, "elder_id": elder["id"], "kind": "watch", "expected_interval_s": 60}
        device = self.http.post("/api/devices", json=watch).raise_for_status().json()
        return Wearer(elder["id"], name, phone, unique_id, device["key"])

    def post(self, wearer: Wearer, *pings: dict[str, Any]) -> None:
        """Pings as the watch itself posts them."""
        body = [{"device": wearer.device, **ping} for ping in pings]
        answer = self.http.post("/api/pings", json=body, headers={"Authorization": f"Bearer {wearer.key}"})
        assert answer.raise_for_status().json()["accepted"] == len(pings), answer.text

    def press_sos(self, wearer: Wearer, at: float) -> None:
        self.post(wearer, {"fixed_at": at, "signals": ["sos"]})

    def walk_out(self, wearer: Wearer, until: float) -> None:
        """A quiet half hour at home, then twenty minutes away, a fix each minute, the last one at `until`."""
        metres = [5.0] * 30 + [min(60.0 * minute, 600.0) for minute in range(1, 21)]
        start = until - 60 * (len(metres) - 1)
        self.post(
            wearer,
            *(
                {
                    "fixed_at": start + 60 * minute,
                    "lat": HOME["lat"] + north / METRES_PER_DEGREE,
                    "lon": HOME["lon"],
                    "accuracy_m": 10,
                    "source": "gnss",
                }
                for minute, north in enumerate(metres)
            ),
        )

    def case_of(self, wearer: Wearer) -> dict[str, Any]:
        """Her newest alert, in full."""
        listed = self.http.get("/api/alerts", params={"elder_id": wearer.id}).raise_for_status().json()
        case: dict[str, Any] = (
            self.http.get(f"/api/alerts/{listed['items'][0]['id']}").raise_for_status().json()
        )
        return case

    def end_all_cases(self) -> None:
        """Nothing of one story is left in the next one's queue."""
        wanted = {"handling": "open,claimed,contacting,monitoring,escalated,dispatched,resolved"}
        for case in self.http.get("/api/alerts", params=wanted).raise_for_status().json()["items"]:
            path, version = f"/api/alerts/{case['id']}", case["version"]
            if case["handling"] == "open":
                claimed = self.http.post(f"{path}/claim", json={"version": version}).raise_for_status()
                version = claimed.json()["version"]
            end = {"version": version, "disposition": "test"}
            self.http.post(f"{path}/close", json=end).raise_for_status()

    def close(self) -> None:
        self.http.close()
