"""kubectl describe horizontalpodautoscaler."""

from __future__ import annotations

from typing import Any

from ....cluster.machinery.objects import Object, annotations_of, labels_of, name_of, namespace_of
from ..invocation import Invocation, Steps
from .text import annotation_lines, events_of, events_text, moment, pairs

UNKNOWN = "<unknown>"


def describe(call: Invocation, obj: Object, now_ms: int) -> Steps[str]:
    """A HorizontalPodAutoscaler: what it measures, and what it wants."""
    spec, status = obj["spec"], obj.get("status") or {}
    target = spec["scaleTargetRef"]
    text = f"Name:\t{name_of(obj)}\nNamespace:\t{namespace_of(obj)}\n" + pairs("Labels", labels_of(obj))
    text += annotation_lines(annotations_of(obj))
    text += f"CreationTimestamp:\t{moment(obj['metadata'].get('creationTimestamp'))}\n"
    text += f"Reference:\t{target['kind']}/{target['name']}\nMetrics:\t( current / target )\n"
    found = status.get("currentMetrics") or []
    for place, metric in enumerate(spec.get("metrics") or []):
        text += _metric(metric, found[place] if place < len(found) else {})
    text += f"Min replicas:\t{spec.get('minReplicas', '<unset>')}\nMax replicas:\t{spec['maxReplicas']}\n"
    text += _behavior(spec.get("behavior"))
    current, desired = status.get("currentReplicas", 0), status.get("desiredReplicas", 0)
    text += f"{target['kind']} pods:\t{current} current / {desired} desired\n"
    known = status.get("conditions") or []
    if known:
        text += "Conditions:\n  Type\tStatus\tReason\tMessage\n  ----\t------\t------\t-------\n"
        for one in known:
            text += f"  {one['type']}\t{one['status']}\t{one.get('reason', '')}\t{one.get('message', '')}\n"
    events = yield from events_of(call, obj)
    return text + events_text(events, now_ms)


def _metric(metric: Object, found: Object) -> str:
    match metric["type"]:
        case "Resource":
            return _resource(
                metric["resource"], found.get("resource") or {}, f"resource {metric['resource']['name']} on pods"
            )
        case "ContainerResource":
            one = metric["containerResource"]
            start = f'resource {one["name"]} of container "{one["container"]}" on pods'
            return _resource(one, found.get("containerResource") or {}, start)
        case "Pods":
            return _average(f'"{metric["pods"]["metric"]["name"]}" on pods', metric["pods"], found.get("pods") or {})
        case "External":
            one = metric["external"]
            return _average(f'"{one["metric"]["name"]}"', one, found.get("external") or {})
    one = metric["object"]
    about = one["describedObject"]
    return _average(f'"{one["metric"]["name"]}" on {about["kind"]}/{about["name"]}', one, found.get("object") or {})


def _resource(wanted: Object, found: Object, start: str) -> str:
    target, current = wanted["target"], found.get("current") or {}
    if target.get("averageValue") is not None:
        return f"  {start}:\t{current.get('averageValue', UNKNOWN)} / {target['averageValue']}\n"
    share: Any = current.get("averageUtilization")
    now = UNKNOWN if share is None else f"{share}% ({current.get('averageValue', '')})"
    goal = "<auto>" if target.get("averageUtilization") is None else f"{target['averageUtilization']}%"
    return f"  {start}  (as a percentage of request):\t{now} / {goal}\n"


def _average(start: str, wanted: Object, found: Object) -> str:
    target, current = wanted["target"], found.get("current") or {}
    for key, words in (("averageValue", " (target average value)"), ("value", " (target value)")):
        if target.get(key) is not None:
            words = "" if start.endswith(" on pods") else words
            return f"  {start}{words}:\t{current.get(key, UNKNOWN)} / {target[key]}\n"
    return f"  {start}:\t{UNKNOWN} / <auto>\n"


def _behavior(behavior: Object | None) -> str:
    if not behavior:
        return ""
    text = "Behavior:\n"
    for title, key in (("Scale Up", "scaleUp"), ("Scale Down", "scaleDown")):
        rules = behavior.get(key)
        if not rules:
            continue
        text += f"  {title}:\n"
        if rules.get("stabilizationWindowSeconds") is not None:
            text += f"    Stabilization Window: {rules['stabilizationWindowSeconds']} seconds\n"
        if rules.get("policies"):
            text += f"    Select Policy: {rules.get('selectPolicy', 'Max')}\n    Policies:\n"
            for one in rules["policies"]:
                text += f"      - Type: {one['type']}\tValue: {one['value']}\tPeriod: {one['periodSeconds']} seconds\n"
    return text
