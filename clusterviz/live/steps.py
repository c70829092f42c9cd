"""A step: time passes until the next hop has arrived, a decision is taken, or the cluster is quiet, and then stands still."""

from __future__ import annotations

from ..cluster.cluster import Cluster
from ..cluster.quiet import AT_MOST_MS, Stillness
from .pace import PAUSED, RACES_FOR_MS, STEPS, Playhead

LOOK_FOR_QUIET_MS = 250


class Steps:
    """The steps of one cluster: which one its playhead takes, and where that one ends."""

    def __init__(self, cluster: Cluster, playhead: Playhead) -> None:
        self.cluster = cluster
        self.playhead = playhead
        self._ends_ms: float | None = None  # once it is known
        self._patience_ms = 0.0  # it ends here, whatever happens
        self._stillness: Stillness | None = None
        self._looked_ms = 0.0

    def begin(self, by: str) -> None:
        """Take a step of this kind, one of `STEPS`, from here."""
        assert by in STEPS, f"{by!r} is no step"
        playhead = self.playhead
        playhead.step = by
        playhead.last_seen_ms = int(playhead.at_ms)
        self._patience_ms = playhead.at_ms + (AT_MOST_MS if by == "quiet" else RACES_FOR_MS)
        if by == "quiet":
            self._stillness = Stillness(self.cluster)
        elif by == "hop" and playhead.flights:
            self._ends_ms = min(flight.arrives_ms for flight in playhead.flights)

    def end(self) -> None:
        """No step is taken any more."""
        self.playhead.step = None
        self._ends_ms = self._stillness = None
        self._looked_ms = 0.0

    def stop(self) -> None:
        """Time stands still here, without a step."""
        self.playhead.pace = PAUSED
        self.end()

    def saw(self, what: str, at_ms: float) -> None:
        """Something worth seeing, a "hop" or a "decision", that is there at this moment: the first one ends its kind of step."""
        if self.playhead.step == what and self._ends_ms is None:
            self._ends_ms = at_ms

    def taken(self) -> bool:
        """Whether the step that was under way has come to its end here; then it has ended."""
        if self.playhead.step is None:
            return False
        at_ms = self.playhead.at_ms
        taken = (self._ends_ms is not None and at_ms >= self._ends_ms) or at_ms >= self._patience_ms
        if self._stillness is not None and at_ms - self._looked_ms >= LOOK_FOR_QUIET_MS:
            self._looked_ms = at_ms
            taken = taken or self._stillness.quiet()
        if taken:
            self.end()
        return taken
