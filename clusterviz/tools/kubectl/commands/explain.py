"""kubectl explain: what a kind and its fields mean, in the words of Kubernetes' own schemas."""

from __future__ import annotations

from typing import Any

from ....cluster.machinery import schemas
from ....cluster.machinery.api import Request
from ....cluster.machinery.objects import Object
from ....cluster.machinery.resources import Resource, resource_of_kind
from ..errors import Failure, Refused
from ..flags import Flag
from ..invocation import Command, Invocation, Steps, ask, out
from ..resource_names import UnknownKind, lookup, resource_called

WIDTH = 76
DEFINITIONS = "#/$defs/"
_VALUES = ("IntOrString", "Quantity", "Time", "MicroTime")  # types that are one value, whatever they are made of


def run(call: Invocation) -> Steps[int]:
    """The command."""
    if not call.arguments:
        raise Failure("You must specify the type of resource to explain. Use \"kubectl api-resources\" for a complete list of "
                         "supported resources.")  # fmt: skip
    if call.flags["output"] not in ("plaintext", "plaintext-openapiv2"):
        raise Failure(f"unrecognized format: {call.flags['output']}")
    if len(call.arguments) > 1:
        raise Failure("We accept only this format: explain RESOURCE")
    kind, *path = call.arguments[0].split(".")
    resource = lookup(kind, call.custom)
    if resource is None:
        raise UnknownKind(f'the server doesn\'t have a resource type "{kind}"', prefix=False)
    version = call.flags["api-version"]
    if version and version != resource.api_version:
        named, plural = resource.kind, resource.plural
        resource = resource_of_kind(named, version) or next(
            (one for one in call.custom if (one.kind, one.api_version) == (named, version)), None
        )
        if resource is None:
            group, _, name = version.rpartition("/")
            raise Failure(f'couldn\'t find resource for "{group}/{name}, Resource={plural}"')
    schema = yield from _schema(call, resource)
    group = f"GROUP:      {resource.group}\n" if resource.group else ""
    yield from out(f"{group}KIND:       {resource.kind}\nVERSION:    {resource.version}\n\n")
    field: Object = {}
    parent = schema
    for name in path:
        parent = _type(field)[1] if field else schema
        field = (parent.get("properties") or {}).get(name) or {}
        if not field:
            raise Failure(f'field "{name}" does not exist')
    yield from out(_explained(path, field, parent if path else schema, call.flags["recursive"]))
    return 0


def _schema(call: Invocation, resource: Resource) -> Steps[Object]:
    """The definition of a kind: Kubernetes' own, or what a CustomResourceDefinition says."""
    definition = schemas.definition_of_kind(resource.group, resource.version, resource.kind)
    if definition is not None:
        return definition
    crds = resource_called("customresourcedefinitions")
    try:
        crd = (yield from ask(call, Request("get", crds, name=resource.group_resource))).body
    except Refused as refused:
        raise Failure(f'couldn\'t find resource for "{resource.api_version}, Kind={resource.kind}"') from refused
    for version in crd["spec"]["versions"]:
        if version["name"] == resource.version:
            schema: Object = (version.get("schema") or {}).get("openAPIV3Schema") or {}
            own = (schemas.definition_of_kind("", "v1", "ConfigMap") or {})["properties"]
            common = {name: own[name] for name in ("apiVersion", "kind", "metadata")}
            return {**schema, "properties": {**common, **(schema.get("properties") or {})}}
    raise Failure(f'couldn\'t find resource for "{resource.api_version}, Kind={resource.kind}"')


def _explained(path: list[str], field: Object, schema: Object, recursive: bool) -> str:
    text = ""
    described, inside = (schema.get("description"), schema)
    texts = [described]
    if path:
        shown, inside = _type(field)
        values = _enum(field, path[-1])
        text += f"FIELD: {path[-1]} <{shown}>\n"
        text += "ENUM:\n" + "".join(f"    {one}\n" for one in values) + "\n" if values else "\n\n"
        texts = [field.get("description"), inside.get("description") if inside is not field else None]
    words = [one for one in texts if one]
    text += "DESCRIPTION:\n" + ("".join(_wrapped(one) for one in words) + "    \n" if words else "    <empty>\n")
    properties = inside.get("properties") if not path or _type(field)[0].strip("[]") not in _VALUES else None
    if not properties:
        return text + "\n"
    text += "FIELDS:\n"
    if recursive:
        return text + _tree(inside, "  ", []) + "\n"
    for name in sorted(properties):
        one = properties[name]
        text += _line(inside, name, "  ") + (
            _wrapped(one["description"]) if one.get("description") else "    <no description>\n"
        )
        text += "\n"
    return text + "\n"


def _line(schema: Object, name: str, indent: str) -> str:
    field = schema["properties"][name]
    text = f"{indent}{name}\t<{_type(field)[0]}>{_required(schema, name)}\n"
    values = _enum(field, name)
    return text + (f"{indent}enum: {', '.join(str(one) for one in values)}\n" if values else "")


def _enum(field: Object, name: str) -> list[Any]:
    """The values that a field may have. That a kind is of its own kind goes without saying."""
    values = [one for one in field.get("enum") or [] if one is not None]
    return [] if name in ("apiVersion", "kind") else values


def _required(schema: Object, name: str) -> str:
    return " -required-" if name in (schema.get("required") or []) else ""


def _tree(schema: Object, indent: str, above: list[Any]) -> str:
    """All fields below a type; a type within itself is not shown again."""
    text = ""
    for name in sorted(schema.get("properties") or {}):
        text += _line(schema, name, indent)
        shown, inside = _type(schema["properties"][name])
        if shown.strip("[]") not in _VALUES and all(inside is not one for one in above):
            text += _tree(inside, indent + "  ", [*above, inside])
    return text


def _type(field: Object) -> tuple[str, Object]:
    """(the type as it is shown, the schema of what is inside)."""
    if "$ref" in field:
        name = field["$ref"].removeprefix(DEFINITIONS)
        return name.rpartition(".")[2], schemas.definition(name)
    kinds = field.get("type", "object")
    kind = kinds if isinstance(kinds, str) else kinds[0]
    if kind == "array":
        shown, inside = _type(field.get("items") or {})
        return f"[]{shown}", inside
    if isinstance(field.get("additionalProperties"), dict):
        shown, inside = _type(field["additionalProperties"])
        return f"map[string]{shown}", inside
    return ("Object" if kind == "object" else str(kind)), field


def _wrapped(text: str) -> str:
    """The text in lines of at most 76 characters, each indented. What begins with a space keeps it."""
    lines: list[str] = []
    for line in text.split("\n"):
        start = line[: len(line) - len(line.lstrip())]
        current = ""
        for word in line.split():
            if current and len(current) + 1 + len(word) > WIDTH:
                lines.append(current)
                current = word
            else:
                current = f"{current} {word}" if current else start + word
        lines.append(current)
    return "".join(f"    {line}\n" for line in lines)


COMMAND = Command(
    "explain",
    run,
    (
        Flag("recursive", kind="bool", default=False),
        Flag("api-version", default=""),
        Flag("output", default="plaintext"),
    ),
    summary="Get documentation for a resource",
)
