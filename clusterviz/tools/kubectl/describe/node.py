"""kubectl describe node."""

from __future__ import annotations

from typing import Any

from ....cluster.machinery.objects import Object, annotations_of, labels_of, name_of
from ....cluster.machinery.quantities import cpu_text, memory_text, milli, whole
from ....cluster.machinery.resources import LEASES, NODES, PODS
from ..errors import Refused
from ..invocation import Invocation, Steps, get, list_of
from .text import annotation_lines, events_of, events_text, moment, pairs, since, yes_no

ROLE = "node-role.kubernetes.io/"
SYSTEM_INFO = (
    ("Machine ID", "machineID"),
    ("System UUID", "systemUUID"),
    ("Boot ID", "bootID"),
    ("Kernel Version", "kernelVersion"),
    ("OS Image", "osImage"),
    ("Operating System", "operatingSystem"),
    ("Architecture", "architecture"),
    ("Container Runtime Version", "containerRuntimeVersion"),
    ("Kubelet Version", "kubeletVersion"),
    ("Kube-Proxy Version", "kubeProxyVersion"),
)


def describe(call: Invocation, node: Object, now_ms: int) -> Steps[str]:
    """A node with what runs on it."""
    fields = f"spec.nodeName={name_of(node)},status.phase!=Succeeded,status.phase!=Failed"
    pods = yield from list_of(call, PODS, fields=fields)
    events = yield from events_of(call, node)
    events = events + (yield from events_of(call, node, uid=name_of(node)))
    text = _head(node) + (yield from _lease(call, node)) + _status(node)
    return text + _pods(node, pods, now_ms) + _allocated(node, pods) + events_text(events, now_ms)


def _head(node: Object) -> str:
    spec = node.get("spec") or {}
    roles = sorted(label.removeprefix(ROLE) for label in labels_of(node) if label.startswith(ROLE))
    text = f"Name:\t{name_of(node)}\nRoles:\t{','.join(roles) or '<none>'}\n"
    text += pairs("Labels", labels_of(node)) + annotation_lines(annotations_of(node))
    text += f"CreationTimestamp:\t{moment(node['metadata'].get('creationTimestamp'))}\n"
    taints = sorted(spec.get("taints") or [], key=lambda taint: f"{taint['effect']},{taint['key']}")
    text += "Taints:\t" + ("\n\t".join(taint_text(taint) for taint in taints) or "<none>") + "\n"
    return text + f"Unschedulable:\t{yes_no(spec.get('unschedulable'))}\n"


def taint_text(taint: Object) -> str:
    """`key=value:effect`."""
    value = f"={taint['value']}" if taint.get("value") else ""
    return f"{taint['key']}{value}:{taint['effect']}"


def _lease(call: Invocation, node: Object) -> Steps[str]:
    try:
        lease = yield from get(call, LEASES, "kube-node-lease", name_of(node))
    except Refused as refused:
        return f"Lease:\tFailed to get lease: {refused.bare()}\n"
    spec = lease.get("spec") or {}
    holder = spec.get("holderIdentity", "<unset>")
    return (
        f"Lease:\n  HolderIdentity:\t{holder}\n  AcquireTime:\t{moment(spec.get('acquireTime'))}\n"
        f"  RenewTime:\t{moment(spec.get('renewTime'))}\n"
    )


def _status(node: Object) -> str:
    spec, status = node.get("spec") or {}, node.get("status") or {}
    text = ""
    if status.get("conditions"):
        text += "Conditions:\n  Type\tStatus\tLastHeartbeatTime\tLastTransitionTime\tReason\tMessage\n"
        text += "  ----\t------\t-----------------\t------------------\t------\t-------\n"
    for one in status.get("conditions") or []:
        beat, changed = moment(one.get("lastHeartbeatTime")), moment(one.get("lastTransitionTime"))
        text += f"  {one['type']} \t{one['status']} \t{beat} \t{changed} \t{one.get('reason', '')} \t{one.get('message', '')}\n"
    text += "Addresses:\n" + "".join(f"  {one['type']}:\t{one['address']}\n" for one in status.get("addresses") or [])
    for title, key in (("Capacity", "capacity"), ("Allocatable", "allocatable")):
        values = status.get(key) or {}
        text += f"{title}:\n" + "".join(f"  {name}:\t{values[name]}\n" for name in sorted(values))
    info = status.get("nodeInfo") or {}
    text += "System Info:\n" + "".join(f"  {title}:\t{info.get(key, '')}\n" for title, key in SYSTEM_INFO)
    if spec.get("podCIDR"):
        text += f"PodCIDR:\t{spec['podCIDR']}\n"
    if spec.get("podCIDRs"):
        text += f"PodCIDRs:\t{','.join(spec['podCIDRs'])}\n"
    return text + (f"ProviderID:\t{spec['providerID']}\n" if spec.get("providerID") else "")


