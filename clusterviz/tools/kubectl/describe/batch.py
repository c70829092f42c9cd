"""kubectl describe job and cronjob."""

from __future__ import annotations

from typing import Any

from ....cluster.machinery.objects import Object, annotations_of, labels_of, name_of, namespace_of
from ....cluster.machinery.times import age, unix_ms
from ..invocation import Invocation, Steps
from ..selector_text import selector
from .pod_template import pod_template
from .text import annotation_lines, controlled_by, events_of, events_text, moment, pairs

LONGEST_INDEXES = 50  # so many characters of a job's completed indexes are shown


def job(call: Invocation, obj: Object, now_ms: int) -> Steps[str]:
    """A Job with the counts of its Pods."""
    spec, status = obj["spec"], obj.get("status") or {}
    text = f"Name:\t{name_of(obj)}\nNamespace:\t{namespace_of(obj)}\n"
    if spec.get("selector"):
        text += f"Selector:\t{selector(spec['selector'])}\n"
    text += pairs("Labels", labels_of(obj)) + annotation_lines(annotations_of(obj)) + controlled_by(obj)
    text += f"Parallelism:\t{spec.get('parallelism', 1)}\nCompletions:\t{_unset(spec.get('completions'))}\n"
    text += f"Completion Mode:\t{spec.get('completionMode', 'NonIndexed')}\n"
    text += f"Suspend:\t{'true' if spec.get('suspend') else 'false'}\nBackoff Limit:\t{spec.get('backoffLimit', 6)}\n"
    if spec.get("ttlSecondsAfterFinished") is not None:
        text += f"TTL Seconds After Finished:\t{spec['ttlSecondsAfterFinished']}\n"
    started, completed = status.get("startTime"), status.get("completionTime")
    if started:
        text += f"Start Time:\t{moment(started)}\n"
    if completed:
        text += f"Completed At:\t{moment(completed)}\n"
    if started and completed:
        text += f"Duration:\t{age(unix_ms(completed) - unix_ms(started))}\n"
    if spec.get("activeDeadlineSeconds") is not None:
        text += f"Active Deadline Seconds:\t{spec['activeDeadlineSeconds']}s\n"
    counts = [status.get(name, 0) for name in ("active", "ready", "succeeded", "failed")]
    text += "Pods Statuses:\t{} Active ({} Ready) / {} Succeeded / {} Failed\n".format(*counts)
    if spec.get("completionMode") == "Indexed":
        text += f"Completed Indexes:\t{_indexes(status.get('completedIndexes', ''))}\n"
    text += pod_template(spec["template"])
    events = yield from events_of(call, obj)
    return text + events_text(events, now_ms)


def _indexes(text: str) -> str:
    if len(text) <= LONGEST_INDEXES:
        return text or "<none>"
    return text[:LONGEST_INDEXES].rpartition(",")[0] + ",..."


def cronjob(call: Invocation, obj: Object, now_ms: int) -> Steps[str]:
    """A CronJob with its schedule and what it makes."""
    spec, status = obj["spec"], obj.get("status") or {}
    planned = spec["jobTemplate"]["spec"]
    text = f"Name:\t{name_of(obj)}\nNamespace:\t{namespace_of(obj)}\n"
    text += pairs("Labels", labels_of(obj)) + annotation_lines(annotations_of(obj))
    text += f"Schedule:\t{spec['schedule']}\n"
    text += f"Concurrency Policy:\t{spec.get('concurrencyPolicy', 'Allow')}\n"
    text += f"Suspend:\t{'True' if spec.get('suspend') else 'False'}\n"
    text += f"Successful Job History Limit:\t{_unset(spec.get('successfulJobsHistoryLimit'))}\n"
    text += f"Failed Job History Limit:\t{_unset(spec.get('failedJobsHistoryLimit'))}\n"
    text += f"Starting Deadline Seconds:\t{_seconds(spec.get('startingDeadlineSeconds'))}\n"
    text += f"Selector:\t{selector(planned['selector']) if planned.get('selector') else '<unset>'}\n"
    text += f"Parallelism:\t{_unset(planned.get('parallelism'))}\nCompletions:\t{_unset(planned.get('completions'))}\n"
    if planned.get("activeDeadlineSeconds") is not None:
        text += f"Active Deadline Seconds:\t{planned['activeDeadlineSeconds']}s\n"
    text += pod_template(planned["template"])
    text += f"Last Schedule Time:\t{moment(status.get('lastScheduleTime'))}\n"
    active = [str(one.get("name", "")) for one in status.get("active") or []]
    text += f"Active Jobs:\t{', '.join(active) or '<none>'}\n"
    events = yield from events_of(call, obj)
    return text + events_text(events, now_ms)


def _unset(value: Any) -> str:
    return "<unset>" if value is None else str(value)


def _seconds(value: Any) -> str:
    return "<unset>" if value is None else f"{value}s"
