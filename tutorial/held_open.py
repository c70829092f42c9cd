"""SQLite's files stay open for as long as the server runs.

When the last connection closes, SQLite writes everything into the main file and removes the log beside it; the next request
makes it anew. That costs each request, and on a full disk the log could not be made: nothing could even be looked at.
"""

from __future__ import annotations

import sqlite3
from contextlib import suppress
from pathlib import Path
from typing import Any

_held: list[sqlite3.Connection] = []


def hold_open(database: dict[str, Any]) -> None:
    """Keep one connection to this database (one of Django's settings) that does nothing. One that is not there yet is not made."""
    if "sqlite3" not in database["ENGINE"]:
        return
    place = Path(database["NAME"]).absolute().as_uri()
    with suppress(sqlite3.Error):
        held = sqlite3.connect(f"{place}?mode=rw", uri=True, check_same_thread=False)
        held.execute("SELECT count(*) FROM sqlite_master").fetchone()
        _held.append(held)
