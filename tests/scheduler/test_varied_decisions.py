"""The recorded scenarios in other clothes: other names, another order, more of everything. The decision stays the same."""

from __future__ import annotations

import copy
import gzip
import json
import re
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest

from clusterviz.cluster.control_plane.kube_scheduler.rehearsal import Rehearsal
from clusterviz.cluster.machinery.quantities import parse
from clusterviz.tools.scheduling_records import Difference, replay

RECORDS = Path(__file__).with_name("scheduler-dev.jsonl.gz")
SCENARIOS: list[dict[str, Any]] = [json.loads(line) for line in gzip.decompress(RECORDS.read_bytes()).splitlines()]
Scenario = dict[str, Any]
EXTRA = "zz-full"
TOTALS = ("total of ", "best nodes")


def untouched(difference: Difference) -> bool:
    """Nothing may differ."""
    return True


def but_for(*beginnings: str) -> Callable[[Difference], bool]:
    """What begins so may differ: the recorded value is that of the scenario as it was."""
    return lambda difference: not difference.what.startswith(beginnings)


def has_images(scenario: Scenario) -> bool:
    return any((node.get("status") or {}).get("images") for node in scenario["nodes"])


def pods_of(scenario: Scenario) -> list[dict[str, Any]]:
    return [obj for obj in (*scenario["objects"], *scenario["pods"]) if obj["kind"] == "Pod"]


def nodes_of(scenario: Scenario) -> list[dict[str, Any]]:
    return [*scenario["nodes"], *(scenario.get("later_nodes") or ())]


# -- variations: each changes the scenario, and says what must still agree ----------------------------------------------


def nodes_in_another_order(scenario: Scenario, random: Random) -> Callable[[Difference], bool]:
    """Only the size of an image may come from another node."""
    random.shuffle(scenario["nodes"])
    return but_for("score of ImageLocality", *TOTALS) if has_images(scenario) else untouched


def objects_in_another_order(scenario: Scenario, random: Random) -> Callable[[Difference], bool]:
    random.shuffle(scenario["objects"])
    return untouched


def nodes_under_other_names(scenario: Scenario, random: Random) -> Callable[[Difference], bool]:
    names = [node["metadata"]["name"] for node in nodes_of(scenario)]
    others = [f"{random.choice('abcdefgh')}x{random.randrange(10**6)}-{place}" for place in range(len(names))]
    renamed = dict(zip(names, others, strict=True))
    pattern = re.compile(r"(?<![\w.-])(" + "|".join(re.escape(name) for name in names) + r")(?![\w-]|\.\w)")
    changed = json.loads(pattern.sub(lambda found: renamed[found[0]], json.dumps(scenario)))
    scenario.update(changed)
    for entry in scenario["expect"]:
        if "feasible" in entry:
            entry["feasible"].sort()
    return untouched


def a_label_that_nobody_asks_for(scenario: Scenario, random: Random) -> Callable[[Difference], bool]:
    for obj in (*nodes_of(scenario), *pods_of(scenario)):
        obj["metadata"].setdefault("labels", {})["example.com/nobody-asks"] = str(random.randrange(3))
        obj["metadata"].setdefault("annotations", {})["example.com/note"] = "x"
    return untouched


def a_node_that_takes_nobody(scenario: Scenario, random: Random) -> Callable[[Difference], bool]:
    """It has no room for a single Pod and no labels: it counts in messages, and for the share of nodes with an image."""
    none = {"cpu": "1", "memory": "1Gi", "pods": "0"}
    node = {"apiVersion": "v1", "kind": "Node", "metadata": {"name": EXTRA}, "spec": {}}
    scenario["nodes"].insert(random.randrange(len(scenario["nodes"]) + 1), node)
    node["status"] = {"capacity": none, "allocatable": none}
    beginnings = ("message", "prefilter_message", f"filter failure of {EXTRA}", f"no preemption on {EXTRA}")
    return but_for(*beginnings, *(("score of ImageLocality", *TOTALS) if has_images(scenario) else ()))


