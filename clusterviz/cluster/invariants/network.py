"""Liveness of the network: once it is quiet, endpoints, rules and names lead to the Pods that are ready."""

from __future__ import annotations

from collections.abc import Iterator

from ..addons.coredns import CoreDNS
from ..cluster import Cluster
from ..machinery.dns import NOERROR, Question
from ..machinery.objects import condition_true, deleting, key_of, labels_of, name_of, namespace_of, unfinished
from ..machinery.resources import ENDPOINTSLICES, PODS, SERVICES
from ..machinery.selectors import from_map
from ..worker_node.kube_proxy import KubeProxy
from ..worker_node.kube_proxy.rules import rules


def services_point_at_ready_pods(cluster: Cluster) -> Iterator[str]:
    """The ready endpoints of every Service are the addresses of its ready Pods."""
    for service in cluster.objects(SERVICES):
        selector = service["spec"].get("selector")
        if not selector:
            continue
        wanted = sorted(
            pod["status"]["podIP"]
            for pod in cluster.objects(PODS)
            if namespace_of(pod) == namespace_of(service)
            and from_map(selector).matches(labels_of(pod))
            and unfinished(pod)
            and not deleting(pod)
            and condition_true(pod, "Ready")
        )
        there = sorted(
            address
            for slice_ in cluster.objects(ENDPOINTSLICES)
            if namespace_of(slice_) == namespace_of(service)
            and labels_of(slice_).get("kubernetes.io/service-name") == name_of(service)
            for endpoint in slice_.get("endpoints") or ()
            if endpoint.get("conditions", {}).get("ready")
            for address in endpoint["addresses"]
        )
        if wanted != there:
            yield f"Service {key_of(service)} leads to {there}, but its ready Pods are {wanted}"


def rules_are_current(cluster: Cluster) -> Iterator[str]:
    """Every machine's kernel has the rules that follow from the Services and EndpointSlices of now."""
    services, slices = cluster.objects(SERVICES), cluster.objects(ENDPOINTSLICES)
    for component in cluster.components.values():
        if isinstance(component, KubeProxy) and component.running:
            wanted = rules(services, slices, component.node)
            for name in sorted({**wanted, **component.rules}):
                if wanted.get(name) != component.rules.get(name):
                    yield (
                        f"{component.name} has for {name} the rule {component.rules.get(name)}, "
                        f"but it should be {wanted.get(name)}"
                    )


def names_resolve(cluster: Cluster) -> Iterator[str]:
    """CoreDNS answers the name of every Service that has an address with that address."""
    for component in cluster.components.values():
        if isinstance(component, CoreDNS) and component.running:
            for service in cluster.objects(SERVICES):
                address = service["spec"].get("clusterIP")
                if address in (None, "", "None"):
                    continue
                name = f"{name_of(service)}.{namespace_of(service)}.svc.cluster.local"
                answer = component.answer(Question(name))
                found = [record.value for record in answer.records]
                if answer.code != NOERROR or found != [address]:
                    yield f"{component.name} answers {name} with {answer.code} {found}, but its address is {address}"
