"""Ingresses, their classes and NetworkPolicies. Fact sheet §4.8; defaults as in pkg/apis/networking/v1."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....machinery.objects import Object
from ....machinery.resources import INGRESSCLASSES, INGRESSES, NETWORKPOLICIES
from ..errors import FieldError
from ..validation import networking as validation
from .strategy import Strategy

if TYPE_CHECKING:
    from ..server import ApiServer


class Ingresses(Strategy):
    """The rules for Ingresses."""

    of = INGRESSES
    has_generation = True

    def prepare_for_create(self, server: ApiServer, obj: Object) -> None:
        obj["status"] = {"loadBalancer": {}}

    def validate(self, server: ApiServer, obj: Object) -> list[FieldError]:
        return validation.validate_ingress(obj)

    def validate_update(self, server: ApiServer, new: Object, old: Object) -> list[FieldError]:
        return validation.validate_ingress(new)


class IngressClasses(Strategy):
    """The rules for IngressClasses."""

    of = INGRESSCLASSES
    has_generation = True

    def default(self, obj: Object) -> None:
        parameters = (obj.get("spec") or {}).get("parameters")
        if parameters is not None:
            parameters["scope"] = parameters.get("scope") or "Cluster"

    def validate(self, server: ApiServer, obj: Object) -> list[FieldError]:
        return validation.validate_ingress_class(obj)

    def validate_change(self, server: ApiServer, new: Object, old: Object) -> list[FieldError]:
        return validation.validate_ingress_class_update(new, old) + validation.validate_ingress_class(new)


class NetworkPolicies(Strategy):
    """The rules for NetworkPolicies: one that does not say what it is about is about what comes in, and what goes out if it has
    rules for that."""

    of = NETWORKPOLICIES
    has_generation = True

    def default(self, obj: Object) -> None:
        spec = obj.setdefault("spec", {})
        for direction in ("ingress", "egress"):
            for rule in spec.get(direction) or ():
                for port in rule.get("ports") or ():
                    port["protocol"] = port.get("protocol") or "TCP"
        if not spec.get("policyTypes"):
            spec["policyTypes"] = ["Ingress", *(["Egress"] if spec.get("egress") else [])]

    def validate(self, server: ApiServer, obj: Object) -> list[FieldError]:
        return validation.validate_policy(obj)
