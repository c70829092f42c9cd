"""What the API server itself creates when it starts: the system namespaces, the bootstrap policy, the priority classes, its own
Service. Fact sheet §16.5.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...machinery.api import MERGE_PATCH, Request, Response, User
from ...machinery.certificates import authority
from ...machinery.chance import Chance
from ...machinery.objects import Object, key_of, make_key, name_of, namespace_of
from ...machinery.resources import (
    CONFIGMAPS,
    ENDPOINTS,
    ENDPOINTSLICES,
    LEASES,
    NAMESPACES,
    PRIORITYCLASSES,
    SERVICES,
    Resource,
)
from ...machinery.times import micro_timestamp, timestamp
from . import bootstrap_policy
from .bootstrap_policy.reconciling import reconciled

if TYPE_CHECKING:
    from .server import ApiServer

KEEP_MS = 10_000  # how often the server renews its identity and looks after its own Service. Fact sheet §4.1
IDENTITY_LEASE_S = 3600
IDENTITY = "apiserver-w5bpvxq5tldtnmnbl5gqbmxvdm"  # a hash of the machine's name
LOOPBACK = User("system:apiserver", ("system:masters",))
SYSTEM_NAMESPACES = ("kube-system", "kube-public", "kube-node-lease", "default")
SYSTEM_PRIORITIES = (
    (
        "system-node-critical",
        2_000_001_000,
        "Used for system critical pods that must not be moved from their current node.",
    ),
    (
        "system-cluster-critical",
        2_000_000_000,
        "Used for system critical pods that must run in the cluster, but can be moved to another node if necessary.",
    ),
)


class Loopback:
    """A request of the server to itself: it stands in for a call, and the answer goes to `then`."""

    def __init__(self, bootstrap: Bootstrap, request: Request) -> None:
        self.bootstrap = bootstrap
        self.body = request

    def reply(self, response: Response, verb: str = "", note: str = "") -> None:
        """The answer: a missing prerequisite is tried again a little later."""
        if response.code in (404, 500, 503, 504):
            self.bootstrap.server.after(200, self.bootstrap.send, self.body)


class Bootstrap:
    """Creates what is missing."""

    def __init__(self, server: ApiServer) -> None:
        self.server = server

    def begin(self) -> None:
        """Called each time the server has become ready."""
        for name in SYSTEM_NAMESPACES:
            self.create(NAMESPACES, {"metadata": {"name": name}})
        self.own_roles(namespaced=False)
        for name, value, description in SYSTEM_PRIORITIES:
            body = {"metadata": {"name": name}, "value": value, "description": description}
            self.create(PRIORITYCLASSES, body)
        self.server.after(50, self.own_roles, True)
        self.server.after(50, self.own_service)
        self.server.after(50, self.own_settings)
        self.server.after(100, self.renew)

    def own_roles(self, namespaced: bool) -> None:
        """The bootstrap policy: what is in the system namespaces as soon as there are any, all else at once."""
        for resource, obj in bootstrap_policy.objects():
            if resource.namespaced == namespaced:
                stored = self.server.cache.of(resource).objects.get(key_of(obj))
                changed = reconciled(stored, obj) if stored is not None else None
                if changed is not None:
                    namespace, name = namespace_of(obj), name_of(obj)
                    self.send(Request("update", resource, namespace, name, body=changed, user=LOOPBACK))
                self.create(resource, obj)

    def own_settings(self) -> None:
        """What the server tells others about itself: whom it trusts, and since when it watches old tokens."""
        first_seed = self.server.ground.first_seed
        trusted = {
            "client-ca-file": authority(first_seed),
            "requestheader-allowed-names": '["front-proxy-client"]',
            "requestheader-client-ca-file": authority(first_seed, "front-proxy-ca"),
            "requestheader-extra-headers-prefix": '["X-Remote-Extra-"]',
            "requestheader-group-headers": '["X-Remote-Group"]',
            "requestheader-username-headers": '["X-Remote-User"]',
        }
        since = {"since": timestamp(self.server.wall_ms())[:10]}
        for name, data in (
            ("extension-apiserver-authentication", trusted),
            ("kube-apiserver-legacy-service-account-token-tracking", since),
        ):
            self.create(CONFIGMAPS, {"metadata": {"name": name, "namespace": "kube-system"}, "data": data})

    def keep(self) -> None:
        """Every ten seconds: what is gone is made again, and the identity renewed."""
        if self.server.ready:
            self.own_service()
            self.renew()

    def renew(self) -> None:
        """The Lease that tells which API servers there are."""
        server = self.server
        now = micro_timestamp(server.wall_ms())
        labels = {"apiserver.kubernetes.io/identity": "kube-apiserver", "kubernetes.io/hostname": server.node}
        spec = {"holderIdentity": self.holder(), "leaseDurationSeconds": IDENTITY_LEASE_S}
        known = server.namespaced_object(LEASES, "kube-system", IDENTITY)
        if known is None:
            metadata = {"name": IDENTITY, "namespace": "kube-system", "labels": labels}
            self.create(LEASES, {"metadata": metadata, "spec": {**spec, "renewTime": now}})
        else:
            body = {"spec": {**spec, "renewTime": now}}
            renewal = Request(
                "patch", LEASES, "kube-system", IDENTITY, body=body, content_type=MERGE_PATCH, user=LOOPBACK
            )
            self.send(renewal)

    def holder(self) -> str:
        """Who holds it: another UUID for each life of the process."""
        life = Chance(self.server.ground.first_seed, f"{IDENTITY} {self.server.incarnation}")
        return f"{IDENTITY}_{life.uid()}"

    def own_service(self) -> None:
        """The Service `kubernetes` in `default`, with the control plane's address behind it."""
        server = self.server
        first_ip = server.service_cidr.rsplit(".", 1)[0] + ".1"
        labels = {"component": "apiserver", "provider": "kubernetes"}
        metadata = {"name": "kubernetes", "namespace": "default", "labels": labels}
        spec = {
            "clusterIP": first_ip,
            "clusterIPs": [first_ip],
            "ports": [{"name": "https", "port": 443, "protocol": "TCP", "targetPort": 6443}],
        }
        self.create(SERVICES, {"metadata": metadata, "spec": spec})
        address = {"ip": server.control_plane_ip}
        port = {"name": "https", "port": 6443, "protocol": "TCP"}
        skip = {"endpointslice.kubernetes.io/skip-mirror": "true"}
        self.create(
            ENDPOINTS,
            {
                "metadata": {"name": "kubernetes", "namespace": "default", "labels": skip},
                "subsets": [{"addresses": [address], "ports": [port]}],
            },
        )
        self.create(
            ENDPOINTSLICES,
            {
                "metadata": {
                    "name": "kubernetes",
                    "namespace": "default",
                    "labels": {"kubernetes.io/service-name": "kubernetes"},
                },
                "addressType": "IPv4",
                "endpoints": [{"addresses": [server.control_plane_ip], "conditions": {"ready": True}}],
                "ports": [port],
            },
        )

    def create(self, resource: Resource, obj: Object) -> None:
        """Create an object unless it is there."""
        namespace = obj["metadata"].get("namespace", "")
        if make_key(namespace, obj["metadata"]["name"]) not in self.server.cache.of(resource).objects:
            self.send(Request("create", resource, namespace, body=obj, user=LOOPBACK))

    def send_as_server(self, request: Request) -> None:
        """Send a request of the server itself."""
        request.user = LOOPBACK
        self.send(request)

    def send(self, request: Request) -> None:
        """Put a request into the pipeline, as if it had come from outside."""
        request.user_agent = "kube-apiserver"
        self.server.handle(Loopback(self, request))  # type: ignore[arg-type]
