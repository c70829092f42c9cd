"""The machine of a pattern: it is in several states at once, and reads each character once."""

from __future__ import annotations

from typing import NamedTuple

from .reading import PERL, Class, Node, PatternError, Reader, ranges_of

MOST_STEPS = 20_000  # of one machine
MOST_REMEMBERED = 10_000  # transitions of one machine


class Step(NamedTuple):
    """One step: a character to read, a position to be at, a fork, or (without anything) the end."""

    what: Class | None = None
    look: str = ""
    forks: tuple[int, ...] = ()


class Pattern:
    """A compiled pattern."""

    def __init__(self, pattern: str) -> None:
        """PatternError if Go does not compile it."""
        self._steps: list[Step] = []
        self._emit(Reader(pattern).whole())
        self._steps.append(Step())
        self._read_known: dict[tuple[frozenset[int], str], frozenset[int]] = {}
        self._entered_known: dict[tuple[frozenset[int], bool, bool], frozenset[int]] = {}
        self._simple = all(step.look in ("", "^", "$") for step in self._steps)

    def found_in(self, text: str) -> bool:
        """Whether the pattern fits anywhere in the text."""
        states: frozenset[int] = frozenset()
        for place in range(len(text) + 1):
            states = self._entered(states | {0}, text, place)
            if len(self._steps) - 1 in states:
                return True
            if place < len(text):
                states = self._read(states, text[place])
        return False

    def _read(self, states: frozenset[int], character: str) -> frozenset[int]:
        known = self._read_known.get((states, character))
        if known is None:
            after = [one + 1 for one in states if (what := self._steps[one].what) is not None and what.fits(character)]
            known = frozenset(after)
            if len(self._read_known) < MOST_REMEMBERED:
                self._read_known[states, character] = known
        return known

    def _entered(self, states: frozenset[int], text: str, place: int) -> frozenset[int]:
        """All states that are reached without reading."""
        where = (states, place == 0, place == len(text))
        known = self._entered_known.get(where) if self._simple else None
        if known is None:
            known = self._closed(states, text, place)
            if self._simple and len(self._entered_known) < MOST_REMEMBERED:
                self._entered_known[where] = known
        return known

    def _closed(self, states: frozenset[int], text: str, place: int) -> frozenset[int]:
        found: dict[int, None] = {}
        waiting = list(states)
        while waiting:
            one = waiting.pop()
            if one in found:
                continue
            found[one] = None
            step = self._steps[one]
            if step.forks:
                waiting += step.forks
            elif step.look and _looks(step.look, text, place):
                waiting.append(one + 1)
        return frozenset(found)

    def _emit(self, node: Node) -> None:
        if len(self._steps) > MOST_STEPS:
            raise PatternError("expression too large", "")
        match node.kind:
            case "char":
                self._steps.append(Step(what=node.what))
            case "look":
                self._steps.append(Step(look=node.look))
            case "cat":
                for part in node.parts:
                    self._emit(part)
            case "alt":
                self._emit_alternatives(node.parts)
            case "repeat":
                self._emit_repetition(node)

    def _emit_alternatives(self, parts: tuple[Node, ...]) -> None:
        fork, ends = len(self._steps), []
        self._steps.append(Step())
        starts = []
        for part in parts:
            starts.append(len(self._steps))
            self._emit(part)
            ends.append(len(self._steps))
            self._steps.append(Step())
        self._steps[fork] = Step(forks=tuple(starts))
        for end in ends:
            self._steps[end] = Step(forks=(len(self._steps),))

    def _emit_repetition(self, node: Node) -> None:
        [part] = node.parts
        for _ in range(node.least):
            self._emit(part)
        if node.most is None:
            fork = len(self._steps)
            self._steps.append(Step())
            self._emit(part)
            self._steps.append(Step(forks=(fork,)))
            self._steps[fork] = Step(forks=(fork + 1, len(self._steps)))
            return
        forks = []
        for _ in range(node.most - node.least):
            forks.append(len(self._steps))
            self._steps.append(Step())
            self._emit(part)
        for fork in forks:
            self._steps[fork] = Step(forks=(fork + 1, len(self._steps)))


def _looks(look: str, text: str, place: int) -> bool:
    match look:
        case "^":
            return place == 0
        case "$":
            return place == len(text)
        case "^line":
            return place == 0 or text[place - 1] == "\n"
        case "$line":
            return place == len(text) or text[place] == "\n"
    word = Class(ranges_of(PERL["w"]))
    before, after = place > 0 and word.fits(text[place - 1]), place < len(text) and word.fits(text[place])
    return (before != after) == (look == "word")
