"""Plays the steps of a session against a fresh cluster, in virtual time."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ...cluster import faults
from ...cluster.checkpoint import IMAGE_EPOCH_MS, fork
from ...cluster.cluster import Cluster
from ...cluster.machinery.program import Program
from ...cluster.machinery.times import go_duration, parse_go_duration, timestamp
from ...cluster.quiet import settle
from .. import shell
from .format import Session, Step

AT_MOST_MS = 15 * 60_000  # of virtual time for one command: a watch that nobody ends must not play for ever
START_MS = 100  # a program needs a moment to start: what the command before has set off goes on meanwhile
Fresh = Callable[[Session], Cluster]
Said = tuple[str, int]  # what is printed, and the exit status


def fresh_cluster(session: Session) -> Cluster:
    """The cluster that the session's header asks for."""
    return fork(session.preset, session.seed, IMAGE_EPOCH_MS, session.nodes)


def play(session: Session, fresh: Fresh = fresh_cluster) -> list[Step]:
    """The steps, with what they print now."""
    return list(steps(session, fresh(session)))


def steps(session: Session, cluster: Cluster) -> Iterator[Step]:
    """Play one step after the other."""
    files: dict[str, str] = {}
    for step in session.steps:
        played = Step(step.command, step.any_order)
        word, *words = step.command.split()
        if word in _STAGE:
            try:
                played.output, played.exit = _STAGE[word](cluster, words)
            except (faults.FaultError, ValueError) as error:
                played.output, played.exit = f"{error}\n", 1
        else:
            cluster.run_for(START_MS)
            program = run(cluster, step.command, files)
            played.output, played.exit = program.text(), program.exit_status or 0
            if played.output and not played.output.endswith("\n"):
                played.output += "\n"
        yield played


def run(cluster: Cluster, line: str, files: dict[str, str]) -> Program:
    """Run one line to its end: the clock runs as long as it takes."""
    program = shell.start(cluster, line, files=files)
    patience_ms = cluster.now_ms + AT_MOST_MS
    while not program.finished and cluster.now_ms < patience_ms and cluster.clock.step():
        pass
    if not program.finished:
        cluster.you.interrupt(program)
    assert not program.broke, f"{line!r} broke: {program.broke}"
    return program


def _settle(cluster: Cluster, words: list[str]) -> Said:
    rested = settle(cluster)
    return ("", 0) if rested or words != ["strictly"] else ("the cluster did not come to rest in 60 s\n", 0)


def _sleep(cluster: Cluster, words: list[str]) -> Said:
    cluster.run_for(round(float(words[0]) * 1000))
    return "", 0


def _run(cluster: Cluster, words: list[str]) -> Said:
    duration_ms = parse_go_duration(words[0])
    if duration_ms is None:
        raise ValueError(f"run: {words[0]!r} is no duration; write run 6m or run 30s")
    cluster.run_for(duration_ms)
    return "", 0


def _time(cluster: Cluster, words: list[str]) -> Said:
    whole_s = cluster.now_ms // 1000
    return f"{timestamp(cluster.clock.epoch_ms + cluster.now_ms)} (+{go_duration(whole_s * 1000)})\n", 0


def _fail_node(cluster: Cluster, words: list[str]) -> Said:
    faults.apply(cluster, "node.off", words[0])
    return "", 0


def _recover_node(cluster: Cluster, words: list[str]) -> Said:
    faults.apply(cluster, "node.on", words[0])
    return "", 0


def _prompt(word: str, cluster: Cluster, words: list[str]) -> Said:
    program = shell.start(cluster, " ".join([word, *words]))
    return program.text(), program.exit_status or 0


def _fault(cluster: Cluster, words: list[str]) -> Said:
    return _prompt("fault", cluster, words)


def _add_node(cluster: Cluster, words: list[str]) -> Said:
    return _prompt("add-node", cluster, words)


_STAGE: dict[str, Callable[[Cluster, list[str]], Said]] = {
    "settle": _settle,
    "sleep": _sleep,
    "run": _run,
    "time": _time,
    "fail-node": _fail_node,
    "recover-node": _recover_node,
    "fault": _fault,
    "add-node": _add_node,
}
