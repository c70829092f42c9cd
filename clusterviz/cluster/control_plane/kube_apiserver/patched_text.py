"""A patched object as a refusal shows it: as the patch left it, in one line. Kubernetes' handlers/patch.go, evanphx/json-patch.

What the patch went through has become a map, whose keys are sorted; the rest is as Go's types write it.
"""

from __future__ import annotations

from typing import Any

from ...machinery.field_managers import with_json
from ...machinery.go_json import compact
from ...machinery.go_order import ordered
from ...machinery.objects import Object


def patched_text(current: Object, patched: Object, patch: Any) -> str:
    """`patch`: a merge patch, or a list of operations."""
    before = ordered(with_json(current))
    after, metadata = dict(patched), patched.get("metadata")
    managers = before["metadata"].get("managedFields")
    if isinstance(metadata, dict) and managers:
        after["metadata"] = {"managedFields": managers, **metadata}
    return compact(_laid_out(before, after, _touched(patch)), sort=False)


def _touched(patch: Any) -> dict[str, Any]:
    """The fields that a patch went through, as a tree."""
    if not isinstance(patch, list):
        return _merged(patch)
    found: dict[str, Any] = {}
    for operation in patch:
        for where in ("path", "from"):
            inside = found
            for part in operation.get(where, "").split("/")[1:]:
                inside = inside.setdefault(part.replace("~1", "/").replace("~0", "~"), {})
    return found


def _merged(patch: Any) -> dict[str, Any]:
    return {key: _merged(value) for key, value in patch.items()} if isinstance(patch, dict) else {}


def _laid_out(before: Any, after: Any, touched: dict[str, Any] | None) -> Any:
    """What came out, with its keys in order: sorted where the patch went through, otherwise as they were before."""
    if after == before and not touched:
        return before
    if not isinstance(before, dict) or not isinstance(after, dict):
        return after
    known: dict[str, Any] = before
    if touched:
        return {key: _laid_out(known.get(key), after[key], touched.get(key)) for key in sorted(after)}
    names = [*(key for key in known if key in after), *(key for key in after if key not in known)]
    return {key: _laid_out(known.get(key), after[key], None) for key in names}
