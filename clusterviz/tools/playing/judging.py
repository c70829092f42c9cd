"""Comparing what was played with what is written."""

from __future__ import annotations

import difflib
from dataclasses import dataclass, field

from .format import Session, Step
from .normalise import Normaliser


@dataclass
class Verdict:
    """How a play compares: counts of commands, and a unified difference for each that differs."""

    agreed: int = 0
    differed: int = 0
    report: list[str] = field(default_factory=list)


def judge(session: Session, played: list[Step]) -> Verdict:
    """Compare, command by command: a story exactly, a recorded session after normalisation."""
    verdict = Verdict()
    written_side, played_side = Normaliser(), Normaliser()
    for want, got in zip(session.steps, played, strict=False):
        if want.silent and got.silent:
            continue
        if session.is_story:
            texts = [_exactly(want, want.any_order), _exactly(got, want.any_order)]
        else:
            texts = [
                f"{side.text(step.output, want.any_order)}\n[exit {step.exit}]"
                for side, step in ((written_side, want), (played_side, got))
            ]
        if texts[0] == texts[1]:
            verdict.agreed += 1
            continue
        verdict.differed += 1
        difference = difflib.unified_diff(
            texts[0].split("\n"), texts[1].split("\n"), "written", "played", lineterm="", n=2
        )
        verdict.report += [f"  $ {want.command.splitlines()[0]}", *(f"    {line}" for line in difference)]
    if len(played) < len(session.steps):
        missing = session.steps[len(played)].command.splitlines()[0]
        verdict.differed += 1
        verdict.report.append(f"  the play ended before: $ {missing}")
    return verdict


def _exactly(step: Step, any_order: bool) -> str:
    lines = step.output.rstrip("\n").split("\n")
    if any_order:
        start = 1 if lines[0][:1].isupper() else 0
        lines[start:] = sorted(lines[start:])
    return "\n".join([*lines, f"[exit {step.exit}]"])
