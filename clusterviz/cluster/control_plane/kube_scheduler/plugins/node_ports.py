"""NodePorts: two Pods cannot have the same port of the same node."""

from __future__ import annotations

from ..changes import Change
from ..framework import SKIP, Attempt, Plugin, Refusal, Skip
from ..node_info import NodeInfo
from ..pod_info import PodInfo

ANY_ADDRESS = "0.0.0.0"


class NodePorts(Plugin):
    """Refuse a node where a host port of the Pod is taken."""

    name = "NodePorts"
    filters = True

    def pre_filter(self, attempt: Attempt) -> Skip | None:
        """Skip Pods without host ports."""
        return None if attempt.pod.ports else SKIP

    def worth_a_retry(self, pod: PodInfo, change: Change) -> bool:
        """A Pod with host ports has gone, or there is a new node."""
        return (change.deleted and change.pod is not None and bool(change.pod.ports)) or self.node_is_better(
            pod, change
        )

    def filter(self, attempt: Attempt, node: NodeInfo) -> Refusal | None:
        """Refuse a node where another Pod has the port, on the same address or on all."""
        for address, protocol, number in attempt.pod.ports:
            for taken_address, taken_protocol, taken_number in node.ports:
                if (
                    number == taken_number
                    and protocol == taken_protocol
                    and (address == taken_address or ANY_ADDRESS in (address, taken_address))
                ):
                    return Refusal(["node(s) didn't have free ports for the requested pod ports"])
        return None
