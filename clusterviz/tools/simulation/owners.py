"""Random deeds of several owners: accounts and what they may, secrets, kinds of one's own, fields that two managers apply."""

from __future__ import annotations

from ...cluster.cluster import Cluster
from ...cluster.machinery.api import APPLY_PATCH, Request, account_user
from ...cluster.machinery.chance import Chance
from ...cluster.machinery.objects import Object, name_of
from ...cluster.machinery.resources import (
    CONFIGMAPS,
    CUSTOMRESOURCEDEFINITIONS,
    DEPLOYMENTS,
    ROLEBINDINGS,
    ROLES,
    SECRETS,
    SERVICEACCOUNTS,
    Resource,
)
from .asking import Poke, ask, change, create, pick
from .pod_specs import ACCOUNTS, IMAGES, SETTINGS, one_of

MANAGERS = ("helm", "argo")
KIND = "boats.example.com"
SCHEMA: Object = {
    "type": "object",
    "properties": {
        "spec": {"type": "object", "properties": {"masts": {"type": "integer", "default": 1, "maximum": 4}}}
    },
}


def create_account(cluster: Cluster, chance: Chance) -> str | None:
    """An account that some Pods run as."""
    return create(cluster, SERVICEACCOUNTS, one_of(ACCOUNTS, chance))


def create_secret(cluster: Cluster, chance: Chance) -> str | None:
    """A secret that some containers read or mount."""
    return create(cluster, SECRETS, one_of(SETTINGS, chance), stringData={"level": str(chance.below(10))})


def create_role(cluster: Cluster, chance: Chance) -> str | None:
    """What whoever has this role may do."""
    rule = {"apiGroups": [""], "resources": [one_of(("configmaps", "pods"), chance)], "verbs": ["list", "create"]}
    return create(cluster, ROLES, f"o{chance.below(2)}", rules=[rule])


def create_binding(cluster: Cluster, chance: Chance) -> str | None:
    """An account gets a role, which may not be there."""
    subject = {"kind": "ServiceAccount", "name": one_of(ACCOUNTS, chance), "namespace": "default"}
    role = {"apiGroup": ROLES.group, "kind": "Role", "name": f"o{chance.below(2)}"}
    return create(cluster, ROLEBINDINGS, f"o{chance.below(2)}", subjects=[subject], roleRef=role)


def ask_as_an_account(cluster: Cluster, chance: Chance) -> str | None:
    """An account, which may or may not be allowed to, lists or creates ConfigMaps."""
    account = one_of(ACCOUNTS, chance)
    user = account_user("default", account)
    if chance.below(2):
        return ask(cluster, Request("list", CONFIGMAPS, "default", impersonate=user), f"list configmaps as {account}")
    body = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": f"of-{account}"}}
    request = Request("create", CONFIGMAPS, "default", body=body, impersonate=user)
    return ask(cluster, request, f"create configmap of-{account} as {account}")


def create_kind(cluster: Cluster, chance: Chance) -> str | None:
    """A kind of one's own; if it is there, an object of it, or a change of one."""
    kinds = cluster.custom_kinds
    boats = next((kind for kind in kinds if kind.plural == "boats"), None)
    if boats is None:
        version = {"name": "v1", "served": True, "storage": True, "schema": {"openAPIV3Schema": SCHEMA}}
        names = {"plural": "boats", "kind": "Boat"}
        spec: Object = {"group": "example.com", "scope": "Namespaced", "names": names, "versions": [version]}
        return create(cluster, CUSTOMRESOURCEDEFINITIONS, KIND, spec=spec)
    boat = pick(cluster.objects(boats), chance)
    if boat is None or chance.below(2):
        return create(
            cluster, boats, f"boat-{chance.below(3)}", spec={"masts": chance.below(6)} if chance.below(3) else {}
        )
    masts = chance.below(6)
    return change(cluster, boats, boat, {"spec": {"masts": masts}}, f"set masts of boat {name_of(boat)} to {masts}")


def apply(cluster: Cluster, chance: Chance) -> str | None:
    """Server-side apply by one of two managers, who may or may not insist: a ConfigMap, or a Deployment."""
    manager = one_of(MANAGERS, chance)
    query = {"fieldManager": manager, "force": one_of(("true", "false"), chance)}
    parts: Object
    if chance.below(2):
        resource, name = CONFIGMAPS, one_of(SETTINGS, chance)
        parts = {"data": {one_of(("level", "depth"), chance): str(chance.below(10))}}
    else:
        resource, name = DEPLOYMENTS, f"d{chance.below(6)}"
        template = {
            "metadata": {"labels": {"app": name}},
            "spec": {"containers": [{"name": "main", "image": one_of(IMAGES, chance)}]},
        }
        parts = {"spec": {"selector": {"matchLabels": {"app": name}}, "template": template}}
        if chance.below(2):
            parts["spec"]["replicas"] = chance.below(8)
    body = {"apiVersion": resource.api_version, "kind": resource.kind, "metadata": {"name": name}, **parts}
    request = Request("patch", resource, "default", name, body=body, content_type=APPLY_PATCH, query=query)
    insists = ", insisting" if query["force"] == "true" else ""
    return ask(cluster, request, f"apply {resource.singular} {name} as {manager}{insists}: {parts}")


def _objects(cluster: Cluster, resource: Resource) -> list[Object]:
    if resource is CUSTOMRESOURCEDEFINITIONS:
        return [one for one in cluster.objects(resource) if name_of(one) == KIND]
    return cluster.objects(resource)


def delete_owned(cluster: Cluster, chance: Chance) -> str | None:
    """One of these goes: an account, a secret, a role, a binding, a kind with all of its objects, or one of those."""
    resources = (SERVICEACCOUNTS, SECRETS, ROLES, ROLEBINDINGS, CUSTOMRESOURCEDEFINITIONS, *cluster.custom_kinds)
    resource = resources[chance.below(len(resources))]
    found = pick(_objects(cluster, resource), chance)
    if found is None:
        return None
    where = "default" if resource.namespaced else ""
    request = Request("delete", resource, where, name_of(found))
    return ask(cluster, request, f"delete {resource.singular} {name_of(found)}")


DEEDS: tuple[Poke, ...] = (
    create_account,
    create_account,
    create_secret,
    create_secret,
    create_role,
    create_binding,
    ask_as_an_account,
    create_kind,
    create_kind,
    create_kind,
    apply,
    apply,
    apply,
    apply,
    delete_owned,
    delete_owned,
)


def owners_deed(cluster: Cluster, chance: Chance) -> str | None:
    """One of all these."""
    return DEEDS[chance.below(len(DEEDS))](cluster, chance)
