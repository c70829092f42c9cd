"""What a container may use: its request, its limit, and what it uses now, on one scale."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from ...cluster.machinery.kernel import MOST_PIDS
from ...cluster.machinery.objects import Object
from ...cluster.machinery.quantities import parse
from ..overlays import amount_text

Part = dict[str, Any]
RESOURCES = (("CPU", "cpu"), ("memory", "memory"))


def bars(container: Object, real: Any) -> list[Part]:
    """`{"name", "request", "limit", "usage"}` as texts, "" for none; `…_pc`: percent of the scale. Nothing where nothing is known."""
    resources = container.get("resources") or {}
    found = []
    for label, name in RESOURCES:
        known = {
            "request": _amount(resources.get("requests"), name),
            "limit": _amount(resources.get("limits"), name),
            "usage": _usage(real, name),
        }
        scale = max((amount for amount in known.values() if amount is not None), default=Fraction(0))
        if not scale:
            continue
        bar: Part = {"name": label, "over": _over(known), "held": _held(real) if name == "cpu" else 0}
        for part, amount in known.items():
            bar[part] = amount_text(name, amount) if amount is not None else ""
            bar[f"{part}_pc"] = round(float(amount / scale * 100), 1) if amount is not None else 0
        found.append(bar)
    return found


def _amount(wanted: Object | None, name: str) -> Fraction | None:
    return parse(str(wanted[name])) if wanted and name in wanted else None


def _usage(real: Any, name: str) -> Fraction | None:
    """As its kernel counts it now; None while it does not run."""
    group = real.account.group if real is not None else None
    if group is None:
        return None
    now_ms = real.now_ms()
    return Fraction(group.cpu_at(now_ms), 1000) if name == "cpu" else Fraction(group.memory_at(now_ms))


def _held(real: Any) -> int:
    """For how much of its time since its start a container has wanted more CPU than its limit, in percent."""
    group = real.account.group if real is not None else None
    if group is None or not group.cpu_limit_millis:
        return 0
    now_ms: int = real.now_ms()
    throttled_ms: int = group.throttled_at(now_ms)[0]
    return 100 * throttled_ms // max(1, now_ms - int(group.started_ms))


def machine_bars(kernel: Any, now_ms: int) -> list[Part]:
    """What is used of a machine, by containers and by whatever else: `limit` is all that there is."""
    known = (
        ("CPU", "cpu", Fraction(kernel.cpu_at(now_ms), 1000), Fraction(kernel.cpu_millis, 1000)),
        ("memory", "memory", Fraction(kernel.memory_at(now_ms)), Fraction(kernel.memory_bytes)),
        ("disk", "memory", Fraction(kernel.disk_used), Fraction(kernel.disk_bytes)),
        ("processes", "count", Fraction(kernel.pids_used), Fraction(MOST_PIDS)),
    )
    return [
        {
            "name": label,
            "usage": amount_text(unit, used),
            "limit": amount_text(unit, most),
            "usage_pc": round(min(100.0, float(used / most * 100)), 1) if most else 0,
            "request": "",
            "over": bool(most) and used >= most * Fraction(9, 10),
        }
        for label, unit, used, most in known
    ]


def _over(known: dict[str, Fraction | None]) -> bool:
    usage, limit = known["usage"], known["limit"]
    return usage is not None and limit is not None and usage >= limit * Fraction(9, 10)
