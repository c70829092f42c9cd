"""kube-controller-manager: one process, many controllers, and the caches they share."""

from __future__ import annotations

from ...machinery.api import User, account_user
from ...machinery.client import Client
from ...machinery.component import Component, Ground
from ...machinery.informer import Informer, all_synced
from ...machinery.leader_election import LeaderElection
from ...machinery.resources import Resource
from .accounts import ControllerAccounts
from .controllers import CONTROLLERS
from .controllers.controller import Controller
from .custom_kinds import CustomKinds

USER = User("system:kube-controller-manager", ("system:authenticated",))


class ControllerManager(Component):
    """Runs every controller of `CONTROLLERS` once it leads and its caches are filled."""

    leader_elect = True  # the flag --leader-elect; without it the controllers start at once
    own_accounts = (
        True  # the flag --use-service-account-credentials: the controllers' accounts are stored in kube-system
    )

    def __init__(self, ground: Ground, name: str = "kube-controller-manager", node: str = "control-plane") -> None:
        super().__init__(ground, name, node)

    def boot(self) -> None:
        self.client = Client(self, USER)
        self.informers: dict[tuple[str, str], Informer] = {}
        self.controllers: list[Controller] = []
        self.begun = False  # the caches have been filled
        if self.leader_elect:
            self.election = LeaderElection(self, self.client, self.name, self.lead)
        else:
            self.lead()

    def lead(self) -> None:
        """This process leads: make the controllers and fill their caches."""
        if self.own_accounts:
            ControllerAccounts(self, self.client)
        self.custom = CustomKinds(self)
        self.controllers = [controller(self) for controller in CONTROLLERS]
        for informer in list(self.informers.values()):
            self.begin_informer(informer)

    def begin_informer(self, informer: Informer) -> None:
        """Fill a cache; the controllers begin once all that there are so far are filled."""
        informer.when_synced(self._synced)
        informer.start()

    def drop_informer(self, resource: Resource, *, gone: bool) -> None:
        """A custom kind is not served any more, or another version of it is: `gone` says whether its objects are."""
        informer = self.informers.pop((resource.group_resource, ""), None)
        if informer is not None:
            informer.stop(gone=gone)

    def client_of(self, account: str) -> Client:
        """The client of one controller: it asks as its own ServiceAccount, whose role allows its own work only. "": as all of them."""
        return Client(self, account_user("kube-system", account) if account else USER)

    def informer(self, resource: Resource, namespace: str = "") -> Informer:
        """The shared cache of a resource, of one namespace if it is given."""
        found = self.informers.get((resource.group_resource, namespace))
        if found is None:
            found = Informer(self.client, resource, namespace=namespace)
            self.informers[resource.group_resource, namespace] = found
        return found

    def _synced(self) -> None:
        if not self.begun and all_synced(self.informers.values()):
            self.begun = True
            for controller in self.controllers:
                controller.begin()
