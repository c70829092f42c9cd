"""The kinds that the API server serves: group, version, names, scope, subresources. Fact sheet §14."""

from __future__ import annotations

from dataclasses import dataclass

ALL_VERBS = ("create", "delete", "deletecollection", "get", "list", "patch", "update", "watch")


@dataclass(frozen=True, slots=True)
class Resource:
    """One kind of object, as discovery shows it."""

    plural: str
    kind: str
    group: str = ""
    version: str = "v1"
    namespaced: bool = True
    short_names: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    subresources: tuple[str, ...] = ()
    etcd_name: str = ""  # where its objects lie below /registry/, if not under its plural
    verbs: tuple[str, ...] = ALL_VERBS

    @property
    def singular(self) -> str:
        """The name for one, in lower case, as kubectl accepts it."""
        return self.kind.lower()

    @property
    def api_version(self) -> str:
        """`apps/v1`, or `v1` for the core group."""
        return f"{self.group}/{self.version}" if self.group else self.version

    @property
    def group_resource(self) -> str:
        """`deployments.apps`, or `pods` for the core group: the name in error messages."""
        return f"{self.plural}.{self.group}" if self.group else self.plural

    @property
    def group_kind(self) -> str:
        """`Deployment.apps`, or `Pod` for the core group."""
        return f"{self.kind}.{self.group}" if self.group else self.kind

    @property
    def etcd_prefix(self) -> str:
        """The prefix of its keys in etcd."""
        return f"/registry/{self.etcd_name or self.plural}/"

    def path(self, namespace: str = "", name: str = "", subresource: str = "") -> str:
        """The URL path of the collection, an object or a subresource."""
        parts = [f"/apis/{self.group}/{self.version}" if self.group else f"/api/{self.version}"]
        if namespace and self.namespaced:
            parts.append(f"namespaces/{namespace}")
        parts.append(self.plural)
        parts += [part for part in (name, subresource) if part]
        return "/".join(parts)

    def __reduce__(self) -> tuple[object, ...]:
        # A restored cluster uses the descriptors of the program, not copies of them.
        return resource_called, (self.plural, self.group)


NAMESPACES = Resource(
    "namespaces",
    "Namespace",
    namespaced=False,
    short_names=("ns",),
    subresources=("finalize", "status"),
    verbs=("create", "delete", "get", "list", "patch", "update", "watch"),
)
NODES = Resource(
    "nodes", "Node", namespaced=False, short_names=("no",), subresources=("proxy", "status"), etcd_name="minions"
)
PODS = Resource(
    "pods",
    "Pod",
    short_names=("po",),
    categories=("all",),
    subresources=("attach", "binding", "ephemeralcontainers", "eviction", "exec", "log", "portforward", "status"),
)
SERVICES = Resource(
    "services",
    "Service",
    short_names=("svc",),
    categories=("all",),
    subresources=("proxy", "status"),
    etcd_name="services/specs",
)
ENDPOINTS = Resource("endpoints", "Endpoints", short_names=("ep",), etcd_name="services/endpoints")
ENDPOINTSLICES = Resource("endpointslices", "EndpointSlice", "discovery.k8s.io")
EVENTS = Resource("events", "Event", short_names=("ev",))
LEASES = Resource("leases", "Lease", "coordination.k8s.io")
CONFIGMAPS = Resource("configmaps", "ConfigMap", short_names=("cm",))
SECRETS = Resource("secrets", "Secret")
SERVICEACCOUNTS = Resource("serviceaccounts", "ServiceAccount", short_names=("sa",), subresources=("token",))
DEPLOYMENTS = Resource(
    "deployments",
    "Deployment",
    "apps",
    short_names=("deploy",),
    categories=("all",),
    subresources=("scale", "status"),
)
REPLICASETS = Resource(
    "replicasets", "ReplicaSet", "apps", short_names=("rs",), categories=("all",), subresources=("scale", "status")
)
CONTROLLERREVISIONS = Resource("controllerrevisions", "ControllerRevision", "apps")
DAEMONSETS = Resource(
    "daemonsets", "DaemonSet", "apps", short_names=("ds",), categories=("all",), subresources=("status",)
)
PRIORITYCLASSES = Resource(
    "priorityclasses", "PriorityClass", "scheduling.k8s.io", namespaced=False, short_names=("pc",)
)

RESOURCES: tuple[Resource, ...] = (
    CONFIGMAPS,
    ENDPOINTS,
    EVENTS,
    NAMESPACES,
    NODES,
    PODS,
    SECRETS,
    SERVICEACCOUNTS,
    SERVICES,
    CONTROLLERREVISIONS,
    DAEMONSETS,
    DEPLOYMENTS,
    REPLICASETS,
    LEASES,
    ENDPOINTSLICES,
    PRIORITYCLASSES,
)
_BY_NAME = {(resource.plural, resource.group): resource for resource in RESOURCES}
_BY_KIND = {(resource.kind, resource.group): resource for resource in RESOURCES}
_BY_PREFIX = {resource.etcd_prefix: resource for resource in RESOURCES}


def resource_called(plural: str, group: str) -> Resource:
    """The resource of this plural and group. KeyError if the API does not serve it."""
    return _BY_NAME[plural, group]


def resource_of_kind(kind: str, api_version: str) -> Resource | None:
    """The resource of an object's kind and apiVersion, or None."""
    group, slash, version = api_version.rpartition("/")
    resource = _BY_KIND.get((kind, group if slash else ""))
    return resource if resource is not None and resource.version == version else None


def resource_of_etcd_key(key: str) -> Resource | None:
    """The resource whose objects lie at this etcd key, or None."""
    parts = key.split("/", 4)
    return _BY_PREFIX.get(f"/registry/{parts[2]}/{parts[3]}/") or _BY_PREFIX.get(f"/registry/{parts[2]}/")
