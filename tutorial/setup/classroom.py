"""`manage.py up --classroom`: what a teacher needs to know: the address, as a code to photograph, and what is missing."""

import importlib.util
import os
from collections.abc import Iterable

MISSING = (
    (
        "encryption",
        "it speaks plain http: whoever shares the network can read along. Put nginx with a certificate before it",
    ),
    ("another machine", "if this one breaks, the class waits. `manage.py backup FILE` copies everything while it runs"),
)


def told(address: str, others: Iterable[str]) -> str:
    """What is printed when the server is ready."""
    lines = ["", f"  Everyone in this network: {address}"]
    lines += [f"                        or: {other}" for other in others]
    code = qr_code(address)
    if code:
        lines += ["", *("  " + line for line in code.splitlines())]
    lines += ["", "  Good for a room. For the Internet it lacks (deploy/ has it):"]
    lines += [f"    · {what}: {why}." for what, why in missing()]
    return "\n".join(lines)


def missing() -> list[tuple[str, str]]:
    """What this server would still need to be reached from everywhere."""
    lacks = [] if os.environ.get("TUTORIAL_HTTPS") == "1" else [MISSING[0]]
    if not os.environ.get("DATABASE_URL"):
        lacks.append(MISSING[1])
    return lacks


def qr_code(address: str) -> str:
    """The address as a QR code of half blocks, dark on light whatever the terminal's colours; "" without the package."""
    if importlib.util.find_spec("segno") is None:
        return ""
    import segno

    rows = [[*row] for row in segno.make(address, error="m", micro=False).matrix_iter(border=2)]
    if len(rows) % 2:
        rows.append([0] * len(rows[0]))
    blocks = {(0, 0): " ", (0, 1): "▄", (1, 0): "▀", (1, 1): "█"}
    lines = (
        "".join(blocks[above, below] for above, below in zip(*pair, strict=True))
        for pair in zip(rows[::2], rows[1::2], strict=True)
    )
    return "\n".join(f"\x1b[30;107m{line}\x1b[0m" for line in lines)
