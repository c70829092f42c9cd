"""What every controller has: a queue of keys, the shared caches, a client, a voice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from ....machinery.api import Response
from ....machinery.events import EventRecorder
from ....machinery.expectations import LOOK_AGAIN_MS, OwnWrites
from ....machinery.informer import Informer
from ....machinery.objects import Key, Object, key_of
from ....machinery.resources import Resource
from ....machinery.times import timestamp
from ....machinery.work_queue import WorkQueue
from ..owners import NotOursYet

if TYPE_CHECKING:
    from ..controller_manager import ControllerManager

RETRIES = 15  # of a key that fails again and again, by those who give up


class Controller:
    """One control loop: `reconcile(key)` looks at what is, and brings it closer to what is wanted."""

    name: ClassVar[str]  # its name as the source of events
    account: ClassVar[str | None] = None  # its ServiceAccount in kube-system, if that has another name; "": it has none
    workers: ClassVar[int] = 5
    max_retries: ClassVar[int | None] = None

    def __init__(self, manager: ControllerManager) -> None:
        self.manager = manager
        self.client = manager.client_of(self.name if self.account is None else self.account)
        self.chance = manager.chance
        self.events = EventRecorder(self.client, self.name)
        self.queue = WorkQueue(manager, self.client, self._served, workers=self.workers, max_retries=self.max_retries)
        self.queue.paused = True
        self.own_writes = OwnWrites()

    def begin(self) -> None:
        """The caches are filled: begin to work."""
        self.queue.resume()

    def reconcile(self, key: Key) -> None:
        """Look at one object."""
        raise NotImplementedError

    def _served(self, key: Key) -> None:
        try:
            self.reconcile(key)
        except NotOursYet:
            self.queue.add(key)  # served when the adoptions are answered

    def informer(self, resource: Resource, namespace: str = "") -> Informer:
        """The manager's cache of a resource."""
        return self.manager.informer(resource, namespace)

    # -- read your writes -------------------------------------------------------------------------------------------

    def up_to_date(self, key: Key) -> bool:
        """Whether the caches have what this controller wrote for `key`; if not, the key comes back soon."""
        if self.own_writes.seen(key):
            return True
        self.queue.add_after(key, LOOK_AGAIN_MS)
        return False

    def wrote(self, response: Response, key: Key, informer: Informer) -> None:
        """The answer to a write for `key`: remember its revision until the cache has it."""
        if response.ok:
            revision = response.body.get("metadata", {}).get("resourceVersion")
            if revision:
                self.own_writes.wrote(key, informer, int(revision))

    # -- time and words ---------------------------------------------------------------------------------------------

    def now_ms(self) -> int:
        """The Unix time, in ms: to be compared with objects' timestamps. What is remembered is `manager.now_ms`."""
        return self.manager.clock.epoch_ms + self.manager.now_ms

    def timestamp(self) -> str:
        """The time as objects hold it."""
        return timestamp(self.now_ms())

    def decide(self, kind: str, resource: Resource, obj: Object, sentence: str, **detail: Any) -> None:
        """Record a choice about an object, with its reason."""
        subject = f"{resource.plural}/{key_of(obj)}"
        self.manager.decide(kind, subject, sentence, {"controller": self.name, **detail})
