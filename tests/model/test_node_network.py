"""Names, rules and connections: how a Pod reaches a Service."""

from __future__ import annotations

from typing import Any

import pytest

from clusterviz.cluster import checkpoint, faults, presets
from clusterviz.cluster.cluster import Cluster
from clusterviz.cluster.machinery.nat_rules import Rule, hash16
from clusterviz.cluster.machinery.resources import DEPLOYMENTS, ENDPOINTSLICES, PODS, SERVICES
from clusterviz.cluster.worker_node.kube_proxy.iptables import filter_table, nat_table
from clusterviz.cluster.worker_node.kube_proxy.rules import rules
from clusterviz.cluster.worker_node.pod_network import HostLocal, NoAddressLeft

from .node_story import ask, log, pod, run, shell, status

Object = dict[str, Any]


def deploy(cluster: Cluster, name: str, image: str, replicas: int) -> None:
    labels = {"app": name}
    template = {"metadata": {"labels": labels}, "spec": {"containers": [{"name": name, "image": image}]}}
    spec = {"replicas": replicas, "selector": {"matchLabels": labels}, "template": template}
    assert ask(cluster, "create", DEPLOYMENTS, "default", body={"metadata": {"name": name}, "spec": spec}).ok


def serve(cluster: Cluster, name: str, **spec: Any) -> None:
    body = {"metadata": {"name": name}, "spec": {"selector": {"app": name}, "ports": [{"port": 80}], **spec}}
    response = ask(cluster, "create", SERVICES, "default", body=body)
    assert response.ok, response.message


@pytest.fixture
def three_nodes() -> Cluster:
    return checkpoint.fork("three-nodes")


def test_a_name_leads_to_a_pod_over_dns_and_rules(three_nodes: Cluster) -> None:
    cluster = three_nodes
    deploy(cluster, "web", "traefik/whoami", 3)
    serve(cluster, "web")
    cluster.run_for(15_000)
    shell(cluster, "client", "for i in $(seq 30); do wget -qO- http://web; done; nslookup web; sleep 3600")
    cluster.run_for(8_000)
    lines = log(cluster, "client").splitlines()
    names = [one["metadata"]["name"] for one in cluster.objects(PODS) if one["metadata"]["name"].startswith("web-")]
    answers = [line for line in lines if line.startswith("Hostname: ")]
    assert len(answers) == 30
    assert sorted({line.removeprefix("Hostname: ") for line in answers}) == sorted(names)
    service = next(one for one in cluster.objects(SERVICES) if one["metadata"]["name"] == "web")
    assert "Name:\tweb.default.svc.cluster.local" in lines
    assert f"Address: {service['spec']['clusterIP']}" in lines
    kinds = {hop.kind for hop in cluster.trace.hops()}
    assert {"dns", "traffic"} <= kinds
    fetched = [walk for walk in cluster.ground.walks.latest() if walk.target == "web:80/"]
    assert [walk.end for walk in fetched] == ["connected"] * 30
    assert sorted({walk.pod.removeprefix("default/") for walk in fetched}) == sorted(names)
    chains = [one.rpartition("-")[0] for one in fetched[0].chains() if one.startswith("KUBE-S")]
    assert chains == ["KUBE", "KUBE-SVC", "KUBE-SEP", "KUBE", "KUBE-SVC", "KUBE-SEP"]  # to CoreDNS, then to web


def test_a_service_without_endpoints_refuses_and_an_unknown_name_does_not_resolve(three_nodes: Cluster) -> None:
    cluster = three_nodes
    serve(cluster, "web")
    cluster.run_for(5_000)
    shell(cluster, "client", "wget -qO- web; wget -qO- nobody; curl -s web; echo $?; sleep 3600")
    cluster.run_for(8_000)
    service = next(one for one in cluster.objects(SERVICES) if one["metadata"]["name"] == "web")
    assert log(cluster, "client").splitlines() == [
        f"wget: can't connect to remote host ({service['spec']['clusterIP']}): Connection refused",
        "wget: bad address 'nobody'",
        "7",
    ]


def test_rules_grow_old_when_kube_proxy_is_down(three_nodes: Cluster) -> None:
    cluster = three_nodes
    deploy(cluster, "web", "nginx:1.27", 1)
    serve(cluster, "web")
    cluster.run_for(15_000)
    proxy: Any = cluster.components["kube-proxy/node-1"]
    before = proxy.rules["default/web"]["endpoints"]
    faults.apply(cluster, "component.stop", "kube-proxy/node-1")
    old = next(one["metadata"]["name"] for one in cluster.objects(PODS) if one["metadata"]["name"].startswith("web-"))
    ask(cluster, "delete", PODS, "default", old)
    cluster.run_for(15_000)
    other: Any = cluster.components["kube-proxy/node-2"]
    assert proxy.rules["default/web"]["endpoints"] == before
    assert other.rules["default/web"]["endpoints"] != before
    faults.apply(cluster, "component.start", "kube-proxy/node-1")
    cluster.run_for(3_000)
    assert {name: rule["endpoints"] for name, rule in proxy.rules.items()} == {
        name: rule["endpoints"] for name, rule in other.rules.items()
    }


