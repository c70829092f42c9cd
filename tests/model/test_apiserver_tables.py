"""Tables: columns as recorded (golden_http/tables), cells computed from recorded objects, STATUS from every state. Fact sheet §3."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from clusterviz.cluster.control_plane.kube_apiserver.printing.cells import cells_of
from clusterviz.cluster.control_plane.kube_apiserver.printing.columns import definitions
from clusterviz.cluster.control_plane.kube_apiserver.printing.pods import row_conditions
from clusterviz.cluster.machinery.objects import Object
from clusterviz.cluster.machinery.resources import (
    CONFIGMAPS,
    DAEMONSETS,
    DEPLOYMENTS,
    ENDPOINTS,
    ENDPOINTSLICES,
    EVENTS,
    NODES,
    PODS,
    RESOURCES,
    SERVICES,
    Resource,
)
from clusterviz.cluster.machinery.times import unix_ms

from .conftest import Kube, deployment, pod

GOLDEN = Path(__file__).parent / "golden_http" / "tables"
NOW = "2026-01-01T01:00:00Z"
NOW_MS = unix_ms(NOW)


def golden(name: str) -> Object:
    body: Object = json.loads((GOLDEN / f"{name}.json").read_text())["response"]["body"]
    return body


RECORDED = [resource for resource in RESOURCES if (GOLDEN / f"{resource.plural}.json").exists()]


def test_nearly_every_kind_has_a_recorded_table() -> None:
    assert len(RECORDED) == 35


@pytest.mark.parametrize("resource", RECORDED, ids=lambda resource: resource.plural)
def test_the_columns_are_those_of_kubernetes(resource: Resource) -> None:
    recorded = golden(resource.plural)["columnDefinitions"]
    ours = [{key: value for key, value in column.items() if key != "description"} for column in definitions(resource)]
    assert ours == recorded


def test_the_cells_of_recorded_pods_are_the_recorded_cells() -> None:
    rows = golden("pods-with-objects")["rows"]
    for row in rows:
        now_ms = unix_ms(row["object"]["metadata"]["creationTimestamp"]) + int(row["cells"][4][:-1]) * 1000
        assert cells_of(PODS, row["object"], now_ms) == row["cells"]
        assert row_conditions(row["object"]) == row.get("conditions", [])
    assert {row["cells"][2] for row in rows} >= {"Running", "Completed"}


def test_a_table_of_nothing_has_columns(kube: Kube) -> None:
    table = kube.table(PODS, labelSelector="a=none").body
    assert (table["kind"], table["apiVersion"], table["rows"]) == ("Table", "meta.k8s.io/v1", [])
    assert len(table["columnDefinitions"]) == len(golden("pods-no-match")["columnDefinitions"])


def test_a_row_carries_as_much_of_its_object_as_was_asked_for(kube: Kube) -> None:
    made = kube.create(CONFIGMAPS, {"metadata": {"name": "a"}, "data": {"x": "1"}}).body
    partial = {"kind": "PartialObjectMetadata", "apiVersion": "meta.k8s.io/v1", "metadata": made["metadata"]}
    assert kube.table(CONFIGMAPS).body["rows"] == [{"cells": ["a", 1, "0s"], "object": partial}]
    assert kube.table(CONFIGMAPS, includeObject="Object").body["rows"][0]["object"] == made
    assert kube.table(CONFIGMAPS, includeObject="None").body["rows"][0]["object"] is None
    single = kube.table(CONFIGMAPS, "a").body
    assert single["metadata"] == {"resourceVersion": made["metadata"]["resourceVersion"]}


def test_a_table_of_one_object_is_as_recorded(kube: Kube) -> None:
    recorded = golden("one-deployment")
    made = kube.create(DEPLOYMENTS, deployment(), fieldManager="kubectl-create").body
    ours = kube.table(DEPLOYMENTS, "web").body
    assert list(ours) == list(recorded)
    assert ours["metadata"] == {"resourceVersion": made["metadata"]["resourceVersion"]}
    columns = [{key: value for key, value in one.items() if key != "description"} for one in ours["columnDefinitions"]]
    assert columns == recorded["columnDefinitions"]
    (row,), (theirs,) = ours["rows"], recorded["rows"]
    assert [type(cell) for cell in row["cells"]] == [type(cell) for cell in theirs["cells"]]
    partial = {"kind": "PartialObjectMetadata", "apiVersion": "meta.k8s.io/v1", "metadata": made["metadata"]}
    assert list(row) == list(theirs)
    assert row["object"] == partial


# -- STATUS -------------------------------------------------------------------------------------------------------------

RUNNING = {"name": "c", "ready": True, "restartCount": 0, "state": {"running": {}}}
READY = {"type": "Ready", "status": "True"}


def waiting(reason: str, name: str = "c", restarts: int = 0) -> Object:
    return {"name": name, "ready": False, "restartCount": restarts, "state": {"waiting": {"reason": reason}}}


def ended(exit_code: int, reason: str = "", name: str = "c", **more: Any) -> Object:
    state = {"exitCode": exit_code, **({"reason": reason} if reason else {}), **more}
    return {"name": name, "ready": False, "restartCount": 0, "state": {"terminated": state}}


CASES: list[tuple[str, Object, Object, Object, list[str]]] = [
    # what, metadata, spec, status, [READY, STATUS, RESTARTS]
    ("pending", {}, {}, {"phase": "Pending"}, ["0/1", "Pending", "0"]),
    ("running", {}, {}, {"phase": "Running", "containerStatuses": [RUNNING]}, ["1/1", "Running", "0"]),
    (
        "creating",
        {},
        {},
        {"phase": "Pending", "containerStatuses": [waiting("ContainerCreating")]},
        ["0/1", "ContainerCreating", "0"],
    ),
    (
        "crashing",
        {},
        {},
        {"phase": "Running", "containerStatuses": [waiting("CrashLoopBackOff", restarts=3)]},
        ["0/1", "CrashLoopBackOff", "3"],
    ),
    (
        "restarted a while ago",
        {},
        {},
        {
            "phase": "Running",
            "containerStatuses": [
                {**RUNNING, "restartCount": 2, "lastState": {"terminated": {"finishedAt": "2026-01-01T00:58:00Z"}}}
            ],
        },
        ["1/1", "Running", "2 (2m ago)"],
    ),
    (
        "exit without reason",
        {},
        {},
        {"phase": "Failed", "containerStatuses": [ended(3)]},
        ["0/1", "ExitCode:3", "0"],
    ),
    (
        "signal",
        {},
        {},
        {"phase": "Failed", "containerStatuses": [ended(137, signal=9)]},
        ["0/1", "Signal:9", "0"],
    ),
    ("evicted", {}, {}, {"phase": "Failed", "reason": "Evicted"}, ["0/1", "Evicted", "0"]),
    (
        "gated",
        {},
        {},
        {
            "phase": "Pending",
            "conditions": [{"type": "PodScheduled", "status": "False", "reason": "SchedulingGated"}],
        },
        ["0/1", "SchedulingGated", "0"],
    ),
    (
        "first container wins",
        {},
        {"containers": [{"name": "c"}, {"name": "d"}]},
        {"phase": "Running", "containerStatuses": [waiting("ImagePullBackOff"), waiting("ErrImagePull", "d")]},
        ["0/2", "ImagePullBackOff", "0"],
    ),
    (
        "completed beside a running one",
        {},
        {"containers": [{"name": "c"}, {"name": "d"}]},
        {
            "phase": "Running",
            "conditions": [READY],
            "containerStatuses": [ended(0, "Completed"), {**RUNNING, "name": "d"}],
        },
        ["1/2", "Running", "0"],
    ),
    (
        "completed beside a running one that is not ready",
        {},
        {"containers": [{"name": "c"}, {"name": "d"}]},
        {"phase": "Running", "containerStatuses": [ended(0, "Completed"), {**RUNNING, "name": "d"}]},
        ["1/2", "NotReady", "0"],
    ),
    (
        "completed hides an error",
        {},
        {"containers": [{"name": "c"}, {"name": "d"}]},
        {"phase": "Failed", "containerStatuses": [ended(0, "Completed"), ended(1, "Error", "d")]},
        ["0/2", "Error", "0"],
    ),
    (
        "init waits",
        {},
        {"initContainers": [{"name": "i"}, {"name": "j"}]},
        {
            "phase": "Pending",
            "initContainerStatuses": [ended(0, "Completed", "i"), waiting("PodInitializing", "j")],
            "containerStatuses": [waiting("PodInitializing")],
        },
        ["0/1", "Init:1/2", "0"],
    ),
    (
        "init crashes",
        {},
        {"initContainers": [{"name": "i"}]},
        {"phase": "Pending", "initContainerStatuses": [waiting("CrashLoopBackOff", "i", 4)]},
        ["0/1", "Init:CrashLoopBackOff", "4"],
    ),
    (
        "init failed",
        {},
        {"initContainers": [{"name": "i"}]},
        {"phase": "Failed", "initContainerStatuses": [ended(7, "", "i")]},
        ["0/1", "Init:ExitCode:7", "0"],
    ),
    (
        "sidecar counts",
        {},
        {"initContainers": [{"name": "s", "restartPolicy": "Always"}]},
        {
            "phase": "Running",
            "initContainerStatuses": [{**RUNNING, "name": "s", "started": True, "restartCount": 1}],
            "containerStatuses": [RUNNING],
        },
        ["2/2", "Running", "1"],
    ),
    (
        "terminating",
        {"deletionTimestamp": NOW},
        {},
        {"phase": "Running", "containerStatuses": [RUNNING]},
        ["1/1", "Terminating", "0"],
    ),
    (
        "finished stays finished",
        {"deletionTimestamp": NOW},
        {},
        {"phase": "Succeeded", "containerStatuses": [ended(0, "Completed")]},
        ["0/1", "Completed", "0"],
    ),
    (
        "node lost",
        {"deletionTimestamp": NOW},
        {},
        {"phase": "Running", "reason": "NodeLost"},
        ["0/1", "Unknown", "0"],
    ),
]


@pytest.mark.parametrize(
    ("metadata", "spec", "status", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_the_status_of_a_pod(metadata: Object, spec: Object, status: Object, expected: list[str]) -> None:
    one = pod()
    one["metadata"] = {**one["metadata"], "creationTimestamp": NOW, **metadata}
    one["spec"] = {**one["spec"], **spec}
    one["status"] = status
    assert cells_of(PODS, one, NOW_MS)[1:4] == expected


# -- other kinds --------------------------------------------------------------------------------------------------------


def service(**spec: Any) -> Object:
    ports = [{"port": 80, "protocol": "TCP"}]
    return {
        "metadata": {"name": "s", "creationTimestamp": NOW},
        "spec": {"type": "ClusterIP", "clusterIPs": ["10.96.0.9"], "ports": ports, **spec},
    }


@pytest.mark.parametrize(
    ("obj", "cells"),
    [
        (service(), ["s", "ClusterIP", "10.96.0.9", "<none>", "80/TCP", "0s", "<none>"]),
        (service(clusterIPs=["None"], ports=[]), ["s", "ClusterIP", "None", "<none>", "<none>", "0s", "<none>"]),
        (
            service(type="NodePort", ports=[{"port": 80, "nodePort": 30080, "protocol": "TCP"}], selector={"a": "b"}),
            ["s", "NodePort", "10.96.0.9", "<none>", "80:30080/TCP", "0s", "a=b"],
        ),
        (service(type="LoadBalancer"), ["s", "LoadBalancer", "10.96.0.9", "<pending>", "80/TCP", "0s", "<none>"]),
        (
            {
                "metadata": {"name": "s", "creationTimestamp": NOW},
                "spec": {"type": "ExternalName", "externalName": "example.org"},
            },
            ["s", "ExternalName", "<none>", "example.org", "<none>", "0s", "<none>"],
        ),
    ],
)
def test_the_cells_of_a_service(obj: Object, cells: list[Any]) -> None:
    assert cells_of(SERVICES, obj, NOW_MS) == cells


@pytest.mark.parametrize(
    ("conditions", "unschedulable", "state"),
    [
        ([READY], False, "Ready"),
        ([READY], True, "Ready,SchedulingDisabled"),
        ([{"type": "Ready", "status": "Unknown"}], False, "NotReady"),
        ([], False, "Unknown"),
    ],
)
def test_the_status_of_a_node(conditions: list[Object], unschedulable: bool, state: str) -> None:
    labels = {"node-role.kubernetes.io/control-plane": "", "kubernetes.io/role": "edge"}
    info = {"kubeletVersion": "v1.36.2", "kernelVersion": "6.12", "architecture": "amd64"}
    obj = {
        "metadata": {"name": "node-1", "creationTimestamp": NOW, "labels": labels},
        "spec": {"unschedulable": unschedulable},
        "status": {
            "conditions": conditions,
            "nodeInfo": info,
            "addresses": [{"type": "InternalIP", "address": "1.2.3.4"}],
        },
    }
    assert cells_of(NODES, obj, NOW_MS) == [
        "node-1",
        state,
        "control-plane,edge",
        "0s",
        "v1.36.2",
        "1.2.3.4",
        "<none>",
        "<unknown>",
        "6.12 (amd64)",
        "<unknown>",
    ]


def test_long_lists_of_addresses_are_cut() -> None:
    addresses = [f"10.0.0.{i}" for i in range(1, 6)]
    metadata = {"name": "e", "creationTimestamp": NOW}
    subset = {"addresses": [{"ip": ip} for ip in addresses], "ports": [{"port": 80}]}
    text = "10.0.0.1:80,10.0.0.2:80,10.0.0.3:80 + 2 more..."
    assert cells_of(ENDPOINTS, {"metadata": metadata, "subsets": [subset]}, NOW_MS) == ["e", text, "0s"]
    assert cells_of(ENDPOINTS, {"metadata": metadata}, NOW_MS) == ["e", "<none>", "0s"]
    endpoints = [{"addresses": [ip]} for ip in addresses]
    piece = {"metadata": metadata, "addressType": "IPv4", "endpoints": endpoints, "ports": [{"port": 80}]}
    cut = "10.0.0.1,10.0.0.2,10.0.0.3 + 2 more..."
    assert cells_of(ENDPOINTSLICES, piece, NOW_MS) == ["e", "IPv4", "80", cut, "0s"]
    empty = {"metadata": metadata, "addressType": "IPv4", "endpoints": []}
    assert cells_of(ENDPOINTSLICES, empty, NOW_MS) == ["e", "IPv4", "<unset>", "<unset>", "0s"]


def test_the_cells_of_an_event_tell_when_it_was_first_and_last_seen() -> None:
    event = {
        "metadata": {"name": "web.1", "creationTimestamp": NOW},
        "involvedObject": {"kind": "Pod", "name": "web", "fieldPath": "spec.containers{c}"},
        "type": "Normal",
        "reason": "Pulled",
        "message": " Image is there \n",
        "source": {"component": "kubelet", "host": "node-1"},
        "firstTimestamp": "2026-01-01T00:50:00Z",
        "lastTimestamp": "2026-01-01T00:59:30Z",
        "count": 4,
    }
    assert cells_of(EVENTS, event, NOW_MS) == [
        "30s",
        "Normal",
        "Pulled",
        "pod/web",
        "spec.containers{c}",
        "kubelet, node-1",
        "Image is there",
        "10m",
        4,
        "web.1",
    ]


def test_the_cells_of_a_daemonset() -> None:
    template = {"spec": {"nodeSelector": {"b": "2", "a": "1"}, "containers": [{"name": "c", "image": "i"}]}}
    obj = {
        "metadata": {"name": "d", "creationTimestamp": NOW},
        "spec": {"selector": {"matchLabels": {"app": "d"}}, "template": template},
        "status": {"desiredNumberScheduled": 3, "currentNumberScheduled": 2, "numberReady": 1},
    }
    assert cells_of(DAEMONSETS, obj, NOW_MS) == ["d", 3, 2, 1, 0, 0, "a=1,b=2", "0s", "c", "i", "app=d"]
