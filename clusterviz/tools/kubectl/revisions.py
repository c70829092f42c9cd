"""ControllerRevisions: what a DaemonSet or StatefulSet was before, for `kubectl rollout`."""

from __future__ import annotations

from ...cluster.machinery.objects import Object, controller_uid, uid_of
from ...cluster.machinery.resources import CONTROLLERREVISIONS
from .errors import Failure
from .invocation import Invocation, Steps, list_of
from .selection import Item
from .selector_text import selector

KINDS = ("DaemonSet", "StatefulSet")  # that keep their history so


def revisions_of(call: Invocation, item: Item) -> Steps[dict[int, Object]]:
    """The revisions of a DaemonSet or StatefulSet by their number."""
    obj = item.object or {}
    labels = selector(obj["spec"]["selector"])
    found = yield from list_of(call, CONTROLLERREVISIONS, item.namespace, labels=labels)
    return {int(one["revision"]): one for one in found if controller_uid(one) == uid_of(obj)}


def before(revisions: dict[int, Object], wanted: int) -> int:
    """The number of the revision to go back to; 0 is the one before the newest."""
    if wanted and wanted not in revisions:
        raise Failure(f"unable to find specified revision {wanted} in history")
    if not wanted and len(revisions) < 2:
        raise Failure("no last revision to roll back to")
    return wanted or sorted(revisions)[-2]


def template_of(revision: Object) -> Object:
    """The Pod template that a revision keeps."""
    template: Object = revision["data"]["spec"]["template"]
    return {key: value for key, value in template.items() if key != "$patch"}
