"""What a Job's conditions say, in Kubernetes' words. Fact sheet §7.5."""

from __future__ import annotations

from .....machinery.objects import Object, condition_true

COMPLETE = ("CompletionsReached", "Reached expected number of succeeded pods")
BACKOFF = ("BackoffLimitExceeded", "Job has reached the specified backoff limit")
DEADLINE = ("DeadlineExceeded", "Job was active longer than specified deadline")
MAX_FAILED_INDEXES = ("MaxFailedIndexesExceeded", "Job has exceeded the specified maximal number of failed indexes")
FAILED_INDEXES = ("FailedIndexes", "Job has failed indexes")


def is_finished(job: Object) -> bool:
    """Complete or Failed."""
    return condition_true(job, "Complete") or condition_true(job, "Failed")


def with_condition(conditions: list[Object], kind: str, status: str, why: tuple[str, str], now: str) -> list[Object]:
    """The conditions with this one in it; themselves if it says so already."""
    condition = {
        "type": kind,
        "status": status,
        "lastProbeTime": now,
        "lastTransitionTime": now,
        "reason": why[0],
        "message": why[1],
    }
    for place, each in enumerate(conditions):
        if each["type"] == kind:
            if each["status"] == status:
                return conditions
            return [*conditions[:place], condition, *conditions[place + 1 :]]
    return [*conditions, condition]


def reason_of(job: Object, kind: str) -> tuple[str, str]:
    """(reason, message) of a condition that is there."""
    for condition in job["status"]["conditions"]:
        if condition["type"] == kind:
            return condition["reason"], condition["message"]
    raise KeyError(kind)
