"""Job controller: starts Pods until enough of them have ended well, and counts each exactly once. Fact sheet §7.5."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .....machinery.api import MERGE_PATCH, Response
from .....machinery.expectations import Expectations
from .....machinery.objects import (
    Key,
    Object,
    controller_of,
    controller_uid,
    deleting,
    key_of,
    name_of,
    namespace_of,
    uid_of,
)
from .....machinery.resources import JOBS, PODS
from .....machinery.work_queue import WorkQueue
from ...owners import claim, owner_of
from ...pods import namespace_of_orphan
from ..controller import Controller
from .conditions import is_finished
from .look import Look
from .pods import TRACKING, is_tracked

if TYPE_CHECKING:
    from ...controller_manager import ControllerManager

BATCH_MS = 1_000  # changes of Pods are collected for so long
FIRST_BACKOFF_MS = 10_000
MAX_BACKOFF_MS = 600_000


class JobController(Controller):
    """A Pod is counted before it may go: its finalizer `batch.kubernetes.io/job-tracking` sees to that."""

    name = "job-controller"

    def __init__(self, manager: ControllerManager) -> None:
        super().__init__(manager)
        self.expectations = Expectations(manager)
        self.failures: dict[Key, tuple[int, int]] = {}  # failures since the last success, virtual ms of the last
        self.orphans = WorkQueue(manager, self.client, self.release_orphan, workers=self.workers)
        self.orphans.paused = True
        self.jobs = self.informer(JOBS)
        self.jobs.subscribe(self.job_changed)
        self.pods = self.informer(PODS)
        self.pods.index("controller", controller_uid)
        self.pods.index("orphans", namespace_of_orphan)
        self.pods.subscribe(self.pod_changed)

    def begin(self) -> None:
        super().begin()
        self.orphans.resume()

    # -- what wakes it ----------------------------------------------------------------------------------------------

    def job_changed(self, change: str, old: Object | None, new: Object) -> None:
        """A Job is new, different or gone."""
        self.queue.add(key_of(new))
        if change == "deleted":
            for pod in self.pods.by("controller", uid_of(new)):
                self.orphans.add(key_of(pod))

    def pod_changed(self, change: str, old: Object | None, new: Object) -> None:
        """A Pod is new, different or gone."""
        job = owner_of(new, JOBS, self.jobs)
        if job is None:
            reference = controller_of(new)
            if reference is not None and reference["kind"] == JOBS.kind and is_tracked(new):
                self.orphans.add(key_of(new))
            return
        key = key_of(job)
        if change == "deleted" or deleting(new):
            self.expectations.deletion_seen(key, uid_of(new))
        if change == "added":
            self.expectations.creation_seen(key)
        if old is not None and is_tracked(old) and not is_tracked(new):
            self.queue.add(key)
        else:
            self.queue.add_after(key, BATCH_MS)

    # -- what it does -----------------------------------------------------------------------------------------------

    def reconcile(self, key: Key) -> None:
        """Count what has ended, then start or stop Pods."""
        job = self.jobs.get(key)
        if job is None:
            self.expectations.forget(key)
            self.failures.pop(key, None)
            return
        if job["spec"].get("managedBy", "kubernetes.io/job-controller") != "kubernetes.io/job-controller":
            return
        if not self.up_to_date(key):
            return
        pods = claim(self, job, JOBS, self.pods)
        if deleting(job) or is_finished(job):
            for pod in pods:
                self.release(pod)
            return
        Look(self, job, pods, self.expectations.met(key)).take()

    def must_wait_ms(self, failures: tuple[int, int]) -> int:
        """How long the next Pod has to wait after so many failures."""
        count, since_ms = failures
        if not count:
            return 0
        delay_ms: int = min(FIRST_BACKOFF_MS * 2 ** min(count - 1, 30), MAX_BACKOFF_MS)
        return max(0, since_ms + delay_ms - self.manager.now_ms)

    # -- letting Pods go --------------------------------------------------------------------------------------------

    def release(self, pod: Object) -> None:
        """The Pod is counted: it may go whenever somebody wants that."""
        if is_tracked(pod):
            kept = [each for each in pod["metadata"]["finalizers"] if each != TRACKING]
            patch = {"metadata": {"uid": uid_of(pod), "finalizers": kept or None}}
            self.client.patch(
                PODS, namespace_of(pod), name_of(pod), patch, content_type=MERGE_PATCH, tolerate=(404, 409)
            )

    def release_orphan(self, key: Key) -> None:
        """The Job is gone: nobody counts this Pod any more."""
        pod = self.pods.get(key)
        if pod is not None and owner_of(pod, JOBS, self.jobs) is None:
            self.release(pod)

    def released_all(self, response: Response, look: Look) -> None:
        """The status is written: what it counts may go."""
        self.wrote(response, look.key, self.jobs)
        if response.ok:
            self.failures[look.key] = look.failures
            look.tell_the_end(response.body)
            for pod in look.counted:
                self.release(pod)


__all__ = ["JobController"]
