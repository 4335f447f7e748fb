"""The gateway: hands the devices' pings to the server through POST /api/pings, as any integration would."""

import logging
import threading
from collections.abc import Iterator
from itertools import count, groupby
from typing import Final

import httpx
import msgspec

from app.clock import Clock
from app.demo.simulator import MINUTE_S, Report, Simulator

log = logging.getLogger(__name__)

BATCH_S: Final = 0.5  # pings of so long travel together
BODY: Final = 500  # lines at most
RETRY_S: Final = 1.0
LATE_S: Final = 300.0  # after a pause (a closed laptop) minutes older than this are left out


class Gateway(threading.Thread):
    """Posts until told to stop; whatever goes wrong on the way is tried again."""

    def __init__(
        self, simulator: Simulator, url: str, key: str, clock: Clock, stopping: threading.Event
    ) -> None:
        super().__init__(name="demo gateway", daemon=True)
        self._simulator, self._clock, self._stopping = simulator, clock, stopping
        self._client = httpx.Client(
            base_url=url,
            headers={"Authorization": f"Bearer {key}", "Content-Type": "application/x-ndjson"},
            timeout=10.0,
            trust_env=False,  # a proxy has no business between us and ourselves
        )

    def run(self) -> None:
        with self._client:
            for reports in self._simulator.past():
                self._send(reports)
            for batch in self._live():
                self._send(batch)

    def _live(self) -> Iterator[list[Report]]:
        """Batches, each when it is due; ends when told to stop."""
        for k in count():
            reports = self._simulator.minute(k)
            if self._now() > self._simulator.start + (k + 1) * MINUTE_S + LATE_S:
                continue
            for _, batch in groupby(reports, key=lambda report: report.at // BATCH_S):
                together = list(batch)
                if self._stopping.wait(max(0.0, together[-1].at - self._now())):
                    return
                yield together

    def _send(self, reports: list[Report]) -> None:
        for begin in range(0, len(reports), BODY):
            lines = b"\n".join(msgspec.json.encode(report.ping) for report in reports[begin : begin + BODY])
            while not self._stopping.is_set():
                try:
                    self._client.post("/api/pings", content=lines).raise_for_status()
                    break
                except httpx.HTTPError as error:
                    if not self._stopping.wait(RETRY_S):
                        log.warning("the demo's pings are sent again: %s", error)

    def _now(self) -> float:
        return self._clock.now() / 1000
