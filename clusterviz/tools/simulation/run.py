"""One simulated life of a cluster: pokes and faults at random moments, then mending, then quiet, then judgement."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from traceback import extract_tb

from ...cluster import checkpoint, invariants
from ...cluster.machinery.chance import Chance
from . import api_clients, members, witness
from .breaking import forget_machines, mend_everything, switch_on
from .history import History
from .mutants import MUTANTS_OF_MEMBERS, planted
from .pokes import random_poke, suspend_cronjobs

POKES = 16
ONE_IN = 4  # lives has clients of an API server beside it, which take long
FEW_NODES, MOST_NODES = 5, 20  # one life in six has more than a few
PRESETS = ("three-nodes", "three-members", "runtimes", "with-metrics", "bare", "bare", "bare", "bare")
LONGEST_PAUSE_MS = 90_000
PATIENCE_MS = 20 * 60_000  # evictions take 5 minutes, back-offs another 5
LOOK_EVERY_MS = 30_000


@dataclass
class Result:
    """What became of one run: its pokes as a story, and what is wrong (nothing, if all went well)."""

    seed: int
    story: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    digest: str = ""
    events: int = 0

    def text(self) -> str:
        """The seed, the pokes and the contradictions, to read and to play again."""
        lines = [f"seed {self.seed}:", *(f"  {line}" for line in self.story), *(f"  ✗ {line}" for line in self.wrong)]
        return "\n".join(lines)


def simulate(seed: int, mutant: str = "", pokes: int = POKES) -> Result:
    """Run the life of seed `seed`, with a mutant planted in the model if one is named."""
    chance = Chance(seed, "simulation")
    born = _birth(chance)
    checkpoint.boot(*born)  # a mutant is planted in this life, not in the image that others are forked from
    with planted(mutant):
        result = Result(seed) if mutant in MUTANTS_OF_MEMBERS else _live(seed, pokes, chance, *born)
        if not result.wrong and (not mutant or mutant in MUTANTS_OF_MEMBERS):
            story, result.wrong = members.live(seed)
            if result.wrong:
                result.story = ["an etcd with three members and four clients", *story]
        if not result.wrong and not mutant and seed % ONE_IN == 0:
            story, result.wrong = api_clients.live(seed)
            if result.wrong:
                result.story = ["an API server before an etcd with three members, and three clients", *story]
        return result


def _birth(chance: Chance) -> tuple[str, int]:
    """Which preset this life begins with, and its number of nodes."""
    nodes = 1 + (chance.below(FEW_NODES) if chance.below(6) else chance.below(MOST_NODES))
    return PRESETS[chance.below(len(PRESETS))], nodes


def _live(seed: int, pokes: int, chance: Chance, preset: str, nodes: int) -> Result:
    cluster = checkpoint.fork(preset, seed=seed, nodes=nodes)
    seer = witness.joined(cluster)
    history = History(cluster)
    result = Result(seed, [f"{preset}, {nodes} nodes"])
    try:
        for _ in range(pokes):
            cluster.run_for(chance.below((20, 2_000, LONGEST_PAUSE_MS)[chance.below(3)]) + 1)
            done = random_poke(cluster, chance)
            if done is not None:
                result.story.append(f"{cluster.now_ms:>8} ms  {done}")
            result.wrong += invariants.broken(cluster, invariants.SAFETY) + seer.wrong + history.read()
            if result.wrong:
                return result
        result.story += [f"{cluster.now_ms:>8} ms  {line}" for line in mend_everything(cluster)]
        deadline_ms = cluster.now_ms + PATIENCE_MS
        while cluster.now_ms < deadline_ms:
            mended = [*switch_on(cluster), *forget_machines(cluster), *suspend_cronjobs(cluster)]
            result.story += [f"{cluster.now_ms:>8} ms  {line}" for line in mended]
            cluster.run_for(LOOK_EVERY_MS)
            result.wrong = invariants.broken(cluster, invariants.SAFETY) + seer.wrong + history.read()
            if result.wrong or not (invariants.broken(cluster, invariants.QUIET) + witness.unlike_etcd(cluster, seer)):
                return result
        result.wrong = invariants.broken(cluster, invariants.QUIET) + witness.unlike_etcd(cluster, seer)
    except Exception as contradiction:  # a component that breaks is a finding, whatever broke
        where = extract_tb(contradiction.__traceback__)[-1]
        place = f"{Path(where.filename).name}:{where.lineno}, in {where.name}"
        result.wrong.append(f"{type(contradiction).__name__}: {contradiction} ({place})")
    finally:
        result.digest = cluster.trace.digest()
        result.events = cluster.clock.fired
    return result
