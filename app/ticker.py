"""Something that happens every second in a thread, until told to stop."""

import asyncio
import logging
from collections.abc import Callable

log = logging.getLogger(__name__)


async def every(seconds: float, work: Callable[[], object]) -> None:
    """Call `work` in a thread again and again; a failure is logged and does not end it."""
    while True:
        try:
            await asyncio.to_thread(work)
        except Exception:
            log.exception("%s failed; it will be tried again", work)
        await asyncio.sleep(seconds)
