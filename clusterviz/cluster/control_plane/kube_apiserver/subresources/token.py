"""`serviceaccounts/token`: a token that says who its bearer is. Nobody checks it here: the network knows who speaks."""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from functools import partial
from typing import TYPE_CHECKING, Any

from ....machinery.api import Request, Response
from ....machinery.objects import Object, name_of, namespace_of, uid_of
from ....machinery.times import timestamp
from .. import errors

if TYPE_CHECKING:
    from ..server import ApiServer

AUDIENCE = "https://kubernetes.default.svc.cluster.local"
EXPIRATION_S = 3600


def serve(server: ApiServer, call: Any, request: Request) -> None:
    """POST of a TokenRequest."""
    if request.verb != "create":
        raise errors.method_not_allowed()
    server.read(call, request, partial(_issue, server))


def _issue(server: ApiServer, call: Any, request: Request, account: Object) -> None:
    spec = dict((request.body or {}).get("spec") or {})
    spec["audiences"] = spec.get("audiences") or [AUDIENCE]
    spec["expirationSeconds"] = spec.get("expirationSeconds") or EXPIRATION_S
    spec.setdefault("boundObjectRef", None)
    expires_s = server.wall_ms() // 1000 + spec["expirationSeconds"]
    claims = {
        "aud": spec["audiences"],
        "exp": expires_s,
        "iss": AUDIENCE,
        "sub": f"system:serviceaccount:{namespace_of(account)}:{name_of(account)}",
        "uid": uid_of(account),
    }
    parts = ({"alg": "RS256", "typ": "JWT"}, claims, server.chance.hexadecimal(64))
    token = ".".join(_encoded(part) for part in parts)
    body = {
        "kind": "TokenRequest",
        "apiVersion": "authentication.k8s.io/v1",
        "metadata": {
            "name": name_of(account),
            "namespace": namespace_of(account),
            "creationTimestamp": timestamp(server.wall_ms()),
        },
        "spec": spec,
        "status": {"token": token, "expirationTimestamp": timestamp(expires_s * 1000)},
    }
    server.respond(call, Response(201, body))


def _encoded(part: Any) -> str:
    return urlsafe_b64encode(json.dumps(part, separators=(",", ":")).encode()).decode().rstrip("=")
