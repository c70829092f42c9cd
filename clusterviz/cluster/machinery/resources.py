"""The kinds that the API server serves: group, version, names, scope, subresources. Fact sheet §14."""

from __future__ import annotations

from dataclasses import dataclass, fields

ALL_VERBS = ("create", "delete", "deletecollection", "get", "list", "patch", "update", "watch")
ALL, EXTENSIONS = ("all",), ("api-extensions",)  # categories
STATUS, SCALE = ("status",), ("scale", "status")  # subresources


@dataclass(frozen=True, slots=True, eq=False)
class Resource:
    """One kind of object, as discovery shows it. There is one descriptor of each: they are compared by identity."""

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
    singular_name: str = ""  # of a custom kind, if it is not its kind in lower case

    @property
    def singular(self) -> str:
        """The name for one, in lower case, as kubectl shows it."""
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

    @property
    def custom(self) -> bool:
        """Whether a CustomResourceDefinition made this kind."""
        return _BY_NAME.get((self.plural, self.group, self.version)) is not self

    def __reduce__(self) -> tuple[object, ...]:
        # A restored cluster uses the descriptors of the program, not copies of them.
        if self.custom:
            return custom_resource, tuple(getattr(self, field.name) for field in fields(self))
        return resource_called, (self.plural, self.group, self.version)


def _review(plural: str, kind: str, group: str) -> Resource:
    return Resource(plural, kind, group, namespaced=False, verbs=("create",))


def _admission(plural: str, kind: str, subresources: tuple[str, ...] = ()) -> Resource:
    group = "admissionregistration.k8s.io"
    return Resource(plural, kind, group, namespaced=False, categories=EXTENSIONS, subresources=subresources)


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
    categories=ALL,
    subresources=(
        "attach",
        "binding",
        "ephemeralcontainers",
        "eviction",
        "exec",
        "log",
        "portforward",
        "proxy",
        "resize",
        "status",
    ),
)
SERVICES = Resource(
    "services",
    "Service",
    short_names=("svc",),
    categories=ALL,
    subresources=("proxy", "status"),
    etcd_name="services/specs",
)
ENDPOINTS = Resource("endpoints", "Endpoints", short_names=("ep",), etcd_name="services/endpoints")
EVENTS = Resource("events", "Event", short_names=("ev",))
CONFIGMAPS = Resource("configmaps", "ConfigMap", short_names=("cm",))
SECRETS = Resource("secrets", "Secret")
SERVICEACCOUNTS = Resource("serviceaccounts", "ServiceAccount", short_names=("sa",), subresources=("token",))
LIMITRANGES = Resource("limitranges", "LimitRange", short_names=("limits",))
RESOURCEQUOTAS = Resource("resourcequotas", "ResourceQuota", short_names=("quota",), subresources=STATUS)
PERSISTENTVOLUMES = Resource(
    "persistentvolumes", "PersistentVolume", namespaced=False, short_names=("pv",), subresources=STATUS
)
PERSISTENTVOLUMECLAIMS = Resource(
    "persistentvolumeclaims", "PersistentVolumeClaim", short_names=("pvc",), subresources=STATUS
)
PODTEMPLATES = Resource("podtemplates", "PodTemplate")
REPLICATIONCONTROLLERS = Resource(
    "replicationcontrollers",
    "ReplicationController",
    short_names=("rc",),
    categories=ALL,
    subresources=SCALE,
    etcd_name="controllers",
)
BINDINGS = Resource("bindings", "Binding", verbs=("create",))
COMPONENTSTATUSES = Resource(
    "componentstatuses", "ComponentStatus", namespaced=False, short_names=("cs",), verbs=("get", "list")
)

APISERVICES = Resource(
    "apiservices",
    "APIService",
    "apiregistration.k8s.io",
    namespaced=False,
    categories=EXTENSIONS,
    subresources=STATUS,
    etcd_name="apiregistration.k8s.io/apiservices",
)

