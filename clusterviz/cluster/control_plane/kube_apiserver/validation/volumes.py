"""Volumes: each has a name of its own and exactly one source. Fact sheet §4.4."""

from __future__ import annotations

from ....machinery.objects import Object
from ....machinery.quantities import QuantityError, parse
from ..errors import FieldError
from .downward import IN_FILES, validate_amount, validate_field
from .fields import duplicate, forbidden, invalid, label, names, not_supported, required

# what a source cannot do without
NEEDS = (
    ("hostPath", "path"),
    ("secret", "secretName"),
    ("configMap", "name"),
    ("persistentVolumeClaim", "claimName"),
    ("nfs", "server"),
)

HOST_PATHS = ("", "BlockDevice", "CharDevice", "Directory", "DirectoryOrCreate", "File", "FileOrCreate", "Socket")
MODE = "must be a number between 0 and 0777 (octal), both inclusive"
HIGHEST_MODE = 0o777
PROJECTED = ("secret", "configMap", "downwardAPI")  # whose files have a form of their own


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
        found += _validate_source(where, volume)
        if not name:
            found.append(required(f"{where}.name"))
        elif name in seen:
            found.append(duplicate(f"{where}.name", name))
        else:
            found += names(f"{where}.name", name, label)
        seen[name] = None
    return found


def _validate_source(path: str, volume: Object) -> list[FieldError]:
    found: list[FieldError] = []
    place, scratch = volume.get("hostPath"), volume.get("emptyDir") or {}
    if place is not None:
        if ".." in (place.get("path") or "").split("/"):
            found.append(invalid(f"{path}.hostPath.path", place["path"], "must not contain '..'"))
        if (place.get("type") or "") not in HOST_PATHS:
            found.append(not_supported(f"{path}.hostPath.type", place["type"], HOST_PATHS))
    if scratch.get("sizeLimit") is not None and _negative(scratch["sizeLimit"]):
        found.append(forbidden(f"{path}.emptyDir.sizeLimit", "SizeLimit field must be a valid resource quantity"))
    for kind in ("secret", "configMap", "downwardAPI", "projected"):
        source = volume.get(kind)
        if source is not None:
            found += _mode(f"{path}.{kind}.defaultMode", source.get("defaultMode"))
            found += _validate_files(f"{path}.{kind}", kind, source)
    for i, part in enumerate((volume.get("projected") or {}).get("sources") or ()):
        for kind in PROJECTED:
            if part.get(kind) is not None:
                found += _validate_files(f"{path}.projected.sources[{i}].{kind}", kind, part[kind])
    return found


def _validate_files(path: str, kind: str, source: Object) -> list[FieldError]:
    """The files that a volume is made of."""
    found: list[FieldError] = []
    for i, item in enumerate(source.get("items") or ()):
        where = f"{path}.items[{i}]"
        if kind == "downwardAPI":
            if item.get("fieldRef") is not None:
                found += validate_field(f"{where}.fieldRef", item["fieldRef"], IN_FILES)
            if item.get("resourceFieldRef") is not None:
                found += validate_amount(f"{where}.resourceFieldRef", item["resourceFieldRef"], of_a_file=True)
        else:
            found += [required(f"{where}.{field}") for field in ("key", "path") if not item.get(field)]
        if ".." in (item.get("path") or "").split("/"):
            found.append(invalid(f"{where}.path", item["path"], "must not contain '..'"))
        found += _mode(f"{where}.mode", item.get("mode"))
    return found


def _mode(path: str, mode: int | None) -> list[FieldError]:
    return [] if mode is None or 0 <= mode <= HIGHEST_MODE else [invalid(path, mode, MODE)]


def _negative(amount: object) -> bool:
    try:
        return parse(str(amount)) < 0
    except QuantityError:
        return False
