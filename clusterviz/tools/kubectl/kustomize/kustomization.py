"""kustomization.yaml: where it is, what may stand in it, and what is not read here."""

from __future__ import annotations

from typing import Any

from ....cluster.machinery.objects import Object
from .. import manifests
from ..errors import Failure

HOME = "/home/you"
NAMES = ("kustomization.yaml", "kustomization.yml", "Kustomization")
DEPRECATED = {
    "bases": "resources",
    "commonLabels": "labels",
    "patchesJson6902": "patches",
    "patchesStrategicMerge": "patches",
    "vars": "replacements",
}
LISTS = (
    "resources",
    "bases",
    "components",
    "labels",
    "images",
    "replicas",
    "configMapGenerator",
    "secretGenerator",
    "patches",
    "patchesStrategicMerge",
    "patchesJson6902",
)
TEXTS = ("namePrefix", "nameSuffix", "namespace")
MAPS = ("metadata", "commonLabels", "commonAnnotations", "generatorOptions", "sortOptions")
NOT_HERE = (
    "replacements",
    "vars",
    "crds",
    "openapi",
    "configurations",
    "generators",
    "transformers",
    "validators",
    "helmCharts",
    "helmGlobals",
    "helmChartInflationGenerator",
    "buildMetadata",
)


def joined(folder: str, path: str) -> str:
    """A path that is written in a file of `folder`, from the working directory; "" is that directory itself."""
    parts: list[str] = []
    for part in (*folder.split("/"), *path.split("/")):
        if part == ".." and parts and parts[-1] != "..":
            parts.pop()
        elif part not in ("", "."):
            parts.append(part)
    return "/".join(parts)


def shown(path: str) -> str:
    """The path from the root, as messages have it."""
    return f"{HOME}/{path}" if path else HOME


def is_folder(files: dict[str, str], path: str) -> bool:
    """Whether there is a folder of this name: it has files."""
    return not path or any(name.startswith(f"{path}/") for name in files)


def missing(path: str, named: str = "") -> str:
    """Why there is nothing at a path."""
    return f"evalsymlink failure on '{named or shown(path)}' : lstat {shown(path)}: no such file or directory"


def outside(folder: str, path: str) -> str:
    """Why a file is not read: a kustomization keeps to its own folder; "" if it does."""
    if not folder or path.startswith(f"{folder}/"):
        return ""
    return f"security; file '{shown(path)}' is not in or below '{shown(folder)}'"


def read(files: dict[str, str], folder: str) -> tuple[Object, list[str]]:
    """The kustomization of a folder, and the warnings that it earns."""
    found = [name for name in NAMES if joined(folder, name) in files]
    if not found:
        names = f"'{NAMES[0]}', '{NAMES[1]}' or '{NAMES[2]}'"
        raise Failure(f"unable to find one of {names} in directory '{shown(folder)}'")
    if len(found) > 1:
        raise Failure(f"Found multiple kustomization files: {shown(folder)}")
    path = joined(folder, found[0])
    documents = manifests.documents(files[path], found[0])
    kustomization = documents[0] if documents else {}
    if not isinstance(kustomization, dict):
        raise Failure(
            "invalid Kustomization: json: cannot unmarshal the file into Go value of type types.Kustomization"
        )
    for field, value in kustomization.items():
        _check(field, value)
    if not any(value for field, value in kustomization.items() if field not in ("apiVersion", "kind", "metadata")):
        raise Failure("kustomization.yaml is empty")
    used = [field for field in DEPRECATED if kustomization.get(field)]
    return kustomization, [
        f"# Warning: '{field}' is deprecated. Please use '{DEPRECATED[field]}' instead. Run 'kustomize edit fix' to "
        "update your Kustomization automatically."
        for field in used
    ]


def _check(field: str, value: Any) -> None:
    if field in ("apiVersion", "kind"):
        return
    if field in NOT_HERE:
        if value:
            raise Failure(f"kustomization field {field} is not read here: write what it does into the files themselves")
        return
    kinds: dict[str, type] = {**dict.fromkeys(LISTS, list), **dict.fromkeys(TEXTS, str), **dict.fromkeys(MAPS, dict)}
    if field not in kinds:
        raise Failure(f'invalid Kustomization: json: unknown field "{field}"')
    if value is not None and not isinstance(value, kinds[field]):
        have = {bool: "bool", str: "string", list: "array", dict: "object"}.get(type(value), "number")
        want: dict[type, str] = {
            list: "[]string" if field in ("resources", "bases", "components") else "slice",
            str: "string",
        }
        wanted = want.get(kinds[field], "map[string]string")
        raise Failure(
            f"invalid Kustomization: json: cannot unmarshal {have} into Go struct field Kustomization.{field} of type {wanted}"
        )