CONTROLLERREVISIONS = Resource("controllerrevisions", "ControllerRevision", "apps")
DAEMONSETS = Resource("daemonsets", "DaemonSet", "apps", short_names=("ds",), categories=ALL, subresources=STATUS)
DEPLOYMENTS = Resource("deployments", "Deployment", "apps", short_names=("deploy",), categories=ALL, subresources=SCALE)
REPLICASETS = Resource("replicasets", "ReplicaSet", "apps", short_names=("rs",), categories=ALL, subresources=SCALE)
STATEFULSETS = Resource("statefulsets", "StatefulSet", "apps", short_names=("sts",), categories=ALL, subresources=SCALE)

EVENTS_V1 = Resource("events", "Event", "events.k8s.io", short_names=("ev",))

SELFSUBJECTREVIEWS = _review("selfsubjectreviews", "SelfSubjectReview", "authentication.k8s.io")
TOKENREVIEWS = _review("tokenreviews", "TokenReview", "authentication.k8s.io")
LOCALSUBJECTACCESSREVIEWS = Resource(
    "localsubjectaccessreviews", "LocalSubjectAccessReview", "authorization.k8s.io", verbs=("create",)
)
SELFSUBJECTACCESSREVIEWS = _review("selfsubjectaccessreviews", "SelfSubjectAccessReview", "authorization.k8s.io")
SELFSUBJECTRULESREVIEWS = _review("selfsubjectrulesreviews", "SelfSubjectRulesReview", "authorization.k8s.io")
SUBJECTACCESSREVIEWS = _review("subjectaccessreviews", "SubjectAccessReview", "authorization.k8s.io")

HORIZONTALPODAUTOSCALERS = Resource(
    "horizontalpodautoscalers",
    "HorizontalPodAutoscaler",
    "autoscaling",
    "v2",
    short_names=("hpa",),
    categories=ALL,
    subresources=STATUS,
)
HORIZONTALPODAUTOSCALERS_V1 = Resource(
    "horizontalpodautoscalers",
    "HorizontalPodAutoscaler",
    "autoscaling",
    "v1",
    short_names=("hpa",),
    categories=ALL,
    subresources=STATUS,
)

CRONJOBS = Resource("cronjobs", "CronJob", "batch", short_names=("cj",), categories=ALL, subresources=STATUS)
JOBS = Resource("jobs", "Job", "batch", categories=ALL, subresources=STATUS)

CERTIFICATESIGNINGREQUESTS = Resource(
    "certificatesigningrequests",
    "CertificateSigningRequest",
    "certificates.k8s.io",
    namespaced=False,
    short_names=("csr",),
    subresources=("approval", "status"),
)

INGRESSCLASSES = Resource("ingressclasses", "IngressClass", "networking.k8s.io", namespaced=False)
INGRESSES = Resource(
    "ingresses", "Ingress", "networking.k8s.io", short_names=("ing",), subresources=STATUS, etcd_name="ingress"
)
IPADDRESSES = Resource("ipaddresses", "IPAddress", "networking.k8s.io", namespaced=False, short_names=("ip",))
NETWORKPOLICIES = Resource("networkpolicies", "NetworkPolicy", "networking.k8s.io", short_names=("netpol",))
SERVICECIDRS = Resource("servicecidrs", "ServiceCIDR", "networking.k8s.io", namespaced=False, subresources=STATUS)

PODDISRUPTIONBUDGETS = Resource(
    "poddisruptionbudgets", "PodDisruptionBudget", "policy", short_names=("pdb",), subresources=STATUS
)

CLUSTERROLEBINDINGS = Resource(
    "clusterrolebindings", "ClusterRoleBinding", "rbac.authorization.k8s.io", namespaced=False
)
CLUSTERROLES = Resource("clusterroles", "ClusterRole", "rbac.authorization.k8s.io", namespaced=False)
ROLEBINDINGS = Resource("rolebindings", "RoleBinding", "rbac.authorization.k8s.io")
ROLES = Resource("roles", "Role", "rbac.authorization.k8s.io")

