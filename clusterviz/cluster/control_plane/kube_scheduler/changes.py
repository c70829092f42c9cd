"""A change of the cluster, as the queueing hints of plugins see it."""

from __future__ import annotations

from functools import cached_property

from ...machinery.objects import Object, labels_of
from .node_info import NodeInfo
from .pod_info import PodInfo


class Change:
    """`resource`: the plural name. `old` is None for what was added, `new` is None for what was deleted.

    Of Pods only those count that have a node: they come, change and go there.
    """

    def __init__(self, resource: str, old: Object | None, new: Object | None) -> None:
        self.resource = resource
        self.old = old
        self.new = new

    @property
    def object(self) -> Object:
        """The object as it is, or was last."""
        found = self.new if self.new is not None else self.old
        assert found is not None, "a change needs an object"
        return found

    @property
    def added(self) -> bool:
        """Whether the object is new."""
        return self.old is None

    @property
    def deleted(self) -> bool:
        """Whether the object is gone."""
        return self.new is None

    @cached_property
    def labels_changed(self) -> bool:
        """Whether it came, went or changed its labels."""
        return self.old is None or self.new is None or labels_of(self.old) != labels_of(self.new)

    @cached_property
    def pod(self) -> PodInfo | None:
        """The Pod as it is, or was last; None if it is about something else."""
        return PodInfo(self.object) if self.resource == "pods" else None

    @cached_property
    def pod_before(self) -> PodInfo | None:
        """The Pod as it was."""
        return PodInfo(self.old) if self.resource == "pods" and self.old is not None else None

    @cached_property
    def node(self) -> NodeInfo | None:
        """The node, without Pods, as it is now; None if it is gone or this is about something else."""
        return NodeInfo(self.new) if self.resource == "nodes" and self.new is not None else None

    @cached_property
    def node_before(self) -> NodeInfo | None:
        """The node, without Pods, as it was."""
        return NodeInfo(self.old) if self.resource == "nodes" and self.old is not None else None
