"""kubectl port-forward: a visit to the person's port walks through the API server and the kubelet to the Pod, and back."""

from __future__ import annotations

import pytest

from clusterviz.cluster.checkpoint import fork, image, restore
from clusterviz.cluster.cluster import Cluster
from clusterviz.cluster.machinery.program import Program, Visit
from clusterviz.tools import shell
from clusterviz.tools.playing.player import run


@pytest.fixture
def cluster() -> Cluster:
    made = fork("three-nodes", 1)
    for line in (
        "kubectl create deployment web --image=nginx --port=80",
        "kubectl expose deployment web --port=8000 --target-port=80",
        "kubectl wait --for=condition=Available deployment/web",
    ):
        assert run(made, line, {}).exit_status == 0
    return made


def forwarding(cluster: Cluster, words: str) -> Program:
    program = shell.start(cluster, f"kubectl port-forward {words}")
    cluster.run_for(1000)
    return program


def visited(cluster: Cluster, program: Program, port: int, path: str = "/") -> tuple[int, str]:
    cluster.you.visit(program, Visit(port, path))
    cluster.run_for(1000)
    assert program.page is not None
    return program.page.code, program.page.body


def test_a_service_leads_to_one_of_its_pods(cluster: Cluster) -> None:
    program = forwarding(cluster, "service/web 9000:8000")
    assert program.text() == "Forwarding from 127.0.0.1:9000 -> 80\nForwarding from [::1]:9000 -> 80\n"
    code, body = visited(cluster, program, 9000)
    assert (code, "Welcome to nginx" in body) == (200, True)
    assert visited(cluster, program, 9000, "/nowhere")[0] == 404
    assert program.text().count("Handling connection for 9000\n") == 2


def test_two_visits_at_once_are_answered_one_after_the_other(cluster: Cluster) -> None:
    program = forwarding(cluster, "deployment/web 9000:80")
    cluster.you.visit(program, Visit(9000, "/nowhere"))
    cluster.you.visit(program, Visit(9000, "/"))
    cluster.you.visit(program, Visit(9001, "/"))  # nobody listens there
    cluster.run_for(1000)
    assert program.page is not None
    assert (program.page.code, program.text().count("Handling")) == (200, 2)


def test_a_port_where_nobody_listens_ends_it(cluster: Cluster) -> None:
    program = forwarding(cluster, "deployment/web 9000:81")
    code, why = visited(cluster, program, 9000)
    assert (code, program.exit_status) == (0, 1)
    assert "connection refused" in why
    assert program.text().endswith("error: lost connection to pod\n")


def test_it_ends_with_the_pod(cluster: Cluster) -> None:
    program = forwarding(cluster, "deployment/web 9000:80")
    run(cluster, "kubectl delete pods --all", {})
    cluster.run_for(5000)
    assert program.exit_status == 1
    assert program.listening == ()


def test_a_stored_cluster_goes_on_forwarding(cluster: Cluster) -> None:
    forwarding(cluster, "deployment/web 9000:80")
    again = restore(image(cluster))
    (program,) = again.you.programs
    assert visited(again, program, 9000)[0] == 200


def test_who_may_not_create_portforward_is_refused(cluster: Cluster) -> None:
    run(cluster, "kubectl create clusterrolebinding v --clusterrole=view --user=ann", {})
    program = forwarding(cluster, "deployment/web 9000:80 --as=ann")
    code, why = visited(cluster, program, 9000)
    assert code == 0
    assert 'User "ann" cannot create resource "pods/portforward" in API group ""' in why


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("pod/named 9000:http", "Forwarding from 127.0.0.1:9000 -> 8081\nForwarding from [::1]:9000 -> 8081\n"),
        ("pod/named http", "Forwarding from 127.0.0.1:8081 -> 8081\nForwarding from [::1]:8081 -> 8081\n"),
        ("service/named web", "Forwarding from 127.0.0.1:8000 -> 8081\nForwarding from [::1]:8000 -> 8081\n"),
        ("pod/named 9000:other", "error: Pod 'named' does not have a named port 'other'\n"),
    ],
)
def test_a_port_is_called_by_its_name(cluster: Cluster, words: str, said: str) -> None:
    pod = """apiVersion: v1
kind: Pod
metadata: {name: named, labels: {app: named}}
spec:
  containers: [{name: c, image: nginx, ports: [{name: http, containerPort: 8081}]}]
---
apiVersion: v1
kind: Service
metadata: {name: named}
spec:
  selector: {app: named}
  ports: [{name: web, port: 8000, targetPort: http}]
"""
    assert run(cluster, "kubectl apply -f named.yaml", {"named.yaml": pod}).exit_status == 0
    run(cluster, "kubectl wait --for=condition=Ready pod/named", {})
    assert forwarding(cluster, words).text() == said
