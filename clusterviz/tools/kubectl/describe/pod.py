"""kubectl describe pod."""

from __future__ import annotations

from ....cluster.machinery.objects import Object, annotations_of, labels_of, name_of, namespace_of
from ..invocation import Invocation, Steps
from .containers import containers, resources, seccomp_profile
from .pod_template import spread_constraints, tolerations
from .text import annotation_lines, controlled_by, events_of, events_text, moment, pairs, since
from .volumes import volumes


def describe(call: Invocation, pod: Object, now_ms: int) -> Steps[str]:
    """A Pod with its containers, volumes and events."""
    events = yield from events_of(call, pod, kind=False)
    return text_of(pod, now_ms) + events_text(events, now_ms)


def text_of(pod: Object, now_ms: int) -> str:
    """All but the events."""
    spec, status = pod["spec"], pod.get("status") or {}
    text = f"Name:\t{name_of(pod)}\nNamespace:\t{namespace_of(pod)}\n"
    if "priority" in spec:
        text += f"Priority:\t{spec['priority']}\n"
    if spec.get("priorityClassName"):
        text += f"Priority Class Name:\t{spec['priorityClassName']}\n"
    if spec.get("runtimeClassName"):
        text += f"Runtime Class Name:\t{spec['runtimeClassName']}\n"
    if spec.get("serviceAccountName"):
        text += f"Service Account:\t{spec['serviceAccountName']}\n"
    text += f"Node:\t{spec['nodeName']}/{status.get('hostIP', '')}\n" if spec.get("nodeName") else "Node:\t<none>\n"
    if status.get("startTime"):
        text += f"Start Time:\t{moment(status['startTime'])}\n"
    text += pairs("Labels", labels_of(pod)) + annotation_lines(annotations_of(pod))
    text += _status(pod, now_ms)
    text += "".join(f"{line}\n" for line in seccomp_profile(spec))
    text += f"IP:\t{status.get('podIP', '')}\n" + _addresses(status) + controlled_by(pod)
    if status.get("nominatedNodeName"):
        text += f"NominatedNodeName:\t{status['nominatedNodeName']}\n"
    if spec.get("resources"):
        text += "".join(line + "\n" for line in ["Resources:", *resources(spec["resources"], "  ")])
    if spec.get("initContainers"):
        text += containers("Init Containers", spec["initContainers"], status.get("initContainerStatuses"), pod)
    text += containers("Containers", spec["containers"], status.get("containerStatuses"), pod)
    if spec.get("ephemeralContainers"):
        ephemeral = spec["ephemeralContainers"]
        text += containers("Ephemeral Containers", ephemeral, status.get("ephemeralContainerStatuses"), pod)
    text += _gates(pod) + _conditions(status)
    text += volumes(spec.get("volumes"))
    text += f"QoS Class:\t{status.get('qosClass', '')}\n"
    text += pairs("Node-Selectors", spec.get("nodeSelector")) + tolerations(spec.get("tolerations"))
    return text + spread_constraints(spec.get("topologySpreadConstraints"))


def _status(pod: Object, now_ms: int) -> str:
    status = pod.get("status") or {}
    phase = status.get("phase", "")
    if "deletionTimestamp" in pod["metadata"] and phase not in ("Failed", "Succeeded"):
        lasts = since(pod["metadata"]["deletionTimestamp"], now_ms)
        grace = pod["metadata"].get("deletionGracePeriodSeconds", 0)
        text = f"Status:\tTerminating (lasts {lasts})\nTermination Grace Period:\t{grace}s\n"
    else:
        text = f"Status:\t{phase}\n"
    for title, key in (("Reason", "reason"), ("Message", "message")):
        if status.get(key):
            text += f"{title}:\t{status[key]}\n"
    return text


def _addresses(status: Object) -> str:
    addresses = status.get("podIPs") or []
    if not addresses:
        return "IPs:\t<none>\n"
    return "IPs:\n" + "".join(f"  IP:\t{one['ip']}\n" for one in addresses)


def _gates(pod: Object) -> str:
    gates = pod["spec"].get("readinessGates") or []
    if not gates:
        return ""
    known = {one["type"]: one["status"] for one in (pod.get("status") or {}).get("conditions") or []}
    lines = [f"  {gate['conditionType']} \t{known.get(gate['conditionType'], '<none>')} \n" for gate in gates]
    return "Readiness Gates:\n  Type\tStatus\n" + "".join(lines)


def _conditions(status: Object) -> str:
    found = status.get("conditions") or []
    if not found:
        return ""
    return "Conditions:\n  Type\tStatus\n" + "".join(f"  {one['type']} \t{one['status']} \n" for one in found)
