"""Quality of service as the kernel sees it: a container's CPU limit and shares, and how soon it is killed for memory. Fact sheet §8.12."""

from __future__ import annotations

from ...machinery import quantities
from ...machinery.objects import Object

NODE_CRITICAL = 2_000_001_000
GUARANTEED_SCORE, BEST_EFFORT_SCORE = -997, 1000
LEAST_SCORE, MOST_SCORE = 3, 999  # of a Burstable container
LEAST_SHARES, MOST_SHARES = 2, 262_144
SHARES_PER_CPU = 1024


def accounting(pod: Object, container: Object, memory_bytes: int) -> tuple[int, int, int, tuple[str, ...]]:
    """(CPU limit in millicores, cpu.shares, oom_score_adj, emptyDirs in memory) of a container on a machine with so much memory."""
    resources = container.get("resources") or {}
    limit = (resources.get("limits") or {}).get("cpu")
    request = (resources.get("requests") or {}).get("cpu") or limit
    shares = quantities.milli(str(request)) * SHARES_PER_CPU // 1000 if request else LEAST_SHARES
    in_memory = tuple(
        one["name"] for one in pod["spec"].get("volumes", ()) if (one.get("emptyDir") or {}).get("medium") == "Memory"
    )
    return (
        quantities.milli(str(limit)) if limit else 0,
        min(max(shares, LEAST_SHARES), MOST_SHARES),
        oom_score_adj(pod, resources, memory_bytes),
        in_memory,
    )


def oom_score_adj(pod: Object, resources: Object, memory_bytes: int) -> int:
    """The higher, the sooner it is killed when the machine has no memory left."""
    quality = (pod.get("status") or {}).get("qosClass", "BestEffort")
    if quality == "Guaranteed" or int(pod["spec"].get("priority") or 0) >= NODE_CRITICAL:
        return GUARANTEED_SCORE
    if quality == "BestEffort":
        return BEST_EFFORT_SCORE
    asked = quantities.whole(str((resources.get("requests") or {}).get("memory", "0")))
    return min(max(1000 - 1000 * asked // memory_bytes, LEAST_SCORE), MOST_SCORE)
