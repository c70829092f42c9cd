"""CronJob controller: makes a Job whenever the schedule says so, and tidies up after the finished ones. Fact sheet §7.6."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ....machinery.api import Response
from ....machinery.cron import ScheduleError, TimeZoneError, parse, time_zone
from ....machinery.events import NORMAL, WARNING
from ....machinery.objects import (
    Key,
    Object,
    annotations_of,
    condition_true,
    controller_uid,
    deleting,
    key_of,
    name_of,
    namespace_of,
    uid_of,
)
from ....machinery.resources import CRONJOBS, JOBS
from ....machinery.times import rfc1123, timestamp, unix_ms
from ..owners import controller_reference, owner_of
from .controller import Controller
from .job.conditions import is_finished

if TYPE_CHECKING:
    from ..controller_manager import ControllerManager

SCHEDULED_AT = "batch.kubernetes.io/cronjob-scheduled-timestamp"
LATE_MS = 100  # it wakes a little after the minute, never before
TOO_MANY_MISSED = 100
TOO_MANY = "too many missed start times. Set or decrease .spec.startingDeadlineSeconds or check clock skew"
BUSY = "Not starting job because prior execution is running and concurrency policy is Forbid"


class CronJobController(Controller):
    """One Job for each moment of the schedule; of several that were missed, the last."""

    name = "cronjob-controller"

    def __init__(self, manager: ControllerManager) -> None:
        super().__init__(manager)
        self.cronjobs = self.informer(CRONJOBS)
        self.cronjobs.subscribe(self.cronjob_changed)
        self.jobs = self.informer(JOBS)
        self.jobs.index("controller", controller_uid)
        self.jobs.subscribe(self.job_changed)

    # -- what wakes it ----------------------------------------------------------------------------------------------

    def cronjob_changed(self, change: str, old: Object | None, new: Object) -> None:
        """A CronJob is new, different or gone."""
        self.queue.add(key_of(new))

    def job_changed(self, change: str, old: Object | None, new: Object) -> None:
        """A Job is new, different or gone."""
        owner = owner_of(new, CRONJOBS, self.cronjobs)
        if owner is not None:
            self.queue.add(key_of(owner))

    # -- what it does -----------------------------------------------------------------------------------------------

    def reconcile(self, key: Key) -> None:
        """Look at its Jobs, then at the clock."""
        cronjob = self.cronjobs.get(key)
        if cronjob is None or deleting(cronjob) or not self.up_to_date(key):
            return
        jobs = self.jobs.by("controller", uid_of(cronjob))
        status = self._of_jobs(cronjob, jobs)
        self._tidy(cronjob, jobs)
        due_ms = self._due_ms(cronjob)
        if due_ms is None or not self._may_start(cronjob, jobs, status, due_ms):
            self._write(cronjob, status)
            return
        if cronjob["spec"].get("concurrencyPolicy") == "Replace":
            for job in jobs:
                if not is_finished(job) and not deleting(job):
                    self._delete(cronjob, job, "the next one replaces it")
            status["active"] = []
        self._start(cronjob, status, due_ms)

    def _of_jobs(self, cronjob: Object, jobs: list[Object]) -> Object:
        """The status that its Jobs make; tells of those that have ended or are missing."""
        status = dict(cronjob.get("status") or {})
        by_uid = {uid_of(job): job for job in jobs}
        active = []
        for reference in status.get("active") or ():
            job = by_uid.get(reference["uid"])
            if job is None:
                self.events.event(cronjob, NORMAL, "MissingJob", f"Active job went missing: {reference['name']}")
            elif is_finished(job):
                how = "Complete" if condition_true(job, "Complete") else "Failed"
                message = f"Saw completed job: {name_of(job)}, condition: {how}"
                self.events.event(cronjob, NORMAL, "SawCompletedJob", message)
            else:
                active.append(reference)
        listed = {reference["uid"]: None for reference in status.get("active") or ()}
        for job in jobs:
            if not is_finished(job) and uid_of(job) not in listed:
                message = f"Saw a job that the controller did not create or forgot: {name_of(job)}"
                self.events.event(cronjob, WARNING, "UnexpectedJob", message)
        ended = [job["status"]["completionTime"] for job in jobs if condition_true(job, "Complete")]
        last = max([*ended, status.get("lastSuccessfulTime") or ""])
        if last:
            status["lastSuccessfulTime"] = last
        status["active"] = active
        return status

    def _tidy(self, cronjob: Object, jobs: list[Object]) -> None:
        """Of the finished Jobs only the latest are kept."""
        limits = (("Complete", "successfulJobsHistoryLimit", 3), ("Failed", "failedJobsHistoryLimit", 1))
        for condition, field, default in limits:
            kept = cronjob["spec"].get(field, default)
            ended = [job for job in jobs if condition_true(job, condition) and not deleting(job)]
            ended.sort(key=_started)
            for job in ended[: max(0, len(ended) - kept)]:
                self._delete(cronjob, job, f"{kept} of them are kept")

    def _delete(self, cronjob: Object, job: Object, why: str) -> None:
        self.decide("Deletes", CRONJOBS, cronjob, f"The CronJob controller deletes the Job {name_of(job)}: {why}.")
        options = {"propagationPolicy": "Background"}
        self.client.delete(JOBS, namespace_of(job), name_of(job), self._deleted, cronjob, job, options=options)

    def _deleted(self, response: Response, cronjob: Object, job: Object) -> None:
        if response.ok:
            self.events.event(cronjob, NORMAL, "SuccessfulDelete", f"Deleted job {name_of(job)}")

    # -- the clock --------------------------------------------------------------------------------------------------

    def _due_ms(self, cronjob: Object) -> int | None:
        """The latest moment that is due and not served, in Unix ms; sets the alarm for the next one."""
        spec = cronjob["spec"]
        if spec.get("suspend"):
            return None
        try:
            schedule, zone = parse(spec["schedule"]), time_zone(spec.get("timeZone") or "")
        except ScheduleError as error:
            self._complain(cronjob, "UnparseableSchedule", f'unparseable schedule: "{spec["schedule"]}" : {error}')
            return None
        except TimeZoneError as error:
            self._complain(cronjob, "UnknownTimeZone", f'invalid timeZone: "{spec["timeZone"]}" : {error}')
            return None
        now_ms = self.now_ms()
        last = cronjob.get("status", {}).get("lastScheduleTime") or cronjob["metadata"]["creationTimestamp"]
        earliest_ms = unix_ms(last)
        deadline_s = spec.get("startingDeadlineSeconds")
        if deadline_s is not None:
            earliest_ms = max(earliest_ms, now_ms - deadline_s * 1000)
        found, missed = None, 0
        upcoming = schedule.next_ms(earliest_ms, zone)
        while upcoming is not None and upcoming <= now_ms:
            found, missed = upcoming, missed + 1
            if missed > TOO_MANY_MISSED:  # a long sleep: look from just before now
                step_ms = upcoming - earliest_ms
                upcoming = max(upcoming, now_ms - 2 * step_ms)
                earliest_ms = upcoming
            upcoming = schedule.next_ms(upcoming, zone)
        if missed > TOO_MANY_MISSED:
            self._complain(cronjob, "TooManyMissedTimes", TOO_MANY)
        if upcoming is not None:
            self.queue.add_after(key_of(cronjob), upcoming - now_ms + LATE_MS)
        return found

    def _complain(self, cronjob: Object, reason: str, message: str) -> None:
        self.events.event(cronjob, WARNING, reason, message)

    def _may_start(self, cronjob: Object, jobs: list[Object], status: Object, due_ms: int) -> bool:
        deadline_s = cronjob["spec"].get("startingDeadlineSeconds")
        if deadline_s is not None and due_ms + deadline_s * 1000 < self.now_ms():
            self._complain(cronjob, "MissSchedule", f"Missed scheduled time to start a job: {rfc1123(due_ms)}")
            return False
        name = _job_name(cronjob, due_ms)
        if any(name_of(job) == name for job in jobs) or status.get("lastScheduleTime") == timestamp(due_ms):
            return False
        if cronjob["spec"].get("concurrencyPolicy") == "Forbid" and status["active"]:
            self.events.event(cronjob, NORMAL, "JobAlreadyActive", BUSY)
            return False
        return True

    def _start(self, cronjob: Object, status: Object, due_ms: int) -> None:
        name = _job_name(cronjob, due_ms)
        sentence = f"The CronJob controller creates the Job {name}: {cronjob['spec']['schedule']} was due at {timestamp(due_ms)}."
        self.decide("Creates", CRONJOBS, cronjob, sentence)
        job = _new_job(cronjob, name, due_ms)
        self.client.create(JOBS, job, self._created, cronjob, status, due_ms, tolerate=(409,))

    def _created(self, response: Response, cronjob: Object, status: Object, due_ms: int) -> None:
        if response.ok:
            job = response.body
            self.wrote(response, key_of(cronjob), self.jobs)
            self.events.event(cronjob, NORMAL, "SuccessfulCreate", f"Created job {name_of(job)}")
            metadata = job["metadata"]
            reference = {
                "apiVersion": JOBS.api_version,
                "kind": JOBS.kind,
                "name": name_of(job),
                "namespace": namespace_of(job),
                "resourceVersion": metadata["resourceVersion"],
                "uid": uid_of(job),
            }
            self._write(
                cronjob,
                {**status, "active": [*status["active"], reference], "lastScheduleTime": timestamp(due_ms)},
            )
        elif response.code != 409:
            self._complain(cronjob, "FailedCreate", f"Error creating job: {response.message}")

    def _write(self, cronjob: Object, status: Object) -> None:
        news: dict[str, Any] = {field: value for field, value in status.items() if value}
        if news != (cronjob.get("status") or {}):
            body = {**cronjob, "status": news}
            self.client.update_status(CRONJOBS, body, self.wrote, key_of(cronjob), self.cronjobs)


def _job_name(cronjob: Object, due_ms: int) -> str:
    """`<cronjob>-<minutes since 1970>`: the same moment never makes two Jobs."""
    return f"{name_of(cronjob)}-{due_ms // 60_000}"


def _new_job(cronjob: Object, name: str, due_ms: int) -> Object:
    template = cronjob["spec"]["jobTemplate"]
    given = template.get("metadata") or {}
    metadata: Object = {
        "name": name,
        "namespace": namespace_of(cronjob),
        "annotations": {**annotations_of({"metadata": given}), SCHEDULED_AT: timestamp(due_ms)},
        "ownerReferences": [controller_reference(cronjob, CRONJOBS)],
    }
    if given.get("labels"):
        metadata["labels"] = given["labels"]
    return {"apiVersion": JOBS.api_version, "kind": JOBS.kind, "metadata": metadata, "spec": template["spec"]}


def _started(job: Object) -> tuple[str, str]:
    return job["status"].get("startTime") or "", name_of(job)
