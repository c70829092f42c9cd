"""The cluster of the recorded tables (golden_http/tables), made again from what its bodies say: every row is as recorded."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from clusterviz.cluster.checkpoint import fork
from clusterviz.cluster.cluster import Cluster
from clusterviz.cluster.machinery.api import Request, Response, items_as_sent
from clusterviz.cluster.machinery.field_managers import with_json
from clusterviz.cluster.machinery.objects import Object
from clusterviz.cluster.machinery.program import Ask, Code, Print, Program
from clusterviz.cluster.quiet import settle
from clusterviz.tools.playing.player import run

from .conftest import EPOCH_MS

GOLDEN = Path(__file__).parent / "golden_http" / "tables"
NAMES = sorted(path.stem for path in GOLDEN.glob("*.json"))
LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration"
COMMANDS = """
kubectl run tea --image=nginx:1.27
kubectl wait --for=condition=Ready pod/tea
kubectl delete pod tea
kubectl create deployment web --image=nginx:1.27 --replicas=2
kubectl expose deployment web --port=80 --type=NodePort
kubectl create configmap conf --from-literal=a=b
kubectl create secret generic sec --from-literal=a=b
kubectl create job once --image=busybox:1.36 -- true
kubectl create cronjob tick --image=busybox:1.36 --schedule='0 3 * * *' -- true
kubectl create ingress in --rule=a.example.com/*=web:80
kubectl create poddisruptionbudget web --selector=app=web --min-available=1
kubectl create quota q --hard=pods=60
kubectl create role r --verb=get --resource=pods
kubectl create rolebinding rb --role=r --user=ann
kubectl create clusterrolebinding ann --clusterrole=view --user=ann
kubectl create priorityclass vip --value=10
kubectl autoscale deployment web --min=1 --max=3 --cpu-percent=50
kubectl apply -f applied.yaml
"""
# A difference of the recording's machine or moment, not of Kubernetes.
NOT_COMPARED = {
    "events": "the recording's nodes had other images before: test_the_events_are_those_recorded_but_for_pulling",
    "endpoints": "the recording's API server has an address of its own: test_the_other_rows_are_as_recorded",
    "endpointslices": "the same",
    "clusterrolebindings": "three of them, and here one is kubeadm's: test_the_other_rows_are_as_recorded",
}


def golden(name: str) -> dict[str, Any]:
    recorded: dict[str, Any] = json.loads((GOLDEN / f"{name}.json").read_text())
    return recorded


def applied() -> list[Object]:
    """What was applied in the recording: the objects remember it."""
    found: dict[str, Object] = {}
    for name in NAMES:
        for row in golden(name)["response"]["body"]["rows"]:
            text = (row["object"]["metadata"].get("annotations") or {}).get(LAST_APPLIED)
            if text and name != "controllerrevisions":
                found[text] = json.loads(text)
    return list(found.values())


def ask(path: str, accept: str, as_table: bool, answers: list[Response]) -> Code:
    """A client that sends one GET."""
    answers.append((yield Ask(Request("get", None, path=path, accept=accept, as_table=as_table))))
    yield Print("")
    return 0


@pytest.fixture(scope="module")
def cluster() -> Cluster:
    made = fork("bare", 1, EPOCH_MS, 2)
    settle(made)
    made.run_for(84_000)
    files = {"applied.yaml": json.dumps({"apiVersion": "v1", "kind": "List", "items": applied()})}
    files["boat.json"] = json.dumps(
        {"apiVersion": "harbour.example.com/v1", "kind": "Boat", "metadata": {"name": "gull"}, "spec": {"length": 3}}
    )
    for line in COMMANDS.strip().splitlines():
        program = run(made, line, files)
        assert program.exit_status == 0, f"{line}: {program.text()}"
    made.run_for(4_000)  # the moment that was recorded
    boat = "kubectl create --raw /apis/harbour.example.com/v1/namespaces/default/boats -f boat.json"
    assert run(made, boat, files).exit_status == 0
    return made


def answer(cluster: Cluster, path: str, accept: str, *, as_table: bool) -> Any:
    """The body of the answer to a GET."""
    answers: list[Response] = []
    program = Program(ask, (path, accept, as_table, answers))
    cluster.run_program(program, "curl", "you")
    while not program.finished and cluster.clock.step():
        pass
    assert answers[0].code == 200, answers[0]
    return answers[0].body


def table(cluster: Cluster, name: str) -> Any:
    """The table that the recorded request gets here."""
    request = golden(name)["request"]
    return answer(cluster, request["path"], request["headers"]["Accept"], as_table=True)


def known(cell: Any) -> Any:
    """A cell without what chance and the clock decide: generated names, addresses, ages."""
    if not isinstance(cell, str):
        return cell
    for pattern, instead in (
        (r"^\d+(m\d*)?s$|^\d+m$", "AGE"),
        (r"\b\d{4}-\d\d-\d\dT[\d:]+Z", "TIME"),
        (r"\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b", "UID"),
        (r"\b(web|ds|ss|once|rc)-([bcdf-hj-np-tv-z2456789]{8,10})?(-?[bcdf-hj-np-tv-z2456789]{5})?\b", r"\1-NAME"),
        (r"\b10\.\d+\.\d+\.\d+\b", "ADDRESS"),
        (r"\b172\.18\.0\.\d+\b", "MACHINE"),
        (r":3\d{4}/", ":PORT/"),
        (r"default-scheduler-[a-z-]+", "default-scheduler-HOST"),
        (r"pod-template-hash=\w+", "pod-template-hash=HASH"),
    ):
        cell = re.sub(pattern, instead, cell)
    return cell


def cells(found: Any) -> list[list[Any]]:
    """All rows; which of two equal nodes a Pod got does not count."""
    rows = [[known(cell) for cell in row["cells"]] for row in found["rows"]]
    return sorted(
        ([row[0], *("NODE" if cell in ("node-1", "node-2") else cell for cell in row[1:])] for row in rows), key=str
    )


@pytest.mark.parametrize("name", [name for name in NAMES if name not in NOT_COMPARED])
def test_every_row_is_as_recorded(cluster: Cluster, name: str) -> None:
    ours, recorded = table(cluster, name), golden(name)["response"]["body"]
    assert cells(ours) == cells(recorded)


@pytest.mark.parametrize("name", NAMES)
def test_every_table_has_the_recorded_shape(cluster: Cluster, name: str) -> None:
    ours, recorded = table(cluster, name), golden(name)["response"]["body"]
    assert list(ours) == list(recorded)
    assert list(ours["metadata"]) == list(recorded["metadata"])
    columns = [{key: value for key, value in one.items() if key != "description"} for one in ours["columnDefinitions"]]
    assert columns == [
        {key: value for key, value in one.items() if key != "description"} for one in recorded["columnDefinitions"]
    ]
    for row in ours["rows"]:
        assert [list(row), row["object"]["kind"]] in [[list(one), one["object"]["kind"]] for one in recorded["rows"]]


@pytest.mark.parametrize("name", ["endpoints", "endpointslices", "clusterrolebindings"])
def test_the_other_rows_are_as_recorded(cluster: Cluster, name: str) -> None:
    ours, recorded = cells(table(cluster, name)), cells(golden(name)["response"]["body"])
    own = ("kubernetes", "system:basic-user", "kubeadm:cluster-admins")
    assert [row for row in ours if row[0] not in own] == [row for row in recorded if row[0] not in own]


def test_the_events_are_those_recorded_but_for_pulling(cluster: Cluster) -> None:
    def told(found: Any) -> list[str]:
        """What is told of each kind of object. FailedMount: the recording's node was slower than its Pod."""
        rows = [[re.sub(r"node-\d", "node", str(cell)) for cell in row[1:7]] for row in cells(found)]
        return sorted({str(row): None for row in rows if row[1] not in ("Pulling", "Pulled", "FailedMount")})

    assert told(table(cluster, "events")) == told(golden("events")["response"]["body"])


OWN = ("uid", "resourceVersion", "managedFields", "containerID", "imageID", "controller-revision-hash", "continue")


def plain(value: Any) -> Any:
    """JSON without what is each cluster's own: identifiers, revisions, and what `known` takes away."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items() if key not in OWN}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return "NODE" if value in ("node-1", "node-2") else known(re.sub(r"^kube-api-access-\w+", "TOKEN", str(value)))


def test_a_list_in_pages_is_as_recorded(cluster: Cluster) -> None:
    token = ""
    for name in ("list-limit-1", "list-continue"):
        recorded = json.loads((GOLDEN.parent / "errors" / f"{name}.json").read_text())
        path = re.sub(r"continue=.*", f"continue={token}", recorded["request"]["path"])
        ours = answer(cluster, path, recorded["request"]["headers"]["Accept"], as_table=False)
        token = ours["metadata"]["continue"]
        assert plain(items_as_sent(with_json(ours))) == plain(recorded["response"]["body"])
