"""What `kubectl apply` remembers in the object itself: the file as it was applied last."""

from __future__ import annotations

from ...cluster.machinery import json_reading
from ...cluster.machinery.go_json import compact
from ...cluster.machinery.objects import Object, annotations_of
from .errors import Failure

LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration"


def as_applied(text: str) -> Object:
    """The file that an annotation remembers. Failure if somebody has made something else of it."""
    try:
        config = json_reading.read(text)
    except ValueError as error:
        raise Failure(f"{LAST_APPLIED} cannot be read: {error}") from error
    if not isinstance(config, dict) or not isinstance(config.get("metadata"), dict):
        raise Failure(f"{LAST_APPLIED} is not an object with metadata")
    return config


def last_applied(obj: Object, *, typed: bool = False) -> Object:
    """The object with itself, as text, among its annotations. `typed`: kubectl made it, and keeps its fields' order."""
    annotations = {key: value for key, value in annotations_of(obj).items() if key != LAST_APPLIED}
    plain = {**obj, "metadata": {**obj["metadata"], "annotations": annotations}}
    text = compact(obj, sort=False) if typed else compact(plain)
    annotations = {**annotations, LAST_APPLIED: text + "\n"}
    return {**obj, "metadata": {**obj["metadata"], "annotations": annotations}}
