"""CertificateSigningRequests: who asks is written down by the server, and nothing of the wish changes afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....machinery.api import Request
from ....machinery.objects import Object
from ....machinery.resources import CERTIFICATESIGNINGREQUESTS
from ....machinery.times import timestamp
from ..errors import FieldError
from ..validation import certificates as validation
from .strategy import Strategy

if TYPE_CHECKING:
    from ..server import ApiServer


class CertificateSigningRequests(Strategy):
    """The rules for CertificateSigningRequests."""

    of = CERTIFICATESIGNINGREQUESTS

    def authorize(self, server: ApiServer, request: Request, obj: Object, old: Object | None) -> None:
        """Nobody is refused: the server only notes who it is that asks."""
        if old is not None:
            return
        spec = obj["spec"] = dict(obj.get("spec") or {})
        for field in ("username", "uid", "groups", "extra"):
            spec.pop(field, None)
        user = request.user
        spec["username"] = user.name
        if user.uid:
            spec["uid"] = user.uid
        spec["groups"] = list(user.groups)
        if user.extra:
            spec["extra"] = {key: list(values) for key, values in user.extra}

    def prepare_for_create(self, server: ApiServer, obj: Object) -> None:
        obj["status"] = {}

    def prepare_for_update(self, server: ApiServer, new: Object, old: Object) -> None:
        super().prepare_for_update(server, new, old)
        new["spec"] = old["spec"]

    def validate(self, server: ApiServer, obj: Object) -> list[FieldError]:
        return validation.request(obj)

    def validate_change(self, server: ApiServer, new: Object, old: Object) -> list[FieldError]:
        return validation.change(new, old)

    def validate_status(self, server: ApiServer, new: Object, old: Object) -> list[FieldError]:
        with_times(server, new, old)
        return validation.change(new, old, status=True)

    def selectable_fields(self, obj: Object) -> dict[str, str]:
        return {"spec.signerName": (obj.get("spec") or {}).get("signerName", "")}


def with_times(server: ApiServer, new: Object, old: Object) -> None:
    """Conditions that came without times get them; a condition that was there keeps when it changed."""
    status, now = new.get("status") or {}, timestamp(server.wall_ms())
    before = {one["type"]: one for one in (old.get("status") or {}).get("conditions") or ()}
    made = []
    for one in status.get("conditions") or ():
        was = before.get(one.get("type", ""))
        since = was.get("lastTransitionTime") if was is not None and was.get("status") == one.get("status") else now
        times = {"lastUpdateTime": one.get("lastUpdateTime") or now}
        made.append({**one, **times, "lastTransitionTime": one.get("lastTransitionTime") or since})
    if made:
        new["status"] = {**status, "conditions": made}
