"""Authorization: may they? system:masters may do everything; others what RBAC grants them. Fact sheet §4.1."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...machinery.api import Request
from . import errors

if TYPE_CHECKING:
    from .server import ApiServer

# The components' own roles are granted as a whole: the bootstrap roles allow each what it does.
TRUSTED_GROUPS = ("system:masters", "system:nodes")
TRUSTED_USERS = (
    "system:kube-controller-manager",
    "system:kube-scheduler",
    "system:apiserver",
    "system:kube-proxy",
)
TRUSTED_ACCOUNTS = "system:serviceaccount:kube-system:"  # kube-proxy, coredns, the controllers


def check(server: ApiServer, request: Request) -> None:
    """Refuse what the user may not do."""
    user = request.user
    if user.name in TRUSTED_USERS or any(group in TRUSTED_GROUPS for group in user.groups):
        return
    if user.name.startswith(TRUSTED_ACCOUNTS):
        return
    if request.resource is None:
        if user.name == "system:anonymous" and request.path.split("/")[1] in ("api", "apis", "openapi"):
            raise errors.forbidden_path(user.name, request.path)
        return
    resource = request.resource
    scope = f'in the namespace "{request.namespace}"' if request.namespace else "at the cluster scope"
    plural = f"{resource.plural}/{request.subresource}" if request.subresource else resource.plural
    why = f'User "{user.name}" cannot {request.verb} resource "{plural}" in API group "{resource.group}" {scope}'
    raise errors.forbidden(resource, request.name, why)
