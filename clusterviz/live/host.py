"""A host owns one running cluster: it alone lets its time pass, pokes it, and says what happened.

Its methods may be called from any thread; `lock` makes them one after the other. Who waits for the database does so with
the cluster standing still, so that a poke is journalled with the very moment at which it happens.
"""

from __future__ import annotations

import logging
import re
import threading
import time
from collections.abc import Callable
from typing import Any

from ..cluster import faults
from ..cluster.cluster import Cluster
from ..cluster.machinery.resources import NODES, PODS
from ..cluster.machinery.trace import Decision, Hop, Poke, Record
from ..cluster.recording import RecordedPoke
from . import limits
from .fairness import DEEDS_DEBT_S, DEEDS_RUSH_S, TIME_DEBT_S, TIME_RUSH_S, Purse
from .frames import Frames, encode
from .journal import Journal, UnwrittenError
from .outbox import Outbox
from .ownership import ELSEWHERE
from .pace import CALM_AFTER_MS, PACES, PAUSED, RACES_FOR_MS, Playhead
from .performing import FAULT, INTERRUPT, RUN, SAVE, VISIT, perform
from .prompt import Prompt, Run
from .steps import Steps

log = logging.getLogger(__name__)
ANSWER_WITHIN_MS = 120_000  # virtual: so far a command may move paused time
ANSWER_WITHIN_WALL_S = 2.0
STEP_WITHIN_WALL_S = 10.0  # a page without a live picture waits for its step
CATCH_UP_MS = 600_000  # virtual: so much passes at ×60 between two notes, on a server that is very busy
CATCH_UP_WALL_S = 3.0
CLOCK_FRAME_EVERY_S = 0.25  # a frame that only says how late it is …
CALM_CLOCK_FRAME_EVERY_S = 1.0  # … where time passes as it does for us: the page's clock runs on by itself
CALM_RATE = 2.0  # virtual ms in a wall ms
IMAGE_AFTER_CPU_S = 2.0  # so much work would have to be done again without a new image
BROKEN = "Something in this cluster's model broke, and its time stands still. Begin a new cluster to go on."

_ONLY_REMOVES = re.compile(r"\s*rm\s[^;&|<>$`\n]*")  # how one makes room in a working directory that is full
READONLY = (
    "The server cannot write anything down just now. You can look, but not change anything; what you did is safe."
)
GONE = "This cluster was deleted. Begin a new one to go on."

Json = dict[str, Any]
Subscriber = Callable[["Host", list[Record]], None]


