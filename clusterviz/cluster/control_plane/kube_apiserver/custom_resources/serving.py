"""Which custom kinds are served: their descriptors, their rules, their objects as each version shows them.

etcd holds an object once, in the version that is marked for storage. The watch cache holds it in every version that is
served, with the defaults of today's schema. So the objects are kept as etcd has them, too: a changed definition shows
them anew.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....machinery.api import Request
from ....machinery.custom_kinds import TERMINATING, kinds_of, schema_of_version
from ....machinery.objects import Object, clone, condition_of, condition_true, key_of, name_of, revision_of
from ....machinery.resources import CUSTOMRESOURCEDEFINITIONS, SERVED, Resource
from ....machinery.times import unix_ms
from .. import errors
from ..storage import REGISTRY
from ..watch_cache import Collection
from .establishing import Establishing
from .finalizing import Finalizing
from .pruning import defaulted, pruned
from .strategy import CustomResourceStrategy

if TYPE_CHECKING:
    from ..server import ApiServer

JUST_ESTABLISHED_MS = 2_000  # so long a first object waits, that other API servers may have heard of its kind
_OWN = {(resource.plural, resource.group, resource.version): True for resource in SERVED}


class CustomResources:
    """The custom kinds of a running API server."""

    def __init__(self, server: ApiServer) -> None:
        self.server = server
        self.kinds: dict[tuple[str, str, str], Resource] = {}  # by plural, group and version
        self.stored: dict[str, Object] = {}  # key in etcd → what is there, of all kinds that are not Kubernetes' own
        self._served: dict[str, tuple[Resource, ...]] = {}  # a definition's name → its kind in each version
        self._by_prefix: dict[str, tuple[Resource, ...]] = {}
        self.establishing = Establishing(server)
        self.finalizing = Finalizing(server)

    # -- asked by others --------------------------------------------------------------------------------------------

    def called(self, plural: str, group: str, version: str) -> Resource | None:
        """The custom kind of this name, or None."""
        return self.kinds.get((plural, group, version))

    def resolve(self, request: Request) -> None:
        """The client knows the kind by what discovery once told: take the one that is served now, if it still is."""
        asked = request.resource
        assert asked is not None
        found = self.called(asked.plural, asked.group, asked.version)
        if found is None:
            raise errors.no_such_kind(asked, request.verb, request.name)
        request.resource = found
        request.warnings = self.rules(found).deprecated
        if request.verb == "create" and not request.subresource and self.terminating(found):
            raise errors.terminating(request.verb)

    def rules(self, resource: Resource) -> CustomResourceStrategy:
        """The rules for a custom kind that is served."""
        strategy = self.server.strategies[resource]
        assert isinstance(strategy, CustomResourceStrategy)
        return strategy

    def terminating(self, resource: Resource) -> bool:
        """Whether the kind is going away."""
        return condition_true(self.rules(resource).definition, TERMINATING)

    def new_for_ms(self, resource: Resource) -> int:
        """How much longer the first object of a new kind has to wait."""
        established = condition_of(self.rules(resource).definition, "Established")
        assert established is not None
        since_ms = self.server.wall_ms() - unix_ms(established["lastTransitionTime"])
        return JUST_ESTABLISHED_MS if since_ms < JUST_ESTABLISHED_MS else 0

    # -- versions ---------------------------------------------------------------------------------------------------

    def as_stored(self, resource: Resource, obj: Object) -> Object:
        """An object on its way to etcd: in the version for storage."""
        rules = self.rules(resource)
        return {**obj, "apiVersion": f"{resource.group}/{rules.stored_as['name']}"}

    def as_read(self, resource: Resource, stored: Object) -> Object:
        """An object that comes from etcd, in the version that was asked for, with the defaults of today."""
        schema = schema_of_version(self.rules(resource).stored_as)
        obj: Object = clone({key: value for key, value in stored.items() if key != "metadata"})
        obj["metadata"] = stored["metadata"]
        pruned(schema, obj)
        defaulted(schema, obj)
        obj["apiVersion"] = resource.api_version
        return obj

    # -- told by the watch of etcd ----------------------------------------------------------------------------------

    def kinds_at(self, key: str) -> tuple[Resource, ...]:
        """The kind, in each version, whose objects lie at this key of etcd."""
        parts = key.split("/", 4)
        return self._by_prefix.get(f"{REGISTRY}{parts[2]}/{parts[3]}/", ()) if len(parts) > 4 else ()

    def keep(self, key: str, obj: Object | None) -> None:
        """etcd has this object, or has it no more."""
        if obj is None:
            self.stored.pop(key, None)
        else:
            self.stored[key] = obj

    def begin(self) -> None:
        """The cache is loaded: serve what is established, and go on with what is not."""
        self.kinds, self._served, self._by_prefix = {}, {}, {}
        for _, definition in self.server.cache.of(CUSTOMRESOURCEDEFINITIONS).list():
            self.defined(definition, None)

    def defined(self, definition: Object, old: Object | None) -> None:
        """A definition is there or has changed."""
        kinds = tuple(k for k in kinds_of(definition) if (k.plural, k.group, k.version) not in _OWN)
        name = name_of(definition)
        if kinds != self._served.get(name, ()) or old is None or old["spec"] != definition["spec"]:
            self._withdraw(name)
            self._serve(name, kinds, definition)
        else:
            for kind in kinds:
                self.rules(kind).definition = definition
        self.establishing.look(definition)
        self.finalizing.look(definition)

    def undefined(self, definition: Object) -> None:
        """A definition is gone: so is its kind."""
        self._withdraw(name_of(definition))
        self.establishing.look_at_all()

    def _serve(self, name: str, kinds: tuple[Resource, ...], definition: Object) -> None:
        if not kinds:
            return
        self._served[name] = kinds
        prefix = kinds[0].etcd_prefix
        self._by_prefix[prefix] = kinds
        for kind in kinds:
            self.kinds[kind.plural, kind.group, kind.version] = kind
            self.server.strategies[kind] = CustomResourceStrategy(kind, definition)
            collection = self.server.cache.collections[kind] = Collection()
            collection.forgotten = revision_of(definition)  # what was before is told by a new list only
            for key, stored in self.stored.items():
                if key.startswith(prefix):
                    collection.put(key_of(stored), self.server.frozen(self.as_read(kind, stored)))

    def _withdraw(self, name: str) -> None:
        """Nobody watches what is not served, or is served in another way from now on. Its rules stay for what is under way."""
        for kind in self._served.pop(name, ()):
            self._by_prefix.pop(kind.etcd_prefix, None)
            self.kinds.pop((kind.plural, kind.group, kind.version), None)
            self.server.watches.close_of(kind)
            self.server.cache.collections.pop(kind, None)
