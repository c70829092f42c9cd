"""Roles and bindings: what a rule and a subject must say. Fact sheet §4.4, §16.6."""

from __future__ import annotations

from ....machinery.objects import Object, namespace_of
from ..errors import FieldError
from .fields import invalid, names, not_supported, required, subdomain
from .selectors import UNKNOWN, validate_label_selector

GROUP = "rbac.authorization.k8s.io"
KINDS = ("ServiceAccount", "User", "Group")


def validate_role(role: Object) -> list[FieldError]:
    """The rules of a Role or ClusterRole."""
    found: list[FieldError] = []
    for i, rule in enumerate(role.get("rules") or ()):
        field = f"rules[{i}]"
        if not rule.get("verbs"):
            found.append(required(f"{field}.verbs", "verbs must contain at least one value"))
        urls = rule.get("nonResourceURLs")
        if urls:
            if namespace_of(role):
                why = "namespaced rules cannot apply to non-resource URLs"
                found.append(invalid(f"{field}.nonResourceURLs", urls, why))
            if rule.get("apiGroups") or rule.get("resources") or rule.get("resourceNames"):
                why = "rules cannot apply to both regular resources and non-resource URLs"
                found.append(invalid(f"{field}.nonResourceURLs", urls, why))
            continue
        if not rule.get("apiGroups"):
            found.append(required(f"{field}.apiGroups", "resource rules must supply at least one api group"))
        if not rule.get("resources"):
            found.append(required(f"{field}.resources", "resource rules must supply at least one resource"))
    return found + _aggregation(role.get("aggregationRule"))


def _aggregation(rule: Object | None) -> list[FieldError]:
    if rule is None:
        return []
    field, selectors = "aggregationRule.clusterRoleSelectors", rule.get("clusterRoleSelectors") or ()
    if not selectors:
        return [required(field, "at least one clusterRoleSelector required if aggregationRule is non-nil")]
    found: list[FieldError] = []
    for i, selector in enumerate(selectors):
        wrong = validate_label_selector(f"{field}[{i}]", selector)
        found += wrong
        if any(error.detail == UNKNOWN for error in wrong):
            found.append(invalid(f"{field}[{i}]", selector, "invalid label selector."))
    return found


def validate_binding(binding: Object) -> list[FieldError]:
    """The role and the subjects of a binding."""
    found: list[FieldError] = []
    reference = binding.get("roleRef") or {}
    if reference.get("apiGroup") != GROUP:
        found.append(not_supported("roleRef.apiGroup", reference.get("apiGroup", ""), (GROUP,)))
    kinds = ("Role", "ClusterRole") if namespace_of(binding) else ("ClusterRole",)
    if reference.get("kind") not in kinds:
        found.append(not_supported("roleRef.kind", reference.get("kind", ""), sorted(kinds)))
    if not reference.get("name"):
        found.append(required("roleRef.name"))
    for i, subject in enumerate(binding.get("subjects") or ()):
        found += _subject(f"subjects[{i}]", subject, bool(namespace_of(binding)))
    return found


def _subject(field: str, subject: Object, namespaced: bool) -> list[FieldError]:
    found: list[FieldError] = []
    name, kind, group = subject.get("name"), subject.get("kind", ""), subject.get("apiGroup", "")
    if not name:
        found.append(required(f"{field}.name"))
    if kind == "ServiceAccount":
        if name:
            found += names(f"{field}.name", name, subdomain)
        if group:
            found.append(not_supported(f"{field}.apiGroup", group, ("",)))
        if not namespaced and not subject.get("namespace"):
            found.append(required(f"{field}.namespace"))
    elif kind in KINDS:
        if group != GROUP:
            found.append(not_supported(f"{field}.apiGroup", group, (GROUP,)))
    else:
        found.append(not_supported(f"{field}.kind", kind, sorted(KINDS)))
    return found
