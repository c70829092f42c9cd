"""Checkpoints: the exact image of a cluster, in-flight messages, timers, queues and chance included.

An image is a pickle of the whole cluster: restoring replays nothing. It is read only by the program that wrote it (the live
host signs it and tags it with `MODEL_VERSION`). A fork of a booted preset is an image with another epoch and another seed.
"""

from __future__ import annotations

import io
import pickle
import re
from datetime import datetime, timedelta
from functools import lru_cache

from .cluster import Cluster
from .machinery.chance import Chance

MODEL_VERSION = "1"  # grows with every change that older images cannot follow
ALLOWED = ("clusterviz.", "collections", "functools", "fractions", "builtins", "copyreg", "random", "_random")
SAFE_BUILTINS = ("getattr", "set", "frozenset", "dict", "list", "tuple", "int", "str", "object", "bytes", "bytearray")
IMAGE_EPOCH_MS = 1_767_225_600_000  # 2026-01-01T00:00:00Z: presets are booted at this moment
_TIMESTAMP = re.compile(rb"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{6})?Z")


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


def image(cluster: Cluster) -> bytes:
    """The exact state of a cluster."""
    data = io.BytesIO()
    _Pickler(data, protocol=5).dump(cluster)
    return data.getvalue()


def restore(data: bytes) -> Cluster:
    """The cluster of an image, ready to go on. ImageError if it is none."""
    try:
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

    `epoch_ms` is the Unix time in ms that virtual 0 stands for; whole seconds count.
    """
    shift_s = (epoch_ms - IMAGE_EPOCH_MS) // 1000
    cluster = restore(_shifted(_booted(preset, nodes), shift_s))
    cluster.clock.epoch_ms = IMAGE_EPOCH_MS + shift_s * 1000
    reseed(cluster, seed)
    return cluster


def reseed(cluster: Cluster, seed: int) -> None:
    """From here on, chance is drawn from `seed`."""
    cluster.seed = cluster.ground.seed = seed
    cluster.network.chance = Chance(seed, "network")
    for component in cluster.components.values():
        component.chance = Chance(seed, component.name)


@lru_cache(maxsize=16)
def _booted(preset: str, nodes: int | None) -> bytes:
    from . import presets

    return image(presets.make(preset, seed=1, epoch_ms=IMAGE_EPOCH_MS, nodes=nodes))


def _shifted(data: bytes, seconds: int) -> bytes:
    """The image with every timestamp moved: its text keeps its length, so the pickle stays whole."""
    if seconds == 0:
        return data

    def later(match: re.Match[bytes]) -> bytes:
        text = match[0].decode()
        moment = datetime.fromisoformat(text[:19] + "+00:00") + timedelta(seconds=seconds)
        return (moment.strftime("%Y-%m-%dT%H:%M:%S") + text[19:]).encode()

    return _TIMESTAMP.sub(later, data)
