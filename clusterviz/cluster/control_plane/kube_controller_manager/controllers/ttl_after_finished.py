"""TTL-after-finished controller: Jobs that have ended long enough ago are deleted. Fact sheet §7.5."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....machinery.objects import Key, Object, condition_of, deleting, key_of, name_of, namespace_of, uid_of
from ....machinery.resources import JOBS
from ....machinery.times import unix_ms
from .controller import Controller
from .job.conditions import is_finished

if TYPE_CHECKING:
    from ..controller_manager import ControllerManager


class TTLAfterFinishedController(Controller):
    """Keys are Jobs with `ttlSecondsAfterFinished`."""

    name = "ttl-after-finished-controller"

    def __init__(self, manager: ControllerManager) -> None:
        super().__init__(manager)
        self.jobs = self.informer(JOBS)
        self.jobs.subscribe(self.job_changed)

    def job_changed(self, change: str, old: Object | None, new: Object) -> None:
        """A Job has ended, or lives shorter or longer now."""
        if change != "deleted" and new["spec"].get("ttlSecondsAfterFinished") is not None and is_finished(new):
            self.queue.add(key_of(new))

    def reconcile(self, key: Key) -> None:
        """Delete it, or come back when its time is over."""
        job = self.jobs.get(key)
        ttl_s = job["spec"].get("ttlSecondsAfterFinished") if job is not None else None
        if job is None or ttl_s is None or deleting(job) or not is_finished(job):
            return
        end = condition_of(job, "Complete") or condition_of(job, "Failed")
        assert end is not None
        left_ms = unix_ms(end["lastTransitionTime"]) + ttl_s * 1000 - self.now_ms()
        if left_ms > 0:
            self.queue.add_after(key, left_ms)
            return
        sentence = f"The TTL controller deletes the Job {name_of(job)}: it ended {ttl_s} s ago."
        self.decide("Deletes", JOBS, job, sentence)
        options = {"propagationPolicy": "Foreground", "preconditions": {"uid": uid_of(job)}}
        self.client.delete(JOBS, namespace_of(job), name_of(job), options=options)
