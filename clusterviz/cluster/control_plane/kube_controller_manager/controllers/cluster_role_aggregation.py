"""ClusterRole aggregation: a role that selects others by label has all their rules. Fact sheet §7.17, §16.6."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....machinery.objects import Key, Object, key_of, labels_of, name_of
from ....machinery.resources import CLUSTERROLES
from ..owners import selects
from .controller import Controller

if TYPE_CHECKING:
    from ..controller_manager import ControllerManager


class ClusterRoleAggregation(Controller):
    """Keys are ClusterRoles with an `aggregationRule`."""

    name = "clusterrole-aggregation-controller"

    def __init__(self, manager: ControllerManager) -> None:
        super().__init__(manager)
        self.roles = self.informer(CLUSTERROLES)
        self.roles.subscribe(self.role_changed)

    def role_changed(self, change: str, old: Object | None, new: Object) -> None:
        """Any role may be part of those that aggregate."""
        for key, role in self.roles.objects.items():
            if role.get("aggregationRule"):
                self.queue.add(key)

    def reconcile(self, key: Key) -> None:
        """Collect the rules of all that are selected, each rule once."""
        role = self.roles.get(key)
        if role is None or not role.get("aggregationRule") or not self.up_to_date(key):
            return
        rules: list[Object] = []
        for selector in role["aggregationRule"].get("clusterRoleSelectors") or ():
            for other in self.roles.list():
                if key_of(other) != key and selects(selector, labels_of(other)):
                    rules += [rule for rule in other.get("rules") or () if rule not in rules]
        if rules != (role.get("rules") or []):
            sentence = f"The aggregation controller gives {name_of(role)} the rules of all roles that it selects."
            self.decide("Aggregates", CLUSTERROLES, role, sentence)
            self.client.update(CLUSTERROLES, {**role, "rules": rules}, self.wrote, key, self.roles)
