"""What is served: versions, groups, resources, health. Fact sheet §4.2; golden http/discovery."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from typing import TYPE_CHECKING

from ...machinery.api import VERSION, Request, Response
from ...machinery.custom_kinds import in_order
from ...machinery.metrics_api import AGGREGATED as AGGREGATED_KINDS
from ...machinery.objects import Object
from ...machinery.resources import QUESTIONS, SERVED, Resource
from . import errors, negotiation, openapi

if TYPE_CHECKING:
    from .server import ApiServer

# Subresources that are served: name → (kind, its group and version, verbs). Fact sheet §14
SUBRESOURCES: dict[str, tuple[str, str, str, tuple[str, ...]]] = {
    "approval": ("", "", "", ("get", "patch", "update")),
    "attach": ("PodAttachOptions", "", "", ("create", "get")),
    "binding": ("Binding", "", "", ("create",)),
    "ephemeralcontainers": ("Pod", "", "", ("get", "patch", "update")),
    "eviction": ("Eviction", "policy", "v1", ("create",)),
    "exec": ("PodExecOptions", "", "", ("create", "get")),
    "finalize": ("", "", "", ("update",)),
    "log": ("Pod", "", "", ("get",)),
    "portforward": ("PodPortForwardOptions", "", "", ("create", "get")),
    "resize": ("Pod", "", "", ("get", "patch", "update")),
    "scale": ("Scale", "autoscaling", "v1", ("get", "patch", "update")),
    "status": ("", "", "", ("get", "patch", "update")),
    "token": ("TokenRequest", "authentication.k8s.io", "v1", ("create",)),
}
PROXY_VERBS = ("create", "delete", "get", "patch", "update")
PROXIES: dict[str, tuple[str, str, str, tuple[str, ...]]] = {
    "pods": ("PodProxyOptions", "", "", PROXY_VERBS),
    "nodes": ("NodeProxyOptions", "", "", PROXY_VERBS),
    "services": ("ServiceProxyOptions", "", "", PROXY_VERBS),
}
# The API groups beside the core group, in the order in which a real server lists them, newest version first.
GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("apiregistration.k8s.io", ("v1",)),
    ("apps", ("v1",)),
    ("events.k8s.io", ("v1",)),
    ("authentication.k8s.io", ("v1",)),
    ("authorization.k8s.io", ("v1",)),
    ("autoscaling", ("v2", "v1")),
    ("batch", ("v1",)),
    ("certificates.k8s.io", ("v1",)),
    ("networking.k8s.io", ("v1",)),
    ("policy", ("v1",)),
    ("rbac.authorization.k8s.io", ("v1",)),
    ("storage.k8s.io", ("v1",)),
    ("admissionregistration.k8s.io", ("v1",)),
    ("apiextensions.k8s.io", ("v1",)),
    ("scheduling.k8s.io", ("v1",)),
    ("coordination.k8s.io", ("v1",)),
    ("node.k8s.io", ("v1",)),
    ("discovery.k8s.io", ("v1",)),
    ("resource.k8s.io", ("v1",)),
    ("flowcontrol.apiserver.k8s.io", ("v1",)),
)
AGGREGATED = {"as": "APIGroupDiscoveryList", "g": "apidiscovery.k8s.io", "v": "v2"}
# The version in which etcd holds a kind counts for its storage hash.
STORED_AS = {"customresourcedefinitions": "v1beta1"}
# What can be done with a custom kind, as discovery lists it.
VERBS = ("delete", "deletecollection", "get", "list", "patch", "create", "update", "watch")
# what /readyz?verbose lists
CHECKS = (
    "ping",
    "log",
    "etcd",
    "etcd-readiness",
    "informer-sync",
    "poststarthook/start-apiserver-admission-initializer",
    "poststarthook/generic-apiserver-start-informers",
    "poststarthook/priority-and-fairness-config-consumer",
    "poststarthook/priority-and-fairness-filter",
    "poststarthook/storage-object-count-tracker-hook",
    "poststarthook/start-apiextensions-informers",
    "poststarthook/start-apiextensions-controllers",
    "poststarthook/crd-informer-synced",
    "poststarthook/start-system-namespaces-controller",
    "poststarthook/peer-endpoint-reconciler-controller",
    "poststarthook/start-cluster-authentication-info-controller",
    "poststarthook/start-kube-apiserver-identity-lease-controller",
    "poststarthook/start-kube-apiserver-identity-lease-garbage-collector",
    "poststarthook/storage-readiness",
    "poststarthook/start-legacy-token-tracking-controller",
    "poststarthook/start-service-ip-repair-controllers",
    "poststarthook/rbac/bootstrap-roles",
    "poststarthook/scheduling/bootstrap-system-priority-classes",
    "poststarthook/priority-and-fairness-config-producer",
    "poststarthook/bootstrap-controller",
    "poststarthook/start-kubernetes-service-cidr-controller",
    "poststarthook/aggregator-reload-proxy-client-cert",
    "poststarthook/start-kube-aggregator-informers",
    "poststarthook/apiservice-status-local-available-controller",
    "poststarthook/apiservice-status-remote-available-controller",
    "poststarthook/apiservice-registration-controller",
    "poststarthook/apiservice-wait-for-first-sync",
    "poststarthook/apiservice-discovery-controller",
    "poststarthook/kube-apiserver-autoregistration",
    "autoregister-completion",
    "poststarthook/apiservice-openapi-controller",
    "poststarthook/apiservice-openapiv3-controller",
    "shutdown",
)
READY_ONLY = ("etcd-readiness", "informer-sync", "shutdown")  # of no concern to /livez and /healthz


def answer(server: ApiServer, request: Request) -> Response:
    """GET of a path that is not an object's."""
    if request.verb == "watch":
        raise errors.no_such_path()
    if request.verb != "get":
        raise errors.method_not_allowed()
    path, served = request.path, groups(server)
    match path:
        case "/version":
            return Response(200, VERSION)
        case "/":
            return Response(200, {"paths": _paths(served)})
        case "/livez" | "/readyz" | "/healthz":
            if not server.etcd_reachable:
                return Response(500, _health(server, path[1:]))
            return Response(200, _health(server, path[1:]) if "verbose" in request.query else "ok")
        case "/api" if negotiation.wants(request, **AGGREGATED):
            return Response(200, _aggregated(server, {"": ("v1",)}))
        case "/apis" if negotiation.wants(request, **AGGREGATED):
            return Response(200, _aggregated(server, served))
        case openapi.INDEX:
            return Response(200, openapi.index(served, server.custom))
        case "/api":
            address = f"{server.control_plane_ip}:6443"
            clients = [{"clientCIDR": "0.0.0.0/0", "serverAddress": address}]
            return Response(200, {"kind": "APIVersions", "versions": ["v1"], "serverAddressByClientCIDRs": clients})
        case "/apis":
            return Response(
                200, {"kind": "APIGroupList", "apiVersion": "v1", "groups": [_group(served, g) for g in served]}
            )
    parts = path.strip("/").split("/")
    if parts[:2] == ["api", "v1"] and len(parts) == 2:
        return Response(200, _resource_list(server, "", "v1"))
    if parts[0] == "apis" and len(parts) > 1 and parts[1] in served:
        if len(parts) == 2:
            return Response(200, {"kind": "APIGroup", "apiVersion": "v1", **_group(served, parts[1])})
        if len(parts) == 3 and parts[2] in served[parts[1]]:
            return Response(200, _resource_list(server, parts[1], parts[2]))
    if path.startswith(("/livez/", "/readyz/", "/healthz/")):
        return _single_check(server, *path[1:].split("/", 1))
    document = openapi.document(path.removeprefix(f"{openapi.INDEX}/"), served, server.custom)
    if path.startswith(f"{openapi.INDEX}/") and document is not None:
        return Response(200, document)
    if parts[0] in ("api", "apis"):
        raise errors.no_such_path()
    return Response(404, "404 page not found\n")


