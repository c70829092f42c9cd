"""PVC and PV protection: storage that is in use stays, however often somebody deletes it. Fact sheet §7.15."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from ....machinery.informer import Informer
from ....machinery.objects import Key, Object, deleting, key_of, name_of, namespace_of
from ....machinery.resources import PERSISTENTVOLUMECLAIMS, PERSISTENTVOLUMES, PODS
from .controller import Controller

if TYPE_CHECKING:
    from ..controller_manager import ControllerManager


class _Protection(Controller):
    """A finalizer that goes when its object is deleted and nobody uses it."""

    finalizer: ClassVar[str]
    objects: Informer

    def object_changed(self, change: str, old: Object | None, new: Object) -> None:
        """One of the protected objects is new or different."""
        if change != "deleted":
            self.queue.add(key_of(new))

    def user_of(self, obj: Object) -> str:
        """Who uses the object, "" if nobody does."""
        raise NotImplementedError

    def reconcile(self, key: Key) -> None:
        """Protect what is not protected; let go what is deleted and not in use."""
        obj = self.objects.get(key)
        if obj is None or not self.up_to_date(key):
            return
        finalizers = list(obj["metadata"].get("finalizers") or ())
        if not deleting(obj) and self.finalizer not in finalizers:
            self._set(obj, [*finalizers, self.finalizer])
        elif deleting(obj) and self.finalizer in finalizers and not self.user_of(obj):
            resource = self.objects.resource
            sentence = f"The {resource.kind} protection lets {name_of(obj)} go: nobody uses it any more."
            self.decide("Releases", resource, obj, sentence)
            self._set(obj, [each for each in finalizers if each != self.finalizer])

    def _set(self, obj: Object, finalizers: list[str]) -> None:
        metadata = {key: value for key, value in obj["metadata"].items() if key != "finalizers"}
        if finalizers:
            metadata["finalizers"] = finalizers
        body = {**obj, "metadata": metadata}
        self.client.update(self.objects.resource, body, self.wrote, key_of(obj), self.objects, tolerate=(404,))


class ClaimProtection(_Protection):
    """A claim stays as long as a Pod with a node uses it."""

    name = "persistentvolumeclaim-protection-controller"
    account = "pvc-protection-controller"
    finalizer = "kubernetes.io/pvc-protection"

    def __init__(self, manager: ControllerManager) -> None:
        super().__init__(manager)
        self.objects = self.informer(PERSISTENTVOLUMECLAIMS)
        self.objects.subscribe(self.object_changed)
        self.pods = self.informer(PODS)
        self.pods.subscribe(self.pod_changed)

    def pod_changed(self, change: str, old: Object | None, new: Object) -> None:
        """A Pod has gone, and may have been the last to use a claim."""
        if change == "deleted" and self.objects.objects:
            for claim in claims_of(new):
                self.queue.add(f"{namespace_of(new)}/{claim}")

    def user_of(self, obj: Object) -> str:
        for pod in self.pods.list(namespace_of(obj)):
            if pod["spec"].get("nodeName") and name_of(obj) in claims_of(pod):
                return name_of(pod)
        return ""


class VolumeProtection(_Protection):
    """A volume stays as long as it is bound."""

    name = "pv-protection-controller"
    finalizer = "kubernetes.io/pv-protection"

    def __init__(self, manager: ControllerManager) -> None:
        super().__init__(manager)
        self.objects = self.informer(PERSISTENTVOLUMES)
        self.objects.subscribe(self.object_changed)

    def user_of(self, obj: Object) -> str:
        if (obj.get("status") or {}).get("phase") != "Bound":
            return ""
        return str((obj["spec"].get("claimRef") or {}).get("name", ""))


def claims_of(pod: Object) -> list[str]:
    """The names of the claims that a Pod uses."""
    volumes = pod["spec"].get("volumes") or ()
    return [each["persistentVolumeClaim"]["claimName"] for each in volumes if "persistentVolumeClaim" in each]
