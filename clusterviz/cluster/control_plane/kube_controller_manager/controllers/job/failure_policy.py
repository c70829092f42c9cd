"""podFailurePolicy: which failures end a Job at once, count, or are not counted. Fact sheet §7.5."""

from __future__ import annotations

from .....machinery.objects import Object, key_of


def judge(job: Object, pod: Object) -> tuple[str, str]:
    """(action, message) of the first rule that matches a failed Pod: FailJob, FailIndex, Ignore or Count."""
    for number, rule in enumerate((job["spec"].get("podFailurePolicy") or {}).get("rules") or ()):
        how = f"matching {rule['action']} rule at index {number}"
        exits = rule.get("onExitCodes")
        if exits is not None:
            found = _exit_that_matches(exits, pod)
            if found is not None:
                name, code = found
                return rule["action"], f"Container {name} for pod {key_of(pod)} failed with exit code {code} {how}"
        for wanted in rule.get("onPodConditions") or ():
            for condition in pod.get("status", {}).get("conditions", ()):
                if (condition["type"], condition["status"]) == (wanted["type"], wanted.get("status", "True")):
                    return rule["action"], f"Pod {key_of(pod)} has condition {condition['type']} {how}"
    return "Count", ""


def _exit_that_matches(exits: Object, pod: Object) -> tuple[str, int] | None:
    status = pod.get("status", {})
    for container in (*status.get("initContainerStatuses", ()), *status.get("containerStatuses", ())):
        terminated = container.get("state", {}).get("terminated")
        if terminated is None or not terminated.get("exitCode"):
            continue
        if exits.get("containerName") not in (None, container["name"]):
            continue
        code = terminated["exitCode"]
        if (code in exits["values"]) == (exits["operator"] == "In"):
            return container["name"], code
    return None
