"""What a real kube-scheduler v1.36.2 decided, in 325 scenarios, is what ours decides: every reason, score and message."""

from __future__ import annotations

import copy
import gzip
import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from clusterviz.cluster.control_plane.kube_scheduler.rehearsal import Rehearsal
from clusterviz.tools.scheduling_records import replay

RECORDS = Path(__file__).with_name("scheduler-dev.jsonl.gz")
SCENARIOS: list[dict[str, Any]] = [json.loads(line) for line in gzip.decompress(RECORDS.read_bytes()).splitlines()]
CATEGORIES = sorted({scenario["category"] for scenario in SCENARIOS})


@pytest.mark.parametrize("category", CATEGORIES)
def test_every_recorded_decision_is_ours(category: str) -> None:
    wrong = [
        f"{scenario['id']}: {difference}"
        for scenario in SCENARIOS
        if scenario["category"] == category
        for difference in replay(scenario, Rehearsal).differences
    ]
    assert not wrong, "\n".join(wrong[:20])


def first(category: str) -> dict[str, Any]:
    """The first scenario of a category, to be changed."""
    return copy.deepcopy(next(scenario for scenario in SCENARIOS if scenario["category"] == category))


def test_a_score_that_is_one_point_off_is_a_difference() -> None:
    scenario = first("resources_score")
    totals = scenario["expect"][0]["totals"]
    name = next(iter(totals))
    totals[name] += 1
    [difference] = replay(scenario, Rehearsal).differences
    assert str(difference) == (
        f"decision 0 ({scenario['expect'][0]['pod']}), total of {name}: "
        f"recorded {totals[name]}, ours {totals[name] - 1}"
    )


def test_another_word_in_a_message_is_a_difference() -> None:
    scenario = first("nothing_fits")
    refused = next(entry for entry in scenario["expect"] if entry["outcome"] == "unschedulable")
    refused["message"] = refused["message"].replace("nodes are", "nodes were")
    assert [difference.what for difference in replay(scenario, Rehearsal).differences] == ["message"]


def test_the_command_prints_a_table_and_fails_if_a_scenario_does(tmp_path: Path) -> None:
    good, bad = first("taints"), first("taints")
    bad["id"] = "changed"
    bad["expect"][0]["outcome"] = "gated"
    path = tmp_path / "records.jsonl"
    path.write_text(json.dumps(good) + "\n" + json.dumps(bad) + "\n")
    output = io.StringIO()
    with pytest.raises(SystemExit) as end:
        call_command("schedule", str(path), stdout=output)
    assert end.value.code == 1
    lines = output.getvalue().splitlines()
    assert lines[0] == "category  passed  failed  decisions  first difference"
    assert "changed: decision 0" in lines[1]
    assert "outcome: recorded 'gated', ours 'bound'" in lines[1]
    assert lines[-1] == "1 passed, 1 failed"

    output = io.StringIO()
    call_command("schedule", str(path), "--show", good["id"], stdout=output)
    assert output.getvalue().splitlines()[-1] == "1 passed, 0 failed"


def test_the_command_says_what_is_wrong_with_its_file(tmp_path: Path) -> None:
    missing = tmp_path / "absent.jsonl"
    with pytest.raises(CommandError) as trouble:
        call_command("schedule", str(missing))
    assert str(trouble.value) == (
        f"Cannot read recorded scenarios from {missing}: [Errno 2] No such file or directory: '{missing}'"
    )
    with pytest.raises(CommandError) as trouble:
        call_command("schedule", str(RECORDS), "--category", "unheard-of")
    assert str(trouble.value) == f"No scenario of {RECORDS} matches; see the fields `category` and `id` there."
