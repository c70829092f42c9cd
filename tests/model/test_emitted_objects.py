"""What the model emits is what Kubernetes v1.36 would accept: every object, read as a client reads it, fits its published schema;
and so does every answer that is stored nowhere, as a Scale, a Status, a review or a list. A Table, for which there is no schema,
fits its own columns.

The schemas are those of the package kubernetes_validate, read with its own validator: strict, so that an unknown field is an error.
"""

from __future__ import annotations

import importlib.resources
from collections.abc import Iterator
from typing import Any

import jsonschema
import kubernetes_validate
import pytest
import referencing
from kubernetes_validate.utils import schema_contents

from clusterviz.cluster import checkpoint
from clusterviz.cluster.cluster import Cluster
from clusterviz.cluster.machinery.api import MERGE_PATCH, Request, Response, items_as_sent
from clusterviz.cluster.machinery.chance import Chance
from clusterviz.cluster.machinery.field_managers import with_json
from clusterviz.cluster.machinery.objects import Object
from clusterviz.cluster.machinery.resources import (
    BINDINGS,
    COMPONENTSTATUSES,
    CONFIGMAPS,
    DEPLOYMENTS,
    HORIZONTALPODAUTOSCALERS_V1,
    LOCALSUBJECTACCESSREVIEWS,
    PODS,
    QUESTIONS,
    REPLICATIONCONTROLLERS,
    SELFSUBJECTACCESSREVIEWS,
    SELFSUBJECTREVIEWS,
    SELFSUBJECTRULESREVIEWS,
    SERVED,
    SERVICEACCOUNTS,
    STATEFULSETS,
    SUBJECTACCESSREVIEWS,
    TOKENREVIEWS,
    Resource,
    resource_of_etcd_key,
)
from clusterviz.tools import shell
from clusterviz.tools.simulation.pokes import random_poke

from .controller_bench import Bench, deployment

VERSION = "1.36"
SCHEMAS = "kubernetes-json-schema/v1.36.0-local-strict"
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


# -- what is stored nowhere ---------------------------------------------------------------------------------------------

# Kubernetes' own printers put numbers into some columns of strings, as a ConfigMap's Data, and words into a CronJob's Suspend.
CELLS = {"string": (str, int), "integer": int, "boolean": (bool, str), "number": (int, float), "date": str}


def misfit(response: Response) -> str:
    """What is wrong with an answer as it goes over HTTP; "" if nothing."""
    body = items_as_sent(with_json(response.body))
    if body["kind"] == "Table":
        return misfit_of_table(body)
    try:
        if resource_is_meta(body["kind"]):
            judge_meta(body)
        else:
            kubernetes_validate.validate(body, VERSION, strict=True)
    except (kubernetes_validate.ValidationError, jsonschema.ValidationError) as error:
        return f"{body['kind']} {'.'.join(str(part) for part in error.path)}: {error.message[:200]}"
    return ""


def resource_is_meta(kind: str) -> bool:
    """Whether this is a kind of all groups, as a Status."""
    return importlib.resources.files("kubernetes_validate").joinpath(SCHEMAS, f"{kind.lower()}-meta-v1.json").is_file()


def judge_meta(body: Object) -> None:
    """The package finds schemas by an object's apiVersion, and those of such kinds lie beside it."""
    schema, definitions = (
        schema_contents(f"{SCHEMAS}/{name}.json", VERSION)
        for name in (f"{body['kind'].lower()}-meta-v1", "_definitions")
    )
    registry = referencing.Resource.from_contents(definitions) @ referencing.Registry()  # type: ignore[var-annotated]
    jsonschema.Draft202012Validator(schema, registry=registry).validate(body)


