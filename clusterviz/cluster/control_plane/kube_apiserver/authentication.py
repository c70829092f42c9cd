"""Authentication: who is asking? The one whom the certificate names, or the account whose token it is. Fact sheet §4.1, §4.3 (401)."""

from __future__ import annotations

import json
from base64 import b64decode
from typing import TYPE_CHECKING, Any

from ...machinery import service_account_tokens as tokens
from ...machinery.api import Request, User, account_user
from ...machinery.objects import Object, deleting, uid_of
from ...machinery.resources import NODES, PODS, SECRETS, SERVICEACCOUNTS, Resource
from . import errors

if TYPE_CHECKING:
    from .server import ApiServer

ALL_CREDENTIALS = "authentication.kubernetes.io/credential-id"
BOUND = {"pod": PODS, "secret": SECRETS, "node": NODES}


class InvalidToken(Exception):
    """Why a token proves nothing."""


def user_of(server: ApiServer, request: Request) -> User:
    """Who sent a request. The network delivers each with the name that its sender's certificate gives; a token says more."""
    if request.token:
        try:
            return user_of_token(server, request.token)
        except InvalidToken as why:
            raise errors.unauthorized() from why
    if not request.user.name:
        raise errors.unauthorized()
    return request.user


def user_of_token(server: ApiServer, token: str, audiences: tuple[str, ...] = (tokens.ISSUER,)) -> User:
    """Whose token this is. InvalidToken if it proves nothing to these audiences."""
    claims = tokens.claims_of(token)
    issuer = (claims or {}).get("iss")
    if claims is None or issuer not in (tokens.ISSUER, tokens.LEGACY_ISSUER):
        raise InvalidToken("invalid bearer token")
    if not tokens.genuine(tokens.key_of(server.ground.seed), token):
        raise _invalid("square/go-jose: error in cryptographic primitive")
    if issuer == tokens.LEGACY_ISSUER:
        return _legacy(server, token, claims)
    if server.wall_ms() >= claims["exp"] * 1000:
        raise _invalid("service account token has expired")
    if not set(claims["aud"]) & set(audiences):
        raise _invalid(f"token audiences {_go(claims['aud'])} is invalid for the target audiences {_go(audiences)}")
    return _bound(server, claims)


def _bound(server: ApiServer, claims: dict[str, Any]) -> User:
    """The account of a token that lives as long as the account, and as what it is bound to."""
    said = claims["kubernetes.io"]
    namespace, account = said["namespace"], said["serviceaccount"]
    _there(server, SERVICEACCOUNTS, namespace, account, "service account")
    extra: list[tuple[str, tuple[str, ...]]] = [(ALL_CREDENTIALS, (f"JTI={claims['jti']}",))]
    for kind in ("node", "pod", "secret"):
        if kind in said:
            resource = BOUND[kind]
            if kind != "node" or "pod" not in said:  # the node of a Pod may be gone before it
                _there(server, resource, namespace if resource.namespaced else "", said[kind], kind)
            if kind != "secret":
                extra.append((f"authentication.kubernetes.io/{kind}-name", (said[kind]["name"],)))
                extra.append((f"authentication.kubernetes.io/{kind}-uid", (said[kind]["uid"],)))
    return _account(namespace, account["name"], account["uid"], tuple(sorted(extra)))


def _legacy(server: ApiServer, token: str, claims: dict[str, Any]) -> User:
    """The account of a token that is stored in a Secret: it lives as long as the Secret has it."""
    prefix = "kubernetes.io/serviceaccount/"
    namespace, name = claims[f"{prefix}namespace"], claims[f"{prefix}secret.name"]
    secret = server.namespaced_object(SECRETS, namespace, name)
    if secret is None or deleting(secret):
        raise _invalid("Token has been invalidated")
    if b64decode((secret.get("data") or {}).get("token", "")).decode() != token:
        raise _invalid("Token does not match server's copy")
    account = {"name": claims[f"{prefix}service-account.name"], "uid": claims[f"{prefix}service-account.uid"]}
    _there(server, SERVICEACCOUNTS, namespace, account, "service account")
    return _account(namespace, account["name"], account["uid"], ())


def _there(server: ApiServer, resource: Resource, namespace: str, said: Object, kind: str) -> None:
    found = server.namespaced_object(resource, namespace, said["name"])
    if found is None:
        raise _invalid(f'{resource.plural if kind == "service account" else kind} "{said["name"]}" not found')
    if uid_of(found) != said["uid"]:
        raise _invalid(f"{kind} UID ({uid_of(found)}) does not match claim ({said['uid']})")


def _account(namespace: str, name: str, uid: str, extra: tuple[tuple[str, tuple[str, ...]], ...]) -> User:
    user = account_user(namespace, name)
    return User(user.name, user.groups, uid, extra)


def _invalid(why: str) -> InvalidToken:
    return InvalidToken(f"[invalid bearer token, {why}]")


def _go(words: Any) -> str:
    return "[" + " ".join(json.dumps(word) for word in words) + "]"
