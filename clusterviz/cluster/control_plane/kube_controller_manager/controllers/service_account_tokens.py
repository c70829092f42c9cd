"""Tokens controller: a Secret of the type kubernetes.io/service-account-token gets its account's token, and goes with it. §7.14.

Since v1.24 nobody needs one: Pods have tokens that expire. Whoever wants one that does not makes the Secret by hand.
"""

from __future__ import annotations

from base64 import b64encode
from typing import TYPE_CHECKING

from ....machinery import service_account_tokens as tokens
from ....machinery.certificates import authority
from ....machinery.objects import Key, Object, annotations_of, deleting, key_of, name_of, namespace_of, uid_of
from ....machinery.resources import SECRETS, SERVICEACCOUNTS
from .controller import Controller

if TYPE_CHECKING:
    from ..controller_manager import ControllerManager

TYPE = "kubernetes.io/service-account-token"
NAME, UID = "kubernetes.io/service-account.name", "kubernetes.io/service-account.uid"


class TokensController(Controller):
    """Keys are Secrets of that type."""

    name = "tokens-controller"
    account = ""  # it makes the accounts' credentials: it asks as the controller manager itself

    def __init__(self, manager: ControllerManager) -> None:
        super().__init__(manager)
        self.accounts = self.informer(SERVICEACCOUNTS)
        self.accounts.subscribe(self.account_changed)
        self.secrets = self.informer(SECRETS)
        self.secrets.subscribe(self.secret_changed)

    def account_changed(self, change: str, old: Object | None, new: Object) -> None:
        """An account has come or gone: its Secrets are worth something, or nothing."""
        for key, secret in self.secrets.objects.items():
            mine = namespace_of(secret) == namespace_of(new) and annotations_of(secret).get(NAME) == name_of(new)
            if mine and secret.get("type") == TYPE:
                self.queue.add(key)

    def secret_changed(self, change: str, old: Object | None, new: Object) -> None:
        """A Secret is new or different."""
        if change != "deleted" and new.get("type") == TYPE:
            self.queue.add(key_of(new))

    def reconcile(self, key: Key) -> None:
        """Fill in what is missing; delete what belongs to nobody."""
        secret = self.secrets.get(key)
        if secret is None or secret.get("type") != TYPE or deleting(secret) or not self.up_to_date(key):
            return
        namespace, annotations = namespace_of(secret), annotations_of(secret)
        account = self.accounts.get(f"{namespace}/{annotations.get(NAME, '')}")
        if account is None or annotations.get(UID, uid_of(account)) != uid_of(account):
            sentence = f"The Secret {name_of(secret)} goes: the account whose token it holds is gone."
            self.decide("Deletes", SECRETS, secret, sentence)
            options = {"preconditions": {"uid": uid_of(secret)}}
            self.client.delete(SECRETS, namespace, name_of(secret), options=options)
            return
        seed = self.manager.ground.first_seed
        wanted = {"ca.crt": authority(seed), "namespace": namespace}
        data = dict(secret.get("data") or {})
        data |= {name: b64encode(text.encode()).decode() for name, text in wanted.items()}
        if not data.get("token"):
            data["token"] = b64encode(self._token(secret, account).encode()).decode()
        if data != secret.get("data") or UID not in annotations:
            metadata = {**secret["metadata"], "annotations": {**annotations, UID: uid_of(account)}}
            body = {**secret, "metadata": metadata, "data": data}
            self.client.update(SECRETS, body, self.wrote, key, self.secrets, tolerate=(404, 409))

    def _token(self, secret: Object, account: Object) -> str:
        prefix = "kubernetes.io/serviceaccount"
        claims = {
            "iss": tokens.LEGACY_ISSUER,
            f"{prefix}/namespace": namespace_of(secret),
            f"{prefix}/secret.name": name_of(secret),
            f"{prefix}/service-account.name": name_of(account),
            f"{prefix}/service-account.uid": uid_of(account),
            "sub": f"system:serviceaccount:{namespace_of(account)}:{name_of(account)}",
        }
        return tokens.sign(tokens.key_of(self.manager.ground.seed), claims)
