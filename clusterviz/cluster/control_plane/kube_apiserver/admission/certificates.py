"""CertificateApproval, CertificateSigning, CertificateSubjectRestriction: who may say yes, who may sign, and for whom nobody may."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....machinery.api import Request, User
from ....machinery.certificates import subject_of
from ....machinery.objects import Object, name_of
from ....machinery.resources import CERTIFICATESIGNINGREQUESTS
from .. import authorization, errors
from ..rbac import Deed

if TYPE_CHECKING:
    from ..server import ApiServer

CLIENTS = "kubernetes.io/kube-apiserver-client"
MASTERS = "system:masters"
DECISIONS = ("Approved", "Denied")


def admit(server: ApiServer, request: Request, obj: Object, old: Object | None) -> None:
    if request.resource is not CERTIFICATESIGNINGREQUESTS:
        return
    if old is None:
        _restrict(request, obj)
    elif request.subresource == "status" and _answer(obj) != _answer(old):
        _check(server, request, obj, "sign")


def check_approval(server: ApiServer, request: Request, obj: Object, old: Object) -> None:
    """Who decides must have the verb `approve` on the signer."""
    if _decided(obj) != _decided(old):
        _check(server, request, old, "approve")


def _restrict(request: Request, obj: Object) -> None:
    spec = obj.get("spec") or {}
    if spec.get("signerName") != CLIENTS:
        return
    try:
        organizations = subject_of(spec.get("request")).get("O", ())
    except ValueError:
        return  # validation says more about it
    if MASTERS in organizations:
        why = f"use of {CLIENTS} signer with {MASTERS} group is not allowed"
        raise errors.forbidden(CERTIFICATESIGNINGREQUESTS, name_of(obj), why)


def _check(server: ApiServer, request: Request, obj: Object, verb: str) -> None:
    signer = (obj.get("spec") or {}).get("signerName", "")
    if not may(server, request.user, verb, signer):
        why = f'user not permitted to {verb} requests with signerName "{signer}"'
        raise errors.forbidden(CERTIFICATESIGNINGREQUESTS, name_of(obj), why)


def may(server: ApiServer, user: User, verb: str, signer: str) -> bool:
    """Whether somebody has this verb on a signer, or on all of its domain."""
    group = CERTIFICATESIGNINGREQUESTS.group
    domain = signer.partition("/")[0]
    return any(
        authorization.may(server, user, Deed(verb, group, "signers", name))[0] for name in (signer, f"{domain}/*")
    )


def _answer(obj: Object) -> tuple[object, list[object]]:
    status = obj.get("status") or {}
    return status.get("certificate"), [one for one in status.get("conditions") or () if one.get("type") == "Failed"]


def _decided(obj: Object) -> list[object]:
    return [one for one in (obj.get("status") or {}).get("conditions") or () if one.get("type") in DECISIONS]
