"""Back-off: how long to wait before the next try of something that failed. Fact sheet §8.7, §8.8."""

from __future__ import annotations

import json

from ...machinery.objects import Object

FIRST_MS = 10_000
MAX_MS = 300_000
RESET_MS = 2 * MAX_MS  # who has been well for so long begins afresh


class BackOff:
    """Per key: 10 s after the first failure, doubling to 5 min; forgotten after ten quiet minutes."""

    def __init__(self) -> None:
        self.entries: dict[str, tuple[int, int]] = {}  # key → delay, when it was last set

    def remaining_ms(self, key: str, failed_ms: int, now_ms: int) -> int:
        """How long `key`, which failed at `failed_ms`, still has to wait. 0: try now."""
        entry = self.entries.get(key)
        if entry is None or failed_ms - entry[1] > RESET_MS:
            return 0
        return max(0, entry[0] - (now_ms - failed_ms))

    def delay_ms(self, key: str) -> int:
        """The present delay of a key."""
        return self.entries.get(key, (FIRST_MS, 0))[0]

    def next(self, key: str, failed_ms: int, now_ms: int) -> None:
        """Another try begins: should it fail, the wait is twice as long."""
        entry = self.entries.get(key)
        if entry is None or failed_ms - entry[1] > RESET_MS:
            self.entries[key] = (FIRST_MS, now_ms)
        else:
            self.entries[key] = (min(2 * entry[0], MAX_MS), now_ms)

    def forget(self, prefix: str) -> None:
        """A Pod is gone."""
        for key in [key for key in self.entries if key.startswith(prefix)]:
            del self.entries[key]


def back_off_key(uid: str, container: Object) -> str:
    """What a container's restarts are counted by: with another image or other resources it begins afresh."""
    resources = json.dumps(container.get("resources") or {}, sort_keys=True)
    return f"{uid}/{container['name']}/{container['image']}/{resources}"
