"""patches, patchesStrategicMerge, patchesJson6902: changes to objects that a patch names, or that a target selects."""

from __future__ import annotations

import json
from typing import Any

import re2

from ....cluster.machinery import json_reading, patches, selector_texts
from ....cluster.machinery.objects import Object
from .. import manifests
from ..errors import Failure
from .gathered import Gathered, id_of
from .kustomization import joined, missing, outside
from .merging import merged

TARGET_FIELDS = ("group", "version", "kind", "name", "namespace", "labelSelector", "annotationSelector")


def apply(kustomization: Object, files: dict[str, str], folder: str, gathered: list[Gathered]) -> None:
    """Apply the patches of one kustomization, in kustomize's order."""
    for source in kustomization.get("patchesStrategicMerge") or ():
        text = str(source) if "\n" in str(source) else _text(files, folder, str(source))
        for patch in manifests.documents(text, "patch", newer=True):
            _merge(patch, None, gathered)
    for wish in (*(kustomization.get("patches") or ()), *(kustomization.get("patchesJson6902") or ())):
        _apply(wish, files, folder, gathered)


def _apply(wish: Object, files: dict[str, str], folder: str, gathered: list[Gathered]) -> None:
    text = wish.get("patch") or (_text(files, folder, str(wish["path"])) if wish.get("path") else "")
    documents = _read(str(text)) if text else []
    if not documents:
        raise Failure("trouble configuring builtin PatchTransformer: must specify one of patch and path")
    target = wish.get("target")
    for patch in documents:
        if not isinstance(patch, list):
            _merge(patch, target, gathered)
        elif target is None:
            raise Failure("must specify a target for JSON patch")
        else:
            for one in selected(target, gathered):
                _changed(one, _operated(one.object, patch))


def _read(text: str) -> list[Any]:
    """A patch: of JSON if it begins like a list in JSON; operations in YAML are read as kubectl reads YAML."""
    if text.lstrip().startswith("["):
        try:
            return [json_reading.read(text)]
        except ValueError as error:
            raise Failure(
                f"unable to parse SM or JSON patch from [patch: {json.dumps(text.strip(), ensure_ascii=False)}]"
            ) from error
    documents = manifests.documents(text, "patch", newer=True)
    return manifests.documents(text, "patch") if any(isinstance(one, list) for one in documents) else documents


def _operated(obj: Object, operations: list[Any]) -> Object:
    changed = obj
    for operation in operations:
        try:
            changed = patches.json_patch(changed, [operation])
        except patches.PatchError as error:
            if isinstance(operation, dict) and operation.get("op") == "test":
                raise Failure(f"testing value {operation.get('path')} failed: test failed") from error
            raise Failure(str(error)) from error
    return changed


def _merge(patch: Any, target: Object | None, gathered: list[Gathered]) -> None:
    if not isinstance(patch, dict):
        raise Failure("unable to parse SM or JSON patch from the given text")
    if target is not None:
        for one in selected(target, gathered):
            own = {field: one.object[field] for field in ("apiVersion", "kind")}
            metadata = {**(patch.get("metadata") or {}), "name": one.name}
            _replace(one, merged(one.object, {**patch, **own, "metadata": metadata}), gathered)
        return
    group, _, version = str(patch.get("apiVersion") or "").rpartition("/")
    metadata = patch.get("metadata") or {}
    name, namespace = str(metadata.get("name") or ""), str(metadata.get("namespace") or "")
    kind = str(patch.get("kind") or "")
    found = [one for one in gathered if (one.kind, one.group, one.version) == (kind, group, version)]
    found = [one for one in found if one.called(name, namespace or None)]
    if len(found) != 1:
        what = id_of(kind, version, group, name, namespace)
        why = "multiple matches" if found else "no matches"
        raise Failure(
            f'no resource matches strategic merge patch "{what}": {why} for Id {what}; '
            f"failed to find unique target for patch {what}"
        )
    kept = {**metadata, "name": found[0].name}
    _replace(found[0], merged(found[0].object, {**patch, "metadata": kept}), gathered)


def _replace(one: Gathered, new: Object | None, gathered: list[Gathered]) -> None:
    if new is None:
        gathered.remove(one)
    else:
        _changed(one, new)


def _changed(one: Gathered, new: Object) -> None:
    before = (one.namespace, one.name)
    one.object = new
    if (one.namespace, one.name) != before:
        one.names.append((one.namespace, one.name))


def selected(target: Object, gathered: list[Gathered]) -> list[Gathered]:
    """The objects that a target means: each of its words is a pattern for the whole."""
    found = []
    for one in gathered:
        words = {"group": one.group, "version": one.version, "kind": one.kind}
        if any(target.get(field) and not _fits(target[field], word) for field, word in words.items()):
            continue
        if target.get("name") and not any(_fits(target["name"], name) for _, name in one.names):
            continue
        if target.get("namespace") and not any(_fits(target["namespace"], where) for where, _ in one.names):
            continue
        metadata = one.object["metadata"]
        chosen = (("labelSelector", "labels"), ("annotationSelector", "annotations"))
        if all(
            not target.get(field) or selector_texts.parse_labels(str(target[field])).matches(metadata.get(of) or {})
            for field, of in chosen
        ):
            found.append(one)
    return found


def _fits(pattern: Any, word: str) -> bool:
    try:
        return re2.compile(str(pattern)).fullmatch(word) is not None
    except re2.error as error:
        raise Failure(f"error parsing regexp: {error}: `{pattern}`") from error


def _text(files: dict[str, str], folder: str, name: str) -> str:
    path = joined(folder, name)
    if path not in files or outside(folder, path):
        raise Failure(
            f"trouble configuring builtin PatchTransformer with config: `\npath: {name}\n`: "
            f"failed to get the patch file from path({name}): {outside(folder, path) or missing(path)}"
        )
    return files[path]