def a_pod_that_is_finished(scenario: Scenario, random: Random) -> Callable[[Difference], bool]:
    node = random.choice(scenario["nodes"])["metadata"]["name"]
    container = {"name": "c", "image": "i", "resources": {"requests": {"cpu": "500", "memory": "500Gi"}}}
    scenario["objects"].append(
        {
            "apiVersion": "v1",
            "kind": "Pod",
            "metadata": {"name": "finished", "namespace": "default", "uid": "finished"},
            "spec": {"nodeName": node, "containers": [container]},
            "status": {"phase": random.choice(["Succeeded", "Failed"])},
        }
    )
    return untouched


def twice_of_everything(scenario: Scenario, random: Random) -> Callable[[Difference], bool]:
    """Twice the machines for twice the wishes. A container that wishes for nothing still counts as much as before."""
    for node in nodes_of(scenario):
        for amounts in ((node.get("status") or {}).get(field) or {} for field in ("capacity", "allocatable")):
            double(amounts, but=("pods",))
    wishes_for_nothing = False
    for pod in pods_of(scenario):
        spec = pod["spec"]
        double(spec.get("overhead") or {})
        for containers in (spec.get("containers"), spec.get("initContainers"), [spec]):
            for container in containers or ():
                resources = container.get("resources") or {}
                double(resources.get("requests") or {})
                double(resources.get("limits") or {})
                asked = {**(resources.get("limits") or {}), **(resources.get("requests") or {})}
                wishes_for_nothing |= container is not spec and not {"cpu", "memory"} <= asked.keys()
    for obj in scenario["objects"]:
        if obj["kind"] == "RuntimeClass":
            double((obj.get("overhead") or {}).get("podFixed") or {})
    for step in scenario.get("steps") or ():
        for amounts in (
            ((step.get("patch") or {}).get("status") or {}).get(field) or {} for field in ("capacity", "allocatable")
        ):
            double(amounts, but=("pods",))
    return but_for("score of NodeResourcesFit", *TOTALS) if wishes_for_nothing else untouched


def double(amounts: dict[str, Any], but: tuple[str, ...] = ()) -> None:
    for name, amount in amounts.items():
        if name not in but and not name.startswith("attachable-volumes"):
            doubled = parse(str(amount)) * 2
            amounts[name] = str(int(doubled)) if doubled == int(doubled) else f"{int(doubled * 1000)}m"


def all_of_it(scenario: Scenario, random: Random) -> Callable[[Difference], bool]:
    """Every variation, one on top of the other."""
    agreements = [vary(scenario, random) for vary in VARIATIONS if vary is not all_of_it]
    return lambda difference: all(agreed(difference) for agreed in agreements)


VARIATIONS: tuple[Callable[[Scenario, Random], Callable[[Difference], bool]], ...] = (
    nodes_in_another_order,
    objects_in_another_order,
    nodes_under_other_names,
    a_label_that_nobody_asks_for,
    a_node_that_takes_nobody,
    a_pod_that_is_finished,
    twice_of_everything,
    all_of_it,
)


@pytest.mark.parametrize("vary", VARIATIONS, ids=lambda vary: vary.__name__)
def test_the_decision_stays_the_same(vary: Callable[[Scenario, Random], Callable[[Difference], bool]]) -> None:
    wrong = []
    for scenario in (one for one in SCENARIOS if one["nodes"]):
        varied = copy.deepcopy(scenario)
        must_agree = vary(varied, Random(f"{vary.__name__} {scenario['id']}"))
        found = [one for one in replay(varied, Rehearsal).differences if must_agree(one)]
        wrong += [f"{scenario['id']}: {one}" for one in found]
    assert not wrong, f"{len(wrong)} differences, as:\n" + "\n".join(wrong[:15])
