"""Kubernetes' own schemas: which fields a kind has, of which type, and how its lists are merged.

They come with the package `kubernetes_validate` (generated from Kubernetes' OpenAPI) and are read when the first is
asked for; a kind becomes a small tree of `Shape`s. Shapes belong to the program, never to the state of a cluster.
"""

from __future__ import annotations

import json
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from . import allowed_values

VERSION = "v1.36.0"
DEFINITIONS = "#/$defs/"
# What the schemas only call a string is a type of its own in Go, which the decoder's errors name.
GO_NAMES = {
    ("PodSpec", "restartPolicy"): "v1.RestartPolicy",
    ("PodSpec", "dnsPolicy"): "v1.DNSPolicy",
    ("PodSpec", "preemptionPolicy"): "v1.PreemptionPolicy",
    ("Container", "imagePullPolicy"): "v1.PullPolicy",
    ("Container", "restartPolicy"): "v1.ContainerRestartPolicy",
    ("Container", "terminationMessagePolicy"): "v1.TerminationMessagePolicy",
    ("ContainerPort", "protocol"): "v1.Protocol",
    ("ServicePort", "protocol"): "v1.Protocol",
    ("ServiceSpec", "type"): "v1.ServiceType",
    ("ServiceSpec", "sessionAffinity"): "v1.ServiceAffinity",
    ("Toleration", "effect"): "v1.TaintEffect",
    ("Toleration", "operator"): "v1.TolerationOperator",
    ("Taint", "effect"): "v1.TaintEffect",
    ("DeploymentStrategy", "type"): "v1.DeploymentStrategyType",
    ("DaemonSetUpdateStrategy", "type"): "v1.DaemonSetUpdateStrategyType",
    ("Secret", "type"): "v1.SecretType",
    ("ObjectMeta", "uid"): "types.UID",
}
_SPECIAL = {
    "io.k8s.apimachinery.pkg.api.resource.Quantity": "quantity",
    "io.k8s.apimachinery.pkg.util.intstr.IntOrString": "int-or-string",
    "io.k8s.apimachinery.pkg.apis.meta.v1.Time": "time",
    "io.k8s.apimachinery.pkg.apis.meta.v1.MicroTime": "time",
}


class Shape:
    """One type: its `kind` (object, map, array, string, bytes, integer, number, boolean, quantity, int-or-string, time, any).

    `go` is its name in Go. An object has `fields`, a map or an array has an `item`. A list that a strategic merge patch
    merges has `merges`, and a `merge_key` unless its items are plain values. Server-side apply tells the items of a list
    apart by `item_keys`, or by their values if it `is_set`; an `atomic` map, and any other list, is owned as a whole.
    """

    __slots__ = ("atomic", "fields", "go", "is_set", "item", "item_keys", "kind", "merge_key", "merges", "retains_keys")

    def __init__(self, kind: str, go: str) -> None:
        self.kind = kind
        self.go = go
        self.fields: dict[str, Shape] = {}
        self.item: Shape | None = None
        self.merges = False
        self.merge_key = ""
        self.retains_keys = False
        self.item_keys: tuple[str, ...] = ()
        self.is_set = False
        self.atomic = False

    @property
    def struct(self) -> str:
        """The name of the Go struct, without its package."""
        return self.go.rpartition(".")[2]

    def like(self) -> Shape:
        """A copy that can be merged in its own way."""
        copy = Shape(self.kind, self.go)
        copy.fields, copy.item = self.fields, self.item
        copy.item_keys, copy.is_set, copy.atomic = self.item_keys, self.is_set, self.atomic
        return copy


@cache
def shape_of(group: str, version: str, kind: str) -> Shape | None:
    """The shape of a kind; None if Kubernetes does not know it."""
    name = _names().get((group, version, kind))
    if name is None:
        return None
    known = dict(_known)
    shape = _shape_called(name, known)
    _known.update(known)  # whole ones only: another thread may ask meanwhile
    return shape