def test_without_coredns_names_do_not_resolve(three_nodes: Cluster) -> None:
    cluster = three_nodes
    faults.apply(cluster, "component.stop", "coredns")
    shell(cluster, "client", "nslookup kubernetes.default; sleep 3600")
    cluster.run_for(12_000)
    assert log(cluster, "client") == (
        "nslookup: write to '10.96.0.10': Connection refused\n;; connection timed out; no servers could be reached\n\n"
    )


def test_coredns_answers_what_the_cluster_has(three_nodes: Cluster) -> None:
    cluster = three_nodes
    dns: Any = cluster.components["coredns"]
    deploy(cluster, "db", "redis:7", 2)
    serve(cluster, "db", clusterIP="None", ports=[{"port": 6379, "name": "redis"}])
    ask(
        cluster,
        "create",
        SERVICES,
        "default",
        body={"metadata": {"name": "out"}, "spec": {"type": "ExternalName", "externalName": "example.com"}},
    )
    cluster.run_for(15_000)
    addresses = sorted(
        one["status"]["podIP"] for one in cluster.objects(PODS) if one["metadata"]["name"].startswith("db-")
    )
    assert sorted(record.value for record in dns.resolve("db", "default").records) == addresses
    assert dns.resolve("kubernetes", "default").records[0].value == "10.96.0.1"
    assert dns.resolve("kube-dns.kube-system", "default").records[0].value == "10.96.0.10"
    assert dns.resolve("out", "default").records[0].value == "example.com"
    assert dns.resolve("10-244-1-5.default.pod.cluster.local", "default").records[0].value == "10.244.1.5"
    assert dns.resolve("nobody", "default").code == "NXDOMAIN"


def test_the_preset_is_as_kubeadm_leaves_it(three_nodes: Cluster) -> None:
    names = sorted(one["metadata"]["name"] for one in three_nodes.objects(PODS))
    assert [name for name in names if name.endswith("-control-plane")] == [
        "etcd-control-plane",
        "kube-apiserver-control-plane",
        "kube-controller-manager-control-plane",
        "kube-scheduler-control-plane",
    ]
    assert len([name for name in names if name.startswith("kube-proxy-")]) == 4
    assert len([name for name in names if name.startswith("coredns-")]) == 2
    assert all(one["status"]["phase"] == "Running" for one in three_nodes.objects(PODS))
    dns = [one for one in three_nodes.objects(ENDPOINTSLICES) if one["metadata"]["name"].startswith("kube-dns")]
    assert len(dns[0]["endpoints"]) == 2


def test_a_stopped_scheduler_shows_in_its_mirror_pod(three_nodes: Cluster) -> None:
    cluster = three_nodes
    faults.apply(cluster, "component.stop", "kube-scheduler")
    cluster.run_for(12_000)
    ready = next(one for one in status(cluster, "kube-scheduler-control-plane")["conditions"] if one["type"] == "Ready")
    assert (ready["status"], ready["message"]) == ("False", "containers with unready status: [kube-scheduler]")
    ask(cluster, "delete", PODS, "kube-system", "kube-scheduler-control-plane")
    faults.apply(cluster, "component.start", "kube-scheduler")
    cluster.run_for(12_000)
    mirror = pod(cluster, "kube-scheduler-control-plane")
    assert mirror is not None
    assert mirror["status"]["containerStatuses"][0]["restartCount"] == 1


def test_a_node_that_joins_later_runs_pods(three_nodes: Cluster) -> None:
    cluster = three_nodes
    faults.apply(cluster, "node.add", "node-4")
    cluster.run_for(15_000)
    run(cluster, "guest", node="node-4")
    cluster.run_for(8_000)
    assert status(cluster, "guest")["podIP"].startswith("10.244.4.")
    assert status(cluster, "guest")["hostIP"] == "172.18.0.6"