def _pods(node: Object, pods: list[Object], now_ms: int) -> str:
    text = f"Non-terminated Pods:\t({len(pods)} in total)\n"
    text += "  Namespace\tName\t\tCPU Requests\tCPU Limits\tMemory Requests\tMemory Limits\tAge\n"
    text += "  ---------\t----\t\t------------\t----------\t---------------\t-------------\t---\n"
    for pod in pods:
        asked = {kind: pod_total(pod, kind) for kind in ("requests", "limits")}
        cells = [
            _share(node, name, asked[kind].get(name, 0))
            for name in ("cpu", "memory")
            for kind in ("requests", "limits")
        ]
        age = since(pod["metadata"]["creationTimestamp"], now_ms)
        text += f"  {pod['metadata']['namespace']}\t{name_of(pod)}\t\t" + "\t".join(cells) + f"\t{age}\n"
    return text


def _allocated(node: Object, pods: list[Object]) -> str:
    text = "Allocated resources:\n  (Total limits may be over 100 percent, i.e., overcommitted.)\n"
    text += "  Resource\tRequests\tLimits\n  --------\t--------\t------\n"
    allocatable = (node.get("status") or {}).get("allocatable") or {}
    extended = sorted(name for name in allocatable if name.startswith("hugepages-") or "/" in name)
    for name in ("cpu", "memory", "ephemeral-storage", *extended):
        sums = [sum(pod_total(pod, kind).get(name, 0) for pod in pods) for kind in ("requests", "limits")]
        cells = [str(total) for total in sums] if "/" in name else [_share(node, name, total) for total in sums]
        text += f"  {name}\t" + "\t".join(cells) + "\n"
    return text


def pod_total(pod: Object, kind: str) -> dict[str, int]:
    """What a Pod asks for (`requests`) or may use (`limits`): CPU in milli, the rest in whole units.

    Containers and sidecars count together; an init container counts where it alone wants more.
    """
    total: dict[str, int] = {}
    sidecars: dict[str, int] = {}
    peak: dict[str, int] = {}
    for container in pod["spec"].get("initContainers") or []:
        values = _values(container, kind)
        if container.get("restartPolicy") == "Always":
            _add(sidecars, values)
            _most(peak, sidecars)
        else:
            together = dict(sidecars)
            _add(together, values)
            _most(peak, together)
    for container in pod["spec"]["containers"]:
        _add(total, _values(container, kind))
    _add(total, sidecars)
    _most(total, peak)
    for name, value in _values(pod["spec"], kind).items():
        total[name] = value
    return total


def _values(spec: Object, kind: str) -> dict[str, int]:
    values: dict[str, Any] = (spec.get("resources") or {}).get(kind) or {}
    return {name: milli(str(value)) if name == "cpu" else whole(str(value)) for name, value in values.items()}


def _add(total: dict[str, int], values: dict[str, int]) -> None:
    for name, value in values.items():
        total[name] = total.get(name, 0) + value


def _most(total: dict[str, int], values: dict[str, int]) -> None:
    for name, value in values.items():
        total[name] = max(total.get(name, 0), value)


def _share(node: Object, name: str, value: int) -> str:
    """`500m (12%)`."""
    text = str((node["status"].get("allocatable") or {}).get(name, "0"))
    allocatable = milli(text) if name == "cpu" else whole(text)
    percent = int(value / allocatable * 100) if allocatable else 0
    shown = cpu_text(value) if name == "cpu" else memory_text(value)
    return f"{shown} ({percent}%)"


RESOURCE = NODES
