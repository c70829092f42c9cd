"""kubectl edit: the page has an editor of its own, beside the prompt."""

from __future__ import annotations

from ..errors import Failure
from ..invocation import Command, Invocation, Steps
from ..selection import FILES, Item, selection


def run(call: Invocation) -> Steps[int]:
    """The command: it looks that the object is there, and says where it is edited."""
    items = yield from selection(call, call.arguments)
    raise no_editor(items)


def no_editor(items: list[Item]) -> Failure:
    """What the prompt says instead of opening an editor."""
    names = ", ".join(item.shown for item in items)
    return Failure(
        f"no editor opens at this prompt: {names} is edited in the page's YAML tab, "
        "or with kubectl patch, kubectl set or kubectl apply"
    )


COMMAND = Command("edit", run, FILES, summary="Edit a resource on the server")
