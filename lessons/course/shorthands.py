"""Shorthands for the common checks: `running:`, `count:` and `event:`. They write their own sentences."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .evaluation import ExpressionError, NotYet
from .expressions import Expression, compiled
from .fields import Fields
from .functions import app, phase, running, waiting
from .lesson import filled
from .sight import NAMES, Known

Names = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Running:
    """`running: web` or `running: {name: web, count: 3}`: so many Pods of that name or label `app` run and are ready."""

    name: str
    count: int

    @property
    def uses(self) -> frozenset[str]:
        return frozenset({"pods", "vars"})

    def true(self, names: Names, functions: Names) -> bool:
        """Whether enough of them run."""
        return len([pod for pod in self._pods(names) if running(pod)]) >= self.count

    def sentence(self, names: Names) -> str:
        """How far they are."""
        pods, name = self._pods(names), filled(self.name, names["vars"])
        if not pods:
            return f"There is no Pod `{name}` yet."
        if self.count == 1 and len(pods) == 1:
            return f"`{name}` is {_state(pods[0])}; expected Running."
        ready = len([pod for pod in pods if running(pod)])
        return f"{ready} of {self.count} Pods `{name}` {'is' if ready == 1 else 'are'} Running and ready."

    def _pods(self, names: Names) -> list[Any]:
        name = filled(self.name, names["vars"])
        return [pod for pod in names["pods"] if pod["metadata"]["name"] == name or app(pod) == name]


def _state(pod: Any) -> str:
    if "deletionTimestamp" in pod["metadata"]:
        return "Terminating"
    stands = phase(pod) or "Pending"
    return waiting(pod) or ("Running, but not ready" if stands == "Running" else stands)


@dataclass(frozen=True, slots=True)
class Happened:
    """`event: {reason: FailedScheduling, about: web}`: such an Event was told since the step began."""

    reason: str
    about: str

    @property
    def uses(self) -> frozenset[str]:
        return frozenset({"events", "start.events", "vars"})

    def true(self, names: Names, functions: Names) -> bool:
        """Whether it was told."""
        about = filled(self.about, names["vars"])
        before = {event["metadata"]["uid"]: event.get("count", 1) for event in names["start"].get("events", ())}
        return any(
            (not self.reason or event.get("reason") == self.reason)
            and about in _subject(event)
            and event.get("count", 1) > before.get(event["metadata"]["uid"], 0)
            for event in names["events"]
        )

    def sentence(self, names: Names) -> str:
        """What is waited for."""
        about = filled(self.about, names["vars"])
        reason = f"`{self.reason}` " if self.reason else ""
        return f"No event {reason}has been told{f' about `{about}`' if about else ''} yet."


def _subject(event: Any) -> str:
    about = event.get("involvedObject") or event.get("regarding") or {}
    return f"{str(about.get('kind', '')).lower()}/{about.get('name', '')}"


@dataclass(frozen=True, slots=True)
class Counted:
    """`count: {of: pods, where: …, is: 3}`: so many of them there are. In `where`, the object is called `it`."""

    of: str
    which: Expression
    least: int
    most: int | None

    @property
    def uses(self) -> frozenset[str]:
        return self.which.uses

    def true(self, names: Names, functions: Names) -> bool:
        """Whether there are as many as it says."""
        number = self._number(names, functions)
        return number is not None and self.least <= number and (self.most is None or number <= self.most)

    def sentence(self, names: Names) -> str:
        """How many there are, and how many are wanted."""
        from .functions import FUNCTIONS

        number = self._number(names, FUNCTIONS) or 0
        wanted = (
            str(self.least)
            if self.least == self.most
            else f"at least {self.least}"
            if self.most is None
            else f"at most {self.most}"
        )
        return f"There {'is' if number == 1 else 'are'} {number} of these {self.of}; expected {wanted}."

    def _number(self, names: Names, functions: Names) -> int | None:
        try:
            return len(self.which.value(names, functions))
        except (NotYet, ExpressionError):
            return None


Shorthand = Running | Happened | Counted


def running_of(fields: Fields) -> Running:
    """`running`: a Pod's name or label `app`; or a mapping with `name` and `count`."""
    if not fields.is_mapping("running"):
        return Running(fields.text("running"), 1)
    inner = fields.mapping("running")
    found = Running(inner.text("name"), inner.number("count", 1))
    inner.finish()
    return found


def event_of(fields: Fields) -> Happened:
    """`event`: `reason`, `about` (part of kind/name), or both."""
    if not fields.is_mapping("event"):
        return Happened(fields.text("event"), "")
    inner = fields.mapping("event")
    found = Happened(inner.text("reason", ""), inner.text("about", ""))
    if not (found.reason or found.about):
        inner.complain("an event needs its reason, or what it is about: event: {reason: Killing, about: web}.")
    inner.finish()
    return found


def count_of(fields: Fields, known: Known) -> Counted:
    """`count`: `of` (a list, such as pods), `where` (of `it`), and one of `is`, `at_least`, `at_most`."""
    inner = fields.mapping("count")
    of = inner.text("of")
    where = inner.text("where", "true")
    try:
        compiled(where, (*NAMES, "it"), known.functions)
        which = compiled(f"{of}.filter(it, ({where}))", known.names, known.functions)
    except ExpressionError as error:
        inner.complain_at("where", f"where: {error.sentence} (character {error.column} of {where!r}).")
        which = compiled("[]", (), ())
    exact, least, most = inner.maybe_number("is"), inner.maybe_number("at_least"), inner.maybe_number("at_most")
    if [exact, least, most].count(None) != 2:
        inner.complain("count needs one of `is: 3`, `at_least: 3` and `at_most: 3`.")
    inner.finish()
    if exact is not None:
        return Counted(of, which, exact, exact)
    return Counted(of, which, least or 0, most)
