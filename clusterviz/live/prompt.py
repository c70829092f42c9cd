"""The prompt of one cluster: the programs that run or ran at it, and what of their output the viewers have not had."""

from __future__ import annotations

import logging
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Any

from ..cluster.cluster import Cluster
from ..cluster.machinery.program import Edit, Program, Show
from ..cluster.machinery.trace import SCENE, SECRET
from ..picture.reaching import how_to_reach
from .limits import PROGRAMS_WAITING, LimitError

log = logging.getLogger(__name__)
KEPT = 30  # programs in a snapshot
TEXT_KEPT = 64 * 1024  # characters of each
OFFSTAGE = (SCENE, SECRET)  # whose commands nobody reads at the prompt
INTERRUPTED = 130  # of a program that is not there any more: what ran when a portable save was made
Json = dict[str, Any]


@dataclass(slots=True)
class Run:
    """One command line. `id` is the viewer's own number for it."""

    id: int
    line: str
    program: Program | None  # None once it has ended
    pieces: list[tuple[bool, str]] = field(default_factory=list)  # (is it an error?, what was printed), in order
    told: int = 0  # pieces of output that the viewers have had
    status: int | None = None
    waiting: bool = False
    editing: Edit | None = None  # what the person has in their editor
    listening: tuple[int, ...] = ()  # ports of the person's machine that lead into the cluster
    page: Show | None = None  # what the last visitor of one of them got to see
    hint: str = ""  # what the page says beside it: how an outsider gets in
    offstage: bool = False  # it was not typed here: no viewer is told of it, and it goes when it ends

    @property
    def text(self) -> str:
        """All that it printed, as far as it is kept."""
        return "".join(text for _, text in self.pieces)

    def follow(self, cluster: Cluster) -> list[Json]:
        """What is new since the last call, as the page's `output`. The command line goes with each: not every viewer typed it."""
        program = self.program
        if program is None:
            return []
        new, self.told = program.output[self.told :], len(program.output)
        told = [self._output(error, text) for error, text in joined(new)]
        self.pieces = shortened(joined([*self.pieces, *new]))
        changed = program.waits_for_others != self.waiting or program.editing is not self.editing or program.finished
        changed = changed or program.listening != self.listening or program.page is not self.page
        self._take_over(program)
        self.waiting = program.waits_for_others and not program.finished
        if program.finished:
            self.status, self.program = program.exit_status, None
            self.hint = how_to_reach(cluster, self.line, self.status)
            if program.broke:
                log.error("The command %r broke: %s", self.line[:200], program.broke)
        if changed and not told:
            told.append(self._output(False, ""))
        if told:
            told[-1] |= {"done": self.status is not None, "status": self.status, "waiting": self.waiting}
            told[-1] |= {"edit": shown(self.editing), "listen": list(self.listening), "page": page_of(self.page)}
            told[-1] |= {"hint": self.hint}
        return told

    def _take_over(self, program: Program) -> None:
        """What a program offers to the person besides its text."""
        self.editing, self.listening, self.page = program.editing, program.listening, program.page

    def _output(self, error: bool, text: str) -> Json:
        said = {"id": self.id, "line": self.line, "text": text, "error": error}
        return said | {"done": False, "status": None, "waiting": False}

    def as_json(self) -> Json:
        """For a snapshot, and for what is stored."""
        poke = self.program.poke if self.program is not None else 0
        return {
            "id": self.id,
            "line": self.line,
            "pieces": self.pieces,
            "waiting": self.waiting,
            "status": self.status,
            "edit": shown(self.editing),
            "listen": list(self.listening),
            "page": page_of(self.page),
            "hint": self.hint,
            "poke": poke,
        }


def shown(edit: Edit | None) -> Json | None:
    """A text for the page's editor."""
    return {"text": edit.text, "what": edit.what} if edit is not None else None


