"""Who owns whom, Deployment → ReplicaSet → Pod, and which Pod has taken another's place."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from ..cluster.cluster import Cluster
from ..cluster.machinery.objects import Object, controller_of, deleting, name_of, namespace_of
from ..cluster.machinery.resources import CRONJOBS, DAEMONSETS, DEPLOYMENTS, JOBS, REPLICASETS, STATEFULSETS
from ..cluster.machinery.times import unix_ms
from .states import State

OWNERS = (DEPLOYMENTS, REPLICASETS, STATEFULSETS, DAEMONSETS, CRONJOBS, JOBS)
OWNING = ("Deployment", "CronJob")  # what they own stands below them, and owns the Pods
SYSTEM = "kube-system"


class Owner(NamedTuple):
    """One owner of Pods, or of owners. `above`: the id of its own owner, "" for none."""

    id: str
    obj: Object
    above: str


def owner_id(kind: str, namespace: str, name: str) -> str:
    """`replicaset/default/web-6b7f9c8d4`"""
    return f"{kind.lower()}/{namespace}/{name}"


def owner_of(obj: Object) -> str:
    """The id of its controller, "" for none."""
    owner = controller_of(obj)
    return owner_id(owner["kind"], namespace_of(obj), owner["name"]) if owner is not None else ""


def owners(cluster: Cluster, pods: Mapping[str, Object]) -> list[Owner]:
    """Everybody who owns, oldest first. What wants nothing and has nothing any more, as an old ReplicaSet, is left out."""
    busy = {owner_of(pod) for pod in pods.values()}
    found = []
    for resource in OWNERS:
        for obj in cluster.objects(resource):
            identifier = owner_id(resource.kind, namespace_of(obj), name_of(obj))
            if namespace_of(obj) == SYSTEM or (identifier not in busy and _idle(resource.kind, obj)):
                continue
            found.append(Owner(identifier, obj, owner_of(obj)))
    return sorted(found, key=lambda owner: (owner.obj["metadata"].get("creationTimestamp", ""), owner.id))


def _idle(kind: str, obj: Object) -> bool:
    if kind == "ReplicaSet":
        return controller_of(obj) is not None and not obj["spec"].get("replicas", 1)
    return kind == "Job" and bool(obj.get("status", {}).get("completionTime"))


def families(found: list[Owner]) -> list[tuple[str, list[str]]]:
    """(who stands above, who stands below): ("", [one]) for an owner of Pods that nobody owns."""
    known = {owner.id for owner in found}
    grouped: dict[str, list[str]] = {}
    for owner in found:
        if owner.obj["kind"] in OWNING:
            grouped.setdefault(owner.id, [])
    alone = []
    for owner in found:
        if owner.above in grouped:
            grouped[owner.above].append(owner.id)
        elif owner.id not in grouped and (not owner.above or owner.above not in known):
            alone.append(owner.id)
    return [*grouped.items(), *(("", [one]) for one in alone)]


def state_of(obj: Object) -> State:
    """How far it is from what is wanted, in words."""
    spec, status = obj["spec"], obj.get("status", {})
    match obj["kind"]:
        case "DaemonSet":
            ready, wanted = status.get("numberReady", 0), status.get("desiredNumberScheduled", 0)
        case "Job":
            done, whole = status.get("succeeded", 0), spec.get("completions", 1)
            return State(f"{done} of {whole} done", "ok" if done >= whole else "wait")
        case "CronJob":
            return State(str(spec.get("schedule", "")), "ok")
        case _:
            ready, wanted = status.get("readyReplicas", 0), spec.get("replicas", 1)
    return State(f"{ready} of {wanted} ready", "ok" if ready == wanted else "wait")


def short_name(owner: Owner) -> str:
    """What its owner's name does not say already: `…6b7f9c8d4`."""
    name, above = name_of(owner.obj), owner.above.rpartition("/")[2]
    return f"…{name[len(above) + 1 :]}" if above and name.startswith(f"{above}-") else name


def replacements(pods: Mapping[str, Object]) -> dict[str, str]:
    """Pod → the Pod whose place it takes: of the same owner, created when somebody had asked for the other's deletion."""
    leaving: dict[str, list[tuple[int, str]]] = {}
    for identifier, pod in pods.items():
        if deleting(pod) and owner_of(pod):
            leaving.setdefault(owner_of(pod), []).append((_asked_ms(pod), identifier))
    found: dict[str, str] = {}
    for owner, gone in leaving.items():
        fresh = sorted(
            (_created_ms(pod), identifier)
            for identifier, pod in pods.items()
            if owner_of(pod) == owner and not deleting(pod)
        )
        for asked_ms, old in sorted(gone):
            new = next((name for born_ms, name in fresh if born_ms >= asked_ms and name not in found), None)
            if new is not None:
                found[new] = old
    return found


def _asked_ms(pod: Object) -> int:
    metadata = pod["metadata"]
    return unix_ms(metadata["deletionTimestamp"]) - 1000 * int(metadata.get("deletionGracePeriodSeconds", 0))


def _created_ms(pod: Object) -> int:
    created: Any = pod["metadata"].get("creationTimestamp")
    return unix_ms(created) if created else 0
