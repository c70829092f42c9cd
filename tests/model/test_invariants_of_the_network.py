"""What must hold of endpoints and rules once a cluster is quiet: it holds, and a broken cluster is told apart."""

from __future__ import annotations

from typing import Any

import pytest

from clusterviz.cluster import checkpoint, invariants
from clusterviz.cluster.cluster import Cluster
from clusterviz.cluster.control_plane.kube_controller_manager.controllers.endpointslice import controller
from clusterviz.cluster.invariants.network import endpoints_are_true, rules_lead_to_ready_endpoints
from clusterviz.cluster.quiet import settle
from clusterviz.cluster.worker_node.kube_proxy import rules as proxying
from clusterviz.tools import shell

HALF_READY = """kubectl apply -f - <<'END'
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 3
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
      - name: main
        image: busybox
        command: [sleep, "3600"]
        readinessProbe: {exec: {command: [test, -f, /tmp/ready]}, periodSeconds: 1}
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}
END"""


def typed(cluster: Cluster, line: str) -> str:
    program = shell.start(cluster, line)
    while not program.finished:
        cluster.clock.step()
    return program.text()


@pytest.fixture
def cluster() -> Cluster:
    """Service web in front of three Pods, of which one is ready."""
    cluster = checkpoint.fork("three-nodes")
    typed(cluster, HALF_READY)
    cluster.run_for(5_000)
    first = typed(cluster, "kubectl get pods -o name").split()[0]
    typed(cluster, f"kubectl exec {first} -- touch /tmp/ready")
    cluster.run_for(5_000)
    settle(cluster)
    return cluster


def test_of_three_pods_one_is_ready_and_the_rules_lead_to_it_alone(cluster: Cluster) -> None:
    assert invariants.broken(cluster, invariants.QUIET) == [], "everything is as it should be"
    rule = cluster.components["kube-proxy/node-2"].rules["default/web"]  # type: ignore[attr-defined]
    assert len(rule["endpoints"]) == 1


def test_a_proxy_that_leads_to_pods_that_are_not_ready_is_found(
    cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(proxying, "_usable", lambda endpoints: [address for address, _ in endpoints])
    for name, component in cluster.components.items():
        if name.startswith("kube-proxy/"):
            component.sync()  # type: ignore[attr-defined]
    found = list(rules_lead_to_ready_endpoints(cluster))
    assert [sentence.split()[0] for sentence in found] == [
        "kube-proxy/control-plane",
        "kube-proxy/node-1",
        "kube-proxy/node-2",
        "kube-proxy/node-3",
    ]
    assert all("(default/web)" in sentence for sentence in found)


def test_rules_of_a_service_that_is_gone_are_found(cluster: Cluster) -> None:
    proxy: Any = cluster.components["kube-proxy/node-1"]
    kept = dict(proxy.rules)
    typed(cluster, "kubectl delete service web")
    settle(cluster)
    assert list(rules_lead_to_ready_endpoints(cluster)) == []
    proxy.machine.rules = kept
    assert list(rules_lead_to_ready_endpoints(cluster)) == [
        "kube-proxy/node-1 still has rules for default/web, which is no port of any Service"
    ]


def test_slices_that_call_every_pod_ready_are_found(cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    assert list(endpoints_are_true(cluster)) == []
    honest = controller.endpoint

    def hopeful(*about: Any) -> Any:
        found = honest(*about)
        found["conditions"] = {**found["conditions"], "ready": True}
        return found

    monkeypatch.setattr(controller, "endpoint", hopeful)
    typed(cluster, "kubectl annotate service web seen=again")
    settle(cluster)
    found = list(endpoints_are_true(cluster))
    assert len(found) == 2
    assert all("True, False, False] of default/web-" in one and "False, False, False]" in one for one in found)


def test_a_pod_that_no_slice_lists_is_found(cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(controller, "belongs", lambda pod: False)
    typed(cluster, "kubectl annotate service web seen=again")
    settle(cluster)
    (found,) = endpoints_are_true(cluster)
    assert found.startswith("the slices of Service default/web list [], but it selects ['default/web-")
