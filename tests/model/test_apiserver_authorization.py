"""What the components may do: their own roles, and no more. Fact sheet §16.6."""

from __future__ import annotations

from clusterviz.cluster import checkpoint, presets
from clusterviz.cluster.cluster import Cluster
from clusterviz.cluster.control_plane.kube_apiserver.bootstrap_policy import CONTROLLER_ROLES
from clusterviz.cluster.control_plane.kube_apiserver.rbac import Deed
from clusterviz.cluster.control_plane.kube_controller_manager.controllers import CONTROLLERS
from clusterviz.cluster.machinery.api import Request, User, account_user
from clusterviz.cluster.machinery.objects import key_of
from clusterviz.cluster.machinery.program import ADMIN, Ask, Code, Program
from clusterviz.cluster.machinery.resources import CLUSTERROLEBINDINGS, CLUSTERROLES, CONFIGMAPS

from .conftest import Kube


def test_every_controller_has_a_role_of_its_own() -> None:
    for controller in CONTROLLERS:
        if controller.account != "":
            assert (controller.account or controller.name) in CONTROLLER_ROLES


def test_no_component_is_forbidden_anything_while_a_cluster_comes_up() -> None:
    cluster = presets.make("three-nodes", nodes=2)
    refused = [one for one in cluster.trace.decisions() if one.kind == "Refused"]
    assert [one.sentence for one in refused if one.detail["code"] == 403] == []


def test_an_answer_is_remembered_until_a_role_or_a_binding_changes(kube: Kube) -> None:
    robot = account_user("default", "robot")
    deed = Deed("list", "", "pods", "", "default")
    assert kube.server.rbac.judge(robot, deed) == (False, "")
    rules = [{"apiGroups": [""], "resources": ["pods"], "verbs": ["list"]}]
    kube.create(CLUSTERROLES, {"metadata": {"name": "lister"}, "rules": rules})
    subject = {"kind": "ServiceAccount", "name": "robot", "namespace": "default"}
    reference = {"kind": "ClusterRole", "name": "lister"}
    kube.create(CLUSTERROLEBINDINGS, {"metadata": {"name": "b"}, "roleRef": reference, "subjects": [subject]})
    kube.run(10)
    assert kube.server.rbac.judge(robot, deed) == (True, "")
    kube.delete(CLUSTERROLES, "lister")
    kube.run(10)
    assert kube.server.rbac.judge(robot, deed) == (
        False,
        'RBAC: clusterrole.rbac.authorization.k8s.io "lister" not found',
    )


def test_each_cluster_has_an_authority_of_its_own_and_keeps_it_when_it_is_forked() -> None:
    first, second = (_root_certificate(presets.make("bare", seed=seed)) for seed in (1, 2))
    assert first.startswith("-----BEGIN CERTIFICATE-----\n")
    assert first != second
    forked = checkpoint.fork("bare", seed=5)
    assert _root_certificate(forked) == first
    forked.run_for(60_000)
    assert _root_certificate(forked) == first


def _root_certificate(cluster: Cluster) -> str:
    (found,) = (
        one["data"]["ca.crt"] for one in cluster.objects(CONFIGMAPS) if key_of(one) == "default/kube-root-ca.crt"
    )
    return str(found)


def _asks(answers: list[int], request: Request) -> Code:
    response = yield Ask(request)
    answers.append(response.code)
    return 0


def test_an_administrator_is_one_by_a_binding_that_can_be_taken_away() -> None:
    cluster = presets.make("bare")
    assert _code(cluster, Request("list", CLUSTERROLES), ADMIN) == 200
    assert _code(cluster, Request("delete", CLUSTERROLEBINDINGS, "", "kubeadm:cluster-admins"), ADMIN) == 200
    cluster.run_for(100)
    assert _code(cluster, Request("list", CLUSTERROLES), ADMIN) == 403
    root = User("root", ("system:masters",))
    assert _code(cluster, Request("list", CLUSTERROLES), root) == 200


def _code(cluster: Cluster, request: Request, user: User) -> int:
    answers: list[int] = []
    cluster.run_program(Program(_asks, (answers, request), user), "asks")
    cluster.run_for(100)
    return answers[0]
