"""Proofs: the course's own lessons pass, and for each proof there is a lesson that fails it, at the right line."""

import random
import textwrap
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from lessons.course import track
from lessons.course.curriculum import failures as failures_of_course
from lessons.course.format import parse
from lessons.course.proof import Playing, Result, answers, played_once, prove
from lessons.course.scripts import time_line

FRONT = "---\nformat: 1\nid: small\ntitle: Small\nsummary: A small lesson.\nminutes: 3\n---\n\n"


def failures(text: str) -> list[str]:
    result = prove(parse(FRONT + textwrap.dedent(text), "small.md"))
    return [str(failure) for failure in result.failures]


STEP = """\
## One {{#one}}

```check
id: there
that: {that}
say: There is no Pod.{more}
```

```solution
kubectl run a --image=nginx
settle
```

:::hint
The verb is `run`.
:::
"""


WEAK = (
    "small.md:18: proof 5: WEAK: without 'kubectl run a --image=nginx' every check is true as well. "
    "Ask for what it does, or leave it away."
)


COURSE = sorted(path.parent.name for path in track.CONTENT.glob("*/lesson.md"))
SAMPLE = sorted(random.Random(len(COURSE)).sample(COURSE, 8))  # another one whenever the course has grown


# All of them, with every proof: `manage.py lesson prove`, a step of `verify`.
@pytest.mark.parametrize("lesson_id", SAMPLE)
def test_a_lesson_of_the_course_can_be_solved(lesson_id: str) -> None:
    lesson = parse((track.CONTENT / lesson_id / "lesson.md").read_text("utf-8"), f"{lesson_id}/lesson.md")
    assert [str(failure) for failure in played_once(lesson).failures] == []


def test_the_lessons_of_the_course_build_on_each_other() -> None:
    course = track.load()
    assert [str(failure) for failure in failures_of_course(course.lessons, track.CONTENT)] == []


def test_a_lesson_that_holds_is_proved() -> None:
    assert failures(STEP.format(that='pods.exists(p, p.metadata.name == "a")', more="")) == []


def test_a_step_that_is_solved_before_it_begins_fails() -> None:
    assert failures(STEP.format(that="nodes.size() == 4", more="")) == [
        "small.md:12: proof 2: `there` is true before the step begins: nothing would be left to do. "
        "Ask for what the solution changes: an `event`, or what was not in `start.pods`.",
        "small.md:12: proof 3: `there` is true after five minutes of doing nothing: ask for more, or say `passive: true`.",
        WEAK,
    ]


def test_a_step_that_time_alone_solves_fails_unless_it_says_so() -> None:
    assert failures(STEP.format(that="now - began > 2.5", more="")) == [
        "small.md:12: proof 3: `there` is true after five minutes of doing nothing: ask for more, or say `passive: true`.",
        WEAK,
    ]
    assert failures(STEP.format(that="now - began > 2.5", more="\npassive: true")) == [WEAK.replace(":18:", ":19:")]


def test_a_solution_that_does_not_solve_fails_with_the_reason_a_learner_would_read() -> None:
    assert failures(STEP.format(that='pods.exists(p, p.metadata.name == "b")', more="")) == [
        "small.md:12: proof 4: `there` stays open after the solution: There is no Pod."
    ]


def test_a_command_that_fails_is_told_with_what_it_printed() -> None:
    text = STEP.format(that='pods.exists(p, p.metadata.name == "a")', more="").replace(
        "settle", "kubectl delete pod no-such"
    )
    assert failures(text) == [
        "small.md:19: proof 4: 'kubectl delete pod no-such' ends with status 1: "
        'Error from server (NotFound): pods "no-such" not found',
        WEAK.replace(":18:", ":19:").replace("run a --image=nginx", "delete pod no-such"),
    ]


@pytest.mark.parametrize(
    ("wrong", "expected"),
    [
        ("run: kubectl get pods\nexpect: there", []),
        (
            "run: kubectl run a --image=nginx\nexpect: there",
            ["small.md:27: proof 6: `there` is true although this is wrong: ask for more, or take another mistake."],
        ),
        (
            "run: kubectl get pods\nexpect: there.because[0]",
            ["small.md:27: proof 6: `there` answers 'There is no Pod.', which is not there.because[0]."],
        ),
        ("run: kubectl get pods\nexpect: other", ["small.md:27: proof 6: there is no check 'other' in this step."]),
    ],
)
def test_a_wrong_script_must_fail_and_meet_its_feedback(wrong: str, expected: list[str]) -> None:
    text = STEP.format(that='pods.exists(p, p.metadata.name == "a")', more="")
    assert failures(f"{text}\n```wrong\n{wrong}\n```\n") == expected


