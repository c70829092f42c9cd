"""kubectl describe role, clusterrole, rolebinding and clusterrolebinding."""

from __future__ import annotations

from ....cluster.machinery.objects import Object
from ..invocation import Invocation, Steps
from ..selector_text import selector
from .policy import labelled

HEADER = ("Resources", "Non-Resource URLs", "Resource Names", "Verbs")


def role(call: Invocation, obj: Object, now_ms: int) -> Steps[str]:
    """A Role or ClusterRole with its rules."""
    yield from ()
    text = labelled(obj)
    for one in (obj.get("aggregationRule") or {}).get("clusterRoleSelectors") or []:
        text += f"AggregationRule:\t{selector(one)}\n"
    lines = [HEADER, tuple("-" * len(word) for word in HEADER), *rule_rows(obj.get("rules") or [])]
    return text + "PolicyRule:\n" + "".join("  " + "\t".join(line) + "\n" for line in lines)


def rule_rows(rules: list[Object]) -> list[tuple[str, str, str, str]]:
    """One row for each kind and path, in the order of their names, with the verbs of all rules about it together."""
    verbs: dict[tuple[str, str, str, str], list[str]] = {}
    for rule in rules:
        names = rule.get("resourceNames") or []
        keys = [
            (f"{resource}.{group}" if group else resource, group, "", name)
            for group in rule.get("apiGroups") or []
            for resource in rule.get("resources") or []
            for name in names or [""]
        ]
        keys += [("", "", path, "") for path in rule.get("nonResourceURLs") or []]
        for key in keys:
            known = verbs.setdefault(key, [])
            known += [verb for verb in rule.get("verbs") or [] if verb not in known]
    rows = [(kind, _list(path), _list(name), f"[{' '.join(verbs[key])}]") for key in sorted(verbs, key=_order)
            for kind, _, path, name in [key]]  # fmt: skip
    return rows


def _order(key: tuple[str, str, str, str]) -> tuple[str, str, str]:
    kind, _, path, name = key
    return kind, path, name


def _list(word: str) -> str:
    return f"[{word}]"


def binding(call: Invocation, obj: Object, now_ms: int) -> Steps[str]:
    """A RoleBinding or ClusterRoleBinding."""
    yield from ()
    text = labelled(obj) + f"Role:\n  Kind:\t{obj['roleRef']['kind']}\n  Name:\t{obj['roleRef']['name']}\n"
    text += "Subjects:\n  Kind\tName\tNamespace\n  ----\t----\t---------\n"
    for subject in obj.get("subjects") or []:
        text += f"  {subject['kind']}\t{subject['name']}\t{subject.get('namespace', '')}\n"
    return text
