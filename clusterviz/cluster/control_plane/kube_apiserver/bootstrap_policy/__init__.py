"""The bootstrap policy: the roles and bindings that the API server makes when it starts. Fact sheet §16.6.

They are objects like any other, and what the authorizer goes by: whoever deletes one, takes it away, until the API server starts
again.
"""

from __future__ import annotations

from functools import cache

from ....machinery.objects import Object
from ....machinery.resources import CLUSTERROLEBINDINGS, CLUSTERROLES, ROLEBINDINGS, ROLES, Resource
from .component_roles import COMPONENT_ROLES
from .controller_roles import CONTROLLER_ROLES, PREFIX
from .namespace_roles import NAMESPACE_BINDINGS, NAMESPACE_ROLES
from .rules import RBAC
from .user_roles import AGGREGATED, PART_OF, USER_ROLES

LABELS = {"kubernetes.io/bootstrapping": "rbac-defaults"}
ANNOTATIONS = {"rbac.authorization.kubernetes.io/autoupdate": "true"}
AGGREGATE_TO = f"{RBAC}/aggregate-to-"
KCM, SCHEDULER, PROXY = "system:kube-controller-manager", "system:kube-scheduler", "system:kube-proxy"
EVERYBODY, NOBODY = "system:authenticated", "system:unauthenticated"

# (cluster role, kind of subject, names)
CLUSTER_BINDINGS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("cluster-admin", "Group", ("system:masters",)),
    ("system:monitoring", "Group", ("system:monitoring",)),
    ("system:discovery", "Group", (EVERYBODY,)),
    ("system:basic-user", "Group", (EVERYBODY,)),
    ("system:public-info-viewer", "Group", (EVERYBODY, NOBODY)),
    ("system:node-proxier", "User", (PROXY,)),
    ("system:kube-controller-manager", "User", (KCM,)),
    ("system:kube-dns", "ServiceAccount", ("kube-dns",)),
    ("system:kube-scheduler", "User", (SCHEDULER,)),
    ("system:volume-scheduler", "User", (SCHEDULER,)),
    ("system:node", "User", ()),  # kubelets have the Node authorizer
    ("system:service-account-issuer-discovery", "Group", ("system:serviceaccounts",)),
)


@cache
def objects() -> tuple[tuple[Resource, Object], ...]:
    """Everything, in the order in which it is made. What is made of it is not mutated."""
    return (*_roles(), *_bindings(), *_in_namespaces())


def _roles() -> list[tuple[Resource, Object]]:
    made = [(CLUSTERROLES, _role(name, rules)) for name, rules in (*USER_ROLES.items(), *COMPONENT_ROLES.items())]
    for name in AGGREGATED:
        selectors = [{"matchLabels": {f"{AGGREGATE_TO}{name}": "true"}}]
        role = {"aggregationRule": {"clusterRoleSelectors": selectors}, **_role(name, [])}
        made.append((CLUSTERROLES, role))
    made += [(CLUSTERROLES, _role(f"{PREFIX}{name}", rules)) for name, rules in CONTROLLER_ROLES.items()]
    return made


def _role(name: str, rules: list[Object]) -> Object:
    labels = {**LABELS, f"{AGGREGATE_TO}{PART_OF[name]}": "true"} if name in PART_OF else LABELS
    return {"metadata": _metadata(name, labels), "rules": rules}


def _bindings() -> list[tuple[Resource, Object]]:
    made = [
        (CLUSTERROLEBINDINGS, _binding(role, "", "ClusterRole", role, [_subject(kind, name) for name in names]))
        for role, kind, names in CLUSTER_BINDINGS
    ]
    for account in CONTROLLER_ROLES:
        name = f"{PREFIX}{account}"
        made.append(
            (CLUSTERROLEBINDINGS, _binding(name, "", "ClusterRole", name, [_subject("ServiceAccount", account)]))
        )
    return made


def _in_namespaces() -> list[tuple[Resource, Object]]:
    made: list[tuple[Resource, Object]] = []
    for (namespace, name), rules in NAMESPACE_ROLES.items():
        made.append((ROLES, {"metadata": {**_metadata(name, LABELS), "namespace": namespace}, "rules": rules}))
    for namespace, name, role, users, accounts in NAMESPACE_BINDINGS:
        subjects = [_subject("User", user) for user in users]
        subjects += [_subject("ServiceAccount", account) for account in accounts]
        made.append((ROLEBINDINGS, _binding(name, namespace, "Role", role, subjects)))
    return made


def _binding(name: str, namespace: str, kind: str, role: str, subjects: list[Object]) -> Object:
    metadata = _metadata(name, LABELS)
    if namespace:
        metadata["namespace"] = namespace
    made: Object = {"metadata": metadata, "roleRef": {"apiGroup": RBAC, "kind": kind, "name": role}}
    return {**made, "subjects": subjects} if subjects else made


def _subject(kind: str, name: str) -> Object:
    if kind == "ServiceAccount":
        return {"kind": kind, "name": name, "namespace": "kube-system"}
    return {"apiGroup": RBAC, "kind": kind, "name": name}


def _metadata(name: str, labels: dict[str, str]) -> Object:
    return {"annotations": ANNOTATIONS, "labels": labels, "name": name}