def misfit_of_table(table: Object) -> str:
    """There is no schema of a Table: each row has a cell for each column, of that column's type."""
    types = [column["type"] for column in table["columnDefinitions"]]
    if any(
        set(column) != {"name", "type", "format", "description", "priority"} for column in table["columnDefinitions"]
    ):
        return f"Table: columns {table['columnDefinitions']}"
    for row in table["rows"]:
        if [isinstance(cell, CELLS[kind]) for cell, kind in zip(row["cells"], types, strict=True)] != [True] * len(
            types
        ):
            return f"Table: cells {row['cells']} of types {types}"
        if (row["object"]["kind"], row["object"]["apiVersion"]) != ("PartialObjectMetadata", "meta.k8s.io/v1"):
            return f"Table: {row['object']['kind']}"
    return ""


def question(resource: Resource, spec: object) -> Request:
    return Request("create", resource, "default" if resource.namespaced else "", body={"metadata": {}, "spec": spec})


ALLOWED = {"resourceAttributes": {"verb": "get", "resource": "pods", "namespace": "default"}}
EVICTION = {"apiVersion": "policy/v1", "kind": "Eviction", "metadata": {"name": "gone", "namespace": "default"}}
BINDING = {"metadata": {"name": "waits"}, "target": {"kind": "Node", "name": "node-1"}}
POD = {
    "metadata": {"name": "waits"},
    "spec": {"schedulerName": "none", "containers": [{"name": "main", "image": "nginx"}]},
}
SCALED = {"metadata": {"name": "web", "namespace": "default"}, "spec": {"replicas": 2}}

# Kind of the answer, its code, the question.
ANSWERS: tuple[tuple[str, int, Request], ...] = (
    ("Scale", 200, Request("get", DEPLOYMENTS, "default", "web", "scale")),
    ("Scale", 200, Request("update", DEPLOYMENTS, "default", "web", "scale", body=SCALED)),
    (
        "Scale",
        200,
        Request("patch", DEPLOYMENTS, "default", "web", "scale", {"spec": {"replicas": 1}}, content_type=MERGE_PATCH),
    ),
    ("Scale", 200, Request("get", STATEFULSETS, "default", "db", "scale")),
    ("Scale", 200, Request("get", REPLICATIONCONTROLLERS, "default", "old", "scale")),
    ("HorizontalPodAutoscaler", 200, Request("get", HORIZONTALPODAUTOSCALERS_V1, "default", "db")),
    ("Status", 404, Request("get", PODS, "default", "none")),
    ("Status", 409, Request("create", CONFIGMAPS, "default", body={"metadata": {"name": "kube-root-ca.crt"}})),
    ("Status", 422, Request("create", PODS, "default", body={"metadata": {"name": "A"}, "spec": {"containers": []}})),
    ("Status", 400, Request("list", PODS, "default", query={"labelSelector": "a in"})),
    ("Status", 404, Request("create", PODS, "default", "gone", "eviction", body=EVICTION)),
    ("Status", 201, Request("create", PODS, "default", "waits", "binding", body=BINDING)),
    ("Status", 409, Request("create", BINDINGS, "default", body=BINDING)),
    ("Status", 200, Request("delete", CONFIGMAPS, "default", "kube-root-ca.crt")),
    ("Pod", 200, Request("delete", PODS, "default", "db-0")),
    ("PodList", 200, Request("deletecollection", PODS, "default", query={"labelSelector": "app=agent"})),
    ("TokenRequest", 201, Request("create", SERVICEACCOUNTS, "default", "default", "token", body={"spec": {}})),
    ("TokenReview", 201, question(TOKENREVIEWS, {"token": "nobody's"})),
    ("SelfSubjectReview", 201, question(SELFSUBJECTREVIEWS, None)),
    ("SelfSubjectAccessReview", 201, question(SELFSUBJECTACCESSREVIEWS, ALLOWED)),
    ("SelfSubjectRulesReview", 201, question(SELFSUBJECTRULESREVIEWS, {"namespace": "default"})),
    ("SubjectAccessReview", 201, question(SUBJECTACCESSREVIEWS, {**ALLOWED, "user": "jane"})),
    ("LocalSubjectAccessReview", 201, question(LOCALSUBJECTACCESSREVIEWS, {**ALLOWED, "user": "jane"})),
    ("ComponentStatusList", 200, Request("list", COMPONENTSTATUSES)),
    ("APIVersions", 200, Request("get", None, path="/api")),
    ("APIGroupList", 200, Request("get", None, path="/apis")),
    ("APIGroup", 200, Request("get", None, path="/apis/apps")),
    ("APIResourceList", 200, Request("get", None, path="/api/v1")),
    ("APIResourceList", 200, Request("get", None, path="/apis/autoscaling/v2")),
)


