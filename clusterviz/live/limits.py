"""Limits: what one visitor, one cluster and one socket may use, each with a sentence that says so."""

from __future__ import annotations

import re
import time
from collections import OrderedDict

from ..cluster.cluster import Cluster
from ..cluster.machinery.resources import NODES as NODES_RESOURCE
from ..cluster.machinery.resources import Resource

ROOM = {"pods": 500, "objects": 2_000}  # in one cluster; the API server refuses what goes beyond
NODES = 50
LINE_CHARACTERS = 8 * 1024
FIELD_CHARACTERS = 300  # in a form
MANIFEST_BYTES = 256 * 1024
FILES_CHARACTERS = 1024 * 1024  # in the working directory
PROGRAMS_WAITING = 10
VIEWERS = 12  # sockets of one cluster, those of guests not counted
GUESTS = 420  # sockets of a class that follows its teacher
CLUSTERS = {"sandbox": 8, "lesson": 24}  # of one visitor; the one not seen for longest makes room
COMMANDS_PER_S = 5.0
COMMANDS_AT_ONCE = 20


_HALVES = re.compile("[\ud800-\udfff]")


class LimitError(Exception):
    """A limit is reached: the sentence says which, and what to do. `retry_after_s` for HTTP; `language` "" is the page's own."""

    language = "en"

    def __init__(self, sentence: str, retry_after_s: int = 5) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.retry_after_s = retry_after_s


class Bucket:
    """So many at once, so many a second after that."""

    def __init__(self, per_s: float = COMMANDS_PER_S, at_once: int = COMMANDS_AT_ONCE) -> None:
        self.per_s = per_s
        self.at_once = at_once
        self.level = float(at_once)
        self.at_s = time.monotonic()

    def _fill(self) -> None:
        now_s = time.monotonic()
        self.level = min(self.at_once, self.level + (now_s - self.at_s) * self.per_s)
        self.at_s = now_s

    def turn_s(self) -> float:
        """Take one, and return after how many seconds it is there."""
        self._fill()
        self.level -= 1
        return max(0.0, -self.level / self.per_s)

    def take(self) -> None:
        """Take one. LimitError if there is none."""
        self._fill()
        if self.level < 1:
            wait_s = max(1, round((1 - self.level) / self.per_s))
            raise LimitError(
                f"That was too much at once: {self.at_once} commands, then {self.per_s:g} a second. "
                f"Try again in {wait_s} s.",
                wait_s,
            )
        self.level -= 1


class Buckets:
    """A bucket for each visitor, the latest ten thousand of them."""

    def __init__(self, per_s: float = COMMANDS_PER_S, at_once: int = COMMANDS_AT_ONCE) -> None:
        self.per_s = per_s
        self.at_once = at_once
        self._buckets: OrderedDict[str, Bucket] = OrderedDict()

    def take(self, who: str) -> None:
        """One for this visitor. LimitError if there is none."""
        bucket = self._buckets.pop(who, None) or Bucket(self.per_s, self.at_once)
        self._buckets[who] = bucket
        while len(self._buckets) > 10_000:
            self._buckets.popitem(last=False)
        bucket.take()

    def give_back(self, who: str) -> None:
        """The one taken last does not count."""
        bucket = self._buckets.get(who)
        if bucket is not None:
            bucket.level = min(bucket.at_once, bucket.level + 1)


def check_nodes(cluster: Cluster) -> None:
    """LimitError if no further node may join."""
    held = count(cluster, NODES_RESOURCE)
    if held >= NODES:
        raise LimitError(f"This cluster has {held} nodes; {NODES} are the most it may have here. Remove one first.")


def check_files(files: dict[str, str]) -> None:
    """LimitError if the working directory is full."""
    held = sum(len(text) for text in files.values())
    if held > FILES_CHARACTERS:
        raise LimitError(
            f"Your files hold {held} characters; {FILES_CHARACTERS} are the most they may hold. Remove some with rm."
        )


def check_text(line: str, stdin: str) -> None:
    """LimitError if a command or a manifest is too long, or no text at all."""
    for text in (line, stdin):
        if "\0" in text or _HALVES.search(text):
            raise LimitError(
                "There are characters in it that are none: a zero, or half of a character. Leave them out.", 1
            )
    if len(line) > LINE_CHARACTERS:
        raise LimitError(f"The command has {len(line)} characters; {LINE_CHARACTERS} are the most it may have.")
    size = len(stdin.encode())
    if size > MANIFEST_BYTES:
        raise LimitError(f"The manifest has {size} bytes; {MANIFEST_BYTES} (256 KiB) are the most it may have.")


def count(cluster: Cluster, resource: Resource) -> int:
    """How many objects of a resource etcd holds."""
    return cluster.etcd.store.count(resource.etcd_prefix)
