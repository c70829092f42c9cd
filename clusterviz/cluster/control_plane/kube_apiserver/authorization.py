"""Authorization: may they? The components what their bootstrap roles grant as a whole; others what RBAC says. Fact sheet §4.1."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...machinery.api import Request, User
from . import errors, rbac

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


def may(server: ApiServer, user: User, deed: rbac.Deed) -> tuple[bool, str]:
    """(may they?, what could not be evaluated on the way)."""
    if user.name in TRUSTED_USERS or any(group in TRUSTED_GROUPS for group in user.groups):
        return True, ""
    if user.name.startswith(TRUSTED_ACCOUNTS):
        return True, ""
    return rbac.judge(server, user, deed)


def check(server: ApiServer, request: Request) -> None:
    """Refuse what the user may not do."""
    user = request.user
    if user.name in TRUSTED_USERS or any(group in TRUSTED_GROUPS for group in user.groups):
        return  # before anything is looked up: the components ask all the time
    if request.resource is None:
        if user.name == "system:anonymous" and request.path.split("/")[1] in ("api", "apis", "openapi"):
            raise errors.forbidden_path(user.name, request.path)
        return
    resource = request.resource
    plural = f"{resource.plural}/{request.subresource}" if request.subresource else resource.plural
    deed = rbac.Deed(request.verb, resource.group, plural, request.name, request.namespace)
    allowed, reason = may(server, user, deed)
    if allowed:
        return
    scope = f'in the namespace "{request.namespace}"' if request.namespace else "at the cluster scope"
    why = f'User "{user.name}" cannot {request.verb} resource "{plural}" in API group "{resource.group}" {scope}'
    raise errors.forbidden(resource, request.name, f"{why}: {reason}" if reason else why)