class Host:
    """One running cluster."""

    def __init__(
        self, cluster_id: str, cluster: Cluster, journal: Journal, pace: str = "cinema", prompt: Prompt | None = None
    ) -> None:
        self.id = cluster_id
        self.cluster = cluster
        self.journal = journal
        self.lock = threading.RLock()
        cluster.trace.collecting = True
        cluster.trace.drain()
        self.playhead = Playhead(cluster.clock, pace)
        self.steps = Steps(cluster, self.playhead)
        self.frames = Frames(cluster)
        self.prompt = prompt or Prompt()
        self.viewers: list[Outbox] = []  # touched by the event loop only
        self.sockets = 0  # open, whether they have said hello or not: such a host is not put away
        self.time_purse = Purse(TIME_RUSH_S, TIME_DEBT_S)
        self.deeds_purse = Purse(DEEDS_RUSH_S, DEEDS_DEBT_S)
        self.served_ms = self.due_ms = 0.0  # wall ms of its driver: when it had its turn last, and will have it next
        self.shown_s = 0.0  # when it last made a frame of its own accord
        self.commands = limits.Bucket()  # for all its sockets together
        self.refuse: Callable[[str], str] | None = (
            None  # says of a line why the person may not type it here, "" if they may
        )
        self.frame_extra: Json = {}  # what others add to every frame: {"lesson": {...}}
        self.used_at_s = time.monotonic()  # when somebody last looked or poked
        self.work_s = 0.0  # CPU time since the last image
        self.saved_s = float("-inf")  # when its last portable save was made
        self.save_lags = False  # whether there is none beside its last image
        self.staged: object = None  # where it began, if that was where another cluster had come to
        self.noted = (cluster.clock.fired, cluster.now_ms, pace)  # what is stored of its position
        self.broken = False
        self.rebuilt = False  # by another version of the model than the one that made it: its learner is to be told
        self.gone = False  # deleted: nobody can do anything with it any more
        self.moved = False  # not deleted, but another process has it now
        self.readonly = False  # nothing can be written down: it can be looked at
        self.held = False  # a teacher has paused the class: time stands still until they let it go
        self.held_pace = PAUSED  # and goes on like this
        self.guests = 0  # sockets of people who watch, or follow: among `sockets`
        self._subscribers: list[Subscriber] = []
        self._output: list[Json] = []
        self._news = True
        self._clock_said_s = 0.0
        self._extra_said: Json = {}

    def subscribe(self, subscriber: Subscriber) -> None:
        """Call `subscriber(host, records)` after each batch of new records, with the lock held. It must be quick."""
        if subscriber not in self._subscribers:
            self._subscribers.append(subscriber)

    # -- pokes ------------------------------------------------------------------------------------------------------

    def run(
        self,
        line: str,
        stdin: str = "",
        files: dict[str, str] | None = None,
        number: int | None = None,
        who: str = "you",
        wait: bool = True,
    ) -> Run:
        """Run a command line. While time is paused, it passes until the answer is there, and not longer. LimitError.

        `wait=False`: paused time stands still, and the command has only begun.
        """
        limits.check_text(line, stdin)
        self._permit(line, who)
        with self.lock:
            number = self.prompt.free_number() if number is None else number
            self.prompt.check(number)
            if not _ONLY_REMOVES.fullmatch(line):
                limits.check_files({**self.cluster.you.files, **(files or {})})
            content: Json = {"id": number, "line": line}
            if stdin:
                content["stdin"] = stdin
            if files:
                content["files"] = files
            program = self._poke(RUN, content, who)
            assert program is not None, f"the command {line!r} started no program"
            run = self.prompt.begin(number, line, program, who)
            if wait and not self.playhead.moves:
                self.run_until_answered(run)
            self._collect()
            return run

    def poke(self, verb: str, subject: str, args: Json | None = None, who: str = "you") -> None:
        """Break or mend something. FaultError with a sentence if it makes no sense here."""
        with self.lock:
            fault = faults.check(self.cluster, verb, subject, args)
            self._permit(fault.text.format(subject=subject), who)
            if verb == "node.add":
                limits.check_nodes(self.cluster)
            self._poke(FAULT, {"verb": verb, "subject": subject, "args": args or {}}, who)
            self._collect()

    def _permit(self, line: str, who: str) -> None:
        sentence = self.refuse(line) if self.refuse is not None and who == "you" else ""
        if sentence:
            raise limits.LimitError(sentence, 1)

    def interrupt(self, number: int, who: str = "you") -> bool:
        """Ctrl-C. Whether there was something to interrupt."""
        with self.lock:
            run = self.prompt.runs.get(number)
            if run is None or run.program is None:
                return False
            self._poke(INTERRUPT, {"poke": run.program.poke}, who)
            self._collect()
            return True

    def save(self, number: int, text: str | None, who: str = "you") -> bool:
        """What was edited is saved, or (None) left as it was. Whether a command waited for that. LimitError."""
        limits.check_text("", text or "")
        with self.lock:
            run = self.prompt.runs.get(number)
            if run is None or run.program is None or run.program.editing is None:
                return False
            self._poke(SAVE, {"poke": run.program.poke, "text": text}, who)
            if not self.playhead.moves:
                self.run_until_answered(run)
            self._collect()
            return True

    def visit(self, number: int, port: int, path: str, who: str = "you") -> bool:
        """A browser opens a port that a command listens at. Whether one does. LimitError."""
        limits.check_text("", path)
        with self.lock:
            run = self.prompt.runs.get(number)
            if run is None or run.program is None or port not in run.program.listening:
                return False
            self._poke(VISIT, {"poke": run.program.poke, "port": port, "path": path or "/"}, who)
            if not self.playhead.moves:
                self.run_until_answered(run)
            self._collect()
            return True

    def _poke(self, what: str, content: Json, who: str) -> Any:
        if self.broken or self.gone:
            raise limits.LimitError(ELSEWHERE if self.moved else GONE if self.gone else BROKEN, 2 if self.moved else 60)
        poke = RecordedPoke(self.cluster.clock.fired, self.cluster.now_ms, who, what, content)
        try:
            self.journal.write(poke, self.cluster.trace.digest())
        except UnwrittenError:
            self.readonly = True
            raise
        self.used_at_s = time.monotonic()
        try:
            return perform(self.cluster, poke)
        finally:
            self._note_fresh()

    # -- time -------------------------------------------------------------------------------------------------------

    def set_pace(self, pace: str) -> None:
        """Let time pass otherwise from now on."""
        assert pace in PACES, f"{pace!r} is no pace"
        with self.lock:
            self.steps.end()
            self.playhead.pace = PAUSED if self.held else pace
            self._news = True

    def take_step(self, by: str) -> None:
        """Play until the next hop has arrived, a decision is taken, or the cluster is quiet; then pause."""
        with self.lock:
            self.steps.stop()
            if not self.held:
                self.steps.begin(by)
                self._news = True

    def advance(self, wall_ms: float, until_s: float) -> float:
        """Let `wall_ms` pass at the cluster's pace, but compute no longer than until the moment `until_s` (perf_counter).

        Returns the wall ms that were left over. A model that breaks stands still from then on.
        """
        with self.lock:
            if not self.playhead.moves or self.broken or self.gone:
                return 0.0
            began_s = time.perf_counter()
            try:
                left_ms = self.playhead.advance(wall_ms, self._happen, lambda: self._halt(until_s))
            except Exception:
                log.exception("Cluster %s broke at %s ms of virtual time", self.id, self.cluster.now_ms)
                self.broken = True
                self.steps.stop()
                left_ms = 0.0
                self._news = True
            self.work_s += time.perf_counter() - began_s
            return left_ms if self.playhead.moves else 0.0

    def finish_step(self, within_s: float = STEP_WITHIN_WALL_S) -> None:
        """Take the rest of a step at once: for a page without a live picture."""
        until_s = time.perf_counter() + within_s
        with self.lock:
            while self.playhead.step is not None and time.perf_counter() < until_s and not self.broken:
                self.advance(60_000.0, until_s)
            self.steps.end()
            self._collect()

    def run_until_answered(self, run: Run) -> None:
        """Let time pass just until the program has ended, or waits for what only more time brings."""
        with self.lock:
            program, clock = run.program, self.cluster.clock
            ends_ms = clock.now_ms + ANSWER_WITHIN_MS
            began_s = time.perf_counter()
            ends_s = began_s + ANSWER_WITHIN_WALL_S
            while program is not None and not (program.finished or program.waits_for_others or program.editing):
                due_ms = clock.next_at_ms()
                if due_ms is None or due_ms > ends_ms or time.perf_counter() > ends_s:
                    break
                self._happen()
            self.work_s += time.perf_counter() - began_s
            self.playhead.jump()
            self._collect()

    def skip(self, milliseconds: int) -> None:
        """Let so much virtual time pass at once: what comes before a lesson's step begins."""
        with self.lock:
            clock = self.cluster.clock
            until_ms = clock.now_ms + milliseconds
            began_s = time.perf_counter()
            while (due_ms := clock.next_at_ms()) is not None and due_ms <= until_ms:
                self._happen()
            clock.run_until(until_ms)
            self.work_s += time.perf_counter() - began_s
            self.playhead.jump()
            self._collect()
            self._news = True

    def catch_up(self, fired: int, at_ms: float, pokes: int) -> None:
        """A viewer saw more of this cluster than was noted when the process was killed: let it happen again, up to there.

        Nothing but time can have brought it, if the viewer knows of the same pokes.
        """
        with self.lock:
            clock = self.cluster.clock
            if self.journal.pokes != pokes or fired <= clock.fired or at_ms - clock.now_ms > CATCH_UP_MS:
                return
            ends_s = time.perf_counter() + CATCH_UP_WALL_S
            while clock.fired < fired and time.perf_counter() < ends_s:
                due_ms = clock.next_at_ms()
                if due_ms is None or due_ms > at_ms:
                    break
                self._happen()
            clock.now_ms = max(clock.now_ms, min(int(at_ms), clock.next_at_ms() or int(at_ms)))
            self.playhead.jump()
            self._collect()
            self._news = True

    def _happen(self) -> None:
        self.cluster.clock.step()
        if self.cluster.trace.fresh:
            self._note_fresh()

    def _note_fresh(self) -> None:
        for record in self.cluster.trace.drain():
            if self.frames.note(record) < 1:
                continue  # it waits for the next frame that has news, or says how late it is
            self._news = True
            match record:
                case Hop():
                    self.playhead.take_off(record.sent_ms, record.arrives_ms)
                    self.steps.saw("hop", record.arrives_ms)
                case Decision():
                    self.playhead.saw(record.at_ms)
                    self.steps.saw("decision", record.at_ms)
                case Poke():
                    self.playhead.saw(record.at_ms)

    def _halt(self, until_s: float) -> bool:
        """At the end of an instant: is the step taken, or the slice used up?"""
        if self.steps.taken():
            self._news = True
            return True
        return time.perf_counter() >= until_s

    # -- what happened ----------------------------------------------------------------------------------------------

    def clock(self) -> Json:
        """What the page's clock shows."""
        cluster, playhead = self.cluster, self.playhead
        return {
            "at": round(playhead.at_ms, 3),
            "epoch": cluster.clock.epoch_ms,
            "pace": playhead.pace,
            "step": playhead.step,
            "rate": round(playhead.rate(), 5) if playhead.moves else 0,  # virtual ms in a wall ms, now
            "waiting": self.prompt.waiting and not playhead.moves,
            "fired": cluster.clock.fired,
            "pokes": self.journal.pokes,
            "revision": cluster.etcd.store.revision,
            "pods": limits.count(cluster, PODS),
            "nodes": limits.count(cluster, NODES),
        }

    def _collect(self) -> None:
        self._note_fresh()
        self._output += self.prompt.follow(self.cluster)

    def frame(self) -> tuple[int, str] | None:
        """The next frame (number, text), or None if there is nothing to tell."""
        with self.lock:
            self._collect()
            now_s = time.monotonic()
            late = self.playhead.moves and now_s - self._clock_said_s >= self._clock_every_s()
            extra = self._extra()
            if not (self._news or self._output or late or extra != self._extra_said):
                return None
            output, self._output = self._output, []
            self._news = False
            self._clock_said_s = now_s
            self._extra_said = dict(extra)
            number, text, batch = self.frames.make(self.clock(), output, extra)
            self.playhead.races_for_ms = (
                CALM_AFTER_MS if self.frames.well and self.playhead.step is None else RACES_FOR_MS
            )
            self._tell(batch)
            return number, text

    def _clock_every_s(self) -> float:
        calm = not self.playhead.flights and self.playhead.rate() <= CALM_RATE
        return CALM_CLOCK_FRAME_EVERY_S if calm else CLOCK_FRAME_EVERY_S

    @property
    def still(self) -> bool:
        """Whether time stands still, and there is nothing to tell. Quick, and without the lock: most clusters of a class are."""
        return not (
            self.playhead.moves
            or self._news
            or self._output
            or self.cluster.trace.fresh
            or self._extra() != self._extra_said
        )

    @property
    def calm(self) -> bool:
        """Whether time passes about as it does for us, and nobody waits for anything."""
        playhead = self.playhead
        quick = playhead.step is not None or bool(playhead.flights) or playhead.rate() > CALM_RATE
        return not (quick or self.prompt.answering)

    def earn(self, seconds: float) -> None:
        """Its share of the time that has passed, for each of its purses."""
        self.time_purse.earn(seconds)
        self.deeds_purse.earn(seconds)

    @property
    def pays(self) -> Purse:
        """From which purse time is paid now. Who waits for an answer gets it, however much of it they let race by before."""
        return self.deeds_purse if self.time_purse.empty and self.prompt.answering else self.time_purse

    def collect_unseen(self) -> None:
        """Close the batch without a frame: nobody looks."""
        with self.lock:
            self._collect()
            output, self._output = self._output, []
            self._tell(self.frames.remember(bool(output)))

    def forget_story(self) -> None:
        """From here on, what has happened so far is told to nobody: a learner is to find it out."""
        with self.lock:
            self.collect_unseen()
            self.frames.forget_story()

    def snapshot(self) -> tuple[int, str]:
        """Everything as it is after the last frame: (number, text). What is new since must have been made a frame before."""
        with self.lock:
            return self.frames.number, encode({"frame": self.frames.number, "snapshot": self.picture()})

    def picture(self) -> Json:
        """Everything as it is after the last frame, for a page."""
        with self.lock:
            return self.frames.snapshot(self.clock(), self.prompt.as_json(), self._extra())

    def _extra(self) -> Json:
        extra = {**self.frame_extra, "readonly": READONLY} if self.readonly else self.frame_extra
        return {**extra, "broken": BROKEN} if self.broken else extra

    def _tell(self, batch: list[Record]) -> None:
        if batch:
            for subscriber in self._subscribers:
                subscriber(self, batch)
