"""What all `set` commands do: change the objects, send the difference, and show what came of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ....cluster.machinery.api import STRATEGIC_PATCH, Request
from ....cluster.machinery.objects import Object, clone
from ..errors import Failure, Refused, raise_all
from ..flags import Flag
from ..invocation import Invocation, Steps, ask
from ..output import DRY_RUN, OUTPUT, dry_run, dry_run_query, show
from ..selection import FILES, SELECTING, Item, selection
from ..three_way import three_way_patch
from ..typed import as_typed

Change = Callable[[Object], None]  # changes an object in place; Failure if it cannot
FLAGS = (
    *FILES,
    *SELECTING[:2],
    *OUTPUT,
    *DRY_RUN,
    Flag("local", kind="bool", default=False),
    Flag("field-manager", default="kubectl-set"),
)
CONTAINERS = Flag("containers", short="c", default="*")


def chosen_items(call: Invocation, resources: list[str]) -> Steps[list[Item]]:
    """The objects, from the server or, with `--local`, as the files say."""
    return (yield from selection(call, resources, read=not call.flags["local"]))


def change_all(call: Invocation, items: list[Item], change: Change, done: str, failed: str = "") -> Steps[int]:
    """Change each object, and send the difference. `failed` begins the message if the server refuses."""
    failures: list[Failure] = []
    for item in items:
        try:
            yield from _change(call, item, change, done, failed)
        except Failure as failure:
            failures.append(failure)
    raise_all(failures)
    return 0


def _change(call: Invocation, item: Item, change: Change, done: str, failed: str) -> Steps[None]:
    before = item.object or {}
    after = clone(before)
    change(after)
    patch = three_way_patch(before, after, before)
    if not patch:
        return
    if not call.flags["local"] and dry_run(call) != "client":
        query = {**dry_run_query(call), "fieldManager": call.flags["field-manager"]}
        request = Request(
            "patch", item.resource, item.namespace, item.name, body=patch, query=query, content_type=STRATEGIC_PATCH
        )
        try:
            after = (yield from ask(call, request)).body
        except Refused as refused:
            if refused.response.code == 0 or not failed:
                raise
            # One of these commands says it without a colon.
            raise Failure(
                f"{failed}{refused.bare()}" if failed.endswith(" ") else f"{failed}: {refused.bare()}"
            ) from refused
    elif call.flags["local"] and item.source and not call.flags["namespace"]:
        after["metadata"].pop("namespace", None)  # the file named none
    yield from show(call, item.resource, as_typed(after), done)


def pod_spec(obj: Object) -> Any:
    """The Pod spec inside an object, or None."""
    if obj.get("kind") == "Pod":
        return obj["spec"]
    spec = obj.get("spec") or {}
    if obj.get("kind") == "CronJob":
        spec = spec["jobTemplate"]["spec"]
    return (spec.get("template") or {}).get("spec")


def needed_pod_spec(obj: Object) -> Any:
    """The Pod spec inside an object. Failure if it has none."""
    spec = pod_spec(obj)
    if spec is None:
        raise Failure(f"{obj['kind'].lower()}s/{obj['metadata']['name']} does not have a pod template")
    return spec


def split(call: Invocation) -> tuple[list[str], list[str]]:
    """(what names resources, what says `name=value` or `NAME-`)."""
    resources = [word for word in call.arguments if "=" not in word and not word.endswith("-")]
    return resources, [word for word in call.arguments if word not in resources]


def chosen_containers(call: Invocation, spec: Object) -> list[Object]:
    """The containers that `-c` names; it may have stars."""
    wanted = call.flags["containers"]
    return [one for one in spec["containers"] if fits(wanted, one["name"])]


def fits(pattern: str, name: str) -> bool:
    """Whether a pattern with stars matches a whole name."""
    first, *rest = pattern.split("*")
    if not rest:
        return pattern == name
    return name.startswith(first) and name.endswith(rest[-1]) and len(name) >= len(first) + len(rest[-1])