def test_endpoints_that_end_serve_only_when_no_other_is_ready() -> None:
    service = {"metadata": {"namespace": "a", "name": "s"}, "spec": {"clusterIP": "10.96.0.7", "ports": [{"port": 80}]}}

    def endpoint(address: str, ready: bool, terminating: bool) -> Object:
        conditions = {"ready": ready, "serving": True, "terminating": terminating}
        return {"addresses": [address], "conditions": conditions, "nodeName": "node-1"}

    def made(*endpoints: Object) -> Object:
        labels = {"kubernetes.io/service-name": "s"}
        one = {"metadata": {"namespace": "a", "name": "s-1", "labels": labels}, "ports": [{"name": "", "port": 8080}]}
        return rules([service], [{**one, "endpoints": list(endpoints)}], "node-1")["a/s"]

    ending = endpoint("10.244.1.2", ready=False, terminating=True)
    assert made(ending)["endpoints"] == ["10.244.1.2:8080"]
    assert made(ending, endpoint("10.244.1.3", ready=True, terminating=False))["endpoints"] == ["10.244.1.3:8080"]
    assert made()["endpoints"] == []


def test_a_range_can_be_used_up() -> None:
    plugin = HostLocal("10.244.1.0/29")
    assert [plugin.allocate(str(number)) for number in range(5)] == [f"10.244.1.{host}" for host in range(2, 7)]
    with pytest.raises(NoAddressLeft) as problem:
        plugin.allocate("more")
    assert str(problem.value) == (
        "failed to allocate for range 0: no IP addresses available in range set: 10.244.1.1-10.244.1.6"
    )
    plugin.release("10.244.1.3")
    assert plugin.allocate("more") == "10.244.1.3"


def test_presets_are_the_same_for_the_same_seed() -> None:
    assert presets.make("three-nodes", seed=3).trace.digest() == presets.make("three-nodes", seed=3).trace.digest()
    assert presets.make("bare", seed=3).trace.digest() != presets.make("bare", seed=4).trace.digest()


def test_the_rules_read_as_iptables_prints_them() -> None:
    both = ["10.244.1.2:8080", "10.244.2.2:8080"]
    rule: Rule = {
        "service": "default/web",
        "cluster_ip": "10.96.0.7",
        "port": 80,
        "protocol": "TCP",
        "node_port": 30080,
        "external_ips": [],
        "load_balancer_ips": [],
        "source_ranges": [],
        "health_check_node_port": 0,
        "endpoints": both,
        "external_endpoints": both,
        "cluster_endpoints": both,
        "local_endpoints": both[:1],
        "internal_local": False,
        "local_only": False,
        "affinity_s": 0,
        "has_endpoints": True,
    }
    lines = nat_table({"default/web:http": rule})
    digest = hash16("default/web:httptcp")
    assert (
        '-A KUBE-SERVICES -m comment --comment "default/web:http cluster IP" -m tcp -p tcp -d 10.96.0.7 --dport 80 '
        f"-j KUBE-SVC-{digest}"
    ) in lines
    first = hash16("default/web:httptcp10.244.1.2:8080")
    assert (
        f'-A KUBE-SVC-{digest} -m comment --comment "default/web:http -> 10.244.1.2:8080" -m statistic --mode random '
        f"--probability 0.5000000000 -j KUBE-SEP-{first}"
    ) in lines
    assert (
        f'-A KUBE-SEP-{first} -m comment --comment "default/web:http" -m tcp -p tcp -j DNAT --to-destination 10.244.1.2:8080'
    ) in lines
    assert (
        f'-A KUBE-NODEPORTS -m comment --comment "default/web:http" -m tcp -p tcp --dport 30080 -j KUBE-EXT-{digest}'
        in lines
    )
    empty: Rule = {**rule, "endpoints": [], "external_endpoints": [], "has_endpoints": False}
    assert (
        '-A KUBE-SERVICES -m comment --comment "default/web:http has no endpoints" -m tcp -p tcp -d 10.96.0.7 --dport 80 -j REJECT'
    ) in filter_table({"default/web:http": empty})


def test_pods_behind_a_mended_link_are_ready_again(three_nodes: Cluster) -> None:
    cluster = three_nodes
    run(cluster, "guest", node="node-2")
    cluster.run_for(8_000)
    faults.apply(cluster, "link.cut", "node-2|control-plane")
    cluster.run_for(90_000)
    ready = next(one for one in status(cluster, "guest")["conditions"] if one["type"] == "Ready")
    assert ready["status"] == "False"
    faults.apply(cluster, "link.mend", "node-2|control-plane")
    cluster.run_for(60_000)
    ready = next(one for one in status(cluster, "guest")["conditions"] if one["type"] == "Ready")
    assert ready["status"] == "True"
    assert status(cluster, "guest")["containerStatuses"][0]["restartCount"] == 0
