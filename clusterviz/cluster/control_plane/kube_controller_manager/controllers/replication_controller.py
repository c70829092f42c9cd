"""ReplicationController: the ReplicaSet's ancestor, whose selector is a plain map. All its work is the ReplicaSet's. Fact sheet §7.2."""

from __future__ import annotations

from ....machinery.objects import Object
from ....machinery.resources import REPLICATIONCONTROLLERS
from .replicaset import ReplicaSetController


class ReplicationControllerController(ReplicaSetController):
    """As many active Pods as `spec.replicas`, as in 2014."""

    name = "replication-controller"
    resource = REPLICATIONCONTROLLERS

    def as_set(self, obj: Object) -> Object:
        """With the selector as a ReplicaSet has it, and without what its status has beyond that."""
        spec = {**obj["spec"], "selector": {"matchLabels": obj["spec"].get("selector") or {}}}
        status = obj.get("status")
        known = {**obj, "spec": spec}
        return {**known, "status": {**status, "terminatingReplicas": 0}} if status is not None else known

    def with_status(self, replicaset: Object, status: Object) -> Object:
        """With the selector as it is stored; terminating Pods are not counted here."""
        spec = {**replicaset["spec"], "selector": replicaset["spec"]["selector"]["matchLabels"]}
        kept = {field: value for field, value in status.items() if field != "terminatingReplicas"}
        return {**replicaset, "spec": spec, "status": kept}
