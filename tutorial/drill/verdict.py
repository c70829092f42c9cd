"""The table of a drill, and the budgets that it is judged against."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from statistics import quantiles

from tutorial.measuring.model import Row

from .conduct import Outcome
from .line import Seen

P99_MS = 150.0
MEMORY_MB = 2_500.0
DISTURBED_BY = 0.20  # of p99, by a hostile tenth
SLACK_MS = 15.0  # two drills of the same differ by so much
BACK_S = 5.0
CUT = "timeout graceful shutdown exceeded"  # who attacks has commands that wait for their turn: uvicorn ends with some cut off
RAISED = r"[ |]*[\w.]+(?:Error|Exception|Disconnected|Lost)(?:: .*)?$"  # the last line of a traceback


def percentile(values: list[float], which: int) -> float:
    """0 where nothing was measured."""
    if len(values) < 2:
        return values[0] if values else 0.0
    return quantiles(values, n=100, method="inclusive")[which - 1]


def rows(outcome: Outcome) -> Iterator[Row]:
    """The table of one drill."""
    seen, others, plan = outcome.learners, outcome.others, outcome.plan
    p50, p99 = percentile(seen.delays_ms, 50), percentile(seen.delays_ms, 99)
    clicks = len(seen.delays_ms)
    crowd = f"{plan.learners} learners"
    if plan.stalled or plan.flapping or plan.hostile:
        crowd += f" ({plan.stalled} stalled, {plan.flapping} flapping, {plan.hostile} hostile)"
    if plan.kills:
        yield Row(f"click → frame, {crowd}", f"p50 {p50:.0f} ms over {clicks} clicks", "–", not clicks)
    else:
        each_s = outcome.took_s * plan.learners / max(clicks, 1)
        measured = f"p50 {p50:.0f} ms, p99 {p99:.0f} ms ({clicks} clicks, each learner one in {each_s:.0f} s)"
        yield Row(f"click → frame, {crowd}", measured, f"p99 < {P99_MS:.0f} ms", p99 >= P99_MS or not clicks)
    frames = f"{seen.frames + others.frames:,} frames, {seen.snapshots + others.snapshots:,} of them snapshots"
    yield Row("frames", frames, "–", not seen.frames)
    yield Row("gaps", str(seen.gaps + others.gaps), "0", bool(seen.gaps + others.gaps))
    yield Row("reordered", str(seen.reordered + others.reordered), "0", bool(seen.reordered + others.reordered))
    yield Row("commands lost", str(seen.lost + others.lost), "0", bool(seen.lost + others.lost))
    yield _steps(seen)
    yield _errors("learners' errors", seen, strict=True)
    if others.errors:
        yield _errors("others' errors", others, strict=False)
    yield from _costs(outcome)
    if plan.kills:
        backs = sorted(seen.comebacks_s)
        slowest = backs[-1] if backs else 0.0
        started = max(outcome.restarts_s, default=0.0)
        measured = f"slowest {slowest:.1f} s, of which {started:.1f} s the server started ({len(backs)} came back)"
        over = slowest - started >= BACK_S or not backs or len(outcome.restarts_s) < plan.kills
        yield Row(f"back after kill -9, {plan.kills} times", measured, f"< {BACK_S:.0f} s", over)
    if outcome.audit is not None:
        yield from outcome.audit.rows()
    trouble = troubles(outcome.log)
    yield Row("errors in the server's log", trouble[0] if trouble else "none", "none", bool(trouble))


def troubles(log: str) -> list[str]:
    """The errors in a server's log, each in one line: what uvicorn says, and the exception. Not what it ends itself at its end."""
    found = []
    for entry in re.split(r"^(?=(?:DEBUG|INFO|WARNING|ERROR|CRITICAL)\b[ :])", log, flags=re.MULTILINE):
        lines = entry.splitlines()
        wrong = [line for line in lines if line.startswith(("ERROR", "Traceback"))]
        if wrong and CUT not in entry:
            said = [line for line in lines if re.match(RAISED, line)]
            found.append(f"{wrong[0][:60]} {said[-1].strip(' |')[:100] if said else ''}".rstrip())
    return found


def _costs(outcome: Outcome) -> Iterator[Row]:
    """What the server used, and what of it one learner and one cluster cost."""
    learners = outcome.plan.learners
    each_ms = outcome.cpu / learners * 1000
    measured = f"{outcome.cpu:.2f} cores over {outcome.took_s:.0f} s: {each_ms:.2f} ms a second for each learner"
    yield Row("CPU of the server", measured, "–", False)
    late = f"{percentile(outcome.late_ms, 50):.0f} ms, p99 {percentile(outcome.late_ms, 99):.0f} ms"
    measured = f"{outcome.bots_cpu:.2f} cores; they were late by p50 {late}"
    yield Row("CPU of the bots", measured, "–", False)
    used = outcome.used.most_mb
    measured = f"{used:,.0f} MB, {outcome.bare.memory_mb:,.0f} of them before anybody came"
    yield Row("memory, at most", measured, f"< {MEMORY_MB:,.0f} MB", used >= MEMORY_MB)
    if outcome.clusters:
        each = (used - outcome.bare.memory_mb) / outcome.clusters * 1024 * 1024
        measured = f"{each:,.0f} bytes ({outcome.clusters} of them in memory)"
        yield Row("memory of a cluster that is poked and looked at", measured, "–", False)


def disturbance(alone: Outcome, attacked: Outcome) -> Row:
    """What a hostile tenth does to the others."""
    before, after = (percentile(one.learners.delays_ms, 99) for one in (alone, attacked))
    measured = f"p99 {before:.0f} → {after:.0f} ms"
    over = after > before * (1 + DISTURBED_BY) + SLACK_MS
    return Row("a hostile tenth changes the others' p99", measured, f"< {DISTURBED_BY:.0%} (+ {SLACK_MS:.0f} ms)", over)


def _steps(seen: Seen) -> Row:
    failed = Counter(seen.steps_failed).most_common(2)
    told = "".join(f", not {name} ({times}×)" for name, times in failed)
    total = seen.steps + len(seen.steps_failed)
    over = len(seen.steps_failed) > total * 0.02
    return Row("steps of lessons solved", f"{seen.steps} of {total}{told}", "> 98 %", over or not total)


def _errors(what: str, seen: Seen, strict: bool) -> Row:
    common = Counter(seen.errors).most_common(2)
    told = "; ".join(f"{text[:70]} ({times}×)" for text, times in common) or "none"
    return Row(what, told, "none" if strict else "–", strict and bool(seen.errors))
