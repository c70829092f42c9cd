"""Probes: what the kubelet asks, and what it concludes."""

from __future__ import annotations

from typing import Any

from clusterviz.cluster.cluster import Cluster

from .node_story import bare, container, events, run, status

Object = dict[str, Any]


def probed(cluster: Cluster, name: str, probes: Object, **spec: Any) -> None:
    run(cluster, name, {"image": "nginx:1.27", **probes}, **spec)


def test_readiness_decides_about_traffic_not_about_life() -> None:
    cluster = bare()
    probed(cluster, "waits", {"readinessProbe": {"exec": {"command": ["cat", "/tmp/go"]}, "periodSeconds": 2}})
    cluster.run_for(8000)
    now = container(cluster, "waits")
    assert (now["ready"], now["started"], now["restartCount"]) == (False, True, 0)
    ready = next(one for one in status(cluster, "waits")["conditions"] if one["type"] == "Ready")
    assert (ready["reason"], ready["message"]) == ("ContainersNotReady", "containers with unready status: [waits]")
    unhealthy = events(cluster, "waits")[-1]
    assert unhealthy.startswith(
        "Warning Unhealthy Readiness probe failed: cat: can't open '/tmp/go': No such file or directory"
    )
    runtime: Any = cluster.components["container-runtime/node-1"]
    next(iter(runtime.containers.values())).files["/tmp/go"] = ""
    cluster.run_for(3000)
    assert container(cluster, "waits")["ready"] is True


def test_a_failed_liveness_probe_restarts_the_container() -> None:
    cluster = bare()
    probe = {"exec": {"command": ["false"]}, "periodSeconds": 2, "failureThreshold": 2, "initialDelaySeconds": 1}
    probed(cluster, "sick", {"livenessProbe": probe}, terminationGracePeriodSeconds=1)
    cluster.run_for(9000)
    now = container(cluster, "sick")
    assert now["restartCount"] >= 1
    told = [one.partition(" (x")[0] for one in events(cluster, "sick")]
    assert "Warning Unhealthy Liveness probe failed: " in told
    assert "Normal Killing Container sick failed liveness probe, will be restarted" in told


def test_a_startup_probe_holds_the_others_back() -> None:
    cluster = bare()
    probed(
        cluster,
        "healthy",
        {
            "startupProbe": {"exec": {"command": ["true"]}, "periodSeconds": 1},
            "livenessProbe": {"exec": {"command": ["true"]}, "periodSeconds": 3},
            "readinessProbe": {"exec": {"command": ["true"]}, "periodSeconds": 1, "successThreshold": 2},
        },
    )
    probed(cluster, "never", {"startupProbe": {"tcpSocket": {"port": 81}, "periodSeconds": 1, "failureThreshold": 2}})
    cluster.run_for(7000)
    assert (container(cluster, "healthy")["started"], container(cluster, "healthy")["ready"]) == (True, True)
    told = [one.partition(" (x")[0] for one in events(cluster, "never")]
    ip = status(cluster, "never")["podIP"]
    assert f"Warning Unhealthy Startup probe failed: dial tcp {ip}:81: connect: connection refused" in told
    assert "Normal Killing Container never failed startup probe, will be restarted" in told


def test_http_probes_say_what_they_got() -> None:
    cluster = bare()
    probed(cluster, "page", {"readinessProbe": {"httpGet": {"path": "/nothing", "port": 80}, "periodSeconds": 1}})
    probed(cluster, "shut", {"readinessProbe": {"httpGet": {"path": "/", "port": 8080}, "periodSeconds": 1}})
    probed(cluster, "good", {"readinessProbe": {"httpGet": {"path": "/", "port": 80}, "periodSeconds": 1}})
    cluster.run_for(6000)
    assert any(
        "Readiness probe failed: HTTP probe failed with statuscode: 404" in one for one in events(cluster, "page")
    )
    ip = status(cluster, "shut")["podIP"]
    refused = f'Readiness probe failed: Get "http://{ip}:8080/": dial tcp {ip}:8080: connect: connection refused'
    assert any(refused in one for one in events(cluster, "shut"))
    assert container(cluster, "good")["ready"] is True
