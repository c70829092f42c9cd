"""StatefulSet controller: Pods in the order of their numbers, each only when the one before is ready. Fact sheet §7.3."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .....machinery.api import Response
from .....machinery.events import NORMAL, WARNING
from .....machinery.objects import (
    Key,
    Object,
    controller_of,
    controller_uid,
    deleting,
    key_of,
    labels_of,
    name_of,
    namespace_of,
)
from .....machinery.resources import CONTROLLERREVISIONS, PERSISTENTVOLUMECLAIMS, PODS, STATEFULSETS
from ...owners import claim, owner_of, selects
from ...pods import is_available, is_finished, is_ready, namespace_of_orphan
from ...revisions import ensure, forget_oldest, history, template_of
from ..controller import Controller
from .identity import claim_owners, claims_for, first_ordinal, new_pod, ordinal_of, revision_of_pod
from .status import calculate, is_healthy

if TYPE_CHECKING:
    from ...controller_manager import ControllerManager

HASH_LABEL = "controller.kubernetes.io/hash"


class StatefulSetController(Controller):
    """Never two Pods with the same name, and never the next before the last is well."""

    name = "statefulset-controller"

    def __init__(self, manager: ControllerManager) -> None:
        super().__init__(manager)
        self.statefulsets = self.informer(STATEFULSETS)
        self.statefulsets.subscribe(self.statefulset_changed)
        self.revisions = self.informer(CONTROLLERREVISIONS)
        self.revisions.index("controller", controller_uid)
        self.revisions.subscribe(self.revision_changed)
        self.claims = self.informer(PERSISTENTVOLUMECLAIMS)
        self.pods = self.informer(PODS)
        self.pods.index("controller", controller_uid)
        self.pods.index("orphans", namespace_of_orphan)
        self.pods.subscribe(self.pod_changed)

    # -- what wakes it ----------------------------------------------------------------------------------------------

    def statefulset_changed(self, change: str, old: Object | None, new: Object) -> None:
        """A StatefulSet is new, different or gone."""
        self.queue.add(key_of(new))

    def revision_changed(self, change: str, old: Object | None, new: Object) -> None:
        """A template has been written down."""
        owner = owner_of(new, STATEFULSETS, self.statefulsets)
        if owner is not None:
            self.queue.add(key_of(owner))

    def pod_changed(self, change: str, old: Object | None, new: Object) -> None:
        """A Pod is new, different or gone."""
        owner = owner_of(new, STATEFULSETS, self.statefulsets)
        if owner is not None:
            min_ready_s = owner["spec"].get("minReadySeconds", 0)
            if min_ready_s and old is not None and not is_ready(old) and is_ready(new):
                self.queue.add_after(key_of(owner), min_ready_s * 1000 + 1000)
            self.queue.add(key_of(owner))
        elif controller_of(new) is None and change != "deleted":
            for statefulset in self.statefulsets.objects.values():
                if namespace_of(statefulset) == namespace_of(new) and selects(
                    statefulset["spec"].get("selector"), labels_of(new)
                ):
                    self.queue.add(key_of(statefulset))

    # -- what it does -----------------------------------------------------------------------------------------------

    def reconcile(self, key: Key) -> None:
        """Take the next step of one set, then write down how it stands."""
        statefulset = self.statefulsets.get(key)
        if statefulset is None or not self.up_to_date(key):
            return
        pods = [pod for pod in claim(self, statefulset, STATEFULSETS, self.pods) if ordinal_of(statefulset, pod) >= 0]
        if deleting(statefulset):
            return
        update = ensure(self, statefulset, STATEFULSETS, self.revisions, HASH_LABEL)
        if update is None:
            return
        step = _Step(self, statefulset, pods, update)
        step.take()
        status = calculate(statefulset, pods, name_of(update), self.now_ms())
        in_use = dict.fromkeys([status["currentRevision"], name_of(update), *(revision_of_pod(pod) for pod in pods)])
        forget_oldest(self, statefulset, self.revisions, in_use)
        if status != statefulset.get("status"):
            body = {**statefulset, "status": status}
            self.client.update_status(STATEFULSETS, body, self.wrote, key, self.statefulsets)


class _Step:
    """One look at one StatefulSet: the one thing that is to be done now (several, if its Pods may come in parallel)."""

    def __init__(
        self, controller: StatefulSetController, statefulset: Object, pods: list[Object], update: Object
    ) -> None:
        self.controller = controller
        self.statefulset = statefulset
        self.key = key_of(statefulset)
        self.spec = statefulset["spec"]
        self.update = update
        self.ordered = self.spec.get("podManagementPolicy", "OrderedReady") == "OrderedReady"
        first = first_ordinal(statefulset)
        by_ordinal = {ordinal_of(statefulset, pod): pod for pod in pods}
        self.ordinals = range(first, first + self.spec.get("replicas", 1))
        self.replicas = {ordinal: by_ordinal.get(ordinal) for ordinal in self.ordinals}
        self.condemned = [by_ordinal[each] for each in sorted(by_ordinal, reverse=True) if each not in self.replicas]
        self.acted = False

    def take(self) -> None:
        """Up, then down, then over to the new template."""
        for ordinal, pod in self.replicas.items():
            if not self._grow(ordinal, pod):
                return
        first_unhealthy = self._first_unhealthy()
        for pod in self.condemned:
            if not self._shrink(pod, first_unhealthy):
                return
        if not self.acted:
            self._roll()

    def _works(self, pod: Object) -> bool:
        return is_healthy(pod) and is_available(pod, self.spec.get("minReadySeconds", 0), self.controller.now_ms())

    def _first_unhealthy(self) -> str:
        candidates = [pod for pod in self.replicas.values() if pod is not None] + self.condemned[::-1]
        return next((name_of(pod) for pod in candidates if not is_healthy(pod)), "")

    # -- up ---------------------------------------------------------------------------------------------------------

    def _grow(self, ordinal: int, pod: Object | None) -> bool:
        """Whether the next ordinal may be looked at."""
        if pod is None:
            self._create(ordinal)
            return not self.ordered
        if is_finished(pod):
            if not deleting(pod):
                self._delete(pod, "it has ended, and its successor can only come when the name is free")
            return False
        return self._works(pod) or not self.ordered

    def _create(self, ordinal: int) -> None:
        self.acted = True
        controller = self.controller
        name, revision = f"{name_of(self.statefulset)}-{ordinal}", self._revision_for(ordinal)
        pod = new_pod(self.statefulset, ordinal, template_of(revision), name_of(revision))
        missing = [
            each for each in claims_for(self.statefulset, ordinal) if controller.claims.get(key_of(each)) is None
        ]
        before = f"{name_of(self.statefulset)}-{ordinal - 1}"
        why = "all at once" if not self.ordered else "it is the first" if ordinal == self.ordinals[0] else ""
        sentence = f"The StatefulSet controller creates {name}: {why or before + ' is ready'}."
        controller.decide("Creates", STATEFULSETS, self.statefulset, sentence, ordinal=ordinal)
        self._create_claims(missing, pod)

    def _create_claims(self, missing: list[Object], pod: Object) -> None:
        """The Pod's storage comes before the Pod."""
        client = self.controller.client
        if missing:
            client.create(PERSISTENTVOLUMECLAIMS, missing[0], self._claimed, missing, pod, tolerate=(409,))
        else:
            client.create(PODS, pod, self._created, pod)

    def _claimed(self, response: Response, missing: list[Object], pod: Object) -> None:
        claim_, which = name_of(missing[0]), f"{name_of(pod)} in StatefulSet {name_of(self.statefulset)}"
        events = self.controller.events
        if response.ok:
            self.controller.wrote(response, self.key, self.controller.claims)
            events.event(self.statefulset, NORMAL, "SuccessfulCreate", f"Create Claim {claim_} Pod {which} success")
        elif response.code != 409:
            message = f"Create Claim {claim_} for Pod {which} failed error: {response.message}"
            events.event(self.statefulset, WARNING, "FailedCreate", message)
            return
        self._create_claims(missing[1:], pod)

    def _created(self, response: Response, pod: Object) -> None:
        self.controller.wrote(response, self.key, self.controller.pods)
        self._tell("Create", response, pod)

    def _tell(self, verb: str, response: Response, pod: Object) -> None:
        what, events = f"{verb} Pod {name_of(pod)} in StatefulSet {name_of(self.statefulset)}", self.controller.events
        if response.ok:
            events.event(self.statefulset, NORMAL, f"Successful{verb}", f"{what} successful")
        elif response.code not in (404, 409):
            events.event(self.statefulset, WARNING, f"Failed{verb}", f"{what} failed error: {response.message}")

    def _revision_for(self, ordinal: int) -> Object:
        """Below the partition the old template still counts."""
        strategy = self.spec.get("updateStrategy") or {}
        partition = (strategy.get("rollingUpdate") or {}).get("partition", 0)
        current = self.statefulset.get("status", {}).get("currentRevision")
        if strategy.get("type", "RollingUpdate") == "RollingUpdate" and ordinal < self.ordinals.start + partition:
            for revision in history(self.statefulset, self.controller.revisions):
                if name_of(revision) == current:
                    return revision
        return self.update

    # -- down -------------------------------------------------------------------------------------------------------

    def _shrink(self, pod: Object, first_unhealthy: str) -> bool:
        """Whether the next Pod may be looked at."""
        if deleting(pod):
            return not self.ordered
        if self.ordered and not self._works(pod) and name_of(pod) != first_unhealthy:
            return False
        self._leave_claims_to(pod)
        wanted = self.spec.get("replicas", 1)
        self._delete(pod, f"{wanted} {'is' if wanted == 1 else 'are'} wanted, and the highest number goes first")
        return not self.ordered

    def _leave_claims_to(self, pod: Object) -> None:
        """With `whenScaled: Delete` the claims go with their Pod."""
        owners = claim_owners(self.statefulset, pod)
        for wanted in claims_for(self.statefulset, ordinal_of(self.statefulset, pod)):
            present = self.controller.claims.get(key_of(wanted))
            if owners and present is not None and present["metadata"].get("ownerReferences") != owners:
                self.controller.client.patch(
                    PERSISTENTVOLUMECLAIMS,
                    namespace_of(present),
                    name_of(present),
                    {"metadata": {"ownerReferences": owners}},
                    tolerate=(404,),
                )

    def _delete(self, pod: Object, why: str) -> None:
        self.acted = True
        controller = self.controller
        sentence = f"The StatefulSet controller deletes {name_of(pod)}: {why}."
        controller.decide("Deletes", STATEFULSETS, self.statefulset, sentence)
        options = {"preconditions": {"uid": pod["metadata"]["uid"]}}
        controller.client.delete(
            PODS, namespace_of(pod), name_of(pod), self._deleted, pod, options=options, tolerate=(404, 409)
        )

    def _deleted(self, response: Response, pod: Object) -> None:
        if response.ok and response.body.get("kind") == "Pod":
            self.controller.wrote(response, self.key, self.controller.pods)
        self._tell("Delete", response, pod)

    # -- over -------------------------------------------------------------------------------------------------------

    def _roll(self) -> None:
        """Replace one Pod of an older template, the highest number first; wait for each."""
        strategy = self.spec.get("updateStrategy") or {}
        if strategy.get("type", "RollingUpdate") != "RollingUpdate":
            return
        partition = (strategy.get("rollingUpdate") or {}).get("partition", 0)
        for ordinal in reversed(self.ordinals):
            pod = self.replicas[ordinal]
            if ordinal < self.ordinals.start + partition or pod is None:
                return
            if revision_of_pod(pod) != name_of(self.update) and not deleting(pod):
                self._delete(pod, "it has the old template")
                return
            if not self._works(pod):
                return


__all__ = ["StatefulSetController"]
