"""Values as Kubernetes' own structures write them: some refusals show a whole value, or how it differs, in the words of the Go source.

Fields stand in the order of the structure, and those that nobody set are there too. Golden jobs-failed, storage-volumes.
"""

from __future__ import annotations

import difflib
import json
from typing import Any

from ....machinery.objects import Object
from .go_structures import STRUCTURES

IRREGULAR = {
    "SELinuxOptions": "seLinuxOptions", "SELinuxChangePolicy": "seLinuxChangePolicy", "CephFS": "cephfs",
    "StorageOS": "storageos", "PodCIDR": "podCIDR", "GMSACredentialSpec": "gmsaCredentialSpec",
    "GMSACredentialSpecName": "gmsaCredentialSpecName", "APIVersion": "apiVersion", "APIGroup": "apiGroup",
}  # fmt: skip
EMPTY = {"": "", "#": 0, "!": False}
AROUND = 3  # lines that are shown before and after each change
OF_THE_HOST = ("hostNetwork", "hostPID", "hostIPC", "shareProcessNamespace", "hostUsers")


class GoText(str):
    """A value that is shown as it stands."""


def pod_template(template: Object) -> GoText:
    """The template as one line."""
    metadata = template.get("metadata") or {}
    shown: Object = {field: metadata[field] for field in ("labels", "annotations") if metadata.get(field)}
    shown["Spec"] = _pod_spec(template.get("spec") or {})
    return GoText(json.dumps(shown, separators=(",", ":"), ensure_ascii=False))


def pod_difference(before: Object, after: Object) -> str:
    """How the spec of a Pod would change."""
    return _difference(_pod_spec(before), _pod_spec(after))


def claim_difference(before: Object, after: Object) -> str:
    """How the spec of a claim would change."""
    return _difference(*(_structure("PersistentVolumeClaimSpec", spec) for spec in (before, after)))


def source_difference(before: Object, after: Object) -> str:
    """How the place of a PersistentVolume would change."""
    return _difference(*(_structure("PersistentVolumeSource", spec) for spec in (before, after)))


def _difference(before: Object, after: Object) -> str:
    lines = difflib.unified_diff(_lines(before), _lines(after), lineterm="", n=AROUND)
    return "\n".join(list(lines)[2:]) + "\n"


def _lines(shown: Object) -> list[str]:
    text = json.dumps(shown, indent=1, ensure_ascii=False)
    for character in "<>&":
        text = text.replace(character, f"\\u{ord(character):04x}")  # as Go writes JSON
    return text.split("\n")


def _pod_spec(spec: Object) -> Object:
    context = spec.get("securityContext")
    if context is not None:
        host = {field: spec[field] for field in OF_THE_HOST if field in spec}
        spec = {**spec, "securityContext": {**context, **host}}
    return _structure("PodSpec", spec)


def _structure(name: str, obj: Object) -> Object:
    return {field: _value(obj.get(json_name(field)), mark, inside) for field, mark, inside in STRUCTURES[name]}


def _value(value: Any, mark: str, inside: str) -> Any:
    if mark == "=":
        return _structure(inside, value or {})
    if value is None or (value == [] and mark in "?*"):
        return EMPTY.get(mark)
    if mark == "*":
        return [_structure(inside, one) for one in value]
    if inside:
        return _structure(inside, value)
    return dict(sorted(value.items())) if isinstance(value, dict) else value


def json_name(field: str) -> str:
    """`DNSPolicy` → `dnsPolicy`, `TTY` → `tty`, `RunAsUser` → `runAsUser`, `HostIP` → `hostIP`."""
    if field in IRREGULAR:
        return IRREGULAR[field]
    capitals = next((i for i, letter in enumerate(field) if not letter.isupper()), len(field))
    first = capitals if capitals == len(field) else max(capitals - 1, 1)
    return field[:first].lower() + field[first:]
