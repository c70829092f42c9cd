"""Words as kubectl prints them, each with a mark."""

import re
from pathlib import Path
from typing import Any

import pytest

from clusterviz.picture.states import MARKS, node_state, pod_cells, pod_state

TEMPLATE = Path(__file__).parents[2] / "templates" / "clusterviz" / "_mark.html"
SCRIPT = Path(__file__).parents[2] / "static" / "js" / "marks.js"


def pod(
    phase: str = "Running", *states: dict[str, Any], deleted: bool = False, ready: bool = True, **status: Any
) -> dict[str, Any]:
    metadata = {"name": "web", "namespace": "default"} | (
        {"deletionTimestamp": "2026-01-01T00:00:00Z"} if deleted else {}
    )
    containers = [{"name": f"c{number}", "image": "nginx"} for number in range(max(1, len(states)))]
    statuses = [
        {"name": f"c{number}", "ready": ready and "running" in state, "restartCount": number, "state": state}
        for number, state in enumerate(states)
    ]
    return {
        "metadata": metadata,
        "spec": {"containers": containers},
        "status": {"phase": phase, "containerStatuses": statuses, **status},
    }


RUNNING: dict[str, Any] = {"running": {}}
CASES = [
    (pod("Pending"), "Pending", "0/1", "wait"),
    (pod("Pending", {"waiting": {"reason": "ContainerCreating"}}), "ContainerCreating", "0/1", "wait"),
    (pod("Running", RUNNING), "Running", "1/1", "ok"),
    (pod("Running", RUNNING, ready=False), "Running", "0/1", "weak"),
    (pod("Running", {"waiting": {"reason": "CrashLoopBackOff"}}), "CrashLoopBackOff", "0/1", "bad"),
    (pod("Pending", {"waiting": {"reason": "ErrImagePull"}}), "ErrImagePull", "0/1", "bad"),
    (pod("Failed", {"terminated": {"exitCode": 1, "reason": "Error"}}), "Error", "0/1", "bad"),
    (pod("Failed", {"terminated": {"exitCode": 3}}), "ExitCode:3", "0/1", "bad"),
    (pod("Succeeded", {"terminated": {"exitCode": 0, "reason": "Completed"}}), "Completed", "0/1", "ok"),
    (pod("Running", RUNNING, deleted=True), "Terminating", "1/1", "going"),
    (pod("Running", RUNNING, deleted=True, reason="NodeLost"), "Unknown", "1/1", "lost"),
    (pod("Failed", reason="Evicted"), "Evicted", "0/1", "bad"),
    (pod("Running", {"terminated": {"exitCode": 0, "reason": "Completed"}}, RUNNING), "NotReady", "1/2", "weak"),
]


@pytest.mark.parametrize(("given", "word", "ready", "state"), CASES, ids=[f"{case[1]} {case[2]}" for case in CASES])
def test_a_pod_has_the_word_of_kubectl(given: dict[str, Any], word: str, ready: str, state: str) -> None:
    cells = pod_cells(given)
    assert (cells.status, cells.ready) == (word, ready)
    assert pod_state(given) == (word, state)


def test_init_containers_count_up() -> None:
    given = pod("Pending")
    given["spec"]["initContainers"] = [{"name": "a"}, {"name": "b"}]
    given["status"]["initContainerStatuses"] = [
        {"name": "a", "state": {"terminated": {"exitCode": 0}}},
        {"name": "b", "state": {"running": {}}},
    ]
    assert pod_state(given) == ("Init:1/2", "wait")


@pytest.mark.parametrize(
    ("status", "unschedulable", "expected"),
    [
        ("True", False, ("Ready", "ok")),
        ("True", True, ("Ready,SchedulingDisabled", "weak")),
        ("Unknown", False, ("NotReady", "lost")),
        ("False", False, ("NotReady", "weak")),
    ],
)
def test_a_node_has_the_word_of_kubectl(status: str, unschedulable: bool, expected: tuple[str, str]) -> None:
    node = {"spec": {"unschedulable": unschedulable}, "status": {"conditions": [{"type": "Ready", "status": status}]}}
    assert node_state(node) == expected


def test_every_state_has_a_mark_of_its_own_on_the_server_and_in_the_browser() -> None:
    in_template = set(re.findall(r'state == "(\w+)"', TEMPLATE.read_text()))
    in_script = set(re.findall(r"^  (\w+): '<", SCRIPT.read_text(), re.MULTILINE))
    assert in_template == in_script == set(MARKS)


def test_the_marks_are_the_same_on_the_server_and_in_the_browser() -> None:
    script = SCRIPT.read_text()
    for shape in re.findall(r'aria-hidden="true">(.*?)</svg>', TEMPLATE.read_text()):
        assert shape in script
