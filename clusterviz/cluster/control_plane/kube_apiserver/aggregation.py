"""Aggregation: an APIService says that another server answers for a group and version, and requests for it are passed on.

The way leads over the Service that it names, to one of its endpoints. While there is none, whoever asks gets a 503.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from ...machinery.api import MERGE_PATCH, Request, StatusError
from ...machinery.metrics_api import AGGREGATED
from ...machinery.network import Reply
from ...machinery.objects import Object, condition_of, labels_of, make_key, name_of, namespace_of
from ...machinery.resources import APISERVICES, ENDPOINTSLICES, SERVICES, Resource
from ...machinery.times import timestamp
from . import errors

if TYPE_CHECKING:
    from .server import ApiServer

PROXY_TIMEOUT_MS = 30_000
LOOK_MS = 20  # changes that come together are looked at together
SERVICE_NAME = "kubernetes.io/service-name"
UNABLE = "the server is currently unable to handle the request"
PASSED = ("True", "Passed", "all checks passed")


class Aggregation:
    """The APIServices with a Service behind them."""

    def __init__(self, server: ApiServer) -> None:
        self.server = server
        self.looking = False

    # -- what is served -----------------------------------------------------------------------------------------------

    def remote(self) -> list[Object]:
        """The APIServices that are answered elsewhere."""
        known = self.server.cache.of(APISERVICES).objects
        return [one for one in known.values() if (one.get("spec") or {}).get("service")]

    def groups(self) -> dict[str, tuple[str, ...]]:
        """The API groups that other servers answer for, with their versions."""
        found: dict[str, tuple[str, ...]] = {}
        for one in self.remote():
            group = str(one["spec"].get("group", ""))
            found[group] = (*found.get(group, ()), str(one["spec"].get("version", "")))
        return found

    def kinds(self) -> list[Resource]:
        """Their kinds."""
        served = self.groups()
        return [one for one in AGGREGATED if one.version in served.get(one.group, ())]

    def called(self, plural: str, group: str, version: str) -> Resource | None:
        """The kind of this name, if another server answers for it."""
        named = (plural, group, version)
        return next((one for one in self.kinds() if (one.plural, one.group, one.version) == named), None)

    def service_for(self, request: Request) -> Object | None:
        """The APIService that a request is for, None if the API server answers itself."""
        if request.resource is not None:
            group, version = request.resource.group, request.resource.version
        else:
            parts = request.path.strip("/").split("/")
            if parts[0] != "apis" or len(parts) < 3:
                return None
            group, version = parts[1], parts[2]
        for one in self.remote():
            if (one["spec"].get("group"), one["spec"].get("version")) == (group, version):
                return one
        return None

    # -- passing on ---------------------------------------------------------------------------------------------------

    def pass_on(self, call: Any, request: Request, service: Object) -> None:
        """Send a request to the server behind an APIService, and its answer back."""
        server = self.server
        if self.availability(service)[0] != "True":
            raise unable(request)
        addresses = self._addresses(service)
        address = addresses[server.chance.below(len(addresses))]
        target = server.network.addresses.get(address)
        if target is None:  # nobody listens there any more
            raise unable(request)
        verb = "GET" if request.verb in ("get", "list") else request.verb.upper()
        server.network.call(
            server,
            target,
            verb,
            request.subject,
            request,
            partial(self._answered, call, request),
            timeout_ms=PROXY_TIMEOUT_MS,
        )

    def _answered(self, call: Any, request: Request, reply: Reply) -> None:
        if reply.failure is None:
            self.server.respond(call, reply.body)
        else:
            self.server.refuse(call, unable(request))

    # -- availability -------------------------------------------------------------------------------------------------

    def changed(self, resource: Resource) -> None:
        """Something is different: is every APIService as available as its status says?"""
        if resource not in (APISERVICES, SERVICES, ENDPOINTSLICES) or self.looking or not self.remote():
            return
        self.looking = True
        self.server.after(LOOK_MS, self._look)

    def _look(self) -> None:
        self.looking = False
        for one in self.remote():
            status, reason, message = self.availability(one)
            before = condition_of(one, "Available") or {}
            if (before.get("status"), before.get("reason")) == (status, reason):
                continue
            condition = {
                "lastTransitionTime": timestamp(self.server.wall_ms()),
                "message": message,
                "reason": reason,
                "status": status,
                "type": "Available",
            }
            body = {"status": {"conditions": [condition]}}
            request = Request("patch", APISERVICES, "", name_of(one), "status", body, content_type=MERGE_PATCH)
            self.server.bootstrap.send_as_server(request)

    def availability(self, service: Object) -> tuple[str, str, str]:
        """(status, reason, message) of its condition Available."""
        name, namespace = service["spec"]["service"]["name"], service["spec"]["service"]["namespace"]
        found = self.server.cache.of(SERVICES).objects.get(make_key(namespace, name))
        if found is None:
            return "False", "ServiceNotFound", f'service/{name} in "{namespace}" is not present'
        port = self._port(service, found)
        if port is None:
            number = service["spec"]["service"].get("port", 443)
            return "False", "ServicePortError", f'service/{name} in "{namespace}" is not listening on port {number}'
        if not self._slices(namespace, name):
            text = (
                f'cannot find endpointslices for service/{name} in "{namespace}" with error: endpointslices not found'
            )
            return "False", "EndpointsNotFound", text
        if not self._addresses(service):
            text = f'endpoints for service/{name} in "{namespace}" have no addresses with port name "{port}"'
            return "False", "MissingEndpoints", text
        return PASSED

    def _port(self, service: Object, found: Object) -> str | None:
        number = service["spec"]["service"].get("port", 443)
        return next((str(one.get("name", "")) for one in found["spec"]["ports"] if one["port"] == number), None)

    def _slices(self, namespace: str, name: str) -> list[Object]:
        known = self.server.cache.of(ENDPOINTSLICES).objects.values()
        return [one for one in known if namespace_of(one) == namespace and labels_of(one).get(SERVICE_NAME) == name]

    def _addresses(self, service: Object) -> list[str]:
        """Where its ready endpoints are."""
        where = service["spec"]["service"]
        found = self.server.cache.of(SERVICES).objects.get(make_key(where["namespace"], where["name"]))
        wanted = self._port(service, found) if found is not None else None
        return [
            f"{endpoint['addresses'][0]}:{port['port']}"
            for one in self._slices(where["namespace"], where["name"])
            for port in one.get("ports") or ()
            if port.get("name", "") == wanted
            for endpoint in one.get("endpoints") or ()
            if (endpoint.get("conditions") or {}).get("ready", True)
        ]


def unable(request: Request) -> StatusError:
    """503: nobody is there who could answer."""
    what = ""  # client-go names the HTTP method: a list is a get
    if request.resource is not None:
        what = f" (get {request.resource.plural}.{request.resource.group})"
    return StatusError(errors.status(503, "ServiceUnavailable", UNABLE + what))
