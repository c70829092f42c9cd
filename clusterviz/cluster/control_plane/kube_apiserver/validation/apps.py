"""Deployments, ReplicaSets, StatefulSets, DaemonSets: selector and template belong together. Fact sheet §4.4."""

from __future__ import annotations

from typing import Any

from ....machinery.go_numbers import is_natural
from ....machinery.objects import Object
from ....machinery.selectors import from_object
from ..errors import FieldError
from .fields import PERCENT_MESSAGE, forbidden, invalid, not_negative, not_supported, required
from .metadata import validate_annotations, validate_labels
from .pods import validate_pod_spec
from .selectors import validate_label_selector


def validate_deployment(obj: Object) -> list[FieldError]:
    """What is wrong with a Deployment, apart from its metadata."""
    spec = obj["spec"]
    found = not_negative("spec.replicas", spec.get("replicas"))
    found += _chosen_pods(spec, "deployment", "invalid label selector")
    found += _validate_strategy(spec.get("strategy") or {})
    found += not_negative("spec.minReadySeconds", spec.get("minReadySeconds"))
    found += not_negative("spec.revisionHistoryLimit", spec.get("revisionHistoryLimit"))
    deadline_s = spec.get("progressDeadlineSeconds")
    if deadline_s is not None:
        found += not_negative("spec.progressDeadlineSeconds", deadline_s)
        if deadline_s <= (spec.get("minReadySeconds") or 0):
            found.append(invalid("spec.progressDeadlineSeconds", deadline_s, "must be greater than minReadySeconds"))
    return found


def validate_replicaset(obj: Object) -> list[FieldError]:
    """What is wrong with a ReplicaSet, apart from its metadata."""
    spec = obj["spec"]
    found = not_negative("spec.replicas", spec.get("replicas"))
    found += not_negative("spec.minReadySeconds", spec.get("minReadySeconds"))
    return found + _chosen_pods(spec, "deployment", "invalid label selector")


def validate_daemonset(obj: Object) -> list[FieldError]:
    """What is wrong with a DaemonSet, apart from its metadata."""
    spec = obj["spec"]
    found = _validate_selector(spec, "daemonset")
    found += _validate_template(spec)
    found += not_negative("spec.minReadySeconds", spec.get("minReadySeconds"))
    strategy = spec.get("updateStrategy") or {}
    path = "spec.updateStrategy"
    match strategy.get("type"):
        case "OnDelete":
            pass
        case "RollingUpdate":
            found += _validate_rolling_daemon(f"{path}.rollingUpdate", strategy.get("rollingUpdate") or {})
        case other:
            found.append(not_supported(f"{path}.type", other, ("RollingUpdate", "OnDelete")))
    return found + not_negative("spec.revisionHistoryLimit", spec.get("revisionHistoryLimit"))


def validate_replication_controller(obj: Object) -> list[FieldError]:
    """What is wrong with a ReplicationController, apart from its metadata."""
    spec = obj["spec"]
    selector = spec.get("selector")
    found = not_negative("spec.replicas", spec.get("replicas"))
    found += not_negative("spec.minReadySeconds", spec.get("minReadySeconds"))
    if not selector:
        found.append(required("spec.selector"))
    return found + _validate_template({**spec, "selector": {"matchLabels": selector or {}}})


CHANGEABLE = (
    "replicas", "ordinals", "template", "updateStrategy", "revisionHistoryLimit",
    "persistentVolumeClaimRetentionPolicy", "minReadySeconds",
)  # fmt: skip


def validate_statefulset(obj: Object) -> list[FieldError]:
    """What is wrong with a StatefulSet, apart from its metadata."""
    spec = obj["spec"]
    found: list[FieldError] = []
    policy = spec.get("podManagementPolicy")
    if policy not in ("OrderedReady", "Parallel"):
        found.append(invalid("spec.podManagementPolicy", policy, "must be 'OrderedReady' or 'Parallel'"))
    strategy = spec.get("updateStrategy") or {}
    match strategy.get("type"):
        case "OnDelete":
            if strategy.get("rollingUpdate") is not None:
                unwanted = "only allowed for updateStrategy 'RollingUpdate'"
                found.append(invalid("spec.updateStrategy.rollingUpdate", strategy["rollingUpdate"], unwanted))
        case "RollingUpdate":
            partition = (strategy.get("rollingUpdate") or {}).get("partition")
            found += not_negative("spec.updateStrategy.rollingUpdate.partition", partition)
        case other:
            found.append(invalid("spec.updateStrategy", other, "must be 'RollingUpdate' or 'OnDelete'"))
    retention = spec.get("persistentVolumeClaimRetentionPolicy") or {}
    for when in ("whenDeleted", "whenScaled"):
        if (kept := retention.get(when)) not in ("Retain", "Delete"):
            found.append(not_supported(f"spec.persistentVolumeClaimRetentionPolicy.{when}", kept, ("Retain", "Delete")))
    found += not_negative("spec.replicas", spec.get("replicas"))
    found += not_negative("spec.minReadySeconds", spec.get("minReadySeconds"))
    found += not_negative("spec.ordinals.start", (spec.get("ordinals") or {}).get("start"))
    return found + _chosen_pods(_with_claims(spec), "statefulset", "")


def _with_claims(spec: Object) -> Object:
    """Its Pods have a volume for each claim template, in place of a volume of that name."""
    template = spec.get("template")
    claims = [claim.get("metadata") or {} for claim in spec.get("volumeClaimTemplates") or ()]
    names = [claim["name"] for claim in claims if claim.get("name")]
    if not template or not names:
        return spec
    pod = template.get("spec") or {}
    volumes = [volume for volume in pod.get("volumes") or () if volume.get("name") not in names]
    volumes += [{"name": name, "persistentVolumeClaim": {"claimName": name}} for name in names]
    return {**spec, "template": {**template, "spec": {**pod, "volumes": volumes}}}


