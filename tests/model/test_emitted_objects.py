"""What the model emits is what Kubernetes v1.36 would accept: every object, read as a client reads it, fits its published schema.

The schemas are those of the package kubernetes_validate, read with its own validator: strict, so that an unknown field is an error.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import kubernetes_validate
import pytest

from clusterviz.cluster import checkpoint
from clusterviz.cluster.cluster import Cluster
from clusterviz.cluster.machinery.chance import Chance
from clusterviz.cluster.machinery.field_managers import with_json
from clusterviz.cluster.machinery.resources import resource_of_etcd_key
from clusterviz.tools import shell
from clusterviz.tools.simulation.pokes import random_poke

VERSION = "1.36"
OF_EACH_KIND = 3
MANY_KINDS = """kubectl apply -f - <<'EOF'
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db}
spec:
  serviceName: db
  replicas: 2
  selector: {matchLabels: {app: db}}
  template:
    metadata: {labels: {app: db}}
    spec:
      containers:
      - {name: main, image: redis, ports: [{containerPort: 6379}], readinessProbe: {tcpSocket: {port: 6379}}}
---
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: agent}
spec:
  selector: {matchLabels: {app: agent}}
  template:
    metadata: {labels: {app: agent}}
    spec: {containers: [{name: main, image: busybox, command: [sleep, "3600"]}]}
---
apiVersion: batch/v1
kind: Job
metadata: {name: once}
spec:
  completions: 2
  template: {spec: {restartPolicy: Never, containers: [{name: main, image: busybox, command: [sh, -c, "exit 0"]}]}}
---
apiVersion: batch/v1
kind: CronJob
metadata: {name: often}
spec:
  schedule: "* * * * *"
  jobTemplate:
    spec:
      template: {spec: {restartPolicy: Never, containers: [{name: main, image: busybox, command: [sh, -c, "exit 1"]}]}}
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: db}
spec:
  scaleTargetRef: {apiVersion: apps/v1, kind: StatefulSet, name: db}
  maxReplicas: 4
  metrics: [{type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 50}}}]
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: db}
spec: {minAvailable: 1, selector: {matchLabels: {app: db}}}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: door}
spec: {defaultBackend: {service: {name: db, port: {number: 6379}}}}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: wall}
spec: {podSelector: {}}
---
apiVersion: v1
kind: PersistentVolume
metadata: {name: shelf}
spec: {capacity: {storage: 5Gi}, accessModes: [ReadWriteOnce], storageClassName: manual, hostPath: {path: /srv}}
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: want}
spec: {storageClassName: manual, accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
---
apiVersion: v1
kind: ResourceQuota
metadata: {name: limits}
spec: {hard: {pods: "40", requests.cpu: "20"}}
---
apiVersion: v1
kind: LimitRange
metadata: {name: defaults}
spec: {limits: [{type: Container, defaultRequest: {cpu: 50m}}]}
---
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: boats.example.com}
spec:
  group: example.com
  scope: Namespaced
  names: {plural: boats, kind: Boat}
  versions: [{name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object}}}]
EOF"""


def emitted(cluster: Cluster) -> Iterator[tuple[str, dict[str, Any]]]:
    """A few objects of each kind that is stored, as they are over HTTP."""
    seen: dict[str, int] = {}
    for key, kv in sorted(cluster.etcd.store.current.items(), key=lambda item: -item[1].mod_revision):
        resource = resource_of_etcd_key(key)
        if resource is None or resource.custom:
            continue
        seen[resource.plural] = seen.get(resource.plural, 0) + 1
        if seen[resource.plural] <= OF_EACH_KIND:
            obj = with_json(kv.value)
            metadata = {**obj["metadata"], "resourceVersion": str(kv.mod_revision)}
            yield key, {**obj, "metadata": metadata}


def contradictions(cluster: Cluster) -> list[str]:
    found = []
    for key, obj in emitted(cluster):
        try:
            kubernetes_validate.validate(obj, VERSION, strict=True)
        except kubernetes_validate.ValidationError as error:
            path = ".".join(str(part) for part in error.path)
            found.append(f"{key} {path}: {error.message[:200]}")
    return found


def test_many_kinds_fit_their_schemas() -> None:
    cluster = checkpoint.fork("three-nodes")
    program = shell.start(cluster, MANY_KINDS)
    cluster.run_for(150_000)
    assert program.exit_status == 0, program.text()
    assert contradictions(cluster) == []
    kinds = {obj["kind"] for _, obj in emitted(cluster)}
    wanted = {"StatefulSet", "DaemonSet", "Job", "CronJob", "HorizontalPodAutoscaler", "PodDisruptionBudget", "Ingress"}
    wanted |= {
        "NetworkPolicy",
        "PersistentVolume",
        "PersistentVolumeClaim",
        "ResourceQuota",
        "LimitRange",
        "Pod",
        "Node",
    }
    wanted |= {"CustomResourceDefinition", "ControllerRevision", "Event", "Lease", "EndpointSlice", "ClusterRole"}
    assert wanted <= kinds


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(6))
def test_whatever_is_done_to_a_cluster_its_objects_fit_their_schemas(seed: int) -> None:
    chance = Chance(seed, "emitted")
    cluster = checkpoint.fork(("three-nodes", "bare")[seed % 2], seed=seed, nodes=1 + seed % 4)
    for _ in range(25):
        cluster.run_for(1 + chance.below((200, 5_000, 60_000)[chance.below(3)]))
        random_poke(cluster, chance)
    cluster.run_for(3_000)
    assert contradictions(cluster) == []


def test_the_judge_would_notice() -> None:
    pod = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "web"}, "spec": {"containers": [{"name": "main"}]}}
    kubernetes_validate.validate(pod, VERSION, strict=True)
    for wrong in ({"spec": {"containers": [{"name": 3}]}}, {"colour": "red"}, {"status": {"phase": ["Running"]}}):
        with pytest.raises(kubernetes_validate.ValidationError):
            kubernetes_validate.validate({**pod, **wrong}, VERSION, strict=True)
