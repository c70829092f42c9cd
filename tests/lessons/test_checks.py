"""Checks: what counts as done in each mode, and which reason an open one gives."""

from typing import Any

import pytest

from lessons.course.blocks import block
from lessons.course.checks import Tick, judge, tick_from
from lessons.course.lesson import Check
from lessons.course.mistakes import Place
from lessons.course.sight import NAMES, Known


def read(**fields: str) -> Check:
    text = "\n".join(f"{name}: {value}" for name, value in {"id": "c", "say": "Not yet.", **fields}.items())
    mistakes: list[Any] = []
    found = block("check", text, Place("f", 1), Known(), mistakes)
    assert not mistakes
    assert isinstance(found, Check)
    return found


def history(check: Check, *states: Any) -> list[bool]:
    """Whether it is done, looked at once a second while `pods` is each of these."""
    tick, done = Tick(), []
    for second, pods in enumerate(states):
        tick = judge(check, {**dict.fromkeys(NAMES), "pods": pods}, tick, second * 1000)  # type: ignore[arg-type]
        tick = tick_from(tick.as_json()) if not tick.reason else tick
        done.append(tick.done)
    return done


@pytest.mark.parametrize(
    ("fields", "states", "expected"),
    [
        ({"mode": "level"}, [[], [1], [], [1]], [False, True, False, True]),
        ({"mode": "edge"}, [[], [1], [], []], [False, True, True, True]),
        ({"mode": "gone"}, [[], [], [1], [], [1]], [False, False, False, True, True]),
        ({"mode": "gone"}, [[1], [1], []], [False, False, True]),
        ({"mode": "never"}, [[], [], [1], []], [True, True, False, False]),
        ({"for": "2s"}, [[1], [1], [1], [1]], [False, False, True, True]),
        ({"for": "2s"}, [[1], [1], [], [1], [1], [1]], [False, False, False, False, False, True]),
        ({"mode": '"for: 2s"'}, [[1], [1], [1]], [False, False, True]),
        ({"mode": "edge", "for": "1s"}, [[1], [1], []], [False, True, True]),
    ],
)
def test_each_mode_has_its_own_idea_of_done(fields: dict[str, str], states: list[Any], expected: list[bool]) -> None:
    assert history(read(that="pods.size() == 1", **fields), *states) == expected


def test_an_open_check_gives_the_first_reason_that_holds() -> None:
    found = block(
        "check",
        "id: c\nthat: pods.size() == 3\nsay: Something is missing.\nbecause:\n"
        "  - when: pods.size() == 0\n    say: There is no Pod.\n"
        "  - when: pods.size() < 2\n    say: There is only one.\n"
        "  - when: pods[5].x\n    say: What is not there is no reason.\n",
        Place("f", 1),
        Known(),
        [],
    )
    assert isinstance(found, Check)

    def reason(count: int) -> tuple[str, int | None]:
        tick = judge(found, {"pods": [1] * count}, Tick(), 0)  # type: ignore[arg-type]
        return tick.reason, tick.diagnosis

    assert reason(0) == ("There is no Pod.", 0)
    assert reason(1) == ("There is only one.", 1)
    assert reason(2) == ("Something is missing.", None)
    assert reason(3) == ("", None)


def test_a_check_that_makes_no_sense_stays_open_and_breaks_nothing() -> None:
    found = read(that="pods.size() + 'x' == 1")
    assert judge(found, {"pods": []}, Tick(), 0) == Tick(reason="Not yet.")  # type: ignore[arg-type]