def page_of(show: Show | None) -> Json | None:
    """An answer of HTTP for the page's small browser."""
    if show is None:
        return None
    return {"port": show.visit.port, "path": show.visit.path, "code": show.code, "body": show.body[:TEXT_KEPT]}


def joined(pieces: list[tuple[bool, str]]) -> list[tuple[bool, str]]:
    """The same output with as few pieces as possible."""
    made: list[tuple[bool, str]] = []
    for error, text in pieces:
        if made and made[-1][0] == error:
            made[-1] = (error, made[-1][1] + text)
        else:
            made.append((error, text))
    return made


def shortened(pieces: list[tuple[bool, str]]) -> list[tuple[bool, str]]:
    """The end of it: at most TEXT_KEPT characters."""
    kept: list[tuple[bool, str]] = []
    room = TEXT_KEPT
    for error, text in reversed(pieces):
        if room <= 0:
            break
        kept.append((error, text[-room:]))
        room -= len(text)
    return kept[::-1]


class Prompt:
    """All runs, oldest first."""

    def __init__(self) -> None:
        self.runs: OrderedDict[int, Run] = OrderedDict()

    def check(self, number: int) -> None:
        """LimitError if no further program may start, or not under this number."""
        running = [run for run in self.runs.values() if run.program is not None]
        if len(running) >= PROGRAMS_WAITING:
            raise LimitError(f"{len(running)} commands are running already. Interrupt one of them first.", 1)
        if number in self.runs:
            raise LimitError(f"A command with the number {number} was started already.", 1)

    @property
    def answering(self) -> bool:
        """Whether the newest command is at work: it has not ended, and waits neither for others nor for its person."""
        run = next(reversed(self.runs.values()), None)
        return run is not None and run.program is not None and not (run.waiting or run.editing)

    def free_number(self) -> int:
        """A number that no run has."""
        return max(self.runs, default=0) + 1

    def begin(self, number: int, line: str, program: Program, who: str = "you") -> Run:
        """A program has been started."""
        run = self.runs[number] = Run(number, line, program, offstage=who in OFFSTAGE)
        while len(self.runs) > KEPT:
            oldest = next((key for key, run in self.runs.items() if run.program is None), None)
            if oldest is None:
                break
            del self.runs[oldest]
        return run

    def follow(self, cluster: Cluster) -> list[Json]:
        """What all runs have to tell."""
        told = []
        for run in [run for run in self.runs.values() if run.program is not None]:
            news = run.follow(cluster)
            if not run.offstage:
                told += news
            elif run.program is None:
                del self.runs[run.id]
        return told

    @property
    def waiting(self) -> bool:
        """Whether a program waits for something that only time brings."""
        return any(run.program is not None and run.program.waits_for_others for run in self.runs.values())

    def as_json(self) -> list[Json]:
        """For a snapshot, and for what is stored."""
        return [run.as_json() for run in self.runs.values() if not run.offstage]

    @classmethod
    def of(cls, cluster: Cluster, transcript: list[Json]) -> Prompt:
        """What was stored, tied again to the programs that still run; those that came later are added."""
        prompt = cls()
        running = {program.poke: program for program in cluster.you.programs}
        for kept in transcript:
            program = running.pop(kept["poke"], None)
            pieces = [(error, text) for error, text in kept["pieces"]]
            ended = kept["status"] if program is not None or kept["status"] is not None else INTERRUPTED
            run = Run(kept["id"], kept["line"], program, pieces, status=ended, waiting=kept["waiting"] and not ended)
            run.hint = kept.get("hint", "")
            if program is not None:
                run.told, run.pieces = len(program.output), shortened(joined(program.output))
                run._take_over(program)
            prompt.runs[run.id] = run
        for poke, program in running.items():
            record = cluster.trace.get(poke)
            who = getattr(record, "who", "you")
            run = prompt.begin(prompt.free_number(), getattr(record, "text", ""), program, who)
            run.follow(cluster)
        return prompt