CSIDRIVERS = Resource("csidrivers", "CSIDriver", "storage.k8s.io", namespaced=False)
CSINODES = Resource("csinodes", "CSINode", "storage.k8s.io", namespaced=False)
CSISTORAGECAPACITIES = Resource("csistoragecapacities", "CSIStorageCapacity", "storage.k8s.io")
STORAGECLASSES = Resource("storageclasses", "StorageClass", "storage.k8s.io", namespaced=False, short_names=("sc",))
VOLUMEATTACHMENTS = Resource(
    "volumeattachments", "VolumeAttachment", "storage.k8s.io", namespaced=False, subresources=STATUS
)
VOLUMEATTRIBUTESCLASSES = Resource(
    "volumeattributesclasses", "VolumeAttributesClass", "storage.k8s.io", namespaced=False, short_names=("vac",)
)

MUTATINGADMISSIONPOLICIES = _admission("mutatingadmissionpolicies", "MutatingAdmissionPolicy")
MUTATINGADMISSIONPOLICYBINDINGS = _admission("mutatingadmissionpolicybindings", "MutatingAdmissionPolicyBinding")
MUTATINGWEBHOOKCONFIGURATIONS = _admission("mutatingwebhookconfigurations", "MutatingWebhookConfiguration")
VALIDATINGADMISSIONPOLICIES = _admission("validatingadmissionpolicies", "ValidatingAdmissionPolicy", STATUS)
VALIDATINGADMISSIONPOLICYBINDINGS = _admission("validatingadmissionpolicybindings", "ValidatingAdmissionPolicyBinding")
VALIDATINGWEBHOOKCONFIGURATIONS = _admission("validatingwebhookconfigurations", "ValidatingWebhookConfiguration")

CUSTOMRESOURCEDEFINITIONS = Resource(
    "customresourcedefinitions",
    "CustomResourceDefinition",
    "apiextensions.k8s.io",
    namespaced=False,
    short_names=("crd", "crds"),
    categories=EXTENSIONS,
    subresources=STATUS,
    etcd_name="apiextensions.k8s.io/customresourcedefinitions",
)

PRIORITYCLASSES = Resource(
    "priorityclasses", "PriorityClass", "scheduling.k8s.io", namespaced=False, short_names=("pc",)
)
LEASES = Resource("leases", "Lease", "coordination.k8s.io")
RUNTIMECLASSES = Resource("runtimeclasses", "RuntimeClass", "node.k8s.io", namespaced=False)
ENDPOINTSLICES = Resource("endpointslices", "EndpointSlice", "discovery.k8s.io")

DEVICECLASSES = Resource("deviceclasses", "DeviceClass", "resource.k8s.io", namespaced=False)
RESOURCECLAIMS = Resource("resourceclaims", "ResourceClaim", "resource.k8s.io", subresources=STATUS)
RESOURCECLAIMTEMPLATES = Resource("resourceclaimtemplates", "ResourceClaimTemplate", "resource.k8s.io")
RESOURCESLICES = Resource("resourceslices", "ResourceSlice", "resource.k8s.io", namespaced=False)

FLOWSCHEMAS = Resource(
    "flowschemas", "FlowSchema", "flowcontrol.apiserver.k8s.io", namespaced=False, subresources=STATUS
)
PRIORITYLEVELCONFIGURATIONS = Resource(
    "prioritylevelconfigurations",
    "PriorityLevelConfiguration",
    "flowcontrol.apiserver.k8s.io",
    namespaced=False,
    subresources=STATUS,
)

