"""From Services and EndpointSlices to rules, and from rules to what iptables prints. Fact sheet §9.2, §9.3."""

from __future__ import annotations

from typing import Any

from clusterviz.cluster import checkpoint
from clusterviz.cluster.addons.ingress_nginx.locations import find, locations
from clusterviz.cluster.machinery.api import MERGE_PATCH
from clusterviz.cluster.machinery.nat_rules import Rules, chain
from clusterviz.cluster.machinery.resources import NODES
from clusterviz.cluster.worker_node.kube_proxy.iptables import filter_table, lines_about, nat_table
from clusterviz.cluster.worker_node.kube_proxy.rules import rules

from .node_story import ask
from .test_node_network import deploy, serve

Object = dict[str, Any]


def made(spec: Object, *endpoints: Object, node: str = "node-1", zone: str = "", status: Object | None = None) -> Rules:
    """The rules of Service a/s for these endpoints."""
    body = {"clusterIP": "10.96.0.7", "ports": [{"port": 80}], **spec}
    service = {"metadata": {"namespace": "a", "name": "s"}, "spec": body, "status": status or {}}
    labels = {"kubernetes.io/service-name": "s"}
    one = {"metadata": {"namespace": "a", "name": "s-1", "labels": labels}, "ports": [{"name": "", "port": 8080}]}
    return rules([service], [{**one, "endpoints": list(endpoints)}], node, zone)


def endpoint(number: int, **more: Any) -> Object:
    conditions = {"ready": True, "serving": True, "terminating": False}
    return {"addresses": [f"10.244.{number}.2"], "nodeName": f"node-{number}", "conditions": conditions, **more}


def near(number: int, zone: str) -> Object:
    return endpoint(number, zone=zone, hints={"forZones": [{"name": zone}]})


def test_hints_keep_traffic_in_the_zone_if_all_have_them() -> None:
    all_of_them = (near(1, "a"), near(2, "b"), near(3, "b"))
    assert made({}, *all_of_them, zone="b")["a/s"]["endpoints"] == ["10.244.2.2:8080", "10.244.3.2:8080"]
    assert len(made({}, *all_of_them, zone="c")["a/s"]["endpoints"]) == 3, "no endpoint is for this zone"
    assert len(made({}, *all_of_them, endpoint(4), zone="b")["a/s"]["endpoints"]) == 4, "one has no hint"


def test_a_hint_for_the_node_comes_before_one_for_the_zone() -> None:
    both = [
        endpoint(number, hints={"forNodes": [{"name": f"node-{number}"}], "forZones": [{"name": "a"}]})
        for number in (1, 2, 3)
    ]
    assert made({}, *both, node="node-2", zone="a")["a/s"]["endpoints"] == ["10.244.2.2:8080"]
    assert len(made({}, *both, node="node-9", zone="a")["a/s"]["endpoints"]) == 3


def test_the_wish_of_a_service_becomes_hints_and_hints_become_rules() -> None:
    cluster = checkpoint.fork("three-nodes")
    for node, zone in (("node-1", "east"), ("node-2", "east"), ("node-3", "west")):
        body = {"metadata": {"labels": {"topology.kubernetes.io/zone": zone}}}
        assert ask(cluster, "patch", NODES, "", node, body=body, content_type=MERGE_PATCH).ok
    deploy(cluster, "web", "nginx", 3)
    serve(cluster, "web", trafficDistribution="PreferSameZone")
    serve(cluster, "everywhere", selector={"app": "web"})
    cluster.run_for(20_000)
    seen = {}
    for node in ("node-1", "node-2", "node-3"):
        proxy: Any = cluster.components[f"kube-proxy/{node}"]
        seen[node] = [one.rpartition(".")[0] for one in proxy.rules["default/web"]["endpoints"]]
        assert len(proxy.rules["default/everywhere"]["endpoints"]) == 3
    east = ["10.244.1", "10.244.2"]
    assert seen == {"node-1": east, "node-2": east, "node-3": ["10.244.3"]}


def test_a_local_policy_has_its_own_chain_and_a_short_cut_for_pods() -> None:
    spec = {"externalTrafficPolicy": "Local", "ports": [{"port": 80, "nodePort": 30080}], "healthCheckNodePort": 31000}
    known = made(spec, endpoint(1), endpoint(2))
    lines = nat_table(known)
    outer, inner, local = (chain(kind, "a/s", "TCP") for kind in ("EXT", "SVC", "SVL"))
    assert [line.rpartition("-j ")[2] for line in lines if line.startswith(f"-A {outer} ")] == [
        inner,
        "KUBE-MARK-MASQ",
        inner,
        local,
    ]
    assert [line.rpartition(" ")[2] for line in lines if line.startswith(f"-A {local} ")] == [
        chain("SEP", "a/s", "TCP", "10.244.1.2:8080")
    ]
    assert any("health check node port" in line and "--dport 31000 -j ACCEPT" in line for line in filter_table(known))


