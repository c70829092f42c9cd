"""Webhooks and admission policies: whom they ask, and about what. As in pkg/apis/admissionregistration/validation.

Expressions are not compiled here.
"""

from __future__ import annotations

import re
from typing import Any

from ....machinery.objects import Object
from ..errors import FieldError
from .fields import dns_label, duplicate, invalid, names, not_supported, one_of, port_number, required, subdomain
from .selectors import validate_label_selector

FAILURE_POLICIES = ("Fail", "Ignore")
MATCH_POLICIES = ("Equivalent", "Exact")
REINVOCATIONS = ("IfNeeded", "Never")
NO_SIDE_EFFECTS = ("None", "NoneOnDryRun")
OPERATIONS = ("*", "CONNECT", "CREATE", "DELETE", "UPDATE")
SCOPES = ("*", "Cluster", "Namespaced")
ACTIONS = ("Audit", "Deny", "Warn")
SELECTORS = ("namespaceSelector", "objectSelector")
REVIEW_VERSIONS = ("v1", "v1beta1")
LONGEST_TIMEOUT_S = 30
URL = re.compile(r"(?:([A-Za-z][A-Za-z0-9+.-]*):)?(?://([^/?#]*))?[^?#]*(?:\?([^#]*))?(?:#(.*))?", re.DOTALL)
URL_FORM = "; desired format: https://host[/path]"


def validate_webhooks(obj: Object) -> list[FieldError]:
    """What is wrong with a Validating- or MutatingWebhookConfiguration, apart from its metadata."""
    found: list[FieldError] = []
    known: set[str] = set()
    for i, hook in enumerate(obj.get("webhooks") or ()):
        path, name = f"webhooks[{i}]", hook.get("name") or ""
        found += _validate_webhook(path, hook)
        found += _validate_review_versions(f"{path}.admissionReviewVersions", hook.get("admissionReviewVersions") or [])
        if name and name in known:
            found.append(duplicate(f"{path}.name", name))
        known.add(name)
    return found


def _validate_webhook(path: str, hook: Object) -> list[FieldError]:
    found = _validate_full_name(f"{path}.name", hook.get("name") or "")
    for i, rule in enumerate(hook.get("rules") or ()):
        found += _validate_rule(f"{path}.rules[{i}]", rule)
    found += one_of(f"{path}.failurePolicy", hook.get("failurePolicy"), FAILURE_POLICIES)
    found += one_of(f"{path}.matchPolicy", hook.get("matchPolicy"), MATCH_POLICIES)
    effects = hook.get("sideEffects")
    if effects is None:
        found.append(required(f"{path}.sideEffects", f"must specify one of {', '.join(NO_SIDE_EFFECTS)}"))
    found += one_of(f"{path}.sideEffects", effects, NO_SIDE_EFFECTS)
    timeout_s = hook.get("timeoutSeconds")
    if timeout_s is not None and not 1 <= timeout_s <= LONGEST_TIMEOUT_S:
        why = f"the timeout value must be between 1 and {LONGEST_TIMEOUT_S} seconds"
        found.append(invalid(f"{path}.timeoutSeconds", timeout_s, why))
    for selector in SELECTORS:
        found += validate_label_selector(f"{path}.{selector}", hook.get(selector))
    found += one_of(f"{path}.reinvocationPolicy", hook.get("reinvocationPolicy"), REINVOCATIONS)
    return found + _validate_client(f"{path}.clientConfig", hook.get("clientConfig") or {})


def _validate_full_name(path: str, name: str) -> list[FieldError]:
    if not name:
        return [required(path)]
    problems = subdomain(name)
    if problems:
        return [invalid(path, name, ",".join(problems))]
    if name.count(".") < 2:
        return [invalid(path, name, "should be a domain with at least three segments separated by dots")]
    return []


def _validate_client(path: str, client: Object) -> list[FieldError]:
    """Who is asked: an address, or a Service."""
    url, service = client.get("url"), client.get("service")
    if (url is None) == (service is None):
        return [required(path, "exactly one of url or service is required")]
    if service is None:
        return _validate_url(f"{path}.url", str(url))
    found = [
        required(f"{path}.service.{part}", f"service {part} is required")
        for part in ("name", "namespace")
        if not service.get(part)
    ]
    for problem in port_number("", service.get("port", 0)):
        found.append(invalid(f"{path}.service.port", service.get("port", 0), f"port is not valid: {problem.detail}"))
    where = service.get("path") or "/"
    if not where.startswith("/"):
        found.append(invalid(f"{path}.service.path", where, "must start with a '/'"))
    return found


def _validate_url(path: str, url: str) -> list[FieldError]:
    match = URL.fullmatch(url)
    assert match is not None, f"every text has some of the parts of an address, but not {url!r}"
    scheme, where, query, fragment = (part or "" for part in match.groups())
    user, _, host = where.rpartition("@")
    found: list[FieldError] = []
    if scheme.lower() != "https":
        found.append(invalid(path, scheme.lower(), f"'https' is the only allowed URL scheme{URL_FORM}"))
    if not host:
        found.append(invalid(path, host, f"host must be specified{URL_FORM}"))
    if "@" in where:
        found.append(invalid(path, user, "user information is not permitted in the URL"))
    if fragment:
        found.append(invalid(path, fragment, "fragments are not permitted in the URL"))
    if query:
        found.append(invalid(path, query, "query parameters are not permitted in the URL"))
    return found


