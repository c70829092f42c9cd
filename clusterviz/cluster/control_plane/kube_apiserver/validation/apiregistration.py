"""APIServices: groups of kinds that another server serves. As in kube-aggregator's pkg/apis/apiregistration/validation."""

from __future__ import annotations

from base64 import b64decode

from ....machinery.objects import Object
from ..errors import FieldError
from .fields import dns_label, invalid, names, port_number, required, subdomain

MOST_GROUP_PRIORITY, MOST_VERSION_PRIORITY = 20_000, 1000


def validate_api_service(obj: Object) -> list[FieldError]:
    """What is wrong with an APIService; its name says what it serves."""
    spec, name = obj.get("spec") or {}, obj["metadata"].get("name") or ""
    group, version = spec.get("group") or "", spec.get("version") or ""
    found: list[FieldError] = []
    if name and name != f"{version}.{group}":
        found.append(invalid("metadata.name", name, f'must be `spec.version+"."+spec.group`: "{version}.{group}"'))
    if group:
        found += names("spec.group", group, subdomain)
    elif version != "v1":
        found.append(required("spec.group", "only v1 may have an empty group and it better be legacy kube"))
    found += names("spec.version", version, dns_label)
    for field, most in (("groupPriorityMinimum", MOST_GROUP_PRIORITY), ("versionPriority", MOST_VERSION_PRIORITY)):
        priority = spec.get(field) or 0
        if not 0 < priority <= most:
            found.append(invalid(f"spec.{field}", priority, f"must be positive and less than {most}"))
    return found + _validate_server(spec)


def _validate_server(spec: Object) -> list[FieldError]:
    service, bundle, unchecked = (spec.get(field) for field in ("service", "caBundle", "insecureSkipTLSVerify"))
    found: list[FieldError] = []
    if service is None:
        if bundle:
            size = f"{len(b64decode(bundle))} bytes"
            found.append(invalid("spec.caBundle", size, "local APIServices may not have a caBundle"))
        if unchecked:
            why = "local APIServices may not have insecureSkipTLSVerify"
            found.append(invalid("spec.insecureSkipTLSVerify", True, why))
        return found
    found += [required(f"spec.service.{part}") for part in ("namespace", "name") if not service.get(part)]
    port = service.get("port", 443)
    for problem in port_number("", port):
        found.append(invalid("spec.service.port", port, f"port is not valid: {problem.detail}"))
    if unchecked and bundle:
        found.append(invalid("spec.insecureSkipTLSVerify", True, "may not be true if caBundle is present"))
    return found