# What is stored, one descriptor for each kind, in the order of discovery.
RESOURCES: tuple[Resource, ...] = (
    CONFIGMAPS,
    ENDPOINTS,
    EVENTS,
    LIMITRANGES,
    NAMESPACES,
    NODES,
    PERSISTENTVOLUMECLAIMS,
    PERSISTENTVOLUMES,
    PODS,
    PODTEMPLATES,
    REPLICATIONCONTROLLERS,
    RESOURCEQUOTAS,
    SECRETS,
    SERVICEACCOUNTS,
    SERVICES,
    APISERVICES,
    CONTROLLERREVISIONS,
    DAEMONSETS,
    DEPLOYMENTS,
    REPLICASETS,
    STATEFULSETS,
    HORIZONTALPODAUTOSCALERS,
    CRONJOBS,
    JOBS,
    CERTIFICATESIGNINGREQUESTS,
    INGRESSCLASSES,
    INGRESSES,
    IPADDRESSES,
    NETWORKPOLICIES,
    SERVICECIDRS,
    PODDISRUPTIONBUDGETS,
    CLUSTERROLEBINDINGS,
    CLUSTERROLES,
    ROLEBINDINGS,
    ROLES,
    CSIDRIVERS,
    CSINODES,
    CSISTORAGECAPACITIES,
    STORAGECLASSES,
    VOLUMEATTACHMENTS,
    VOLUMEATTRIBUTESCLASSES,
    MUTATINGADMISSIONPOLICIES,
    MUTATINGADMISSIONPOLICYBINDINGS,
    MUTATINGWEBHOOKCONFIGURATIONS,
    VALIDATINGADMISSIONPOLICIES,
    VALIDATINGADMISSIONPOLICYBINDINGS,
    VALIDATINGWEBHOOKCONFIGURATIONS,
    CUSTOMRESOURCEDEFINITIONS,
    PRIORITYCLASSES,
    LEASES,
    RUNTIMECLASSES,
    ENDPOINTSLICES,
    DEVICECLASSES,
    RESOURCECLAIMS,
    RESOURCECLAIMTEMPLATES,
    RESOURCESLICES,
    FLOWSCHEMAS,
    PRIORITYLEVELCONFIGURATIONS,
)
# The same objects in another version of their API: descriptor → the one that is stored.
VIEWS: dict[Resource, Resource] = {HORIZONTALPODAUTOSCALERS_V1: HORIZONTALPODAUTOSCALERS, EVENTS_V1: EVENTS}
# Questions to the API server: answered, never stored.
QUESTIONS: tuple[Resource, ...] = (
    BINDINGS,
    COMPONENTSTATUSES,
    SELFSUBJECTREVIEWS,
    TOKENREVIEWS,
    LOCALSUBJECTACCESSREVIEWS,
    SELFSUBJECTACCESSREVIEWS,
    SELFSUBJECTRULESREVIEWS,
    SUBJECTACCESSREVIEWS,
)
# Everything that discovery lists, besides custom resources.
SERVED: tuple[Resource, ...] = (*RESOURCES, *VIEWS, *QUESTIONS)

_BY_NAME = {(resource.plural, resource.group, resource.version): resource for resource in SERVED}
_BY_KIND = {(resource.kind, resource.api_version): resource for resource in SERVED}
_BY_PREFIX = {resource.etcd_prefix: resource for resource in RESOURCES}
_CUSTOM: dict[tuple[object, ...], Resource] = {}


def resource_called(plural: str, group: str, version: str = "") -> Resource:
    """The resource of this plural and group, in its stored version if none is named. KeyError if there is none."""
    if version:
        return _BY_NAME[plural, group, version]
    for resource in SERVED:
        if (resource.plural, resource.group) == (plural, group):
            return resource
    raise KeyError((plural, group))


def custom_resource(*described: object) -> Resource:
    """The one descriptor of a kind that a CustomResourceDefinition made: `Resource`'s fields, in order."""
    found = _CUSTOM.get(described)
    return found or _CUSTOM.setdefault(described, Resource(*described))  # type: ignore[arg-type]


def resource_of_kind(kind: str, api_version: str) -> Resource | None:
    """The built-in resource of an object's kind and apiVersion, or None."""
    return _BY_KIND.get((kind, api_version))


def resource_of_etcd_key(key: str) -> Resource | None:
    """The built-in resource whose objects lie at this etcd key, or None."""
    parts = key.split("/", 4)
    return _BY_PREFIX.get(f"/registry/{parts[2]}/{parts[3]}/") or _BY_PREFIX.get(f"/registry/{parts[2]}/")


def is_custom_key(key: str) -> bool:
    """Whether an object of a custom kind may lie at this etcd key: `/registry/harbour.example.com/boats/…`."""
    parts = key.split("/", 4)
    return len(parts) > 4 and "." in parts[2] and resource_of_etcd_key(key) is None
