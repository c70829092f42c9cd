"""PodInfo: what the scheduler wants to know of a Pod, worked out once: requests as whole numbers, ports, terms, shape."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Any

from ...machinery import quantities
from ...machinery.objects import Object, deleting, key_of, labels_of, name_of, namespace_of
from .affinity_terms import AffinityTerms

DEFAULT_CPU_MILLIS = 100  # what a container without a request counts in the score. Fact sheet §15.3
DEFAULT_MEMORY_BYTES = 200 * 1024 * 1024
NATIVE = ("cpu", "memory", "ephemeral-storage")
EXCLUSIVE_DISKS = ("gcePersistentDisk", "awsElasticBlockStore", "iscsi", "rbd")  # inline volumes with rules

Amounts = dict[str, int]  # cpu in thousandths, everything else in units
HostPort = tuple[str, str, int]  # (address, protocol, port)


def amount(resource: str, quantity: Any) -> int:
    """A quantity as a whole number: CPU in thousandths, everything else in units."""
    return quantities.milli(str(quantity)) if resource == "cpu" else quantities.whole(str(quantity))


def amounts(quantities_by_name: Object | None) -> Amounts:
    """A resource list as whole numbers."""
    return {resource: amount(resource, quantity) for resource, quantity in (quantities_by_name or {}).items()}


def is_sidecar(container: Object) -> bool:
    """Whether an init container goes on beside the others."""
    return container.get("restartPolicy") == "Always"


def pod_requests(spec: Object, missing: Amounts | None = None) -> Amounts:
    """What a Pod asks of its node: for its containers, or for the whole Pod where it says so, and its overhead.

    `missing`: what a container counts that does not ask for it.
    """
    total = container_requests(spec, missing)
    whole_pod = (spec.get("resources") or {}).get("requests")
    if whole_pod:
        total.update(amounts(whole_pod))
    return _with_overhead(total, spec)


def container_requests(spec: Object, missing: Amounts | None = None) -> Amounts:
    """The sum over the containers, or more if an init container needs more at its turn."""
    total: Amounts = {}
    for container in spec["containers"]:
        _add(total, _requests_of(container, missing))
    init_containers = spec.get("initContainers")
    if init_containers:
        beside: Amounts = {}  # the sidecars started so far
        highest: Amounts = {}
        for container in init_containers:
            asked = _requests_of(container, missing)
            if is_sidecar(container):
                _add(total, asked)
                _add(beside, asked)
                _raise(highest, beside)
            else:
                _add(asked, beside)
                _raise(highest, asked)
        _raise(total, highest)
    return total


def _with_overhead(total: Amounts, spec: Object) -> Amounts:
    overhead = spec.get("overhead")
    if overhead:
        _add(total, amounts(overhead))
    return total


def _requests_of(container: Object, missing: Amounts | None) -> Amounts:
    asked = amounts((container.get("resources") or {}).get("requests"))
    return {**missing, **asked} if missing else asked


def _add(total: Amounts, more: Amounts) -> None:
    for resource, number in more.items():
        total[resource] = total.get(resource, 0) + number


def _raise(total: Amounts, floor: Amounts) -> None:
    for resource, number in floor.items():
        if number > total.get(resource, 0):
            total[resource] = number


_NON_ZERO = {"cpu": DEFAULT_CPU_MILLIS, "memory": DEFAULT_MEMORY_BYTES}


class PodInfo:
    """A Pod as the scheduler sees it. Two Pods of the same `shape` are equal in the eyes of all local plugins."""

    def __init__(self, pod: Object) -> None:
        spec = pod["spec"]
        self.pod = pod
        self.spec: Object = spec
        self.key = key_of(pod)
        self.name = name_of(pod)
        self.namespace = namespace_of(pod)
        self.labels = labels_of(pod)
        self.priority: int = spec.get("priority") or 0
        self.terminating = deleting(pod)
        requests = pod_requests(spec)
        self.cpu_millis = requests.pop("cpu", 0)
        self.memory_bytes = requests.pop("memory", 0)
        self.storage_bytes = requests.pop("ephemeral-storage", 0)
        self.others = {resource: number for resource, number in requests.items() if number}
        counted = pod_requests(spec, _NON_ZERO)
        self.counted_cpu_millis = counted["cpu"]
        self.counted_memory_bytes = counted["memory"]
        # A Pod that is still to be placed is scored by its containers, whatever the whole Pod asks for. Recorded so.
        scored = _with_overhead(container_requests(spec, _NON_ZERO), spec) if spec.get("resources") else counted
        self.scored_cpu_millis = scored["cpu"]
        self.scored_memory_bytes = scored["memory"]
        self.ports = host_ports(spec)
        volumes = spec.get("volumes") or ()
        self.claims = claim_names(self.name, volumes) if volumes else ()
        self.disks: tuple[Object, ...] = tuple(
            volume for volume in volumes if any(kind in volume for kind in EXCLUSIVE_DISKS)
        )
        affinity = spec.get("affinity") or {}
        self.pod_affinity: Object | None = affinity.get("podAffinity")
        self.pod_anti_affinity: Object | None = affinity.get("podAntiAffinity")

    @property
    def has_affinity(self) -> bool:
        """Whether it says anything about other Pods."""
        return bool(self.pod_affinity or self.pod_anti_affinity)

    @property
    def requires_anti_affinity(self) -> bool:
        """Whether it refuses to run beside some Pods."""
        required = "requiredDuringSchedulingIgnoredDuringExecution"
        return bool(self.pod_anti_affinity and self.pod_anti_affinity.get(required))

    @property
    def node_affinity(self) -> Object:
        """Its nodeAffinity, {} if it has none."""
        return (self.spec.get("affinity") or {}).get("nodeAffinity") or {}

    @property
    def tolerations(self) -> list[Object]:
        """Its tolerations."""
        return self.spec.get("tolerations") or []

    @property
    def start_time(self) -> str:
        """When its kubelet took it in ("": not yet; later than any other time)."""
        return (self.pod.get("status") or {}).get("startTime") or "~"

    @property
    def nominated_node(self) -> str:
        """The node on which preemption makes room for it, or ""."""
        return (self.pod.get("status") or {}).get("nominatedNodeName") or ""

    @cached_property
    def affinity_terms(self) -> AffinityTerms:
        """Its podAffinity and podAntiAffinity, read once."""
        return AffinityTerms(self)

    @cached_property
    def shape(self) -> str:
        """Everything about it that a local plugin looks at."""
        spec = self.spec
        containers = [
            (container.get("image"), container.get("resources"), is_sidecar(container))
            for container in (*(spec.get("initContainers") or ()), *spec["containers"])
        ]
        return repr(
            (
                len(spec["containers"]),
                containers,
                self.ports,
                spec.get("nodeName"),
                spec.get("nodeSelector"),
                self.node_affinity,
                spec.get("tolerations"),
                spec.get("overhead"),
                spec.get("resources"),
                spec.get("resourceClaims"),
            )
        )


def host_ports(spec: Object) -> tuple[HostPort, ...]:
    """The ports that a Pod takes on its node itself."""
    found: list[HostPort] = []
    for container in _long_running(spec):
        for port in container.get("ports") or ():
            number = port.get("hostPort") or (port["containerPort"] if spec.get("hostNetwork") else 0)
            if number > 0:
                found.append((port.get("hostIP") or "0.0.0.0", port.get("protocol") or "TCP", number))
    return tuple(found)


def _long_running(spec: Object) -> Iterable[Object]:
    for container in spec.get("initContainers") or ():
        if is_sidecar(container):
            yield container
    yield from spec["containers"]


def claim_names(pod_name: str, volumes: Iterable[Object]) -> tuple[str, ...]:
    """The PersistentVolumeClaims behind a Pod's volumes; an ephemeral volume has one of its own."""
    found: list[str] = []
    for volume in volumes:
        if "persistentVolumeClaim" in volume:
            found.append(volume["persistentVolumeClaim"]["claimName"])
        elif "ephemeral" in volume:
            found.append(f"{pod_name}-{volume['name']}")
    return tuple(found)


def finished(pod: Object) -> bool:
    """Whether a Pod has ended and uses nothing any more."""
    return (pod.get("status") or {}).get("phase") in ("Succeeded", "Failed")