def test_without_endpoints_here_a_local_policy_drops_and_without_any_it_refuses() -> None:
    spec = {
        "externalTrafficPolicy": "Local",
        "internalTrafficPolicy": "Local",
        "ports": [{"port": 80, "nodePort": 30080}],
    }
    elsewhere = [line for line in filter_table(made(spec, endpoint(2))) if "a/s" in line]
    assert [line.rpartition(" ")[2] for line in elsewhere] == ["DROP", "DROP"]
    assert all("has no local endpoints" in line for line in elsewhere)
    nowhere = [line for line in filter_table(made(spec)) if "a/s" in line]
    assert [line.rpartition(" ")[2] for line in nowhere] == ["REJECT", "REJECT"]
    assert all("has no endpoints" in line for line in nowhere)


def test_source_ranges_stand_before_the_load_balancers_address() -> None:
    status = {"loadBalancer": {"ingress": [{"ip": "172.18.255.200", "ipMode": "VIP"}]}}
    spec = {"loadBalancerSourceRanges": ["10.1.0.0/16"], "externalIPs": ["192.0.2.7"]}
    known = made(spec, endpoint(1), status=status)
    wall, outer = chain("FW", "a/s", "TCP"), chain("EXT", "a/s", "TCP")
    about = lines_about(known, "a/s")
    assert any(line.endswith(f"-d 172.18.255.200 --dport 80 -j {wall}") for line in about)
    assert any(line.endswith(f"-d 192.0.2.7 --dport 80 -j {outer}") for line in about)
    assert any(line.endswith(f"-s 10.1.0.0/16 -j {outer}") for line in about)
    assert any(line.startswith("-A KUBE-PROXY-FIREWALL") and line.endswith("-j DROP") for line in about)
    proxied = {"loadBalancer": {"ingress": [{"ip": "172.18.255.200", "ipMode": "Proxy"}]}}
    assert made({}, endpoint(1), status=proxied)["a/s"]["load_balancer_ips"] == []


def test_affinity_is_asked_first_and_set_at_the_end() -> None:
    affinity = {"sessionAffinity": "ClientIP", "sessionAffinityConfig": {"clientIP": {"timeoutSeconds": 60}}}
    known = made(affinity, endpoint(1), endpoint(2))
    own, end = chain("SVC", "a/s", "TCP"), chain("SEP", "a/s", "TCP", "10.244.1.2:8080")
    lines = [line for line in nat_table(known) if line.startswith(f"-A {own} ") and "->" in line]
    assert f"-m recent --name {end} --rcheck --seconds 60 --reap -j {end}" in lines[0]
    assert "--probability 0.5000000000" in lines[2]
    assert any(f"-m recent --name {end} --set" in line for line in nat_table(known))


def ingress(name: str, made_at: str, *paths: tuple[str, str, str], host: str = "a.example.com", **spec: Any) -> Object:
    backends = [
        {"path": path, "pathType": kind, "backend": {"service": {"name": to, "port": {"number": 80}}}}
        for path, kind, to in paths
    ]
    rule: list[Object] = [{"host": host, "http": {"paths": backends}}] if backends else []
    metadata = {"namespace": "d", "name": name, "creationTimestamp": made_at}
    return {"metadata": metadata, "spec": {"rules": rule, **spec}}


def test_an_ingress_is_matched_as_nginx_does() -> None:
    known = locations(
        [
            ingress("new", "2026-01-02", ("/", "Prefix", "younger")),
            ingress(
                "old", "2026-01-01", ("/", "Prefix", "root"), ("/cart", "Prefix", "cart"), ("/cart", "Exact", "exact")
            ),
            ingress("wild", "2026-01-01", ("/", "ImplementationSpecific", "wild"), host="*.example.com"),
            ingress("all", "2026-01-01", defaultBackend={"service": {"name": "any", "port": {"name": "http"}}}),
        ]
    )

    def to(host: str, path: str) -> str:
        found = find(known, host, path)
        return found.service if found is not None else ""

    assert to("a.example.com", "/") == "root", "the older Ingress has the path"
    assert to("a.example.com:80", "/cart") == "exact"
    assert to("a.example.com", "/cart/1?x=/") == "cart"
    assert to("a.example.com", "/carts") == "root", "a prefix is of whole elements"
    assert to("b.example.com", "/cart") == "wild"
    assert to("c.b.example.com", "/") == "any", "a wildcard is for one label"
    assert to("other.org", "/") == "any"
    assert find([one for one in known if one.host != "_"], "other.org", "/") is None
