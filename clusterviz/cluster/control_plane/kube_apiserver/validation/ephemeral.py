"""Ephemeral containers: what they may be, and that none of them ever changes or goes."""

from __future__ import annotations

from typing import Any

from ....machinery.objects import Object
from ..errors import FieldError
from .containers import validate_container
from .fields import forbidden, not_found

PATH = "spec.ephemeralContainers"
# What a container that only looks cannot have. Fact sheet §8.5.
NEVER = (
    "ports",
    "livenessProbe",
    "readinessProbe",
    "startupProbe",
    "lifecycle",
    "resources",
    "resizePolicy",
    "restartPolicy",
)


def validate_change(wanted: list[Object], spec: Object) -> list[FieldError]:
    """What is wrong with the ephemeral containers that a Pod of this spec is to have."""
    found: list[FieldError] = []
    volumes = {volume.get("name", ""): None for volume in spec.get("volumes") or ()}
    regular = [*spec["containers"], *(spec.get("initContainers") or ())]
    seen: dict[str, None] = {one["name"]: None for one in regular}
    for i, container in enumerate(wanted):
        path = f"{PATH}[{i}]"
        own = {key: value for key, value in container.items() if key not in NEVER}
        found += validate_container(path, own, volumes, seen)
        target = container.get("targetContainerName")
        if target and target not in [one["name"] for one in regular]:
            found.append(not_found(f"{path}.targetContainerName", target))
        found += [
            forbidden(f"{path}.{name}", "cannot be set for an Ephemeral Container")
            for name in NEVER
            if container.get(name)
        ]
    return found + _kept(wanted, spec.get("ephemeralContainers") or [])


def _kept(wanted: list[Object], before: list[Any]) -> list[FieldError]:
    now = {one.get("name"): one for one in wanted}
    found = []
    for one in before:
        name = one["name"]
        if name not in now:
            found.append(forbidden(PATH, f'existing ephemeral containers "{name}" may not be removed\n'))
        elif now[name] != one:
            found.append(forbidden(PATH, f'existing ephemeral containers "{name}" may not be changed\n'))
    return found
