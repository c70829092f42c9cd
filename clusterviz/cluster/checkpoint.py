"""Checkpoints: the exact image of a cluster, in-flight messages, timers, queues and chance included.

An image is a pickle of the whole cluster: restoring replays nothing. It is read only by the program that wrote it (the live
host signs it and tags it with `MODEL_VERSION`). A fork of a booted preset is an image with another epoch and another seed.
"""

from __future__ import annotations

import gc
import io
import pickle
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from .cluster import Cluster
from .control_plane.kube_apiserver.watch_cache import Change
from .machinery.api import Request, User
from .machinery.chance import Chance
from .machinery.field_managers import ManagedFields
from .machinery.resources import Resource
from .machinery.storage import KeyValue, StoreEvent
from .machinery.trace import Decision, Hop, Outcome, Timer

MODEL_VERSION = "10"  # grows with every change that older images cannot follow
ALLOWED = ("clusterviz.", "collections", "functools", "fractions", "builtins", "copyreg", "random", "_random")
SAFE_BUILTINS = ("getattr", "set", "frozenset", "dict", "list", "tuple", "int", "str", "object", "bytes", "bytearray")
IMAGE_EPOCH_MS = 1_767_225_600_000  # 2026-01-01T00:00:00Z: presets are booted at this moment
BOOT_RECORDS_KEPT = 60  # of a preset's boot: enough to see what it does just now
BOOTS_KEPT = 32  # a few MB each
_TIMESTAMP = re.compile(rb"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{6})?Z")


Booted = tuple[bytes, bytes]  # an image in two parts: what changes, and what never does
_boots: dict[tuple[str, int | None], Booted] = {}


class ImageError(ValueError):
    """An image that this program cannot read."""


class _Unpickler(pickle.Unpickler):
    """Reads nothing but this model's own classes."""

    def find_class(self, module: str, name: str) -> object:
        root = module.split(".")[0]
        if module == "builtins":
            if name not in SAFE_BUILTINS:
                raise ImageError(f"an image may not contain {module}.{name}")
        elif root + "." not in ALLOWED and root not in ALLOWED:
            raise ImageError(f"an image may not contain {module}.{name}")
        return super().find_class(module, name)


class _Pickler(pickle.Pickler):
    """Writes as Python does, whatever other packages have registered: daphne's Twisted has its own way with methods."""

    dispatch_table: dict[type, object] = {}  # type: ignore[assignment]


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Tens of thousands of objects are made, and none is dropped: to look for garbage meanwhile costs more than the work."""
    looked = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if looked:
            gc.enable()


def image(cluster: Cluster) -> bytes:
    """The exact state of a cluster."""
    data = io.BytesIO()
    with _undisturbed():
        _Pickler(data, protocol=5).dump(cluster)
    return data.getvalue()


def restore(data: bytes) -> Cluster:
    """The cluster of an image, ready to go on. ImageError if it is none."""
    try:
        with _undisturbed():
            cluster = _Unpickler(io.BytesIO(data)).load()
    except ImageError:
        raise
    except Exception as error:  # a torn pickle fails in many ways
        raise ImageError(f"the image cannot be read: {error}") from error
    if not isinstance(cluster, Cluster):
        raise ImageError(f"the image holds a {type(cluster).__name__}, not a cluster")
    return cluster


def fork(
    preset: str = "three-nodes", seed: int = 1, epoch_ms: int = IMAGE_EPOCH_MS, nodes: int | None = None
) -> Cluster:
    """A new cluster, booted and quiet: a copy of the preset's image with its own seed and epoch.

    `epoch_ms` is the Unix time in ms that virtual 0 stands for; whole seconds count. Forks of one epoch share what never
    changes: stored objects, etcd's past, the trace of the boot.
    """
    shift_s = (epoch_ms - IMAGE_EPOCH_MS) // 1000
    cluster = enter(_booted_at(preset, nodes, shift_s))
    cluster.clock.epoch_ms = IMAGE_EPOCH_MS + shift_s * 1000
    reseed(cluster, seed)
    return cluster


def boot(preset: str, nodes: int | None = None) -> Booted:
    """The image of this preset, made now if nobody has needed it yet: forks of it are then quick."""
    booted = _boots.get((preset, nodes))
    if booted is None:
        booted = _booted(preset, nodes)
        lend(preset, nodes, booted)
    return booted


def lend(preset: str, nodes: int | None, booted: Booted) -> None:
    """Fork this preset from the image that `boot` gave to an earlier process of this very program."""
    if len(_boots) >= BOOTS_KEPT and (preset, nodes) not in _boots:
        _boots.pop(next(iter(_boots)))
    _boots[(preset, nodes)] = booted


def forget_boots() -> None:
    """Boot every preset again when it is next wanted: for who has changed the model meanwhile."""
    _boots.clear()
    _booted_at.cache_clear()


class Stage(NamedTuple):
    """A cluster at one moment, for copies of it: its image, and what all copies share, as none of it ever changes."""

    image: bytes
    shared: list[object]


def stage(cluster: Cluster) -> Stage:
    """Copies of this cluster as it is now can be had for little."""
    file = io.BytesIO()
    with _undisturbed():
        pickler = _Dividing(file, cluster)
        pickler.dump(cluster)
    return Stage(file.getvalue(), pickler.shared)


def enter(stage: Stage) -> Cluster:
    """A copy of the cluster that was staged, which goes on as that one did: of the same seed and epoch."""
    with _undisturbed():
        cluster = _Sharing(io.BytesIO(stage.image), stage.shared).load()
    return cluster  # type: ignore[no-any-return]


FORKED = 1


def reseed(cluster: Cluster, seed: int) -> None:
    """From here on, chance is drawn from `seed`. Not even a fork with its image's seed gives a UID twice."""
    cluster.seed = cluster.ground.seed = seed
    cluster.network.chance = Chance(seed, "network")
    for component in cluster.components.values():
        component.chance = Chance(seed, component.name, FORKED)


