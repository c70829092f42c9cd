"""The custom kinds that controllers have to do with: their caches come when a kind is established, and go with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from ...machinery.custom_kinds import kinds_of
from ...machinery.informer import Informer
from ...machinery.objects import Object, name_of
from ...machinery.resources import CUSTOMRESOURCEDEFINITIONS, Resource, resource_of_kind

if TYPE_CHECKING:
    from .controller_manager import ControllerManager

Follower = Callable[[Resource, Informer], None]


class CustomKinds:
    """As the manager's cache of definitions tells."""

    def __init__(self, manager: ControllerManager) -> None:
        self.manager = manager
        self._kinds: dict[str, tuple[Resource, ...]] = {}  # a definition's name → its kind in each version
        self._followers: list[Follower] = []
        self.manager.informer(CUSTOMRESOURCEDEFINITIONS).subscribe(self.definition_changed)

    def preferred(self) -> list[Resource]:
        """Each custom kind in its preferred version."""
        return [kinds[0] for kinds in self._kinds.values()]

    def of_kind(self, kind: str, api_version: str) -> Resource | None:
        """The resource of an object's kind and apiVersion, Kubernetes' own or custom; None if nobody serves it."""
        found = resource_of_kind(kind, api_version)
        if found is not None:
            return found
        for kinds in self._kinds.values():
            for resource in kinds:
                if (resource.kind, resource.api_version) == (kind, api_version):
                    return resource
        return None

    def follow(self, follower: Follower) -> None:
        """Hand over the cache of each custom kind, now or when it comes."""
        self._followers.append(follower)
        for resource in self.preferred():
            follower(resource, self.manager.informer(resource))

    def definition_changed(self, change: str, old: Object | None, new: Object) -> None:
        """A kind comes, goes, or is preferred in another version."""
        before = self._kinds.get(name_of(new), ())
        now = () if change == "deleted" else kinds_of(new)
        if now:
            self._kinds[name_of(new)] = now
        else:
            self._kinds.pop(name_of(new), None)
        if before and (not now or now[0].version != before[0].version):
            self.manager.drop_informer(before[0], gone=not now)
        if now and (not before or now[0].version != before[0].version):
            informer = self.manager.informer(now[0])
            for follower in self._followers:
                follower(now[0], informer)
            self.manager.begin_informer(informer)
