"""The presets' images, kept on the disk from one start of the server to the next: who waits for the server does not wait for
presets to boot.

A file is read only if this site has signed it, for this preset and this very model; else the preset is booted again.
"""

from __future__ import annotations

import contextlib
import hmac
import logging
import os
import sys
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path

from django.conf import settings

from ..cluster import checkpoint
from .journal import sign
from .sources import digest_of

log = logging.getLogger(__name__)
FOLDER = "boots"
SIGNATURE = 64  # characters
LENGTH = 8  # bytes
MADE_WITH = ("kubernetes-validate", "PyYAML")  # what the model computes with besides its own source


def make_ready(wanted: Iterable[tuple[str, int | None]]) -> None:
    """Forks of these presets, each with its number of nodes (None: the preset's own), are quick from now on."""
    folder = Path(settings.VAR) / FOLDER
    made_with = "-".join(map(version, MADE_WITH))
    model = f"{digest_of('clusterviz/cluster')}-{sys.version_info.major}.{sys.version_info.minor}-{made_with}"
    for preset, nodes in sorted(wanted, key=str):
        name = f"{preset}-{nodes or 'own'}"
        file = folder / f"{name}.{model}"
        kept = _read(file)
        if kept is not None:
            checkpoint.lend(preset, nodes, kept)
        else:
            _write(file, checkpoint.boot(preset, nodes))
            for older in folder.glob(f"{name}.*"):
                if older != file:
                    with contextlib.suppress(OSError):
                        older.unlink()


def _read(file: Path) -> checkpoint.Booted | None:
    try:
        whole = file.read_bytes()
    except OSError:
        return None
    signature, data = whole[:SIGNATURE], whole[SIGNATURE:]
    if not hmac.compare_digest(signature, _signature(file, data)):
        log.error("The image %s is not signed by this site, and is made again", file)
        return None
    ends = LENGTH + int.from_bytes(data[:LENGTH], "big")
    return data[LENGTH:ends], data[ends:]


def _write(file: Path, booted: checkpoint.Booted) -> None:
    """Where the disk is full, the next start takes as long as this one."""
    state, shared = booted
    data = len(state).to_bytes(LENGTH, "big") + state + shared
    part = file.with_name(f"{file.name}.{os.getpid()}")
    with contextlib.suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(_signature(file, data) + data)
        part.replace(file)


def _signature(file: Path, data: bytes) -> bytes:
    return sign(f"boot {file.name}", data).encode()
