"""The boxes that `-w table` draws."""

from __future__ import annotations

from collections.abc import Sequence


def box(heads: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    """Heads in the middle, all else to the right."""
    widths = [max(len(head), *(len(row[place]) for row in rows)) for place, head in enumerate(heads)]
    rule = "+" + "+".join("-" * (width + 2) for width in widths) + "+\n"
    middle = "|" + "|".join(f" {head:^{width}} " for head, width in zip(heads, widths, strict=True)) + "|\n"
    lines = [
        "|" + "|".join(f" {text:>{width}} " for text, width in zip(row, widths, strict=True)) + "|\n" for row in rows
    ]
    return rule + middle + rule + "".join(lines) + rule
