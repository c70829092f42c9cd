"""What the control plane has in mind: the scheduler's queue, the work of each controller, and what etcd remembers."""

from __future__ import annotations

from typing import Any

from ...cluster.cluster import Cluster
from .waiting import due_in

Part = dict[str, Any]
MOST = 40
STOPPED = "It is stopped: what it had in mind is gone."


def scheduler_inside(cluster: Cluster) -> Part:
    """Pods in its queue: to be tried now, backing off, waiting for a change of the cluster, or held by gates."""
    scheduler = cluster.scheduler
    if not scheduler.running:
        return {"queue": [], "note": STOPPED}
    queue = scheduler.queue
    places = (
        ("to be tried now", queue.active),
        ("backs off", queue.backing_off),
        ("waits for a change", queue.unschedulable),
        ("held by gates", queue.gated),
    )
    rows = []
    for place, keys in places:
        for key in list(keys)[:MOST]:
            queued = queue.pods[key]
            row: Part = {"pod": f"pod/{key}", "name": key.partition("/")[2], "place": place, "due": None}
            row["why"] = ", ".join(queued.rejectors)
            if keys is queue.backing_off:
                row["due"] = due_in(queued.backoff_until_ms, cluster.now_ms)
            rows.append(row)
    return {"queue": rows, "note": "" if rows else "Its queue is empty: every Pod has a node."}


def controllers_inside(cluster: Cluster) -> Part:
    """Each loop: how many keys wait for it, how many it is at, how many it has to try again. Those with work come first."""
    manager = cluster.controller_manager
    if not manager.running:
        return {"loops": [], "note": STOPPED}
    loops = []
    for controller in manager.controllers:
        queue = controller.queue
        work = {"waiting": len(queue.waiting), "busy": len(queue.busy), "failed": len(queue.failures)}
        loops.append({"name": controller.name, **work})
    loops.sort(key=_idle)
    return {"loops": loops, "note": "" if loops else "It is not the leader, or it has just begun."}


def _idle(loop: Part) -> bool:
    return not (loop["waiting"] or loop["busy"] or loop["failed"])


def etcd_inside(cluster: Cluster, name: str) -> Part | None:
    """How many keys stand under each prefix, the most first."""
    member = next((one for one in cluster.members if one.name == name), None)
    if member is None:
        return None
    counts: dict[str, int] = {}
    for key in member.store.current:
        prefix = "/".join(key.split("/")[:3])
        counts[prefix] = counts.get(prefix, 0) + 1
    keys = [{"prefix": prefix, "count": count} for prefix, count in sorted(counts.items(), key=_most)]
    return {"stored": keys[:MOST], "revision": member.store.revision}


def _most(one: tuple[str, int]) -> tuple[int, str]:
    return -one[1], one[0]
