"""A change of the cluster, as the queueing hints of plugins see it."""

from __future__ import annotations

from typing import NamedTuple

from ...machinery.objects import Object


class Change(NamedTuple):
    """`resource`: the plural name. `old` is None for what was added, `new` is None for what was deleted.

    Of Pods only those count that have a node: they come, change and go there.
    """

    resource: str
    old: Object | None
    new: Object | None

    @property
    def object(self) -> Object:
        """The object as it is, or was last."""
        found = self.new if self.new is not None else self.old
        assert found is not None, "a change needs an object"
        return found
