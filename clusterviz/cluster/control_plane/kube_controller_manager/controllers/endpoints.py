"""Endpoints controller: the same as EndpointSlices, in the older and deprecated form. Fact sheet §7.7."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ....machinery.objects import Key, Object, deleting, key_of, labels_of, name_of, namespace_of, uid_of
from ....machinery.resources import ENDPOINTS, PODS, SERVICES
from ..pods import is_ready
from .controller import RETRIES, Controller
from .endpointslice.controller import HEADLESS, TRIGGER_TIME
from .endpointslice.endpoints import belongs, counts, ports

if TYPE_CHECKING:
    from ..controller_manager import ControllerManager

MANAGED_BY = "endpoints.kubernetes.io/managed-by"
OVER_CAPACITY = "endpoints.kubernetes.io/over-capacity"
MAX_ADDRESSES = 1000
BATCH_MS = 100  # --endpoint-updates-batch-period: 0 in Kubernetes; but nothing here waits for this old form


class EndpointsController(Controller):
    """One Endpoints object per Service with a selector, under the Service's name."""

    name = "endpoint-controller"
    max_retries = RETRIES

    def __init__(self, manager: ControllerManager) -> None:
        super().__init__(manager)
        self.services = self.informer(SERVICES)
        self.services.index("namespace", namespace_of)
        self.services.subscribe(self.service_changed)
        self.pods = self.informer(PODS)
        self.pods.index("namespace", namespace_of)
        self.pods.subscribe(self.pod_changed)
        self.endpoints = self.informer(ENDPOINTS)
        self.endpoints.subscribe(self.endpoints_changed)

    def service_changed(self, change: str, old: Object | None, new: Object) -> None:
        """A Service is new, different or gone."""
        self.queue.add(key_of(new))

    def pod_changed(self, change: str, old: Object | None, new: Object) -> None:
        """A Pod is new, different or gone."""
        if change != "deleted" and not counts(old, new):
            return
        labels = labels_of(new).items()
        before = labels_of(old).items() if old is not None else labels
        for service in self.services.by("namespace", namespace_of(new)):
            selector = service["spec"].get("selector")
            if selector and (selector.items() <= labels or selector.items() <= before):
                self.queue.add_after(key_of(service), BATCH_MS)

    def endpoints_changed(self, change: str, old: Object | None, new: Object) -> None:
        """Somebody has deleted an Endpoints object."""
        if change == "deleted" and self.services.get(key_of(new)) is not None:
            self.queue.add(key_of(new))

    def reconcile(self, key: Key) -> None:
        """Write down the addresses behind one Service."""
        if not self.up_to_date(key):
            return
        service, present = self.services.get(key), self.endpoints.get(key)
        if service is None:
            if present is not None and labels_of(present).get(MANAGED_BY):
                self.client.delete(ENDPOINTS, namespace_of(present), name_of(present))
            return
        selector = service["spec"].get("selector")
        if not selector or service["spec"].get("type") == "ExternalName":
            return
        pods = [
            pod
            for pod in self.pods.by("namespace", namespace_of(service))
            if selector.items() <= labels_of(pod).items() and belongs(pod) and not deleting(pod)
        ]
        subsets, truncated = _subsets(service, pods)
        labels = {**labels_of(service), MANAGED_BY: "endpoint-controller"}
        if service["spec"].get("clusterIP") == "None":
            labels[HEADLESS] = ""
        if present is not None and (present.get("subsets") or []) == subsets and labels_of(present) == labels:
            return
        metadata: Object = (
            dict(present["metadata"])
            if present is not None
            else {"name": name_of(service), "namespace": namespace_of(service)}
        )
        metadata["labels"] = labels
        over = {OVER_CAPACITY: "truncated"} if truncated else {}
        metadata["annotations"] = {TRIGGER_TIME: self.timestamp(), **over}
        body: Object = {"apiVersion": "v1", "kind": "Endpoints", "metadata": metadata}
        if subsets:
            body["subsets"] = subsets
        if present is None:
            self.client.create(ENDPOINTS, body, self.wrote, key, self.endpoints)
        else:
            self.client.update(ENDPOINTS, body, self.wrote, key, self.endpoints)


def _subsets(service: Object, pods: list[Object]) -> tuple[list[Object], bool]:
    """The addresses, grouped by the ports they serve; whether some had to be left out."""
    groups: dict[str, Object] = {}
    publish = bool(service["spec"].get("publishNotReadyAddresses"))
    for pod in sorted(pods, key=_address)[:MAX_ADDRESSES]:
        served = [_port(each) for each in ports(service, pod)]
        group = groups.setdefault(repr(served), {"addresses": [], "notReadyAddresses": [], "ports": served})
        address: dict[str, Any] = {"ip": pod["status"]["podIP"]}
        if pod["spec"].get("hostname") and pod["spec"].get("subdomain") == name_of(service):
            address["hostname"] = pod["spec"]["hostname"]
        if pod["spec"].get("nodeName"):
            address["nodeName"] = pod["spec"]["nodeName"]
        address["targetRef"] = {"kind": "Pod", "namespace": namespace_of(pod), "name": name_of(pod), "uid": uid_of(pod)}
        group["addresses" if publish or is_ready(pod) else "notReadyAddresses"].append(address)
    subsets = [{field: value for field, value in group.items() if value} for group in groups.values()]
    return subsets, len(pods) > MAX_ADDRESSES


def _port(port: Object) -> Object:
    return {field: value for field, value in port.items() if value}


def _address(pod: Object) -> tuple[int, ...]:
    return tuple(int(part) for part in pod["status"]["podIP"].split("."))
