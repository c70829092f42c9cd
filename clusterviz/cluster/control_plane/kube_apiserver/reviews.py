"""Reviews: who am I, and what may I, or somebody else, do? Answered, never stored. Fact sheet §14."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ...machinery import service_account_tokens as tokens
from ...machinery.api import Request, Response, User
from ...machinery.objects import Object
from ...machinery.times import timestamp
from . import applying, authentication, authorization, errors, names, rbac
from .decoding import decode
from .validation.reviews import validate_review

if TYPE_CHECKING:
    from .server import ApiServer


AUTHORIZATION = "authorization.k8s.io"
OF_THE_SERVER = ("uid", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds", "selfLink")


def answer(server: ApiServer, request: Request) -> Response:
    """The question with its answer. StatusError if it is none."""
    resource = request.resource
    assert resource is not None
    responder = ANSWERS.get(resource.kind)
    if request.verb != "create" or responder is None:
        raise errors.method_not_allowed()
    body, request.warnings = decode(server, resource, request, request.body)
    body.pop("status", None)
    metadata = body["metadata"]
    for field in OF_THE_SERVER:
        metadata.pop(field, None)
    names.default_namespace(resource, request, metadata)
    managers = applying.created(server, request, body)
    if not managers.known_empty:
        metadata["managedFields"] = managers
    if responder in (_own_access, _anothers_access) and (causes := validate_review(resource.kind, body)):
        raise errors.invalid_options("", causes, AUTHORIZATION)  # a question has no kind any more when it is looked at
    spec = body.get("spec") or {}
    status = responder(server, request, spec)
    made: Object = {"kind": resource.kind, "apiVersion": resource.api_version}
    match resource.kind:
        case "SelfSubjectReview":
            made["metadata"] = {"creationTimestamp": timestamp(server.wall_ms())}
        case "SelfSubjectRulesReview":
            made |= {"metadata": {}, "spec": {}}
        case _:
            made |= {"metadata": metadata, "spec": spec}
    return Response(201, {**made, "status": status}, request.warnings)


def _access(server: ApiServer, user: User, spec: Object) -> Object:
    about = spec.get("resourceAttributes")
    if about is None:
        path = spec.get("nonResourceAttributes") or {}
        deed = rbac.Deed(path.get("verb", ""), path=path.get("path", ""))
    else:
        resource, part = about.get("resource", ""), about.get("subresource", "")
        deed = rbac.Deed(
            about.get("verb", ""),
            about.get("group", ""),
            f"{resource}/{part}" if part else resource,
            about.get("name", ""),
            about.get("namespace", ""),
        )
    allowed, reason = authorization.explained(server, user, deed)
    return {"allowed": allowed, **({"reason": reason} if reason else {})}


def _own_access(server: ApiServer, request: Request, spec: Object) -> Object:
    return _access(server, request.user, spec)


def _anothers_access(server: ApiServer, request: Request, spec: Object) -> Object:
    return _access(server, User(spec.get("user", ""), tuple(spec.get("groups") or ())), spec)


def _own_rules(server: ApiServer, request: Request, spec: Object) -> Object:
    if not spec.get("namespace"):
        raise errors.bad_request("no namespace on request")
    troubles: list[str] = []
    resources: list[Object] = []
    paths: list[Object] = []
    for rules in rbac.granted(server, request.user, spec["namespace"], troubles):
        for rule in rules:
            (paths if rule.get("nonResourceURLs") else resources).append(rule)
    status: Object = {"resourceRules": resources, "nonResourceRules": paths, "incomplete": bool(troubles)}
    if troubles:
        status["evaluationError"] = ", ".join(troubles)
    return status


def _who(server: ApiServer, request: Request, spec: Object) -> Object:
    return {"userInfo": _shown(request.user)}


def _shown(user: User) -> Object:
    found: Object = {"username": user.name, "groups": list(user.groups)}
    if user.uid:
        found["uid"] = user.uid
    if user.extra:
        found["extra"] = {key: list(values) for key, values in user.extra}
    return found


def _whose_token(server: ApiServer, request: Request, spec: Object) -> Object:
    token = spec.get("token")
    if not token or not isinstance(token, str):
        raise errors.bad_request("token is required for TokenReview in authentication")
    audiences = tuple(str(one) for one in spec.get("audiences") or ())
    try:
        user = authentication.user_of_token(server, token, audiences or (tokens.ISSUER,))
    except authentication.InvalidToken as why:
        return {"user": {}, "error": str(why)}
    status = {"authenticated": True, "user": _shown(user)}
    said = (tokens.claims_of(token) or {}).get("aud") or [tokens.ISSUER]
    return {**status, "audiences": [one for one in said if one in (audiences or (tokens.ISSUER,))]}


ANSWERS: dict[str, Callable[[ApiServer, Request, Any], Object]] = {
    "SelfSubjectReview": _who,
    "TokenReview": _whose_token,
    "SelfSubjectAccessReview": _own_access,
    "SelfSubjectRulesReview": _own_rules,
    "SubjectAccessReview": _anothers_access,
    "LocalSubjectAccessReview": _anothers_access,
}
