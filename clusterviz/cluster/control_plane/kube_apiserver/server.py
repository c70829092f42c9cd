"""The API server's process: one pipeline for every request, a watch cache, and the watches that are open.

A write goes authentication → authorization → decoding → defaulting → mutating admission → validation → validating admission →
compare-and-swap in etcd → response. Fact sheet §4.1. Each stage is a file of this folder; this one only leads through them.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from ...machinery.api import Request, Response, StatusError
from ...machinery.component import Component, Ground
from ...machinery.network import Call, Stream
from ...machinery.objects import Object, freeze, make_key, name_of
from ...machinery.quota import Usage
from ...machinery.resources import BINDINGS, COMPONENTSTATUSES, PODS, QUESTIONS, VIEWS, Resource
from ...machinery.storage import KeyValue, Result
from . import (
    applying,
    authentication,
    authorization,
    changing,
    component_statuses,
    deletion,
    discovery,
    errors,
    impersonation,
    negotiation,
    options,
    patching,
    paths,
    printing,
    reading,
    reviews,
    versions,
    writing,
)
from .aggregation import Aggregation
from .bootstrap import KEEP_MS, Bootstrap
from .custom_resources import CustomResources
from .decoding import decode_deed
from .following import Following
from .rbac import Rbac
from .registry import strategies
from .starting import Starting
from .storage import Storage, key_in_etcd
from .subresources import SUBRESOURCES
from .watch_cache import Change, WatchCache, decoded
from .watching import Watches
from .writing import GENERATED_NAME_TRIES as GENERATED_NAME_TRIES  # where the table of constants looks for it

BOOKMARK_MS = 60_000


class ApiServer(Component):
    """The kube-apiserver process."""

    debug_freeze = False  # tests: what is stored cannot be mutated

    def __init__(
        self,
        ground: Ground,
        name: str,
        node: str,
        service_cidr: str = "10.96.0.0/16",
        control_plane_ip: str = "172.18.0.2",
        etcd_servers: tuple[str, ...] = ("etcd",),
    ) -> None:
        super().__init__(ground, name, node)
        self.service_cidr = service_cidr
        self.control_plane_ip = control_plane_ip
        self.etcd_servers = etcd_servers  # --etcd-servers: the members, any of which will do
        self.requests = 0
        self.panics: list[str] = []  # our own mistakes, each of which cost one request
        self.room: dict[str, int] = {}  # "pods", "objects": the most that this cluster may hold

    def boot(self) -> None:
        self.strategies = strategies()
        self.charged: dict[str, Usage] = {}  # a quota's UID → what was admitted, and its status does not show yet
        self.rbac = Rbac(self)
        self.storage = Storage(self)
        self.custom = CustomResources(self)
        self.starting = Starting(self)
        self.following = Following(self)
        self.watches = Watches(self)
        self.aggregation = Aggregation(self)
        self.bootstrap = Bootstrap(self)
        self.following.begin()
        self.every(BOOKMARK_MS, self._bookmark)
        self.every(KEEP_MS, self._keep)

    # -- the watch cache --------------------------------------------------------------------------------------------

    @property
    def cache(self) -> WatchCache:
        """Every object as etcd last told it."""
        return self.following.cache

    @property
    def ready(self) -> bool:
        """Whether requests can be answered."""
        return self.following.ready

    @property
    def etcd_reachable(self) -> bool:
        """Whether etcd can be heard."""
        return self.following.etcd_reachable

    def when_cache_at(self, revision: int, method: Callable[..., None], call: Any, *context: Any) -> None:
        """Call `method(call, *context)` once the cache has seen `revision`; refuse if that takes too long."""
        self.following.when_at(revision, method, call, *context)

    def changed(self, resource: Resource, change: Change) -> None:
        """The cache has taken over a change: tell who watches, and who gives things away."""
        self.rbac.changed(resource)
        self.aggregation.changed(resource)
        self.watches.dispatch(resource, change)
        if change.type == "DELETED":
            self.strategies[resource].after_delete(self, change.object)
        else:
            self.strategies[resource].after_store(self, change.object, change.old)

    def _bookmark(self) -> None:
        self.watches.bookmark()

    def _keep(self) -> None:
        self.bootstrap.keep()

    def frozen(self, obj: Object) -> Object:
        """What is stored; in tests nobody can change it."""
        return freeze(obj) if self.debug_freeze else obj

    # -- the pipeline -----------------------------------------------------------------------------------------------

    def handle(self, call: Call) -> None:
        request: Request = call.body
        if self.starting.deaf:
            self.network.turn_away(call)
            return
        self.requests += 1
        try:
            if not self.ready:
                raise errors.unavailable("apiserver not ready")
            request.user = authentication.user_of(self, request)
            if request.resource is None:
                paths.resolve(self, request)
            if request.impersonate is not None:
                request.user = impersonation.check(self, request.user, request.impersonate)
            authorization.check(self, request)
            negotiation.check(request)
            self._route(call, request)
        except StatusError as refusal:
            self.refuse(call, refusal)
        except Exception as error:
            if self.debug_freeze or call.answered:
                raise  # a test is to see our mistakes
            self.panics.append(f"{request.verb} {request.subject}: {type(error).__name__}: {error}"[:300])
            self.refuse(call, errors.panicked())

    def refuse(self, call: Any, refusal: StatusError) -> None:
        """Answer with a Status, and record why."""
        request: Request = call.body
        if refusal.code not in (404, 409, 503) or request.user.name == "kubernetes-admin":
            self.decide("Refused", request.subject, str(refusal), {"code": refusal.code})
        self.respond(call, Response(refusal.code, refusal.status))

    def respond(self, call: Any, response: Response) -> None:
        """Send the answer."""
        view = call.body.view
        if view is not None and response.ok:
            response.body = versions.answered(view, response.body)
        call.reply(response, str(response.code), "" if response.ok else response.reason)

    def _route(self, call: Any, request: Request) -> None:
        elsewhere = self.aggregation.service_for(request)
        if elsewhere is not None:
            self.aggregation.pass_on(call, request, elsewhere)
            return
        resource = request.resource
        if resource is None:
            self.respond(call, discovery.answer(self, request))
            return
        if resource.custom:
            self.custom.resolve(request)
            resource = request.resource
            assert resource is not None
        if resource is COMPONENTSTATUSES:
            component_statuses.answer(self, call, request)
            return
        if resource is BINDINGS and request.verb == "create":  # the old way to bind: the body names the Pod
            name = decode_deed(BINDINGS, request)["metadata"].get("name", "")
            request.resource, request.name, request.subresource = PODS, name, "binding"
            resource = PODS
        if resource in QUESTIONS:
            self.respond(call, reviews.answer(self, request))
            return
        if resource in VIEWS:
            versions.to_stored(self, request)
            resource = request.resource
            assert resource is not None
        options.check(request)
        if request.subresource:
            subresource = SUBRESOURCES.get((resource.plural, request.subresource)) or SUBRESOURCES.get(
                ("*", request.subresource)
            )
            if subresource is None or request.subresource not in resource.subresources:
                raise errors.no_such_path()
            subresource(self, call, request)
            return
        if request.verb not in resource.verbs or (request.verb in ("update", "patch") and not request.name):
            raise errors.method_not_allowed()
        match request.verb:
            case "get":
                self.read(call, request, self._got)
            case "list":
                reading.list_objects(self, call, request)
            case "watch":
                self.watches.open(call, request)
            case "create" if resource.custom and self.custom.new_for_ms(resource):
                self.after(self.custom.new_for_ms(resource), self._create_now, call, request)
            case "create":
                writing.create(self, call, request)
            case "update":
                self.modify(call, request, partial(changing.replaced, self))
            case "patch":
                patching.check_type(request)
                if applying.is_apply(request):
                    applying.check(self, request)
                self.modify(call, request, partial(changing.patched, self))
            case "delete":
                deletion.delete(self, call, request)
            case "deletecollection":
                deletion.delete_collection(self, call, request)
            case _:
                raise errors.method_not_allowed()

    # -- reading one object -----------------------------------------------------------------------------------------

    def read(self, call: Any, request: Request, then: Callable[..., None], *context: Any) -> None:
        """Read the object that the request names, from etcd: `then(call, request, object, *context)`."""
        assert request.resource is not None
        if request.query.get("resourceVersion") == "0":
            obj = self.cache.of(request.resource).objects.get(make_key(request.namespace, request.name))
            self._have_read(Result(0), call, request, then, context, obj)
            return
        key = key_in_etcd(request.resource, request.namespace, request.name)
        self.storage.get(request.resource, key, self._have_read, call, request, then, context, None)

    def _have_read(
        self,
        result: Result | None,
        call: Any,
        request: Request,
        then: Callable[..., None],
        context: tuple[Any, ...],
        cached: Object | None,
    ) -> None:
        assert request.resource is not None
        try:
            obj = cached or (
                self.read_back(request.resource, self.needed(result).kvs[0]) if self.needed(result).kvs else None
            )
            if obj is None:
                raise errors.not_found(request.resource, request.name)
            then(call, request, obj, *context)
        except StatusError as refusal:
            self.refuse(call, refusal)

    def _got(self, call: Any, request: Request, obj: Object) -> None:
        assert request.resource is not None
        body = printing.table(self, request, request.resource, [obj], single=True) if request.as_table else obj
        self.respond(call, Response(200, body, printing.warnings(request)))

    def read_back(self, resource: Resource, kv: KeyValue) -> Object:
        """An object from etcd itself, as clients of this kind and version see it."""
        obj = decoded(kv)
        if resource in VIEWS:
            return versions.as_read(resource, obj)
        return self.custom.as_read(resource, obj) if resource.custom else obj

    def needed(self, result: Result | None) -> Result:
        """etcd's answer, or the error that the client sees without one."""
        if result is None:
            raise StatusError(errors.status(500, "", "etcdserver: request timed out"))
        if result.error:
            raise StatusError(errors.status(500, "", result.error))
        return result

    def _create_now(self, call: Any, request: Request) -> None:
        """The first object of a new kind has waited."""
        try:
            self.custom.resolve(request)
            writing.create(self, call, request)
        except StatusError as refusal:
            self.refuse(call, refusal)

    # -- creating ---------------------------------------------------------------------------------------------------

    def shown(self, request: Request, obj: Object) -> Object:
        assert request.resource is not None
        return printing.table(self, request, request.resource, [obj], single=True) if request.as_table else obj

    def show_stages(self, request: Request, obj: Object) -> None:
        """A learner's own write gets a decision that shows the way it took."""
        if request.user.name == "kubernetes-admin" and request.resource is not None:
            what = f"{request.resource.kind} {name_of(obj)}"
            self.decide(
                "Stored",
                request.subject,
                f"The API server lets {what} pass every gate and stores it in etcd.",
                {"stages": ["authentication", "authorization", "admission", "validation", "storage"]},
            )

    # -- for other files of this folder -----------------------------------------------------------------------------

    def modify(self, call: Any, request: Request, change: Callable[[Request, Object], Object]) -> None:
        """Change a stored object: `change(request, current)` makes the new one."""
        writing.modify(self, call, request, change)

    def namespaced_object(self, resource: Resource, namespace: str, name: str) -> Object | None:
        """An object from the cache, for admission."""
        return self.cache.of(resource).objects.get(make_key(namespace, name))

    def stream_closed(self, stream: Stream) -> None:
        self.watches.closed(stream)

    def wall_ms(self) -> int:
        """Unix time in ms, by the cluster's one clock."""
        return self.clock.epoch_ms + self.now_ms
