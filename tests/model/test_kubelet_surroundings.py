"""What a container finds around it: names, hosts, name servers, volumes that come late, secrets that do not. Fact sheet §8.4, §8.12."""

from __future__ import annotations

from typing import Any

from clusterviz.cluster import faults, presets
from clusterviz.cluster.machinery.resources import PODS
from clusterviz.cluster.worker_node.kubelet import network_files

from .node_story import ask, bare, events, log, pod, run, shell, status

Object = dict[str, Any]


def made(name: str = "p", **spec: Any) -> Object:
    return {"metadata": {"name": name, "namespace": "shop"}, "spec": spec}


def test_cluster_first_searches_the_cluster() -> None:
    text, problems = network_files.resolv_conf(made())
    assert problems == []
    assert text == (
        "search shop.svc.cluster.local svc.cluster.local cluster.local\nnameserver 10.96.0.10\noptions ndots:5\n"
    )


def test_policies_say_where_names_are_asked() -> None:
    on_host = made(hostNetwork=True)
    assert network_files.resolv_conf(on_host)[0] == "nameserver 172.18.0.1\n"
    assert network_files.resolv_conf(made(dnsPolicy="Default"))[0] == "nameserver 172.18.0.1\n"
    kept = made(hostNetwork=True, dnsPolicy="ClusterFirstWithHostNet")
    assert network_files.resolv_conf(kept) == network_files.resolv_conf(made())
    own = {
        "nameservers": ["1.1.1.1"],
        "searches": ["lab"],
        "options": [{"name": "ndots", "value": "2"}, {"name": "edns0"}],
    }
    alone = made(dnsPolicy="None", dnsConfig=own)
    assert network_files.resolv_conf(alone)[0] == "search lab\nnameserver 1.1.1.1\noptions ndots:2 edns0\n"
    both = network_files.resolv_conf(made(dnsConfig=own))[0]
    assert both.endswith("cluster.local lab\nnameserver 10.96.0.10\nnameserver 1.1.1.1\noptions ndots:2 edns0\n")


def test_too_much_is_left_out_and_told() -> None:
    many = {"nameservers": [f"1.1.1.{n}" for n in range(4)], "searches": [f"s{n}" for n in range(40)]}
    text, problems = network_files.resolv_conf(made(dnsConfig=many))
    assert text.count("nameserver") == 3
    assert problems[0] == (
        "Nameserver limits were exceeded, some nameservers have been omitted, the applied nameserver line is: "
        "10.96.0.10 1.1.1.0 1.1.1.1"
    )
    assert problems[1].startswith("Search Line limits were exceeded, some search paths have been omitted, the applied ")
    assert len(text.split("\n")[0].split()) == 1 + 32


def test_hosts_know_the_pod_by_its_names() -> None:
    one = made("web-0", hostname="first", subdomain="web", hostAliases=[{"ip": "1.2.3.4", "hostnames": ["a", "b"]}])
    text = network_files.hosts(one, "10.0.0.7")
    assert "10.0.0.7\tfirst.web.shop.svc.cluster.local\tfirst\n" in text
    assert text.endswith("\n# Entries added by HostAliases.\n1.2.3.4\ta\tb\n")
    assert network_files.hostname(made("x" * 62 + "-y")) == "x" * 62
    assert network_files.hostname(made("p", subdomain="web", setHostnameAsFQDN=True)) == "p.web.shop.svc.cluster.local"
    assert network_files.hosts(made(hostNetwork=True), "1.1.1.1").startswith(
        "# Kubernetes-managed hosts file (host network).\n"
    )


def test_a_container_reads_its_files() -> None:
    cluster = presets.make("three-nodes", seed=1)
    many = {"nameservers": [f"1.1.1.{n}" for n in range(3)]}  # and the cluster's own: one too many
    shell(cluster, "reader", "cat /etc/hostname /etc/hosts /etc/resolv.conf; sleep 999", dnsConfig=many)
    cluster.run_for(8000)
    text = log(cluster, "reader")
    assert text.startswith("reader\n# Kubernetes-managed hosts file.\n")
    assert f"{status(cluster, 'reader')['podIP']}\treader\n" in text
    assert text.endswith("nameserver 1.1.1.0\nnameserver 1.1.1.1\noptions ndots:5\n")
    assert any(one.startswith("Warning DNSConfigForming Nameserver limits") for one in events(cluster, "reader"))


def test_volumes_are_waited_for_two_minutes_then_the_sync_has_failed() -> None:
    cluster = bare()
    volume = {"name": "data", "secret": {"secretName": "keys"}}
    run(cluster, "waits", volumes=[volume])
    cluster.run_for(128_000)
    told = events(cluster, "waits")
    setup = next(one for one in told if "MountVolume" in one)
    assert setup == 'Warning FailedMount MountVolume.SetUp failed for volume "data" : secret "keys" not found (x8)'
    assert told[-1] == (
        "Warning FailedMount Unable to attach or mount volumes: unmounted volumes=[data], unattached volumes=[], failed to "
        "process volumes=[]: timed out waiting for the condition"
    )
    ask(cluster, "delete", PODS, "default", "waits")
    cluster.run_for(3000)
    assert pod(cluster, "waits") is None


def test_pull_secrets_that_are_not_there_are_told_and_the_pull_is_tried() -> None:
    cluster = bare()
    run(cluster, "open", imagePullSecrets=[{"name": "hub"}, {"name": "spare"}])
    cluster.run_for(3000)
    text = "Unable to retrieve some image pull secrets (hub, spare); attempting to pull the image may not succeed."
    assert f"Warning FailedToRetrieveImagePullSecret {text}" in events(cluster, "open")
    assert status(cluster, "open")["phase"] == "Running"


def test_a_sandbox_that_gets_no_address_is_told_at_every_try() -> None:
    cluster = bare()
    run(cluster, "first")
    cluster.run_for(3000)
    runtime: Any = cluster.components["container-runtime/node-1"]
    plugin = runtime.network_plugin
    while True:
        try:
            plugin.allocate("somebody")
        except Exception as problem:
            said = str(problem)
            break
    run(cluster, "late")
    cluster.run_for(20_000)
    told = next(one for one in events(cluster, "late") if "FailedCreatePodSandBox" in one)
    assert told.startswith(
        "Warning FailedCreatePodSandBox Failed to create pod sandbox: rpc error: code = Unknown desc = failed to setup network"
    )
    assert said in told
    assert status(cluster, "late")["containerStatuses"][0]["state"] == {"waiting": {"reason": "ContainerCreating"}}


def test_a_runtime_that_stops_in_the_middle_of_a_stop_is_told() -> None:
    cluster = bare()
    run(
        cluster,
        "slow",
        {"image": "busybox:1.36", "command": ["sh", "-c", "sleep 999"]},
        terminationGracePeriodSeconds=20,
    )
    cluster.run_for(3000)
    ask(cluster, "delete", PODS, "default", "slow")
    cluster.run_for(2000)
    faults.apply(cluster, "component.stop", "container-runtime/node-1")
    cluster.run_for(5000)
    assert any(one.startswith("Warning FailedKillPod error killing pod: rpc error") for one in events(cluster, "slow"))
    faults.apply(cluster, "component.start", "container-runtime/node-1")
    cluster.run_for(40_000)
    assert pod(cluster, "slow") is None
