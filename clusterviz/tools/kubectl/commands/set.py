"""kubectl set: image, env and resources of a Pod template (or a Pod)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ....cluster.machinery.api import STRATEGIC_PATCH, Request
from ....cluster.machinery.objects import Object, clone
from ..errors import Failure, Refused
from ..flags import Flag
from ..invocation import Command, Invocation, Steps, ask, out
from ..output import DRY_RUN, OUTPUT, dry_run, dry_run_query, show
from ..selection import FILES, SELECTING, Item, selection
from ..three_way import three_way_patch

Change = Callable[[Object], None]  # changes a Pod spec in place


def _apply(call: Invocation, items: list[Item], change: Change, done: str, failed: str) -> Steps[int]:
    """Change each object's Pod spec, and send the difference."""
    for item in items:
        before = item.object or {}
        after = clone(before)
        spec = pod_spec(after)
        if spec is None:
            raise Failure(f"{item.resource.plural}/{item.name} does not have a pod template")
        change(spec)
        patch = three_way_patch({}, after, before)
        if not patch:
            continue
        if dry_run(call) != "client":
            query = {**dry_run_query(call), "fieldManager": "kubectl-set"}
            request = Request(
                "patch", item.resource, item.namespace, item.name, body=patch, query=query, content_type=STRATEGIC_PATCH
            )
            try:
                after = (yield from ask(call, request)).body
            except Refused as refused:
                if refused.response.code == 0:
                    raise
                raise Failure(f"{failed}: {refused.bare()}") from refused
        yield from show(call, item.resource, after, done)
    return 0


def pod_spec(obj: Object) -> Any:
    """The Pod spec inside an object, or None."""
    if obj.get("kind") == "Pod":
        return obj["spec"]
    spec = obj.get("spec") or {}
    if obj.get("kind") == "CronJob":
        spec = spec["jobTemplate"]["spec"]
    return (spec.get("template") or {}).get("spec")


def _split(call: Invocation) -> tuple[list[str], list[str]]:
    """(what names resources, what says `name=value` or `NAME-`)."""
    resources = [word for word in call.arguments if "=" not in word and not word.endswith("-")]
    return resources, [word for word in call.arguments if word not in resources]


def _image(call: Invocation) -> Steps[int]:
    resources, words = _split(call)
    items = yield from selection(call, resources, need_name=True)
    if not words:
        raise Failure("at least one image update is required")
    images = dict(word.split("=", 1) for word in words)

    def change(spec: Object) -> None:
        for name, image in images.items():
            containers = [*spec["containers"], *(spec.get("initContainers") or [])]
            found = [one for one in containers if name in ("*", one["name"])]
            if not found:
                raise Failure(f'unable to find container named "{name}"')
            for container in found:
                container["image"] = image

    return (yield from _apply(call, items, change, "image updated", "failed to patch image update to pod template"))


def _env(call: Invocation) -> Steps[int]:
    resources, words = _split(call)
    items = yield from selection(call, resources, need_name=True)
    if call.flags["list"]:
        yield from _list_env(items)
        return 0
    wanted = dict(word.split("=", 1) for word in [*words, *call.flags["env"]] if "=" in word)
    gone = [word[:-1] for word in words if "=" not in word]
    if not wanted and not gone:
        raise Failure("at least one environment variable must be provided")

    def change(spec: Object) -> None:
        for container in _chosen(call, spec):
            env = [one for one in container.get("env") or [] if one["name"] not in gone]
            for name, value in wanted.items():
                place = next((i for i, one in enumerate(env) if one["name"] == name), None)
                if place is None:
                    env.append({"name": name, "value": value})
                else:
                    env[place] = {"name": name, "value": value}
            container["env"] = env

    if not gone:
        return (yield from _apply(call, items, change, "env updated", "failed to patch env update to pod template"))
    return (yield from _remove_env(call, items, change))


def _remove_env(call: Invocation, items: list[Item], change: Change) -> Steps[int]:
    """Taking variables away needs a patch that says so: what was there before is the patch's origin."""
    for item in items:
        before = item.object or {}
        after = clone(before)
        spec = pod_spec(after)
        if spec is None:
            raise Failure(f"{item.resource.plural}/{item.name} does not have a pod template")
        change(spec)
        patch = three_way_patch(before, after, before)
        if patch:
            request = Request(
                "patch",
                item.resource,
                item.namespace,
                item.name,
                body=patch,
                query={**dry_run_query(call), "fieldManager": "kubectl-set"},
                content_type=STRATEGIC_PATCH,
            )
            yield from ask(call, request)
            yield from show(call, item.resource, before, "env updated")
    return 0


def _list_env(items: list[Item]) -> Steps[None]:
    for item in items:
        for container in (pod_spec(item.object or {}) or {}).get("containers", []):
            yield from out(f"# {item.resource.singular} {item.name}, container {container['name']}\n")
            for one in container.get("env") or []:
                yield from out(
                    f"{one['name']}={one.get('value', '')}\n" if "valueFrom" not in one else f"# {one['name']}\n"
                )


def _chosen(call: Invocation, spec: Object) -> list[Object]:
    wanted = call.flags["containers"]
    found = [one for one in spec["containers"] if wanted in ("*", one["name"])]
    if not found:
        raise Failure(f'unable to find container named "{wanted}"')
    return found


def _resources(call: Invocation) -> Steps[int]:
    items = yield from selection(call, call.arguments, need_name=True)
    if not call.flags["requests"] and not call.flags["limits"]:
        raise Failure("you must specify an update to requests or limits (in the form of --requests/--limits)")
    asked = {kind: _quantities(call.flags[kind]) for kind in ("limits", "requests")}

    def change(spec: Object) -> None:
        for container in _chosen(call, spec):
            resources = container.setdefault("resources", {})
            for kind, values in asked.items():
                if values:
                    resources[kind] = {**(resources.get(kind) or {}), **values}

    failed = "failed to patch resources update to pod template"
    return (yield from _apply(call, items, change, "resource requirements updated", failed))


def _quantities(text: str) -> dict[str, str]:
    values = {}
    for part in text.split(",") if text else []:
        name, equals, value = part.partition("=")
        if not equals:
            raise Failure(f"invalid argument syntax {part}, expected <resource>=<quantity>")
        values[name] = value
    return values


_FLAGS = (*FILES, *SELECTING[:2], *OUTPUT, *DRY_RUN, Flag("local", kind="bool", default=False))
_CONTAINERS = Flag("containers", short="c", default="*")
COMMAND = Command(
    "set",
    None,
    subcommands=(
        Command(
            "env",
            _env,
            (*_FLAGS, _CONTAINERS, Flag("env", kind="array", short="e"), Flag("list", kind="bool", default=False)),
            summary="Update environment variables on a pod template",
        ),
        Command("image", _image, _FLAGS, summary="Update the image of a pod template"),
        Command(
            "resources",
            _resources,
            (*_FLAGS, _CONTAINERS, Flag("limits", default=""), Flag("requests", default="")),
            summary="Update resource requests/limits on objects with pod templates",
        ),
    ),
    summary="Set specific features on objects",
)