def _validate_review_versions(path: str, versions: list[str]) -> list[FieldError]:
    if not versions:
        return [required(path, f"must specify one of {', '.join(REVIEW_VERSIONS)}")]
    found: list[FieldError] = []
    for i, version in enumerate(versions):
        if version in versions[:i]:
            found.append(invalid(f"{path}[{i}]", version, "duplicate version"))
        else:
            found += names(f"{path}[{i}]", version, dns_label)
    if not any(version in REVIEW_VERSIONS for version in versions):
        found.append(invalid(path, versions, f"must include at least one of {', '.join(REVIEW_VERSIONS)}"))
    return found


def _validate_rule(path: str, rule: Object) -> list[FieldError]:
    operations, groups, versions = (rule.get(field) or [] for field in ("operations", "apiGroups", "apiVersions"))
    found = _all_or_some(f"{path}.operations", operations, "operations")
    for i, operation in enumerate(operations):
        found += one_of(f"{path}.operations[{i}]", operation, OPERATIONS)
    found += _all_or_some(f"{path}.apiGroups", groups, "API groups")
    found += _all_or_some(f"{path}.apiVersions", versions, "API versions")
    found += [required(f"{path}.apiVersions[{i}]") for i, version in enumerate(versions) if not version]
    resources = rule.get("resources") or []
    if not resources:
        found.append(required(f"{path}.resources"))
    found += [required(f"{path}.resources[{i}]") for i, resource in enumerate(resources) if not resource]
    if len(resources) > 1 and "*/*" in resources:
        found.append(invalid(f"{path}.resources", resources, "if '*/*' is present, must not specify other resources"))
    return found + one_of(f"{path}.scope", rule.get("scope"), SCOPES)


def _all_or_some(path: str, values: list[str], what: str) -> list[FieldError]:
    if not values:
        return [required(path)]
    if len(values) > 1 and "*" in values:
        return [invalid(path, values, f"if '*' is present, must not specify other {what}")]
    return []


def validate_policy(obj: Object) -> list[FieldError]:
    """What is wrong with a ValidatingAdmissionPolicy, apart from its metadata."""
    spec = obj.get("spec") or {}
    found = one_of("spec.failurePolicy", spec.get("failurePolicy"), FAILURE_POLICIES)
    kind = spec.get("paramKind")
    if kind is not None:
        found += [required(f"spec.paramKind.{field}") for field in ("apiVersion", "kind") if not kind.get(field)]
    found += _validate_constraints("spec.matchConstraints", spec.get("matchConstraints"))
    for i, variable in enumerate(spec.get("variables") or ()):
        if not str(variable.get("expression") or "").strip():
            found.append(required(f"spec.variables[{i}].expression", "expression is not specified"))
    validations, annotations = spec.get("validations") or (), spec.get("auditAnnotations") or ()
    if not validations and not annotations:
        why = "validations or auditAnnotations must contain at least one item"
        return [*found, required("spec.validations", why), required("spec.auditAnnotations", why)]
    for i, validation in enumerate(validations):
        if not str(validation.get("expression") or "").strip():
            found.append(required(f"spec.validations[{i}].expression", "expression is not specified"))
    return found


def _validate_constraints(path: str, match: Any) -> list[FieldError]:
    if match is None:
        return [required(path)]
    found = _validate_match(path, match)
    return found if match.get("resourceRules") else [*found, required(f"{path}.resourceRules")]


def _validate_match(path: str, match: Object) -> list[FieldError]:
    found = one_of(f"{path}.matchPolicy", match.get("matchPolicy"), MATCH_POLICIES)
    for selector in SELECTORS:
        found += validate_label_selector(f"{path}.{selector}", match.get(selector))
    for field in ("resourceRules", "excludeResourceRules"):
        for i, rule in enumerate(match.get(field) or ()):
            found += _validate_rule(f"{path}.{field}[{i}]", rule)
    return found


def validate_policy_binding(obj: Object) -> list[FieldError]:
    """What is wrong with a ValidatingAdmissionPolicyBinding, apart from its metadata."""
    spec = obj.get("spec") or {}
    policy, actions, match = (
        spec.get("policyName") or "",
        spec.get("validationActions") or [],
        spec.get("matchResources"),
    )
    found = names("spec.policyName", policy, subdomain) if policy else [required("spec.policyName")]
    if match is not None:
        found += _validate_match("spec.matchResouces", match)  # spelled so in Kubernetes
    for i, action in enumerate(actions):
        if action not in ACTIONS:
            found.append(not_supported(f"spec.validationActions[{i}]", action, ACTIONS))
        if action in actions[:i]:
            found.append(duplicate(f"spec.validationActions[{i}]", action))
    if "Deny" in actions and "Warn" in actions:
        why = (
            "must not contain both Deny and Warn (repeating the same validation failure information in the API response "
            "and headers serves no purpose)"
        )
        found.append(invalid("spec.validationActions", actions, why))
    if not actions:
        found.append(required("spec.validationActions", "at least one validation action is required"))
    return found
