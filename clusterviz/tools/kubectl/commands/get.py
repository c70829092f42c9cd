"""kubectl get: objects as tables or in other forms."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import parse_qs

from ....cluster.machinery.api import Request, Response, WatchEvent, items_as_sent
from ....cluster.machinery.field_managers import with_json
from ....cluster.machinery.go_sort import go_sorted
from ....cluster.machinery.objects import Object
from ....cluster.machinery.program import Ask, Next, Print
from ....cluster.machinery.quantities import QuantityError, parse
from ....cluster.machinery.resources import Resource
from ....cluster.machinery.times import age, unix_ms
from .. import klog, manifests
from ..errors import Failure, Refused, Several, raise_all
from ..flags import Flag
from ..invocation import Command, Invocation, Steps, ask, ask_all, typed_items
from ..output import OUTPUT, as_text
from ..printers import columns, custom_columns, jsonpath, table
from ..raw import plain_failure
from ..selection import FILES, SELECTING, list_refused, list_request, namespace_for, wanted, warn_of_short_names

FLAGS = (
    *FILES,
    *SELECTING[:1],
    *SELECTING[2:],
    *OUTPUT,
    Flag("ignore-not-found", kind="bool", default=False),
    Flag("label-columns", kind="list", short="L"),
    Flag("no-headers", kind="bool", default=False),
    Flag("output-watch-events", kind="bool", default=False),
    Flag("raw", default=""),
    Flag("server-print", kind="bool", default=True),
    Flag("show-kind", kind="bool", default=False),
    Flag("show-labels", kind="bool", default=False),
    Flag("sort-by", default=""),
    Flag("subresource", default=""),
    Flag("chunk-size", kind="int", default=500),
    Flag("watch", kind="bool", short="w", default=False),
    Flag("watch-only", kind="bool", default=False),
)
FORMATS = (
    "custom-columns,custom-columns-file,go-template,go-template-file,json,jsonpath,jsonpath-as-json,jsonpath-file,"
    "name,template,templatefile,wide,yaml"
)
NOTHING_NAMED = """You must specify the type of resource to get. Use "kubectl api-resources" for a complete list of supported resources.

