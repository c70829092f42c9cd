"""EndpointSlice controller: lists the Pods behind each Service, and whether they are ready for traffic. Fact sheet §7.7."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .....machinery.api import Response
from .....machinery.events import WARNING
from .....machinery.objects import Key, Object, key_of, labels_of, make_key, name_of, namespace_of
from .....machinery.resources import ENDPOINTSLICES, NODES, PODS, SERVICES
from ...owners import controller_reference
from ..controller import RETRIES, Controller
from .endpoints import ZONE, belongs, counts, endpoint, ports
from .placement import Changes, identity, place, ports_key

if TYPE_CHECKING:
    from ...controller_manager import ControllerManager

SERVICE_NAME = "kubernetes.io/service-name"
MANAGED_BY = "endpointslice.kubernetes.io/managed-by"
HEADLESS = "service.kubernetes.io/headless"
TRIGGER_TIME = "endpoints.kubernetes.io/last-change-trigger-time"
OURS = "endpointslice-controller.k8s.io"
FOREIGN_CHANGE_MS = 1_000


def service_of_slice(endpoint_slice: Object) -> str:
    """The key of the Service of a slice that this controller manages (an index function of informers)."""
    labels = labels_of(endpoint_slice)
    if labels.get(MANAGED_BY) != OURS or not labels.get(SERVICE_NAME):
        return ""
    return make_key(namespace_of(endpoint_slice), labels[SERVICE_NAME])


# A Pod, the key of its ports, its ports, its identity as an endpoint, and the endpoint (None: it is not one).
_Made = tuple[Object, str, list[Object], str, Object | None]


class _Known:
    """What was made of the Pods for one Service at the last look, so that only changed Pods cost anything."""

    def __init__(self, service: Object) -> None:
        self.service = service
        self.made: dict[str, _Made] = {}


class EndpointSliceController(Controller):
    """One set of slices per Service with a selector."""

    name = "endpoint-slice-controller"
    account = "endpointslice-controller"
    max_retries = RETRIES

    def __init__(self, manager: ControllerManager) -> None:
        super().__init__(manager)
        self.known: dict[Key, _Known] = {}  # by Service
        self.services = self.informer(SERVICES)
        self.services.index("namespace", namespace_of)
        self.services.subscribe(self.service_changed)
        self.pods = self.informer(PODS)
        self.pods.index("namespace", namespace_of)
        self.pods.subscribe(self.pod_changed)
        self.nodes = self.informer(NODES)
        self.nodes.subscribe(self.node_changed)
        self.slices = self.informer(ENDPOINTSLICES)
        self.slices.index("service", service_of_slice)
        self.slices.subscribe(self.slice_changed)

    # -- what wakes it ----------------------------------------------------------------------------------------------

    def service_changed(self, change: str, old: Object | None, new: Object) -> None:
        """A Service is new or different. The slices of one that is gone are the garbage collector's."""
        if change == "deleted":
            self.known.pop(key_of(new), None)
        else:
            self.queue.add(key_of(new))

    def node_changed(self, change: str, old: Object | None, new: Object) -> None:
        """A node is new, gone or in another zone: endpoints are to be made anew at the next look."""
        if old is None or change == "deleted" or labels_of(old).get(ZONE) != labels_of(new).get(ZONE):
            self.known.clear()

    def pod_changed(self, change: str, old: Object | None, new: Object) -> None:
        """A Pod is new, different or gone: every Service that selects it, or did, has to be looked at."""
        if change != "deleted" and not counts(old, new):
            return
        labels = labels_of(new).items()
        before = labels_of(old).items() if old is not None else labels
        for service in self.services.by("namespace", namespace_of(new)):
            selector = service["spec"].get("selector")
            if selector and (selector.items() <= labels or selector.items() <= before):
                self.queue.add(key_of(service))

    def slice_changed(self, change: str, old: Object | None, new: Object) -> None:
        """A slice is different: if not by our own hand, put it right a little later."""
        key = service_of_slice(new)
        if key and change != "added" and key not in self.queue.busy:
            self.queue.add_after(key, FOREIGN_CHANGE_MS)

    # -- what it does -----------------------------------------------------------------------------------------------

    def reconcile(self, key: Key) -> None:
        """Compare the slices of one Service with its Pods."""
        service = self.services.get(key)
        if service is None or not self.up_to_date(key):
            return
        selector = service["spec"].get("selector")
        if not selector or service["spec"].get("type") == "ExternalName":
            return
        known = self.known.get(key)
        if known is None or known.service is not service:
            known = self.known[key] = _Known(service)
        desired: dict[str, tuple[list[Object], dict[str, Object]]] = {}
        fresh: dict[str, _Made] = {}
        for pod in self.pods.by("namespace", namespace_of(service)):
            name = pod["metadata"]["name"]
            made = known.made.get(name)
            if made is None or made[0] is not pod:
                made = self._make(service, pod)
            fresh[name] = made
            _, group, served, same, entry = made
            if entry is not None:
                place_in = desired.get(group)
                if place_in is None:
                    place_in = desired[group] = (served, {})
                place_in[1][same] = entry
        known.made = fresh
        self._write(service, place(self.slices.by("service", key), desired))

    def _make(self, service: Object, pod: Object) -> _Made:
        if not service["spec"]["selector"].items() <= labels_of(pod).items() or not belongs(pod):
            return pod, "", [], "", None
        served = ports(service, pod)
        entry = endpoint(service, pod, self.nodes.get(pod["spec"].get("nodeName", "")))
        return pod, ports_key(served), served, identity(entry), entry

    def _write(self, service: Object, changes: Changes) -> None:
        key = key_of(service)
        for endpoints, served in changes.create:
            fresh = self._slice(service, {"generateName": f"{name_of(service)}-", "namespace": namespace_of(service)})
            fresh |= {"addressType": "IPv4", "endpoints": endpoints, "ports": served}
            self._tell(service, fresh)
            self.client.create(ENDPOINTSLICES, fresh, self._written, service, "create")
        for present, endpoints, served in changes.update:
            changed = self._slice(service, present["metadata"])
            changed |= {"addressType": present["addressType"], "endpoints": endpoints, "ports": served}
            self._tell(service, changed)
            self.client.update(ENDPOINTSLICES, changed, self._written, service, "update")
        for present in changes.delete:
            self.client.delete(ENDPOINTSLICES, namespace_of(present), name_of(present))
        if not changes.create and not changes.update:
            for present in self.slices.by("service", key):
                if labels_of(present) != self._labels(service) and present not in changes.delete:
                    changed = {**present, "metadata": {**present["metadata"], "labels": self._labels(service)}}
                    self.client.update(ENDPOINTSLICES, changed, self._written, service, "update")

    def _slice(self, service: Object, metadata: Object) -> Object:
        return {
            "apiVersion": "discovery.k8s.io/v1",
            "kind": "EndpointSlice",
            "metadata": {
                **metadata,
                "labels": self._labels(service),
                "annotations": {TRIGGER_TIME: self.timestamp()},
                "ownerReferences": [controller_reference(service, SERVICES)],
            },
        }

    def _labels(self, service: Object) -> dict[str, str]:
        labels = {key: value for key, value in labels_of(service).items() if key != HEADLESS}
        labels |= {MANAGED_BY: OURS, SERVICE_NAME: name_of(service)}
        if service["spec"].get("clusterIP") == "None":
            labels[HEADLESS] = ""
        return labels

    def _tell(self, service: Object, endpoint_slice: Object) -> None:
        endpoints = endpoint_slice["endpoints"]
        ready = sum(1 for each in endpoints if each["conditions"]["ready"])
        noun = "Pod" if len(endpoints) == 1 else "Pods"
        self.decide(
            "Lists",
            SERVICES,
            service,
            f"The EndpointSlice controller lists {len(endpoints)} {noun} behind Service {name_of(service)}, {ready} ready for traffic.",
            endpoints=len(endpoints),
            ready=ready,
        )

    def _written(self, response: Response, service: Object, verb: str) -> None:
        key = key_of(service)
        if response.ok:
            self.wrote(response, key, self.slices)
        elif "because it is being terminated" not in response.message:
            error = f"failed to {verb} EndpointSlice for Service {key}: {response.message}"
            message = f"Error updating Endpoint Slices for Service {key}: {error}"
            self.events.event(service, WARNING, "FailedToUpdateEndpointSlices", message)


__all__ = ["EndpointSliceController"]
