"""DynamicResources: devices that Pods claim. No Pod of this model has claims, so that it has little to say."""

from __future__ import annotations

from ..framework import Attempt, Plugin
from ..node_info import NodeInfo

NO_CLAIMS = "no new claims to deallocate"  # what it adds to the message of every Pod that cannot be placed


class DynamicResources(Plugin):
    """Without claims all nodes are equal."""

    name = "DynamicResources"
    weight = 2

    def score(self, attempt: Attempt, node: NodeInfo) -> int:
        """Nothing is claimed."""
        return 0
