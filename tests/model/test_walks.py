"""Requests, and where they end: from a Pod, a node, outside × Service type × port × policy × endpoint state × form of the name.

One cluster stands for all of them. Each row says who asks whom, and what becomes of it: connected to which Pod, refused, timed out,
no such name. The walk is written down, and its chains are compared where a row names them. Fact sheet §9.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import pytest

from clusterviz.cluster import checkpoint, installing
from clusterviz.cluster.cluster import Cluster
from clusterviz.cluster.machinery.cri import Knock
from clusterviz.cluster.machinery.program import Program
from clusterviz.cluster.machinery.resources import (
    ENDPOINTSLICES,
    NAMESPACES,
    NETWORKPOLICIES,
    PODS,
    SERVICES,
    STATEFULSETS,
    Resource,
)
from clusterviz.cluster.machinery.sockets import Dial
from clusterviz.cluster.machinery.walks import Walk
from clusterviz.tools import shell

from .node_story import ask, status

Object = dict[str, Any]
OK, REFUSED, TIMED_OUT, NO_NAME, NO_ROUTE = "connected", "refused", "timed out", "no such name", "no route to host"
WEB, SH = "traefik/whoami", "busybox:1.36"
NODES = {"node-1": "172.18.0.3", "node-2": "172.18.0.4", "node-3": "172.18.0.5"}
WAIT_MS = 4_000


def made(cluster: Cluster, resource: Resource, body: Object, namespace: str = "default") -> None:
    response = ask(cluster, "create", resource, namespace if resource.namespaced else "", body=body)
    assert response.ok, response.message


def pod(
    cluster: Cluster,
    name: str,
    node: str,
    image: str = WEB,
    namespace: str = "default",
    container: Object | None = None,
    labels: dict[str, str] | None = None,
    **spec: Any,
) -> None:
    one: Object = {"name": "main", "image": image, **(container or {})}
    if image == SH:
        one["command"] = ["sleep", "100000"]
    metadata = {"name": name, "labels": labels or {"app": name.rpartition("-")[0] or name}}
    made(cluster, PODS, {"metadata": metadata, "spec": {"nodeName": node, "containers": [one], **spec}}, namespace)


def service(cluster: Cluster, name: str, app: str = "", namespace: str = "default", **spec: Any) -> None:
    body = {"selector": {"app": app or name}, "ports": [{"port": 80}], **spec}
    if spec.get("type") == "ExternalName":
        body = spec
    made(cluster, SERVICES, {"metadata": {"name": name}, "spec": body}, namespace)


def policy(cluster: Cluster, name: str, app: str, **spec: Any) -> None:
    body = {"podSelector": {"matchLabels": {"app": app}}, **spec}
    made(cluster, NETWORKPOLICIES, {"metadata": {"name": name}, "spec": body})


def pods(cluster: Cluster) -> None:
    """Who asks, and who answers."""
    for number, node in enumerate(NODES, start=1):
        pod(cluster, f"web-{number}", node)
    pod(cluster, "one-1", "node-1", container={"ports": [{"name": "web", "containerPort": 80}]})
    never = {"readinessProbe": {"exec": {"command": ["false"]}}}
    pod(cluster, "unready-1", "node-1", container=never)
    lingers = {"lifecycle": {"preStop": {"sleep": {"seconds": 3000}}}}
    for name in ("ending-1", "both-1"):
        pod(cluster, name, "node-1", container=lingers, terminationGracePeriodSeconds=3600)
    pod(cluster, "both-2", "node-2")
    pod(cluster, "locked-1", "node-1")
    pod(cluster, "picky-1", "node-1", container={"ports": [{"name": "web", "containerPort": 80}]})
    pod(cluster, "ranged-1", "node-1")
    pod(cluster, "hosted-1", "node-2", hostNetwork=True)
    pod(cluster, "mapped-1", "node-3", container={"ports": [{"containerPort": 80, "hostPort": 8088}]})
    pod(cluster, "named-1", "node-3", hostname="alpha", subdomain="named")
    pod(cluster, "far-1", "node-2", namespace="other")
    pod(cluster, "gone-1", "node-2")
    pod(cluster, "client", "node-2", SH)
    pod(cluster, "friend", "node-3", SH, labels={"app": "friend", "role": "friend"})
    pod(cluster, "stranger", "node-3", SH, namespace="other")
    pod(cluster, "caged", "node-2", SH)
    pod(cluster, "halfcaged", "node-2", SH)
    pod(cluster, "host", "node-1", SH, hostNetwork=True)
    pod(cluster, "ally", "node-3", SH, namespace="other", labels={"app": "ally", "role": "friend"})
    pod(cluster, "rangecaged", "node-2", SH)
    pod(cluster, "spacecaged", "node-2", SH)
    pod(cluster, "plain", "node-2", SH, dnsPolicy="Default")
    for name in ("chosen-1", "homely-1", "doored-1"):
        pod(cluster, name, "node-1")
    pod(cluster, "hostdns", "node-1", SH, hostNetwork=True, dnsPolicy="ClusterFirstWithHostNet")


def services(cluster: Cluster) -> None:
    """How they are reached."""
    service(cluster, "web")
    service(cluster, "web-np", "web", type="NodePort", ports=[{"port": 80, "nodePort": 30080}])
    service(cluster, "one")
    service(
        cluster,
        "one-local",
        "one",
        type="NodePort",
        externalTrafficPolicy="Local",
        ports=[{"port": 80, "nodePort": 30081}],
    )
    service(cluster, "one-inside", "one", internalTrafficPolicy="Local")
    service(cluster, "web-lb", "web", type="LoadBalancer", loadBalancerIP="172.18.255.210")
    service(
        cluster,
        "few-lb",
        "web",
        type="LoadBalancer",
        loadBalancerIP="172.18.255.211",
        loadBalancerSourceRanges=["10.0.0.0/8"],
    )
    service(cluster, "outer", "web", externalIPs=["172.18.0.4"], ports=[{"port": 8000, "targetPort": 80}])
    local = {"externalTrafficPolicy": "Local"}
    service(cluster, "one-lb", "one", type="LoadBalancer", loadBalancerIP="172.18.255.212", **local)
    service(cluster, "none-lb", "nobody", type="LoadBalancer", loadBalancerIP="172.18.255.213")
    service(cluster, "ending-np", "ending", type="NodePort", ports=[{"port": 80, "nodePort": 30084}], **local)
    service(cluster, "both-np", "both", type="NodePort", ports=[{"port": 80, "nodePort": 30085}], **local)
    service(cluster, "doored", type="NodePort", ports=[{"port": 80, "nodePort": 30086}])
    service(cluster, "doored-local", "doored", type="NodePort", ports=[{"port": 80, "nodePort": 30087}], **local)
    service(cluster, "near", "web", trafficDistribution="PreferSameNode")
    service(cluster, "by-hand", ports=[{"port": 80}], selector=None)
    addresses = {"endpoints": [{"addresses": ["203.0.113.10"]}], "ports": [{"port": 80, "protocol": "TCP"}]}
    metadata = {"name": "by-hand-1", "labels": {"kubernetes.io/service-name": "by-hand"}}
    made(cluster, ENDPOINTSLICES, {"metadata": metadata, "addressType": "IPv4", **addresses})
    for name in ("chosen", "homely"):
        service(cluster, name)
    service(cluster, "none", "nobody")
    service(cluster, "none-np", "nobody", type="NodePort", ports=[{"port": 80, "nodePort": 30083}])
    for name in ("unready", "ending", "both", "locked", "picky", "ranged"):
        service(cluster, name)
    service(cluster, "unready-all", "unready", publishNotReadyAddresses=True)
    service(cluster, "heads", "web", clusterIP="None")
    service(cluster, "heads-8080", "web", clusterIP="None", ports=[{"port": 8080, "targetPort": 80}])
    service(cluster, "named", clusterIP="None")
    service(cluster, "headless-none", "nobody", clusterIP="None")
    service(cluster, "headless-unready", "unready", clusterIP="None")
    service(cluster, "headless-all", "unready", clusterIP="None", publishNotReadyAddresses=True)
    ports = [{"name": "http", "port": 8080, "targetPort": "web"}, {"name": "admin", "port": 9090, "targetPort": 9090}]
    service(cluster, "multi", "one", ports=ports)
    service(cluster, "wrong-port", "one", ports=[{"port": 80, "targetPort": 81}])
    service(cluster, "wrong-name", "one", ports=[{"port": 80, "targetPort": "absent"}])
    service(cluster, "sticky", "web", sessionAffinity="ClientIP")
    service(cluster, "datagrams", "web", ports=[{"port": 5353, "protocol": "UDP", "targetPort": 80}])
    service(cluster, "world", type="ExternalName", externalName="www.example.com")
    service(cluster, "alias", type="ExternalName", externalName="web.default.svc.cluster.local")
    service(cluster, "lost", type="ExternalName", externalName="no.such.name.invalid")
    service(cluster, "far", namespace="other")
    template = {"metadata": {"labels": {"app": "db"}}, "spec": {"containers": [{"name": "main", "image": WEB}]}}
    body = {"serviceName": "db", "replicas": 2, "selector": {"matchLabels": {"app": "db"}}, "template": template}
    service(cluster, "db", clusterIP="None")
    made(cluster, STATEFULSETS, {"metadata": {"name": "db"}, "spec": body})


def policies(cluster: Cluster) -> None:
    """Who may ask whom."""
    policy(cluster, "locked", "locked", policyTypes=["Ingress"])
    friends = {"podSelector": {"matchLabels": {"role": "friend"}}}
    others = {"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "other"}}}
    named = [{"port": "web"}]
    policy(cluster, "picky", "picky", ingress=[{"from": [friends, others], "ports": named}])
    block = {"ipBlock": {"cidr": "10.244.0.0/16", "except": ["10.244.3.0/24"]}}
    policy(cluster, "ranged", "ranged", ingress=[{"from": [block], "ports": [{"port": 70, "endPort": 90}]}])
    policy(cluster, "chosen", "chosen", ingress=[{"from": [{**friends, **others}]}])
    policy(cluster, "homely", "homely", ingress=[{"from": [{"podSelector": {}}]}])
    policy(cluster, "hosted", "hosted", policyTypes=["Ingress"])
    policy(cluster, "doored", "doored", ingress=[{"from": [{"ipBlock": {"cidr": f"{OUTSIDE}/32"}}]}])
    but = {"ipBlock": {"cidr": "0.0.0.0/0", "except": ["10.244.1.0/24"]}}
    policy(cluster, "rangecaged", "rangecaged", policyTypes=["Egress"], egress=[{"to": [but]}])
    policy(cluster, "spacecaged", "spacecaged", policyTypes=["Egress"], egress=[{"to": [others]}])
    policy(cluster, "caged", "caged", policyTypes=["Egress"])
    dns = {"ports": [{"port": 53, "protocol": "UDP"}]}
    to_web = {"to": [{"podSelector": {"matchLabels": {"app": "web"}}}]}
    policy(cluster, "halfcaged", "halfcaged", policyTypes=["Egress"], egress=[dns, to_web])


@pytest.fixture(scope="module")
def cluster() -> Cluster:
    made_one = checkpoint.fork("three-nodes", seed=5)
    made(made_one, NAMESPACES, {"metadata": {"name": "other"}})
    installing.enable(made_one, "metallb")
    made_one.run_for(3_000)
    pods(made_one)
    services(made_one)
    made_one.run_for(20_000)
    for name in ("ending-1", "both-1"):
        assert ask(made_one, "delete", PODS, "default", name).ok
    global GONE
    GONE = status(made_one, "gone-1")["podIP"]
    assert ask(made_one, "delete", PODS, "default", "gone-1", body={"gracePeriodSeconds": 0}).ok
    policies(made_one)
    made_one.run_for(5_000)
    return made_one


GONE = ""


class Row(NamedTuple):
    """`who`: a Pod, `node:NAME` or `outside`; `to`: host, perhaps with a port, {ip:POD} or {svc:NAME} stand for addresses."""

    who: str
    to: str
    end: str
    pod: str = ""  # the beginning of the name of the Pod that answers
    chains: str = ""  # what the walk goes through, in this order: "KUBE-SVC KUBE-SEP"
    protocol: str = "TCP"


OUTSIDE = "172.18.0.1"  # your own machine, as the nodes see it
N1, N2, N3 = NODES["node-1"], NODES["node-2"], NODES["node-3"]
TABLE = (
    # -- cluster IPs, by each form of the name
    Row(
        "client",
        "web",
        OK,
        "web-",
        "/etc/resolv.conf KUBE-SERVICES KUBE-SVC KUBE-SEP DNS KUBE-SERVICES KUBE-SVC KUBE-SEP",
    ),
    Row("client", "web.default", OK, "web-"),
    Row("client", "web.default.svc", OK, "web-"),
    Row("client", "web.default.svc.cluster.local", OK, "web-"),
    Row("client", "web.default.svc.cluster.local.", OK, "web-"),
    Row("client", "{svc:web}", OK, "web-", "KUBE-SERVICES KUBE-SVC KUBE-SEP"),
    Row("client", "WEB", OK, "web-"),
    Row("client", "web.other", NO_NAME),
    Row("client", "nobody", NO_NAME),
    Row("client", "nobody.invalid", NO_NAME),
    Row("client", "far", NO_NAME),
    Row("client", "far.other", OK, "far-"),
    Row("stranger", "far", OK, "far-"),
    Row("stranger", "web", NO_NAME),
    Row("stranger", "web.default", OK, "web-"),
    Row("client", "kubernetes.default:443", OK),
    # -- ports
    Row("client", "web:81", TIMED_OUT),
    Row("client", "multi:8080", OK, "one-"),
    Row("client", "multi:9090", REFUSED, "", "KUBE-SEP port"),
    Row("client", "multi:80", TIMED_OUT),
    Row("client", "wrong-port", REFUSED, "", "KUBE-SEP port"),
    Row("client", "wrong-name", REFUSED, "", "KUBE-SERVICES"),
    Row("client", "datagrams:5353", REFUSED, "", "KUBE-SEP port", protocol="UDP"),
    Row("client", "kube-dns.kube-system:53", OK, "coredns-", "KUBE-SEP", protocol="UDP"),
    Row("client", "{ip:one-1}:80", REFUSED, "", "route port", protocol="UDP"),
    Row("client", "web:80", TIMED_OUT, protocol="UDP"),
    Row("client", "datagrams:5353", TIMED_OUT),
    # -- the state of endpoints
    Row("client", "none", REFUSED, "", "KUBE-SERVICES"),
    Row("client", "unready", REFUSED),
    Row("client", "unready-all", OK, "unready-"),
    Row("client", "ending", OK, "ending-"),
    Row("client", "both", OK, "both-2"),
    Row("outside", f"{N1}:30084", OK, "ending-", "KUBE-EXT KUBE-SVL KUBE-SEP"),
    Row("outside", f"{N2}:30084", TIMED_OUT, "", "KUBE-EXTERNAL-SERVICES"),
    Row("outside", f"{N1}:30085", OK, "both-1", "KUBE-SVL"),
    Row("outside", f"{N2}:30085", OK, "both-2", "KUBE-SVL"),
    Row("client", "near", OK, "web-2"),
    Row("friend", "near", OK, "web-3"),
    Row("client", "by-hand", OK, "", "KUBE-SEP CNI"),
    # -- a Pod that asks itself
    Row("one-1", "one", OK, "one-1", "KUBE-SVC KUBE-SEP KUBE-MARK-MASQ KUBE-POSTROUTING"),
    Row("one-1", "{ip:one-1}", OK, "one-1"),
    Row("one-1", "localhost", OK, "one-1"),
    Row("locked-1", "{ip:locked-1}", OK, "locked-1"),
    Row("locked-1", "locked", OK, "locked-1", "KUBE-MARK-MASQ"),
    # -- Pods by their addresses
    Row("client", "{ip:ending-1}", OK, "ending-"),
    Row("node:node-1", "{ip:both-2}", OK, "both-2", "route"),
    Row("node:node-1", "{ip:one-1}:81", REFUSED),
    Row("client", "{dashed:one-1}.default.pod.cluster.local", OK, "one-1"),
    Row("client", "{dashed:web-2}.heads", OK, "web-2"),
    Row("client", "{dashed:one-1}.heads", NO_NAME),
    Row("client", "{ip:one-1}", OK, "one-", "route port"),
    Row("client", "{ip:one-1}:81", REFUSED, "", "route port"),
    Row("client", "{ip:unready-1}", OK, "unready-"),
    Row("client", "{gone}", NO_ROUTE),
    Row("client", "10.96.77.77", TIMED_OUT, "", "route"),
    Row("client", "localhost", REFUSED),
    # -- headless
    Row("client", "heads", OK, "web-", "DNS port"),
    Row("client", "db", OK, "db-"),
    Row("client", "db-0.db", OK, "db-0"),
    Row("client", "db-1.db.default.svc.cluster.local", OK, "db-1"),
    Row("client", "db-7.db", NO_NAME),
    Row("client", "alpha.named", OK, "named-1"),
    Row("client", "headless-none", NO_NAME),
    Row("client", "headless-unready", NO_NAME),
    Row("client", "headless-all", OK, "unready-"),
    Row("client", "heads-8080:8080", REFUSED, "", "DNS port"),
    Row("client", "heads-8080", OK, "web-"),
    # -- ExternalName, and the world
    Row("stranger", "alias.default", OK, "web-"),
    Row("plain", "example.com", OK),
    Row("plain", "web", NO_NAME),
    Row("plain", "{svc:web}", OK, "web-"),
    Row("client", "world", OK, "", "DNS CNI"),
    Row("client", "alias", OK, "web-"),
    Row("client", "lost", NO_NAME),
    Row("client", "example.org", OK),
    Row("client", "example.org:8080", REFUSED),
    # -- node ports, from a Pod, a node, outside
    Row("client", f"{N1}:30080", OK, "web-", "KUBE-NODEPORTS KUBE-EXT KUBE-MARK-MASQ KUBE-SVC KUBE-SEP"),
    Row("node:node-1", f"{N1}:30080", OK, "web-"),
    Row("node:node-1", "127.0.0.1:30080", OK, "web-"),
    Row(
        "outside",
        f"{N1}:30080",
        OK,
        "web-",
        "KUBE-NODEPORTS KUBE-EXT KUBE-MARK-MASQ KUBE-SVC KUBE-SEP KUBE-POSTROUTING",
    ),
    Row("outside", f"{N3}:30080", OK, "web-"),
    Row("outside", f"{N1}:30081", OK, "one-1", "KUBE-NODEPORTS KUBE-EXT KUBE-SVL KUBE-SEP"),
    Row("outside", f"{N2}:30081", TIMED_OUT, "", "KUBE-EXTERNAL-SERVICES"),
    Row("client", f"{N2}:30081", OK, "one-1"),
    Row("node:node-2", f"{N2}:30081", OK, "one-1", "KUBE-EXT"),
    Row("node:node-1", f"{N2}:30081", TIMED_OUT, "", "KUBE-EXTERNAL-SERVICES"),
    Row("client", f"{N3}:30081", TIMED_OUT, "", "CNI KUBE-EXTERNAL-SERVICES"),
    Row("client", f"{N1}:30081", OK, "one-1", "CNI KUBE-SVL"),
    Row("outside", "172.18.0.2:30080", OK, "web-"),
    Row("outside", f"{N1}:30083", REFUSED, "", "KUBE-EXTERNAL-SERVICES"),
    Row("outside", f"{N1}:30099", REFUSED),
    # -- load balancers and external addresses
    Row("outside", "172.18.255.210", OK, "web-", "KUBE-SERVICES KUBE-EXT KUBE-SVC KUBE-SEP"),
    Row("client", "172.18.255.210", OK, "web-"),
    Row("outside", "172.18.255.211", TIMED_OUT, "", "KUBE-FW"),
    Row("client", "172.18.255.211", OK, "web-", "KUBE-FW KUBE-EXT KUBE-SVC"),
    Row("outside", f"{N2}:8000", OK, "web-", "KUBE-SERVICES KUBE-EXT"),
    Row("client", f"{N2}:8000", OK, "web-", "KUBE-SERVICES KUBE-EXT"),
    Row("outside", "172.18.255.212", OK, "one-1", "KUBE-EXT KUBE-SVL KUBE-SEP"),
    Row("client", "172.18.255.212", OK, "one-1", "KUBE-EXT"),
    Row("outside", "172.18.255.213", REFUSED, "", "KUBE-EXTERNAL-SERVICES"),
    Row("node:node-1", "172.18.255.211", TIMED_OUT, "", "KUBE-FW"),
    Row("outside", "172.18.255.249", NO_ROUTE),
    # -- traffic policy inside
    Row("client", "one-inside", TIMED_OUT, "", "KUBE-SERVICES"),
    Row("node:node-1", "{svc:one-inside}", OK, "one-1", "KUBE-SVL"),
    # -- what outside and nodes cannot reach
    Row("outside", "{svc:web}", TIMED_OUT),
    Row("outside", "{ip:one-1}", TIMED_OUT),
    Row("outside", "web", NO_NAME),
    Row("outside", "localhost", REFUSED),
    Row("node:node-1", "{svc:web}", OK, "web-", "KUBE-MARK-MASQ KUBE-SVC KUBE-SEP KUBE-POSTROUTING"),
    Row("node:node-1", "web", NO_NAME),
    Row("host", "web", NO_NAME),
    Row("hostdns", "web", OK, "web-"),
    # -- hostNetwork, hostPort, the machines' own ports
    Row("client", N2, OK, "hosted-1"),
    Row("outside", N2, OK, "hosted-1"),
    Row("outside", N1, REFUSED),
    Row("outside", f"{N3}:8088", OK, "mapped-1", "CNI-HOSTPORT-DNAT"),
    Row("outside", f"{N1}:8088", REFUSED),
    Row("client", f"{N3}:8088", OK, "mapped-1", "CNI-HOSTPORT-DNAT"),
    Row("node:node-3", "127.0.0.1:8088", OK, "mapped-1", "CNI-HOSTPORT-DNAT"),
    Row("client", f"{N1}:10250", OK),
    Row("outside", "172.18.0.2:6443", OK),
    # -- NetworkPolicies
    Row("client", "locked", TIMED_OUT, "", "KUBE-SEP route NetworkPolicy"),
    Row("client", "{ip:locked-1}", TIMED_OUT, "", "route NetworkPolicy"),
    Row("node:node-1", "{ip:locked-1}", OK, "locked-1"),
    Row("node:node-2", "{ip:locked-1}", TIMED_OUT),
    Row("friend", "picky", OK, "picky-1", "NetworkPolicy port"),
    Row("client", "picky", TIMED_OUT),
    Row("stranger", "picky.default", OK, "picky-1"),
    Row("friend", "{ip:picky-1}:81", TIMED_OUT),
    Row("client", "ranged", OK, "ranged-1"),
    Row("friend", "ranged", TIMED_OUT),
    Row("client", "{ip:ranged-1}:91", TIMED_OUT),
    Row("client", "{ip:ranged-1}:85", REFUSED),
    Row("stranger", "chosen.default", TIMED_OUT, "", "NetworkPolicy"),
    Row("friend", "chosen", TIMED_OUT, "", "NetworkPolicy"),
    Row("ally", "chosen.default", OK, "chosen-1"),
    Row("client", "homely", OK, "homely-1"),
    Row("stranger", "homely.default", TIMED_OUT, "", "NetworkPolicy"),
    Row("outside", f"{N2}:30086", TIMED_OUT, "", "KUBE-POSTROUTING NetworkPolicy"),
    Row("outside", f"{N1}:30087", OK, "doored-1", "KUBE-SVL NetworkPolicy port"),
    Row("outside", f"{N1}:30086", OK, "doored-1"),
    Row("rangecaged", "{ip:one-1}", TIMED_OUT, "", "NetworkPolicy"),
    Row("rangecaged", "{ip:both-2}", OK, "both-2"),
    Row("rangecaged", "203.0.113.10", OK),
    Row("spacecaged", "{ip:one-1}", TIMED_OUT, "", "NetworkPolicy"),
    Row("spacecaged", "{svc:far}", OK, "far-"),
    Row("spacecaged", "far.other", TIMED_OUT),
    Row("caged", "{ip:one-1}", TIMED_OUT, "", "NetworkPolicy"),
    Row("caged", "web", TIMED_OUT),
    Row("halfcaged", "web", OK, "web-", "NetworkPolicy DNS KUBE-SVC KUBE-SEP NetworkPolicy port"),
    Row("halfcaged", "one", TIMED_OUT),
    Row("halfcaged", "example.com", TIMED_OUT),
)


def address(cluster: Cluster, text: str) -> str:
    """The host of a row, with addresses put in."""
    if text == "{gone}":
        return GONE
    if not text.startswith("{"):
        return text
    kind, _, name = text[1:].partition("}")[0].partition(":")
    if kind == "dashed":
        return str(status(cluster, name)["podIP"]).replace(".", "-") + text.partition("}")[2]
    if kind == "ip":
        return str(status(cluster, name)["podIP"])
    return next(str(one["spec"]["clusterIP"]) for one in cluster.objects(SERVICES) if one["metadata"]["name"] == name)


def target_of(cluster: Cluster, to: str) -> tuple[str, int]:
    host, _, port = to.rpartition(":") if to.rpartition(":")[2].isdigit() else (to, "", "80")
    return address(cluster, host), int(port)


def walk(cluster: Cluster, row: Row) -> Walk:
    """Ask, and follow."""
    host, port = target_of(cluster, row.to)
    question = Knock("", port, "GET" if row.protocol == "TCP" else "", protocol=row.protocol)
    before = cluster.ground.walks.last_id
    if row.who == "outside":
        program: Program = shell.start(cluster, f"curl -sv -m {WAIT_MS // 1000} http://{host}:{port}/")
        while not program.finished:
            cluster.run_for(50)
        unreached = NO_ROUTE if "No route to host" in program.text() else REFUSED
        ends = {0: OK, 6: NO_NAME, 7: unreached, 28: TIMED_OUT}
        found = cluster.ground.walks.get(before + 1) or Walk(0, 0, "you", host, end=ends[program.exit_status or 0])
        assert found.end == ends[program.exit_status or 0], program.text()
        return found
    if row.who.startswith("node:"):
        entry = f"pod-network/{row.who[5:]}"
        cluster.you.network.call(cluster.you, entry, "GET", row.to, Dial(host, question), timeout_ms=WAIT_MS)
    else:
        container_of(cluster, row.who).connect(host, question, WAIT_MS, answers.append_both)
    cluster.run_for(WAIT_MS + 500)
    found = cluster.ground.walks.get(before + 1)
    assert found is not None
    return found


class Answers:
    """What came back: kept by a method, so that nothing in the cluster is a closure."""

    def append_both(self, found: Any, ip: str) -> None:
        self.last = (found, ip)


answers = Answers()


def container_of(cluster: Cluster, name: str) -> Any:
    for component in cluster.components.values():
        for one in getattr(component, "containers", {}).values():
            if one.pod.name == name:
                return one
    raise AssertionError(f"no container of {name} runs")


def meets(chains: list[str], wanted: list[str]) -> bool:
    """Whether these come in this order, others between them."""
    rest = iter(chains)
    return all(any(chain.startswith(one) for chain in rest) for one in wanted)


@pytest.mark.parametrize("row", TABLE, ids=lambda row: f"{row.who} to {row.to} {row.protocol}")
def test_each_request_ends_where_it_does_in_kubernetes(cluster: Cluster, row: Row) -> None:
    found = walk(cluster, row)
    assert found.end == row.end, found.text()
    assert found.pod.rpartition("/")[2].startswith(row.pod), found.text()
    assert bool(found.pod) >= bool(row.pod), found.text()
    assert meets(found.chains(), row.chains.split(" ")) or not row.chains, found.text()
    assert all(step.sentence.endswith(".") for step in found.steps), found.text()


def test_the_table_is_large_enough() -> None:
    assert len(TABLE) >= 60
    assert {row.end for row in TABLE} == {OK, REFUSED, TIMED_OUT, NO_NAME, NO_ROUTE}
    assert {"client", "outside", "node:node-1"} <= {row.who for row in TABLE}


def test_every_endpoint_has_its_share_and_a_sticky_client_only_one(cluster: Cluster) -> None:
    spread = {walk(cluster, Row("client", "web", OK)).pod for _ in range(20)}
    assert spread == {"default/web-1", "default/web-2", "default/web-3"}
    sticky = {walk(cluster, Row("client", "sticky", OK)).pod for _ in range(8)}
    assert len(sticky) == 1
    cluster.run_for(10_800_000)
    again = {walk(cluster, Row("friend", "sticky", OK)).pod for _ in range(4)}
    assert len(again) == 1


def test_why_a_connection_went_where_it_did_is_in_the_trace(cluster: Cluster) -> None:
    found = walk(cluster, Row("client", "locked", TIMED_OUT))
    told = [
        one for one in cluster.trace.decisions() if one.kind == "Walks" and (one.detail or {}).get("walk") == found.id
    ]
    assert any("isolated for ingress by locked" in one.sentence for one in told)
    kinds = {hop.kind for hop in cluster.trace.hops() if hop.sent_ms >= found.at_ms}
    assert {"dns", "traffic"} <= kinds
