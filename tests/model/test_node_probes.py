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
    secure = {"path": "/", "port": 80, "scheme": "HTTPS"}
    probed(cluster, "bare", {"readinessProbe": {"httpGet": secure, "periodSeconds": 1}})
    cluster.run_for(6000)
    assert any(
        "Readiness probe failed: HTTP probe failed with statuscode: 404" in one for one in events(cluster, "page")
    )
    ip = status(cluster, "shut")["podIP"]
    refused = f'Readiness probe failed: Get "http://{ip}:8080/": dial tcp {ip}:8080: connect: connection refused'
    assert any(refused in one for one in events(cluster, "shut"))
    assert container(cluster, "good")["ready"] is True
    ip = status(cluster, "bare")["podIP"]
    no_tls = f'Readiness probe failed: Get "https://{ip}:80/": http: server gave HTTP response to HTTPS client'
    assert any(no_tls in one for one in events(cluster, "bare"))
    assert container(cluster, "bare")["ready"] is False


def test_a_probe_ticks_from_the_pods_first_sync_on() -> None:
    cluster = bare()
    cluster.run_for(20_000)  # the kubelet has been there for longer than a period
    script = {"exec": {"command": ["sh", "-c", "date +%s >> /tmp/asked; false"]}, "failureThreshold": 9}
    begun_ms = cluster.now_ms
    probed(cluster, "asked", {"livenessProbe": {**script, "periodSeconds": 5, "initialDelaySeconds": 6}})
    cluster.run_for(22_000)
    runtime: Any = cluster.components["container-runtime/node-1"]
    asked = next(iter(runtime.containers.values())).files["/tmp/asked"].split()
    after = [int(one) - (cluster.clock.epoch_ms + begun_ms) // 1000 for one in asked]
    assert after == [10, 15, 20]  # the tick at 5 s falls into the initial delay


def test_a_container_that_is_not_ready_is_asked_at_once() -> None:
    cluster = bare()
    cluster.run_for(70_000)
    probed(cluster, "eager", {"readinessProbe": {"exec": {"command": ["true"]}, "periodSeconds": 60}})
    cluster.run_for(4000)
    assert container(cluster, "eager")["ready"] is True


def test_a_probe_that_cannot_be_asked_says_nothing_about_the_container() -> None:
    cluster = bare()
    probe = {"exec": {"command": ["no-such-program"]}, "periodSeconds": 1, "failureThreshold": 1}
    probed(cluster, "puzzled", {"livenessProbe": probe})
    cluster.run_for(9000)
    assert container(cluster, "puzzled")["restartCount"] == 0
    told = next(one for one in events(cluster, "puzzled") if "Unhealthy" in one)
    assert told.startswith(
        "Warning Unhealthy Liveness probe errored and resulted in unknown state: rpc error: code = Unknown"
    )
    assert 'exec: "no-such-program": executable file not found in $PATH' in told


def test_a_command_that_takes_too_long_has_failed() -> None:
    cluster = bare()
    probe = {"exec": {"command": ["sleep", "5"]}, "periodSeconds": 2, "timeoutSeconds": 1}
    probed(cluster, "slow", {"readinessProbe": probe})
    cluster.run_for(8000)
    told = [one.partition(" (x")[0] for one in events(cluster, "slow")]
    assert 'Warning Unhealthy Readiness probe failed: command timed out: "sleep 5" timed out after 1s' in told


def test_answers_mean_what_they_mean() -> None:
    from clusterviz.cluster.machinery.cri import Answer, CriError
    from clusterviz.cluster.worker_node.kubelet.probing import judge

    http, tcp, grpc = {"httpGet": {}}, {"tcpSocket": {}}, {"grpc": {}}
    url, port = "http://10.0.0.1:80/", "10.0.0.1:80"
    refused = CriError("dial tcp 10.0.0.1:80: connect: connection refused", "Unavailable")
    found = [
        judge(http, Answer(204), None, url, 1000),
        judge(http, Answer(302, "elsewhere"), None, url, 1000),
        judge(http, Answer(503), None, url, 1000),
        judge(http, None, "timeout", url, 1000),
        judge(tcp, refused, None, port, 1000),
        judge(tcp, None, "timeout", port, 1000),
        judge(grpc, Answer(200, "SERVING"), None, port, 1000),
        judge(grpc, Answer(200, "NOT_SERVING"), None, port, 1000),
        judge(grpc, refused, None, port, 2000),
    ]
    assert [tuple(one) for one in found] == [
        ("success", ""),
        ("success", "Probe terminated redirects, Response body: elsewhere"),
        ("failure", "HTTP probe failed with statuscode: 503"),
        (
            "failure",
            'Get "http://10.0.0.1:80/": context deadline exceeded (Client.Timeout exceeded while awaiting headers)',
        ),
        ("failure", "dial tcp 10.0.0.1:80: connect: connection refused"),
        ("failure", "dial tcp 10.0.0.1:80: i/o timeout"),
        ("success", ""),
        ("failure", 'service unhealthy (responded with "NOT_SERVING")'),
        ("failure", 'timeout: failed to connect service "10.0.0.1:80" within 2s: context deadline exceeded'),
    ]
