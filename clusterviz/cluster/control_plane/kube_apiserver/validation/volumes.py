"""Volumes: each has a name of its own and exactly one source. Fact sheet §4.4."""

from __future__ import annotations

from ....machinery.objects import Object
from ..errors import FieldError
from .fields import duplicate, forbidden, label, names, required

# what a source cannot do without
NEEDS = (
    ("hostPath", "path"),
    ("secret", "secretName"),
    ("configMap", "name"),
    ("persistentVolumeClaim", "claimName"),
    ("nfs", "server"),
)


def validate_volumes(path: str, volumes: list[Object]) -> list[FieldError]:
    """What is wrong with the volumes of a Pod."""
    found: list[FieldError] = []
    seen: dict[str, None] = {}
    for i, volume in enumerate(volumes):
        where = f"{path}[{i}]"
        name = volume.get("name", "")
        sources = [kind for kind in volume if kind != "name" and volume[kind] is not None]
        found += [forbidden(f"{where}.{kind}", "may not specify more than 1 volume type") for kind in sources[1:]]
        if not sources:
            found.append(required(where, "must specify a volume type"))
        for kind, field in NEEDS:
            if volume.get(kind) is not None and not volume[kind].get(field):
                found.append(required(f"{where}.{kind}.{field}"))
        if not name:
            found.append(required(f"{where}.name"))
        elif name in seen:
            found.append(duplicate(f"{where}.name", name))
        else:
            found += names(f"{where}.name", name, label)
        seen[name] = None
    return found
