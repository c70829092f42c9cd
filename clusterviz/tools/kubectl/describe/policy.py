"""kubectl describe poddisruptionbudget, resourcequota, limitrange and priorityclass."""

from __future__ import annotations

from ....cluster.machinery.objects import Object, annotations_of, labels_of, name_of, namespace_of
from ..invocation import Invocation, Steps
from ..selector_text import selector
from .text import annotation_lines, events_of, events_text, pairs, plain_pairs

LIMITS = "Type\tResource\tMin\tMax\tDefault Request\tDefault Limit\tMax Limit/Request Ratio"
LIMITS_LINE = "----\t--------\t---\t---\t---------------\t-------------\t-----------------------"
SCOPES = {
    "Terminating": "Matches all pods that have an active deadline. These pods have a limited lifespan on a node before being "
    "actively terminated by the system.",
    "NotTerminating": "Matches all pods that do not have an active deadline. These pods usually include long running pods whose "
    "container command is not expected to terminate.",
    "BestEffort": "Matches all pods that do not have resource requirements set. These pods have a best effort quality of service.",
    "NotBestEffort": "Matches all pods that have at least one resource requirement set. These pods have a burstable or guaranteed "
    "quality of service.",
}


def budget(call: Invocation, obj: Object, now_ms: int) -> Steps[str]:
    """A PodDisruptionBudget: how many Pods may be taken now."""
    spec, status = obj["spec"], obj.get("status") or {}
    text = f"Name:\t{name_of(obj)}\nNamespace:\t{namespace_of(obj)}\n"
    if "minAvailable" in spec:
        text += f"Min available:\t{spec['minAvailable']}\n"
    elif "maxUnavailable" in spec:
        text += f"Max unavailable:\t{spec['maxUnavailable']}\n"
    text += f"Selector:\t{selector(spec.get('selector')) if spec.get('selector') else '<unset>'}\nStatus:\n"
    for title, key in (
        ("Allowed disruptions", "disruptionsAllowed"),
        ("Current", "currentHealthy"),
        ("Desired", "desiredHealthy"),
        ("Total", "expectedPods"),
    ):
        text += f"    {title}:\t{status.get(key, 0)}\n"
    events = yield from events_of(call, obj)
    return text + events_text(events, now_ms)


def quota(call: Invocation, obj: Object, now_ms: int) -> Steps[str]:
    """A ResourceQuota: what is used of what may be used."""
    yield from ()
    text = f"Name:\t{name_of(obj)}\nNamespace:\t{namespace_of(obj)}\n"
    scopes = (obj.get("spec") or {}).get("scopes") or []
    if scopes:
        text += f"Scopes:\t{', '.join(scopes)}\n"
        text += "".join(f" * {SCOPES[scope]}\n" for scope in scopes if scope in SCOPES)
    return text + "Resource\tUsed\tHard\n--------\t----\t----\n" + _used(obj, "")


def _used(obj: Object, indent: str) -> str:
    status = obj.get("status") or {}
    hard, used = status.get("hard") or {}, status.get("used") or {}
    return "".join(f"{indent}{name}\t{used.get(name, '0')}\t{hard[name]}\n" for name in sorted(hard))


def quotas_of_namespace(quotas: list[Object]) -> str:
    """The quotas at the end of a namespace's description."""
    if not quotas:
        return "No resource quota.\n"
    text = "Resource Quotas\n"
    for one in sorted(quotas, key=name_of):
        text += f"  Name:\t{name_of(one)}\n"
        scopes = (one.get("spec") or {}).get("scopes") or []
        if scopes:
            text += f"  Scopes:\t{', '.join(scopes)}\n"
            text += "".join(f"   * {SCOPES[scope]}\n" for scope in scopes if scope in SCOPES)
        text += "  Resource\tUsed\tHard\n  --------\t---\t---\n" + _used(one, "  ")
    return text


def limitrange(call: Invocation, obj: Object, now_ms: int) -> Steps[str]:
    """A LimitRange."""
    yield from ()
    return f"Name:\t{name_of(obj)}\nNamespace:\t{namespace_of(obj)}\n{LIMITS}\n{LIMITS_LINE}\n" + _limits(obj, "")


def limits_of_namespace(ranges: list[Object]) -> str:
    """The limit ranges at the end of a namespace's description."""
    if not ranges:
        return "No LimitRange resource.\n"
    return f"Resource Limits\n {LIMITS}\n {LIMITS_LINE}\n" + "".join(_limits(one, " ") for one in ranges)


def _limits(obj: Object, indent: str) -> str:
    text = ""
    for limit in (obj.get("spec") or {}).get("limits") or []:
        parts = [limit.get(key) or {} for key in ("min", "max", "defaultRequest", "default", "maxLimitRequestRatio")]
        for name in sorted(dict.fromkeys(name for part in parts for name in part)):
            cells = "\t".join(str(part.get(name, "-")) for part in parts)
            text += f"{indent}{limit['type']}\t{name}\t{cells}\n"
    return text


def priorityclass(call: Invocation, obj: Object, now_ms: int) -> Steps[str]:
    """A PriorityClass."""
    events = yield from events_of(call, obj)
    text = f"Name:\t{name_of(obj)}\nValue:\t{obj.get('value', 0)}\n"
    text += f"GlobalDefault:\t{'true' if obj.get('globalDefault') else 'false'}\n"
    text += f"PreemptionPolicy:\t{obj.get('preemptionPolicy', 'PreemptLowerPriority')}\n"
    text += f"Description:\t{obj.get('description', '')}\nAnnotations:\t{plain_pairs(annotations_of(obj))}\n"
    return text + events_text(events, now_ms)


def labelled(obj: Object) -> str:
    """Name, labels and annotations, of kinds that show no namespace."""
    return f"Name:\t{name_of(obj)}\n" + pairs("Labels", labels_of(obj)) + annotation_lines(annotations_of(obj))
