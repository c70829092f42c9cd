"""What `kubectl apply` remembers in the object itself: the file as it was applied last."""

from __future__ import annotations

from ...cluster.machinery.go_json import compact
from ...cluster.machinery.objects import Object, annotations_of

LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration"


def last_applied(obj: Object) -> Object:
    """The object with itself, as text, among its annotations."""
    annotations = {key: value for key, value in annotations_of(obj).items() if key != LAST_APPLIED}
    plain = {**obj, "metadata": {**obj["metadata"], "annotations": annotations}}
    annotations = {**annotations, LAST_APPLIED: compact(plain) + "\n"}
    return {**obj, "metadata": {**obj["metadata"], "annotations": annotations}}