def test_an_answer_that_is_no_option_fails() -> None:
    question = "\n```predict\nid: q\nask: How many?\noptions: {one: 1, two: 2}\nanswer_from: pods.size()\nfeedback: {one: A, two: B}\n```\n"
    text = STEP.format(that='pods.exists(p, p.metadata.name == "a")', more="") + question
    (told,) = failures(text)
    assert told.startswith("small.md:27: proof 7: the model answers '")
    assert told.endswith("' to q: that is none of its options.")


def test_a_lesson_is_proved_for_every_value_of_its_variables() -> None:
    front = FRONT.replace("minutes: 3\n", "minutes: 3\nvars: {POD: {pick: [a, b]}}\n")
    text = STEP.format(that="pods.exists(p, p.metadata.name == vars.POD)", more="").replace("run a", "run ${POD}")
    assert prove(parse(front + text, "small.md")).failures == []
    fixed = STEP.format(that="pods.exists(p, p.metadata.name == vars.POD)", more="")
    (told,) = prove(parse(front + fixed, "small.md")).failures
    assert str(told) == "small.md:13: proof 4: `there` stays open after the solution: There is no Pod. (With POD=b.)"


def test_playing_twice_leaves_the_same_trace() -> None:
    lesson = track.load().lessons["what-is-in-a-cluster"]
    first, second = (Playing(lesson, {}, 1, Result(lesson.id, "f")) for _ in range(2))
    first.play()
    second.play()
    assert first.cluster.trace.digest() == second.cluster.trace.digest()


def test_the_model_answers_the_questions_of_a_lesson() -> None:
    assert answers(track.load().lessons["a-node-dies"]) == {"how-long": "50s", "where": "node-1-or-3", "go-back": "no"}
    assert answers(track.load().lessons["what-is-in-a-cluster"]) == {
        "who-answers": "kube-apiserver",
        "who-starts": "kubelet",
        "comes-back": "no",
    }


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("run 6m", 360_000),
        ("sleep 10", 10_000),
        ("run 500ms", 500),
        ("run 1h", 3_600_000),
        ("run", None),
        ("kubectl get", None),
        ("run x", None),
    ],
)
def test_lines_that_let_time_pass(line: str, expected: int | None) -> None:
    assert time_line(line) == expected


def test_the_command_says_what_holds_and_ends_with_the_count() -> None:
    out = StringIO()
    call_command("lesson", "prove", "what-is-in-a-cluster", stdout=out)
    lines = out.getvalue().splitlines()
    assert lines[0] == "proved  what-is-in-a-cluster"
    assert lines[-1].endswith(" passed, 0 failed")


def test_the_command_fails_with_the_lesson(tmp_path: Path) -> None:
    (tmp_path / "small").mkdir()
    (tmp_path / "track.yaml").write_text(
        "id: t\ntitle: T\nlicence: L\nparts:\n- title: P\n  lessons:\n  - {id: small, title: Small}\n"
    )
    lesson = tmp_path / "small" / "lesson.md"
    lesson.write_text(FRONT + STEP.format(that="nodes.size() == 9", more=""))
    out = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("lesson", "prove", "--lessons", str(tmp_path), stdout=out)
    assert ended.value.code == 1
    assert out.getvalue().splitlines() == [
        "FAIL  small",
        "  small/lesson.md:12: proof 4: `there` stays open after the solution: There is no Pod.",
        "16 passed, 1 failed",
    ]
    lesson.write_text(FRONT + STEP.format(that="podz.size() == 9", more=""))
    out = StringIO()
    with pytest.raises(SystemExit):
        call_command("lesson", "prove", "--lessons", str(tmp_path), stdout=out)
    assert out.getvalue().splitlines() == [
        "FAIL  small/lesson.md",
        "  small/lesson.md:13:7: proof 1: that: nothing is called 'podz'. Did you mean pods? (character 1 of 'podz.size() == 9').",
        "0 passed, 1 failed",
    ]
    lesson.write_text(FRONT + STEP.format(that="nodes.size() == 9", more=""))
    with pytest.raises(CommandError, match=r"No lesson is called 'smal'\. Did you mean small\?"):
        call_command("lesson", "prove", "smal", "--lessons", str(tmp_path))


def test_a_line_that_is_meant_to_fail_must_fail() -> None:
    text = STEP.format(that='hops.exists(h, h.source == "you" && h.verb == "DELETE")', more="")
    refused = text.replace("kubectl run a --image=nginx", "! kubectl delete pod no-such").replace("verb", "way")
    assert failures(refused.replace("h.way", "h.verb")) == []
    told = failures(text.replace("kubectl run a", "! kubectl run a"))
    assert told[0] == ("small.md:12: proof 4: `there` stays open after the solution: There is no Pod.")
    assert told[1] == "small.md:18: proof 4: 'kubectl run a --image=nginx' ends with status 0, but it is meant to fail."
