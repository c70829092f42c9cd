"""Starting without etcd: nobody is served before everything was read once, and a server that has waited in vain ends. Fact sheet §10.2."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...machinery.leader_election import SUPERVISOR_DELAY_MS, restart

if TYPE_CHECKING:
    from .server import ApiServer

PATIENCE_MS = 20_000  # the time-out of its connection to etcd
USUAL_MS = 3_000  # members of etcd that are there have elected a leader by then, and answered


class Starting:
    """Until a server has read everything for the first time."""

    def __init__(self, server: ApiServer) -> None:
        self.server = server
        self.over = False  # it serves, whatever becomes of etcd
        self.in_vain = False  # etcd did not answer: its time runs

    @property
    def deaf(self) -> bool:
        """Whether nobody can connect to it: it waits for etcd, and does not listen yet."""
        return not self.over and self.server.now_ms - self.server.since_ms > USUAL_MS

    def failed(self) -> None:
        """etcd did not answer."""
        if not self.over and not self.in_vain:
            self.in_vain = True
            waited_ms = self.server.now_ms - self.server.since_ms
            self.server.after(max(0, PATIENCE_MS - waited_ms), self._give_up)

    def _give_up(self) -> None:
        if self.over:
            return
        server = self.server
        server.decide(
            "EndsWithoutEtcd",
            server.name,
            f"{server.name} could not reach etcd for {PATIENCE_MS // 1000} s since it started, so it ends. "
            "Its kubelet starts it again.",
        )
        server.stop()
        server.clock.schedule(SUPERVISOR_DELAY_MS, restart, server, server.incarnation)
