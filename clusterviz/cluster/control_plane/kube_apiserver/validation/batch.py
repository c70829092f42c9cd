"""Jobs and CronJobs: what ends, and when it begins. Fact sheet §4.4, §7.5, §7.6."""

from __future__ import annotations

from typing import Any

from ....machinery import cron
from ....machinery.objects import Object
from ....machinery.selectors import from_object
from ..errors import FieldError
from .as_go import pod_template
from .fields import invalid, names, not_negative, not_supported, required, subdomain
from .job_policies import validate_failure_policy, validate_replacement_policy, validate_success_policy
from .pods import validate_pod_spec
from .selectors import validate_label_selector

GIVEN_LABELS = (
    "batch.kubernetes.io/controller-uid",
    "batch.kubernetes.io/job-name",
    "controller-uid",
    "job-name",
)
FINISHING = '"OnFailure", "Never"'
LONGEST_CRONJOB_NAME = 52  # its Jobs add 11 letters
FIXED = ("completions", "selector", "template", "completionMode", "podFailurePolicy", "backoffLimitPerIndex")


def validate_job(obj: Object) -> list[FieldError]:
    """What is wrong with a Job, apart from its metadata."""
    spec = obj["spec"]
    selector, template = spec.get("selector"), spec.get("template") or {}
    labels = (template.get("metadata") or {}).get("labels") or {}
    found: list[FieldError] = []
    if not spec.get("manualSelector") and selector is not None:
        ours = {key: value for key, value in labels.items() if key in GIVEN_LABELS}
        if not from_object(selector).matches(ours):
            found.append(invalid("spec.selector", selector, "`selector` not auto-generated"))
    found += _validate_spec("spec", spec)
    if selector is None:
        return [*found, required("spec.selector")] if spec.get("manualSelector") else found
    wrong = validate_label_selector("spec.selector", selector)
    found += wrong
    if not wrong and not from_object(selector).matches(labels):
        found.append(invalid("spec.template.metadata.labels", labels, "`selector` does not match template `labels`"))
    return found


def validate_job_update(new: Object, old: Object) -> list[FieldError]:
    """What is wrong with a changed Job: it can be stopped, slowed and hurried, but not become another."""
    spec, before = new["spec"], old["spec"]
    found = validate_job(new)
    for field in FIXED:
        value = spec.get(field)
        if value != before.get(field) and not (field == "completions" and _elastic(spec, before)):
            shown = pod_template(value) if field == "template" else value
            found.append(invalid(f"spec.{field}", shown, "field is immutable"))
    return found


def _elastic(spec: Object, before: Object) -> bool:
    """An indexed Job may grow or shrink, as long as it has as many workers as pieces of work."""
    return (
        spec.get("completionMode") == "Indexed"
        and spec.get("completions") == spec.get("parallelism")
        and before.get("completions") == before.get("parallelism")
    )


def validate_cronjob(obj: Object) -> list[FieldError]:
    """What is wrong with a CronJob, apart from the form of its metadata."""
    spec, name = obj["spec"], obj["metadata"].get("name", "")
    found: list[FieldError] = []
    schedule = spec.get("schedule")
    if not schedule:
        found.append(required("spec.schedule"))
    else:
        found += _validate_schedule(str(schedule), spec.get("timeZone"))
    if spec.get("timeZone") is not None:
        found += _validate_time_zone(spec["timeZone"])
    found += not_negative("spec.startingDeadlineSeconds", spec.get("startingDeadlineSeconds"))
    policy = spec.get("concurrencyPolicy")
    if policy not in ("Allow", "Forbid", "Replace"):
        found.append(not_supported("spec.concurrencyPolicy", policy, ("Allow", "Forbid", "Replace")))
    found += _validate_spec("spec.jobTemplate.spec", (spec.get("jobTemplate") or {}).get("spec") or {})
    for field in ("successfulJobsHistoryLimit", "failedJobsHistoryLimit"):
        found += not_negative(f"spec.{field}", spec.get(field))
    if len(name) > LONGEST_CRONJOB_NAME:
        found.append(invalid("metadata.name", name, f"must be no more than {LONGEST_CRONJOB_NAME} characters"))
    return found


