"""`metadata.managedFields`: who owns which field of an object, and since when. Fact sheet §4.5, §4.7.

Nearly nobody ever looks at it, and every write changes it. So a write only notes who made it, from what and to what; the
fields are compared when somebody asks, and what was noted is forgotten then. An API object thus holds a `ManagedFields`
where JSON has a list of entries: `entries()` gives that list.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, NamedTuple

from .custom_shapes import custom_shape
from .objects import Object
from .owned_fields import Fields, compare, difference, in_order, nothing, union, well_formed
from .schemas import Shape, shape_of
from .times import unix_ms

APPLY, UPDATE = "Apply", "Update"
ANCIENT = "ancient-changes"
MOST_UPDATERS = 10
BEFORE_FIRST_APPLY = "before-first-apply"
MOST_NOTES = 8  # that one object holds before they are compared: old versions take memory
_SERVERS_OWN = (
    "name",
    "namespace",
    "creationTimestamp",
    "selfLink",
    "uid",
    "generation",
    "managedFields",
    "resourceVersion",
)


class Manager(NamedTuple):
    """Who writes, how and through what. `operation`: Apply or Update."""

    name: str
    operation: str
    api_version: str
    subresource: str = ""


@lru_cache(maxsize=4096)
def manager(name: str, operation: str, api_version: str, subresource: str = "") -> Manager:
    """A manager; the same one for the same words."""
    return Manager(name, operation, api_version, subresource)


class Entry(NamedTuple):
    """What a manager owns, and when it last took something."""

    manager: Manager
    time: str
    fields: Fields

    def as_json(self) -> Object:
        name, operation, api_version, subresource = self.manager
        found: Object = {"manager": name, "operation": operation, "apiVersion": api_version}
        if self.time:
            found["time"] = self.time
        found.update(fieldsType="FieldsV1", fieldsV1=in_order(self.fields))
        return {**found, "subresource": subresource} if subresource else found


class Note(NamedTuple):
    """A write of which only this much is known yet. `old`: what was there before, None for a new object. `new`: what was
    written; None if that is the very version that holds the note."""

    manager: Manager
    time: str
    old: Object | None
    new: Object | None


class ManagedFields:
    """The entries of one version of an object. `schema`: that of a custom kind, as one line."""

    __slots__ = ("_known", "schema")

    def __init__(self, entries: tuple[Entry, ...], notes: tuple[Note, ...] = (), schema: str = "") -> None:
        # Clusters share this, and their threads may ask at the same time: what is known changes at one stroke.
        self._known = entries, notes
        self.schema = schema

    def entries(self, holder: Object) -> tuple[Entry, ...]:
        """Who owns what in the version that holds this; compares what has only been noted."""
        entries, notes = self._known
        if notes:
            shape = custom_shape(self.schema) if self.schema else shape_for(holder)
            for note in notes:
                entries = _written(entries, note, shape, holder)
            self._known = entries, ()
        return entries

    @property
    def known_empty(self) -> bool:
        """Whether nobody owns anything, as far as that is known without comparing."""
        entries, notes = self._known
        return not entries and not notes

    def renewed(self, note: Note, holder: Object) -> ManagedFields:
        """The managers after a write that happens for ever: the same, if they only took again what they had.

        `as_json` then takes the time from the Lease itself.
        """
        before = self.entries(holder if note.old is None else note.old)
        after = ManagedFields(before, (note,), self.schema)
        then = after.entries(holder)
        same = len(before) == len(then) and all(a.fields is b.fields for a, b in zip(before, then, strict=True))
        return self if same else after

    def noting(self, note: Note) -> ManagedFields:
        """The managers after one more write, from `note.old`, which holds this."""
        entries, notes = self._known
        if len(notes) >= MOST_NOTES and note.old is not None:
            entries, notes = self.entries(note.old), ()
        if notes and notes[-1].new is None:
            notes = (*notes[:-1], notes[-1]._replace(new=note.old))
        return ManagedFields(entries, (*notes, note), self.schema)

    def as_json(self, holder: Object) -> list[Object]:
        """What a client reads: Applies first, then by time."""
        entries = self.entries(holder)
        renewed = str(holder.get("spec", {}).get("renewTime", ""))[:19]
        if renewed and len(entries) == 1:
            entries = (entries[0]._replace(time=f"{renewed}Z"),)
        return [entry.as_json() for entry in sorted(entries, key=_as_listed)]


NOBODY = ManagedFields(())


def _as_listed(entry: Entry) -> tuple[str, int, str, str, str]:
    name, operation, api_version, subresource = entry.manager
    return operation, unix_ms(entry.time) // 1000 if entry.time else 0, name, api_version, subresource


def _written(entries: tuple[Entry, ...], note: Note, shape: Shape | None, holder: Object) -> tuple[Entry, ...]:
    """An Update takes what it changes from everybody, and keeps what its manager had."""
    empty = nothing(shape if shape is not None and shape.go else None)
    old = empty if note.old is None else {**empty, **note.old}
    new = {**empty, **(holder if note.new is None else note.new)}
    changed, removed = compare(shape, seen(old, note.manager), seen(new, note.manager))
    if changed is None:
        return taken_from(entries, removed, None)
    mine = next((difference(entry.fields, removed) for entry in entries if entry.manager == note.manager), None)
    owned = mine if mine is not None and difference(changed, mine) is None else union(changed, mine)
    assert owned is not None
    others = tuple(entry for entry in entries if entry.manager != note.manager)
    return _capped((*taken_from(others, union(changed, removed), None), Entry(note.manager, note.time, owned)))


def _capped(entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
    """Beyond ten managers that update, the oldest of each version are put together as `ancient-changes`."""
    updates = [entry for entry in entries if entry.manager.operation == UPDATE]
    if len(updates) <= MOST_UPDATERS:
        return entries
    left = {entry.manager: entry for entry in entries}
    oldest: dict[str, Manager] = {}
    too_many = len(updates) - MOST_UPDATERS
    for entry in sorted(updates, key=_as_listed):
        version = entry.manager.api_version
        if too_many and version in oldest:
            bucket = manager(ANCIENT, UPDATE, version)
            if bucket not in left:
                left[bucket] = left.pop(oldest[version])
            fields = union(left[bucket].fields, left.pop(entry.manager).fields)
            assert fields is not None
            left[bucket] = Entry(bucket, entry.time, fields)
            too_many -= 1
        else:
            oldest.setdefault(version, entry.manager)
    return tuple(left.values())


def taken_from(entries: tuple[Entry, ...], fields: Fields | None, keeper: Manager | None) -> tuple[Entry, ...]:
    """The entries without these fields, but for one manager; who has nothing left is no manager any more."""
    if fields is None:
        return entries
    left = []
    for entry in entries:
        kept = entry.fields if entry.manager == keeper else difference(entry.fields, fields)
        if kept is not None:
            left.append(entry if kept is entry.fields else entry._replace(fields=kept))
    return tuple(left)


def seen(obj: Object, by: Manager) -> Object:
    """The part of an object that a write through this door can own."""
    found = {key: value for key, value in obj.items() if key not in ("apiVersion", "kind")}
    metadata = obj.get("metadata") or {}
    kept = {key: value for key, value in metadata.items() if key not in _SERVERS_OWN}
    if by.subresource == "status":
        found.pop("spec", None)
        kept.pop("labels", None)
        kept.pop("ownerReferences", None)
    elif "status" in found:
        del found["status"]
    kept.pop("deletionTimestamp", None)
    kept.pop("deletionGracePeriodSeconds", None)
    found["metadata"] = kept
    return found


def managers_of(obj: Object) -> ManagedFields | None:
    """The record that a stored object holds, if anybody owns anything."""
    found = obj["metadata"].get("managedFields")
    return found if isinstance(found, ManagedFields) and not found.known_empty else None


def from_json(entries: Any, schema: str = "") -> ManagedFields:
    """The record of entries that a client has sent; those without fields count for nothing, and nonsense clears it all."""
    found = []
    for entry in entries:
        if not well_formed(entry.get("fieldsV1", {})):
            return NOBODY
        if entry.get("fieldsV1") and entry.get("operation") in (APPLY, UPDATE):
            name, operation = entry.get("manager", ""), entry.get("operation", "")
            who = manager(name, operation, entry.get("apiVersion", ""), entry.get("subresource", ""))
            found.append(Entry(who, entry.get("time", ""), entry["fieldsV1"]))
    return ManagedFields(tuple(found), (), schema)


def shape_for(obj: Object) -> Shape | None:
    """The schema that tells how an object's fields are owned; None for a custom kind."""
    group, _, version = obj["apiVersion"].rpartition("/")
    return shape_of(group, version, obj["kind"])


def with_json(value: Any) -> Any:
    """An object (or a List) as JSON: the record written out."""
    if not isinstance(value, dict):
        return value
    if isinstance(value.get("items"), list):
        return {**value, "items": [with_json(item) for item in value["items"]]}
    metadata = value.get("metadata")
    record = metadata.get("managedFields") if isinstance(metadata, dict) else None
    if isinstance(record, ManagedFields):
        entries = record.as_json(value)
        kept = {key: item for key, item in value["metadata"].items() if key != "managedFields"}
        return {**value, "metadata": {**kept, "managedFields": entries} if entries else kept}
    return value
