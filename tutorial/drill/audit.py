"""What a drill left on the disk, judged without the server: is each acknowledged command there, and each replay the same?"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from clusterviz.cluster import checkpoint
from clusterviz.cluster.recording import RecordedPoke, advance_to
from clusterviz.live.limits import ROOM
from clusterviz.live.performing import perform_again
from tutorial.measuring.model import Row


@dataclass(slots=True)
class Audit:
    """What was found. `lost`: acknowledged, and not in the journal; `differing`: replays that came to another state."""

    acknowledged: int = 0
    lost: list[str] = field(default_factory=list)
    pokes: int = 0
    differing: list[str] = field(default_factory=list)

    def rows(self) -> Iterator[Row]:
        """For the table."""
        measured = f"{self.acknowledged - len(self.lost)} of {self.acknowledged}"
        yield Row("acknowledged commands in the journal", measured, "all", bool(self.lost) or not self.acknowledged)
        measured = f"{self.pokes - len(self.differing)} of {self.pokes} states before a poke"
        yield Row("replays from nothing come to the same digest", measured, "all", bool(self.differing))


def audit(folder: Path, acknowledged: Mapping[str, Sequence[str]]) -> Audit:
    """Read the database of a server that has ended. `acknowledged`: cluster → the lines that its learner saw done."""
    found = Audit(acknowledged=sum(map(len, acknowledged.values())))
    with closing(sqlite3.connect(f"file:{folder / 'db.sqlite3'}?mode=ro", uri=True)) as database:
        for cluster, lines in sorted(acknowledged.items()):
            made = database.execute(
                "SELECT preset, seed, epoch_ms, nodes FROM clusterviz_clusterrecord WHERE id = ?", (cluster,)
            ).fetchone()
            pokes = database.execute(
                "SELECT number, fired, at_ms, who, what, content, digest FROM clusterviz_poke WHERE cluster_id = ? ORDER BY number",
                (cluster,),
            ).fetchall()
            kept = Counter(json.loads(poke[5]).get("line") for poke in pokes)
            found.lost += [f"{cluster}: {line}" for line in (Counter(lines) - kept).elements()]
            if made is not None:
                _replay(made, pokes, found)
    return found


def _replay(
    made: tuple[str, int, int, int | None], pokes: list[tuple[int, int, int, str, str, str, str]], found: Audit
) -> None:
    preset, seed, epoch_ms, nodes = made
    cluster = checkpoint.fork(preset, seed, epoch_ms, nodes)
    cluster.api_server.room = dict(ROOM)
    for number, fired, at_ms, who, what, content, digest in pokes:
        found.pokes += 1
        try:
            advance_to(cluster, fired, at_ms)
        except AssertionError as error:
            found.differing.append(f"poke {number}: {error}")
            return
        if cluster.trace.digest() != digest:
            found.differing.append(f"poke {number}")
            return
        perform_again(cluster, RecordedPoke(fired, at_ms, who, what, json.loads(content)))
