"""Reading lessons: what is wrong is told with file, line, column and the way out; all of it at once."""

import textwrap
from pathlib import Path

import pytest

from lessons.course import track
from lessons.course.format import parse
from lessons.course.lesson import Prose
from lessons.course.mistakes import Mistakes

FRONT = """\
---
format: 1
id: small
title: Small
summary: A small lesson.
minutes: 3
---
"""
CHECK = """\
```check
id: there
that: pods.size() == 1
say: There is no Pod.
```
"""
SOLUTION = """\
```solution
kubectl run web --image=nginx
settle
```
"""


def mistakes_in(text: str) -> list[str]:
    with pytest.raises(Mistakes) as wrong:
        parse(text, "lesson.md")
    return str(wrong.value).splitlines()


def test_a_lesson_is_read_block_by_block() -> None:
    lesson = parse(
        f"{FRONT}\nBefore.\n\n## One {{#one}}\n\nText.\n\n{CHECK}\nMore `x`.\n\n:::hint\nTry *it*.\n:::\n\n{SOLUTION}",
        "f",
    )
    (step,) = lesson.steps
    assert (lesson.id, lesson.minutes, lesson.intro) == ("small", 3, "Before.")
    assert (step.id, step.title, step.place.line) == ("one", "One", 11)
    assert [type(block).__name__ for block in step.blocks] == ["Prose", "Check", "Prose", "Aside", "Solution"]
    assert [block.text for block in step.blocks if isinstance(block, Prose)] == ["Text.", "More `x`."]
    assert step.hints[0].text == "Try *it*."
    assert step.solution == ("kubectl run web --image=nginx", "settle")
    assert (step.checks[0].task, step.checks[0].mode) == ("There", "level")


def test_plain_code_and_small_headings_are_prose() -> None:
    lesson = parse(f"{FRONT}\n## One {{#one}}\n\n### Small\n\n```yaml\na: 1\n```\n", "f")
    assert [type(block) for block in lesson.steps[0].blocks] == [Prose]


