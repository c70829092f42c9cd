"""The platforms that this server knows: registered by who runs it, their keys fetched and kept for a while."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable
from typing import Any

import requests
from lti_tool.models import Key, LtiDeployment, LtiRegistration
from lti_tool.utils import DjangoToolConfig

from clusterviz.live import turns

TIMEOUT_S = 5  # for a platform to answer; nobody's page waits longer
KEYS_S = 3600  # so long its keys are taken to be the same
KEYS_AGAIN_S = 30  # a key that is not among them is asked for again, but not more often

CANVAS = "https://sso.canvaslms.com"
SHAPES = {  # kind → issuer, log in, token, keys; {0} is the platform's address
    "moodle": ("{0}", "{0}/mod/lti/auth.php", "{0}/mod/lti/token.php", "{0}/mod/lti/certs.php"),
    "canvas": (
        "https://canvas.instructure.com",
        "{0}/api/lti/authorize_redirect",
        "{0}/login/oauth2/token",
        "{0}/api/lti/security/jwks",
    ),
}


class Hurried(requests.Session):
    """Requests to a platform: none waits for long, and none is led elsewhere."""

    def request(self, *args: Any, **kwargs: Any) -> requests.Response:
        with turns.away():
            return super().request(*args, **{"timeout": TIMEOUT_S, **kwargs, "allow_redirects": False})


class Known(DjangoToolConfig):
    """django-lti's registrations. A deployment that nobody has added is unknown here, and not added by coming."""

    def find_deployment_by_params(
        self, iss: str, deployment_id: str, client_id: str, *args: Any, **kwargs: Any
    ) -> LtiDeployment | None:
        self.deployment = LtiDeployment.objects.filter(
            registration__issuer=iss,
            registration__client_id=client_id,
            registration__is_active=True,
            deployment_id=deployment_id,
            is_active=True,
        ).first()
        return self.deployment


def named(issuer: str, client_id: str) -> LtiRegistration | None:
    """The platform that says so of itself. Without a client ID it must be the only one of its issuer."""
    found = LtiRegistration.objects.filter(issuer=issuer, is_active=True)
    if client_id:
        found = found.filter(client_id=client_id)
    several = list(found[:2])
    return several[0] if len(several) == 1 else None


def add(name: str, addresses: tuple[str, str, str, str], client_id: str, deployments: Iterable[str]) -> LtiRegistration:
    """Register a platform, or change what is registered; deployments are added to those that are known."""
    issuer, auth_url, token_url, keyset_url = addresses
    registration, _made = LtiRegistration.objects.update_or_create(
        issuer=issuer,
        client_id=client_id,
        defaults={"name": name, "auth_url": auth_url, "token_url": token_url, "keyset_url": keyset_url},
    )
    for deployment in deployments:
        LtiDeployment.objects.update_or_create(
            registration=registration, deployment_id=deployment, defaults={"is_active": True}
        )
    if not Key.objects.active().exists():
        Key.objects.generate()
    return registration


class KeySets:
    """Each platform's public keys, as it published them last."""

    def __init__(self) -> None:
        self._kept: dict[str, tuple[float, dict[str, Any]]] = {}
        self._lock = threading.Lock()

    def of(self, address: str, wanted: str) -> dict[str, Any]:
        """The key set at an address. `wanted`: the key that must be in it. RequestException, ValueError."""
        now_s = time.monotonic()
        with self._lock:
            fetched_s, keys = self._kept.get(address, (-KEYS_S, {}))
        age_s = now_s - fetched_s
        known = any(key.get("kid") == wanted for key in keys.get("keys", []))
        if age_s < KEYS_S and (known or age_s < KEYS_AGAIN_S):
            return keys
        answer = Hurried().get(address)
        answer.raise_for_status()
        keys = answer.json()
        listed = keys.get("keys") if isinstance(keys, dict) else None
        if not isinstance(listed, list) or not all(isinstance(key, dict) for key in listed):
            raise ValueError("this is no key set")
        with self._lock:
            self._kept[address] = (now_s, keys)
        return keys

    def clear(self) -> None:
        """Know nothing."""
        with self._lock:
            self._kept.clear()


key_sets = KeySets()
