"""One look at one Job: count, judge, start or stop Pods, write the status. Fact sheet §7.5."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .....machinery.api import Response
from .....machinery.defaults import JOB_BACKOFF_LIMIT
from .....machinery.events import NORMAL, WARNING
from .....machinery.objects import Object, condition_true, deleting, key_of, name_of, namespace_of, uid_of
from .....machinery.resources import JOBS, PODS
from .....machinery.times import unix_ms
from ...pods import is_active, is_finished, is_ready, phase_of
from ..replicaset.ranking import least_wanted
from ..slow_start import SlowStart
from . import indexes
from .conditions import (
    BACKOFF,
    COMPLETE,
    DEADLINE,
    FAILED_INDEXES,
    MAX_FAILED_INDEXES,
    reason_of,
    with_condition,
)
from .failure_policy import judge
from .pods import finished_ms, has_failed, index_failures, is_tracked, new_pod, only_failed_are_replaced, restarts

if TYPE_CHECKING:
    from .controller import JobController

BURST = 500


class Look:
    """What is known of the Job now, and what follows from it."""

    def __init__(self, controller: JobController, job: Object, pods: list[Object], met: bool) -> None:
        self.controller = controller
        self.job = job
        self.spec = job["spec"]
        self.key = key_of(job)
        self.met = met
        self.pods = pods
        self.now_ms = controller.now_ms()
        self.status: Object = dict(job.get("status") or {})
        self.conditions: list[Object] = list(self.status.get("conditions") or ())
        self.active = [pod for pod in pods if is_active(pod)]
        self.ready = sum(1 for pod in self.active if is_ready(pod))
        self.terminating = sum(1 for pod in pods if deleting(pod) and not is_finished(pod))
        self.more = 0  # Pods created or deleted during this look
        self.left = 0
        self.counted: list[Object] = []  # Pods that may go once the status is written
        self.indexed = indexes.is_indexed(job)
        self.completed = indexes.parse(self.status.get("completedIndexes", ""))
        self.failed_indexes = indexes.parse(self.status.get("failedIndexes", ""))
        self.failures = controller.failures.get(self.key, (0, 0))
        self.fatal = ""  # what a podFailurePolicy says against going on
        self._count()

    # -- counting ---------------------------------------------------------------------------------------------------

    def _count(self) -> None:
        """Each Pod that has ended is noted, let go, and counted when it is let go."""
        noted = self.status.get("uncountedTerminatedPods") or {}
        by_uid = {uid_of(pod): pod for pod in self.pods}
        self.totals: dict[str, int] = {
            "succeeded": self.status.get("succeeded", 0),
            "failed": self.status.get("failed", 0),
        }
        self.uncounted: dict[str, list[str]] = {"succeeded": [], "failed": []}
        for how, uids in self.uncounted.items():
            for uid in noted.get(how) or ():
                pod = by_uid.pop(uid, None)
                if pod is None or not is_tracked(pod):
                    self.totals[how] += 1
                else:
                    uids.append(uid)
                    self.counted.append(pod)
        ended = [pod for pod in by_uid.values() if is_tracked(pod) and (is_finished(pod) or has_failed(pod, self.job))]
        for pod in sorted(ended, key=self._end):
            self.counted.append(pod)
            if phase_of(pod) == "Succeeded":
                self._note_success(pod)
            else:
                self._note_failure(pod)

    def _end(self, pod: Object) -> tuple[int, str]:
        return finished_ms(pod, self.now_ms), name_of(pod)

    def _note_success(self, pod: Object) -> None:
        self.failures = (0, 0)
        index = indexes.index_of(pod)
        if self.indexed and (index in self.completed or not 0 <= index < self.spec.get("completions", 1)):
            return
        if self.indexed:
            self.completed[index] = None
        self.uncounted["succeeded"].append(uid_of(pod))

    def _note_failure(self, pod: Object) -> None:
        action, message = judge(self.job, pod)
        if action == "FailJob" and not self.fatal:
            self.fatal = message
        if action == "Ignore":
            return
        end_ms = finished_ms(pod, self.now_ms) - self.controller.manager.clock.epoch_ms
        self.failures = (self.failures[0] + 1, end_ms)
        limit = self.spec.get("backoffLimitPerIndex")
        if limit is not None and (action == "FailIndex" or index_failures(pod) >= limit):
            self.failed_indexes[indexes.index_of(pod)] = None
        self.uncounted["failed"].append(uid_of(pod))

    @property
    def succeeded(self) -> int:
        """How many Pods (of an Indexed Job: indexes) have ended well."""
        return len(self.completed) if self.indexed else self.totals["succeeded"] + len(self.uncounted["succeeded"])

    @property
    def failed(self) -> int:
        """How many Pods have failed."""
        return self.totals["failed"] + len(self.uncounted["failed"])

    # -- judging ----------------------------------------------------------------------------------------------------

    def take(self) -> None:
        """Judge, act, write."""
        suspended = bool(self.spec.get("suspend"))
        if not suspended and not self.status.get("startTime"):
            self.status["startTime"] = self.controller.timestamp()
        verdict = self._verdict()
        if verdict is not None:
            kind, why = verdict
            self._condition(kind, "True", why)
            self._stop(self.active, f"the Job has its result: {why[1]}")
        elif not self.met:
            self.write()
        elif suspended:
            self._suspend()
        else:
            self._resume()
            self._go_on()

    def _verdict(self) -> tuple[str, tuple[str, str]] | None:
        for kind in ("FailureTarget", "SuccessCriteriaMet"):
            if condition_true(self.job, kind):
                return kind, reason_of(self.job, kind)
        why = self._failure()
        if why is not None:
            return "FailureTarget", why
        why = self._success()
        return ("SuccessCriteriaMet", why) if why is not None else None

    def _failure(self) -> tuple[str, str] | None:
        if self.fatal:
            return "PodFailurePolicy", self.fatal
        per_index = self.spec.get("backoffLimitPerIndex") is not None
        limit = self.spec.get("backoffLimit", 2**31 - 1 if per_index else JOB_BACKOFF_LIMIT)
        if self.failed > limit or self._restarted_too_often(limit):
            return BACKOFF
        if self._past_deadline():
            return DEADLINE
        if per_index and self.failed_indexes:
            most = self.spec.get("maxFailedIndexes")
            if most is not None and len(self.failed_indexes) > most:
                return MAX_FAILED_INDEXES
            if len({**self.completed, **self.failed_indexes}) >= self.spec.get("completions", 1) and not self.active:
                return FAILED_INDEXES
        return None

    def _restarted_too_often(self, limit: int) -> bool:
        if self.spec["template"]["spec"].get("restartPolicy") != "OnFailure":
            return False
        count = sum(restarts(pod) for pod in self.pods if phase_of(pod) in ("Running", "Pending"))
        return count > 0 if limit == 0 else count >= limit

    def _past_deadline(self) -> bool:
        deadline_s, start = self.spec.get("activeDeadlineSeconds"), self.status.get("startTime")
        if deadline_s is None or not start or self.spec.get("suspend"):
            return False
        left_ms = unix_ms(start) + deadline_s * 1000 - self.now_ms
        if left_ms > 0:
            self.controller.queue.add_after(self.key, left_ms)
        return bool(left_ms <= 0)

    def _success(self) -> tuple[str, str] | None:
        for number, rule in enumerate((self.spec.get("successPolicy") or {}).get("rules") or ()):
            wanted = indexes.parse(rule["succeededIndexes"]) if rule.get("succeededIndexes") else None
            done = [index for index in self.completed if wanted is None or index in wanted]
            enough = rule.get("succeededCount", len(wanted) if wanted is not None else 0)
            if len(done) >= enough:
                return "SuccessPolicy", f"Matched rules at index {number}"
        completions = self.spec.get("completions")
        done_enough = self.succeeded > 0 if completions is None else self.succeeded >= completions
        return COMPLETE if done_enough and not self.active else None

    # -- acting -----------------------------------------------------------------------------------------------------

    def _suspend(self) -> None:
        if self._condition("Suspended", "True", ("JobSuspended", "Job suspended")):
            self.controller.events.event(self.job, NORMAL, "Suspended", "Job suspended")
        self._stop(self.active, "the Job is suspended")

    def _resume(self) -> None:
        if condition_true(self.job, "Suspended") and self._condition(
            "Suspended", "False", ("JobResumed", "Job resumed")
        ):
            self.status["startTime"] = self.controller.timestamp()
            self.controller.events.event(self.job, NORMAL, "Resumed", "Job resumed")

    def _go_on(self) -> None:
        parallelism, completions = self.spec.get("parallelism", 1), self.spec.get("completions")
        if completions is not None:
            wanted = max(0, min(parallelism, completions - self.succeeded - len(self.failed_indexes)))
        else:
            wanted = len(self.active) if self.succeeded else parallelism
        surplus = len(self.active) - wanted
        if surplus > 0:
            victims = least_wanted(self.active, {}, self.now_ms)[: min(surplus, BURST)]
            self._stop(victims, f"{wanted} at a time are enough")
            return
        occupied = self.terminating if only_failed_are_replaced(self.job) else 0
        missing = min(wanted - len(self.active) - occupied, BURST)
        if missing <= 0:
            self.write()
            return
        wait_ms = (
            0 if self.spec.get("backoffLimitPerIndex") is not None else self.controller.must_wait_ms(self.failures)
        )
        if wait_ms:
            self.controller.queue.add_after(self.key, wait_ms)
            self.write()
        else:
            self._start(missing)

    def _start(self, count: int) -> None:
        controller, name = self.controller, name_of(self.job)
        numbers = [-1] * count
        if self.indexed:
            taken = {**self.completed, **self.failed_indexes}
            taken.update(dict.fromkeys(indexes.index_of(pod) for pod in self.active))
            numbers = indexes.first_pending(self.spec.get("completions", 1), taken, count)
        if not numbers:
            self.write()
            return
        completions = self.spec.get("completions")
        goal = f"{self.succeeded} of {completions} done" if completions is not None else f"{self.succeeded} done"
        what = "1 Pod" if len(numbers) == 1 else f"{len(numbers)} Pods"
        sentence = f"The Job controller counts {goal}, {len(self.active)} at work, and creates {what} for {name}."
        controller.decide("Creates", JOBS, self.job, sentence, succeeded=self.succeeded, failed=self.failed)
        controller.expectations.expect_creations(self.key, len(numbers))
        pods = [new_pod(self.job, number, self._failures_of(number)) for number in numbers]
        SlowStart(controller.client, PODS, pods, self._created, self._all_created).next_batch()

    def _failures_of(self, index: int) -> int:
        """How often this index has failed so far."""
        if index < 0 or self.spec.get("backoffLimitPerIndex") is None:
            return 0
        tried = [index_failures(pod) + 1 for pod in self.pods if indexes.index_of(pod) == index]
        return max(tried, default=0)

    def _created(self, response: Response) -> None:
        controller = self.controller
        if response.ok:
            self.more += 1
            message = f"Created pod: {response.body['metadata']['name']}"
            controller.events.event(self.job, NORMAL, "SuccessfulCreate", message)
            return
        controller.expectations.creation_seen(self.key)
        if "because it is being terminated" not in response.message:
            controller.events.event(self.job, WARNING, "FailedCreate", f"Error creating: {response.message}")

    def _all_created(self, skipped: int) -> None:
        self.controller.expectations.creation_seen(self.key, skipped)
        self.write()

    def _stop(self, pods: list[Object], why: str) -> None:
        controller = self.controller
        if not pods or not self.met:
            self.write()
            return
        controller.expectations.expect_deletions(self.key, [uid_of(pod) for pod in pods])
        self.left = len(pods)
        for pod in pods:
            sentence = f"The Job controller deletes {name_of(pod)}: {why}."
            controller.decide("Deletes", JOBS, self.job, sentence)
            controller.client.delete(PODS, namespace_of(pod), name_of(pod), self._stopped, pod)

    def _stopped(self, response: Response, pod: Object) -> None:
        controller = self.controller
        if response.ok:
            self.more -= 1
            self.terminating += 1
            self.ready -= is_ready(pod)
            controller.events.event(self.job, NORMAL, "SuccessfulDelete", f"Deleted pod: {name_of(pod)}")
        else:
            controller.expectations.deletion_seen(self.key, uid_of(pod))
        self.left -= 1
        if self.left == 0:
            self.write()

    # -- writing ----------------------------------------------------------------------------------------------------

    def _condition(self, kind: str, status: str, why: tuple[str, str]) -> bool:
        """Whether this is news."""
        before = self.conditions
        self.conditions = with_condition(before, kind, status, why, self.controller.timestamp())
        return self.conditions is not before

    def write(self) -> None:
        """Write the status if it is news; then what is counted may go."""
        active = len(self.active) + self.more
        open_pods = active or self.terminating or self.uncounted["succeeded"] or self.uncounted["failed"]
        kinds = {condition["type"]: condition for condition in self.conditions if condition["status"] == "True"}
        for target, end in (("FailureTarget", "Failed"), ("SuccessCriteriaMet", "Complete")):
            if target in kinds and not open_pods:
                self._condition(end, "True", (kinds[target]["reason"], kinds[target]["message"]))
                if end == "Complete":
                    self.status["completionTime"] = self.controller.timestamp()
        status = {field: self.status[field] for field in ("startTime", "completionTime") if self.status.get(field)}
        counts = {
            "active": active,
            "succeeded": len(self.completed) if self.indexed else self.totals["succeeded"],
            "failed": self.totals["failed"],
        }
        status |= {field: count for field, count in counts.items() if count}
        status |= {"ready": max(0, self.ready), "terminating": self.terminating}
        status["uncountedTerminatedPods"] = {how: uids for how, uids in self.uncounted.items() if uids}
        if self.conditions:
            status["conditions"] = self.conditions
        if self.completed:
            status["completedIndexes"] = indexes.text_of(self.completed)
        if self.spec.get("backoffLimitPerIndex") is not None:
            status["failedIndexes"] = indexes.text_of(self.failed_indexes)
        controller = self.controller
        if status != self.job.get("status"):
            body = {**self.job, "status": status}
            controller.client.update_status(JOBS, body, controller.released_all, self)
            return
        for pod in self.counted:
            controller.release(pod)

    def tell_the_end(self, written: Object) -> None:
        """The event that a Job which has just finished is told with."""
        events = self.controller.events
        if condition_true(written, "Complete"):
            events.event(self.job, NORMAL, "Completed", "Job completed")
        elif condition_true(written, "Failed"):
            events.event(self.job, WARNING, *reason_of(written, "Failed"))
