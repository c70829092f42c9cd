"""A component: one process of the cluster, with a name, a place, timers and a door for messages."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from .chance import Chance
from .trace import Trace
from .virtual_time import Clock
from .walks import Walks

if TYPE_CHECKING:
    from .network import Call, Network, Stream


class Ground:
    """What every component of one cluster stands on: the same clock, network, trace and seed."""

    def __init__(self, clock: Clock, trace: Trace, seed: int) -> None:
        self.clock = clock
        self.trace = trace
        self.walks = Walks()  # of connections, as the trace is of messages
        self.seed = seed
        self.first_seed = seed  # a fork of a booted cluster has another seed, and the certificates it was made with
        self.network: Network  # set by Network itself: each needs the other


class Alarm:
    """A timer that is set. `cancel()` takes it back."""

    __slots__ = ("args", "cause", "incarnation", "jitter", "method", "off", "period_ms")

    def __init__(self, method: Callable[..., None], args: tuple[Any, ...], cause: int | None, incarnation: int) -> None:
        self.method = method
        self.args = args
        self.cause = cause
        self.incarnation = incarnation
        self.period_ms = 0
        self.jitter = 0.0
        self.off = False

    def cancel(self) -> None:
        """The timer will not fire."""
        self.off = True


class Component:
    """One process. Stopping it loses its memory and its timers; starting it calls `boot` again.

    What outlives the process (a disk, a kernel's rules, running containers) is made in `__init__`;
    what it holds in memory is made in `boot`.
    """

    def __init__(self, ground: Ground, name: str, node: str) -> None:
        """`name`: unique in the cluster, as `kubelet/node-1`. `node`: the machine it runs on ("" outside the cluster)."""
        self.ground = ground
        self.clock = ground.clock
        self.trace = ground.trace
        self.network = ground.network
        self.name = name
        self.node = node
        self.running = False
        self.incarnation = 0
        self.since_ms = 0  # since when it runs, or does not
        self.lives: tuple[tuple[int, int | None], ...] = ()  # the last two: from when until when (None: it still runs)
        self.chance = Chance(ground.seed, name)
        ground.network.join(self)

    # -- life -------------------------------------------------------------------------------------------------------

    def start(self) -> None:
        """The process starts: fresh memory, `boot`. Nothing happens if it runs."""
        if self.running:
            return
        self.running = True
        self.since_ms = self.clock.now_ms
        self.lives = (*self.lives[-1:], (self.since_ms, None))
        self.incarnation += 1
        self.boot()

    def stop(self) -> None:
        """The process ends at once: its memory, timers and connections are gone. Nothing happens if it does not run."""
        if not self.running:
            return
        self.running = False
        self.since_ms = self.clock.now_ms
        self.lives = (*self.lives[:-1], (self.lives[-1][0], self.since_ms))
        self.halted()
        self.network.hang_up(self)

    def boot(self) -> None:
        """Make the memory of the process and begin to work. Each component defines it."""

    def halted(self) -> None:
        """The process has just ended. A component may let the outside world show it."""

    # -- messages ---------------------------------------------------------------------------------------------------

    def handle(self, call: Call) -> None:
        """A request arrived. Answer it with `call.reply(...)`, now or later. How it is, every process can tell."""
        if (call.verb, call.subject) == ("GET", "/healthz"):
            call.reply("ok", "200")
            return
        raise AssertionError(f"{self.name} does not take requests, but got {call.verb} {call.subject}")

    def stream_closed(self, stream: Stream) -> None:
        """A stream that this component serves has ended on the other side."""

    # -- time -------------------------------------------------------------------------------------------------------

    @property
    def now_ms(self) -> int:
        """Virtual time, in ms."""
        return self.clock.now_ms

    def after(self, delay_ms: int, method: Callable[..., None], *args: Any) -> Alarm:
        """Call `method(*args)` in `delay_ms`, unless this process has ended by then. The timer carries today's cause."""
        alarm = Alarm(method, args, self.trace.cause(), self.incarnation)
        self.clock.schedule(delay_ms, self._ring, alarm)
        return alarm

    def every(
        self,
        period_ms: int,
        method: Callable[..., None],
        *args: Any,
        first_ms: int | None = None,
        jitter: float = 0.0,
    ) -> Alarm:
        """Call `method(*args)` every `period_ms` from now on, each time up to `jitter` of it later.

        Each ringing is a root of its own in the trace.
        """
        alarm = Alarm(method, args, None, self.incarnation)
        alarm.period_ms = period_ms
        alarm.jitter = jitter
        self.clock.schedule(period_ms if first_ms is None else first_ms, self._ring, alarm)
        return alarm

    def _ring(self, alarm: Alarm) -> None:
        if alarm.off or not self.running or alarm.incarnation != self.incarnation:
            return
        method = alarm.method
        self.trace.timer_fired(alarm.cause, self.clock.now_ms, self.name, method.__name__)
        if alarm.period_ms:
            period_ms = self.chance.jittered(alarm.period_ms, alarm.jitter) if alarm.jitter else alarm.period_ms
            self.clock.schedule(period_ms, self._ring, alarm)
        method(*alarm.args)

    # -- reasons ----------------------------------------------------------------------------------------------------

    def decide(self, kind: str, subject: str, sentence: str, detail: dict[str, Any] | None = None) -> None:
        """Record a choice with its reason."""
        self.trace.decision(kind, self.clock.now_ms, self.name, subject, sentence, detail)
