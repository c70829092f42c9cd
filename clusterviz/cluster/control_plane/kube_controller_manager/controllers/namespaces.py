"""Namespace controller: empties a namespace that is being deleted, then lets it go. Fact sheet §7.11."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....machinery.api import Request, Response
from ....machinery.objects import Key, Object, deleting, name_of
from ....machinery.resources import NAMESPACES, PODS, RESOURCES, Resource
from .controller import Controller

if TYPE_CHECKING:
    from ..controller_manager import ControllerManager

DELAY_MS = 5_000  # so that every API server has heard that nothing new may come in
FINALIZER = "kubernetes"
FINALIZER_ESTIMATE_S = 15
CONTENT = tuple(resource for resource in RESOURCES if resource.namespaced and "deletecollection" in resource.verbs)


class NamespaceController(Controller):
    """Deletes the Pods first, then everything else."""

    name = "namespace-controller"
    workers = 10

    def __init__(self, manager: ControllerManager) -> None:
        super().__init__(manager)
        self.namespaces = self.informer(NAMESPACES)
        self.namespaces.subscribe(self.namespace_changed)

    def namespace_changed(self, change: str, old: Object | None, new: Object) -> None:
        """A namespace is being deleted."""
        if change != "deleted" and deleting(new):
            self.queue.add_after(name_of(new), DELAY_MS)

    def reconcile(self, key: Key) -> None:
        """See what is left in a namespace that is being deleted."""
        namespace = self.namespaces.get(key)
        if namespace is None or not deleting(namespace) or not self.up_to_date(key):
            return
        if FINALIZER in (namespace["spec"].get("finalizers") or ()):
            custom = (resource for resource in self.manager.custom.preferred() if resource.namespaced)
            _Emptying(self, namespace, (*CONTENT, *custom), first=True).look()


class _Emptying:
    """One look at what is left: list it, delete it, list it again."""

    def __init__(
        self, controller: NamespaceController, namespace: Object, resources: tuple[Resource, ...], first: bool
    ) -> None:
        self.controller = controller
        self.namespace = namespace
        self.name = name_of(namespace)
        self.resources = resources
        self.first = first
        self.left = len(resources)
        self.found: dict[Resource, list[Object]] = {}
        self.failed = False

    def look(self) -> None:
        """Ask for every kind."""
        for resource in self.resources:
            self.controller.client.list(resource, self._listed, resource, namespace=self.name)

    def _listed(self, response: Response, resource: Resource) -> None:
        self.left -= 1
        if not response.ok:
            self.failed = True
        elif response.body["items"]:
            self.found[resource] = response.body["items"]
        if self.left == 0 and not self.failed:
            self._judge()

    def _judge(self) -> None:
        if not self.found:
            self._finish()
        elif self.first:
            self._delete()
        else:
            self._wait()

    def _delete(self) -> None:
        """Pods first; the rest only when no Pod is left."""
        remaining = tuple(resource for resource in self.resources if resource in self.found)
        doomed = (PODS,) if PODS in remaining else remaining
        what = ", ".join(f"{len(self.found[each])} {each.plural}" for each in doomed)
        sentence = f"The namespace controller deletes what is left in {self.name}: {what}."
        self.controller.decide("Empties", NAMESPACES, self.namespace, sentence)
        again = _Emptying(self.controller, self.namespace, remaining, first=False)
        again.left = len(doomed)
        for resource in doomed:
            request = Request("deletecollection", resource, self.name, body={"propagationPolicy": "Background"})
            self.controller.client.send(request, again.deleted)

    def deleted(self, response: Response) -> None:
        """One kind is deleted, as far as finalizers and grace allow."""
        self.failed = self.failed or not response.ok
        self.left -= 1
        if self.left == 0 and not self.failed:
            self.left = len(self.resources)
            self.look()

    def _wait(self) -> None:
        """Something stays for now: say what, and come back."""
        graces = [pod["metadata"].get("deletionGracePeriodSeconds", 0) for pod in self.found.get(PODS, ())]
        estimate_s = max(graces, default=0)
        if self._finalizers():
            estimate_s = max(estimate_s, FINALIZER_ESTIMATE_S)
        status = {**self.namespace.get("status", {}), "conditions": self._conditions()}
        controller = self.controller
        if status != self.namespace.get("status"):
            body = {**self.namespace, "status": status}
            controller.client.update_status(NAMESPACES, body, controller.wrote, self.name, controller.namespaces)
        controller.queue.add_after(self.name, (estimate_s // 2 + 1) * 1000)

    def _finalizers(self) -> dict[str, int]:
        counts: dict[str, int] = {}
        for objects in self.found.values():
            for obj in objects:
                for finalizer in obj["metadata"].get("finalizers") or ():
                    counts[finalizer] = counts.get(finalizer, 0) + 1
        return counts

    def _conditions(self) -> list[Object]:
        finalizers = self._finalizers()
        remain = ", ".join(
            f"{resource.plural}.{resource.group} has {len(objects)} resource instances"
            for resource, objects in sorted(self.found.items(), key=_group_resource)
        )
        held = ", ".join(f"{name} in {count} resource instances" for name, count in sorted(finalizers.items()))
        conditions = [
            (
                "NamespaceDeletionDiscoveryFailure",
                "False",
                "ResourcesDiscovered",
                "All resources successfully discovered",
            ),
            (
                "NamespaceDeletionGroupVersionParsingFailure",
                "False",
                "ParsedGroupVersions",
                "All legacy kube types successfully parsed",
            ),
            (
                "NamespaceDeletionContentFailure",
                "False",
                "ContentDeleted",
                "All content successfully deleted, may be waiting on finalization",
            ),
            ("NamespaceContentRemaining", "True", "SomeResourcesRemain", f"Some resources are remaining: {remain}"),
        ]
        if held:
            message = f"Some content in the namespace has finalizers remaining: {held}"
            conditions.append(("NamespaceFinalizersRemaining", "True", "SomeFinalizersRemain", message))
        else:
            message = "All content-preserving finalizers finished"
            conditions.append(("NamespaceFinalizersRemaining", "False", "ContentHasNoFinalizers", message))
        return [self._condition(*each) for each in conditions]

    def _condition(self, kind: str, status: str, reason: str, message: str) -> Object:
        before = next(
            (each for each in self.namespace.get("status", {}).get("conditions") or () if each["type"] == kind), None
        )
        if before is not None and (before["status"], before["reason"], before["message"]) == (status, reason, message):
            return before  # type: ignore[no-any-return]
        return {
            "type": kind,
            "status": status,
            "lastTransitionTime": self.controller.timestamp(),
            "reason": reason,
            "message": message,
        }

    def _finish(self) -> None:
        sentence = f"The namespace controller finds nothing left in {self.name} and lets it go."
        self.controller.decide("Releases", NAMESPACES, self.namespace, sentence)
        kept = [each for each in self.namespace["spec"].get("finalizers") or () if each != FINALIZER]
        body = {**self.namespace, "spec": {**self.namespace["spec"], "finalizers": kept}}
        self.controller.client.update(NAMESPACES, body, subresource="finalize", tolerate=(404,))


def _group_resource(item: tuple[Resource, list[Object]]) -> str:
    return item[0].group_resource
