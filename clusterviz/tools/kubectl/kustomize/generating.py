"""configMapGenerator and secretGenerator: ConfigMaps and Secrets from literals, files and env files."""

from __future__ import annotations

from base64 import b64encode
from typing import Any

from ....cluster.machinery.objects import Object
from ..creators.configmap import hash_of
from ..errors import Failure
from .gathered import Gathered, id_of
from .kustomization import joined, missing, outside


def generate(kustomization: Object, files: dict[str, str], folder: str, gathered: list[Gathered]) -> None:
    """Add what the generators of one kustomization make, or merge it into what is there."""
    common = kustomization.get("generatorOptions") or {}
    for field, kind in (("configMapGenerator", "ConfigMap"), ("secretGenerator", "Secret")):
        for wish in kustomization.get(field) or ():
            for word in ("name", "namespace", "behavior"):
                if isinstance(wish.get(word), (bool, int)):
                    have = "bool" if isinstance(wish[word], bool) else "number"
                    place = f"{kind}Args.{field}.GeneratorArgs.{word}"
                    raise Failure(
                        f"invalid Kustomization: json: cannot unmarshal {have} into Go struct field {place} of type string"
                    )
            options = _options(common, wish.get("options") or {})
            _add(_made(kind, wish, options, files, folder), str(wish.get("behavior") or "create"), gathered)


def _options(common: Object, own: Object) -> Object:
    merged = {**common, **own}
    for field in ("labels", "annotations"):
        merged[field] = {**(common.get(field) or {}), **(own.get(field) or {})}
    return merged


def _made(kind: str, wish: Object, options: Object, files: dict[str, str], folder: str) -> Gathered:
    metadata: Object = {"name": str(wish.get("name") or "")}
    if wish.get("namespace"):
        metadata["namespace"] = wish["namespace"]
    for field in ("labels", "annotations"):
        if options.get(field):
            metadata[field] = {key: str(value) for key, value in options[field].items()}
    obj: Object = {"apiVersion": "v1", "kind": kind, "metadata": metadata}
    data = _data(wish, files, folder)
    if kind == "Secret":
        obj["type"] = wish.get("type") or "Opaque"
        data = {key: b64encode(value.encode()).decode() for key, value in data.items()}
    if data:
        obj["data"] = data
    if options.get("immutable"):
        obj["immutable"] = True
    return Gathered(obj, hashed=not options.get("disableNameSuffixHash"))


def _data(wish: Object, files: dict[str, str], folder: str) -> dict[str, str]:
    data: dict[str, str] = {}

    def add(key: str, value: str) -> None:
        if key in data:
            raise Failure(f"configmap {wish.get('name')} illegally repeats the key `{key}`")
        data[key] = value

    for name in (*(wish.get("envs") or ()), *([wish["env"]] if wish.get("env") else ())):
        for line in _text(files, folder, str(name)).split("\n"):
            line = line.lstrip()
            if line and not line.startswith("#"):
                key, _, value = line.partition("=")
                add(key, value)
    for source in wish.get("files") or ():
        key, equals, path = str(source).partition("=")
        if not equals:
            key, path = key.rpartition("/")[2], key
        add(key, _text(files, folder, path))
    for literal in wish.get("literals") or ():
        key, equals, value = str(literal).partition("=")
        if not key or not equals:
            raise Failure(f"literal values: invalid literal source {literal}, expected key=value")
        quoted = len(value) >= 2 and value[0] == value[-1] and value[0] in "'\""
        add(key, value[1:-1] if quoted else value)
    return data


def _text(files: dict[str, str], folder: str, name: str) -> str:
    path = joined(folder, name)
    if path not in files or outside(folder, path):
        raise Failure(f"loading KV pairs: file sources: [{name}]: {outside(folder, path) or missing(path)}")
    return files[path]


def _add(made: Gathered, behavior: str, gathered: list[Gathered]) -> None:
    known = [one for one in gathered if one.kind == made.kind and one.called(made.name, made.namespace)]
    if behavior == "create":
        if known:
            raise Failure(f"may not add resource with an already registered id: {made.id}")
        gathered.append(made)
        return
    if not known:
        what = id_of(made.kind, "v1", "", made.name, made.namespace)
        raise Failure(f"merging from generator: id {what} does not exist; cannot merge or replace")
    old, metadata = known[0].object, made.object["metadata"]
    if behavior == "merge":
        merged = {**(old.get("data") or {}), **(made.object.get("data") or {})}
        if merged:
            old["data"] = merged
    else:
        old["data"] = made.object.get("data") or {}
    for field in ("labels", "annotations"):
        if metadata.get(field):
            old["metadata"][field] = {**(old["metadata"].get(field) or {}), **metadata[field]}
    known[0].hashed = known[0].hashed or made.hashed


def add_hashes(gathered: list[Gathered]) -> None:
    """Generated objects get a suffix that changes with their content, so that a change is a new object."""
    for one in gathered:
        if one.hashed:
            one.rename(f"{one.name}-{hash_of(_content(one.object))}")


def _content(obj: Object) -> Object:
    content: dict[str, Any] = {"kind": obj["kind"], "name": "", "data": dict(sorted((obj.get("data") or {}).items()))}
    if obj["kind"] == "Secret":
        content = {"kind": "Secret", "type": obj["type"], "name": "", "data": content["data"]}
    return content
