"""From a folder to its objects: what other folders make comes first, then its own changes; at the end names and order."""

from __future__ import annotations

from ....cluster.machinery.objects import Object, clone
from .. import manifests
from ..errors import Failure
from . import generating, patching, references, transforming
from .gathered import Gathered
from .kustomization import is_folder, joined, missing, outside, read, shown

MAX_DEPTH = 20
MAX_OBJECTS = 1_000
FIRST = (
    "Namespace",
    "ResourceQuota",
    "StorageClass",
    "CustomResourceDefinition",
    "ServiceAccount",
    "PodSecurityPolicy",
    "Role",
    "ClusterRole",
    "RoleBinding",
    "ClusterRoleBinding",
    "ConfigMap",
    "Secret",
    "Endpoints",
    "Service",
    "LimitRange",
    "PriorityClass",
    "PersistentVolume",
    "PersistentVolumeClaim",
    "Deployment",
    "StatefulSet",
    "CronJob",
    "PodDisruptionBudget",
)
LAST = ("MutatingWebhookConfiguration", "ValidatingWebhookConfiguration")


def build(files: dict[str, str], named: str) -> tuple[list[Object], list[str]]:
    """(the objects of a folder, warnings). Failure says what is wrong, in kustomize's words."""
    folder = joined("", named)
    if folder in files:
        raise Failure(f"must build at directory: '{named}': file is not directory")
    if not is_folder(files, folder):
        raise Failure(f"must build at directory: not a valid directory: {missing(folder, named)}")
    warnings: list[str] = []
    gathered = _accumulate(files, folder, warnings, ())
    generating.add_hashes(gathered)
    references.update(gathered)
    kustomization, _ = read(files, folder)
    if (kustomization.get("sortOptions") or {}).get("order") != "fifo":
        gathered.sort(key=_place)
    return [one.object for one in gathered], warnings


def _accumulate(files: dict[str, str], folder: str, warnings: list[str], above: tuple[str, ...]) -> list[Gathered]:
    if folder in above:
        chain = ", ".join(shown(one) for one in above)
        raise Failure(f"cycle detected: candidate root '{shown(folder)}' contains visited root '{chain}'")
    if len(above) > MAX_DEPTH:
        raise Failure(f"kustomizations within kustomizations are read {MAX_DEPTH} deep here, and no deeper")
    kustomization, told = read(files, folder)
    warnings += told
    gathered: list[Gathered] = []
    for name in (*(kustomization.get("resources") or ()), *(kustomization.get("bases") or ())):
        found = _resources(files, folder, str(name), warnings, (*above, folder))
        _append(found, str(name), joined(folder, str(name)), gathered)
    for name in kustomization.get("components") or ():
        _component(files, joined(folder, str(name)), gathered)
    generating.generate(kustomization, files, folder, gathered)
    _change(kustomization, files, folder, gathered)
    return gathered


def _component(files: dict[str, str], folder: str, gathered: list[Gathered]) -> None:
    """A component has no objects of its own kind of life: it changes those of whoever names it."""
    kustomization, _ = read(files, folder)
    for name in kustomization.get("resources") or ():
        found = _resources(files, folder, str(name), [], (folder,))
        _append(found, str(name), joined(folder, str(name)), gathered)
    generating.generate(kustomization, files, folder, gathered)
    _change(kustomization, files, folder, gathered)


def _change(kustomization: Object, files: dict[str, str], folder: str, gathered: list[Gathered]) -> None:
    patching.apply(kustomization, files, folder, gathered)
    transforming.transform(kustomization, gathered)


def _resources(
    files: dict[str, str], folder: str, name: str, warnings: list[str], above: tuple[str, ...]
) -> list[Gathered]:
    if name.startswith(("http://", "https://", "git@", "github.com/")):
        raise Failure(f"accumulating resources from '{name}': there is no way out to the internet from here")
    path = joined(folder, name)
    if path in files:
        if outside(folder, path):
            raise Failure(
                f"accumulating resources: accumulation err='accumulating resources from '{name}': {outside(folder, path)}': "
                f"must build at directory: '{shown(path)}': file is not directory"
            )
        return [_checked(document, path) for document in _flat(manifests.documents(files[path], name, newer=True))]
    if is_folder(files, path):
        return _accumulate(files, path, warnings, above)
    why = missing(path)
    raise Failure(
        f"accumulating resources: accumulation err='accumulating resources from '{name}': {why}': "
        f"must build at directory: not a valid directory: {why}"
    )


def _flat(documents: list[object]) -> list[object]:
    found: list[object] = []
    for one in documents:
        is_list = isinstance(one, dict) and one.get("kind") == "List" and isinstance(one.get("items"), list)
        found += _flat(one["items"]) if is_list and isinstance(one, dict) else [one]
    return found


def _checked(document: object, path: str) -> Gathered:
    wrong = "" if isinstance(document, dict) else "Object 'Kind' is missing"
    if isinstance(document, dict):
        metadata = document.get("metadata")
        if not document.get("kind"):
            wrong = "Object 'Kind' is missing"
        elif not isinstance(metadata, dict) or not (metadata.get("name") or metadata.get("generateName")):
            wrong = f"missing metadata.name in object {{{document.get('apiVersion', '')} {document['kind']}}}"
    if wrong or not isinstance(document, dict):
        raise Failure(f"accumulating resources: {shown(path)}: {wrong}")
    return Gathered(clone(document))


def _append(new: list[Gathered], name: str, path: str, gathered: list[Gathered]) -> None:
    known = {one.id: None for one in gathered}
    for one in new:
        if one.id in known:
            raise Failure(
                f"accumulating resources: accumulation err='merging resources from '{name}': may not add resource with an "
                f"already registered id: {one.id}': must build at directory: '{shown(path)}': file is not directory"
            )
        known[one.id] = None
        gathered.append(one)
    if len(gathered) > MAX_OBJECTS:
        raise Failure(f"a kustomization makes at most {MAX_OBJECTS} objects here")


def _place(one: Gathered) -> tuple[int, str, str, str, str, str]:
    """Where an object stands: who others need comes first, webhooks last."""
    place = (
        FIRST.index(one.kind) - len(FIRST) if one.kind in FIRST else 1 + LAST.index(one.kind) if one.kind in LAST else 0
    )
    return place, one.group or "~", one.version, one.kind, one.namespace or "~", one.name
