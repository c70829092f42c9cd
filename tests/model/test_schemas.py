"""The shapes of the kinds: built when they are first needed, by whatever thread that is."""

from __future__ import annotations

from typing import Any

import pytest

from clusterviz.cluster.machinery import schemas


@pytest.fixture
def unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in a process that has just begun."""
    monkeypatch.setattr(schemas, "_known", {})
    schemas.shape_of.cache_clear()


def test_who_asks_while_another_thread_builds_a_shape_gets_a_whole_one(
    unknown: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    meanwhile: list[dict[str, set[str]]] = []
    really = schemas._field

    def field(*arguments: Any) -> schemas.Shape:
        if not meanwhile:
            meanwhile.append({})  # not again within itself
            meanwhile[0] = fields("Pod")
        return really(*arguments)

    monkeypatch.setattr(schemas, "_field", field)
    told = fields("Pod")
    assert meanwhile == [told]
    assert {"metadata", "spec", "status"} <= told["Pod"]
    assert {"containers", "nodeName"} <= told["spec"]


def fields(kind: str) -> dict[str, set[str]]:
    """The fields that it has now, and those of its spec."""
    shape = schemas.shape_of("", "v1", kind)
    assert shape is not None
    spec = shape.fields.get("spec")
    return {kind: set(shape.fields), "spec": set(spec.fields) if spec is not None else set()}


def test_a_kind_and_its_parts_are_one_for_all_who_ask(unknown: None) -> None:
    pod, node = schemas.shape_of("", "v1", "Pod"), schemas.shape_of("", "v1", "Node")
    assert pod is not None
    assert node is not None
    assert pod.fields["metadata"] is node.fields["metadata"]
    assert schemas.shape_of("", "v1", "Pod") is pod
    assert schemas.shape_of("", "v1", "Nonsense") is None
