"""metrics-server: asks every kubelet each 15 s what its containers have used, and serves what follows as metrics.k8s.io.

It is the program in a container: the runtime starts it with the container, and it is reached at the Pod's address. It remembers
two measurements and no more. The API server passes requests on to it (aggregation).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...machinery.api import Request, Response, account_user, failure
from ...machinery.client import Client
from ...machinery.component import Component, Ground
from ...machinery.cri import Answer, Knock
from ...machinery.curl import PLAIN_TO_GO
from ...machinery.informer import Informer
from ...machinery.metrics_api import AGGREGATED, GROUP, NODE_METRICS, VERSION
from ...machinery.network import Call, Reply
from ...machinery.objects import Object, key_of, labels_of, name_of, namespace_of
from ...machinery.resources import NODES, PODS
from ...machinery.selector_texts import parse_labels
from ...machinery.selectors import LabelSelector
from . import answers
from .manifest import PORT
from .storage import RESOLUTION_MS, PodKey, Point, Storage

if TYPE_CHECKING:
    from ...machinery.machine import Machine

USER = account_user("kube-system", "metrics-server")
SCRAPE_TIMEOUT_MS = 10_000  # --kubelet-request-timeout


class MetricsServer(Component):
    """One metrics-server."""

    def __init__(self, ground: Ground, name: str, node: str, machine: Machine, pod: str, ip: str) -> None:
        """`pod`: the Pod that it runs in, as namespace/name; `ip`: its address."""
        super().__init__(ground, name, node)
        self.address = f"{ip}:{PORT}"

    def halted(self) -> None:
        """Nobody answers at its address any more."""
        self.network.addresses.pop(self.address, None)

    def boot(self) -> None:
        """List and watch; the first scrape as soon as there is a node to ask."""
        self.network.addresses[self.address] = self.name
        self.client = Client(self, USER)
        self.nodes = Informer(self.client, NODES)
        self.pods = Informer(self.client, PODS)
        self.storage = Storage()
        self.waiting: dict[str, bool] = {}  # nodes that have not answered yet
        self.measured_nodes: dict[str, Point] = {}
        self.measured_pods: dict[PodKey, dict[str, Point]] = {}
        self.nodes.start()
        self.pods.start()
        self.nodes.when_synced(self._scrape)
        self.every(RESOLUTION_MS, self._scrape)

    # -- measuring ----------------------------------------------------------------------------------------------------

    def _scrape(self) -> None:
        """GET /metrics/resource of every kubelet at once."""
        if self.waiting:  # the round before this one has not ended: what has come counts
            self._round_ended()
        self.waiting = {name_of(node): True for node in self.nodes.list()}
        self.measured_nodes, self.measured_pods = {}, {}
        for name in list(self.waiting):
            self.network.call(
                self,
                f"kubelet/{name}",
                "GET",
                "metrics/resource",
                {},
                self._scraped,
                name,
                kind="heartbeat",
                timeout_ms=SCRAPE_TIMEOUT_MS,
            )

    def _scraped(self, reply: Reply, node: str) -> None:
        if node not in self.waiting:
            return
        del self.waiting[node]
        if reply.failure is None:
            self.measured_nodes[node] = Point(*reply.body["node"])
            for namespace, pod, container, point in reply.body["containers"]:
                self.measured_pods.setdefault((namespace, pod), {})[container] = Point(*point)
        if not self.waiting:
            self._round_ended()

    def _round_ended(self) -> None:
        self.waiting = {}
        self.storage.store(self.measured_nodes, self.measured_pods)

    # -- answering ----------------------------------------------------------------------------------------------------

    def handle(self, call: Call) -> None:
        """The API server passes a request on."""
        if isinstance(call.body, Knock):  # whoever comes by another way shows no certificate
            body = '{"kind":"Status","status":"Failure","reason":"Forbidden","code":403}\n'
            call.reply(Answer(403, body, tls=PLAIN_TO_GO))
            return
        request: Request = call.body
        if request.resource is None:
            call.reply(Response(200, _resources()))
        elif request.verb not in ("get", "list"):
            call.reply(Response(405, failure(405, "MethodNotAllowed", "the server does not allow this method")))
        else:
            call.reply(self._answer(request))

    def _answer(self, request: Request) -> Response:
        nodes = request.resource is NODE_METRICS
        kind = "NodeMetrics" if nodes else "PodMetrics"
        if request.verb == "get":
            found = self._known(request, nodes, parse_labels(""))
            if not found and self._is_gone(request, nodes):
                plural = "nodes" if nodes else "pods"
                message = f'{plural} "{request.name}" not found'
                return Response(
                    404, failure(404, "NotFound", message) | {"details": {"name": request.name, "kind": plural}}
                )
            if not found:
                what = request.name if nodes else f"{request.namespace}/{request.name}"
                message = f'{kind.lower()}.{GROUP} "{what}" not found'
                details = {"name": what, "group": GROUP, "kind": kind.lower()}
                return Response(404, failure(404, "NotFound", message) | {"details": details})
            return Response(200, answers.table(found) if request.as_table else found[0])
        found = self._known(request, nodes, parse_labels(request.query.get("labelSelector", "")))
        return Response(200, answers.table(found) if request.as_table else answers.listed(kind, found))

    def _is_gone(self, request: Request, nodes: bool) -> bool:
        key = request.name if nodes else f"{request.namespace}/{request.name}"
        return (self.nodes if nodes else self.pods).get(key) is None

    def _known(self, request: Request, nodes: bool, selector: LabelSelector) -> list[Object]:
        every = self.nodes.list() if nodes else self.pods.list(request.namespace or None)
        wanted = [one for one in every if selector.matches(labels_of(one)) and request.name in ("", name_of(one))]
        made = [self._node(one) if nodes else self._pod(one) for one in sorted(wanted, key=key_of)]
        return [one for one in made if one is not None]

    def _node(self, node: Object) -> Object | None:
        usage = self.storage.node(name_of(node))
        return None if usage is None else answers.node_metrics(node, usage, self.now_ms, self.clock.epoch_ms)

    def _pod(self, pod: Object) -> Object | None:
        usage = self.storage.pod((namespace_of(pod), name_of(pod)))
        return None if usage is None else answers.pod_metrics(pod, usage, self.now_ms, self.clock.epoch_ms)


def _resources() -> Object:
    """Discovery: what is served."""
    entries = [
        {
            "name": one.plural,
            "singularName": "",
            "namespaced": one.namespaced,
            "kind": one.kind,
            "verbs": list(one.verbs),
        }
        for one in AGGREGATED
    ]
    head = {"kind": "APIResourceList", "apiVersion": "v1", "groupVersion": f"{GROUP}/{VERSION}"}
    return {**head, "resources": entries}
