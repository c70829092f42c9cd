"""Frames: what happened since the last one, numbered, and encoded once for all viewers."""

from __future__ import annotations

import json
import time
from collections import deque
from typing import Any

import orjson

from ..cluster.cluster import Cluster
from ..cluster.machinery.trace import INSTALLER, SECRET, Poke, Record
from ..picture.memory import Memory
from ..picture.packets import packet as packet_of
from ..picture.packets import worth_of_record
from ..picture.scene import scene
from ..picture.story import marks as marks_of
from ..picture.story import story as story_of

KEPT = 400  # frames that a viewer who was away can still get: 20 s at full rate …
KEPT_CHARACTERS = (
    256 * 1024
)  # … and not more than takes the room of a few snapshots: a class of 300 has 300 times as many
RECENT = 50  # packets and sentences in a snapshot
UNTOLD = (INSTALLER, SECRET)  # who poked a cluster before it became somebody's, or before that one was to look
RECALLED = 2_000  # records of a cluster that comes back
PACKETS_IN_A_FRAME = 150  # more at once nobody sees: the least worth seeing are left out
PER_S = 20
REDRAW_AFTER_S = 3.0  # what shows only with time: ages, queues, revisions of leases
UNSEEN = ("/registry/leases/", "/registry/events/")
FAST = 5.0  # virtual ms in a wall ms, from which on what is not worth seeing could not be seen

Json = dict[str, Any]


