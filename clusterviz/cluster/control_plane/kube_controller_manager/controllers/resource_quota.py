"""ResourceQuota controller: what is used of each quota, counted again when something goes, and every 5 minutes. Fact sheet §7.17."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....machinery.informer import Informer
from ....machinery.objects import Key, Object, key_of, name_of, namespace_of
from ....machinery.quota import Usage, has_scopes, in_scope, text_of, total, usage_of
from ....machinery.resources import EVENTS, LEASES, PODS, RESOURCEQUOTAS, RESOURCES, Resource
from ..pods import is_finished
from .controller import Controller

if TYPE_CHECKING:
    from ..controller_manager import ControllerManager

RESYNC_MS = 300_000


class ResourceQuotaController(Controller):
    """The API server counts up when something is created; this controller counts again when something is gone."""

    name = "resourcequota-controller"

    def __init__(self, manager: ControllerManager) -> None:
        super().__init__(manager)
        self.quotas = self.informer(RESOURCEQUOTAS)
        self.quotas.subscribe(self.quota_changed)
        self.counted = {
            resource: self.informer(resource)
            for resource in RESOURCES
            if resource.namespaced and "list" in resource.verbs and resource not in (EVENTS, LEASES)
        }
        for informer in self.counted.values():
            informer.subscribe(self.object_changed)
        manager.custom.follow(self.follow)

    def follow(self, resource: Resource, informer: Informer) -> None:
        """A custom kind is served: its objects may be counted."""
        informer.subscribe(self.object_changed)

    def begin(self) -> None:
        super().begin()
        self.manager.every(RESYNC_MS, self.resync)

    def quota_changed(self, change: str, old: Object | None, new: Object) -> None:
        """A quota is new, or limits something else."""
        if change != "deleted" and (old is None or old["spec"] != new["spec"]):
            self.queue.add(key_of(new))

    def object_changed(self, change: str, old: Object | None, new: Object) -> None:
        """Something is gone, or a Pod has ended: there is room again."""
        if not self.quotas.objects:
            return
        ended = old is not None and new.get("kind") == PODS.kind and is_finished(new) and not is_finished(old)
        if change == "deleted" or ended:
            for key, quota in self.quotas.objects.items():
                if namespace_of(quota) == namespace_of(new):
                    self.queue.add(key)

    def resync(self) -> None:
        """Every 5 minutes: count everything."""
        for key in self.quotas.objects:
            self.queue.add(key)

    def reconcile(self, key: Key) -> None:
        """Count one quota's namespace."""
        quota = self.quotas.get(key)
        if quota is None or not self.up_to_date(key):
            return
        hard = quota["spec"].get("hard") or {}
        used = total(self._usages(quota), hard)
        texts = {name: text_of(amount, name) for name, amount in used.items()}
        status = {"hard": hard, "used": texts}
        if not hard:
            status = {}
        if status != (quota.get("status") or {}):
            spent = ", ".join(f"{name} {texts[name]} of {hard[name]}" for name in sorted(hard))
            sentence = f"The quota controller counts what {namespace_of(quota)} uses of {name_of(quota)}: {spent}."
            self.decide("Counts", RESOURCEQUOTAS, quota, sentence)
            body = {**quota, "status": status}
            self.client.update_status(RESOURCEQUOTAS, body, self.wrote, key, self.quotas)

    def _usages(self, quota: Object) -> list[Usage]:
        namespace, only_pods = namespace_of(quota), has_scopes(quota)
        found = []
        custom = [(resource, self.informer(resource)) for resource in self.manager.custom.preferred()]
        for resource, informer in [*self.counted.items(), *custom]:
            if only_pods and resource is not PODS:
                continue
            for obj in informer.list(namespace):
                if not only_pods or in_scope(quota, obj):
                    found.append(usage_of(obj, resource))
        return found
