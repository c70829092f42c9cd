"""Which kind a word means: `pods`, `po`, `Pod`, `deployments.apps`, `deploy.v1.apps`, `all`."""

from __future__ import annotations

from ...cluster.machinery.resources import QUESTIONS, RESOURCES, Resource
from .errors import Failure

Custom = tuple[Resource, ...]  # the kinds that CustomResourceDefinitions made, as far as discovery told


class UnknownKind(Failure):
    """A word that means no kind: discovery may know more by now."""


# `kubectl get all` shows them in this order.
ALL = ("pods", "replicationcontrollers", "services", "daemonsets", "deployments", "replicasets", "statefulsets",
       "horizontalpodautoscalers", "cronjobs", "jobs")  # fmt: skip


def resources_called(word: str, custom: Custom = ()) -> list[Resource]:
    """The resources that a word means: one, several for `a,b` or a category. Failure if there is none."""
    found: dict[str, Resource] = {}
    if "" in word.split(","):
        raise Failure("arguments in resource/name form must have a single resource and name")
    for part in word.split(","):
        for resource in category(part, custom) or [resource_called(part, custom)]:
            found.setdefault(resource.group_resource, resource)
    return list(found.values())


def category(word: str, custom: Custom = ()) -> list[Resource]:
    """The resources of a category such as `all`, in kubectl's order."""
    members = [resource for resource in (*RESOURCES, *custom) if word in resource.categories]
    return sorted(members, key=lambda resource: ALL.index(resource.plural) if resource.plural in ALL else len(ALL))


def resource_called(word: str, custom: Custom = ()) -> Resource:
    """The one resource that a word means. Failure if there is none."""
    found = lookup(word, custom)
    if found is None:
        raise UnknownKind(f'the server doesn\'t have a resource type "{word.split(".")[0]}"')
    return found


def lookup(word: str, custom: Custom = ()) -> Resource | None:
    """The resource that a word means, or None."""
    name, _, rest = word.partition(".")
    for resource in (*RESOURCES, *QUESTIONS, *custom):
        names = (resource.plural, resource.singular, resource.singular_name)
        if (name.lower() in names or name in resource.short_names) and _fits(resource, rest.lower()):
            return resource
    return None


def _fits(resource: Resource, rest: str) -> bool:
    """Whether `apps` or `v1.apps` is this resource's group (and version). A group may be shortened to its first part."""
    if not rest:
        return True
    version, _, group = rest.partition(".")
    if version == resource.version and (group == resource.group or resource.group.startswith(f"{group}.")):
        return True
    return bool(resource.group) and (rest == resource.group or resource.group.startswith(f"{rest}."))


def shown(resource: Resource, name: str) -> str:
    """`pod/web`, `deployment.apps/web`: how kubectl names an object."""
    return f"{resource.singular}.{resource.group}/{name}" if resource.group else f"{resource.singular}/{name}"
