"""CustomResourceDefinitions: defaulted, and marked by their deletion; the rest is in `custom_resources`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....machinery.custom_kinds import CLEANUP, TERMINATING
from ....machinery.objects import Object
from ....machinery.resources import CUSTOMRESOURCEDEFINITIONS
from ..errors import FieldError
from ..validation import custom_resource_definitions as validation
from .strategy import Strategy

if TYPE_CHECKING:
    from ..server import ApiServer


class CustomResourceDefinitions(Strategy):
    """The rules for CustomResourceDefinitions."""

    of = CUSTOMRESOURCEDEFINITIONS
    has_generation = True
    unconditional_update = False

    def default(self, obj: Object) -> None:
        spec = obj.setdefault("spec", {})
        names = spec.setdefault("names", {})
        kind = names.get("kind") or ""
        if not names.get("singular") and kind:
            names["singular"] = kind.lower()
        if not names.get("listKind") and kind:
            names["listKind"] = f"{kind}List"
        if not spec.get("conversion"):
            spec["conversion"] = {"strategy": "None"}

    def prepare_for_create(self, server: ApiServer, obj: Object) -> None:
        obj["status"] = {
            "acceptedNames": {"kind": "", "plural": ""},
            "conditions": [],
            "storedVersions": _stored_versions([], obj),
        }

    def prepare_for_update(self, server: ApiServer, new: Object, old: Object) -> None:
        super().prepare_for_update(server, new, old)
        status = new.get("status") or {}
        stored = _stored_versions(status.get("storedVersions") or [], new)
        if stored != status.get("storedVersions"):
            new["status"] = {**status, "storedVersions": stored}

    def validate(self, server: ApiServer, obj: Object) -> list[FieldError]:
        return validation.validate(obj)

    def validate_update(self, server: ApiServer, new: Object, old: Object) -> list[FieldError]:
        return validation.validate_update(new, old)

    def warnings(self, obj: Object) -> tuple[str, ...]:
        """Some parts of a definition do nothing here: whoever sends them should know."""
        spec, found = obj["spec"], []
        if any(validation.has_rules(version.get("schema") or {}) for version in spec["versions"]):
            found.append("x-kubernetes-validations: this cluster does not evaluate rules in CEL")
        if spec["conversion"].get("strategy") == "Webhook":
            found.append("spec.conversion: this cluster calls no webhooks; versions differ in their names only")
        return tuple(found)

    def begin_deletion(self, server: ApiServer, obj: Object) -> Object:
        """The objects of its kind go first: the finalizer that stands for them is set now."""
        from ..custom_resources.establishing import with_condition

        metadata = obj["metadata"]
        finalizers = [*(metadata.get("finalizers") or ()), CLEANUP]
        why = "CustomResourceDefinition marked for deletion; CustomResource deletion will begin soon"
        status = with_condition(server, obj.get("status") or {}, TERMINATING, "True", "InstanceDeletionPending", why)
        return {**obj, "metadata": {**metadata, "finalizers": finalizers}, "status": status}

    def after_store(self, server: ApiServer, obj: Object, old: Object | None) -> None:
        server.custom.defined(obj, old)

    def after_delete(self, server: ApiServer, obj: Object) -> None:
        server.custom.undefined(obj)


def _stored_versions(known: list[str], obj: Object) -> list[str]:
    """Every version in which an object may lie in etcd."""
    versions = obj["spec"].get("versions") or ()
    now = [version["name"] for version in versions if version.get("storage") and version.get("name")]
    return [*known, *(name for name in now[:1] if name not in known)]
