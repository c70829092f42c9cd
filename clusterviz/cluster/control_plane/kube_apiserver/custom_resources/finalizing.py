"""The end of a custom kind: its objects go before its definition may. The finalizer `customresourcecleanup` stands for that."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....machinery.api import Request, Response
from ....machinery.custom_kinds import CLEANUP, ESTABLISHED, TERMINATING, kinds_of
from ....machinery.objects import Object, condition_of, condition_true, deleting, name_of
from ....machinery.resources import CUSTOMRESOURCEDEFINITIONS
from ..bootstrap import LOOPBACK
from .establishing import send, with_condition, write_status

if TYPE_CHECKING:
    from ..server import ApiServer

LOOK_MS = 1_000  # how often what is left is counted
PATIENCE_MS = 60_000  # after so long the definition says what keeps it, and all is deleted once more


class Finalizing:
    """Sees the deletion of each definition through."""

    def __init__(self, server: ApiServer) -> None:
        self.server = server
        self._since_ms: dict[str, int] = {}  # when the objects of a kind were last told to go

    def look(self, definition: Object) -> None:
        """A definition that is being deleted says so first, then its objects go."""
        if not deleting(definition) or CLEANUP not in (definition["metadata"].get("finalizers") or ()):
            return
        condition = condition_of(definition, TERMINATING)
        if not condition_true(definition, ESTABLISHED):
            self._finish(definition, "NeverEstablished", "resource was never established")
        elif condition is None or condition["reason"] in ("InstanceDeletionPending", "InstanceDeletionCheck"):
            why = "CustomResource deletion is in progress"
            self._tell(definition, "True", "InstanceDeletionInProgress", why)
        elif name_of(definition) not in self._since_ms:
            self._delete(definition)

    def _tell(self, definition: Object, value: str, reason: str, message: str) -> None:
        status = with_condition(self.server, definition.get("status") or {}, TERMINATING, value, reason, message)
        write_status(self.server, {**definition, "status": status}, self, name_of(definition))

    def _delete(self, definition: Object) -> None:
        name = name_of(definition)
        self._since_ms[name] = self.server.now_ms
        kinds = kinds_of(definition)
        if kinds:
            send(self.server, Request("deletecollection", kinds[0], user=LOOPBACK), self, "")
        self._count(name)

    def _count(self, name: str) -> None:
        """Nothing left: the definition may go. Something left: look again."""
        definition = self.server.namespaced_object(CUSTOMRESOURCEDEFINITIONS, "", name)
        if definition is None or CLEANUP not in (definition["metadata"].get("finalizers") or ()):
            self._since_ms.pop(name, None)
            return
        kinds = kinds_of(definition)
        left = len(self.server.cache.of(kinds[0]).objects) if kinds else 0
        if not left:
            del self._since_ms[name]
            self._finish(definition, "InstanceDeletionCompleted", "removed all instances")
        elif self.server.now_ms - self._since_ms[name] >= PATIENCE_MS:
            del self._since_ms[name]
            why = "could not confirm zero CustomResources remaining: context deadline exceeded"
            self._tell(definition, "True", "InstanceDeletionCheck", why)
        else:
            self.server.after(LOOK_MS, self._count, name)

    def _finish(self, definition: Object, reason: str, message: str) -> None:
        metadata = definition["metadata"]
        kept = [finalizer for finalizer in metadata["finalizers"] if finalizer != CLEANUP]
        kind = definition["spec"]["names"]["kind"]
        sentence = f"The API server lets the kind {kind} go: {message}."
        self.server.decide("Releases", f"customresourcedefinitions/{name_of(definition)}", sentence)
        self._tell({**definition, "metadata": {**metadata, "finalizers": kept}}, "False", reason, message)

    def written(self, response: Response, name: str) -> None:
        """A status that could not be written is tried again with what is there now."""
        if name and not response.ok and response.code != 404:
            self.server.after(LOOK_MS, self._look_again, name)

    def _look_again(self, name: str) -> None:
        definition = self.server.namespaced_object(CUSTOMRESOURCEDEFINITIONS, "", name)
        if definition is not None:
            self.look(definition)
