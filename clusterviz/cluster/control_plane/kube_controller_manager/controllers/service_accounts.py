"""Service account controller: every namespace has the ServiceAccount `default`. Fact sheet §7.14."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....machinery.objects import Key, Object, deleting, name_of, namespace_of
from ....machinery.resources import NAMESPACES, SERVICEACCOUNTS
from .controller import Controller

if TYPE_CHECKING:
    from ..controller_manager import ControllerManager


class ServiceAccountController(Controller):
    """Makes the account that Pods use when they name no other."""

    name = "service-account-controller"

    def __init__(self, manager: ControllerManager) -> None:
        super().__init__(manager)
        self.namespaces = self.informer(NAMESPACES)
        self.namespaces.subscribe(self.namespace_changed)
        self.accounts = self.informer(SERVICEACCOUNTS)
        self.accounts.subscribe(self.account_changed)

    def namespace_changed(self, change: str, old: Object | None, new: Object) -> None:
        """A namespace is new or different."""
        if change != "deleted":
            self.queue.add(name_of(new))

    def account_changed(self, change: str, old: Object | None, new: Object) -> None:
        """A ServiceAccount is gone: perhaps it was `default`."""
        if change == "deleted" and name_of(new) == "default":
            self.queue.add(namespace_of(new))

    def reconcile(self, key: Key) -> None:
        """Create the account if the namespace lacks it."""
        namespace = self.namespaces.get(key)
        if namespace is None or deleting(namespace) or self.accounts.get(f"{key}/default") is not None:
            return
        account = {
            "apiVersion": "v1",
            "kind": "ServiceAccount",
            "metadata": {"name": "default", "namespace": key},
        }
        self.client.create(SERVICEACCOUNTS, account, tolerate=(409,))
