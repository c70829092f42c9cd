"""From client-side to server-side apply: the annotation that kubectl apply leaves, as the server reads and keeps it. Fact sheet §4.7.

Only for the field manager `kubectl`: who names another one does not come from client-side apply.
"""

from __future__ import annotations

import json

from ...machinery import json_reading
from ...machinery.field_managers import Manager, seen
from ...machinery.objects import Object, annotations_of, without
from ...machinery.owned_fields import Fields, applied, compare, difference
from ...machinery.schemas import Shape

LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration"
KUBECTL = "kubectl"


def was_applied(shape: Shape | None, live: Object, by: Manager) -> Fields | None:
    """The fields that client-side apply has set and that are still as it set them: they may be taken over without asking."""
    text = annotations_of(live).get(LAST_APPLIED, "")
    if by.name != KUBECTL or not text:
        return None
    try:
        config = json_reading.read(text)
    except ValueError:
        return None
    if not isinstance(config, dict) or not isinstance(config.get("metadata", {}), dict):
        return None
    config = seen(config, by)
    changed, _ = compare(shape, seen(live, by), config)
    return difference(applied(shape, config), changed)


def kept_up(live: Object, config: Object, merged: Object, by: Manager) -> Object:
    """The merged object with its annotation telling of this configuration, if it has one."""
    if by.name != KUBECTL or not annotations_of(live).get(LAST_APPLIED):
        return merged
    bare = without(without(config, ("metadata", "annotations", LAST_APPLIED)), ("metadata", "managedFields"))
    text = json.dumps(bare, separators=(",", ":"), sort_keys=True, ensure_ascii=False) + "\n"
    annotations = {**annotations_of(merged), LAST_APPLIED: text}
    return {**merged, "metadata": {**merged["metadata"], "annotations": annotations}}
