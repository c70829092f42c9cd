"""kubectl describe: an object with what belongs to it, for people."""

from __future__ import annotations

from ....cluster.machinery.program import Print
from ..describe import description_of
from ..errors import Failure, Refused, raise_all
from ..flags import Flag
from ..invocation import Command, Invocation, Steps, ask, out, typed_items
from ..printers import columns
from ..selection import FILES, SELECTING, Item, found, list_request, wanted, warn_of_short_names

FLAGS = (
    *FILES,
    *SELECTING[:1],
    *SELECTING[3:],
    Flag("show-events", kind="bool", default=True),
    Flag("chunk-size", kind="int", default=500),
)


def run(call: Invocation) -> Steps[int]:
    """The command."""
    if not call.arguments and not call.flags["filename"]:
        raise Failure(
            'You must specify the type of resource to describe. Use "kubectl api-resources" for a complete list of supported '
            "resources."
        )
    yield from warn_of_short_names(call)
    items, failures = yield from found(call, call.arguments, need_name=False)
    if not items and len(failures) == 1:
        items = yield from _beginning_with(call, failures[0])
        failures = [] if items else failures
    if not items and not failures:
        namespaced = not call.flags["all-namespaces"]
        yield Print(f"No resources found{f' in {call.namespace} namespace.' if namespaced else ''}\n", error=True)
        return 0
    now: int = yield Print("")
    for place, item in enumerate(items):
        text = yield from description_of(item.resource)(call, item.object or {}, now)
        if not call.flags["show-events"] and "Events:" in text:
            text = text[: text.rindex("Events:")]
        yield from out(("\n\n" if place else "") + columns.described(text))
    raise_all(failures)
    return 0


def _beginning_with(call: Invocation, failure: Failure) -> Steps[list[Item]]:
    """A name that nothing has may be the beginning of names: `kubectl describe pod web-`."""
    if not isinstance(failure, Refused) or not failure.not_found or call.flags["filename"]:
        return []
    names = wanted(call, call.arguments, need_name=False).names
    if len(names) != 1:
        return []
    resource, beginning = names[0]
    response = yield from ask(call, list_request(call, resource))
    return [
        Item(resource, obj["metadata"].get("namespace", ""), obj["metadata"]["name"], obj)
        for obj in typed_items(resource, response.body["items"])
        if obj["metadata"]["name"].startswith(beginning)
    ]


COMMAND = Command("describe", run, FLAGS, summary="Show details of a specific resource or group of resources")
