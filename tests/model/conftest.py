"""What the tests of the model share: a small cluster of etcd, the API server, and somebody who asks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pytest

from clusterviz.cluster.control_plane.etcd import Member
from clusterviz.cluster.control_plane.kube_apiserver import ApiServer
from clusterviz.cluster.machinery.api import MERGE_PATCH, Request, Response, User, WatchEvent
from clusterviz.cluster.machinery.client import API_SERVER, unreachable
from clusterviz.cluster.machinery.component import Component, Ground
from clusterviz.cluster.machinery.network import Network, Reply, Stream
from clusterviz.cluster.machinery.objects import Object
from clusterviz.cluster.machinery.resources import PODS, SERVICEACCOUNTS, Resource
from clusterviz.cluster.machinery.trace import Trace
from clusterviz.cluster.machinery.virtual_time import Clock

ADMIN = User("kubernetes-admin", ("system:masters", "system:authenticated"))
EPOCH_MS = 1_767_225_600_000  # 2026-01-01


class Asker(Component):
    """Sends requests and keeps the answers."""

    def boot(self) -> None:
        self.answers: list[Response] = []

    def answered(self, reply: Reply) -> None:
        self.answers.append(reply.body if reply.failure is None else unreachable(reply.failure))


class Watched:
    """A watch that is open: what has come so far."""

    def __init__(self) -> None:
        self.events: list[WatchEvent] = []
        self.end: Reply | None = None
        self.stream: Stream | None = None

    def came(self, event: WatchEvent) -> None:
        self.events.append(event)

    def closed(self, reply: Reply) -> None:
        self.end = reply

    @property
    def seen(self) -> list[tuple[str, str]]:
        """(type, name) of every event."""
        return [(event.type, event.object["metadata"].get("name", "")) for event in self.events]


class Kube:
    """The driver: every method asks, lets time pass until the answer is there, and returns it."""

    def __init__(self, seed: int = 1) -> None:
        self.clock = Clock(EPOCH_MS)
        self.trace = Trace()
        self.ground = Ground(self.clock, self.trace, seed)
        self.network = Network(self.ground)
        self.etcd = Member(self.ground, "etcd", "control-plane")
        self.server = ApiServer(self.ground, API_SERVER, "control-plane")
        self.you = Asker(self.ground, "you", "")
        for component in (self.etcd, self.server, self.you):
            component.start()
        self.run(2000)

    def run(self, milliseconds: int) -> None:
        self.clock.run_until(self.clock.now_ms + milliseconds)

    def send(self, request: Request, user: User = ADMIN) -> None:
        """Ask without waiting."""
        request.user = user
        self.network.call(self.you, API_SERVER, request.verb, request.subject, request, self.you.answered)

    def ask(self, request: Request, user: User = ADMIN) -> Response:
        self.send(request, user)
        count = len(self.you.answers)
        for _ in range(20_000):
            if len(self.you.answers) > count:
                return self.you.answers[-1]
            self.run(1)
        raise AssertionError(f"no answer to {request}")

    def create(self, resource: Resource, body: Any, namespace: str = "default", **query: str) -> Response:
        namespace = namespace if resource.namespaced else ""
        return self.ask(Request("create", resource, namespace, body=body, query=query))

    def get(self, resource: Resource, name: str, namespace: str = "default", **query: str) -> Response:
        namespace = namespace if resource.namespaced else ""
        return self.ask(Request("get", resource, namespace, name, query=query))

    def list(self, resource: Resource, namespace: str = "default", **query: str) -> Response:
        namespace = namespace if resource.namespaced else ""
        return self.ask(Request("list", resource, namespace, query=query))

    def table(self, resource: Resource, name: str = "", namespace: str = "default", **query: str) -> Response:
        namespace = namespace if resource.namespaced else ""
        verb = "get" if name else "list"
        return self.ask(Request(verb, resource, namespace, name, query=query, as_table=True))

    def update(self, resource: Resource, body: Object, subresource: str = "", **query: str) -> Response:
        namespace = body["metadata"].get("namespace", "default") if resource.namespaced else ""
        return self.ask(Request("update", resource, namespace, body["metadata"]["name"], subresource, body, query))

    def patch(
        self,
        resource: Resource,
        name: str,
        body: Any,
        content_type: str = MERGE_PATCH,
        subresource: str = "",
        namespace: str = "default",
        **query: str,
    ) -> Response:
        namespace = namespace if resource.namespaced else ""
        return self.ask(
            Request("patch", resource, namespace, name, subresource, body, query, content_type=content_type)
        )

    def delete(
        self, resource: Resource, name: str, body: Any = None, namespace: str = "default", **query: str
    ) -> Response:
        namespace = namespace if resource.namespaced else ""
        return self.ask(Request("delete", resource, namespace, name, body=body, query=query))

    def watch(self, resource: Resource, namespace: str = "default", as_table: bool = False, **query: str) -> Watched:
        """Open a watch and let it run."""
        namespace = namespace if resource.namespaced else ""
        watched = Watched()
        request = Request("watch", resource, namespace, query=query, as_table=as_table, user=ADMIN)
        watched.stream = self.network.open(
            self.you, API_SERVER, "WATCH", request.subject, request, watched.came, watched.closed
        )
        self.run(20)
        return watched

    def names(self, resource: Resource, namespace: str = "default") -> Sequence[str]:
        return [obj["metadata"]["name"] for obj in self.list(resource, namespace).body["items"]]


@pytest.fixture
def kube() -> Iterator[Kube]:
    """A cluster of etcd and the API server, with the ServiceAccount that Pods need; stored objects cannot be mutated."""
    ApiServer.debug_freeze = True
    driver = Kube()
    driver.create(SERVICEACCOUNTS, {"metadata": {"name": "default"}})
    yield driver
    ApiServer.debug_freeze = False


def pod(name: str = "web", **spec: Any) -> Object:
    """A small Pod."""
    return {"metadata": {"name": name}, "spec": {"containers": [{"name": "c", "image": "nginx:1.27"}], **spec}}


def deployment(name: str = "web", **spec: Any) -> Object:
    """A small Deployment."""
    labels = {"app": name}
    template = {"metadata": {"labels": labels}, "spec": {"containers": [{"name": "nginx", "image": "nginx:1.27"}]}}
    return {"metadata": {"name": name}, "spec": {"selector": {"matchLabels": labels}, "template": template, **spec}}


def bind(kube: Kube, name: str, node: str = "node-1") -> Response:
    """Put a Pod on a node, as the scheduler does."""
    body = {"metadata": {"name": name}, "target": {"kind": "Node", "name": node}}
    return kube.ask(Request("create", PODS, "default", name, "binding", body))
