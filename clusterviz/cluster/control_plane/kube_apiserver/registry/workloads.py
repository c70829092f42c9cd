"""Deployments, ReplicaSets, StatefulSets, DaemonSets. Fact sheet §7.1 to §7.4."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ....machinery.objects import Object
from ....machinery.resources import DAEMONSETS, DEPLOYMENTS, REPLICASETS, REPLICATIONCONTROLLERS, STATEFULSETS
from ....machinery.selectors import from_object
from ..errors import FieldError
from ..validation import apps as validation
from ..validation.workload_statuses import validate_deployment_status, validate_replicaset_status
from .pod_spec import default_template
from .storage import default_claim_spec
from .strategy import Strategy

if TYPE_CHECKING:
    from ..server import ApiServer

TEMPLATE_GENERATION = "deprecated.daemonset.template.generation"

ROLLING_SHARE = "25%"  # of a Deployment that may be missing, or too many, while it is updated
DAEMONS_UNAVAILABLE, DAEMONS_SURGE = 1, 0
REVISIONS_KEPT = 10
PROGRESS_DEADLINE_S = 600


class Workload(Strategy):
    """What all kinds with a Pod template share."""

    has_generation = True

    def default(self, obj: Object) -> None:
        if obj.get("spec") is None:
            obj["spec"] = {}
        default_template(obj)
        self.default_spec(obj, obj["spec"])

    def default_spec(self, obj: Object, spec: Object) -> None:
        """Fill in the spec beside the template."""

    def scale_of(self, obj: Object) -> Any:
        selector = str(from_object(obj["spec"].get("selector")))
        return obj["spec"].get("replicas", 0), (obj.get("status") or {}).get("replicas", 0), selector


def labels_of_template(obj: Object) -> None:
    """Without labels of its own, a workload has those of its Pods."""
    labels = (obj["spec"].get("template") or {}).get("metadata", {}).get("labels")
    if labels and not obj["metadata"].get("labels"):
        obj["metadata"]["labels"] = dict(labels)


class Deployments(Workload):
    """The rules for Deployments."""

    of = DEPLOYMENTS

    def default_spec(self, obj: Object, spec: Object) -> None:
        if spec.get("replicas") is None:
            spec["replicas"] = 1
        strategy = spec.get("strategy")
        if strategy is None:
            strategy = spec["strategy"] = {}
        if not strategy.get("type"):
            strategy["type"] = "RollingUpdate"
        if strategy["type"] == "RollingUpdate":
            rolling: Object | None = strategy.get("rollingUpdate")
            if rolling is None:
                rolling = strategy["rollingUpdate"] = {}
            for field in ("maxUnavailable", "maxSurge"):
                if rolling.get(field) is None:
                    rolling[field] = ROLLING_SHARE
        for field, value in (
            ("revisionHistoryLimit", REVISIONS_KEPT),
            ("progressDeadlineSeconds", PROGRESS_DEADLINE_S),
        ):
            if spec.get(field) is None:
                spec[field] = value

    def prepare_for_create(self, server: ApiServer, obj: Object) -> None:
        obj["status"] = {}

    def changes_generation(self, new: Object, old: Object) -> bool:
        """A changed annotation counts as well: the controller copies it to the ReplicaSet."""
        return bool(
            new.get("spec") != old.get("spec")
            or new["metadata"].get("annotations") != old["metadata"].get("annotations")
        )

    def validate(self, server: ApiServer, obj: Object) -> list[FieldError]:
        return validation.validate_deployment(obj)

    def validate_status(self, server: ApiServer, new: Object, old: Object) -> list[FieldError]:
        return validate_deployment_status(new)

    def validate_update(self, server: ApiServer, new: Object, old: Object) -> list[FieldError]:
        return validation.validate_selector_update(new, old)


class ReplicaSets(Workload):
    """The rules for ReplicaSets."""

    of = REPLICASETS

    def default_spec(self, obj: Object, spec: Object) -> None:
        if spec.get("replicas") is None:
            spec["replicas"] = 1
        labels_of_template(obj)

    def prepare_for_create(self, server: ApiServer, obj: Object) -> None:
        obj["status"] = {"replicas": 0}

    def validate(self, server: ApiServer, obj: Object) -> list[FieldError]:
        return validation.validate_replicaset(obj)

    def validate_status(self, server: ApiServer, new: Object, old: Object) -> list[FieldError]:
        return validate_replicaset_status(new)

    def validate_update(self, server: ApiServer, new: Object, old: Object) -> list[FieldError]:
        return validation.validate_selector_update(new, old)

    def selectable_fields(self, obj: Object) -> dict[str, str]:
        return {"status.replicas": str((obj.get("status") or {}).get("replicas", 0))}


class ReplicationControllers(Workload):
    """The rules for ReplicationControllers: a selector is a plain set of labels, and defaults to the template's."""

    of = REPLICATIONCONTROLLERS

    def default_spec(self, obj: Object, spec: Object) -> None:
        if spec.get("replicas") is None:
            spec["replicas"] = 1
        labels = (spec.get("template") or {}).get("metadata", {}).get("labels")
        if labels and not spec.get("selector"):
            spec["selector"] = dict(labels)
        labels_of_template(obj)

    def prepare_for_create(self, server: ApiServer, obj: Object) -> None:
        obj["status"] = {"replicas": 0}

    def scale_of(self, obj: Object) -> Any:
        selector = ",".join(f"{key}={value}" for key, value in sorted((obj["spec"].get("selector") or {}).items()))
        return obj["spec"].get("replicas", 0), (obj.get("status") or {}).get("replicas", 0), selector

    def validate(self, server: ApiServer, obj: Object) -> list[FieldError]:
        return validation.validate_replication_controller(obj)

    def validate_update(self, server: ApiServer, new: Object, old: Object) -> list[FieldError]:
        return validation.validate_replication_controller(new)