error: Required resource not specified.
Use "kubectl explain <resource>" for a detailed description of that resource (e.g. kubectl explain pods).
See 'kubectl get -h' for help and examples"""


def run(call: Invocation) -> Steps[int]:
    """The command."""
    if call.flags["raw"]:
        if call.arguments:
            raise Failure("arguments may not be passed when --raw is specified")
        return (yield from _raw(call))
    if not call.arguments and not call.flags["filename"]:
        raise Failure(NOTHING_NAMED, prefix=False)
    output = call.flags["output"] or ("go-template" if call.flags["template"] else "")
    call.flags.values["output"] = output
    _check_format(call, output)
    watching = call.flags["watch"] or call.flags["watch-only"]
    if call.flags["output-watch-events"] and not watching:
        raise Failure("--output-watch-events option can only be used with --watch or --watch-only")
    named, kinds = _wanted(call)
    if call.flags["subresource"] and kinds:
        raise Failure("subresource cannot be used when bulk resources are specified")
    yield from warn_of_short_names(call)
    human = output in ("", "wide")
    single = len(named) == 1 and not kinds
    if watching:
        return (yield from _watch(call, named, kinds, human))
    unread, call.unread = call.unread, []
    if not human:
        raise_all(unread)
    answers, failures = yield from _ask(call, named, kinds, human)
    failures = [*unread, *failures]
    try:
        if human:
            yield from _tables(call, answers, bool(failures))
        elif answers or (not (failures and single) and not _cut_off(failures)):
            yield from _print(call, answers, single, output)
    except Unsortable as unsortable:
        yield Print(unsortable.logged((yield Print("")), human), error=True)
        return 1
    if unread:  # a table's failures are several, even when there is one
        raise Several(failures)
    raise_all(failures)
    return 0


def _check_format(call: Invocation, output: str) -> None:
    """An unknown format is refused before anything is asked."""
    known = [name for name in FORMATS.split(",") if name not in ("json", "yaml", "name", "wide")]
    kind = output.partition("=")[0]
    if output in ("", "json", "yaml", "name", "wide"):
        return
    if kind not in known:
        raise Failure(
            f'unable to match a printer suitable for the output format "{output}", allowed formats are: {FORMATS}'
        )
    if "=" not in output and kind not in ("custom-columns", "custom-columns-file") and not call.flags["template"]:
        raise Failure("template format specified but no template given")


def _wanted(call: Invocation) -> tuple[list[tuple[Resource, str, str]], list[Resource]]:
    """(named objects as (kind, namespace, name), whole kinds)."""
    if call.flags["filename"]:
        files = manifests.read(call, call.flags["filename"])
        return [
            (one.resource, one.object["metadata"].get("namespace", ""), one.object["metadata"].get("name", ""))
            for one in files
        ], []
    want = wanted(call, call.arguments, need_name=False)
    return [(resource, namespace_for(call, resource), name) for resource, name in want.names], want.kinds


Answer = tuple[Resource, str, Any]  # kind, name ("" for a whole kind), the body


def _ask(
    call: Invocation, named: list[tuple[Resource, str, str]], kinds: list[Resource], human: bool
) -> Steps[tuple[list[Answer], list[Failure]]]:
    subresource, as_table = call.flags["subresource"], human and call.flags["server-print"]
    requests = [
        (kind, name, Request("get", kind, namespace, name, subresource, as_table=as_table))
        for kind, namespace, name in named
    ]
    requests += [(kind, "", list_request(call, kind, as_table=as_table)) for kind in kinds]
    if as_table and call.flags["sort-by"]:
        for _, _, request in requests:
            request.query["includeObject"] = "Object"
    responses: list[Response] = yield from ask_all(call, [request for _, _, request in requests])
    answers: list[Answer] = []
    failures: list[Failure] = []
    for (kind, name, _), response in zip(requests, responses, strict=True):
        if response.ok:
            plain = human and not as_table
            body = _plain_table((yield Print("")), response.body) if plain else response.body
            answers.append((kind, name, body))
        elif name and call.flags["ignore-not-found"] and response.code == 404:
            continue
        else:
            failures.append(Refused(response) if name else list_refused(call, kind, response))
    return answers, _once(failures)


def _plain_table(now_ms: int, body: Object) -> Object:
    """`--server-print=false`: kubectl's own table of objects, which knows their name and age only."""
    columns = [{"name": "Name", "priority": 0}, {"name": "Age", "priority": 0}]
    objects = body["items"] if isinstance(body.get("items"), list) else [body]
    rows = []
    for obj in objects:
        created = obj["metadata"].get("creationTimestamp")
        rows.append(
            {
                "cells": [obj["metadata"]["name"], age(now_ms - unix_ms(created)) if created else "<unknown>"],
                "object": obj,
            }
        )
    return {"columnDefinitions": columns, "rows": rows}


def _once(failures: list[Failure]) -> list[Failure]:
    """A server that cannot be reached is one trouble; what it refuses are as many as it refuses."""
    return failures[:1] if _cut_off(failures) else failures


def _cut_off(failures: list[Failure]) -> bool:
    """Whether the server could not even be asked."""
    return any(isinstance(failure, Refused) and failure.response.code == 0 for failure in failures)


def look_of(call: Invocation, kinds: int) -> table.Look:
    """How the tables are to look."""
    return table.Look(
        wide=call.flags["output"] == "wide",
        headers=not call.flags["no-headers"],
        namespace=call.flags["all-namespaces"],
        kind=call.flags["show-kind"] or kinds > 1,
        show_labels=call.flags["show-labels"],
        label_columns=call.flags["label-columns"],
    )


def _tables(call: Invocation, answers: list[Answer], failed: bool) -> Steps[None]:
    if call.flags["sort-by"] and len({kind.group_resource: True for kind, _, _ in answers}) > 1:
        path = jsonpath.relaxed(call.flags["sort-by"])  # kubectl 1.33 looks for it in the tables themselves
        raise NoSuchField(f'couldn\'t find any field with path "{path}" in the list of objects')
    groups: list[tuple[Resource, list[Any]]] = []
    for kind, _, body in answers:
        if groups and groups[-1][0] is kind:
            groups[-1][1].append(body)
        else:
            groups.append((kind, [body]))
    look = look_of(call, len({kind.group_resource: True for kind, _ in groups}))
    printed = [table.printed(kind, [_sorted(call, body) for body in tables], look) for kind, tables in groups]
    text = ("" if call.flags["no-headers"] else "\n").join(part for part in printed if part)
    if text:
        yield Print(text)
    elif not failed and not call.flags["ignore-not-found"]:
        namespaced = not call.flags["all-namespaces"] and all(kind.namespaced for kind, _ in groups)
        where = f" in {call.namespace} namespace." if namespaced else ""
        yield Print(f"No resources found{where}\n", error=True)


