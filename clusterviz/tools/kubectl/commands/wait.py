"""kubectl wait: until a condition is met, a field has a value, or something is gone."""

from __future__ import annotations

from ....cluster.machinery.api import Request
from ....cluster.machinery.field_managers import with_json
from ....cluster.machinery.jsonpath import PathError, parse, shown
from ....cluster.machinery.objects import Object
from ....cluster.machinery.program import Print
from ..errors import Failure, Refused, raise_all
from ..flags import Flag
from ..invocation import Command, Invocation, Steps, ask
from ..output import OUTPUT, show
from ..printers import jsonpath
from ..selection import FILES, SELECTING, Item, found, namespace_for, wanted
from ..waiting import Met, gone, not_met, timed_out, until

FLAGS = (
    *FILES,
    *SELECTING,
    Flag("for", default=""),
    Flag("timeout", kind="duration", default=30_000),
    *OUTPUT,
    Flag("local", kind="bool", default=False),
)
FOR_EVER_MS = 7 * 24 * 3600 * 1000


def run(call: Invocation) -> Steps[int]:
    """The command."""
    condition = call.flags["for"]
    timeout_ms = call.flags["timeout"] if call.flags["timeout"] >= 0 else FOR_EVER_MS
    met: Met | None = None
    if condition.lower() not in ("delete", "create"):
        met = condition_met(condition)
    if condition.lower() == "create":
        return (yield from _created(call, timeout_ms))
    local: bool = call.flags["local"]
    items, failures = yield from found(call, call.arguments, need_name=True, read=not local)
    if met is None:
        failures = [failure for failure in failures if not (isinstance(failure, Refused) and failure.not_found)]
    raise_all(failures)
    if not items:
        if met is None:
            return 0
        raise Failure("no matching resources found")
    for item in items:
        if met is None:
            done = yield from gone(call, item, timeout_ms)
        elif local:
            done = met(item.object)
        else:
            done = yield from until(call, item, met, timeout_ms)
        if not done:
            failures.append(timed_out(item) if timeout_ms else not_met(item))
            continue
        yield from _tell(call, item, there=met is not None and not local)
    raise_all(failures)
    return 0


def _created(call: Invocation, timeout_ms: int) -> Steps[int]:
    """Wait until named objects exist."""
    started: int = yield Print("")
    for resource, name in wanted(call, call.arguments).names:
        item = Item(resource, namespace_for(call, resource), name)
        now: int = yield Print("")
        if not (yield from until(call, item, _exists, timeout_ms - (now - started))):
            raise timed_out(item)
        yield from ask(call, Request("get", resource, item.namespace, name))
        yield from _tell(call, item, there=True)
    return 0


def _tell(call: Invocation, item: Item, *, there: bool) -> Steps[None]:
    """That it is so; with `-o` the object as it is now, if it is `there`."""
    obj = item.object or {"metadata": {"name": item.name}}
    if call.flags["output"] and there:
        obj = (yield from ask(call, Request("get", item.resource, item.namespace, item.name))).body
    yield from show(call, item.resource, obj, "condition met")


def _exists(obj: Object | None) -> bool:
    return obj is not None


def condition_met(text: str) -> Met:
    """The question that `--for` asks."""
    kind, _, rest = text.partition("=")
    if kind.lower() == "condition":
        name, equals, value = rest.partition("=")
        return _Condition(name, value if equals else "true")
    if kind.lower() == "jsonpath":
        path, end, value = rest.rpartition("}=")
        path = path + "}" if end else rest
        if not end and not rest.endswith("}"):
            path, end, value = rest.partition("=")
        try:
            parse(path if path.startswith("{") else jsonpath.relaxed(path))
        except PathError as error:
            raise Failure(f"error parsing jsonpath {path}, {error}") from error
        return _Field(path, value if end else None)
    raise Failure(f'unrecognized condition: "{text}"')


class _Condition:
    """Whether a status condition has a value, and is about the newest spec."""

    def __init__(self, name: str, value: str) -> None:
        self.name = name.lower()
        self.value = value.lower()

    def __call__(self, obj: Object | None) -> bool:
        if obj is None:
            return False
        status = obj.get("status") or {}
        generation = obj["metadata"].get("generation", 0)
        for condition in status.get("conditions") or []:
            if str(condition["type"]).lower() != self.name:
                continue
            observed = condition.get("observedGeneration", status.get("observedGeneration"))
            if observed is not None and observed < generation:
                return False
            return str(condition["status"]).lower() == self.value
        return False


class _Field:
    """Whether a field has a value, or any value."""

    def __init__(self, path: str, value: str | None) -> None:
        self.path = path
        self.value = value

    def __call__(self, obj: Object | None) -> bool:
        if obj is None:
            return False
        values = jsonpath.values_at(self.path, with_json(obj))
        if self.value is None:
            return bool(values)
        return len(values) == 1 and shown(values[0]) == self.value


COMMAND = Command("wait", run, FLAGS, summary="Wait for a specific condition on one or many resources")