def body(text: str) -> str:
    return f"{FRONT}\n## One {{#one}}\n\n{textwrap.dedent(text)}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# No front matter", ["lesson.md:1:1: a lesson begins with its front matter: put `---` into the first line."]),
        ("---\nformat: 1\n", ["lesson.md:1:1: the front matter does not end: put `---` into a line of its own below it."]),
        (FRONT, ["lesson.md:1:1: the lesson has no step: begin one with `## Title {#id}`."]),
        (
            FRONT.replace("minutes: 3", "minuts: 3") + "## A {#a}\n",
            [
                "lesson.md:2:1: minutes is missing: add the line `minutes: …`.",
                "lesson.md:6:1: unknown key 'minuts'. Did you mean minutes?",
            ],
        ),
        (
            FRONT.replace("minutes: 3", "minutes: soon") + "## A {#a}\n",
            ["lesson.md:6:10: minutes must be a whole number, not 'soon'."],
        ),
        (
            FRONT.replace("format: 1", "format: 2") + "## A {#a}\n",
            ["lesson.md:2:9: format cannot be '2': Known are 1."],
        ),
        (
            FRONT.replace("id: small", "id: Small One") + "## A {#a}\n",
            ["lesson.md:3:5: 'Small One' is not an id: use small letters, digits and hyphens, and begin with a letter."],
        ),
        (
            FRONT.replace("minutes: 3", "minutes: 3\ncluster: {preset: four}") + "## A {#a}\n",
            ["lesson.md:7:19: preset cannot be 'four': Known are three-nodes, bare, three-members, runtimes and with-metrics."],
        ),
        (FRONT + "## No id\n", ["lesson.md:8:1: the step 'No id' has no id: write `## No id {#id}`."]),
        (
            FRONT + "## A {#Not Good}\n",
            ["lesson.md:8:8: 'Not Good' is not an id: use small letters, digits and hyphens, and begin with a letter."],
        ),
        (FRONT + "## A {#a}\n\n## B {#a}\n", ["lesson.md:10:1: the id 'a' stands in line 8 already: choose another."]),
        (
            FRONT + f"{SOLUTION}\n## A {{#a}}\n",
            ["lesson.md:9:1: this stands above the first step: put it below a `## Title {#id}`."],
        ),
        (
            body(CHECK),
            ["lesson.md:9:1: the step 'one' has checks and no solution: add a ```solution block."],
        ),
        (
            body(CHECK.replace("say:", "sya:") + SOLUTION),
            [
                "lesson.md:12:1: say is missing: add the line `say: …`, why it is still open.",
                "lesson.md:14:1: unknown key 'sya'. Did you mean say?",
            ],
        ),
        (
            body(CHECK.replace("pods.size()", "podz.size()") + SOLUTION),
            [
                "lesson.md:13:7: that: nothing is called 'podz'. Did you mean pods? "
                "(character 1 of 'podz.size() == 1')."
            ],
        ),
        (
            body(CHECK.replace("that: pods.size() == 1", "that: !ready(nodes[0])") + SOLUTION),
            ['lesson.md:13:7: YAML tags are not read. A text that begins with "!" needs quotes around it.'],
        ),
        (
            body("```check\nid: a\nthat: [\n```\n" + SOLUTION),
            [
                "lesson.md:14:1: this is not YAML: while parsing a flow node and expected the node content, but found "
                "'<stream end>'. A text with `: ` or ` #` in it needs quotes around it."
            ],
        ),
        (
            body("```action\nlabel: &a Go\nrun: *a\n```\n"),
            ["lesson.md:12:8: YAML anchors and aliases are not read: write it out."],
        ),
        (body("```action\nlabel: Go\nlabel: Go\nrun: x\n```\n"), ["lesson.md:13:1: label stands here twice: keep one of them."]),
        (body("```action\n- 1\n```\n"), ["lesson.md:12:1: this block must consist of lines such as `key: value`."]),
        (
            body("```solution\nkubectl get pods\n\n```action\nlabel: Go\nrun: x\n```\n"),
            [
                "lesson.md:11:1: this solution does not end before the action in line 14 begins: "
                "put ``` into a line of its own between them."
            ],
        ),
        (
            body(":::hint\nThink.\n\n:::explain\nThere.\n:::\n"),
            [
                "lesson.md:11:1: this hint does not end before the explain in line 14 begins: "
                "put ::: into a line of its own between them."
            ],
        ),
        (
            body("```action\n\tlabel: Go\nrun: x\n```\n"),
            [
                "lesson.md:12:1: this is not YAML: while scanning for the next token and found character '\\t' "
                "that cannot start any token. Put spaces where the tab is."
            ],
        ),
        (
            body("```action\nlabel: Go\nrun: x\nzzz: 1\n```\n"),
            ["lesson.md:14:1: unknown key 'zzz'. Known are label and run."],
        ),
        (
            body("> ```check\n> id: a\n> ```\n"),
            ["lesson.md:11:1: the block 'check' stands inside something else: begin it at the margin."],
        ),
        (
            body(":::hnt\nTry.\n:::\n"),
            ["lesson.md:11:1: unknown aside 'hnt'. Did you mean hint?"],
        ),
        (
            body("Say ${POD}.\n"),
            ["lesson.md:11:5: ${POD} is not one of the lesson's vars."],
        ),
        (body("```solution\n\n```\n"), ["lesson.md:12:1: the solution is empty: write the commands that solve the step."]),
        (
            body("```predict\nid: q\nask: Who?\noptions: {a: A, b: B}\nanswer: c\nfeedback: {a: Yes., c: No.}\n```\n"),
            [
                "lesson.md:12:1: the answer 'c' is not an option: options are a and b.",
                "lesson.md:16:11: the feedback 'c' belongs to no option.",
                "lesson.md:16:11: the option 'b' has no feedback: say why it is right or wrong.",
            ],
        ),
        (
            body("```predict\nid: q\nask: Who?\noptions: {a: A, b: B}\nfeedback: {a: Yes., b: No.}\n```\n"),
            ["lesson.md:12:1: the answer is missing: add the line `answer_from: …`, so that the model computes it."],
        ),
        (
            body("```predict\nid: q\nask: N?\ntype: number\nwithin: soon\nanswer: 3\nfeedback: {right: A, low: B, high: C}\n```\n"),
            ["lesson.md:15:9: within must be a duration such as 10s or 5m, not 'soon'."],
        ),
        (
            body(CHECK.replace("say:", "mode: twice\nsay:") + SOLUTION),
            ["lesson.md:14:7: mode cannot be 'twice': Known are edge, level, gone and never."],
        ),
        (
            body("```wrong\nrun: x\nexpect: bound[0]\n```\n"),
            ["lesson.md:12:1: expect names a check and its feedback, as in bound.because[0], not 'bound[0]'."],
        ),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_its_place_and_the_way_out(text: str, expected: list[str]) -> None:
    assert mistakes_in(text) == expected


