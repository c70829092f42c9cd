"""A label selector on one line, as kubectl writes and sends it."""

from __future__ import annotations

from ...cluster.machinery.objects import Object


def selector(value: Object | None) -> str:
    """A label selector on one line."""
    if not value:
        return "<none>"
    labels = value.get("matchLabels") or {}
    parts = [f"{key}={labels[key]}" for key in sorted(labels)]
    for one in value.get("matchExpressions") or []:
        names = ",".join(sorted(one.get("values") or []))
        parts.append(
            {"In": f"{one['key']} in ({names})", "NotIn": f"{one['key']} notin ({names})", "Exists": one["key"]}.get(
                one["operator"], f"!{one['key']}"
            )
        )
    return ",".join(parts) or "<none>"
