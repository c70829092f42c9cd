"""Image names: `nginx` is short for `docker.io/library/nginx:latest`."""

from __future__ import annotations

import re

_VALID = re.compile(
    r"^(?:[a-zA-Z0-9.-]+(?::\d+)?/)?[a-z0-9]+(?:[._/-]+[a-z0-9]+)*(?::[\w][\w.-]{0,127})?(?:@sha256:[0-9a-f]{64})?$"
)


def is_valid(name: str) -> bool:
    """Whether this is an image's name at all."""
    return _VALID.match(name) is not None


def split(name: str) -> tuple[str, str]:
    """(repository, tag) of a name: `nginx:1.27` → (`docker.io/library/nginx`, `1.27`)."""
    name, _, digest = name.partition("@")
    path, colon, tag = name.rpartition(":")
    if not colon or "/" in tag:
        path, tag = name, "latest"
    first = path.partition("/")[0]
    if "/" not in path:
        path = f"docker.io/library/{path}"
    elif "." not in first and ":" not in first and first != "localhost":
        path = f"docker.io/{path}"
    return path, digest or tag


def canonical(name: str) -> str:
    """The full name: registry, path and tag."""
    repository, tag = split(name)
    return f"{repository}@{tag}" if tag.startswith("sha256:") else f"{repository}:{tag}"
