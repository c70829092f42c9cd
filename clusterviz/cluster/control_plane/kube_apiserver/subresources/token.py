"""`serviceaccounts/token`: a token that says who its bearer is, for a time, and if wanted as long as one object lives. §7.14."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from ....machinery import service_account_tokens as tokens
from ....machinery.api import Request, Response
from ....machinery.field_managers import UPDATE, ManagedFields, Note, manager
from ....machinery.objects import Object, name_of, namespace_of, uid_of
from ....machinery.resources import NODES, PODS, SECRETS, SERVICEACCOUNTS
from ....machinery.times import timestamp
from .. import errors
from ..admission import node_restriction
from ..applying import manager_of
from ..errors import FieldError
from ..validation.fields import invalid

if TYPE_CHECKING:
    from ..server import ApiServer

VERSION = "authentication.k8s.io/v1"
EXPIRATION_S = 3600
SHORTEST_S, LONGEST_S = 600, 1 << 32
UNREADABLE = 'TokenRequest in version "v1" cannot be handled as a TokenRequest'
BINDABLE = {("v1", "Pod"): PODS, ("v1", "Secret"): SECRETS, ("v1", "Node"): NODES}


def serve(server: ApiServer, call: Any, request: Request) -> None:
    """POST of a TokenRequest."""
    if request.verb != "create":
        raise errors.method_not_allowed()
    server.read(call, request, partial(_issue, server))


def _issue(server: ApiServer, call: Any, request: Request, account: Object) -> None:
    spec, asked = _spec_of(request)
    node_restriction.check_token(server, request, spec["boundObjectRef"])
    now_s = server.wall_ms() // 1000
    claims = {
        "aud": spec["audiences"],
        "exp": now_s + spec["expirationSeconds"],
        "iat": now_s,
        "iss": tokens.ISSUER,
        "jti": server.chance.uid(),
        "kubernetes.io": {
            "namespace": namespace_of(account),
            "serviceaccount": _named(account),
            **_binding(server, account, spec["boundObjectRef"]),
        },
        "nbf": now_s,
        "sub": f"system:serviceaccount:{namespace_of(account)}:{name_of(account)}",
    }
    now = timestamp(server.wall_ms())
    by = manager(manager_of(request).name, UPDATE, VERSION, request.subresource)
    body = {
        "kind": "TokenRequest",
        "apiVersion": VERSION,
        "metadata": {
            "name": name_of(account),
            "namespace": namespace_of(account),
            "creationTimestamp": now,
            "managedFields": ManagedFields(
                (),
                (Note(by, now, None, {"kind": "TokenRequest", "apiVersion": VERSION, "metadata": {}, "spec": asked}),),
            ),
        },
        "spec": spec,
        "status": {
            "token": tokens.sign(tokens.key_of(server.ground.seed), claims),
            "expirationTimestamp": timestamp(claims["exp"] * 1000),
        },
    }
    server.respond(call, Response(201, body))


def _spec_of(request: Request) -> tuple[Object, Object]:
    """(what is asked for, with what goes without saying; what the sender thereby owns)."""
    body = request.body if isinstance(request.body, dict) else {}
    sent = body.get("spec") or {}
    if not isinstance(sent, dict):
        raise errors.bad_request(UNREADABLE)
    seconds = sent.get("expirationSeconds") or EXPIRATION_S
    audiences = sent.get("audiences") or [tokens.ISSUER]
    if not isinstance(seconds, int) or not (isinstance(audiences, list) and all(type(one) is str for one in audiences)):
        raise errors.bad_request(UNREADABLE)
    wrong: list[FieldError] = []
    if seconds < SHORTEST_S:
        wrong.append(invalid("spec.expirationSeconds", seconds, "may not specify a duration less than 10 minutes"))
    if seconds > LONGEST_S:
        wrong.append(invalid("spec.expirationSeconds", seconds, "may not specify a duration larger than 2^32 seconds"))
    if wrong:
        raise errors.invalid_options("TokenRequest", wrong, "authentication.k8s.io")
    bound = sent.get("boundObjectRef")
    asked: Object = {"expirationSeconds": seconds}
    asked |= {key: sent[key] for key in ("audiences", "boundObjectRef") if sent.get(key)}
    return {"audiences": audiences, "expirationSeconds": seconds, "boundObjectRef": bound}, asked


def _binding(server: ApiServer, account: Object, reference: Any) -> Object:
    """The claims about the object without which the token is worth nothing."""
    if not isinstance(reference, dict):
        return {}
    version, kind, name = (str(reference.get(field) or "") for field in ("apiVersion", "kind", "name"))
    resource = BINDABLE.get((version, kind))
    if resource is None:
        group, _, _ = version.rpartition("/")
        whole = f"{kind}.{group}" if group else kind
        raise errors.bad_request(
            f"cannot bind token for serviceaccount {_quoted(name_of(account))} to kind {_quoted(whole)}"
        )
    found = server.namespaced_object(resource, namespace_of(account) if resource.namespaced else "", name)
    if found is None:
        raise errors.not_found(resource, name)
    wanted = reference.get("uid")
    if wanted and wanted != uid_of(found):
        why = f"the UID in the bound object reference ({wanted}) does not match the UID in record. "
        raise errors.conflict(
            SERVICEACCOUNTS, name_of(account), f"{why}The object might have been deleted and then recreated"
        )
    claims = {kind.lower(): _named(found)}
    if resource is PODS:
        if found["spec"].get("serviceAccountName") != name_of(account):
            why = "to pod running with different serviceaccount name."
            raise errors.bad_request(f"cannot bind token for serviceaccount {_quoted(name_of(account))} {why}")
        node = server.namespaced_object(NODES, "", found["spec"].get("nodeName", ""))
        if node is not None:
            claims["node"] = _named(node)
    return claims


def _named(obj: Object) -> Object:
    return {"name": name_of(obj), "uid": uid_of(obj)}


def _quoted(text: str) -> str:
    return f'"{text}"'
