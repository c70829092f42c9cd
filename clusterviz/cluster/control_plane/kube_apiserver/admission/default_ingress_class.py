"""DefaultIngressClass: an Ingress that names no class gets the one that is marked as default; of several, the newest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....machinery.api import Request
from ....machinery.objects import Object, annotations_of, name_of
from ....machinery.resources import INGRESSCLASSES, INGRESSES
from .default_storage_class import newest_default

if TYPE_CHECKING:
    from ..server import ApiServer

DEFAULT = "ingressclass.kubernetes.io/is-default-class"
OLD_ANNOTATION = "kubernetes.io/ingress.class"


def admit(server: ApiServer, request: Request, obj: Object, old: Object | None) -> None:
    if request.resource is not INGRESSES or old is not None:
        return
    if obj["spec"].get("ingressClassName") is not None or OLD_ANNOTATION in annotations_of(obj):
        return
    chosen = newest_default(server, INGRESSCLASSES, DEFAULT)
    if chosen is not None:
        obj["spec"]["ingressClassName"] = name_of(chosen)
