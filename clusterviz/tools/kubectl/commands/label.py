"""kubectl label and kubectl annotate."""

from __future__ import annotations

import re
from functools import partial

from ....cluster.machinery.api import MERGE_PATCH, Request
from ..errors import Failure, raise_all
from ..flags import Flag
from ..invocation import Command, Invocation, Steps, ask, out
from ..output import DRY_RUN, OUTPUT, dry_run, dry_run_query, show
from ..replicasets import CHANGE_CAUSE
from ..selection import FILES, SELECTING, Item, found

FLAGS = (
    *FILES,
    *SELECTING,
    *OUTPUT,
    *DRY_RUN,
    Flag("overwrite", kind="bool", default=False),
    Flag("list", kind="bool", default=False),
    Flag("local", kind="bool", default=False),
    Flag("resource-version", default=""),
    Flag("field-manager", default=""),
)
MOST = 63  # characters of a label's value
_VALUE = re.compile(r"(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?")
BAD_VALUE = (
    "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end "
    "with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is "
    "'(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')"
)


def run(field: str, call: Invocation) -> Steps[int]:
    """`field`: labels or annotations."""
    resources, wanted, removed = _split(call, field)
    if "" in wanted:  # `=value`
        raise Failure(f"at least one {field[:-1]} update is required")
    if not resources and not call.flags["filename"]:
        raise Failure("one or more resources must be specified as <resource> <name> or <resource>/<name>")
    if call.flags["all"] and call.flags["selector"]:
        raise Failure("cannot set --all and --selector at the same time")
    if not wanted and not removed and not call.flags["list"]:
        raise Failure(f"at least one {field[:-1]} update is required")
    items, failures = yield from found(call, resources, read=not call.flags["local"])
    for item in items:
        try:
            yield from _change(call, field, item, wanted, removed)
        except Failure as failure:
            failures.append(failure)
    raise_all(failures)
    return 0


def _split(call: Invocation, field: str) -> tuple[list[str], dict[str, str], list[str]]:
    """(what names resources, what to set, what to remove)."""
    place = next((i for i, word in enumerate(call.arguments) if "=" in word or word.endswith("-")), len(call.arguments))
    wanted: dict[str, str] = {}
    removed: list[str] = []
    for word in call.arguments[place:]:
        key, equals, value = word.partition("=")
        if equals:
            if field == "labels" and "=" in value:
                raise Failure(f"invalid label spec: {word}")
            if field == "labels" and (len(value) > MOST or not _VALUE.fullmatch(value)):
                why = [f"must be no more than {MOST} characters"] if len(value) > MOST else []
                why += [] if _VALUE.fullmatch(value) else [BAD_VALUE]
                raise Failure(f'invalid label value: "{word}": {";".join(why)}')
            wanted[key] = value
        elif word.endswith("-") and word != "-":
            removed.append(word[:-1])
        else:
            raise Failure(
                f"unknown {field[:-1]} spec: {word}" if field == "annotations" else f"unknown label spec: {word}"
            )
    both = [key for key in removed if key in wanted]
    if both and field == "labels":
        raise Failure("can not both modify and remove a label in the same command")
    if both:
        names = ", ".join(both)
        raise Failure(f"can not both modify and remove the following annotation(s) in the same command: {names}")
    return call.arguments[:place], wanted, removed


def _change(call: Invocation, field: str, item: Item, wanted: dict[str, str], removed: list[str]) -> Steps[None]:
    before: dict[str, str] = (item.object or {})["metadata"].get(field) or {}
    if call.flags["list"]:
        yield from out("".join(f"{key}={before[key]}\n" for key in sorted(before)))
        return
    if not call.flags["overwrite"]:
        there = [key for key in wanted if _taken(field, key, wanted[key], before)]
        taken = [f"'{key}' already has a value ({before[key]})" for key in there]
        if taken and field == "labels":
            raise Failure(f"{', and --overwrite is false; '.join(taken)}, and --overwrite is false")
        if taken:
            raise Failure(f"--overwrite is false but found the following declared annotation(s): {'; '.join(taken)}")
    for key in removed:
        if key not in before and field == "labels":
            yield from out(f'label "{key}" not found.\n')
    patch: dict[str, str | None] = {key: value for key, value in wanted.items() if before.get(key) != value}
    patch |= {key: None for key in removed if key in before}
    obj = item.object or {}
    if call.flags["local"] or dry_run(call) == "client":
        after = {key: value for key, value in {**before, **patch}.items() if value is not None}
        obj = {**obj, "metadata": {**obj["metadata"], field: after}}
        if call.flags["local"] and not call.flags["namespace"]:
            obj["metadata"].pop("namespace", None)
    elif patch or field == "annotations":
        query = {**dry_run_query(call), "fieldManager": f"kubectl-{call.path}"}
        version = call.flags["resource-version"]
        body = {"metadata": {field: patch, **({"resourceVersion": version} if version else {})}}
        request = Request(
            "patch", item.resource, item.namespace, item.name, body=body, query=query, content_type=MERGE_PATCH
        )
        obj = (yield from ask(call, request)).body
    yield from show(call, item.resource, obj, _done(field, patch))


def _taken(field: str, key: str, value: str, before: dict[str, str]) -> bool:
    """Whether only --overwrite may set it. The cause of a change may always be told anew."""
    if field == "annotations":
        return key in before and key != CHANGE_CAUSE
    return before.get(key, value) != value


def _done(field: str, patch: dict[str, str | None]) -> str:
    if field == "annotations":
        return "annotated"
    if not patch:
        return "not labeled"
    return "unlabeled" if all(value is None for value in patch.values()) else "labeled"


LABEL = Command("label", partial(run, "labels"), FLAGS, summary="Update the labels on a resource")
ANNOTATE = Command("annotate", partial(run, "annotations"), FLAGS, summary="Update the annotations on a resource")
