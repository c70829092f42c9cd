"""What this process has done and does, in numbers: for /metrics. Whoever counts does so here."""

from __future__ import annotations

import resource
import sys
import threading
import time
from bisect import bisect_left
from collections.abc import Iterator

TICK_BOUNDS_S = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0)
COUNTED = {
    "pokes_total": "Pokes that were written to the journal.",
    "pokes_unwritten_total": "Pokes that could not be written, and were refused.",
    "frames_total": "Frames that were made.",
    "images_total": "Exact images that were stored.",
    "restored_total": "Clusters that were restored from what is stored.",
    "opened_total": "Clusters that were opened from a portable save, as another version of the model had stored them.",
    "diverged_total": "Replays that came to another state than the first time.",
    "lost_total": "Clusters that another process claimed from this one.",
    "wake_ups_total": "Times that another process woke this one.",
    "limits_total": "Requests and messages that a limit refused.",
}
_counts = dict.fromkeys(COUNTED, 0)
_ticks = [0] * (len(TICK_BOUNDS_S) + 1)
_tick_s = 0.0
_lock = threading.Lock()
_began_s = time.time()


def count(name: str) -> None:
    """One more."""
    with _lock:
        _counts[name] += 1


def tick(took_s: float) -> None:
    """The driver gave each host its slice, which took so long."""
    global _tick_s
    with _lock:
        _ticks[bisect_left(TICK_BOUNDS_S, took_s)] += 1
        _tick_s += took_s


def lines(gauges: dict[str, tuple[str, float]]) -> Iterator[str]:
    """All of it as Prometheus reads it. `gauges`: name → (what it says, value)."""
    for name, help_text in COUNTED.items():
        yield from _told(name, "counter", help_text, _counts[name])
    for name, (help_text, value) in gauges.items():
        yield from _told(name, "gauge", help_text, value)
    yield "# HELP glass_tick_seconds How long a tick of the driver took."
    yield "# TYPE glass_tick_seconds histogram"
    total = 0
    for bound, ticks in zip((*TICK_BOUNDS_S, "+Inf"), _ticks, strict=True):
        total += ticks
        yield f'glass_tick_seconds_bucket{{le="{bound}"}} {total}'
    yield f"glass_tick_seconds_sum {_tick_s:g}"
    yield f"glass_tick_seconds_count {total}"
    used = resource.getrusage(resource.RUSAGE_SELF)
    peak_bytes = used.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    yield "# TYPE process_cpu_seconds_total counter"
    yield f"process_cpu_seconds_total {used.ru_utime + used.ru_stime:g}"
    yield "# TYPE glass_peak_memory_bytes gauge"
    yield f"glass_peak_memory_bytes {peak_bytes}"
    yield "# TYPE process_start_time_seconds gauge"
    yield f"process_start_time_seconds {_began_s:.0f}"


def _told(name: str, kind: str, help_text: str, value: float) -> Iterator[str]:
    yield f"# HELP glass_{name} {help_text}"
    yield f"# TYPE glass_{name} {kind}"
    yield f"glass_{name} {value:g}"
