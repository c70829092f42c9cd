"""Registries: who answers a pull, how large the image is and how long it takes."""

from __future__ import annotations

import hashlib
import re

from .catalogue import ANY_SERVER, CATALOGUE, Image, image_of
from .names import canonical, split

BYTES_PER_MS = 30_000  # 30 MB/s
ROUND_TRIP_MS = 250  # to ask the registry what a name stands for
DIAL_TIMEOUT_MS = 30_000  # so long the runtime waits for a registry that does not answer
ADDRESS = "203.0.113.10"  # of every registry: an address that documents may use
BARE_SIZE = 59_772_801
_WRONG = re.compile(r"nope|missing|no-such|nosuch|does-not-exist|nonexist|not-exist|invalid|wrong")


class Registry:
    """All registries of the world, as one machine sees them.

    `serves_all`: every name is served at once, but those that look wrong, as the recorded sessions have it.
    """

    down = False  # nobody answers

    def __init__(self, serves_all: bool = False) -> None:
        self.serves_all = serves_all

    def image(self, name: str) -> Image | None:
        """The image of this name, or None if there is none."""
        if not self.serves_all:
            return image_of(name)
        if _WRONG.search(name):
            return None
        return CATALOGUE.get(split(name)[0], ANY_SERVER)

    def size(self, name: str) -> int:
        """Its compressed size in bytes."""
        if self.serves_all:
            return BARE_SIZE
        image = image_of(name)
        assert image is not None, f"the size of {name}, which does not exist, was asked"
        return image.size

    def pull_ms(self, name: str, present: bool) -> int:
        """How long a pull takes, virtual ms."""
        if self.serves_all:
            return 0
        return ROUND_TRIP_MS if present else ROUND_TRIP_MS + self.size(name) // BYTES_PER_MS

    def name(self, name: str) -> str:
        """What the runtime reports as the container's image."""
        return name if self.serves_all else canonical(name)

    def id(self, name: str) -> str:
        """What the runtime reports as the image's id: its digest."""
        if self.serves_all:
            return name
        repository, tag = split(name)
        digest = tag if tag.startswith("sha256:") else "sha256:" + hashlib.sha256(canonical(name).encode()).hexdigest()
        return f"{repository}@{digest}"


def not_found(name: str) -> str:
    """What containerd says of an image that no registry has. Fact sheet §8.8."""
    full = canonical(name)
    return f'failed to pull and unpack image "{full}": failed to resolve reference "{full}": {full}: not found'


def door(name: str) -> str:
    """The host of an image's registry."""
    host = split(name)[0].partition("/")[0]
    return "registry-1.docker.io" if host == "docker.io" else host


def unreachable(name: str) -> str:
    """What containerd says when the registry does not answer at all. Fact sheet §8.8."""
    repository, tag = split(name)
    path = repository.partition("/")[2]
    full = canonical(name)
    return (
        f'failed to pull and unpack image "{full}": failed to resolve reference "{full}": failed to do request: '
        f'Head "https://{door(name)}/v2/{path}/manifests/{tag}": dial tcp {ADDRESS}:443: i/o timeout'
    )
