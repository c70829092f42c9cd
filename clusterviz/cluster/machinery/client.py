"""A component's connection to the API server: requests in Kubernetes' verbs, answers to bound methods.

A request made while a work queue runs `reconcile` counts for that key: the key is served when all its requests are
answered, and tried again with back-off if one was refused.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from .api import HTTP_METHODS, STRATEGIC_PATCH, Request, Response, User
from .component import Component
from .network import Reply, Stream
from .objects import Object, name_of, namespace_of
from .rate_limit import TokenBucket
from .resources import NODES, PODS, Resource

if TYPE_CHECKING:
    from .work_queue import Work

API_SERVER = "kube-apiserver"
API_ADDRESS = "172.18.0.2:6443"

Then = Callable[..., None]


class Client:
    """Sends requests as one user. `then(response, *context)` gets the answer; without it, the answer only counts for the work."""

    def __init__(self, component: Component, user: User, timeout_ms: int = 10_000) -> None:
        self.component = component
        self.user = user
        self.user_agent = component.name.partition("/")[0]
        self.timeout_ms = timeout_ms
        self.work: Work | None = None  # the key being reconciled
        self.limit: TokenBucket | None = None  # how fast it may ask
        self.waited: Callable[[Request, int], None] | None = (
            None  # told of a request that has to wait, and for how many ms
        )

    # -- verbs ------------------------------------------------------------------------------------------------------

    def get(self, resource: Resource, namespace: str, name: str, then: Then, *context: Any) -> None:
        """Read one object from the API server itself (not from a cache)."""
        self.send(Request("get", resource, namespace, name), then, *context)

    def list(
        self, resource: Resource, then: Then, *context: Any, namespace: str = "", query: dict[str, str] | None = None
    ) -> None:
        """Read a collection."""
        self.send(Request("list", resource, namespace, query=query or {}), then, *context)

    def create(
        self,
        resource: Resource,
        obj: Object,
        then: Then | None = None,
        *context: Any,
        tolerate: tuple[int, ...] = (),
    ) -> None:
        """Create an object in its own namespace."""
        self.send(Request("create", resource, namespace_of(obj), body=obj), then, *context, tolerate=tolerate)

    def update(
        self,
        resource: Resource,
        obj: Object,
        then: Then | None = None,
        *context: Any,
        subresource: str = "",
        tolerate: tuple[int, ...] = (),
        kind: str = "request",
    ) -> None:
        """Replace an object; refused as a Conflict if it has changed since it was read."""
        request = Request("update", resource, namespace_of(obj), name_of(obj), subresource, obj)
        self.send(request, then, *context, tolerate=tolerate, kind=kind)

    def update_status(
        self,
        resource: Resource,
        obj: Object,
        then: Then | None = None,
        *context: Any,
        tolerate: tuple[int, ...] = (),
    ) -> None:
        """Replace an object's status."""
        self.update(resource, obj, then, *context, subresource="status", tolerate=tolerate)

    def patch(
        self,
        resource: Resource,
        namespace: str,
        name: str,
        patch: Any,
        then: Then | None = None,
        *context: Any,
        subresource: str = "",
        content_type: str = STRATEGIC_PATCH,
        query: dict[str, str] | None = None,
        tolerate: tuple[int, ...] = (),
        kind: str = "request",
    ) -> None:
        """Change some fields of an object."""
        request = Request(
            "patch", resource, namespace, name, subresource, patch, query or {}, content_type=content_type
        )
        self.send(request, then, *context, tolerate=tolerate, kind=kind)

    def delete(
        self,
        resource: Resource,
        namespace: str,
        name: str,
        then: Then | None = None,
        *context: Any,
        options: Object | None = None,
        tolerate: tuple[int, ...] = (404,),
    ) -> None:
        """Delete an object. That it is gone already is no failure. `options`: a DeleteOptions body."""
        request = Request("delete", resource, namespace, name, body=options)
        self.send(request, then, *context, tolerate=tolerate)

    def bind(self, pod: Object, node: str, then: Then, *context: Any) -> None:
        """Tell the API server which node a Pod is to run on."""
        body = {
            "apiVersion": "v1",
            "kind": "Binding",
            "metadata": {"name": name_of(pod), "namespace": namespace_of(pod), "uid": pod["metadata"]["uid"]},
            "target": {"kind": "Node", "name": node},
        }
        self.send(Request("create", PODS, namespace_of(pod), name_of(pod), "binding", body), then, *context)

    # -- sending ----------------------------------------------------------------------------------------------------

    def send(
        self,
        request: Request,
        then: Then | None = None,
        *context: Any,
        tolerate: tuple[int, ...] = (),
        kind: str = "request",
    ) -> None:
        """Send any request. A refusal fails the work unless its code is in `tolerate`."""
        request.user = self.user
        request.user_agent = self.user_agent
        work = self.work
        if work is not None:
            work.outstanding += 1
        wait_ms = self.limit.wait_ms(self.component.now_ms) if self.limit is not None else 0
        if not wait_ms:
            self._carry(request, work, then, tolerate, context, kind)
            return
        if self.waited is not None:
            self.waited(request, wait_ms)
        self.component.after(wait_ms, self._carry, request, work, then, tolerate, context, kind)

    def _carry(
        self,
        request: Request,
        work: Work | None,
        then: Then | None,
        tolerate: tuple[int, ...],
        context: tuple[Any, ...],
        kind: str,
    ) -> None:
        self.component.network.call(
            self.component,
            API_SERVER,
            HTTP_METHODS[request.verb],
            request.subject,
            request,
            self._answered,
            work,
            then,
            tolerate,
            context,
            kind=kind,
            timeout_ms=self.timeout_ms,
        )

    def watch(
        self, resource: Resource, query: dict[str, str], on_event: Then, on_close: Then, namespace: str = ""
    ) -> Stream:
        """Open a watch. `on_event(WatchEvent)` for each change, `on_close(Reply)` when it ends."""
        request = Request("watch", resource, namespace, query=query, user=self.user)
        return self.component.network.open(
            self.component, API_SERVER, "WATCH", request.subject, request, on_event, on_close
        )

    def _answered(
        self, reply: Reply, work: Work | None, then: Then | None, tolerate: tuple[int, ...], context: tuple[Any, ...]
    ) -> None:
        response: Response = reply.body if reply.failure is None else unreachable(reply.failure)
        if then is not None:
            before, self.work = self.work, work
            then(response, *context)
            self.work = before
        if work is not None:
            if not response.ok and response.code not in tolerate:
                work.failed = response.message or str(response.code)
            work.answered()


def unreachable(failure: str) -> Response:
    """What a client makes of a call that the network could not carry, in Go's words."""
    seen = {
        "refused": f"dial tcp {API_ADDRESS}: connect: connection refused",
        "timeout": "context deadline exceeded",
        "reset": "unexpected EOF",
    }[failure]
    return Response(0, {"kind": "Status", "apiVersion": "v1", "status": "Failure", "message": seen, "reason": failure})


def node_client(component: Component, node: str) -> Client:
    """The client of a kubelet: it speaks as its node."""
    return Client(component, User(f"system:node:{node}", ("system:nodes", "system:authenticated")))


__all__ = ["API_ADDRESS", "API_SERVER", "NODES", "Client", "node_client", "unreachable"]
