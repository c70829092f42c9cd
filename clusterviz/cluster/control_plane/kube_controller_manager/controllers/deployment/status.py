"""A Deployment's status and conditions: is it available, does it progress, has it taken too long? Fact sheet §7.1."""

from __future__ import annotations

from .....machinery.objects import Object, condition_of, name_of
from .....machinery.times import timestamp, unix_ms
from .surge import available, max_unavailable, total_size, wanted

NEVER_S = 2_147_483_647
TIMED_OUT = "ProgressDeadlineExceeded"
COMPLETE = "NewReplicaSetAvailable"


def deadline_s(deployment: Object) -> int | None:
    """`progressDeadlineSeconds`, None if there is no deadline."""
    seconds = deployment["spec"].get("progressDeadlineSeconds")
    return None if seconds is None or seconds == NEVER_S else int(seconds)


def condition(kind: str, status: str, reason: str, message: str, now_ms: int) -> Object:
    """A condition that has just come true."""
    now = timestamp(now_ms)
    return {
        "type": kind,
        "status": status,
        "lastUpdateTime": now,
        "lastTransitionTime": now,
        "reason": reason,
        "message": message,
    }


def with_condition(conditions: list[Object], new: Object) -> list[Object]:
    """The conditions with this one set: nothing changes if status and reason are the same."""
    known = _find(conditions, new["type"])
    if known is not None and known["status"] == new["status"]:
        if known["reason"] == new["reason"]:
            return conditions
        new = {**new, "lastTransitionTime": known["lastTransitionTime"]}
    return [*without_condition(conditions, new["type"]), new]


def without_condition(conditions: list[Object], kind: str) -> list[Object]:
    """The conditions without this type."""
    return [each for each in conditions if each["type"] != kind]


def _find(conditions: list[Object], kind: str) -> Object | None:
    return next((each for each in conditions if each["type"] == kind), None)


def _sum(replicasets: list[Object], field: str) -> int:
    return sum(each.get("status", {}).get(field, 0) for each in replicasets)


def calculate(deployment: Object, replicasets: list[Object], new: Object | None, now_ms: int) -> Object:
    """The counts, and the condition Available."""
    before = deployment.get("status", {})
    available_now = sum(available(each) for each in replicasets)
    counts = {
        "replicas": _sum(replicasets, "replicas"),
        "updatedReplicas": _sum([new], "replicas") if new else 0,
        "readyReplicas": _sum(replicasets, "readyReplicas"),
        "availableReplicas": available_now,
        "unavailableReplicas": max(0, total_size(replicasets) - available_now),
    }
    status: Object = {"observedGeneration": deployment["metadata"].get("generation", 1)}
    status |= {field: count for field, count in counts.items() if count}
    status["terminatingReplicas"] = _sum(replicasets, "terminatingReplicas")
    if "collisionCount" in before:
        status["collisionCount"] = before["collisionCount"]
    if available_now >= wanted(deployment) - max_unavailable(deployment):
        news = condition(
            "Available", "True", "MinimumReplicasAvailable", "Deployment has minimum availability.", now_ms
        )
    else:
        news = condition(
            "Available",
            "False",
            "MinimumReplicasUnavailable",
            "Deployment does not have minimum availability.",
            now_ms,
        )
    status["conditions"] = with_condition(list(before.get("conditions", ())), news)
    return status


def is_complete(deployment: Object, status: Object) -> bool:
    """Whether every Pod is new and available."""
    want = wanted(deployment)
    return bool(
        status.get("updatedReplicas", 0) == want
        and status.get("replicas", 0) == want
        and status.get("availableReplicas", 0) == want
        and status.get("observedGeneration", 0) >= deployment["metadata"].get("generation", 1)
    )


def has_progressed(deployment: Object, status: Object) -> bool:
    """Whether there are more new, fewer old, more ready or more available Pods than when it was last written."""
    before = deployment.get("status", {})

    def old_pods(counts: Object) -> int:
        return int(counts.get("replicas", 0) - counts.get("updatedReplicas", 0))

    return bool(
        status.get("updatedReplicas", 0) > before.get("updatedReplicas", 0)
        or old_pods(status) < old_pods(before)
        or status.get("readyReplicas", 0) > before.get("readyReplicas", 0)
        or status.get("availableReplicas", 0) > before.get("availableReplicas", 0)
    )


def has_timed_out(deployment: Object, conditions: list[Object], now_ms: int) -> bool:
    """Whether nothing has progressed for `progressDeadlineSeconds`."""
    seconds, known = deadline_s(deployment), _find(conditions, "Progressing")
    if seconds is None or known is None or known["reason"] == COMPLETE:
        return False
    return bool(known["reason"] == TIMED_OUT or unix_ms(known["lastUpdateTime"]) + seconds * 1000 < now_ms)


def of_rollout(deployment: Object, replicasets: list[Object], new: Object | None, now_ms: int) -> Object:
    """The status during a rollout: the counts, and how it progresses."""
    status = calculate(deployment, replicasets, new, now_ms)
    conditions = status["conditions"]
    if deadline_s(deployment) is None:
        conditions = without_condition(conditions, "Progressing")
    current = condition_of(deployment, "Progressing")
    was_complete = (
        status.get("replicas", 0) == status.get("updatedReplicas", 0)
        and current is not None
        and current["reason"] == COMPLETE
    )
    if deadline_s(deployment) is not None and not was_complete:
        what = f'ReplicaSet "{name_of(new)}"' if new else f'Deployment "{name_of(deployment)}"'
        if is_complete(deployment, status):
            news = condition("Progressing", "True", COMPLETE, f"{what} has successfully progressed.", now_ms)
            conditions = with_condition(conditions, news)
        elif has_progressed(deployment, status):
            news = condition("Progressing", "True", "ReplicaSetUpdated", f"{what} is progressing.", now_ms)
            if current is not None and current["status"] == "True":
                news["lastTransitionTime"] = current["lastTransitionTime"]
            # Set anew, so that lastUpdateTime tells when it last progressed: that is what the deadline measures.
            conditions = [*without_condition(conditions, "Progressing"), news]
        elif has_timed_out(deployment, conditions, now_ms):
            news = condition("Progressing", "False", TIMED_OUT, f"{what} has timed out progressing.", now_ms)
            conditions = with_condition(conditions, news)
    failure = _replica_failure(replicasets, new)
    if failure is not None:
        conditions = with_condition(conditions, failure)
    else:
        conditions = without_condition(conditions, "ReplicaFailure")
    status["conditions"] = conditions
    return status


def _replica_failure(replicasets: list[Object], new: Object | None) -> Object | None:
    """What a ReplicaSet could not create or delete: the newest one's word counts first."""
    for each in [new, *replicasets] if new else replicasets:
        failure = condition_of(each, "ReplicaFailure")
        if failure is not None:
            return {
                "type": "ReplicaFailure",
                "status": failure["status"],
                "lastUpdateTime": failure["lastTransitionTime"],
                "lastTransitionTime": failure["lastTransitionTime"],
                "reason": failure["reason"],
                "message": failure["message"],
            }
    return None


def deadline_in_ms(deployment: Object, status: Object, now_ms: int) -> int | None:
    """In how many ms to look whether the deadline has passed; None if there is nothing to wait for."""
    seconds, known = deadline_s(deployment), condition_of(deployment, "Progressing")
    if seconds is None or known is None or is_complete(deployment, status) or known["reason"] == TIMED_OUT:
        return None
    return max(0, unix_ms(known["lastUpdateTime"]) + seconds * 1000 - now_ms) + 1000
