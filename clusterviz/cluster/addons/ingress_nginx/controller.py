"""ingress-nginx: turns Ingresses into nginx's configuration, answers requests by it, and says in their status where they come in.

It sends a request to a Pod itself, past the Service's cluster IP: it watches EndpointSlices.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ...machinery.api import MERGE_PATCH, account_user
from ...machinery.client import Client
from ...machinery.component import Component, Ground
from ...machinery.cri import Answer, CriError, Knock
from ...machinery.curl import REASONS
from ...machinery.events import EventRecorder
from ...machinery.informer import Informer, all_synced
from ...machinery.machine import Machine
from ...machinery.network import Call
from ...machinery.objects import Object, labels_of, name_of, namespace_of
from ...machinery.resources import ENDPOINTSLICES, INGRESSCLASSES, INGRESSES, SERVICES
from ...machinery.sockets import TIMED_OUT, Burst, Caller, Tally
from ...machinery.walks import Step
from .locations import Location, find, hosts_for, locations, of_class

NAMESPACE = "ingress-nginx"
CONTROLLER = "k8s.io/ingress-nginx"
OWN_SERVICE = "ingress-nginx/ingress-nginx-controller"
SERVICE_NAME = "kubernetes.io/service-name"
CONNECT_TIMEOUT_MS = 5_000  # proxy_connect_timeout
MOST_TRIES = 3  # proxy_next_upstream_tries
SYNC_MS = 1_000  # changes are gathered so long
TLS_PORT = 443
REDIRECT = 308


def service_of(one: Object) -> str:
    """The namespace/name of the Service that an EndpointSlice belongs to."""
    name = labels_of(one).get(SERVICE_NAME)
    return f"{namespace_of(one)}/{name}" if name else ""


class IngressNginx(Component):
    """The controller in one Pod."""

    def __init__(self, ground: Ground, name: str, node: str, machine: Machine, pod: str, ip: str) -> None:
        super().__init__(ground, name, node)
        self.machine = machine
        self.pod = pod
        self.ip = ip

    def boot(self) -> None:
        """List and watch."""
        self.client = Client(self, account_user(NAMESPACE, "ingress-nginx"))
        self.recorder = EventRecorder(self.client, "nginx-ingress-controller")
        self.classes = Informer(self.client, INGRESSCLASSES)
        self.ingresses = Informer(self.client, INGRESSES)
        self.services = Informer(self.client, SERVICES)
        self.slices = Informer(self.client, ENDPOINTSLICES)
        self.slices.index("service", service_of)
        self.turn: dict[str, int] = {}  # Service → whose turn it is among its endpoints
        self.pending = False
        for informer in (self.classes, self.ingresses, self.services, self.slices):
            informer.subscribe(self._changed)
            informer.start()

    # -- configuration ------------------------------------------------------------------------------------------------

    def _changed(self, change: str, old: Object | None, obj: Object) -> None:
        if not self.pending:
            self.pending = True
            self.after(SYNC_MS, self.sync)

    def own(self) -> list[Object]:
        """The Ingresses that this controller serves."""
        classes = [name_of(one) for one in self.classes.list() if one["spec"].get("controller") == CONTROLLER]
        return [ingress for ingress in self.ingresses.list() if of_class(ingress, classes)]

    def sync(self) -> None:
        """Write the addresses by which one comes in into the Ingresses' status."""
        self.pending = False
        if not all_synced((self.classes, self.ingresses, self.services, self.slices)):
            return
        wanted = self._addresses()
        for ingress in self.own():
            known = (ingress.get("status") or {}).get("loadBalancer", {}).get("ingress") or []
            if [one.get("ip") for one in known] != wanted:
                self.recorder.event(ingress, "Normal", "Sync", "Scheduled for sync")
                body = {"status": {"loadBalancer": {"ingress": [{"ip": ip} for ip in wanted] or None}}}
                self.client.patch(
                    INGRESSES,
                    namespace_of(ingress),
                    name_of(ingress),
                    body,
                    subresource="status",
                    content_type=MERGE_PATCH,
                    tolerate=(404, 409),
                )

    def _addresses(self) -> list[str]:
        """Of its own Service: the load balancer's, or the cluster IP where there is none to come."""
        service = self.services.get(OWN_SERVICE)
        if service is None:
            return []
        if service["spec"].get("type") == "LoadBalancer":
            given = ((service.get("status") or {}).get("loadBalancer") or {}).get("ingress") or []
            return [one["ip"] for one in given if "ip" in one]
        return [*(service["spec"].get("externalIPs") or [service["spec"]["clusterIP"]])]

    # -- requests -----------------------------------------------------------------------------------------------------

    def handle(self, call: Call) -> None:
        """A request, or many at once."""
        body = call.body
        question: Knock = body.question if isinstance(body, Burst) else body
        if not question.method:
            call.reply(Answer(0))
            return
        host = question.headers.get("Host", question.ip)
        location = find(locations(self.own()), host, question.path)
        problem = self._problem(question, host, location)
        if problem is not None or location is None:
            answer = problem or page(404)
            self._tell(question, f"{host}{question.path}", answer.code, location, "")
            if isinstance(body, Burst):
                call.reply(Tally(((str(answer.code), body.count),)))
            else:
                _say(call, question, answer)
            return
        endpoints = self._endpoints(location)
        if isinstance(body, Burst):
            self._deal(call, body, location, endpoints)
        else:
            self._forward(call, question, location, endpoints, 0)

    def _problem(self, question: Knock, host: str, location: Location | None) -> Answer | None:
        if location is None:
            return page(404)
        if question.port != TLS_PORT and self._has_certificate(location, host):
            return page(REDIRECT)
        return None if self._endpoints(location) else page(503)

    def _has_certificate(self, location: Location, host: str) -> bool:
        ingress = self.ingresses.get(location.ingress)
        named = [name for tls in (ingress or {}).get("spec", {}).get("tls") or () for name in tls.get("hosts") or ()]
        return any(name in named for name in hosts_for(host)[:-1])

    def _endpoints(self, location: Location) -> list[str]:
        """`ip:port` of the ready Pods behind a location, in order, beginning with the one whose turn it is."""
        key = f"{location.namespace}/{location.service}"
        service = self.services.get(key)
        if service is None:
            return []
        port = next(
            (one for one in service["spec"].get("ports") or () if location.port in (one["port"], one.get("name"))), None
        )
        if port is None:
            return []
        found = sorted(
            f"{endpoint['addresses'][0]}:{known['port']}"
            for one in self.slices.by("service", key)
            for known in one.get("ports") or ()
            if known.get("name", "") == (port.get("name") or "")
            for endpoint in one.get("endpoints") or ()
            if (endpoint.get("conditions") or {}).get("ready", True)
        )
        if not found:
            return []
        first = self.turn.get(key, -1) + 1
        self.turn[key] = first % len(found)
        return [*found[first % len(found) :], *found[: first % len(found)]]

    def _forward(self, call: Call, question: Knock, location: Location, endpoints: list[str], tried: int) -> None:
        network = self.machine.network
        if network is None or not network.running:
            _say(call, question, page(502))
            return
        ip, _, port = endpoints[tried % len(endpoints)].rpartition(":")
        self._tell(question, f"{question.headers.get('Host', '')}{question.path}", 0, location, f"{ip}:{port}")
        headers = {**question.headers, "X-Forwarded-For": question.source}
        inner = replace(question, ip=ip, port=int(port), headers=headers, source=self.ip)
        network.open(
            Caller(self.ip, self.pod),
            inner,
            CONNECT_TIMEOUT_MS,
            self._heard,
            call,
            question,
            location,
            endpoints,
            tried,
        )

    def _heard(
        self, found: Any, call: Call, question: Knock, location: Location, endpoints: list[str], tried: int
    ) -> None:
        if not isinstance(found, CriError):
            _say(call, question, found)
        elif tried + 1 < min(MOST_TRIES, len(endpoints)):
            self._forward(call, question, location, endpoints, tried + 1)
        else:
            _say(call, question, page(504 if found.code == TIMED_OUT else 502))

    def _deal(self, call: Call, burst: Burst, location: Location, endpoints: list[str]) -> None:
        """Many at once: each endpoint gets as many as the others, and the first ones what is left over."""
        ip, _, port = endpoints[0].rpartition(":")
        self.network.call(
            self,
            f"pod-network/{self.node}",
            "GET",
            f"http://{burst.question.headers.get('Host', '')}{burst.question.path}",
            Burst(
                replace(burst.question, ip=ip, port=int(port), source=self.ip),
                burst.count,
                burst.span_ms,
                tuple(endpoints),
            ),
            _dealt,
            call,
            kind="traffic",
            note=f"{burst.count} requests",
        )

    def _tell(self, question: Knock, what: str, code: int, location: Location | None, endpoint: str) -> None:
        if location is None:
            text = f"No Ingress has a rule for {what}: the default backend answers {code}."
        elif code == REDIRECT:
            text = f"Ingress {location.ingress} has a certificate for {what}: the client is sent to https."
        elif code:
            text = f"Ingress {location.ingress} leads {what} to Service {location.service}, which has nobody ready: {code}."
        else:
            text = f"Ingress {location.ingress} leads {what} to Service {location.service}: its Pod at {endpoint}."
        before = f"{question.source} → {question.ip}:{question.port}"
        step = Step(self.now_ms, self.pod, "Ingress", before, endpoint, str(code or "proxy_pass"), text)
        if question.walk:
            self.ground.walks.add(question.walk, step)
            self.decide("Routes", what, text, {"walk": question.walk})


def _dealt(reply: Any, call: Call) -> None:
    call.reply(reply.body if isinstance(reply.body, Tally) else Tally((("502", call.body.count),)))


def _say(call: Call, question: Knock, answer: Answer) -> None:
    call.reply(replace(answer, tls=PLAIN if question.port == TLS_PORT else ""))


def page(code: int) -> Answer:
    """nginx's own page for a code."""
    words = {503: "Service Temporarily Unavailable", 504: "Gateway Time-out"}
    title = f"{code} {words.get(code) or REASONS[code]}"
    return Answer(code, _html(title, title))


def _html(title: str, head: str, more: str = "") -> str:
    start = f"<html>\n<head><title>{title}</title></head>\n<body>\n<center><h1>{head}</h1></center>\n"
    return f"{start}{more}<hr><center>nginx</center>\n</body>\n</html>\n"


PLAIN = _html(
    "400 The plain HTTP request was sent to HTTPS port",
    "400 Bad Request",
    "<center>The plain HTTP request was sent to HTTPS port</center>\n",
)