class StatefulSets(Workload):
    """The rules for StatefulSets."""

    of = STATEFULSETS

    def default_spec(self, obj: Object, spec: Object) -> None:
        retention = {"whenDeleted": "Retain", "whenScaled": "Retain"}
        spec["persistentVolumeClaimRetentionPolicy"] = {
            **retention,
            **(spec.get("persistentVolumeClaimRetentionPolicy") or {}),
        }
        for field, value in (
            ("podManagementPolicy", "OrderedReady"),
            ("replicas", 1),
            ("revisionHistoryLimit", REVISIONS_KEPT),
        ):
            if spec.get(field) is None:
                spec[field] = value
        strategy = spec.get("updateStrategy")
        if strategy is None:
            strategy = spec["updateStrategy"] = {}
        if not strategy.get("type"):
            strategy["type"] = "RollingUpdate"
        if strategy["type"] == "RollingUpdate":
            rolling = strategy["rollingUpdate"] = dict(strategy.get("rollingUpdate") or {})
            if rolling.get("partition") is None:
                rolling["partition"] = 0
        claims = spec.get("volumeClaimTemplates")
        if isinstance(claims, list):
            for claim in claims:
                claim["apiVersion"], claim["kind"] = "v1", "PersistentVolumeClaim"
                default_claim_spec(claim.setdefault("spec", {}))
                claim["status"] = {"phase": "Pending"}

    def prepare_for_create(self, server: ApiServer, obj: Object) -> None:
        obj["status"] = {"replicas": 0, "availableReplicas": 0}

    def validate(self, server: ApiServer, obj: Object) -> list[FieldError]:
        return validation.validate_statefulset(obj)

    def validate_update(self, server: ApiServer, new: Object, old: Object) -> list[FieldError]:
        return validation.validate_statefulset_update(new, old)


class DaemonSets(Workload):
    """The rules for DaemonSets."""

    of = DAEMONSETS

    def default_spec(self, obj: Object, spec: Object) -> None:
        strategy = spec.get("updateStrategy")
        if strategy is None:
            strategy = spec["updateStrategy"] = {}
        if not strategy.get("type"):
            strategy["type"] = "RollingUpdate"
        if strategy["type"] == "RollingUpdate":
            rolling: Object | None = strategy.get("rollingUpdate")
            if rolling is None:
                rolling = strategy["rollingUpdate"] = {}
            for field, value in (("maxUnavailable", DAEMONS_UNAVAILABLE), ("maxSurge", DAEMONS_SURGE)):
                if rolling.get(field) is None:
                    rolling[field] = value
        if spec.get("revisionHistoryLimit") is None:
            spec["revisionHistoryLimit"] = REVISIONS_KEPT

    def prepare_for_create(self, server: ApiServer, obj: Object) -> None:
        annotations = dict(obj["metadata"].get("annotations") or {})
        annotations[TEMPLATE_GENERATION] = "1"
        obj["metadata"]["annotations"] = annotations
        zero = ("currentNumberScheduled", "numberMisscheduled", "desiredNumberScheduled", "numberReady")
        obj["status"] = dict.fromkeys(zero, 0)

    def prepare_for_update(self, server: ApiServer, new: Object, old: Object) -> None:
        super().prepare_for_update(server, new, old)
        before = (old["metadata"].get("annotations") or {}).get(TEMPLATE_GENERATION, "1")
        if new["spec"].get("template") != old["spec"].get("template"):
            before = str(int(before) + 1)
        new["metadata"]["annotations"] = {**(new["metadata"].get("annotations") or {}), TEMPLATE_GENERATION: before}

    def validate(self, server: ApiServer, obj: Object) -> list[FieldError]:
        return validation.validate_daemonset(obj)

    def validate_update(self, server: ApiServer, new: Object, old: Object) -> list[FieldError]:
        return validation.validate_selector_update(new, old)
