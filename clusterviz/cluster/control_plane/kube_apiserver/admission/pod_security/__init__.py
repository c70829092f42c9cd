"""PodSecurity: a namespace's labels say how much a Pod may ask of its node. Fact sheet §4.9.

`enforce` refuses Pods, `warn` warns of them and of what would make them; `audit` would be written into a log that nobody keeps here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .....machinery.api import Request
from .....machinery.objects import Object, labels_of, name_of, namespace_of
from .....machinery.resources import (
    CRONJOBS,
    DAEMONSETS,
    DEPLOYMENTS,
    JOBS,
    NAMESPACES,
    PODS,
    PODTEMPLATES,
    REPLICASETS,
    REPLICATIONCONTROLLERS,
    STATEFULSETS,
    Resource,
)
from ... import errors
from ...errors import FieldError
from ...validation.fields import invalid
from .baseline import BASELINE
from .levels import ENFORCE, LABELS, PRIVILEGED, Policy, level_error, policy_of, version_error
from .restricted import OVERRIDDEN, RESTRICTED
from .violation import Violation

if TYPE_CHECKING:
    from ...server import ApiServer

WITH_TEMPLATE = (DEPLOYMENTS, REPLICASETS, STATEFULSETS, DAEMONSETS, JOBS, REPLICATIONCONTROLLERS)
IGNORED_SUBRESOURCES = ("exec", "attach", "binding", "eviction", "log", "portforward", "proxy", "status")
MOST_PODS_CHECKED = 3000


def admit(server: ApiServer, request: Request, obj: Object, old: Object | None) -> None:
    resource = request.resource
    if resource is NAMESPACES and not request.subresource:
        _namespace(server, request, obj, old)
    elif resource is PODS and request.subresource not in IGNORED_SUBRESOURCES:
        if old is None or _significant(obj, old):
            _check(server, request, obj["spec"], obj["metadata"].get("name", ""), enforced=True)
    elif resource in (*WITH_TEMPLATE, CRONJOBS, PODTEMPLATES) and not request.subresource:
        spec = _spec_of(resource, obj)
        if spec is not None:
            _check(server, request, spec, "", enforced=False)


def _check(server: ApiServer, request: Request, spec: Object, name: str, *, enforced: bool) -> None:
    namespace = server.namespaced_object(NAMESPACES, "", request.namespace)
    policy = policy_of(labels_of(namespace) if namespace is not None else {})
    if policy.enforce.level == policy.warn.level == PRIVILEGED:
        return
    if enforced:
        found = violations(policy.enforce.level, spec)
        if found:
            why = f'violates PodSecurity "{policy.enforce}": {_told(found)}'
            raise errors.forbidden(PODS, name, why)
    found = violations(policy.warn.level, spec)
    if found:
        _warn(request, f'would violate PodSecurity "{policy.warn}": {_told(found)}')


def violations(level: str, spec: Object) -> list[Violation]:
    """What a Pod asks for that the level does not allow: first the rules of `baseline`, then those of `restricted`."""
    if level == PRIVILEGED:
        return []
    checks = [check for name, check in BASELINE.items() if level == "baseline" or name not in OVERRIDDEN]
    if level != "baseline":
        checks += RESTRICTED.values()
    return [found for check in checks if (found := check(spec)) is not None]


def _told(found: list[Violation]) -> str:
    return ", ".join(f"{one.reason} ({one.detail})" if one.detail else one.reason for one in found)


def _namespace(server: ApiServer, request: Request, namespace: Object, old: Object | None) -> None:
    """Labels that mean nothing are refused; whoever turns the screw is told which Pods do not fit any more."""
    labels = labels_of(namespace)
    wrong = _label_errors(labels)
    if wrong and (old is None or wrong != _label_errors(labels_of(old))):
        raise errors.invalid(NAMESPACES, namespace["metadata"].get("name", ""), wrong)
    if old is None:
        return
    new, before = policy_of(labels).enforce, policy_of(labels_of(old)).enforce
    if new == before or new.level == PRIVILEGED or (new.version == before.version and new.rank <= before.rank):
        return
    for warning in _misfits(server, name_of(namespace), new):
        _warn(request, warning)


def _label_errors(labels: dict[str, str]) -> list[FieldError]:
    found = []
    for label in LABELS:
        for key, why_not in ((label, level_error), (f"{label}-version", version_error)):
            why = why_not(labels[key]) if key in labels else ""
            if why:
                found.append(invalid(f"metadata.labels[{key}]", labels[key], why))
    return found


def _misfits(server: ApiServer, namespace: str, policy: Policy) -> list[str]:
    """The Pods that are there and would be refused now, those with the same reasons together."""
    names: dict[str, list[str]] = {}
    pods = [pod for pod in server.cache.of(PODS).objects.values() if namespace_of(pod) == namespace]
    for pod in pods[:MOST_PODS_CHECKED]:
        found = violations(policy.level, pod["spec"])
        if found:
            names.setdefault(", ".join(one.reason for one in found), []).append(name_of(pod))
    if not names:
        return []
    lines = []
    for reasons, whose in names.items():
        others = len(whose) - 1
        more = f" (and {others} other pod{'s' if others > 1 else ''})" if others else ""
        lines.append(f"{min(whose)}{more}: {reasons}")
    return [
        f'existing pods in namespace "{namespace}" violate the new PodSecurity {ENFORCE} level "{policy}"',
        *sorted(lines),
    ]


def _warn(request: Request, warning: str) -> None:
    if warning not in request.warnings:
        request.warnings = (*request.warnings, warning)


def _spec_of(resource: Resource | None, obj: Object) -> Object | None:
    """The spec of the Pods that a workload would make."""
    above = obj if resource is PODTEMPLATES else obj.get("spec") or {}
    if resource is CRONJOBS:
        above = (above.get("jobTemplate") or {}).get("spec") or {}
    spec: Object | None = (above.get("template") or {}).get("spec")
    return spec


def _significant(pod: Object, old: Object) -> bool:
    """Whether a change of a Pod is one of what runs in it."""
    for field in ("initContainers", "containers", "ephemeralContainers"):
        images, before = (
            [(one["name"], one.get("image")) for one in each["spec"].get(field) or ()] for each in (pod, old)
        )
        if images != before:
            return True
    return False
