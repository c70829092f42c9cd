"""The cells of each kind's row. Fact sheet §3.4."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from ....machinery.objects import Object, condition_of, controller_of
from ....machinery.resources import (
    CONFIGMAPS,
    CONTROLLERREVISIONS,
    DAEMONSETS,
    DEPLOYMENTS,
    ENDPOINTS,
    ENDPOINTSLICES,
    EVENTS,
    LEASES,
    NAMESPACES,
    NODES,
    PODS,
    PRIORITYCLASSES,
    REPLICASETS,
    REPLICATIONCONTROLLERS,
    SECRETS,
    SERVICEACCOUNTS,
    SERVICES,
    Resource,
)
from ....machinery.times import age, unix_ms
from . import cluster_kinds, pods, workloads
from .workloads import template_cells

Printer = Callable[[Object, int, str], list[Any]]
MOST = 3  # so many addresses are listed
ROLE = "node-role.kubernetes.io/"


def cells_of(resource: Resource, obj: Object, now_ms: int) -> list[Any]:
    """The cells of an object, at Unix time `now_ms`."""
    created = obj["metadata"].get("creationTimestamp")
    age_text = age(now_ms - unix_ms(created)) if created else "<unknown>"
    printer = PRINTERS.get(resource)
    if printer is None:
        return [obj["metadata"]["name"], created]
    return printer(obj, now_ms, age_text)


def _deployment(obj: Object, now_ms: int, age_text: str) -> list[Any]:
    status = obj.get("status") or {}
    ready = f"{status.get('readyReplicas', 0)}/{obj['spec'].get('replicas', 0)}"
    counts = [ready, status.get("updatedReplicas", 0), status.get("availableReplicas", 0)]
    return [obj["metadata"]["name"], *counts, age_text, *template_cells(obj)]


def _replicaset(obj: Object, now_ms: int, age_text: str) -> list[Any]:
    status = obj.get("status") or {}
    counts = [obj["spec"].get("replicas", 0), status.get("replicas", 0), status.get("readyReplicas", 0)]
    return [obj["metadata"]["name"], *counts, age_text, *template_cells(obj)]


def _daemonset(obj: Object, now_ms: int, age_text: str) -> list[Any]:
    status = obj.get("status") or {}
    fields = (
        "desiredNumberScheduled",
        "currentNumberScheduled",
        "numberReady",
        "updatedNumberScheduled",
        "numberAvailable",
    )
    counts = [status.get(field, 0) for field in fields]
    nodes = _joined(obj["spec"]["template"]["spec"].get("nodeSelector"))
    return [obj["metadata"]["name"], *counts, nodes, age_text, *template_cells(obj)]


def _joined(labels: dict[str, str] | None) -> str:
    return ",".join(f"{key}={value}" for key, value in sorted((labels or {}).items())) or "<none>"


def _service(obj: Object, now_ms: int, age_text: str) -> list[Any]:
    spec = obj["spec"]
    address = (spec.get("clusterIPs") or ["<none>"])[0]
    ports = [
        f"{port['port']}{':' + str(port['nodePort']) if port.get('nodePort') else ''}/{port.get('protocol', 'TCP')}"
        for port in spec.get("ports") or ()
    ]
    return [
        obj["metadata"]["name"],
        spec.get("type", ""),
        address,
        _external(obj),
        ",".join(ports) or "<none>",
        age_text,
        _joined(spec.get("selector")),
    ]


def _external(service: Object) -> str:
    spec = service["spec"]
    external = spec.get("externalIPs") or []
    if spec.get("type") == "ExternalName":
        return str(spec.get("externalName", ""))
    if spec.get("type") == "LoadBalancer":
        ingress = ((service.get("status") or {}).get("loadBalancer") or {}).get("ingress") or ()
        found = sorted({one.get("ip") or one.get("hostname") or "": None for one in ingress})
        return ",".join([*found, *external]) or "<pending>"
    return ",".join(external) or "<none>"


def _limited(found: Iterable[str], nothing: str) -> str:
    everything = list(found)
    text = ",".join(everything[:MOST])
    if len(everything) > MOST:
        return f"{text} + {len(everything) - MOST} more..."
    return text or nothing


def _endpoints(obj: Object, now_ms: int, age_text: str) -> list[Any]:
    subsets = obj.get("subsets") or ()
    found: list[str] = []
    for subset in subsets:
        addresses = [address["ip"] for address in subset.get("addresses") or ()]
        ports = [port["port"] for port in subset.get("ports") or ()]
        found += [f"{ip}:{port}" for port in ports for ip in addresses] if ports else addresses
    return [obj["metadata"]["name"], _limited(found, "" if subsets else "<none>"), age_text]


def _endpoint_slice(obj: Object, now_ms: int, age_text: str) -> list[Any]:
    ports = [str(port.get("port") or port.get("name") or "*") for port in obj.get("ports") or ()]
    addresses = [address for endpoint in obj.get("endpoints") or () for address in endpoint.get("addresses") or ()]
    listed = [_limited(ports, "<unset>"), _limited(addresses, "<unset>")]
    return [obj["metadata"]["name"], obj.get("addressType", ""), *listed, age_text]


def _node(obj: Object, now_ms: int, age_text: str) -> list[Any]:
    ready = condition_of(obj, "Ready")
    state = "Unknown" if ready is None else "Ready" if ready["status"] == "True" else "NotReady"
    if (obj.get("spec") or {}).get("unschedulable"):
        state += ",SchedulingDisabled"
    status = obj.get("status") or {}
    info = status.get("nodeInfo") or {}
    kernel = info.get("kernelVersion") or "<unknown>"
    if info.get("architecture"):
        kernel += f" ({info['architecture']})"
    return [
        obj["metadata"]["name"],
        state,
        _roles(obj["metadata"].get("labels") or {}),
        age_text,
        info.get("kubeletVersion", ""),
        _address(status, "InternalIP"),
        _address(status, "ExternalIP"),
        info.get("osImage") or "<unknown>",
        kernel,
        info.get("containerRuntimeVersion") or "<unknown>",
    ]


def _roles(labels: dict[str, str]) -> str:
    roles = {key[len(ROLE) :]: None for key in labels if key.startswith(ROLE) and len(key) > len(ROLE)}
    if labels.get("kubernetes.io/role"):
        roles[labels["kubernetes.io/role"]] = None
    return ",".join(sorted(roles)) or "<none>"


def _address(status: Object, kind: str) -> str:
    for address in status.get("addresses") or ():
        if address["type"] == kind:
            return str(address["address"])
    return "<none>"


def _namespace(obj: Object, now_ms: int, age_text: str) -> list[Any]:
    return [obj["metadata"]["name"], (obj.get("status") or {}).get("phase", ""), age_text]


def _event(obj: Object, now_ms: int, age_text: str) -> list[Any]:
    series, involved, source = obj.get("series") or {}, obj.get("involvedObject") or {}, obj.get("source") or {}
    first = _since(obj.get("firstTimestamp") or obj.get("eventTime"), now_ms)
    last = series.get("lastObservedTime") or obj.get("lastTimestamp")
    subject = str(involved.get("kind", "")).lower()
    if involved.get("name"):
        subject = f"{subject}/{involved['name']}"
    component = source.get("component") or obj.get("reportingComponent", "")
    host = source.get("host") or obj.get("reportingInstance", "")
    return [
        _since(last, now_ms) if last else first,
        obj.get("type", ""),
        obj.get("reason", ""),
        subject,
        involved.get("fieldPath", ""),
        f"{component}, {host}" if host else component,
        str(obj.get("message", "")).strip(),
        first,
        series.get("count") or obj.get("count") or 1,
        obj["metadata"]["name"],
    ]


def _since(moment: str | None, now_ms: int) -> str:
    return age(now_ms - unix_ms(moment)) if moment else "<unknown>"


def _config_map(obj: Object, now_ms: int, age_text: str) -> list[Any]:
    return [obj["metadata"]["name"], len(obj.get("data") or ()) + len(obj.get("binaryData") or ()), age_text]


def _secret(obj: Object, now_ms: int, age_text: str) -> list[Any]:
    return [obj["metadata"]["name"], obj.get("type", ""), len(obj.get("data") or ()), age_text]


def _service_account(obj: Object, now_ms: int, age_text: str) -> list[Any]:
    return [obj["metadata"]["name"], age_text]


def _lease(obj: Object, now_ms: int, age_text: str) -> list[Any]:
    return [obj["metadata"]["name"], (obj.get("spec") or {}).get("holderIdentity", ""), age_text]


def _controller_revision(obj: Object, now_ms: int, age_text: str) -> list[Any]:
    owner = controller_of(obj)
    controller = "<none>"
    if owner is not None:
        group = owner["apiVersion"].rpartition("/")[0]
        kind = owner["kind"].lower()
        controller = f"{kind}.{group}/{owner['name']}" if group else f"{kind}/{owner['name']}"
    return [obj["metadata"]["name"], controller, obj.get("revision", 0), age_text]


def _priority_class(obj: Object, now_ms: int, age_text: str) -> list[Any]:
    policy = obj.get("preemptionPolicy") or "PreemptLowerPriority"
    return [obj["metadata"]["name"], obj.get("value", 0), bool(obj.get("globalDefault")), age_text, policy]


PRINTERS: dict[Resource, Printer] = {
    PODS: pods.cells,
    DEPLOYMENTS: _deployment,
    REPLICASETS: _replicaset,
    DAEMONSETS: _daemonset,
    SERVICES: _service,
    ENDPOINTS: _endpoints,
    ENDPOINTSLICES: _endpoint_slice,
    NODES: _node,
    NAMESPACES: _namespace,
    EVENTS: _event,
    CONFIGMAPS: _config_map,
    SECRETS: _secret,
    SERVICEACCOUNTS: _service_account,
    LEASES: _lease,
    CONTROLLERREVISIONS: _controller_revision,
    PRIORITYCLASSES: _priority_class,
    REPLICATIONCONTROLLERS: _replicaset,
    **workloads.PRINTERS,
    **cluster_kinds.PRINTERS,
}
