"""How a rule of a bootstrap role is written here: verbs, group and resources as words."""

from __future__ import annotations

from ....machinery.objects import Object

READ = "get list watch"
WRITE = "create delete deletecollection patch update"
CORE, EVENTS = "", "events.k8s.io"
APPS, BATCH, AUTOSCALING, EXTENSIONS, POLICY = "apps", "batch", "autoscaling", "extensions", "policy"
AUTHENTICATION, AUTHORIZATION = "authentication.k8s.io", "authorization.k8s.io"
CERTIFICATES, COORDINATION, DISCOVERY = "certificates.k8s.io", "coordination.k8s.io", "discovery.k8s.io"
NETWORKING, RBAC, STORAGE, DEVICES = (
    "networking.k8s.io",
    "rbac.authorization.k8s.io",
    "storage.k8s.io",
    "resource.k8s.io",
)


def rule(verbs: str, group: str | tuple[str, ...], resources: str, names: str = "") -> Object:
    """A rule about resources. Verbs, resources and names are words; all of them are stored in alphabetical order."""
    groups = (group,) if isinstance(group, str) else group
    made: Object = {"apiGroups": sorted(groups), "resources": sorted(resources.split()), "verbs": sorted(verbs.split())}
    return {**made, "resourceNames": sorted(names.split())} if names else made


def paths(urls: str, verbs: str = "get") -> Object:
    """A rule about paths."""
    return {"nonResourceURLs": sorted(urls.split()), "verbs": sorted(verbs.split())}


def events() -> Object:
    """Whoever works tells about it."""
    return rule("create patch update", (CORE, EVENTS), "events")