def groups(server: ApiServer) -> dict[str, tuple[str, ...]]:
    """The API groups beside the core group, each with its versions: Kubernetes' own first, then the custom ones."""
    found = {group: list(versions) for group, versions in GROUPS}
    for resource in sorted(server.custom.kinds.values(), key=_group_name):
        versions = found.setdefault(resource.group, [])
        if resource.version not in versions:
            versions.append(resource.version)
    for group, others in server.aggregation.groups().items():
        found.setdefault(group, []).extend(others)
    return {group: tuple(in_order(versions)) for group, versions in found.items()}


def _group_name(resource: Resource) -> tuple[str, str]:
    return resource.group, resource.plural


def _group(served: dict[str, tuple[str, ...]], group: str) -> Object:
    versions = [{"groupVersion": f"{group}/{version}", "version": version} for version in served[group]]
    return {"name": group, "versions": versions, "preferredVersion": versions[0]}


def _health(server: ApiServer, check: str) -> str:
    etcd = "ok" if server.etcd_reachable else "failed: reason withheld"
    lines = []
    for name in CHECKS:
        if name.startswith("etcd"):
            lines.append(f"[{'+' if etcd == 'ok' else '-'}]{name} {etcd}")
        elif check == "readyz" or name not in READY_ONLY:
            lines.append(f"[+]{name} ok")
    return "\n".join([*lines, f"{check} check {'passed' if etcd == 'ok' else 'failed'}", ""])


def _checks(check: str) -> list[str]:
    """What a question for health looks at."""
    return [name for name in CHECKS if check == "readyz" or name not in READY_ONLY]


