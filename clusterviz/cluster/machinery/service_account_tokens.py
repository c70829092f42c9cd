"""Tokens of ServiceAccounts: three parts as in any JWT; the last is a hash with the cluster's key, so that nobody can make one up.

The API server and the controller manager hold the same key, as the file sa.key of a real control plane. Fact sheet §7.14.
"""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import sha256
from typing import Any

ISSUER = "https://kubernetes.default.svc.cluster.local"
LEGACY_ISSUER = "kubernetes/serviceaccount"  # of tokens that are stored in Secrets
SIGNATURE_BYTES = 256  # as long as RS256 makes them


def key_of(seed: int) -> str:
    """The cluster's signing key."""
    return f"{seed}/sa.key"


def sign(key: str, claims: dict[str, Any]) -> str:
    """The token that says this."""
    header = {"alg": "RS256", "kid": _encoded(sha256(key.encode()).digest())}
    said = f"{_encoded(_json(header))}.{_encoded(_json(claims))}"
    return f"{said}.{_signature(key, said)}"


def claims_of(token: str) -> dict[str, Any] | None:
    """What a token says, whoever made it. None if it is no token."""
    parts = token.split(".")
    if len(parts) != 3:
        return None
    try:
        claims = json.loads(urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
    except ValueError:
        return None
    return claims if isinstance(claims, dict) else None


def genuine(key: str, token: str) -> bool:
    """Whether the token was signed with this key."""
    said, _, signature = token.rpartition(".")
    return signature == _signature(key, said)


def _signature(key: str, said: str) -> str:
    whole = b"".join(sha256(f"{key}/{part}/{said}".encode()).digest() for part in range(SIGNATURE_BYTES // 32))
    return _encoded(whole)


def _json(value: Any) -> bytes:
    return json.dumps(value, separators=(",", ":"), sort_keys=True).encode()


def _encoded(value: bytes) -> str:
    return urlsafe_b64encode(value).decode().rstrip("=")
