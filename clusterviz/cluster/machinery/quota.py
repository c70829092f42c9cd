"""What an object uses of a ResourceQuota. Fact sheet §4.9, §7.17. The API server counts before a write, the quota controller afterwards."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from .objects import Object
from .quantities import canonical, parse
from .resources import (
    CONFIGMAPS,
    PERSISTENTVOLUMECLAIMS,
    PODS,
    REPLICATIONCONTROLLERS,
    RESOURCEQUOTAS,
    SECRETS,
    SERVICES,
    Resource,
)

COUNTED = (CONFIGMAPS, PERSISTENTVOLUMECLAIMS, REPLICATIONCONTROLLERS, RESOURCEQUOTAS, SECRETS, SERVICES)
Usage = dict[str, Fraction]
_STORAGE_CLASS = ".storageclass.storage.k8s.io/"


def usage_of(obj: Object, resource: Resource) -> Usage:
    """What one object counts for, by the names that a quota may limit."""
    group = f".{resource.group}" if resource.group else ""
    found: Usage = {f"count/{resource.plural}{group}": Fraction(1)}
    if resource is PODS:
        if obj.get("status", {}).get("phase") not in ("Succeeded", "Failed"):
            found |= _of_pod(obj)
    elif resource in COUNTED:
        found[resource.plural] = Fraction(1)
    if resource is SERVICES:
        kind = obj["spec"].get("type", "ClusterIP")
        ports = len(obj["spec"].get("ports") or ())
        if kind in ("NodePort", "LoadBalancer"):
            found["services.nodeports"] = Fraction(ports)
        if kind == "LoadBalancer":
            found["services.loadbalancers"] = Fraction(1)
    elif resource is PERSISTENTVOLUMECLAIMS:
        asked = parse(((obj["spec"].get("resources") or {}).get("requests") or {}).get("storage", "0"))
        found["requests.storage"] = asked
        name = obj["spec"].get("storageClassName")
        if name:
            found[f"{name}{_STORAGE_CLASS}requests.storage"] = asked
            found[f"{name}{_STORAGE_CLASS}persistentvolumeclaims"] = Fraction(1)
    return found


def _of_pod(pod: Object) -> Usage:
    found: Usage = {"pods": Fraction(1)}
    for kind in ("requests", "limits"):
        for name, amount in pod_resources(pod["spec"], kind).items():
            found[f"{kind}.{name}"] = amount
            if kind == "requests":
                found[name] = amount
    return found


def pod_resources(spec: Object, kind: str) -> Usage:
    """The requests or limits of a Pod: its containers together, or the largest init container, and the overhead."""
    total: Usage = {}
    first: Usage = {}
    for container in spec.get("containers") or ():
        _add(total, _asked(container, kind))
    sidecars: Usage = {}
    for container in spec.get("initContainers") or ():
        asked = _asked(container, kind)
        if container.get("restartPolicy") == "Always":
            _add(total, asked)
            _add(sidecars, asked)
            asked = dict(sidecars)
        else:
            for name, amount in sidecars.items():
                asked[name] = asked.get(name, Fraction(0)) + amount
        _most(first, asked)
    _most(total, first)
    if kind == "requests" or total:
        _add(total, {name: parse(text) for name, text in (spec.get("overhead") or {}).items()})
    return total


def _asked(container: Object, kind: str) -> Usage:
    return {name: parse(text) for name, text in ((container.get("resources") or {}).get(kind) or {}).items()}


def _add(total: Usage, more: Usage) -> None:
    for name, amount in more.items():
        total[name] = total.get(name, Fraction(0)) + amount


def _most(total: Usage, other: Usage) -> None:
    for name, amount in other.items():
        total[name] = max(total.get(name, Fraction(0)), amount)


def in_scope(quota: Object, pod: Object) -> bool:
    """Whether the quota's scopes take in this Pod."""
    spec = quota["spec"]
    wanted = [{"scopeName": scope, "operator": "Exists"} for scope in spec.get("scopes") or ()]
    wanted += (spec.get("scopeSelector") or {}).get("matchExpressions") or []
    return all(_scope_matches(each, pod) for each in wanted)


def _scope_matches(wanted: Object, pod: Object) -> bool:
    spec, scope = pod["spec"], wanted["scopeName"]
    if scope in ("Terminating", "NotTerminating"):
        return bool((spec.get("activeDeadlineSeconds") is not None) == (scope == "Terminating"))
    if scope in ("BestEffort", "NotBestEffort"):
        best_effort = not pod_resources(spec, "requests") and not pod_resources(spec, "limits")
        return bool(best_effort == (scope == "BestEffort"))
    if scope == "PriorityClass":
        name, operator = spec.get("priorityClassName") or "", wanted.get("operator", "Exists")
        if operator in ("Exists", "DoesNotExist"):
            return bool(bool(name) == (operator == "Exists"))
        return bool((name in (wanted.get("values") or ())) == (operator == "In"))
    return scope == "CrossNamespacePodAffinity" and _looks_elsewhere(spec)


def _looks_elsewhere(spec: Object) -> bool:
    """Whether a Pod wants to be near or far from Pods of other namespaces."""
    affinity = spec.get("affinity") or {}
    for kind in ("podAffinity", "podAntiAffinity"):
        wishes = affinity.get(kind) or {}
        terms = [*(wishes.get("requiredDuringSchedulingIgnoredDuringExecution") or ())]
        terms += [
            one.get("podAffinityTerm") or {}
            for one in wishes.get("preferredDuringSchedulingIgnoredDuringExecution") or ()
        ]
        if any(term.get("namespaces") or term.get("namespaceSelector") is not None for term in terms):
            return True
    return False


def has_scopes(quota: Object) -> bool:
    """Whether the quota is about some Pods only."""
    return bool(quota["spec"].get("scopes") or quota["spec"].get("scopeSelector"))


def total(usages: Iterable[Usage], names: Iterable[str]) -> Usage:
    """The sum, of these names only."""
    found = dict.fromkeys(names, Fraction(0))
    for usage in usages:
        for name, amount in usage.items():
            if name in found:
                found[name] += amount
    return found


def text_of(amount: Fraction, like: str) -> str:
    """An amount as a quantity, in binary units if it is bytes."""
    if like.rpartition(".")[2].rpartition("/")[2] in ("memory", "storage", "ephemeral-storage") and amount >= 1024:
        whole = -(-amount.numerator // amount.denominator)
        return canonical(f"{whole // 1024}Ki") if whole % 1024 == 0 else str(whole)
    thousandths = amount * 1000
    return canonical(f"{-(-thousandths.numerator // thousandths.denominator)}m")


__all__ = ["COUNTED", "Usage", "has_scopes", "in_scope", "pod_resources", "text_of", "total", "usage_of"]
