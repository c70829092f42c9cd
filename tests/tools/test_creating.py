"""The forms: what they type, and what Kubernetes says beside which field."""

import pytest

from clusterviz.cluster import checkpoint, faults
from clusterviz.cluster.cluster import Cluster
from clusterviz.cluster.machinery.objects import name_of
from clusterviz.cluster.machinery.resources import PODS
from clusterviz.tools import creating, shell

RFC_1123 = (
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and "
    "end with an alphanumeric character (e.g. 'example.com', regex used for validation is "
    r"'[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')"
)


@pytest.fixture
def cluster() -> Cluster:
    return checkpoint.fork("three-nodes", 1)


def wrong(cluster: Cluster, kind: str, **values: str) -> dict[str, str]:
    return creating.errors(cluster, kind, values)


def test_what_is_right_has_no_errors_and_is_typed_as_a_person_would(cluster: Cluster) -> None:
    for kind in creating.FORMS:
        assert creating.errors(cluster, kind, creating.proposal(cluster, kind)) == {}
    assert creating.command_line("deployment", {"name": "web", "image": "nginx", "replicas": "3"}) == (
        "kubectl create deployment web --image=nginx --replicas=3"
    )
    assert creating.command_line("pod", {"name": "web", "image": "nginx"}, "node-2") == (
        """kubectl run web --image=nginx --overrides='{"spec":{"nodeName":"node-2"}}'"""
    )


def test_what_is_typed_is_a_value_and_never_a_command(cluster: Cluster) -> None:
    line = creating.command_line("pod", {"name": "web; kubectl delete node node-1", "image": "nginx"})
    program = shell.start(cluster, line)
    cluster.run_for(2_000)
    assert program.exit_status == 1
    assert program.text().startswith('The Pod "web; kubectl delete node node-1" is invalid')


def test_each_error_stands_beside_its_field_in_kubernetes_words(cluster: Cluster) -> None:
    assert wrong(cluster, "deployment", name="Web_1", image="", replicas="2") == {
        "name": f'metadata.name: Invalid value: "Web_1": {RFC_1123}',
        "image": "spec.template.spec.containers[0].image: Required value",
    }
    assert wrong(cluster, "deployment", name="web", image="nginx", replicas="many") == {
        "replicas": 'invalid argument "many" for "-r, --replicas" flag: strconv.ParseInt: parsing "many": invalid syntax'
    }
    assert wrong(cluster, "deployment", name="web", image="nginx", replicas="-1") == {
        "replicas": "spec.replicas: Invalid value: -1: must be greater than or equal to 0"
    }
    assert wrong(cluster, "pod", name="Web_1", image="") == {"image": "--image is required"}
    assert wrong(cluster, "pod", name="Web_1", image="nginx") == {
        "name": f'metadata.name: Invalid value: "Web_1": {RFC_1123}'
    }
    assert wrong(cluster, "pod", name="web", image="Not An Image") == {
        "image": 'Invalid image name "Not An Image": invalid reference format'
    }
    assert wrong(cluster, "pod", name="", image="nginx") == {"name": "Parameter: name is required"}


def test_a_name_that_somebody_has_is_refused_and_another_is_proposed(cluster: Cluster) -> None:
    shell.start(cluster, "kubectl run web --image=nginx")
    cluster.run_for(5_000)
    assert wrong(cluster, "pod", name="web", image="nginx") == {"name": 'pods "web" already exists'}
    assert creating.proposal(cluster, "pod") == {"name": "web-2", "image": "nginx"}
    assert creating.proposal(cluster, "deployment")["name"] == "web"


def test_asking_changes_nothing(cluster: Cluster) -> None:
    before = (cluster.now_ms, cluster.trace.digest(), cluster.etcd.store.revision)
    wrong(cluster, "pod", name="web", image="nginx")
    assert (cluster.now_ms, cluster.trace.digest(), cluster.etcd.store.revision) == before
    assert "web" not in map(name_of, cluster.objects(PODS))


def test_where_nobody_answers_there_is_no_error_beside_a_field(cluster: Cluster) -> None:
    """The prompt shows it, and the diagram does."""
    faults.apply(cluster, "component.stop", "kube-apiserver")
    assert wrong(cluster, "pod", name="web", image="nginx") == {}
