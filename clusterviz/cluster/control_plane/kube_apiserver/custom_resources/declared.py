"""Decoding a custom object: its metadata is read like everybody's, and of the rest stays what its schema declares."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....machinery.objects import Object
from ....machinery.schemas import shape_of
from ..validation import structure
from .pruning import pruned

if TYPE_CHECKING:
    from .strategy import CustomResourceStrategy


def check(rules: CustomResourceStrategy, obj: Object, mode: str) -> tuple[str, ...]:
    """Refuse wrong metadata; refuse (`Strict`), warn of (`Warn`) or ignore (`Ignore`) unknown fields, which are dropped.

    The object is a fresh copy; the answer is the warnings.
    """
    resource = rules.resource
    unknown: list[str] = []
    common = shape_of("", "v1", "ConfigMap")  # the shape of the metadata is the same for all
    assert common is not None
    try:
        structure.walk(common.fields["metadata"], obj["metadata"], "metadata", "", unknown)
    except structure.WrongType as error:
        raise structure.CannotBeHandled(resource, str(error)) from None
    unknown += pruned(rules.schema, obj)
    texts = tuple(f'unknown field "{field}"' for field in unknown)
    if texts and mode == "Strict":
        raise structure.CannotBeHandled(resource, f"strict decoding error: {', '.join(texts)}")
    return (*rules.deprecated, *(texts if mode != "Ignore" else ()))