# What is never mutated is pickled apart, once: forks refer to it by its number.
_IMMUTABLE = (Hop, Timer, Decision, Outcome, KeyValue, StoreEvent, Change, ManagedFields, Resource, User)
_SMALL_INT = 256  # Python itself shares those
_LONG_TEXT = 12  # the keys of stored objects and the like: shorter text costs more to look up than it takes


class _Dividing(pickle.Pickler):
    """Pickles a cluster without its immutable parts, which it collects in `shared`."""

    def __init__(self, file: io.BytesIO, cluster: Cluster) -> None:
        super().__init__(file, protocol=5)
        self.shared: list[object] = []
        self._numbers: dict[int, int] = {}
        self._texts: dict[str, int] = {}
        self._ints: dict[int, int] = {}
        for collection in cluster.api_server.cache.collections.values():
            for obj in collection.objects.values():
                self._share(obj)

    def _share(self, value: object) -> None:
        """What is stored never changes, nor does what stands in it: a Pod's spec is one for all who hold it."""
        if id(value) in self._numbers:
            return
        if type(value) is dict:
            self._number(value)
            for inner in value.values():
                self._share(inner)
        elif type(value) is list:
            self._number(value)
            for inner in value:
                self._share(inner)

    def _number(self, obj: object) -> int:
        number = self._numbers.get(id(obj))
        if number is None:
            number = self._numbers[id(obj)] = len(self.shared)
            self.shared.append(obj)
        return number

    def _number_of_text(self, text: str) -> int:
        number = self._texts.get(text)
        if number is None:
            number = self._texts[text] = len(self.shared)
            self.shared.append(text)
        return number

    def _number_of_int(self, value: int) -> int:
        number = self._ints.get(value)
        if number is None:
            number = self._ints[value] = len(self.shared)
            self.shared.append(value)
        return number

    def persistent_id(self, obj: object) -> int | None:
        if type(obj) is str:
            return self._number_of_text(obj) if len(obj) >= _LONG_TEXT else None
        if type(obj) is int:
            return self._number_of_int(obj) if obj > _SMALL_INT else None
        if isinstance(obj, _IMMUTABLE):
            return self._number(obj)
        if type(obj) is Request:
            self._share(obj.query)
        if type(obj) is dict and "kind" in obj and "metadata" in obj:
            self._share(obj)
        return self._numbers.get(id(obj)) if type(obj) is dict or type(obj) is list else None


class _Sharing(pickle.Unpickler):
    """Reads what `_Dividing` wrote."""

    def __init__(self, file: io.BytesIO, shared: list[object]) -> None:
        super().__init__(file)
        # Some 20,000 times: a method of our own takes as long as all the rest.
        self.persistent_load = shared.__getitem__  # type: ignore[method-assign]


def _booted(preset: str, nodes: int | None) -> Booted:
    from . import presets

    cluster = presets.make(preset, seed=1, epoch_ms=IMAGE_EPOCH_MS, nodes=nodes)
    cluster.trace.forget(BOOT_RECORDS_KEPT)
    image, shared = stage(cluster)
    data = io.BytesIO()
    _Pickler(data, protocol=5).dump(shared)
    return image, data.getvalue()


@lru_cache(maxsize=BOOTS_KEPT)
def _booted_at(preset: str, nodes: int | None, shift_s: int) -> Stage:
    image, shared = boot(preset, nodes)
    with _undisturbed():
        return Stage(_shifted(image, shift_s), pickle.loads(_shifted(shared, shift_s)))


def _shifted(data: bytes, seconds: int) -> bytes:
    """The image with every timestamp moved: its text keeps its length, so the pickle stays whole."""
    if seconds == 0:
        return data

    def later(match: re.Match[bytes]) -> bytes:
        text = match[0].decode()
        moment = datetime.fromisoformat(text[:19] + "+00:00") + timedelta(seconds=seconds)
        return (moment.strftime("%Y-%m-%dT%H:%M:%S") + text[19:]).encode()

    return _TIMESTAMP.sub(later, data)
