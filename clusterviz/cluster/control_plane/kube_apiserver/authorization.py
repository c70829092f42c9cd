"""Authorization: may they? Superusers may; kubelets are asked for by the Node authorizer, and everybody by RBAC. Fact sheet §4.1."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...machinery.api import Request, User
from ...machinery.resources import PODS
from ...machinery.selector_texts import parse_fields
from ...machinery.selectors import SelectorError
from . import errors, node_authorizer, rbac
from .rbac import Deed

if TYPE_CHECKING:
    from .server import ApiServer

SUPERUSERS = "system:masters"  # nobody can take anything from them


def may(server: ApiServer, user: User, deed: Deed) -> tuple[bool, str]:
    """(may they?, what was said against it on the way)."""
    if SUPERUSERS in user.groups:
        return True, ""
    reasons: list[str] = []
    node = node_authorizer.node_of(user)
    if node:
        allowed, reason = node_authorizer.judge(server, node, deed)
        if allowed:
            return True, ""
        reasons += [reason] if reason else []
    allowed, reason = server.rbac.judge(user, deed)
    reasons += [reason] if reason else []
    return allowed, "" if allowed else "\n".join(reasons)


def explained(server: ApiServer, user: User, deed: Deed) -> tuple[bool, str]:
    """(may they?, whom they have it from, or what was said against it). What superusers and kubelets may needs no reason."""
    allowed, reason = may(server, user, deed)
    if not allowed or SUPERUSERS in user.groups:
        return allowed, reason
    node = node_authorizer.node_of(user)
    if node and node_authorizer.judge(server, node, deed)[0]:
        return True, ""
    return True, rbac.source(server, user, deed)


def check(server: ApiServer, request: Request) -> None:
    """Refuse what the user may not do."""
    user = request.user
    if SUPERUSERS in user.groups:
        return
    deed = deed_of(request)
    allowed, reason = may(server, user, deed)
    if allowed:
        return
    resource = request.resource
    if resource is None:
        raise errors.forbidden_path(user.name, deed.verb, request.path, reason)
    scope = f'in the namespace "{request.namespace}"' if request.namespace else "at the cluster scope"
    why = f'User "{user.name}" cannot {deed.verb} resource "{deed.resource}" in API group "{deed.group}" {scope}'
    raise errors.forbidden(resource, request.name, f"{why}: {reason}" if reason else why)


def deed_of(request: Request) -> Deed:
    """What a request wants to do."""
    resource = request.resource
    if resource is None:
        return Deed(request.verb, path=request.path)
    plural = f"{resource.plural}/{request.subresource}" if request.subresource else resource.plural
    name, node = request.name, ""
    if not name and request.verb in ("list", "watch") and request.query.get("fieldSelector"):
        name, node = _selected(request)
    return Deed(request.verb, resource.group, plural, name, request.namespace, node=node)


def _selected(request: Request) -> tuple[str, str]:
    """(the one object, the one node) that a field selector is about."""
    try:
        fields = parse_fields(request.query["fieldSelector"])
    except SelectorError:  # refused later, in its own words
        return "", ""
    node = fields.exact("spec.nodeName") if request.resource is PODS else None
    return fields.exact("metadata.name") or "", node or ""
