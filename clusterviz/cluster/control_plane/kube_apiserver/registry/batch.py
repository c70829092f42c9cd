"""Jobs and CronJobs. Fact sheet §7.5, §7.6."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....machinery.defaults import JOB_BACKOFF_LIMIT
from ....machinery.objects import Object
from ....machinery.resources import CRONJOBS, JOBS
from ..errors import FieldError
from ..validation import batch as validation
from .pod_spec import default_pod_spec
from .strategy import Strategy
from .workloads import Workload, labels_of_template

if TYPE_CHECKING:
    from ..server import ApiServer

SUCCESSES_KEPT, FAILURES_KEPT = 3, 1  # Jobs of a CronJob
UNLIMITED = 2_147_483_647  # backoffLimit where each index has a limit of its own


def default_job_spec(spec: Object) -> None:
    """Fill in what a Job's spec leaves out."""
    if spec.get("completions") is None and spec.get("parallelism") is None:
        spec["completions"] = 1
    backoff_limit = UNLIMITED if spec.get("backoffLimitPerIndex") is not None else JOB_BACKOFF_LIMIT
    replacement = "Failed" if spec.get("podFailurePolicy") else "TerminatingOrFailed"
    for field, value in (
        ("parallelism", 1),
        ("backoffLimit", backoff_limit),
        ("completionMode", "NonIndexed"),
        ("suspend", False),
        ("podReplacementPolicy", replacement),
    ):
        if spec.get(field) is None:
            spec[field] = value


class Jobs(Workload):
    """The rules for Jobs. Each gets a selector that only its own Pods match."""

    of = JOBS

    def default_spec(self, obj: Object, spec: Object) -> None:
        default_job_spec(spec)

    def prepare_for_create(self, server: ApiServer, obj: Object) -> None:
        obj["status"] = {}
        if isinstance(obj["spec"].get("template"), dict):
            self._identify(obj, obj["spec"])
            labels_of_template(obj)

    def _identify(self, obj: Object, spec: Object) -> None:
        """Labels for its Pods that no other Job has, and the selector that asks for them."""
        if spec.get("manualSelector"):
            return
        name, uid = obj["metadata"].get("name", ""), obj["metadata"]["uid"]
        metadata = spec["template"].setdefault("metadata", {})
        metadata["labels"] = {
            **(metadata.get("labels") or {}),
            "batch.kubernetes.io/controller-uid": uid,
            "batch.kubernetes.io/job-name": name,
            "controller-uid": uid,
            "job-name": name,
        }
        selector = spec.get("selector") or {}
        matched = {**(selector.get("matchLabels") or {}), "batch.kubernetes.io/controller-uid": uid}
        spec["selector"] = {**selector, "matchLabels": matched}

    def validate(self, server: ApiServer, obj: Object) -> list[FieldError]:
        return validation.validate_job(obj)

    def validate_update(self, server: ApiServer, new: Object, old: Object) -> list[FieldError]:
        return validation.validate_job_update(new, old)

    def selectable_fields(self, obj: Object) -> dict[str, str]:
        return {"status.successful": str((obj.get("status") or {}).get("succeeded", 0))}


class CronJobs(Strategy):
    """The rules for CronJobs."""

    of = CRONJOBS
    has_generation = True

    def default(self, obj: Object) -> None:
        spec = obj.setdefault("spec", {})
        for field, value in (
            ("concurrencyPolicy", "Allow"),
            ("suspend", False),
            ("successfulJobsHistoryLimit", SUCCESSES_KEPT),
            ("failedJobsHistoryLimit", FAILURES_KEPT),
        ):
            if spec.get(field) is None:
                spec[field] = value
        template = spec.get("jobTemplate")
        if isinstance(template, dict):
            pod_template = template.setdefault("spec", {}).get("template")
            if isinstance(pod_template, dict):
                pod_template.setdefault("metadata", {})
                default_pod_spec(pod_template.setdefault("spec", {}))

    def prepare_for_create(self, server: ApiServer, obj: Object) -> None:
        obj["status"] = {}

    def validate(self, server: ApiServer, obj: Object) -> list[FieldError]:
        return validation.validate_cronjob(obj)

    def validate_update(self, server: ApiServer, new: Object, old: Object) -> list[FieldError]:
        return validation.validate_cronjob(new)
