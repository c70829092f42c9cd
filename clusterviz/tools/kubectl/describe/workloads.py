"""kubectl describe deployment, replicaset, statefulset and daemonset."""

from __future__ import annotations

from ....cluster.machinery.objects import (
    Object,
    annotations_of,
    controller_uid,
    labels_of,
    name_of,
    namespace_of,
    uid_of,
)
from ....cluster.machinery.resources import PODS, REPLICASETS
from ..invocation import Invocation, Steps, list_of
from ..replicasets import new_replicaset
from ..selector_text import selector
from .pod_template import pod_template
from .storage import claim_templates
from .text import annotation_lines, conditions, controlled_by, events_of, events_text, moment, pairs


def deployment(call: Invocation, obj: Object, now_ms: int) -> Steps[str]:
    """A Deployment with its ReplicaSets."""
    spec, status = obj["spec"], obj.get("status") or {}
    text = f"Name:\t{name_of(obj)}\nNamespace:\t{namespace_of(obj)}\n"
    text += f"CreationTimestamp:\t{moment(obj['metadata'].get('creationTimestamp'))}\n"
    text += (
        pairs("Labels", labels_of(obj))
        + annotation_lines(annotations_of(obj))
        + f"Selector:\t{selector(spec['selector'])}\n"
    )
    counts = [
        status.get(name, 0) for name in ("updatedReplicas", "replicas", "availableReplicas", "unavailableReplicas")
    ]
    text += "Replicas:\t{} desired | {} updated | {} total | {} available | {} unavailable\n".format(
        spec.get("replicas", 1), *counts
    )
    strategy = spec.get("strategy") or {}
    text += f"StrategyType:\t{strategy.get('type', '')}\nMinReadySeconds:\t{spec.get('minReadySeconds', 0)}\n"
    if strategy.get("rollingUpdate"):
        rolling = strategy["rollingUpdate"]
        text += f"RollingUpdateStrategy:\t{rolling.get('maxUnavailable')} max unavailable, {rolling.get('maxSurge')} max surge\n"
    text += pod_template(spec["template"]) + conditions(obj)
    replicasets = yield from list_of(call, REPLICASETS, namespace_of(obj), labels=selector(spec["selector"]))
    owned = [one for one in replicasets if controller_uid(one) == uid_of(obj)]
    new = new_replicaset(obj, owned)
    old = sorted((one for one in owned if one is not new), key=lambda one: str(one["metadata"]["creationTimestamp"]))
    text += f"OldReplicaSets:\t{_listed(old)}\nNewReplicaSet:\t{_listed([new] if new else [])}\n"
    events = yield from events_of(call, obj)
    return text + events_text(events, now_ms)


def _listed(replicasets: list[Object]) -> str:
    texts = [
        f"{name_of(one)} ({(one.get('status') or {}).get('replicas', 0)}/{one['spec'].get('replicas', 1)} replicas created)"
        for one in replicasets
    ]
    return ", ".join(texts) or "<none>"


def replicaset(call: Invocation, obj: Object, now_ms: int) -> Steps[str]:
    """A ReplicaSet with the phases of its Pods."""
    spec, status = obj["spec"], obj.get("status") or {}
    text = f"Name:\t{name_of(obj)}\nNamespace:\t{namespace_of(obj)}\nSelector:\t{selector(spec['selector'])}\n"
    text += pairs("Labels", labels_of(obj)) + annotation_lines(annotations_of(obj)) + controlled_by(obj)
    text += f"Replicas:\t{status.get('replicas', 0)} current / {spec.get('replicas', 1)} desired\n"
    text += (yield from _pods_status(call, obj)) + pod_template(spec["template"]) + conditions(obj)
    events = yield from events_of(call, obj)
    return text + events_text(events, now_ms)


def replicationcontroller(call: Invocation, obj: Object, now_ms: int) -> Steps[str]:
    """A ReplicationController: what a ReplicaSet was before it could select by more than equality."""
    selects = {"matchLabels": obj["spec"].get("selector") or {}}
    return (yield from replicaset(call, {**obj, "spec": {**obj["spec"], "selector": selects}}, now_ms))


def statefulset(call: Invocation, obj: Object, now_ms: int) -> Steps[str]:
    """A StatefulSet with the claims that its Pods get."""
    spec, status = obj["spec"], obj.get("status") or {}
    text = f"Name:\t{name_of(obj)}\nNamespace:\t{namespace_of(obj)}\n"
    text += f"CreationTimestamp:\t{moment(obj['metadata'].get('creationTimestamp'))}\n"
    text += f"Selector:\t{selector(spec['selector'])}\n"
    text += pairs("Labels", labels_of(obj)) + annotation_lines(annotations_of(obj))
    text += f"Replicas:\t{spec.get('replicas', 1)} desired | {status.get('replicas', 0)} total\n"
    strategy = spec.get("updateStrategy") or {}
    text += f"Update Strategy:\t{strategy.get('type', '')}\n"
    rolling = strategy.get("rollingUpdate") or {}
    if "partition" in rolling:
        text += f"  Partition:\t{rolling['partition']}\n"
    text += (yield from _pods_status(call, obj)) + pod_template(spec["template"])
    text += claim_templates(spec.get("volumeClaimTemplates") or [])
    events = yield from events_of(call, obj)
    return text + events_text(events, now_ms)


def _pods_status(call: Invocation, obj: Object) -> Steps[str]:
    pods = yield from list_of(call, PODS, namespace_of(obj), labels=selector(obj["spec"]["selector"]))
    phases = [(pod.get("status") or {}).get("phase") for pod in pods if controller_uid(pod) == uid_of(obj)]
    running, waiting, succeeded, failed = (
        phases.count(phase) for phase in ("Running", "Pending", "Succeeded", "Failed")
    )
    return f"Pods Status:\t{running} Running / {waiting} Waiting / {succeeded} Succeeded / {failed} Failed\n"


def daemonset(call: Invocation, obj: Object, now_ms: int) -> Steps[str]:
    """A DaemonSet."""
    spec, status = obj["spec"], obj.get("status") or {}
    text = f"Name:\t{name_of(obj)}\nNamespace:\t{namespace_of(obj)}\nSelector:\t{selector(spec['selector'])}\n"
    node_selector = spec["template"]["spec"].get("nodeSelector") or {}
    text += f"Node-Selector:\t{','.join(f'{key}={node_selector[key]}' for key in sorted(node_selector)) or '<none>'}\n"
    text += pairs("Labels", labels_of(obj)) + annotation_lines(annotations_of(obj))
    for title, name in (
        ("Desired Number of Nodes Scheduled", "desiredNumberScheduled"),
        ("Current Number of Nodes Scheduled", "currentNumberScheduled"),
        ("Number of Nodes Scheduled with Up-to-date Pods", "updatedNumberScheduled"),
        ("Number of Nodes Scheduled with Available Pods", "numberAvailable"),
        ("Number of Nodes Misscheduled", "numberMisscheduled"),
    ):
        text += f"{title}: {status.get(name, 0)}\n"
    text += (yield from _pods_status(call, obj)) + pod_template(spec["template"])
    events = yield from events_of(call, obj)
    return text + events_text(events, now_ms)
