"""kubectl set env: variables of containers, given one by one or from a ConfigMap or Secret."""

from __future__ import annotations

import base64
import re

from ....cluster.machinery.objects import Object
from ....cluster.machinery.resources import CONFIGMAPS, SECRETS
from ..errors import Failure
from ..flags import Flag
from ..invocation import Command, Invocation, Steps, complain, get, out
from ..resource_names import resource_called
from ..selection import Item
from .changing import CONTAINERS, FLAGS, change_all, chosen_containers, chosen_items, needed_pod_spec, pod_spec

_NAME = re.compile(r"[-._a-zA-Z][-._a-zA-Z0-9]*")
BAD_NAME = (
    "a valid environment variable name must consist of alphabetic characters, digits, '_', '-', or '.', and must not start "
    "with a digit (e.g. 'my.env-name',  or 'MY_ENV.NAME',  or 'MyEnvName1', regex used for validation is "
    "'[-._a-zA-Z][-._a-zA-Z0-9]*')"
)


def run(call: Invocation) -> Steps[int]:
    """The command."""
    resources = [word for word in call.arguments if not _is_variable(word)]
    words = [word for word in call.arguments if _is_variable(word)] + list(call.flags["env"])
    if not resources and not call.flags["filename"]:
        raise Failure("one or more resources must be specified as <resource> <name> or <resource>/<name>")
    wanted, gone = _read(words)
    items = yield from chosen_items(call, resources)
    if call.flags["list"]:
        yield from _list(call, items)
        return 0
    wanted += yield from _from(call)
    fitting = []
    for item in items:
        spec = pod_spec(item.object or {})
        if spec is not None and not chosen_containers(call, spec):
            kind = f"{item.resource.kind}/{item.name}"
            yield from complain(f'Warning: {kind} does not have any containers matching "{call.flags["containers"]}"\n')
            continue
        fitting.append(item)

    def change(obj: Object) -> None:
        for container in chosen_containers(call, needed_pod_spec(obj)):
            env = _updated(container.get("env") or [], wanted, gone)
            container["env"] = env
            if not env:
                del container["env"]

    return (yield from change_all(call, fitting, change, "env updated", "failed to patch env update to pod template"))


def _is_variable(word: str) -> bool:
    return "=" in word or word.endswith("-")


def _read(words: list[str]) -> tuple[list[Object], list[str]]:
    wanted: list[Object] = []
    gone: list[str] = []
    for word in words:
        name, equals, value = word.partition("=")
        if equals:
            if not _NAME.fullmatch(name):
                raise Failure(f'"{name}" is not a valid key name: {BAD_NAME}')
            wanted.append({"name": name, "value": value} if value else {"name": name})
        elif word.endswith("-"):
            gone.append(word[:-1])
        else:
            raise Failure(f"unknown argument {word}")
    return wanted, gone


def _updated(existing: list[Object], wanted: list[Object], gone: list[str]) -> list[Object]:
    """What stands keeps its place, with its new value; what is new comes after it."""
    new = {one["name"]: one for one in wanted}
    kept = [new.pop(one["name"], one) for one in existing if one["name"] not in gone]
    return kept + [one for one in new.values() if one["name"] not in gone]


def _from(call: Invocation) -> Steps[list[Object]]:
    """A reference for each key of a ConfigMap or Secret."""
    if not call.flags["from"]:
        return []
    word, slash, name = call.flags["from"].partition("/")
    if not slash:
        raise Failure(
            "there is no need to specify a resource type as a separate argument when passing arguments in resource/name form"
        )
    resource = resource_called(word)
    if resource.kind not in ("ConfigMap", "Secret"):
        raise Failure(f"unsupported resource specified in --from: {resource.kind}")
    source = yield from get(call, resource, call.namespace, name)
    reference = "configMapKeyRef" if resource is CONFIGMAPS else "secretKeyRef"
    keys = call.flags["keys"]
    found: list[Object] = []
    for key in sorted(source.get("data") or {}):
        if keys and key not in keys:
            continue
        variable = re.sub("[^a-zA-Z0-9_]", "_", key).upper()
        if variable != key:
            yield from complain(f"Warning: key {key} transferred to {variable}\n")
        reference_to = {"name": name, "key": key}
        found.append({"name": call.flags["prefix"] + variable, "valueFrom": {reference: reference_to}})
    return found


def _list(call: Invocation, items: list[Item]) -> Steps[None]:
    for item in items:
        for container in chosen_containers(call, pod_spec(item.object or {}) or {"containers": []}):
            yield from out(f"# {item.resource.kind} {item.name}, container {container['name']}\n")
            for one in container.get("env") or []:
                source = one.get("valueFrom")
                known = (yield from _resolved(call, item, source)) if source and call.flags["resolve"] else None
                text = f"{one['name']}={one.get('value', '') if known is None else known}"
                if source and known is None:
                    text = f"# {one['name']} from {_described(source)}"
                yield from out(f"{text}\n")


def _resolved(call: Invocation, item: Item, source: Object) -> Steps[str | None]:
    """What a variable from elsewhere comes to; None if it is not told."""
    match source:
        case {"configMapKeyRef": {"name": name, "key": key}}:
            config = yield from get(call, CONFIGMAPS, item.namespace, name)
            return str((config.get("data") or {}).get(key, ""))
        case {"secretKeyRef": {"name": name, "key": key}}:
            secret = yield from get(call, SECRETS, item.namespace, name)
            return base64.b64decode((secret.get("data") or {}).get(key, "")).decode(errors="replace")
    return None


def _described(source: Object) -> str:
    match source:
        case {"configMapKeyRef": one}:
            return f"configmap {one.get('name', '')}, key {one['key']}"
        case {"secretKeyRef": one}:
            return f"secret {one.get('name', '')}, key {one['key']}"
        case {"fieldRef": one}:
            return f"field path {one['fieldPath']}"
        case {"resourceFieldRef": one}:
            container = f"{one['containerName']}/" if one.get("containerName") else ""
            return f"resource field {container}{one['resource']}"
    return "invalid valueFrom"


COMMAND = Command(
    "env",
    run,
    (
        *FLAGS,
        CONTAINERS,
        Flag("env", kind="array", short="e"),
        Flag("from", default=""),
        Flag("keys", kind="list"),
        Flag("list", kind="bool", default=False),
        Flag("overwrite", kind="bool", default=True),
        Flag("prefix", default=""),
        Flag("resolve", kind="bool", default=False),
    ),
    summary="Update environment variables on a pod template",
)
