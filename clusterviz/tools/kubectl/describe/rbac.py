"""kubectl describe role, clusterrole, rolebinding and clusterrolebinding."""

from __future__ import annotations

from ....cluster.machinery.objects import Object
from ..invocation import Invocation, Steps
from .policy import labelled

HEADER = ("Resources", "Non-Resource URLs", "Resource Names", "Verbs")


def role(call: Invocation, obj: Object, now_ms: int) -> Steps[str]:
    """A Role or ClusterRole with its rules."""
    yield from ()
    text = labelled(obj)
    lines = [HEADER, tuple("-" * len(word) for word in HEADER), *rule_rows(obj.get("rules") or [])]
    return text + "PolicyRule:\n" + "".join("  " + "\t".join(line) + "\n" for line in lines)


Row = tuple[str, str, str, str]


def rule_rows(rules: list[Object]) -> list[Row]:
    """One row for each kind, name and path, as kubectl orders them: by the text of the rule, which begins with its verbs.

    Rules about the same kind, or the same name of it, are one row with the verbs of all; those with paths stay what they are.
    """
    merged: dict[tuple[str, str, str], list[str]] = {}
    rows: list[tuple[str, Row]] = []
    for rule in rules:
        verbs = list(rule.get("verbs") or [])
        for group in rule.get("apiGroups") or []:
            for resource in rule.get("resources") or []:
                for name in rule.get("resourceNames") or [""]:
                    known = merged.setdefault((group, resource, name), [])
                    known += [verb for verb in verbs if verb not in known]
        rows += [_row(verbs, "", "", "", path) for path in rule.get("nonResourceURLs") or []]
    rows += [_row(verbs, group, resource, name, "") for (group, resource, name), verbs in merged.items()]
    return [row for _, row in sorted(rows, key=_text)]


def _row(verbs: list[str], group: str, resource: str, name: str, path: str) -> tuple[str, Row]:
    groups, resources = ("[]", "[]") if path else (f"[{group}]", f"[{resource}]")
    text = (
        f"[{' '.join(verbs)}],APIGroups:{groups},Resources:{resources},ResourceNames:[{name}],NonResourceURLs:[{path}]"
    )
    plural, slash, part = resource.partition("/")
    kind = f"{plural}.{group}{slash}{part}" if group else resource
    return text, (kind, _list(path), _list(name), f"[{' '.join(verbs)}]")


def _text(row: tuple[str, Row]) -> str:
    return row[0]


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
