"""Liveness of the network: once it is quiet, endpoints, rules and names lead to the Pods that are ready."""

from __future__ import annotations

from collections.abc import Iterator

from ..addons.coredns import CoreDNS
from ..cluster import Cluster
from ..machinery.dns import NOERROR, Question
from ..machinery.objects import (
    Object,
    condition_true,
    deleting,
    key_of,
    labels_of,
    name_of,
    namespace_of,
    uid_of,
    unfinished,
)
from ..machinery.resources import ENDPOINTSLICES, PODS, SERVICES
from ..machinery.selectors import from_map
from ..worker_node.kube_proxy import KubeProxy
from ..worker_node.kube_proxy.rules import SERVICE_NAME, rules


def services_do_not_share(cluster: Cluster) -> Iterator[str]:
    """No two Services have one cluster IP, and no two have one port of the nodes."""
    taken: dict[str, str] = {}
    for service in cluster.objects(SERVICES):
        spec = service["spec"]
        mine = [address for address in spec.get("clusterIPs") or () if address != "None"]
        mine += [
            f"{port['nodePort']}/{port.get('protocol', 'TCP')}"
            for port in spec.get("ports") or ()
            if port.get("nodePort")
        ]
        mine += [str(spec["healthCheckNodePort"])] if spec.get("healthCheckNodePort") else []
        for each in mine:
            if taken.setdefault(each, key_of(service)) != key_of(service):
                yield f"Services {taken[each]} and {key_of(service)} both have {each}"


def services_point_at_ready_pods(cluster: Cluster) -> Iterator[str]:
    """The ready endpoints of every Service are the addresses of its ready Pods."""
    for service in cluster.objects(SERVICES):
        selector = service["spec"].get("selector")
        if not selector or service["spec"].get("publishNotReadyAddresses"):
            continue
        if service["spec"].get("type") == "ExternalName":
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
            if namespace_of(slice_) == namespace_of(service) and labels_of(slice_).get(SERVICE_NAME) == name_of(service)
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


def endpoints_are_true(cluster: Cluster) -> Iterator[str]:
    """Every endpoint is a Pod that its Service selects: once, at the Pod's address and node, and in its condition; none is missing."""
    pods = {uid_of(pod): pod for pod in cluster.objects(PODS)}
    listed: dict[str, list[str]] = {}
    services = {key_of(service): service for service in cluster.objects(SERVICES)}
    for slice_ in cluster.objects(ENDPOINTSLICES):
        key = f"{namespace_of(slice_)}/{labels_of(slice_).get(SERVICE_NAME, '')}"
        service = services.get(key)
        if service is None or not service["spec"].get("selector"):
            continue
        for endpoint in slice_.get("endpoints") or ():
            uid = endpoint["targetRef"]["uid"]
            listed.setdefault(key, []).append(uid)
            pod = pods.get(uid)
            if pod is None:
                yield f"{key_of(slice_)} lists {endpoint['targetRef']['name']}, which is gone"
                continue
            said = endpoint["conditions"]
            serving, terminating = condition_true(pod, "Ready"), deleting(pod)
            ready = bool(service["spec"].get("publishNotReadyAddresses")) or (serving and not terminating)
            wanted = [pod["status"].get("podIP"), pod["spec"].get("nodeName"), ready, serving, terminating]
            there = [endpoint["addresses"][0], endpoint.get("nodeName")]
            there += [bool(said.get(name)) for name in ("ready", "serving", "terminating")]
            if there != wanted:
                yield (
                    f"{key_of(slice_)} says {there} of {key_of(pod)}, but its address, its node, and whether it is ready, "
                    f"serving and terminating are {wanted}"
                )
    for key, service in services.items():
        selector = service["spec"].get("selector")
        if not selector or service["spec"].get("type") == "ExternalName":
            continue
        wanted = sorted(
            uid
            for uid, pod in pods.items()
            if namespace_of(pod) == namespace_of(service)
            and selector.items() <= labels_of(pod).items()
            and unfinished(pod)
            and pod["status"].get("podIP")
        )
        if sorted(listed.get(key, ())) != wanted:
            names = [[key_of(pods[uid]) for uid in found if uid in pods] for found in (listed.get(key, []), wanted)]
            yield f"the slices of Service {key} list {names[0]}, but it selects {names[1]}"


def rules_lead_to_ready_endpoints(cluster: Cluster) -> Iterator[str]:
    """On each machine each port of a Service leads to what its slices call ready, or if nothing is to what still serves.

    Worked out here anew from the slices, and not with kube-proxy's own function.
    """
    slices: dict[str, list[Object]] = {}
    for slice_ in cluster.objects(ENDPOINTSLICES):
        key = f"{namespace_of(slice_)}/{labels_of(slice_).get(SERVICE_NAME, '')}"
        slices.setdefault(key, []).append(slice_)
    for component in cluster.components.values():
        if not isinstance(component, KubeProxy) or not component.running:
            continue
        expected: list[tuple[str, int, str]] = []
        for service in cluster.objects(SERVICES):
            spec = service["spec"]
            if spec.get("clusterIP") in (None, "", "None"):
                continue
            for port in spec["ports"]:
                protocol = port.get("protocol", "TCP")
                expected.append((spec["clusterIP"], port["port"], protocol))
                local = component.node if spec.get("internalTrafficPolicy") == "Local" else ""
                wanted = _behind(slices.get(key_of(service), []), port.get("name", ""), protocol, local)
                there = [
                    sorted(rule["endpoints"])
                    for rule in component.rules.values()
                    if (rule["cluster_ip"], rule["port"], rule["protocol"]) == expected[-1]
                ]
                if there != [wanted]:
                    yield (
                        f"{component.name} leads {spec['clusterIP']}:{port['port']} ({key_of(service)}) to {there}, "
                        f"but its slices say {wanted}"
                    )
        for name, rule in component.rules.items():
            if (rule["cluster_ip"], rule["port"], rule["protocol"]) not in expected:
                yield f"{component.name} still has rules for {name}, which is no port of any Service"


def _behind(slices: list[Object], name: str, protocol: str, node: str) -> list[str]:
    """`ip:port` of the endpoints that get connections to a Service's port; on this node only, if one is named."""
    ready, ending = [], []
    for slice_ in slices:
        for port in slice_.get("ports") or ():
            if (port.get("name", ""), port.get("protocol", "TCP")) != (name, protocol):
                continue
            for endpoint in slice_.get("endpoints") or ():
                said = endpoint["conditions"]
                address = f"{endpoint['addresses'][0]}:{port['port']}"
                if node and endpoint.get("nodeName") != node:
                    continue
                if said.get("ready", True):
                    ready.append(address)
                elif said.get("serving") and said.get("terminating"):
                    ending.append(address)
    return sorted(ready or ending)


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