def _sorted(call: Invocation, body: Object) -> Object:
    """A table in order. One without such a field is not shown, as kubectl 1.33 does it."""
    if not call.flags["sort-by"]:
        return body
    rows = body.get("rows") or []
    try:
        rows = sort_by(call.flags["sort-by"], rows, [row.get("object") or {} for row in rows])
    except Unsortable:
        raise
    except Failure:
        rows = []
    return {**body, "rows": rows}


class NoSuchField(Failure):
    """No object has the field that one sorts by."""


class Unsortable(Failure):
    """The field that one sorts by is no plain value: kubectl says so in its log, and ends."""

    def __init__(self, path: str, kind: str) -> None:
        super().__init__(f"{path}: {kind}")
        self.path, self.kind = path, kind

    def logged(self, now_ms: int, human: bool) -> str:
        """The line of its log."""
        place, what = (
            ("sorter.go:375", "[][][]reflect.Value") if human else ("sorter.go:329", "*unstructured.Unstructured")
        )
        why = f"Field {self.path} in {what} is an unsortable type: interface, err: unsortable type: {self.kind}"
        return klog.line("F", now_ms, place, why)


def sort_by(path: str, items: list[Any], objects: list[Any]) -> list[Any]:
    """The items in the order of a field of their objects. NoSuchField if none has it, Unsortable if it is no plain value."""
    path = jsonpath.relaxed(path)
    keys = [next(iter(jsonpath.values_at(path, with_json(obj))), None) for obj in objects]
    if items and all(key is None for key in keys):
        raise NoSuchField(f'couldn\'t find any field with path "{path}" in the list of objects')
    strange = next((key for key in keys if isinstance(key, (dict, list))), None)
    if strange is not None and len(items) > 1:
        kind = "map[string]interface {}" if isinstance(strange, dict) else "[]interface {}"
        raise Unsortable(path, kind)
    order = go_sorted(list(range(len(items))), lambda place: _sort_key(keys[place]))
    return [items[place] for place in order]


def _sort_key(value: Any) -> tuple[int, Any]:
    if value is None:
        return 0, 0
    if isinstance(value, (int, float)):
        return 1, value
    try:
        return 1, parse(value)  # quantities by their size
    except (QuantityError, ValueError):
        return 2, str(value)


def _print(call: Invocation, answers: list[Answer], single: bool, output: str) -> Steps[None]:
    objects = []
    for kind, name, body in answers:
        objects += [body] if name else typed_items(kind, body["items"])
    if not objects and call.flags["ignore-not-found"]:
        return
    if call.flags["sort-by"]:
        objects = sort_by(call.flags["sort-by"], objects, objects)
    form, _, template = output.partition("=")
    if form in ("custom-columns", "custom-columns-file"):
        if form == "custom-columns-file":
            template = _columns_of_file(call, template)
        yield Print(custom_columns.printed(template, objects, headers=not call.flags["no-headers"]))
        return
    if single:
        if objects:
            yield Print(as_text(call, objects[0], output, FORMATS))
        return
    if output == "name":
        yield Print("".join(as_text(call, obj, output, FORMATS) for obj in objects))
        return
    everything = {"apiVersion": "v1", "kind": "List", "metadata": {"resourceVersion": ""}, "items": objects}
    yield Print(as_text(call, everything, output, FORMATS))


def _columns_of_file(call: Invocation, name: str) -> str:
    if name not in call.files:
        raise Failure(f"error reading template {name}, open {name}: no such file or directory")
    lines = call.files[name].strip("\n").split("\n")
    if len(lines) < 2:
        raise Failure(
            "invalid template, missing spec line. Expected format is one line of space separated headers, one line of space "
            "separated column specs."
        )
    names, paths = (line.split() for line in lines[:2])
    if len(names) != len(paths):
        raise Failure(f"number of headers ({len(names)}) and field specifications ({len(paths)}) don't match")
    return ",".join(f"{name}:{path}" for name, path in zip(names, paths, strict=False))


_OLD_WATCH = re.compile(r"/(api/[^/?]+|apis/[^/?]+/[^/?]+)/watch/[^/?]")  # deprecated paths that are always followed