def validate_statefulset_update(new: Object, old: Object) -> list[FieldError]:
    """What is wrong with a changed StatefulSet: its Pods' identity stays what it is."""
    found = validate_statefulset(new)
    spec, before = ({k: v for k, v in one["spec"].items() if k not in CHANGEABLE} for one in (new, old))
    if spec != before:
        names = ", ".join(f"'{name}'" for name in CHANGEABLE[:-1])
        found.append(
            forbidden(
                "spec",
                f"updates to statefulset spec for fields other than {names} and '{CHANGEABLE[-1]}' are forbidden",
            )
        )
    return found


def validate_selector_update(new: Object, old: Object) -> list[FieldError]:
    """A selector stays what it was: else the objects it once chose would be nobody's."""
    selector = new["spec"].get("selector")
    if selector != old["spec"].get("selector"):
        return [invalid("spec.selector", selector, "field is immutable")]
    return []


def _validate_selector(spec: Object, kind: str) -> list[FieldError]:
    selector = spec.get("selector")
    if selector is None:
        return [required("spec.selector")]
    found = validate_label_selector("spec.selector", selector)
    if not selector.get("matchLabels") and not selector.get("matchExpressions"):
        found.append(invalid("spec.selector", selector, f"empty selector is invalid for {kind}"))
    return found


def _chosen_pods(spec: Object, kind: str, why: str) -> list[FieldError]:
    """The selector, and the template that it must choose; a selector that cannot be read chooses nothing. `why`: it is refused."""
    found = _validate_selector(spec, kind)
    if spec.get("selector") is not None and validate_label_selector("", spec["selector"]):
        return [*found, invalid("spec.selector", spec["selector"], why)]
    return found + _validate_template(spec)


def _validate_template(spec: Object) -> list[FieldError]:
    template = spec.get("template")
    if template is None:
        return [required("spec.template")]
    found: list[FieldError] = []
    metadata, selector = template.get("metadata") or {}, spec.get("selector")
    labels = metadata.get("labels")
    chosen = selector is not None and (
        not (selector.get("matchLabels") or selector.get("matchExpressions"))
        or bool(validate_label_selector("", selector))
        or from_object(selector).matches(labels or {})
    )
    if not chosen:
        found.append(invalid("spec.template.metadata.labels", labels, "`selector` does not match template `labels`"))
    if labels:
        found += validate_labels("spec.template.labels", labels)
    if metadata.get("annotations"):
        found += validate_annotations("spec.template.annotations", metadata["annotations"])
    pod = template.get("spec") or {}
    problems = validate_pod_spec("spec.template.spec", pod)
    found += problems
    policy = pod.get("restartPolicy")
    if policy != "Always" and not any(problem.field.endswith("restartPolicy") for problem in problems):
        found.append(not_supported("spec.template.spec.restartPolicy", policy, ("Always",)))
    if pod.get("activeDeadlineSeconds") is not None:
        why = "activeDeadlineSeconds in ReplicaSet is not Supported"
        found.append(forbidden("spec.template.spec.activeDeadlineSeconds", why))
    return found


def _validate_strategy(strategy: Object) -> list[FieldError]:
    path = "spec.strategy"
    rolling = strategy.get("rollingUpdate")
    match strategy.get("type"):
        case "Recreate":
            if rolling is not None:
                why = "may not be specified when strategy `type` is 'Recreate'"
                return [forbidden(f"{path}.rollingUpdate", why)]
            return []
        case "RollingUpdate":
            return _validate_rolling(f"{path}.rollingUpdate", rolling or {})
        case other:
            return [not_supported(f"{path}.type", other, ("Recreate", "RollingUpdate"))]


def _validate_rolling(path: str, rolling: Object) -> list[FieldError]:
    unavailable, surge = rolling.get("maxUnavailable"), rolling.get("maxSurge")
    found = _count_or_percent(f"{path}.maxUnavailable", unavailable)
    found += _count_or_percent(f"{path}.maxSurge", surge)
    if _is_zero(unavailable) and _is_zero(surge):
        found.append(invalid(f"{path}.maxUnavailable", unavailable, "may not be 0 when `maxSurge` is 0"))
    return found + _at_most_all(f"{path}.maxUnavailable", unavailable)


def _validate_rolling_daemon(path: str, rolling: Object) -> list[FieldError]:
    unavailable, surge = rolling.get("maxUnavailable"), rolling.get("maxSurge")
    found = _count_or_percent(f"{path}.maxUnavailable", unavailable)
    found += _count_or_percent(f"{path}.maxSurge", surge)
    if not _is_zero(unavailable) and not _is_zero(surge):
        found.append(invalid(f"{path}.maxSurge", surge, "may not be set when maxUnavailable is non-zero"))
    if _is_zero(unavailable) and _is_zero(surge):
        found.append(required(f"{path}.maxUnavailable", "cannot be 0 when maxSurge is 0"))
    return found + _at_most_all(f"{path}.maxUnavailable", unavailable)


def _count_or_percent(path: str, value: Any) -> list[FieldError]:
    if isinstance(value, str):
        good = value.endswith("%") and is_natural(value[:-1])
        return [] if good else [invalid(path, value, PERCENT_MESSAGE)]
    return not_negative(path, value)


def _is_zero(value: Any) -> bool:
    return value in (0, "0%") or value is None


def _at_most_all(path: str, value: Any) -> list[FieldError]:
    if isinstance(value, str) and is_natural(value[:-1]) and value.endswith("%") and int(value[:-1]) > 100:
        return [invalid(path, value, "must not be greater than 100%")]
    return []
