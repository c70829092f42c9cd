"""DefaultStorageClass, DefaultIngressClass: who names no class gets the one that is marked as default; of several, the newest."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ....machinery.api import Request
from ....machinery.objects import Object, annotations_of, name_of
from ....machinery.resources import INGRESSCLASSES, INGRESSES, PERSISTENTVOLUMECLAIMS, STORAGECLASSES, Resource

if TYPE_CHECKING:
    from ..server import ApiServer


class Rule(NamedTuple):
    """Of which kind the classes are, in which field an object names one, and in which annotation it did so long ago."""

    classes: Resource
    default: str  # the annotation that marks a class
    field: str
    old_annotation: str


RULES = {
    PERSISTENTVOLUMECLAIMS: Rule(
        STORAGECLASSES,
        "storageclass.kubernetes.io/is-default-class",
        "storageClassName",
        "volume.beta.kubernetes.io/storage-class",
    ),
    INGRESSES: Rule(
        INGRESSCLASSES,
        "ingressclass.kubernetes.io/is-default-class",
        "ingressClassName",
        "kubernetes.io/ingress.class",
    ),
}


def admit(server: ApiServer, request: Request, obj: Object, old: Object | None) -> None:
    rule = RULES.get(request.resource) if request.resource is not None else None
    if rule is None or old is not None:
        return
    if obj["spec"].get(rule.field) is not None or rule.old_annotation in annotations_of(obj):
        return
    chosen = _newest_default(server, rule)
    if chosen is not None:
        obj["spec"][rule.field] = name_of(chosen)


def _newest_default(server: ApiServer, rule: Rule) -> Object | None:
    """Of the classes that are marked as default the newest; of equally old ones the first by name."""
    classes = server.cache.of(rule.classes).objects.values()
    marked = [one for one in classes if annotations_of(one).get(rule.default) == "true"]
    marked.sort(key=name_of)
    marked.sort(key=lambda one: str(one["metadata"]["creationTimestamp"]), reverse=True)
    return marked[0] if marked else None
