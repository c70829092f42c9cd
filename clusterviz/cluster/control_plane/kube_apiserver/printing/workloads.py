"""The cells of what runs Pods, beside Deployments, ReplicaSets and DaemonSets: StatefulSets, Jobs, CronJobs, autoscalers."""

from __future__ import annotations

from typing import Any

from ....machinery.objects import Object, condition_true, deleting
from ....machinery.resources import (
    CRONJOBS,
    HORIZONTALPODAUTOSCALERS,
    HORIZONTALPODAUTOSCALERS_V1,
    JOBS,
    PODDISRUPTIONBUDGETS,
    PODTEMPLATES,
    STATEFULSETS,
)
from ....machinery.selectors import from_object
from ....machinery.times import age, unix_ms

JOB_STATES = ("FailureTarget", "SuccessCriteriaMet")  # conditions that are shown before a Job has ended
MOST_METRICS = 2


def template_cells(obj: Object) -> list[Any]:
    """Containers, images and selector of a workload."""
    selector = obj["spec"].get("selector")
    if selector and "matchLabels" not in selector and "matchExpressions" not in selector:
        selector = {"matchLabels": selector}  # a ReplicationController's
    return [*_containers(obj["spec"].get("template") or {}), str(from_object(selector)) or "<none>"]


def _containers(template: Object) -> list[str]:
    containers = (template.get("spec") or {}).get("containers") or ()
    return [",".join(one.get(field, "") for one in containers) for field in ("name", "image")]


def _stateful_set(obj: Object, now_ms: int, age_text: str) -> list[Any]:
    ready = f"{(obj.get('status') or {}).get('readyReplicas', 0)}/{obj['spec'].get('replicas', 0)}"
    return [obj["metadata"]["name"], ready, age_text, *template_cells(obj)[:2]]


def _pod_template(obj: Object, now_ms: int, age_text: str) -> list[Any]:
    template = obj.get("template") or {}
    labels = (template.get("metadata") or {}).get("labels") or {}
    shown = ",".join(f"{key}={value}" for key, value in sorted(labels.items()))
    return [obj["metadata"]["name"], *_containers(template), shown or "<none>"]


def _job(obj: Object, now_ms: int, age_text: str) -> list[Any]:
    spec, status = obj["spec"], obj.get("status") or {}
    succeeded = status.get("succeeded", 0)
    if spec.get("completions") is not None:
        completions = f"{succeeded}/{spec['completions']}"
    elif spec.get("parallelism", 1) > 1:
        completions = f"{succeeded}/1 of {spec['parallelism']}"
    else:
        completions = f"{succeeded}/1"
    duration = ""
    if status.get("startTime"):
        end = status.get("completionTime")
        duration = age((unix_ms(end) if end else now_ms) - unix_ms(status["startTime"]))
    return [obj["metadata"]["name"], job_state(obj), completions, duration, age_text, *template_cells(obj)]


def job_state(obj: Object) -> str:
    """The one word for how a Job does."""
    for condition, word in (("Complete", "Complete"), ("Failed", "Failed")):
        if condition_true(obj, condition):
            return word
    if deleting(obj):
        return "Terminating"
    if condition_true(obj, "Suspended"):
        return "Suspended"
    for condition in JOB_STATES:
        if condition_true(obj, condition):
            return condition
    return "Running"


def _cron_job(obj: Object, now_ms: int, age_text: str) -> list[Any]:
    spec, status = obj["spec"], obj.get("status") or {}
    suspend = spec.get("suspend")
    last = status.get("lastScheduleTime")
    template = (spec.get("jobTemplate") or {}).get("spec") or {}
    return [
        obj["metadata"]["name"],
        spec.get("schedule", ""),
        spec.get("timeZone") or "<none>",
        "<unset>" if suspend is None else str(bool(suspend)),
        len(status.get("active") or ()),
        age(now_ms - unix_ms(last)) if last else "<none>",
        age_text,
        *_containers(template.get("template") or {}),
        str(from_object(template.get("selector"))) or "<none>",
    ]


def _autoscaler(obj: Object, now_ms: int, age_text: str) -> list[Any]:
    spec, status = obj["spec"], obj.get("status") or {}
    target = spec.get("scaleTargetRef") or {}
    least = spec.get("minReplicas")
    return [
        obj["metadata"]["name"],
        f"{target.get('kind', '')}/{target.get('name', '')}",
        _targets(spec.get("metrics") or (), status.get("currentMetrics") or ()),
        "<unset>" if least is None else str(least),
        spec.get("maxReplicas", 0),
        status.get("currentReplicas", 0),
        age_text,
    ]


def _autoscaler_v1(obj: Object, now_ms: int, age_text: str) -> list[Any]:
    spec, status = obj["spec"], obj.get("status") or {}
    percent = spec.get("targetCPUUtilizationPercentage")
    current = status.get("currentCPUUtilizationPercentage")
    cells = _autoscaler(obj, now_ms, age_text)
    if percent is not None:
        cells[2] = f"cpu: {'<unknown>' if current is None else f'{current}%'}/{percent}%"
    return cells


def _targets(metrics: Any, current: Any) -> str:
    if not metrics:
        return "<none>"
    shown = [_target(metric, current[at] if at < len(current) else {}) for at, metric in enumerate(metrics)]
    text = ", ".join(shown[:MOST_METRICS])
    return f"{text} + {len(shown) - MOST_METRICS} more..." if len(shown) > MOST_METRICS else text


def _target(metric: Object, current: Object) -> str:
    """`cpu: 42%/80%`: what is, against what is wanted."""
    source = {"Resource": "resource", "ContainerResource": "containerResource", "Pods": "pods"}.get(
        metric["type"], metric["type"].lower()
    )
    wanted = metric.get(source) or {}
    target, now = wanted.get("target") or {}, (current.get(source) or {}).get("current") or {}
    before = f"{wanted['name']}: " if source in ("resource", "containerResource") else ""
    if target.get("averageUtilization") is not None:
        percent = now.get("averageUtilization")
        return f"{before}{'<unknown>' if percent is None else f'{percent}%'}/{target['averageUtilization']}%"
    if target.get("averageValue") is not None:
        suffix = " (avg)" if source in ("object", "external") else ""
        return f"{before}{now.get('averageValue', '<unknown>')}/{target['averageValue']}{suffix}"
    return f"{before}{now.get('value', '<unknown>')}/{target.get('value', '')}"


def _disruption_budget(obj: Object, now_ms: int, age_text: str) -> list[Any]:
    spec = obj.get("spec") or {}
    bounds = [
        str(spec[field]) if spec.get(field) is not None else "N/A" for field in ("minAvailable", "maxUnavailable")
    ]
    return [obj["metadata"]["name"], *bounds, (obj.get("status") or {}).get("disruptionsAllowed", 0), age_text]


PRINTERS = {
    STATEFULSETS: _stateful_set,
    PODTEMPLATES: _pod_template,
    JOBS: _job,
    CRONJOBS: _cron_job,
    HORIZONTALPODAUTOSCALERS: _autoscaler,
    HORIZONTALPODAUTOSCALERS_V1: _autoscaler_v1,
    PODDISRUPTIONBUDGETS: _disruption_budget,
}
