"""Image garbage collection: images that no container needs make room when the disk is full. Fact sheet §8.1, §8.11."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....machinery import cri
from ....machinery.network import Reply

if TYPE_CHECKING:
    from ..kubelet import Kubelet

HIGH_PERCENT = 85  # imageGCHighThresholdPercent
LOW_PERCENT = 80  # imageGCLowThresholdPercent
PERIOD_MS = 300_000
MINIMUM_AGE_MS = 120_000


class ImageGarbageCollector:
    """Looks every five minutes while the disk is full; eviction asks it first."""

    def __init__(self, kubelet: Kubelet) -> None:
        self.kubelet = kubelet
        self.began_ms = kubelet.now_ms
        self.set = False
        self.failed = False  # the last time already

    def noticed(self) -> None:
        """The disk is used in another way: is a look due?"""
        if not self.set and self._percent() >= HIGH_PERCENT:
            self.set = True
            kubelet = self.kubelet
            kubelet.after(PERIOD_MS - (kubelet.now_ms - self.began_ms) % PERIOD_MS, self._collect)

    def _percent(self) -> int:
        kernel = self.kubelet.machine.kernel
        return kernel.disk_used * 100 // kernel.disk_bytes

    def unused(self) -> list[cri.ImageStatus]:
        """The images that no container has, the first that came first."""
        statuses = [worker.runtime_status for worker in self.kubelet.workers.values()]
        needed = {one.image_id: True for status in statuses if status is not None for one in status.containers}
        return [image for image in self.kubelet.images.values() if image.id not in needed]

    def remove(self, images: list[cri.ImageStatus]) -> int:
        """Have them removed; how many bytes that makes."""
        for image in images:
            self.kubelet.images.pop(image.id, None)
            self.kubelet.ask_runtime(cri.RemoveImage(image.id), "RemoveImage", image.names[0], _removed)
        return sum(image.size for image in images)

    def _collect(self) -> None:
        self.set = False
        kubelet = self.kubelet
        kernel = kubelet.machine.kernel
        if self._percent() < HIGH_PERCENT:
            self.failed = False
            return
        wanted = kernel.disk_used - kernel.disk_bytes * LOW_PERCENT // 100
        freed, gone = 0, []
        for image in self.unused():
            if freed < wanted:
                freed += image.size
                gone.append(image)
        self.remove(gone)
        if freed < wanted:
            text = (
                "Failed to garbage collect required amount of images. "
                f"Attempted to free {wanted} bytes, but only found {freed} bytes eligible to free."
            )
            kubelet.node_event("Warning", "FreeDiskSpaceFailed", text)
            if self.failed:
                kubelet.node_event("Warning", "ImageGCFailed", text)
        self.failed = freed < wanted
        self.noticed()


def _removed(reply: Reply) -> None:
    """Nobody waits for this answer."""
