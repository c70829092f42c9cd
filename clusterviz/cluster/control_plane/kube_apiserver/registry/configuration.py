"""ConfigMaps, Secrets, ServiceAccounts, Leases, Events: small kinds with small rules. Fact sheet §4.8."""

from __future__ import annotations

from base64 import b64encode
from typing import TYPE_CHECKING

from ....machinery.api import Request
from ....machinery.objects import Object
from ....machinery.resources import CONFIGMAPS, EVENTS, LEASES, SECRETS, SERVICEACCOUNTS
from .. import errors
from ..errors import FieldError
from ..validation import core as validation
from ..validation.events import event, strict_event
from .strategy import Strategy

if TYPE_CHECKING:
    from ..server import ApiServer


class ConfigMaps(Strategy):
    """The rules for ConfigMaps."""

    of = CONFIGMAPS

    def validate(self, server: ApiServer, obj: Object) -> list[FieldError]:
        return validation.validate_config_map(obj)

    def validate_update(self, server: ApiServer, new: Object, old: Object) -> list[FieldError]:
        return validation.validate_immutable_data(new, old)


class Secrets(Strategy):
    """The rules for Secrets: `stringData` is written plainly and stored encoded."""

    of = SECRETS

    def default(self, obj: Object) -> None:
        if not obj.get("type"):
            obj["type"] = "Opaque"
        plain = obj.pop("stringData", None)
        if plain:
            encoded = {key: b64encode(str(value).encode()).decode() for key, value in plain.items()}
            obj["data"] = {**(obj.get("data") or {}), **encoded}

    def validate(self, server: ApiServer, obj: Object) -> list[FieldError]:
        return validation.validate_secret(obj)

    def validate_update(self, server: ApiServer, new: Object, old: Object) -> list[FieldError]:
        return validation.validate_secret_update(new, old)

    def selectable_fields(self, obj: Object) -> dict[str, str]:
        return {"type": obj.get("type", "")}


class ServiceAccounts(Strategy):
    """The rules for ServiceAccounts."""

    of = SERVICEACCOUNTS
    returns_deleted = True


class Leases(Strategy):
    """The rules for Leases: who renews one must have seen it."""

    of = LEASES
    unconditional_update = False

    def validate(self, server: ApiServer, obj: Object) -> list[FieldError]:
        return validation.validate_lease(obj)


class Events(Strategy):
    """The rules for Events."""

    of = EVENTS

    def authorize(self, server: ApiServer, request: Request, obj: Object, old: Object | None) -> None:
        """The newer Events API insists on more than the older one, in which Events are stored."""
        if request.view is None:
            return
        causes = event(obj) + strict_event(obj, old)
        if causes:
            raise errors.invalid(request.view, obj["metadata"].get("name", ""), causes)

    def validate(self, server: ApiServer, obj: Object) -> list[FieldError]:
        return event(obj)

    def prepare_for_create(self, server: ApiServer, obj: Object) -> None:
        """The fields of the newer Events API are shown on the older ones too."""
        source = obj.setdefault("source", {})
        obj.setdefault("reportingComponent", source.get("component", ""))
        obj.setdefault("reportingInstance", source.get("host", ""))
        for field in ("firstTimestamp", "lastTimestamp", "eventTime"):
            obj.setdefault(field, None)

    def selectable_fields(self, obj: Object) -> dict[str, str]:
        involved, source = obj.get("involvedObject") or {}, obj.get("source") or {}
        fields = {
            f"involvedObject.{field}": str(involved.get(field, ""))
            for field in ("kind", "namespace", "name", "uid", "apiVersion", "resourceVersion", "fieldPath")
        }
        fields["reason"] = obj.get("reason", "")
        fields["reportingComponent"] = obj.get("reportingComponent", "")
        fields["source"] = source.get("component") or obj.get("reportingComponent", "")
        fields["type"] = obj.get("type", "")
        return fields
