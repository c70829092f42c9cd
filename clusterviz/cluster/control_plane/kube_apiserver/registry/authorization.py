"""RoleBindings and ClusterRoleBindings. Fact sheet §16.6."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from ....machinery.objects import Object
from ....machinery.resources import CLUSTERROLEBINDINGS, ROLEBINDINGS
from ..errors import FieldError
from ..validation.as_go import GoText
from ..validation.fields import invalid
from .strategy import Strategy

if TYPE_CHECKING:
    from ..server import ApiServer

PARTS = (("APIGroup", "apiGroup"), ("Kind", "kind"), ("Name", "name"))


class RoleBindings(Strategy):
    """The rules for RoleBindings: who is bound may change, to what may not."""

    of = ROLEBINDINGS

    def validate_update(self, server: ApiServer, new: Object, old: Object) -> list[FieldError]:
        wanted = new.get("roleRef") or {}
        if wanted == old.get("roleRef"):
            return []
        shown = {part: wanted.get(field, "") for part, field in PARTS}
        return [invalid("roleRef", GoText(json.dumps(shown, separators=(",", ":"))), "cannot change roleRef")]


class ClusterRoleBindings(RoleBindings):
    """The rules for ClusterRoleBindings."""

    of = CLUSTERROLEBINDINGS
