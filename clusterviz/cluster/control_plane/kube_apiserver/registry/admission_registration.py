"""Webhooks and admission policies: stored, with defaults as in pkg/apis/admissionregistration/v1; nobody calls or evaluates them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ....machinery.objects import Object
from ....machinery.resources import (
    MUTATINGADMISSIONPOLICIES,
    MUTATINGADMISSIONPOLICYBINDINGS,
    MUTATINGWEBHOOKCONFIGURATIONS,
    VALIDATINGADMISSIONPOLICIES,
    VALIDATINGADMISSIONPOLICYBINDINGS,
    VALIDATINGWEBHOOKCONFIGURATIONS,
)
from ..errors import FieldError
from ..validation import admission_registration as validation
from .strategy import Strategy

if TYPE_CHECKING:
    from ..server import ApiServer

TIMEOUT_S = 10
PORT = 443


class ValidatingWebhookConfigurations(Strategy):
    """The rules for ValidatingWebhookConfigurations."""

    of = VALIDATINGWEBHOOKCONFIGURATIONS
    has_generation = True

    def default(self, obj: Object) -> None:
        for webhook in obj.get("webhooks") or ():
            default_webhook(webhook)

    def changes_generation(self, new: Object, old: Object) -> bool:
        return bool(new.get("webhooks") != old.get("webhooks"))

    def validate(self, server: ApiServer, obj: Object) -> list[FieldError]:
        return validation.validate_webhooks(obj)


class MutatingWebhookConfigurations(ValidatingWebhookConfigurations):
    """The rules for MutatingWebhookConfigurations."""

    of = MUTATINGWEBHOOKCONFIGURATIONS

    def default(self, obj: Object) -> None:
        super().default(obj)
        for webhook in obj.get("webhooks") or ():
            webhook["reinvocationPolicy"] = webhook.get("reinvocationPolicy") or "Never"


class ValidatingAdmissionPolicies(Strategy):
    """The rules for ValidatingAdmissionPolicies."""

    of = VALIDATINGADMISSIONPOLICIES
    has_generation = True

    def default(self, obj: Object) -> None:
        spec = obj.setdefault("spec", {})
        spec["failurePolicy"] = spec.get("failurePolicy") or "Fail"
        default_match(spec.get("matchConstraints"))

    def validate(self, server: ApiServer, obj: Object) -> list[FieldError]:
        return validation.validate_policy(obj)


class MutatingAdmissionPolicies(ValidatingAdmissionPolicies):
    """The rules for MutatingAdmissionPolicies."""

    of = MUTATINGADMISSIONPOLICIES

    def validate(self, server: ApiServer, obj: Object) -> list[FieldError]:
        return []


class ValidatingAdmissionPolicyBindings(Strategy):
    """The rules for ValidatingAdmissionPolicyBindings."""

    of = VALIDATINGADMISSIONPOLICYBINDINGS
    has_generation = True

    def default(self, obj: Object) -> None:
        default_match((obj.get("spec") or {}).get("matchResources"))

    def validate(self, server: ApiServer, obj: Object) -> list[FieldError]:
        return validation.validate_policy_binding(obj)


class MutatingAdmissionPolicyBindings(ValidatingAdmissionPolicyBindings):
    """The rules for MutatingAdmissionPolicyBindings."""

    of = MUTATINGADMISSIONPOLICYBINDINGS

    def validate(self, server: ApiServer, obj: Object) -> list[FieldError]:
        return []


def default_webhook(webhook: Object) -> None:
    """Fill in what a webhook leaves out."""
    webhook["failurePolicy"] = webhook.get("failurePolicy") or "Fail"
    default_match(webhook)
    if webhook.get("timeoutSeconds") is None:
        webhook["timeoutSeconds"] = TIMEOUT_S
    _everywhere(webhook.get("rules"))
    service = (webhook.get("clientConfig") or {}).get("service")
    if service is not None and service.get("port") is None:
        service["port"] = PORT


def default_match(match: Any) -> None:
    """What is matched, where nothing says otherwise: equivalent kinds, in every namespace, whatever its labels."""
    if not isinstance(match, dict):
        return
    match["matchPolicy"] = match.get("matchPolicy") or "Equivalent"
    for selector in ("namespaceSelector", "objectSelector"):
        if match.get(selector) is None:
            match[selector] = {}
    _everywhere(match.get("resourceRules"))
    _everywhere(match.get("excludeResourceRules"))


def _everywhere(rules: Any) -> None:
    for rule in rules or ():
        rule["scope"] = rule.get("scope") or "*"
