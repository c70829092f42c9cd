"""The data blocks of a lesson: what may stand in each fence, and what it becomes.

Each reader asks for the keys that it knows; its docstring says what they mean. schema.py makes the editors' help of both.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from . import shorthands
from .asking import NOTHING, expression, prediction, quiz, recall
from .expressions import Condition
from .fields import Fields, read
from .lesson import Action, Be, Block, Check, Diagnosis, Focus, Pause, Scene, Solution, Wrong
from .mistakes import Mistake, Place
from .scripts import numbered, script
from .sight import Known

MODES = ("edge", "level", "gone", "never")
LAYERS = ("request", "watch", "raft", "cri", "probe", "heartbeat", "dns", "traffic")
ROLES = ("kube-scheduler", "kubelet")
MOST_TURNS = 8
QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")
WRITES = re.compile(r">(?!&| ?/dev/null)|\btee\b")  # to a file
CONDITIONS = ("that", "event", "count", "running")

Reader = Callable[[Fields, Known], Block]


def action(fields: Fields, known: Known) -> Action:
    """A button that types a command at the prompt and runs it.

    label: what the button says
    run: the command
    """
    block = Action(fields.place, fields.text("label"), fields.text("run"))
    fields.finish()
    return block


def check(fields: Fields, known: Known) -> Check:
    """One line of the to-do list. It ticks itself.

    id: progress keys on it
    mode: edge (once true), level (true now), gone (was there, now is not) or never (must not happen)
    for: so long it must stay true, as in 10s
    that: CEL; true when it is done
    event: instead of `that`: an Event since the step began, {reason: Killing, about: web}
    count: instead of `that`: {of: pods, where: app(it) == "web", is: 3}, or at_least, at_most
    running: instead of `that`: a Pod's name or label app, or {name: web, count: 3}
    task: what the list says
    say: why it is still open
    because: a list of {when: CEL, say: why it is open}; the first true one is told
    passive: true where time alone may solve it
    """
    because = []
    for item in fields.mappings("because"):
        because.append(Diagnosis(expression(item, "when", known), item.text("say", tells="why it is still open")))
        item.finish()
    check_id = fields.identifier("id")
    mode, hold_ms = fields.text("mode", "level"), fields.milliseconds("for") or 0
    if mode.startswith("for:"):  # `mode: "for: 10s"` says the same as `for: 10s`
        seconds = re.fullmatch(r"for:\s*(\d{1,5})s", mode)
        hold_ms, mode = (int(seconds[1]) * 1000 if seconds else 0), "level"
    else:
        mode = fields.one_of("mode", MODES, "level")
    condition = _condition(fields, known)
    block = Check(
        place=fields.place,
        id=check_id,
        mode=mode,
        hold_ms=hold_ms,
        that=condition,
        task=fields.text("task", check_id.replace("-", " ").capitalize()),
        say=fields.text("say", tells="why it is still open")
        if fields.given("say") or not isinstance(condition, shorthands.Shorthand)
        else "",
        because=tuple(because),
        passive=fields.flag("passive"),
    )
    fields.finish()
    return block


def _condition(fields: Fields, known: Known) -> Condition:
    given = [name for name in CONDITIONS if fields.given(name)]
    for name in given[1:]:
        fields.complain_at(name, f"a check asks one thing: keep {given[0]} or {name}.")
    match given[0] if given else "that":
        case "event":
            return shorthands.event_of(fields)
        case "count":
            return shorthands.count_of(fields, known)
        case "running":
            return shorthands.running_of(fields)
    return expression(fields, "that", known) if fields.text("that") else NOTHING


def wrong(fields: Fields, known: Known) -> Wrong:
    """A misconception that must fail, and the feedback that it must meet.

    run: the commands, a list or one a line
    expect: CHECK.because[0], or CHECK where only its `say` is told
    """
    block = Wrong(fields.place, script("\n".join(fields.lines("run"))), fields.text("expect"))
    if block.expect and not re.fullmatch(r"[a-z0-9-]+(\.because\[\d+\])?", block.expect):
        fields.complain(f"expect names a check and its feedback, as in bound.because[0], not {block.expect!r}.")
    fields.finish()
    return block


def scene(fields: Fields, known: Known) -> Scene:
    """What happens without the learner: before the step begins, or some time after.

    do: commands, a list or one a line; before the step begins also settle and run 5m
    at: so long after the step began; without it, it is done before
    say: a sentence about it that the learner reads when it happens
    secret: true, where learners are to find out what was done: they read it when they have done the lesson
    """
    lines = script("\n".join(fields.lines("do")))
    block = Scene(fields.place, lines, fields.milliseconds("at"), fields.text("say", ""), fields.flag("secret"))
    if block.at_ms is not None:
        for line in block.lines:
            if line.split()[0] in ("settle", "run", "sleep"):
                fields.complain_at("do", f"{line!r} lets time pass, but this happens at a moment: use another `at`.")
        if block.secret:
            fields.complain_at("secret", "What happens while a learner looks on is no secret. Leave `at` out, or this.")
    for line in block.lines if block.secret else ():
        if WRITES.search(QUOTED.sub("", line.split("\n")[0])):
            why = "writes a file, which the learner finds: give the command what it needs with a here-document."
            fields.complain_at("do", f"{line.split(chr(10))[0]!r} {why}")
    fields.finish()
    return block


def pause(fields: Fields, known: Known) -> Pause:
    """The author's cut: time stops, once, when something becomes true.

    when: CEL
    say: what the learner reads then
    """
    block = Pause(fields.place, expression(fields, "when", known), fields.text("say"))
    fields.finish()
    return block


def focus(fields: Fields, known: Known) -> Focus:
    """What to light up in the diagram.

    on: names of boxes: kube-scheduler, node-1, kubelet/node-1 …
    layers: kinds of messages to show: request, watch, raft, cri, probe, heartbeat, dns, traffic
    text: the same in words, for those who do not see it
    """
    block = Focus(fields.place, fields.texts("on"), fields.texts("layers"), fields.text("text"))
    if not block.on and not block.layers:
        fields.complain("a focus names boxes (`on: [kube-scheduler]`), layers (`layers: [watch]`), or both.")
    for layer in block.layers:
        if layer not in LAYERS:
            fields.complain_at("layers", f"there is no layer {layer!r}. There are: {', '.join(LAYERS)}.")
    fields.finish()
    return block


def be(fields: Fields, known: Known) -> Be:
    """The learner plays a component: time stops, they choose its next write, and see what the real one does.

    id: progress keys on it
    role: kube-scheduler or kubelet
    run: the command after which it is the component's turn
    subject: the name of the Pod that it is about
    turns: how many writes the learner chooses
    ask: what the learner reads before the first turn
    after: what is said at the end
    """
    block = Be(
        place=fields.place,
        id=fields.identifier("id"),
        role=fields.one_of("role", ROLES),
        run=fields.text("run"),
        subject=fields.text("subject"),
        turns=fields.number("turns", 1),
        ask=fields.text("ask"),
        after=fields.text("after", ""),
    )
    if not 1 <= block.turns <= MOST_TURNS:
        fields.complain_at("turns", f"turns must be from 1 to {MOST_TURNS}.")
    fields.finish()
    return block


def solution(text: str, place: Place, mistakes: list[Mistake]) -> Solution:
    """Commands, one a line; a here-document counts as one."""
    lines = numbered(text)
    if not lines:
        mistakes.append(Mistake(place, "the solution is empty: write the commands that solve the step."))
    places = tuple(Place(place.file, place.line + number) for number, _ in lines)
    return Solution(place, tuple(line for _, line in lines), places)


READERS: Mapping[str, Reader] = {
    "action": action,
    "be": be,
    "check": check,
    "focus": focus,
    "pause": pause,
    "predict": prediction,
    "quiz": quiz,
    "recall": recall,
    "scene": scene,
    "wrong": wrong,
}
BLOCKS = (*READERS, "solution")  # whose fences hold data


def block(name: str, text: str, place: Place, known: Known, mistakes: list[Mistake]) -> Block:
    """The block of this name; what is wrong in it is added to `mistakes`."""
    if name == "solution":
        return solution(text, place, mistakes)
    return READERS[name](read(text, place, mistakes), known)