def _raw(call: Invocation) -> Steps[int]:
    path = call.flags["raw"]
    if _OLD_WATCH.match(path) or parse_qs(path.partition("?")[2]).get("watch", [""])[-1] in ("1", "true"):
        return (yield from _raw_watch(path))
    response: Response = yield Ask(Request("get", None, path=path))
    if response.code in (404, 500) and not response.message:
        raise plain_failure(response)
    if not response.ok:
        raise Refused(response)
    body = items_as_sent(with_json(response.body))
    if isinstance(body, str):
        yield Print(body)
    elif path == "/version":
        yield Print(json.dumps(body, indent=2))  # the one answer that the server indents
    else:
        yield Print(json.dumps(body, separators=(",", ":")))
    return 0


def _raw_watch(path: str) -> Steps[int]:
    """Each event as it comes, one a line, until the server ends the stream."""
    while True:
        event = yield Next(Request("watch", None, path=path))
        if isinstance(event, Response):
            if not event.ok:
                raise Refused(event)
            return 0
        sent = {"type": event.type, "object": with_json(event.object)}
        yield Print(json.dumps(sent, separators=(",", ":")) + "\n")


def _watch(call: Invocation, named: list[tuple[Resource, str, str]], kinds: list[Resource], human: bool) -> Steps[int]:
    """List, then follow. It ends when it is interrupted or the stream breaks."""
    if len(named) + len(kinds) != 1:
        raise Failure(
            "you may only specify a single resource type"
            if kinds
            else "watch is only supported on individual resources"
        )
    kind, namespace, name = named[0] if named else (kinds[0], namespace_for(call, kinds[0]), "")
    query = {key: text for key, text in _selecting(call, name).items() if text}
    response = yield from ask(call, Request("list", kind, namespace, query=query, as_table=human))
    look = look_of(call, 1)
    widths: list[int] = []
    if not call.flags["watch-only"]:
        yield from _watched(call, kind, response.body, look, widths)
    if name and not (response.body.get("rows") if human else response.body["items"]):
        raise Failure(f'Error from server (NotFound): {kind.group_resource} "{name}" not found', prefix=False)
    revision = response.body["metadata"]["resourceVersion"]
    named_columns = response.body.get("columnDefinitions")  # the tables of a watch leave them out
    watch = Request("watch", kind, namespace, query={**query, "resourceVersion": revision}, as_table=human)
    while True:
        event = yield Next(watch)
        if not isinstance(event, WatchEvent):
            return 0
        if event.type == "ERROR":
            raise Failure(str(event.object.get("message", "the watch ended")))
        if event.type != "BOOKMARK":
            body = {**event.object, "columnDefinitions": named_columns} if human else {"items": [event.object]}
            yield from _watched(call, kind, body, look, widths)


def _selecting(call: Invocation, name: str) -> dict[str, str]:
    fields = f"metadata.name={name}" if name else call.flags["field-selector"]
    return {"labelSelector": call.flags["selector"], "fieldSelector": fields}


def _watched(call: Invocation, kind: Resource, body: Object, look: table.Look, widths: list[int]) -> Steps[None]:
    """Print what came; columns keep the widths that they have had."""
    if look.wide or not call.flags["output"]:
        lines = table.rows(kind, [body], look)
        if not lines:
            return
        if not widths and look.headers:
            lines.insert(0, table.header(body, kind, look))
        yield Print(remembered(lines, widths))
        return
    for obj in typed_items(kind, body["items"]):
        output = call.flags["output"]
        if output.startswith("custom-columns="):
            yield Print(custom_columns.printed(output.partition("=")[2], [obj], headers=not widths and look.headers))
            widths[:] = [1]
        else:
            yield Print(("---\n" if output == "yaml" and widths else "") + as_text(call, obj, output, FORMATS))
            widths[:] = [1]


def remembered(lines: list[list[str]], widths: list[int]) -> str:
    """Rows no narrower than those before them; `widths` is kept up to date."""
    least, padding = columns.TABLE
    for place in range(max(len(line) for line in lines) - 1):
        wide = max(len(line[place]) + padding for line in lines if place < len(line))
        if place >= len(widths):
            widths.append(least)
        widths[place] = max(widths[place], wide)
    return "".join(
        "".join(cell.ljust(widths[place]) if place < len(line) - 1 else cell for place, cell in enumerate(line)) + "\n"
        for line in lines
    )


COMMAND = Command("get", run, FLAGS, summary="Display one or many resources")
