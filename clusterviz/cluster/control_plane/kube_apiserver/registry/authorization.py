"""Roles, ClusterRoles and their bindings. Fact sheet §16.6."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from ....machinery.api import Request
from ....machinery.objects import Object
from ....machinery.resources import CLUSTERROLEBINDINGS, CLUSTERROLES, ROLEBINDINGS, ROLES
from .. import escalation
from ..errors import FieldError
from ..validation import rbac as validation
from ..validation.as_go import GoText
from ..validation.fields import invalid
from .strategy import Strategy

if TYPE_CHECKING:
    from ..server import ApiServer

PARTS = (("APIGroup", "apiGroup"), ("Kind", "kind"), ("Name", "name"))


class Roles(Strategy):
    """The rules for Roles."""

    of = ROLES

    def authorize(self, server: ApiServer, request: Request, obj: Object, old: Object | None) -> None:
        escalation.check_role(server, request, obj, old)

    def validate(self, server: ApiServer, obj: Object) -> list[FieldError]:
        return validation.validate_role(obj)

    def validate_update(self, server: ApiServer, new: Object, old: Object) -> list[FieldError]:
        return validation.validate_role(new)


class ClusterRoles(Roles):
    """The rules for ClusterRoles."""

    of = CLUSTERROLES


class RoleBindings(Strategy):
    """The rules for RoleBindings: who is bound may change, to what may not."""

    of = ROLEBINDINGS

    def default(self, obj: Object) -> None:
        """The API group of people, groups and roles goes without saying."""
        if isinstance(obj.get("roleRef"), dict) and not obj["roleRef"].get("apiGroup"):
            obj["roleRef"] = {"apiGroup": validation.GROUP, **obj["roleRef"]}
        if obj.get("subjects"):
            obj["subjects"] = [
                {"apiGroup": validation.GROUP, **one} if one.get("kind") in ("User", "Group") else one
                for one in obj["subjects"]
            ]

    def authorize(self, server: ApiServer, request: Request, obj: Object, old: Object | None) -> None:
        escalation.check_binding(server, request, obj, old)

    def validate(self, server: ApiServer, obj: Object) -> list[FieldError]:
        return validation.validate_binding(obj)

    def validate_update(self, server: ApiServer, new: Object, old: Object) -> list[FieldError]:
        found = validation.validate_binding(new)
        wanted = new.get("roleRef") or {}
        if wanted != old.get("roleRef"):
            shown = {part: wanted.get(field, "") for part, field in PARTS}
            found.append(invalid("roleRef", GoText(json.dumps(shown, separators=(",", ":"))), "cannot change roleRef"))
        return found


class ClusterRoleBindings(RoleBindings):
    """The rules for ClusterRoleBindings."""

    of = CLUSTERROLEBINDINGS
