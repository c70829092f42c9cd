"""ping, ip, netstat and nslookup: which image has which of them, and that what they print is true of the network."""

from __future__ import annotations

from typing import Any

import pytest

from clusterviz.cluster import checkpoint
from clusterviz.cluster.cluster import Cluster
from clusterviz.cluster.machinery import dns, name_tools, ping
from clusterviz.cluster.machinery.dns import Answer, Record
from clusterviz.cluster.worker_node.container_runtime import commands
from clusterviz.cluster.worker_node.container_runtime.images.catalogue import image_of
from clusterviz.tools import shell

from .node_story import log, run, status

WEB = "web.default.svc.cluster.local"
LARGE = "nicolaka/netshoot"


@pytest.fixture
def cluster() -> Cluster:
    """A web server on node-2."""
    cluster = checkpoint.fork("three-nodes")
    run(cluster, "web", {"image": "nginx"}, node="node-2")
    cluster.run_for(8_000)
    return cluster


def said(cluster: Cluster, name: str, script: str, image: str = "busybox", node: str = "node-1", **spec: Any) -> str:
    run(cluster, name, {"image": image, "command": ["sh", "-c", script]}, node=node, restartPolicy="Never", **spec)
    cluster.run_for(30_000)
    return log(cluster, name)


@pytest.mark.parametrize(
    ("image", "has"),
    [
        ("busybox", {"nslookup", "traceroute", "ping", "ip", "netstat"}),
        ("alpine", {"nslookup", "traceroute", "ping", "ip", "netstat"}),
        (LARGE, {"nslookup", "dig", "host", "traceroute", "ping", "ip", "netstat"}),
        (
            "registry.k8s.io/e2e-test-images/jessie-dnsutils:1.3",
            {"nslookup", "dig", "host", "traceroute", "ping", "ip", "netstat"},
        ),
        ("nginx", set()),
        ("debian", set()),
    ],
)
def test_an_image_has_the_tools_that_it_has(image: str, has: set[str]) -> None:
    name = image if "/" in image else f"docker.io/library/{image}"
    found = image_of(name if "." in name.partition("/")[0] else f"docker.io/{name}")
    assert found is not None
    assert {one for one in commands.NETWORK_TOOLS[name_tools.BIND] if commands.exists(found, one)} == has


def test_what_an_image_has_not_its_shell_does_not_find(cluster: Cluster) -> None:
    assert said(cluster, "bare", "ping -c 1 10.244.2.2; echo $?", image="nginx") == "sh: ping: not found\n127\n"


@pytest.mark.parametrize(
    ("node", "host_network", "ttl"), [("node-2", False, 64), ("node-1", False, 62), ("node-1", True, 63)]
)
def test_each_machine_on_the_way_takes_one_from_a_pings_life(
    cluster: Cluster, node: str, host_network: bool, ttl: int
) -> None:
    address = status(cluster, "web")["podIP"]
    text = said(cluster, "client", f"ping -c 3 {address}; echo $?", node=node, hostNetwork=host_network)
    lines = text.splitlines()
    assert lines[0] == f"PING {address} ({address}): 56 data bytes"
    assert [line.partition(" time=")[0] for line in lines[1:4]] == [
        f"64 bytes from {address}: seq={number} ttl={ttl}" for number in range(3)
    ]
    assert lines[6] == "3 packets transmitted, 3 packets received, 0% packet loss"
    assert lines[-1] == "0"


def test_a_ping_goes_on_while_nobody_answers_and_counts_what_is_lost(cluster: Cluster) -> None:
    address = status(cluster, "web")["podIP"]
    command = ["ping", "-c", "20", "-W", "1", address]
    run(cluster, "client", {"image": "busybox", "command": command}, node="node-1", restartPolicy="Never")
    cluster.run_for(8_000)
    cluster.network.cut("node-1", "node-2")
    cluster.run_for(5_000)
    cluster.network.mend("node-1", "node-2")
    cluster.run_for(20_000)
    lines = log(cluster, "client").splitlines()
    heard = [int(line.partition(" seq=")[2].partition(" ")[0]) for line in lines if " seq=" in line]
    missing = [number for number in range(20) if number not in heard]
    assert missing == list(range(missing[0], missing[0] + 5)), "one request each second, and five seconds of silence"
    assert "20 packets transmitted, 15 packets received, 25% packet loss" in lines


def test_without_a_count_a_ping_has_no_end(cluster: Cluster) -> None:
    address = status(cluster, "web")["podIP"]
    text = said(cluster, "client", f"ping -i 5 {address}")
    assert "statistics" not in text
    assert 4 <= text.count(" seq=") <= 7
    assert status(cluster, "client")["phase"] == "Running"


