"""The patch of `kubectl apply`: what the file adds or changes, and what it no longer says. As strategic merge patches are made."""

from __future__ import annotations

from typing import Any

from ...cluster.machinery.objects import Object
from ...cluster.machinery.patches import MERGE_KEYS, PRIMITIVE_SETS

_RETAIN = ("strategy", "volumes")  # of these, fields that the file leaves out are taken away with a change


def three_way_patch(original: Object, modified: Object, current: Object) -> Object:
    """`original`: as applied last, `modified`: as in the file, `current`: as stored. {} if nothing is to change."""
    changes = _diff(current, modified, deletions=False)
    deletions = _diff(original, modified, changes=False)
    return _merged(deletions, changes)


def json_three_way_patch(original: Object, modified: Object, current: Object) -> Object:
    """The same as a JSON merge patch: for kinds whose lists have no keys."""
    patch = _json_changes(current, modified)
    return _json_deletions(original, modified, patch)


def _json_changes(current: Object, modified: Object) -> Object:
    patch: Object = {}
    for key, value in modified.items():
        before = current.get(key)
        if isinstance(value, dict) and isinstance(before, dict):
            inner = _json_changes(before, value)
            if inner:
                patch[key] = inner
        elif key not in current or before != value:
            patch[key] = value
    return patch


def _json_deletions(original: Object, modified: Object, patch: Object) -> Object:
    for key, value in original.items():
        if key not in modified:
            patch[key] = None
        elif isinstance(value, dict) and isinstance(modified[key], dict):
            inner = _json_deletions(value, modified[key], dict(patch.get(key) or {}))
            if inner:
                patch[key] = inner
    return patch


def _diff(before: Object, after: Object, *, changes: bool = True, deletions: bool = True, field: str = "") -> Object:
    patch: Object = {}
    for key in sorted(before):
        if key not in after:
            if deletions:
                patch[key] = None
            continue
        old, new = before[key], after[key]
        if isinstance(old, dict) and isinstance(new, dict):
            inner = _diff(old, new, changes=changes, deletions=deletions, field=key)
            if inner:
                patch[key] = inner
        elif isinstance(old, list) and isinstance(new, list):
            _diff_lists(key, old, new, patch, changes, deletions)
        elif changes and (old != new or type(old) is not type(new)):
            patch[key] = new
    if changes:
        for key in sorted(after):
            if key not in before:
                patch[key] = after[key]
    if patch and field in _RETAIN:
        patch["$retainKeys"] = sorted(after)
    return patch


def _diff_lists(field: str, old: list[Any], new: list[Any], patch: Object, changes: bool, deletions: bool) -> None:
    key = merge_key(field, [*old, *new])
    if key is None and field not in PRIMITIVE_SETS:
        if changes and old != new:
            patch[field] = new
        return
    if not old:
        if new and changes:
            patch[field] = new
        return
    if key is None:
        added = [item for item in new if item not in old] if changes else []
        removed = [item for item in old if item not in new] if deletions else []
        if added:
            patch[field] = added
        if removed:
            patch[f"$deleteFromPrimitiveList/{field}"] = removed
        return
    items = _diff_items(field, key, old, new, changes, deletions)
    same_order = [item.get(key) for item in old] == [item.get(key) for item in new]
    if items:
        patch[field] = items
    if (items or not same_order) and new:
        patch[f"$setElementOrder/{field}"] = [{key: item.get(key)} for item in new]


def _diff_items(field: str, key: str, old: list[Any], new: list[Any], changes: bool, deletions: bool) -> list[Any]:
    before = {item.get(key): item for item in old}
    items = []
    for item in new:
        known = before.get(item.get(key))
        if known is None:
            if changes:
                items.append(item)
            continue
        inner = _diff(known, item, changes=changes, deletions=deletions, field=field)
        if inner:
            items.append({key: item.get(key), **inner})
    if deletions:
        there = [item.get(key) for item in new]
        items += [{"$patch": "delete", key: name} for name in before if name not in there]
    return items


def merge_key(field: str, items: list[Any]) -> str | None:
    """The field that tells a list's items apart, or None if the list is one value."""
    if not items or not all(isinstance(item, dict) for item in items):
        return None
    if field == "ports":
        if all("containerPort" in item for item in items):
            return "containerPort"
        return "port" if all("port" in item for item in items) else None
    keys = MERGE_KEYS.get(field)
    return keys[0] if keys else None


def _merged(one: Object, other: Object) -> Object:
    """Two patches as one: deletions first, changes over them."""
    merged = dict(one)
    for field, value in other.items():
        before = merged.get(field)
        if isinstance(before, dict) and isinstance(value, dict):
            merged[field] = _merged(before, value)
        elif isinstance(before, list) and isinstance(value, list) and not field.startswith("$"):
            merged[field] = _merged_lists(field, before, value)
        else:
            merged[field] = value
    return merged


def _merged_lists(field: str, one: list[Any], other: list[Any]) -> list[Any]:
    key = merge_key(field, [*one, *other])
    if key is None:
        return other
    merged = list(one)
    for item in other:
        place = next((i for i, known in enumerate(merged) if known.get(key) == item.get(key)), None)
        if place is None:
            merged.append(item)
        else:
            merged[place] = _merged(merged[place], item)
    return sorted(merged, key=lambda item: item.get("$patch") == "delete")