def test_all_mistakes_are_told_at_once() -> None:
    text = body(CHECK.replace("id: there", "id: A B") + ":::what\n:::\n")
    assert [line.split(": ")[0] for line in mistakes_in(text)] == ["lesson.md:9:1", "lesson.md:12:5", "lesson.md:16:1"]


@pytest.mark.parametrize(
    "text",
    [
        "---\n" + "a: [" * 2000 + "\n---\n## A {#a}\n",
        "---\n" + "a: " + "x" * 100_000 + "\n---\n## A {#a}\n",
        "---\n? {a: 1}\n: 2\n---\n## A {#a}\n",
        "---\na: !!python/object:os.system {}\n---\n",
        "---\n\x00\n---\n",
        "---\n---\n" + "## A {#a}\n" * 40_000,
        FRONT + ">" * 5_000 + "## A {#a}\n",
    ],
)
def test_a_hostile_lesson_is_refused_in_sentences(text: str) -> None:
    assert all(line.startswith("lesson.md:") for line in mistakes_in(text))


def test_the_course_is_whole_and_names_what_is_planned() -> None:
    course = track.load()
    assert [part.title for part in course.parts] == [
        "The control plane", "A worker node", "When things break", "Workloads", "Traffic", "Placement", "Who may", "Incidents",
    ]  # fmt: skip
    ids = list(course.lessons)
    assert ids[0] == "what-is-in-a-cluster"
    assert course.part_of("a-node-dies").number == 3
    following = course.after(ids[0])
    assert following is not None
    assert following.id == ids[1]
    assert course.after(ids[-1]) is None


def test_a_folder_without_a_track_is_a_course_of_one_part(tmp_path: Path) -> None:
    for name in ("two", "one"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "lesson.md").write_text(f"{FRONT}\n## A {{#a}}\n".replace("id: small", f"id: {name}"))
    loaded = track.load(tmp_path)
    assert list(loaded.lessons) == ["one", "two"]
    assert [part.title for part in loaded.parts] == ["More lessons"]


def test_a_lesson_that_stands_in_no_part_is_told(tmp_path: Path) -> None:
    (tmp_path / "track.yaml").write_text("id: t\ntitle: T\nlicence: L\nparts: [{title: P, lessons: []}]\n")
    (tmp_path / "small").mkdir()
    (tmp_path / "small" / "lesson.md").write_text(f"{FRONT}\n## A {{#a}}\n")
    with pytest.raises(Mistakes) as wrong:
        track.load(tmp_path)
    assert str(wrong.value) == (
        "track.yaml:1:1: the lesson small stands in no part: add the line `- {id: small, title: …}`."
    )


BLOCKS = {
    "quiz": "id: q\nask: Which?\ntype: multi\noptions: {a: A, b: B, c: C}\nanswer: [c, a]\nfeedback: {a: A., b: B., c: C.}",
    "predict": "id: q\nask: N?\ntype: order\noptions: {a: A, b: B}\nanswer: [b]\nfeedback: {right: R.}",
    "recall": "id: q\nask: N?\ntype: number\nanswer: ten\nfeedback: {right: R., low: L., high: H.}",
    "scene": "at: 5s\ndo: settle",
    "focus": "layers: [wires]\ntext: Look.",
    "be": "id: b\nrole: kubelt\nrun: x\nsubject: web\nask: You.\nturns: 20",
    "pause": "when: podz.size() > 0\nsay: Stop.",
}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("quiz", ["16:9: the answer must list some options once, in their order: [one, two]."]),
        (
            "predict",
            [
                "16:9: the answer must list all options once: [one, two].",
                "17:11: the outcome 'wrong' has no feedback: say why it is right or wrong.",
            ],
        ),
        (
            "recall",
            [
                "12:1: concept is missing: add the line `concept: …`.",
                "15:9: the answer 'ten' is not a number.",
            ],
        ),
        ("scene", ["13:5: 'settle' lets time pass, but this happens at a moment: use another `at`."]),
        (
            "focus",
            ["12:9: there is no layer 'wires'. There are: request, watch, raft, cri, probe, heartbeat, dns, traffic."],
        ),
        (
            "be",
            [
                "13:7: role cannot be 'kubelt': Did you mean kubelet?",
                "17:8: turns must be from 1 to 8.",
            ],
        ),
        ("pause", ["12:7: when: nothing is called 'podz'. Did you mean pods? (character 1 of 'podz.size() > 0')."]),
    ],
)
def test_what_is_wrong_in_the_other_blocks(name: str, expected: list[str]) -> None:
    told = mistakes_in(body(f"```{name}\n{BLOCKS[name]}\n```\n"))
    assert told == [f"lesson.md:{one}" for one in expected]
