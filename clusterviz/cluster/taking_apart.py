"""Taking a cluster apart, so that its memory is free at once.

Everything in a cluster knows everything else: components their network, the clock their alarms. Python finds such a knot only
when it looks through all there is in memory, and with three hundred clusters that stops the process for seconds.
"""

from __future__ import annotations

import gc
from types import FunctionType, MethodType
from typing import Any

from .cluster import Cluster
from .machinery.client import Client
from .machinery.component import Alarm, Component
from .machinery.connections import Call, Stream
from .machinery.events import EventRecorder
from .machinery.informer import Informer
from .machinery.links import Links
from .machinery.trace import Trace
from .machinery.virtual_time import Clock
from .machinery.work_queue import WorkQueue

# What belongs to one cluster alone, and holds on to others. What clusters share (objects, schemas, images) is none of it.
KNOTS = (
    Cluster, Component, Clock, Alarm, Links, Trace, Client, Informer, WorkQueue, Call, Stream, EventRecorder,
)  # fmt: skip
ROADS = (dict, list, set, tuple, MethodType)  # and objects of the model, but for records, …
OWN = __name__.rpartition(".")[0]


def take_apart(cluster: Cluster) -> int:
    """Let go of everything that holds a cluster together. Nobody may use it any more. Returns how many things came apart."""
    seen: set[int] = set()
    found: list[Any] = []
    ways: list[Any] = [cluster]
    while ways:
        thing = ways.pop()
        if id(thing) in seen:
            continue
        seen.add(id(thing))
        kind = type(thing)
        if isinstance(thing, FunctionType):
            ways.extend(thing.__closure__ or ())
            continue
        if isinstance(thing, KNOTS):
            found.append(thing)
        elif not (kind in ROADS or kind.__module__.startswith(OWN) or kind.__name__ in ("cell", "partial", "deque")):
            continue
        elif isinstance(thing, tuple) and kind is not tuple:
            continue  # … behind which only plain data lies, much of it shared with other clusters
        ways.extend(one for one in gc.get_referents(thing) if gc.is_tracked(one) and not isinstance(one, type))
    for thing in found:
        _empty(thing)
    return len(found)


def _empty(thing: Any) -> None:
    if hasattr(thing, "__dict__"):
        vars(thing).clear()
    for kind in type(thing).__mro__:
        for name in getattr(kind, "__slots__", ()):
            if hasattr(thing, name):
                delattr(thing, name)
