"""Impersonation: who may `impersonate` a user, a group or an account acts in their name. Fact sheet §4.1."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...machinery.api import StatusError, User, account_user
from . import authorization, errors
from .rbac import Deed

if TYPE_CHECKING:
    from .server import ApiServer

ACCOUNT = "system:serviceaccount:"
ANONYMOUS = "system:anonymous"
KNOWN, UNKNOWN = "system:authenticated", "system:unauthenticated"
AUTHENTICATION = "authentication.k8s.io"


def check(server: ApiServer, user: User, other: User) -> User:
    """The user that the request is meant from. Refused unless `user` may act as each part of it."""
    if not other.name:
        raise errors.internal("requesting uid, groups or user-extra for  without impersonating a user")
    for deed in _deeds(other):
        if not authorization.may(server, user, deed)[0]:
            raise _forbidden(user, deed)
    return User(other.name, _groups(other), other.uid, other.extra)


def _deeds(other: User) -> list[Deed]:
    """What one must be allowed to do to be that user, in the order in which it is asked."""
    account = other.name.removeprefix(ACCOUNT).split(":") if other.name.startswith(ACCOUNT) else []
    if len(account) == 2:
        deeds = [Deed("impersonate", "", "serviceaccounts", account[1], account[0])]
    else:
        deeds = [Deed("impersonate", "", "users", other.name)]
    deeds += [Deed("impersonate", "", "groups", group) for group in other.groups]
    for key, values in other.extra:
        deeds += [Deed("impersonate", AUTHENTICATION, f"userextras/{key}", value) for value in values]
    if other.uid:
        deeds.append(Deed("impersonate", AUTHENTICATION, "uids", other.uid))
    return deeds


def _groups(other: User) -> tuple[str, ...]:
    """The groups that were named, and those that go without saying."""
    account = other.name.removeprefix(ACCOUNT).split(":") if other.name.startswith(ACCOUNT) else []
    if len(account) == 2 and not other.groups:
        return account_user(*account).groups
    added = UNKNOWN if other.name == ANONYMOUS else KNOWN
    if added in other.groups or (added == KNOWN and UNKNOWN in other.groups):
        return other.groups
    return (*other.groups, added)


def _forbidden(user: User, deed: Deed) -> StatusError:
    scope = f'in the namespace "{deed.namespace}"' if deed.namespace else "at the cluster scope"
    plural = f"{deed.resource}.{deed.group}" if deed.group else deed.resource
    why = f'User "{user.name}" cannot impersonate resource "{deed.resource}" in API group "{deed.group}" {scope}'
    details = {"name": deed.name, **({"group": deed.group} if deed.group else {}), "kind": deed.resource}
    return StatusError(errors.status(403, "Forbidden", f'{plural} "{deed.name}" is forbidden: {why}', details))
