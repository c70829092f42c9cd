"""How cost grows with the number of learners: an SVG of three small plots, drawn by hand."""

from __future__ import annotations

from collections.abc import Sequence
from math import log10

from .conduct import Outcome
from .verdict import P99_MS, percentile

WIDTH, HEIGHT, LEFT, TOP, GAP = 300, 180, 56, 34, 40
Point = tuple[float, float]


def plot(outcomes: Sequence[Outcome]) -> str:
    """p50 and p99 of click → frame, CPU and memory over the number of learners."""
    counts = [float(one.plan.learners) for one in outcomes]
    p50, p99 = ([percentile(one.learners.delays_ms, which) for one in outcomes] for which in (50, 99))
    panels = [
        ("click → frame, ms (p50, p99; dashed: budget)", [p50, p99], P99_MS),
        ("CPU of the server, cores", [[one.cpu for one in outcomes]], None),
        ("memory of the server, MB", [[one.used.most_mb for one in outcomes]], None),
    ]
    drawn = [_panel(number, *panel, counts) for number, panel in enumerate(panels)]
    width = LEFT + 3 * (WIDTH + GAP) + 2 * LEFT
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {HEIGHT + TOP + 50}" '
        f'font-family="sans-serif" font-size="12"><rect width="100%" height="100%" fill="#fff"/>{"".join(drawn)}</svg>\n'
    )


def _panel(number: int, title: str, curves: list[list[float]], budget: float | None, counts: list[float]) -> str:
    left = LEFT + number * (WIDTH + GAP + LEFT // 2)
    top = max([*(value for curve in curves for value in curve), budget or 0.0, 1e-9]) * 1.1
    first, last = log10(min(counts)), log10(max(counts))

    def x(count: float) -> float:
        return left + (log10(count) - first) / ((last - first) or 1) * WIDTH

    def y(value: float) -> float:
        return TOP + HEIGHT - value / top * HEIGHT

    parts = [f'<text x="{left}" y="{TOP - 14}" font-weight="bold">{title}</text>']
    for share in (0, 0.25, 0.5, 0.75, 1):
        value = top * share
        label = f"{value:.2f}" if top < 5 else f"{value:,.0f}"
        parts.append(f'<path d="M{left} {y(value):.1f}h{WIDTH}" stroke="#ddd"/>')
        parts.append(f'<text x="{left - 6}" y="{y(value) + 4:.1f}" text-anchor="end">{label}</text>')
    for count in counts:
        parts.append(f'<text x="{x(count):.1f}" y="{TOP + HEIGHT + 18}" text-anchor="middle">{count:,.0f}</text>')
    parts.append(f'<text x="{left + WIDTH / 2}" y="{TOP + HEIGHT + 38}" text-anchor="middle">learners</text>')
    if budget is not None:
        parts.append(f'<path d="M{left} {y(budget):.1f}h{WIDTH}" stroke="#b00" stroke-dasharray="6 4"/>')
    for curve, colour in zip(curves, ("#326ce5", "#b35900"), strict=False):
        points = [(x(count), y(value)) for count, value in zip(counts, curve, strict=True)]
        line = " ".join(f"{across:.1f},{down:.1f}" for across, down in points)
        parts.append(f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts += [f'<circle cx="{across:.1f}" cy="{down:.1f}" r="3.5" fill="{colour}"/>' for across, down in points]
    return "".join(parts)
