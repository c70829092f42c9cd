"""Columns that are as wide as their widest cell: Go's text/tabwriter, as kubectl uses it for tables and descriptions.

A column is a run of consecutive lines that have a cell there; the last cell of a line has no width.
"""

from __future__ import annotations

from ...bounds import MOST_CHARACTERS, TooMuch

TABLE = (6, 3)  # (least width, padding) of `kubectl get`
DESCRIPTION = (0, 2)


def aligned(text: str, least_width: int = 6, padding: int = 3) -> str:
    """The text with its tabs turned into columns."""
    lines = [line.split("\t") for line in text.split("\n")]
    out: list[str] = []
    _format(lines, 0, len(lines), [], least_width, padding, out)
    return "\n".join(out)


def table(rows: list[list[str]]) -> str:
    """Rows as `kubectl get` prints them, each ended by a newline."""
    return aligned("".join("\t".join(row) + "\n" for row in rows), *TABLE)


def described(text: str) -> str:
    """A text with tabs as `kubectl describe` prints it."""
    return aligned(text, *DESCRIPTION)


def _format(
    lines: list[list[str]], start: int, end: int, widths: list[int], least_width: int, padding: int, out: list[str]
) -> None:
    column = len(widths)
    here = start
    while here < end:
        if column >= len(lines[here]) - 1:
            here += 1
            continue
        _write(lines[start:here], widths, out)
        start = here
        width = least_width
        while here < end and column < len(lines[here]) - 1:
            width = max(width, len(lines[here][column]) + padding)
            here += 1
        _format(lines, start, here, [*widths, width], least_width, padding, out)
        start = here
    _write(lines[start:end], widths, out)


def _write(lines: list[list[str]], widths: list[int], out: list[str]) -> None:
    if len(lines) * sum(widths) > MOST_CHARACTERS:
        raise TooMuch(f"a table of more than {MOST_CHARACTERS} characters is not made here")
    for line in lines:
        cells = [cell.ljust(widths[i]) if i < len(widths) else cell for i, cell in enumerate(line)]
        out.append("".join(cells))