def definition_of_kind(group: str, version: str, kind: str) -> dict[str, Any] | None:
    """A kind's definition as it is written there, with its descriptions; None if Kubernetes does not know it."""
    name = name_of_kind(group, version, kind)
    return definition(name) if name is not None else None


def name_of_kind(group: str, version: str, kind: str) -> str | None:
    """The full name of a kind's definition; None if Kubernetes does not know it."""
    return _names().get((group, version, kind))


def definition(name: str) -> dict[str, Any]:
    """The definition of a type by its full name."""
    found: dict[str, Any] = _definitions()[name]
    return found


@cache
def _definitions() -> dict[str, Any]:
    found = find_spec("kubernetes_validate")
    places = found.submodule_search_locations if found is not None else None
    assert places, "the package kubernetes_validate is not installed"
    folder = Path(places[0]) / "kubernetes-json-schema" / f"{VERSION}-local"
    with (folder / "_definitions.json").open("rb") as file:
        definitions: dict[str, Any] = json.load(file)["$defs"]
    allowed_values.write_into(definitions)
    return definitions


@cache
def _names() -> dict[tuple[str, str, str], str]:
    return {
        (known["group"], known["version"], known["kind"]): name
        for name, definition in _definitions().items()
        for known in definition.get("x-kubernetes-group-version-kind", ())
    }


_known: dict[str, Shape] = {}


def _shape_called(name: str, known: dict[str, Shape]) -> Shape:
    shape = known.get(name)
    if shape is not None:
        return shape
    definition = _definitions()[name]
    go = "v1." + name.rpartition(".")[2]
    if name in _SPECIAL:
        shape = known[name] = Shape(_SPECIAL[name], go)
    elif "properties" in definition:
        shape = known[name] = Shape("object", go)  # known before its fields: a type may contain itself
        for field, described in definition["properties"].items():
            shape.fields[field] = _field(shape.struct, field, described, known)
    else:
        shape = known[name] = Shape("any", go)
    shape.atomic = definition.get("x-kubernetes-map-type") == "atomic"
    return shape


def _field(struct: str, field: str, described: dict[str, Any], known: dict[str, Shape]) -> Shape:
    shape = _shape(described, known)
    strategy = described.get("x-kubernetes-patch-strategy", "")
    name = GO_NAMES.get((struct, field))
    atomic = described.get("x-kubernetes-map-type") == "atomic" and not shape.atomic
    if strategy or name or atomic:
        shape = shape.like()
        shape.atomic = shape.atomic or atomic
        shape.merges = "merge" in strategy
        shape.retains_keys = "retainKeys" in strategy
        shape.merge_key = described.get("x-kubernetes-patch-merge-key", "")
        shape.go = name or shape.go
    return shape


def _shape(described: dict[str, Any], known: dict[str, Shape]) -> Shape:
    if "$ref" in described:
        return _shape_called(described["$ref"].removeprefix(DEFINITIONS), known)
    kinds = described.get("type", "object")
    kind = kinds if isinstance(kinds, str) else kinds[0]
    match kind:
        case "array":
            item = _shape(described["items"], known)
            shape = Shape("array", f"[]{item.go}")
            shape.item = item
            shape.item_keys = tuple(described.get("x-kubernetes-list-map-keys", ()))
            shape.is_set = described.get("x-kubernetes-list-type") == "set"
        case "object" if "additionalProperties" in described:
            item = _shape(described["additionalProperties"], known)
            shape = Shape("map", f"map[string]{item.go}")
            shape.item = item
        case "object":
            shape = Shape("any", "map[string]interface {}")
        case "integer":
            shape = Shape("integer", described.get("format", "int64"))
        case "boolean":
            shape = Shape("boolean", "bool")
        case "number":
            shape = Shape("number", "float64")
        case _ if described.get("format") == "byte":
            shape = Shape("bytes", "[]uint8")
        case _:
            shape = Shape("string", "string")
    return shape