def test_answers_that_are_stored_nowhere_fit_their_schemas() -> None:
    bench = Bench(nodes=1, preset="three-nodes")
    shell.start(bench.cluster, MANY_KINDS)
    template = {"metadata": {"labels": {"app": "old"}}, "spec": POD["spec"]}
    bench.create(DEPLOYMENTS, deployment(replicas=1))
    bench.create(REPLICATIONCONTROLLERS, {"metadata": {"name": "old"}, "spec": {"replicas": 0, "template": template}})
    bench.create(PODS, POD)
    bench.run(30)
    wrong = []
    for kind, code, request in ANSWERS:
        response = bench.request(request)
        if (response.body["kind"], response.code) != (kind, code):
            wrong.append(f"{request.verb} {request.subject}: {response.code} {response.body}")
        elif misfit(response):
            wrong.append(f"{request.verb} {request.subject}: {misfit(response)}")
    assert wrong == []


def test_every_list_fits_its_schema_and_every_table_its_columns() -> None:
    bench = Bench(nodes=1, preset="three-nodes")
    shell.start(bench.cluster, MANY_KINDS)
    bench.run(150)
    wrong, kinds = [], {}
    for resource in SERVED:
        if resource in QUESTIONS:
            continue
        for as_table in (False, True):
            response = bench.request(Request("list", resource, as_table=as_table))
            kinds[response.body["kind"]] = True
            problem = misfit(response)
            if problem:
                wrong.append(f"list {resource.plural}: {problem}")
    assert wrong == []
    assert {"Table", "PodList", "EventList", "CustomResourceDefinitionList"} <= kinds.keys()


def test_the_judge_of_answers_would_notice() -> None:
    failed = {"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Failure", "message": "no", "code": 404}
    scale = {"kind": "Scale", "apiVersion": "autoscaling/v1", "metadata": {"name": "web"}, "spec": {"replicas": 1}}
    column = {"name": "Name", "type": "string", "format": "name", "description": "", "priority": 0}
    row = {"cells": ["web"], "object": {"kind": "PartialObjectMetadata", "apiVersion": "meta.k8s.io/v1"}}
    table = {"kind": "Table", "apiVersion": "meta.k8s.io/v1", "columnDefinitions": [column], "rows": [row]}
    for good, bad in (
        (failed, {"code": "404"}),
        (failed, {"colour": "red"}),
        (scale, {"spec": {"replicas": "1"}}),
        (scale, {"status": {"selector": {}}}),
        (table, {"rows": [{**row, "cells": [None]}]}),
        (table, {"columnDefinitions": [{"name": "Name", "type": "string"}]}),
    ):
        assert misfit(Response(200, good)) == ""
        assert misfit(Response(200, {**good, **bad})) != ""


def test_the_judge_would_notice() -> None:
    pod = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "web"}, "spec": {"containers": [{"name": "main"}]}}
    kubernetes_validate.validate(pod, VERSION, strict=True)
    for wrong in ({"spec": {"containers": [{"name": 3}]}}, {"colour": "red"}, {"status": {"phase": ["Running"]}}):
        with pytest.raises(kubernetes_validate.ValidationError):
            kubernetes_validate.validate({**pod, **wrong}, VERSION, strict=True)