def test_what_a_pod_sees_of_its_cable_is_what_its_machine_sees_of_it(cluster: Cluster) -> None:
    text = said(cluster, "client", "ip addr; ip route; sleep 999")
    address = status(cluster, "client")["podIP"]
    assert f"    inet {address}/24 brd 10.244.1.255 scope global eth0\n" in text
    assert text.endswith(f"default via 10.244.1.1 dev eth0 \n10.244.1.0/24 dev eth0 scope link  src {address} \n")
    number = int(text.partition("eth0@if")[2].partition(":")[0])
    program = shell.start(cluster, "ssh node-1 ip link")
    while not program.finished:
        cluster.clock.step()
    other = [line for line in program.text().splitlines() if line.startswith(f"{number}: veth")]
    assert len(other) == 1


def test_a_pod_on_the_machines_network_sees_the_machines_interfaces(cluster: Cluster) -> None:
    text = said(cluster, "client", "ip addr", hostNetwork=True)
    assert "inet 172.18.0.3/16 brd 172.18.255.255 scope global eth0" in text
    assert "eth0@if" not in text


def test_containers_of_a_pod_share_their_ports_but_not_their_processes(cluster: Cluster) -> None:
    containers = [
        {"name": "web", "image": "nginx"},
        {"name": "tools", "image": "busybox", "command": ["sleep", "999"]},
    ]
    run(cluster, "pair", node="node-1", containers=containers)
    cluster.run_for(10_000)
    program = shell.start(cluster, "kubectl exec pair -c tools -- netstat -tlnp")
    while not program.finished:
        cluster.clock.step()
    assert program.text().splitlines()[2].split() == ["tcp", "0", "0", "0.0.0.0:80", "0.0.0.0:*", "LISTEN", "-"]


def test_busybox_asks_for_both_kinds_under_each_search_domain_of_a_name_without_a_dot() -> None:
    search = ("default.svc.cluster.local", "cluster.local")
    assert name_tools.questions("web", "", search) == [
        ("web.default.svc.cluster.local", "A"),
        ("web.cluster.local", "A"),
        ("web.default.svc.cluster.local", "AAAA"),
        ("web.cluster.local", "AAAA"),
    ]
    assert name_tools.questions("web.default", "A", search) == [("web.default", "A")]
    assert name_tools.questions("10.96.0.1", "", search) == [("1.0.96.10.in-addr.arpa", "PTR")]


def test_the_two_programs_called_nslookup_write_the_same_answer_differently() -> None:
    found = Answer(dns.NOERROR, (Record(WEB, "A", "10.96.1.1"),))
    nothing = Answer(dns.NXDOMAIN)
    silent = Answer(name_tools.SILENT)
    server = "10.96.0.10"
    head = "Server:\t\t10.96.0.10\nAddress:\t10.96.0.10"
    assert name_tools.nslookup("web", WEB, server, found) == (0, f"{head}#53\n\nName:\t{WEB}\nAddress: 10.96.1.1\n\n")
    assert name_tools.busybox_nslookup(server, [(WEB, found), (WEB, Answer(dns.NOERROR))]) == (
        0,
        f"{head}:53\n\nName:\t{WEB}\nAddress: 10.96.1.1\n\n\n",
    )
    assert name_tools.busybox_nslookup(server, [(WEB, nothing)]) == (
        1,
        f"{head}:53\n\n** server can't find {WEB}: NXDOMAIN\n\n",
    )
    assert name_tools.nslookup("web", "web", server, nothing) == (
        1,
        f"{head}#53\n\n** server can't find web: NXDOMAIN\n\n",
    )
    assert name_tools.busybox_nslookup(server, [(WEB, silent)]) == (1, name_tools.NO_SERVERS)
    assert name_tools.nslookup("web", WEB, server, silent)[1].count("communications error to 10.96.0.10#53") == 3


def test_an_address_leads_back_to_a_name_if_coredns_knows_one(cluster: Cluster) -> None:
    text = said(cluster, "client", "dig +short -x 10.96.0.1; dig +short -x 10.244.2.2; nslookup 10.244.2.2", LARGE)
    assert text == ("kubernetes.default.svc.cluster.local.\n** server can't find 2.2.244.10.in-addr.arpa: NXDOMAIN\n\n")


@pytest.mark.parametrize("words", [["-c", "x", "web"], ["-Z", "web"], [], ["web", "db"], ["-i", "1e400", "web"]])
@pytest.mark.parametrize("style", [ping.BUSYBOX, ping.IPUTILS])
def test_a_ping_that_makes_no_sense_says_so(words: list[str], style: str) -> None:
    assert isinstance(ping.read(words, style), str)
