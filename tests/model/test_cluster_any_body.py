"""Whatever the API server accepts, the other components live with: nothing that somebody stores may stop the cluster."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest

from clusterviz.cluster import checkpoint
from clusterviz.cluster.cluster import Cluster
from clusterviz.cluster.machinery.objects import Object, clone
from clusterviz.cluster.machinery.resources import CONFIGMAPS
from clusterviz.cluster.machinery.selectors import Requirement
from clusterviz.tools import shell

from .test_apiserver_any_body import STRANGE, places

SELECTOR: Object = {"matchExpressions": [{"key": "app", "operator": "In", "values": ["web"]}]}
TERMS: Object = {"nodeSelectorTerms": [{"matchExpressions": [{"key": "disk", "operator": "Gt", "values": ["1"]}]}]}
NEAR: Object = {"topologyKey": "kubernetes.io/hostname", "labelSelector": SELECTOR}
REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution"
TEMPLATE: Object = {
    "metadata": {"labels": {"app": "web"}},
    "spec": {
        "affinity": {"nodeAffinity": {REQUIRED: TERMS}, "podAntiAffinity": {REQUIRED: [NEAR]}},
        "topologySpreadConstraints": [{**NEAR, "maxSkew": 1, "whenUnsatisfiable": "DoNotSchedule"}],
        "tolerations": [{"key": "a", "operator": "Equal", "value": "b", "effect": "NoExecute", "tolerationSeconds": 5}],
        "containers": [
            {
                "name": "c",
                "image": "nginx",
                "ports": [{"containerPort": 80}],
                "resources": {"requests": {"cpu": "10m"}, "limits": {"memory": "64Mi"}},
                "livenessProbe": {"httpGet": {"path": "/", "port": 80}, "periodSeconds": 5},
                "lifecycle": {"preStop": {"exec": {"command": ["sleep", "1"]}}},
                "env": [{"name": "A", "valueFrom": {"fieldRef": {"fieldPath": "metadata.name"}}}],
            }
        ],
        "volumes": [{"name": "v", "emptyDir": {"sizeLimit": "1Gi"}}],
    },
}
ONCE: Object = {"template": {"spec": {"restartPolicy": "Never", "containers": [{"name": "c", "image": "busybox"}]}}}
EXITS: Object = {"operator": "In", "values": [1, 2]}
BEHAVIOR: Object = {"scaleUp": {"policies": [{"type": "Pods", "value": 1, "periodSeconds": 15}]}}
BODIES: list[tuple[str, str, Object]] = [
    ("v1", "Pod", TEMPLATE),
    ("apps/v1", "Deployment", {"spec": {"replicas": 2, "selector": SELECTOR, "template": TEMPLATE}}),
    ("apps/v1", "DaemonSet", {"spec": {"selector": SELECTOR, "template": TEMPLATE}}),
    (
        "apps/v1",
        "StatefulSet",
        {
            "spec": {
                "serviceName": "web",
                "selector": SELECTOR,
                "template": TEMPLATE,
                "volumeClaimTemplates": [
                    {
                        "metadata": {"name": "d"},
                        "spec": {
                            "accessModes": ["ReadWriteOnce"],
                            "selector": SELECTOR,
                            "resources": {"requests": {"storage": "1Gi"}},
                        },
                    }
                ],
            }
        },
    ),
    (
        "batch/v1",
        "Job",
        {
            "spec": {
                **ONCE,
                "completions": 3,
                "completionMode": "Indexed",
                "backoffLimitPerIndex": 1,
                "podFailurePolicy": {"rules": [{"action": "FailIndex", "onExitCodes": EXITS}]},
                "successPolicy": {"rules": [{"succeededIndexes": "0-1", "succeededCount": 1}]},
            }
        },
    ),
    ("batch/v1", "CronJob", {"spec": {"schedule": "* * * * *", "jobTemplate": {"spec": ONCE}}}),
    (
        "v1",
        "Service",
        {"spec": {"type": "NodePort", "selector": {"app": "web"}, "ports": [{"port": 80, "targetPort": 80}]}},
    ),
    ("policy/v1", "PodDisruptionBudget", {"spec": {"minAvailable": 1, "selector": SELECTOR}}),
    (
        "networking.k8s.io/v1",
        "NetworkPolicy",
        {"spec": {"podSelector": SELECTOR, "ingress": [{"from": [{"namespaceSelector": SELECTOR}]}]}},
    ),
    (
        "v1",
        "PersistentVolume",
        {
            "spec": {
                "accessModes": ["ReadWriteOnce"],
                "capacity": {"storage": "1Gi"},
                "hostPath": {"path": "/a"},
                "nodeAffinity": {"required": TERMS},
            }
        },
    ),
    (
        "autoscaling/v2",
        "HorizontalPodAutoscaler",
        {
            "spec": {
                "maxReplicas": 3,
                "scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": "web"},
                "behavior": BEHAVIOR,
            }
        },
    ),
    (
        "rbac.authorization.k8s.io/v1",
        "ClusterRole",
        {"rules": [], "aggregationRule": {"clusterRoleSelectors": [SELECTOR]}},
    ),
    (
        "networking.k8s.io/v1",
        "Ingress",
        {"spec": {"defaultBackend": {"service": {"name": "web", "port": {"number": 80}}}}},
    ),
]
WORDS: tuple[Any, ...] = (*STRANGE, "", "Foo", "a-b", "a b", -1, 0, 99_999, "1-", "../x", "10", "Local", "*")


def spoiled(body: Object, chance: random.Random) -> Object:
    """The body with something strange in one or two places."""
    made: Object = clone(body)
    for _ in range(chance.randint(1, 2)):
        place = chance.choice(list(places(made)))
        inside: Any = made
        for key in place[:-1]:
            inside = inside[key]
        inside[place[-1]] = clone(chance.choice(WORDS))
    return made


def typed(cluster: Cluster, obj: Object) -> str:
    """What kubectl says when this is created."""
    program = shell.start(cluster, "kubectl create --validate=false -f -", json.dumps(obj))
    cluster.run_for(500)
    return program.text()


@pytest.mark.slow
@pytest.mark.parametrize(("version", "kind", "body"), BODIES, ids=[kind for _, kind, _ in BODIES])
def test_the_cluster_lives_with_whatever_is_accepted(version: str, kind: str, body: Object) -> None:
    chance = random.Random(kind)
    cluster = checkpoint.fork("bare", seed=7, nodes=2)
    said = []
    for number in range(12):
        name = "web" if number == 0 else f"web-{number}"
        made = body if number == 0 else spoiled(body, chance)
        metadata = made.get("metadata")
        metadata = {**(metadata if isinstance(metadata, dict) else {}), "name": name}
        said.append(typed(cluster, {**made, "apiVersion": version, "kind": kind, "metadata": metadata}))
    cluster.run_for(60_000)
    assert said[0].endswith(" created\n"), "the body as it is must be fine"
    assert any("created" not in text for text in said), "some of what is strange is refused"
    typed(cluster, {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "last"}})
    assert any(obj["metadata"]["name"] == "last" for obj in cluster.objects(CONFIGMAPS))


@pytest.mark.parametrize(
    ("operator", "values"),
    [("Foo", ("a",)), ("Gt", ()), ("Lt", ("x",)), ("", ())],
    ids=["unknown", "no", "text", "none"],
)
def test_a_condition_that_cannot_be_judged_is_not_fulfilled(operator: str, values: tuple[str, ...]) -> None:
    assert not Requirement("a", operator, values).matches({"a": "1"})
