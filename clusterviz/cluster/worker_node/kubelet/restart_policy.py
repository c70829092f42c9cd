"""Whether a container that has ended is started again: its own rules, its own policy, the Pod's policy. Fact sheet §8.5."""

from __future__ import annotations

from ...machinery.objects import Object

RESTART_ALL = "RestartAllContainers"


def is_sidecar(container: Object) -> bool:
    """Whether this init container is one that keeps running."""
    return container.get("restartPolicy") == "Always"


def action(container: Object, exit_code: int) -> str:
    """What the first fitting of the container's rules asks for: Restart, RestartAllContainers, or "" if none fits."""
    if container.get("restartPolicy") is None:
        return ""
    for rule in container.get("restartPolicyRules") or ():
        codes = rule.get("exitCodes") or {}
        among = exit_code in (codes.get("values") or ())
        if among == (codes.get("operator") == "In"):
            return str(rule["action"])
    return ""


def wanted_again(pod_policy: str, container: Object, exit_code: int) -> bool:
    """Whether a container that has ended with this exit code is started again."""
    if action(container, exit_code):
        return True
    policy = container.get("restartPolicy") or pod_policy
    return policy == "Always" or (policy == "OnFailure" and exit_code != 0)


def init_wanted_again(pod_policy: str, container: Object) -> bool:
    """Whether an init container that has failed is tried again: only `Never` gives up."""
    return (container.get("restartPolicy") or pod_policy) != "Never"


def may_restart_all(spec: Object) -> bool:
    """Whether some container has a rule that restarts the whole Pod."""
    containers = (*spec["containers"], *(spec.get("initContainers") or ()))
    return any(rule["action"] == RESTART_ALL for one in containers for rule in one.get("restartPolicyRules") or ())
