"""Why a `curl` on the learner's own machine does not get into the cluster, and how outsiders do: a sentence for the page."""

from __future__ import annotations

import shlex

from ..cluster.cluster import Cluster
from ..cluster.machinery import curl as curls
from ..cluster.machinery.objects import Object, name_of, namespace_of
from ..cluster.machinery.resources import PODS, SERVICES

UNRESOLVED, UNREACHED, SLOW = 6, 7, 28  # what curl ends with


def how_to_reach(cluster: Cluster, line: str, status: int | None) -> str:
    """What an outsider should know after this line ended so; "" where nothing is to be said."""
    if status not in (UNRESOLVED, UNREACHED, SLOW):
        return ""
    host = _host(line)
    if not host:
        return ""
    for service in cluster.objects(SERVICES):
        spec = service["spec"]
        if spec.get("clusterIP") == host and status != UNRESOLVED:
            return (
                f"{host} is the cluster IP of Service {name_of(service)}. Such an address exists only in the rules that"
                f" kube-proxy writes on the nodes: Pods reach it, your machine does not. {_ways(service)}"
            )
        if status == UNRESOLVED and host.rstrip(".") in _names(service):
            return (
                f"{host} is a name that CoreDNS tells to Pods; the name server of your machine does not know it."
                f" {_ways(service)}"
            )
    for pod in cluster.objects(PODS):
        if pod.get("status", {}).get("podIP") == host and not pod["spec"].get("hostNetwork") and status != UNRESOLVED:
            name = name_of(pod)
            return (
                f"{host} is the address of Pod {name} in the Pods' own network, into which no route leads from your machine."
                f" From outside: kubectl port-forward {_in(pod)}pod/{name} 8080:PORT, or a Service of type NodePort or"
                " LoadBalancer."
            )
    return ""


def _host(line: str) -> str:
    try:
        words = shlex.split(line)
    except ValueError:
        return ""
    if words[:1] != ["curl"]:
        return ""
    call = curls.read(tuple(words[1:]))
    return "" if call.problem[0] else call.host


def _names(service: Object) -> set[str]:
    name, namespace = name_of(service), namespace_of(service)
    short = {name} if namespace == "default" else set()
    return {f"{name}.{namespace}{end}" for end in ("", ".svc", ".svc.cluster.local")} | short


def _ways(service: Object) -> str:
    """How a person outside reaches this Service."""
    port = (service["spec"].get("ports") or [{}])[0]
    ways = []
    if port.get("nodePort"):
        ways.append(f"curl ADDRESS-OF-A-NODE:{port['nodePort']}")
    for way in service.get("status", {}).get("loadBalancer", {}).get("ingress", ()):
        ways.append(f"curl {way.get('ip', way.get('hostname', ''))}:{port.get('port')}")
    ways.append(f"kubectl port-forward {_in(service)}service/{name_of(service)} 8080:{port.get('port', 'PORT')}")
    end = "" if port.get("nodePort") else ", or a Service of type NodePort or LoadBalancer, or an Ingress"
    return f"From outside: {', or '.join(ways)}{end}."


def _in(obj: Object) -> str:
    return "" if namespace_of(obj) == "default" else f"-n {namespace_of(obj)} "
