"""DynamicResources: devices that Pods claim. No driver of this model has any to give away. Fact sheet §6.2."""

from __future__ import annotations

from ..framework import SKIP, Attempt, Plugin, Refusal, Skip
from ..node_info import NodeInfo
from ..pod_info import PodInfo

NO_CLAIMS, NO_HELP = "no new claims to deallocate", "still not schedulable"
NO_DEVICES = "cannot allocate all claims"


def note_of(pod: PodInfo) -> str:
    """What it adds to the message of a Pod that cannot be placed: whether to take claims back from it would help."""
    return NO_HELP if pod.spec.get("resourceClaims") else NO_CLAIMS


class DynamicResources(Plugin):
    """Without claims all nodes are equal; with one, none has the device."""

    name = "DynamicResources"
    weight = 2
    filters = True

    def pre_filter(self, attempt: Attempt) -> Skip | None:
        """Most Pods claim nothing."""
        return None if attempt.pod.spec.get("resourceClaims") else SKIP

    def filter(self, attempt: Attempt, node: NodeInfo) -> Refusal | None:
        """Nobody has published a device of this node."""
        return Refusal((NO_DEVICES,), resolvable=False)

    def score(self, attempt: Attempt, node: NodeInfo) -> int:
        """Nothing is allocated."""
        return 0