def _validate_schedule(schedule: str, zone: Any) -> list[FieldError]:
    found: list[FieldError] = []
    try:
        cron.parse(schedule)
    except cron.ScheduleError as error:
        found.append(invalid("spec.schedule", schedule, str(error)))
    if "TZ" in schedule and zone is not None:
        found.append(invalid("spec.schedule", schedule, "cannot use both timeZone field and TZ or CRON_TZ in schedule"))
    elif "TZ" in schedule:
        found.append(
            invalid("spec.schedule", schedule, "cannot use TZ or CRON_TZ in schedule, use timeZone field instead")
        )
    return found


def _validate_time_zone(zone: str) -> list[FieldError]:
    if not zone:
        return [invalid("spec.timeZone", zone, "timeZone must be nil or non-empty string")]
    if zone.lower() == "local":
        return [
            invalid(
                "spec.timeZone",
                zone,
                "timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones",
            )
        ]
    try:
        cron.time_zone(zone)
    except cron.TimeZoneError as error:
        return [invalid("spec.timeZone", zone, str(error))]
    return []


def _validate_spec(path: str, spec: Object) -> list[FieldError]:
    found: list[FieldError] = []
    for field in (
        "parallelism", "completions", "activeDeadlineSeconds", "backoffLimit", "ttlSecondsAfterFinished",
        "backoffLimitPerIndex", "maxFailedIndexes",
    ):  # fmt: skip
        found += not_negative(f"{path}.{field}", spec.get(field))
    most_failed = spec.get("maxFailedIndexes")
    if most_failed is not None and spec.get("backoffLimitPerIndex") is None:
        found.append(required(f"{path}.backoffLimitPerIndex", "when maxFailedIndexes is specified"))
    found += _validate_managed_by(path, spec)
    mode = spec.get("completionMode")
    if mode is not None and mode not in ("NonIndexed", "Indexed"):
        found.append(not_supported(f"{path}.completionMode", mode, ("NonIndexed", "Indexed")))
    if mode == "Indexed" and spec.get("completions") is None:
        found.append(required(f"{path}.completions", "when completion mode is Indexed"))
    if mode == "Indexed" and most_failed is not None and most_failed > (spec.get("completions") or most_failed):
        found.append(invalid(f"{path}.maxFailedIndexes", most_failed, "must be less than or equal to completions"))
    for field in ("backoffLimitPerIndex", "maxFailedIndexes"):
        if spec.get(field) is not None and mode in (None, "NonIndexed"):
            found.append(invalid(f"{path}.{field}", spec[field], "requires indexed completion mode"))
    if spec.get("podFailurePolicy") is not None:
        found += validate_failure_policy(f"{path}.podFailurePolicy", spec)
    if spec.get("successPolicy") is not None:
        found += validate_success_policy(f"{path}.successPolicy", spec)
    found += validate_replacement_policy(f"{path}.podReplacementPolicy", spec)
    template = spec.get("template")
    if template is None:
        return [*found, required(f"{path}.template")]
    pod = template.get("spec") or {}
    policy = pod.get("restartPolicy")
    problems = validate_pod_spec(f"{path}.template.spec", pod)
    found += [problem for problem in problems if not (policy == "Always" and problem.field.endswith("restartPolicy"))]
    if policy in ("Always", "", None):
        found.append(required(f"{path}.template.spec.restartPolicy", f"valid values: {FINISHING}"))
    elif policy not in ("OnFailure", "Never"):
        found.append(not_supported(f"{path}.template.spec.restartPolicy", policy, ("OnFailure", "Never")))
    if spec.get("podFailurePolicy") and policy != "Never":
        found.append(
            invalid(
                f"{path}.template.spec.restartPolicy",
                policy,
                'only "Never" is supported when podFailurePolicy is specified',
            )
        )
    return found


def _validate_managed_by(path: str, spec: Object) -> list[FieldError]:
    owner = spec.get("managedBy")
    if owner is None:
        return []
    if "/" not in owner:
        return [invalid(f"{path}.managedBy", owner, 'must be a domain-prefixed path (such as "acme.io/foo")')]
    return names(f"{path}.managedBy", owner.split("/")[0], subdomain)