def _single_check(server: ApiServer, check: str, name: str) -> Response:
    """One check alone."""
    if name not in _checks(check):
        return Response(404, "404 page not found\n")
    if name.startswith("etcd") and not server.etcd_reachable:
        return Response(500, "internal server error: error getting data from etcd: context deadline exceeded\n")
    return Response(200, "ok")


def _paths(served: dict[str, tuple[str, ...]]) -> list[str]:
    """Every path that is not an object's."""
    found = ["/api", "/api/v1", "/apis", "/apis/", "/version", openapi.INDEX, f"{openapi.INDEX}/"]
    for group, versions in served.items():
        found += [f"/apis/{group}", *(f"/apis/{group}/{version}" for version in versions)]
    for check in ("healthz", "livez", "readyz"):
        found += [f"/{check}", *(f"/{check}/{name}" for name in _checks(check))]
    return sorted(found)


# -- one list of resources for each group and version -------------------------------------------------------------------


def _resource_list(server: ApiServer, group: str, version: str) -> Object:
    entries: list[Object] = []
    for resource in sorted((*SERVED, *server.custom.kinds.values()), key=_plural):
        if (resource.group, resource.version) == (group, version):
            entries.append(_entry(server, resource))
            entries += [_subresource(resource, name) for name in resource.subresources]
    group_version = f"{group}/{version}" if group else version
    head: Object = {"kind": "APIResourceList"}
    if group:
        head["apiVersion"] = "v1"
    return {**head, "groupVersion": group_version, "resources": entries}


def _verbs(server: ApiServer, resource: Resource) -> list[str]:
    """What can be done with a kind; with one that is going away, less."""
    if not resource.custom or resource in AGGREGATED_KINDS:
        return list(resource.verbs)
    gone = ("create", "patch", "update") if server.custom.terminating(resource) else ()
    return [verb for verb in VERBS if verb not in gone]


def _plural(resource: Resource) -> str:
    return resource.plural


def _entry(server: ApiServer, resource: Resource) -> Object:
    entry: Object = {
        "name": resource.plural,
        "singularName": resource.singular_name or resource.singular,
        "namespaced": resource.namespaced,
        "kind": resource.kind,
        "verbs": _verbs(server, resource),
    }
    if resource.short_names:
        entry["shortNames"] = list(resource.short_names)
    if resource.categories:
        entry["categories"] = list(resource.categories)
    if resource not in QUESTIONS:
        entry["storageVersionHash"] = _storage_hash(resource)
    return entry


def _storage_hash(resource: Resource) -> str:
    """A short name for the form in which etcd holds a kind."""
    version = STORED_AS.get(resource.plural, resource.version)
    return b64encode(sha256(f"{resource.group}/{version}/{resource.kind}".encode()).digest()[:8]).decode()


def _subresource(resource: Resource, name: str) -> Object:
    if name == "proxy":
        kind, group, version, verbs = PROXIES[resource.plural]
    else:
        kind, group, version, verbs = SUBRESOURCES[name]
    entry: Object = {"name": f"{resource.plural}/{name}", "singularName": "", "namespaced": resource.namespaced}
    if group:
        entry.update(group=group, version=version)
    return {**entry, "kind": kind or resource.kind, "verbs": list(verbs)}


# -- everything in one answer --------------------------------------------------------------------------------------------


def _aggregated(server: ApiServer, served: dict[str, tuple[str, ...]]) -> Object:
    """All groups with their versions and resources: what kubectl asks for first."""
    items = [
        {"metadata": {"name": group} if group else {}, "versions": [_version(server, group, one) for one in versions]}
        for group, versions in served.items()
    ]
    return {"kind": "APIGroupDiscoveryList", "apiVersion": "apidiscovery.k8s.io/v2", "metadata": {}, "items": items}


def _version(server: ApiServer, group: str, version: str) -> Object:
    everything = sorted((*SERVED, *server.custom.kinds.values(), *server.aggregation.kinds()), key=_plural)
    entries = [_aggregated_entry(server, one) for one in everything if (one.group, one.version) == (group, version)]
    return {"version": version, "resources": entries, "freshness": "Current"}


def _aggregated_entry(server: ApiServer, resource: Resource) -> Object:
    entry: Object = {
        "resource": resource.plural,
        "responseKind": {"group": "", "version": "", "kind": resource.kind},
        "scope": "Namespaced" if resource.namespaced else "Cluster",
        "singularResource": resource.singular_name or resource.singular,
        "verbs": _verbs(server, resource),
    }
    if resource.short_names:
        entry["shortNames"] = list(resource.short_names)
    if resource.categories:
        entry["categories"] = list(resource.categories)
    below = [_subresource(resource, name) for name in resource.subresources]
    if below:
        entry["subresources"] = [
            {
                "subresource": one["name"].partition("/")[2],
                "responseKind": {"group": one.get("group", ""), "version": one.get("version", ""), "kind": one["kind"]},
                "verbs": one["verbs"],
            }
            for one in below
        ]
    return entry
