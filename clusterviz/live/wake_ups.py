"""Wake-ups between processes, through the Channels layer (Redis): so that one looks at once for what is asked of it.

What is asked stands in the database. A wake-up that is lost, as Redis is away, costs no more than the time until the next look.
"""

from __future__ import annotations

import asyncio
import logging
import threading

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.conf import settings

from . import counters

log = logging.getLogger(__name__)
TRIES_AGAIN_AFTER_S = 1.0
_woken = threading.Event()


def between_processes() -> bool:
    """Whether there is something that carries them."""
    return bool(settings.REDIS_URL)


def wake(process: str) -> None:
    """Let this process look now."""
    if not between_processes():
        return
    try:
        async_to_sync(get_channel_layer().group_send)(_group(process), {"type": "wake"})
    except Exception as error:  # each client of Redis has exceptions of its own
        log.warning("%s could not be woken: %s", process, error)


def wait(process: str, at_most_s: float) -> None:
    """Until this process (that is us) is woken, or so much time has passed."""
    if between_processes() and not any(thread.name == "wake-ups" for thread in threading.enumerate()):
        threading.Thread(target=asyncio.run, args=(_listen(process),), name="wake-ups", daemon=True).start()
    _woken.wait(at_most_s)
    _woken.clear()


async def _listen(process: str) -> None:
    while True:
        try:
            layer = get_channel_layer()
            channel = await layer.new_channel()
            await layer.group_add(_group(process), channel)
            _woken.set()  # somebody may have called while nobody listened
            while True:
                await layer.receive(channel)
                counters.count("wake_ups_total")
                _woken.set()
        except Exception as error:
            log.warning("Redis is away: %s", error)
            await asyncio.sleep(TRIES_AGAIN_AFTER_S)


def _group(process: str) -> str:
    return f"process-{process}"
