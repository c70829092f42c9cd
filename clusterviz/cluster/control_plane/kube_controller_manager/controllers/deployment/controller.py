"""Deployment controller: moves Pods from one template to the next by scaling ReplicaSets. Fact sheet §7.1.

Each look takes one step; the change that the step makes brings the next look.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .....machinery.api import Response
from .....machinery.events import NORMAL, WARNING
from .....machinery.objects import (
    Key,
    Object,
    condition_of,
    controller_of,
    controller_uid,
    deleting,
    key_of,
    labels_of,
    name_of,
    namespace_of,
    uid_of,
)
from .....machinery.resources import DEPLOYMENTS, PODS, REPLICASETS
from ...owners import claim, owner_of, selects
from ...pods import namespace_of_orphan
from ..controller import RETRIES, Controller
from . import recreate, rolling, scaling
from .revisions import REVISION, new_replicaset, newest, others, refreshed, revision, same_template
from .rolling import Plan
from .status import (
    TIMED_OUT,
    calculate,
    condition,
    deadline_in_ms,
    deadline_s,
    is_complete,
    of_rollout,
    with_condition,
)
from .surge import is_rolling, size

if TYPE_CHECKING:
    from ...controller_manager import ControllerManager


class DeploymentController(Controller):
    """One ReplicaSet per template; rollouts move replicas from the old ones to the new one."""

    name = "deployment-controller"
    max_retries = RETRIES

    def __init__(self, manager: ControllerManager) -> None:
        super().__init__(manager)
        self.deployments = self.informer(DEPLOYMENTS)
        self.deployments.subscribe(self.deployment_changed)
        self.replicasets = self.informer(REPLICASETS)
        self.replicasets.index("controller", controller_uid)
        self.replicasets.index("orphans", namespace_of_orphan)
        self.replicasets.subscribe(self.replicaset_changed)
        self.pods = self.informer(PODS)
        self.pods.index("controller", controller_uid)
        self.pods.subscribe(self.pod_changed)

    # -- what wakes it ----------------------------------------------------------------------------------------------

    def deployment_changed(self, change: str, old: Object | None, new: Object) -> None:
        """A Deployment is new, different or gone."""
        self.queue.add(key_of(new))

    def replicaset_changed(self, change: str, old: Object | None, new: Object) -> None:
        """A ReplicaSet is new, different or gone: its Deployment has to be looked at."""
        for replicaset in (old, new):
            owner = owner_of(replicaset, DEPLOYMENTS, self.deployments) if replicaset is not None else None
            if owner is not None:
                self.queue.add(key_of(owner))
        if change != "deleted" and controller_of(new) is None and not deleting(new):
            for deployment in self.deployments.objects.values():
                if namespace_of(deployment) == namespace_of(new) and selects(
                    deployment["spec"].get("selector"), labels_of(new)
                ):
                    self.queue.add(key_of(deployment))

    def pod_changed(self, change: str, old: Object | None, new: Object) -> None:
        """A Pod is gone: a Deployment that recreates may have waited for that."""
        if change != "deleted":
            return
        replicaset = owner_of(new, REPLICASETS, self.replicasets)
        owner = owner_of(replicaset, DEPLOYMENTS, self.deployments) if replicaset is not None else None
        if owner is not None and not is_rolling(owner):
            self.queue.add(key_of(owner))

    # -- what it does -----------------------------------------------------------------------------------------------

    def reconcile(self, key: Key) -> None:
        """Take the next step for one Deployment."""
        deployment = self.deployments.get(key)
        if deployment is None or not self.up_to_date(key):
            return
        if deployment["spec"].get("selector") == {}:
            message = "This deployment is selecting all pods. A non-empty selector is required."
            self.events.event(deployment, WARNING, "SelectingAll", message)
            return
        replicasets = claim(self, deployment, DEPLOYMENTS, self.replicasets)
        new = newest(deployment, replicasets)
        old = others(replicasets, new)
        if deleting(deployment):
            self.write_status(deployment, calculate(deployment, replicasets, new, self.now_ms()))
        elif not self.note_pause(deployment) and not self.refresh(deployment, old, new):
            if deployment["spec"].get("paused") or scaling.was_scaled(deployment, replicasets):
                self.scale_only(deployment, old, new)
            elif is_rolling(deployment):
                self.roll(deployment, old, new)
            else:
                self.recreate(deployment, old, new)

    def note_pause(self, deployment: Object) -> bool:
        """Write down that it is paused, or no longer; True if that was news."""
        known = condition_of(deployment, "Progressing")
        if known is not None and known["reason"] == TIMED_OUT:
            return False
        paused = bool(deployment["spec"].get("paused"))
        noted = known is not None and known["reason"] == "DeploymentPaused"
        if paused == noted or deadline_s(deployment) is None:
            return False
        word = "Paused" if paused else "Resumed"
        news = condition("Progressing", "Unknown", f"Deployment{word}", f"Deployment is {word.lower()}", self.now_ms())
        self.write_conditions(deployment, news)
        return True

    def refresh(self, deployment: Object, old: list[Object], new: Object | None) -> bool:
        """Bring annotations of the newest ReplicaSet and of the Deployment up to date; True if something was written."""
        if new is None:
            return False
        fresh = refreshed(deployment, new, old)
        if fresh is not new:
            self.client.update(REPLICASETS, fresh, self.wrote, key_of(deployment), self.replicasets)
            return True
        known = condition_of(deployment, "Progressing")
        news = None
        if deadline_s(deployment) is not None and known is None:
            message = f'Found new replica set "{name_of(new)}"'
            news = condition("Progressing", "True", "FoundNewReplicaSet", message, self.now_ms())
        if news is None and revision(deployment) == revision(new):
            return False
        self.write_conditions(with_revision(deployment, revision(new)), news)
        return True

    # -- strategies -------------------------------------------------------------------------------------------------

    def scale_only(self, deployment: Object, old: list[Object], new: Object | None) -> None:
        """It was scaled, or is paused: bring the ReplicaSets to size, but roll nothing out."""
        replicasets = old if new is None else [*old, new]
        self.carry_out(deployment, scaling.scale(deployment, old, new), "it was scaled")
        if deployment["spec"].get("paused"):
            self.clean_up(deployment, old)
        self.write_status(deployment, calculate(deployment, replicasets, new, self.now_ms()))

    def roll(self, deployment: Object, old: list[Object], new: Object | None) -> None:
        """RollingUpdate: one step."""
        if new is None:
            self.create_new(deployment, old)
            return
        replicasets = [*old, new]
        plan = rolling.scale_new(deployment, replicasets, new)
        why = "the surge leaves room for more new Pods"
        if not plan:
            plan = rolling.scale_old(deployment, old, new)
            why = "enough Pods are available without them"
        if plan:
            self.carry_out(deployment, plan, why)
        elif is_complete(deployment, deployment.get("status", {})):
            self.clean_up(deployment, old)
        self.finish(deployment, replicasets, new)

    def recreate(self, deployment: Object, old: list[Object], new: Object | None) -> None:
        """Recreate: one step."""
        replicasets = old if new is None else [*old, new]
        plan = recreate.scale_old(old)
        if plan:
            self.carry_out(deployment, plan, "the strategy is Recreate: the old Pods go before the new ones come")
        elif not recreate.old_pods_run(old, [pod for each in old for pod in self.pods.by("controller", uid_of(each))]):
            if new is None:
                self.create_new(deployment, old)
                return
            plan = rolling.scale_new(deployment, replicasets, new)
            self.carry_out(deployment, plan, "no old Pod is left")
            if not plan and is_complete(deployment, deployment.get("status", {})):
                self.clean_up(deployment, old)
        self.finish(deployment, replicasets, new)

    def finish(self, deployment: Object, replicasets: list[Object], new: Object | None) -> None:
        """Write the status of a rollout, or come back when its deadline is over."""
        status = of_rollout(deployment, replicasets, new, self.now_ms())
        if status != deployment.get("status"):
            self.write_status(deployment, status)
            return
        in_ms = deadline_in_ms(deployment, status, self.now_ms())
        if in_ms is not None:
            self.queue.add_after(key_of(deployment), in_ms)

    # -- deeds ------------------------------------------------------------------------------------------------------

    def create_new(self, deployment: Object, old: list[Object]) -> None:
        """Create the ReplicaSet for the present template."""
        count = rolling.new_size(deployment, old, 0)
        replicaset = new_replicaset(deployment, old, count)
        self.decide(
            "Creates",
            DEPLOYMENTS,
            deployment,
            f"The Deployment controller finds no ReplicaSet with the template of {name_of(deployment)} "
            f"and creates {name_of(replicaset)} with {count} of {deployment['spec'].get('replicas', 1)} replicas.",
        )
        self.client.create(REPLICASETS, replicaset, self._created, deployment, replicaset, tolerate=(409,))

    def _created(self, response: Response, deployment: Object, wished: Object) -> None:
        name = name_of(wished)
        if response.ok:
            self.wrote(response, key_of(deployment), self.replicasets)
            if size(wished) > 0:
                message = f"Scaled up replica set {name} from 0 to {size(wished)}"
                self.events.event(deployment, NORMAL, "ScalingReplicaSet", message)
            news = None
            if deadline_s(deployment) is not None:
                message = f'Created new replica set "{name}"'
                news = condition("Progressing", "True", "NewReplicaSetCreated", message, self.now_ms())
            self.write_conditions(with_revision(deployment, revision(wished)), news)
        elif response.reason == "AlreadyExists":
            self.client.get(REPLICASETS, namespace_of(wished), name, self._collided, deployment, wished)
        elif "because it is being terminated" not in response.message:
            message = f'Failed to create new replica set "{name}": {response.message}'
            self.events.event(deployment, WARNING, "ReplicaSetCreateError", message)
            if deadline_s(deployment) is not None:
                news = condition("Progressing", "False", "ReplicaSetCreateError", message, self.now_ms())
                self.write_conditions(deployment, news)

    def _collided(self, response: Response, deployment: Object, wished: Object) -> None:
        """The name is taken: by our own ReplicaSet, not in the cache yet, or by a stranger with the same hash."""
        if not response.ok:
            return
        there = response.body
        if controller_uid(there) == uid_of(deployment) and same_template(
            there["spec"]["template"], wished["spec"]["template"]
        ):
            self.wrote(response, key_of(deployment), self.replicasets)
            self.queue.add(key_of(deployment))
            return
        status = deployment.get("status", {})
        self.write_status(deployment, {**status, "collisionCount": status.get("collisionCount", 0) + 1})

    def carry_out(self, deployment: Object, plan: Plan, why: str) -> None:
        """Write the new sizes, one after the other."""
        steps = [(uid_of(each), new_size) for each, new_size in plan]
        versions = {uid_of(each): each for each, _ in plan}
        self._next_step(deployment, steps, versions, why)

    def _next_step(
        self, deployment: Object, steps: list[tuple[str, int]], versions: dict[str, Object], why: str
    ) -> None:
        while steps:
            (uid, new_size), steps = steps[0], steps[1:]
            replicaset = versions[uid]
            changed = scaling.resized(deployment, replicaset, new_size)
            if changed is replicaset:
                continue
            before = size(replicaset)
            if before != new_size:
                self.decide(
                    "Scales",
                    DEPLOYMENTS,
                    deployment,
                    f"The Deployment controller scales {name_of(replicaset)} from {before} to {new_size}: {why}.",
                )
            self.client.update(REPLICASETS, changed, self._resized, deployment, before, new_size, steps, versions, why)
            return

    def _resized(
        self,
        response: Response,
        deployment: Object,
        before: int,
        now: int,
        steps: list[tuple[str, int]],
        versions: dict[str, Object],
        why: str,
    ) -> None:
        if not response.ok:
            return
        replicaset = response.body
        self.wrote(response, key_of(deployment), self.replicasets)
        if before != now:
            way = "up" if now > before else "down"
            message = f"Scaled {way} replica set {name_of(replicaset)} from {before} to {now}"
            self.events.event(deployment, NORMAL, "ScalingReplicaSet", message)
        self._next_step(deployment, steps, {**versions, uid_of(replicaset): replicaset}, why)

    def clean_up(self, deployment: Object, old: list[Object]) -> None:
        """Delete the oldest revisions beyond `revisionHistoryLimit`."""
        limit = deployment["spec"].get("revisionHistoryLimit")
        if limit is None:
            return
        kept = sorted((each for each in old if not deleting(each)), key=revision)
        for each in kept[: max(0, len(kept) - limit)]:
            status = each.get("status", {})
            observed = status.get("observedGeneration", 0) >= each["metadata"].get("generation", 1)
            if size(each) == 0 and not status.get("replicas") and observed:
                self.decide(
                    "Forgets",
                    DEPLOYMENTS,
                    deployment,
                    f"The Deployment controller deletes {name_of(each)}: {name_of(deployment)} keeps only {limit} old revisions.",
                )
                self.client.delete(REPLICASETS, namespace_of(each), name_of(each))

    def write_conditions(self, deployment: Object, news: Object | None) -> None:
        """Write the Deployment's annotations, and one more condition."""
        status = deployment.get("status", {})
        if news is not None:
            status = {**status, "conditions": with_condition(list(status.get("conditions", ())), news)}
        self._put_status(deployment, status)

    def write_status(self, deployment: Object, status: Object) -> None:
        """Write the status if it is news."""
        if status != deployment.get("status"):
            self._put_status(deployment, status)

    def _put_status(self, deployment: Object, status: Object) -> None:
        changed = {**deployment, "status": status}
        self.client.update_status(DEPLOYMENTS, changed, self.wrote, key_of(deployment), self.deployments)


def with_revision(deployment: Object, number: int) -> Object:
    """The Deployment annotated with its revision."""
    metadata = deployment["metadata"]
    annotations = {**(metadata.get("annotations") or {}), REVISION: str(number)}
    return {**deployment, "metadata": {**metadata, "annotations": annotations}}


__all__ = ["DeploymentController"]