class Frames:
    """The frames of one cluster."""

    def __init__(self, cluster: Cluster) -> None:
        self.cluster = cluster
        # Numbers grow faster in time than frames are made, so a process that starts again never uses one twice.
        self.number = int(time.time()) * PER_S
        self.kept: deque[tuple[int, str]] = deque()
        self._kept_characters = 0
        self._memory = Memory()
        self.scene: dict[str, Json] = scene(cluster, self._memory)
        self._looked = self._changed = cluster.etcd.store.revision  # the last revision, and the last that shows
        self._drawn = self._state()
        self._drawn_s = time.monotonic()
        self.packets: deque[Json] = deque(maxlen=RECENT)
        self.story: deque[Json] = deque(maxlen=RECENT)
        self.marks: deque[Json] = deque(maxlen=4 * RECENT)
        self._batch: list[Record] = []
        self._recall()

    def _recall(self) -> None:
        """A cluster that was put away tells its story again, from its learner's first poke on: not how it was installed, and
        nothing before the end of what was done in secret."""
        records = self.cluster.trace.records()
        pokes = [(place, record.who) for place, record in enumerate(records) if isinstance(record, Poke)]
        began = max((place for place, who in pokes if who in UNTOLD), default=-1)
        first = next((place for place, _ in pokes if place > began), len(records))
        for record in records[max(first, len(records) - RECALLED) :]:
            self.note(record)
        self._close()

    def forget_story(self) -> None:
        """What has happened so far, nobody is to be told."""
        self.remember()
        self.number += 1
        self._kept_characters = 0
        for told in (self.kept, self.packets, self.story, self.marks):
            told.clear()

    def note(self, record: Record) -> int:
        """A record is new: how much it is worth seeing, 0 if the page does not draw it."""
        self._batch.append(record)
        return worth_of_record(record)

    def remember(self, printed: bool = False) -> list[Record]:
        """Close the batch without a frame, as nobody looks: what a snapshot shows is kept.

        Whoever saw the frame before it cannot be told the rest any more, and gets a snapshot. `printed`: a command wrote
        something, too.
        """
        batch, _ = self._close()
        changed, gone = self._redraw() if self._stale(batch) else ({}, [])
        if batch or changed or gone or printed:
            self.number += 1
            self.kept.clear()
            self._kept_characters = 0
        return batch

    def make(self, clock: Json, output: list[Json], extra: Json) -> tuple[int, str, list[Record]]:
        """The next frame: (number, text, the records in it)."""
        batch, frame = self._close(fast=clock["rate"] > FAST)
        changed, gone = self._redraw() if self._stale(batch) else ({}, [])
        self.number += 1
        frame = {"frame": self.number, "clock": clock, **frame, **self._headline(), "set": changed, "gone": gone}
        frame |= {"output": output, **extra}
        text = encode(frame)
        self._keep(text)
        return self.number, text, batch

    def _keep(self, text: str) -> None:
        self.kept.append((self.number, text))
        self._kept_characters += len(text)
        while len(self.kept) > KEPT or (self._kept_characters > KEPT_CHARACTERS and len(self.kept) > 1):
            self._kept_characters -= len(self.kept.popleft()[1])

    def snapshot(self, clock: Json, programs: list[Json], extra: Json) -> Json:
        """Everything as it is after the last frame."""
        return {
            "scene": self.scene,
            "clock": clock,
            "packets": list(self.packets),
            "story": list(self.story),
            **self._headline(),
            "marks": list(self.marks),
            "programs": programs,
            **extra,
        }

    def since(self, seen: int) -> list[tuple[int, str]] | None:
        """The frames after `seen`, or None if some of them are forgotten or it never was."""
        if seen == self.number:
            return []
        if not self.kept or seen > self.number or seen < self.kept[0][0] - 1:
            return None
        return [kept for kept in self.kept if kept[0] > seen]

    def _close(self, fast: bool = False) -> tuple[list[Record], Json]:
        batch, self._batch = self._batch, []
        shown = [record for record in batch if worth_of_record(record)] if fast else batch
        drawn = [packet_of(record, self.cluster) for record in shown]
        packets = [packet for packet in drawn if packet is not None]
        if len(packets) > PACKETS_IN_A_FRAME:
            least = sorted(packets, key=_worth, reverse=True)[PACKETS_IN_A_FRAME - 1]["worth"]
            packets = [packet for packet in packets if packet["worth"] >= least][-PACKETS_IN_A_FRAME:]
        story = story_of(batch, self.cluster) if batch else []
        marks = marks_of(batch, self.cluster) if batch else []
        self.packets.extend(packets)
        self.story.extend(story)
        self.marks.extend(marks)
        return batch, {"packets": packets, "story": story, "marks": marks}

    def _redraw(self) -> tuple[dict[str, Json], list[str]]:
        """What changed in the scene since it was last drawn: elements, and the ids of those that are gone."""
        drawn, before = scene(self.cluster, self._memory), self.scene
        self.scene = drawn
        self._drawn, self._drawn_s = self._state(), time.monotonic()
        changed = {
            name: element
            for name, element in drawn.items()
            if (last := before.get(name)) is not element and last != element
        }
        return changed, [name for name in before if name not in drawn]

    def _stale(self, batch: list[Record]) -> bool:
        """Whether the scene may have changed. Drawing it is what costs most in a frame."""
        if time.monotonic() - self._drawn_s > REDRAW_AFTER_S:
            return True
        return bool(batch) and self._drawn != self._state()

    def _state(self) -> tuple[Any, ...]:
        """What the scene depends on, as far as it shows at once."""
        store, network = self.cluster.etcd.store, self.cluster.network
        for revision in range(max(self._looked, store.compacted) + 1, store.revision + 1):
            if any(not event.key.startswith(UNSEEN) for event in store.history.get(revision, ())):
                self._changed = revision
        self._looked = store.revision
        running = tuple(component.running for component in network.components.values())
        cut = (*network.powered_off, *network.cut_links, *network.slow_links_ms.items())
        return self._changed, running, cut

    @property
    def well(self) -> bool:
        """Whether the headline has nothing wrong to say."""
        return bool(self.scene["canvas"]["data"]["headline_state"] == "ok")

    def _headline(self) -> Json:
        canvas = self.scene["canvas"]["data"]
        return {"headline": canvas["headline"], "state": canvas["headline_state"], "aside": canvas["aside"]}


def encode(message: Json) -> str:
    """JSON text. What is no Unicode, or no number of 64 bits, is written with escapes and in full: rarely, and slowly."""
    try:
        return orjson.dumps(message, option=orjson.OPT_NON_STR_KEYS).decode()
    except TypeError:
        return json.dumps(message)


def _worth(packet: Json) -> int:
    return int(packet["worth"])
