"""PersistentVolume controller: binds claims and volumes to each other, one to one. Fact sheet §7.15.

Keys are `claim/<namespace>/<name>` and `volume/<name>`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .....machinery.api import Response
from .....machinery.events import NORMAL, WARNING
from .....machinery.objects import Key, Object, annotations_of, deleting, key_of, name_of, namespace_of, uid_of
from .....machinery.resources import PERSISTENTVOLUMECLAIMS, PERSISTENTVOLUMES, PODS, STORAGECLASSES
from .....machinery.volume_claims import BOUND_BY_CONTROLLER, annotated, claimed
from ..controller import Controller
from ..volume_protection import claims_of
from .matching import best, class_of, is_meant_for, mismatch

if TYPE_CHECKING:
    from ...controller_manager import ControllerManager

RESYNC_MS = 15_000
BIND_COMPLETED = "pv.kubernetes.io/bind-completed"
SELECTED_NODE = "volume.kubernetes.io/selected-node"
PROVISIONER = "volume.kubernetes.io/storage-provisioner"
OLD_PROVISIONER = "volume.beta.kubernetes.io/storage-provisioner"
DEFAULT_CLASS = "storageclass.kubernetes.io/is-default-class"
NOTHING_FITS = "no persistent volumes available for this claim and no storage class is set"


class VolumeBinder(Controller):
    """One volume for one claim, never for two."""

    name = "persistentvolume-controller"
    account = "persistent-volume-binder"
    workers = 1

    def __init__(self, manager: ControllerManager) -> None:
        super().__init__(manager)
        self.claims = self.informer(PERSISTENTVOLUMECLAIMS)
        self.claims.subscribe(self.claim_changed)
        self.volumes = self.informer(PERSISTENTVOLUMES)
        self.volumes.subscribe(self.volume_changed)
        self.classes = self.informer(STORAGECLASSES)
        self.pods = self.informer(PODS)

    def begin(self) -> None:
        super().begin()
        self.manager.every(RESYNC_MS, self.resync)

    # -- what wakes it ----------------------------------------------------------------------------------------------

    def claim_changed(self, change: str, old: Object | None, new: Object) -> None:
        """A claim is new, different or gone."""
        if change != "deleted":
            self.queue.add(f"claim/{key_of(new)}")
        if new["spec"].get("volumeName"):
            self.queue.add(f"volume/{new['spec']['volumeName']}")

    def volume_changed(self, change: str, old: Object | None, new: Object) -> None:
        """A volume is new, different or gone."""
        reference = new["spec"].get("claimRef")
        if reference:
            self.queue.add(f"claim/{reference['namespace']}/{reference['name']}")
        if change != "deleted":
            self.queue.add(f"volume/{key_of(new)}")

    def resync(self) -> None:
        """Every 15 s: what is not bound may be bound now."""
        for key, claim in self.claims.objects.items():
            if _phase(claim) != "Bound":
                self.queue.add(f"claim/{key}")
        for key, volume in self.volumes.objects.items():
            if _phase(volume) not in ("Bound", "Available"):
                self.queue.add(f"volume/{key}")

    # -- what it does -----------------------------------------------------------------------------------------------

    def reconcile(self, key: Key) -> None:
        """Look at one claim or one volume."""
        kind, _, name = key.partition("/")
        if not self.up_to_date("binder"):
            self.queue.add_after(key, 20)
            return
        if kind == "claim":
            claim = self.claims.get(name)
            if claim is not None:
                if BIND_COMPLETED in annotations_of(claim):
                    self._bound_claim(claim)
                else:
                    self._open_claim(claim)
        else:
            volume = self.volumes.get(name)
            if volume is not None:
                self._volume(volume)

    # -- claims -----------------------------------------------------------------------------------------------------

    def _open_claim(self, claim: Object) -> None:
        named = claim["spec"].get("volumeName")
        if not named:
            volume = best(claim, self.volumes.list(), only_prebound=self._waits(claim))
            if volume is not None:
                self._bind(claim, volume)
            else:
                self._without_volume(claim)
            return
        volume = self.volumes.get(named)
        if volume is None or (volume["spec"].get("claimRef") and not is_meant_for(volume, claim)):
            self._set_phase(PERSISTENTVOLUMECLAIMS, claim, "Pending")
            return
        why = mismatch(volume, claim)
        if why and not volume["spec"].get("claimRef"):
            message = f'Cannot bind to requested volume "{named}": {why}'
            self.events.event(claim, WARNING, "VolumeMismatch", message)
            self._set_phase(PERSISTENTVOLUMECLAIMS, claim, "Pending")
            return
        self._bind(claim, volume)

    def _waits(self, claim: Object) -> bool:
        """Whether its class wants a Pod to be placed first."""
        found = self.classes.get(class_of(claim))
        late = found is not None and found.get("volumeBindingMode") == "WaitForFirstConsumer"
        return late and SELECTED_NODE not in annotations_of(claim)

    def _without_volume(self, claim: Object) -> None:
        self._set_phase(PERSISTENTVOLUMECLAIMS, claim, "Pending")
        if claim["spec"].get("storageClassName") is None and self._adopt_default_class(claim):
            return
        name, events = class_of(claim), self.events
        if self._waits(claim):
            waiting = [
                name_of(pod)
                for pod in self.pods.list(namespace_of(claim))
                if name_of(claim) in claims_of(pod) and not pod["spec"].get("nodeName")
            ]
            if waiting:
                message = f"waiting for pod {waiting[0]} to be scheduled"
                events.event(claim, NORMAL, "WaitForPodScheduled", message)
            else:
                message = "waiting for first consumer to be created before binding"
                events.event(claim, NORMAL, "WaitForFirstConsumer", message)
        elif not name:
            events.event(claim, NORMAL, "FailedBinding", NOTHING_FITS)
        else:
            self._provision(claim, name)

    def _adopt_default_class(self, claim: Object) -> bool:
        """A claim that names no class gets the newest default class, also when that comes later."""
        defaults = [each for each in self.classes.list() if annotations_of(each).get(DEFAULT_CLASS) == "true"]
        if not defaults:
            return False
        newest = max(defaults, key=_creation)
        body = {**claim, "spec": {**claim["spec"], "storageClassName": name_of(newest)}}
        self.client.update(PERSISTENTVOLUMECLAIMS, body, self.wrote, "binder", self.claims)
        return True

    def _provision(self, claim: Object, class_name: str) -> None:
        """Ask whoever makes volumes of this class; this controller makes none itself."""
        found = self.classes.get(class_name)
        if found is None:
            message = f'storageclass.storage.k8s.io "{class_name}" not found'
            self.events.event(claim, WARNING, "ProvisioningFailed", message)
            return
        provisioner = found["provisioner"]
        if provisioner.startswith("kubernetes.io/"):
            message = f"no volume plugin matched name: {provisioner}"
            self.events.event(claim, WARNING, "ProvisioningFailed", message)
            return
        message = (
            f"Waiting for a volume to be created either by the external provisioner '{provisioner}' or manually by the "
            "system administrator. If volume creation is delayed, please verify that the provisioner is running and "
            "correctly registered."
        )
        self.events.event(claim, NORMAL, "ExternalProvisioning", message)
        if annotations_of(claim).get(PROVISIONER) != provisioner:
            asked = {OLD_PROVISIONER: provisioner, PROVISIONER: provisioner}
            body = annotated(claim, asked)
            self.client.update(PERSISTENTVOLUMECLAIMS, body, self.wrote, "binder", self.claims)

    def _bound_claim(self, claim: Object) -> None:
        """It was bound once: is its volume still there?"""
        volume = self.volumes.get(claim["spec"].get("volumeName", ""))
        if volume is None:
            if _phase(claim) != "Lost":
                message = "Bound claim has lost its PersistentVolume. Data on the volume is lost!"
                self.events.event(claim, WARNING, "ClaimLost", message)
            self._set_phase(PERSISTENTVOLUMECLAIMS, claim, "Lost")
        elif not volume["spec"].get("claimRef") or is_meant_for(volume, claim):
            self._bind(claim, volume)
        else:
            if _phase(claim) != "Lost":
                message = "Two claims are bound to the same volume, this one is bound incorrectly"
                self.events.event(claim, WARNING, "ClaimMisbound", message)
            self._set_phase(PERSISTENTVOLUMECLAIMS, claim, "Lost")

    # -- binding: the volume first, then the claim ------------------------------------------------------------------

    def _bind(self, claim: Object, volume: Object) -> None:
        reference = volume["spec"].get("claimRef") or {}
        if reference.get("uid") == uid_of(claim):
            self._volume_is_claimed(claim, volume)
            return
        sentence = f"The volume binder binds the claim {name_of(claim)} to {name_of(volume)}: it is the smallest volume that fits."
        self.decide("Binds", PERSISTENTVOLUMECLAIMS, claim, sentence, volume=name_of(volume))
        body = claimed(volume, claim)
        self.client.update(PERSISTENTVOLUMES, body, self._claimed, claim)

    def _claimed(self, response: Response, claim: Object) -> None:
        self.wrote(response, "binder", self.volumes)
        if response.ok:
            self._volume_is_claimed(claim, response.body)

    def _volume_is_claimed(self, claim: Object, volume: Object) -> None:
        self._set_phase(PERSISTENTVOLUMES, volume, "Bound")
        annotations = {BIND_COMPLETED: "yes"}
        body = claim
        if claim["spec"].get("volumeName") != name_of(volume):
            body = {**claim, "spec": {**claim["spec"], "volumeName": name_of(volume)}}
            annotations[BOUND_BY_CONTROLLER] = "yes"
        if BIND_COMPLETED not in annotations_of(claim):
            body = annotated(body, annotations)
        if body is claim:
            self._show_bound(claim, volume)
        else:
            self.client.update(PERSISTENTVOLUMECLAIMS, body, self._claim_is_bound, volume)

    def _claim_is_bound(self, response: Response, volume: Object) -> None:
        self.wrote(response, "binder", self.claims)
        if response.ok:
            self._show_bound(response.body, volume)

    def _show_bound(self, claim: Object, volume: Object) -> None:
        status = {
            **(claim.get("status") or {}),
            "phase": "Bound",
            "accessModes": volume["spec"].get("accessModes") or [],
            "capacity": volume["spec"].get("capacity") or {},
        }
        if status != claim.get("status"):
            body = {**claim, "status": status}
            self.client.update_status(PERSISTENTVOLUMECLAIMS, body, self.wrote, "binder", self.claims)

    # -- volumes ----------------------------------------------------------------------------------------------------

    def _volume(self, volume: Object) -> None:
        reference = volume["spec"].get("claimRef")
        if not reference or not reference.get("uid"):
            self._set_phase(PERSISTENTVOLUMES, volume, "Available")
            return
        claim = self.claims.get(f"{reference['namespace']}/{reference['name']}")
        if claim is not None and uid_of(claim) == reference["uid"]:
            if claim["spec"].get("volumeName") == name_of(volume):
                self._set_phase(PERSISTENTVOLUMES, volume, "Bound")
            else:
                self.queue.add(f"claim/{key_of(claim)}")
            return
        policy = volume["spec"].get("persistentVolumeReclaimPolicy", "Retain")
        if _phase(volume) != "Released":
            what = "keeps it with its data" if policy == "Retain" else "deletes it"
            sentence = (
                f"The volume binder releases {name_of(volume)}: its claim {reference['name']} is gone, and it {what}."
            )
            self.decide("Releases", PERSISTENTVOLUMES, volume, sentence, policy=policy)
            self._set_phase(PERSISTENTVOLUMES, volume, "Released")
        elif policy == "Delete" and not deleting(volume):
            self.client.delete(PERSISTENTVOLUMES, "", name_of(volume))

    def _set_phase(self, resource: object, obj: Object, phase: str) -> None:
        if _phase(obj) == phase:
            return
        status = {**(obj.get("status") or {}), "phase": phase}
        if resource is PERSISTENTVOLUMES:
            status["lastPhaseTransitionTime"] = self.timestamp()
            self.client.update_status(PERSISTENTVOLUMES, {**obj, "status": status}, self.wrote, "binder", self.volumes)
        else:
            body = {**obj, "status": status}
            self.client.update_status(PERSISTENTVOLUMECLAIMS, body, self.wrote, "binder", self.claims)


def _phase(obj: Object) -> str:
    return str((obj.get("status") or {}).get("phase", ""))


def _creation(obj: Object) -> tuple[str, str]:
    return obj["metadata"]["creationTimestamp"], name_of(obj)


__all__ = ["VolumeBinder"]
