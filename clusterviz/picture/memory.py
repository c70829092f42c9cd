"""What was drawn the last time, for the next: what has not changed is neither worked out nor made again.

Objects are never mutated once stored, so the same object looks the same; elements are never mutated once drawn.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from ..cluster.machinery.objects import Object
from .elements import Element, split_name
from .states import PodCells, State, container_states, pod_cells, pod_state

Places = dict[str, list[float]]


class Look(NamedTuple):
    """All that a picture needs of a Pod itself."""

    cells: PodCells
    state: State
    base: str
    suffix: str
    containers: list[dict[str, Any]]


class Memory:
    """Of one viewer of one cluster. An empty one draws everything anew."""

    def __init__(self) -> None:
        self._looks: dict[str, tuple[Object, Look]] = {}  # of this picture …
        self._placed: dict[str, tuple[Element, Places, Places, Element]] = {}
        self._looks_before: dict[str, tuple[Object, Look]] = {}  # … and of the one before it
        self._placed_before: dict[str, tuple[Element, Places, Places, Element]] = {}

    def turn(self) -> None:
        """A picture is drawn: what is not in it is forgotten."""
        self._looks_before, self._looks = self._looks, {}
        self._placed_before, self._placed = self._placed, {}

    def look(self, identifier: str, pod: Object) -> Look:
        """How this Pod is."""
        found = self._looks.get(identifier) or self._looks_before.get(identifier)
        if found is None or found[0] is not pod:
            found = pod, look_at(pod)
        self._looks[identifier] = found
        return found[1]

    def place(self, element: Element, boxes: Places, lines: Places) -> Element:
        """The element with its places in all layouts; the same one as before, if nothing of it has changed."""
        identifier = element["data"]["id"]
        found = self._placed_before.get(identifier)
        if found is None or found[:3] != (element, boxes, lines):
            data = dict(element["data"])
            if boxes:
                data["boxes"] = boxes
            if lines:
                data["lines"] = lines
            found = element, boxes, lines, {**element, "data": data}
        self._placed[identifier] = found
        return found[3]


def look_at(pod: Object) -> Look:
    """How a Pod is that nobody has looked at before."""
    cells = pod_cells(pod)
    containers = [
        {"name": name, "word": now.word, "state": now.state, "restarts": restarts}
        for name, now, restarts in container_states(pod)
    ]
    return Look(cells, pod_state(pod, cells), *split_name(pod), containers)
