"""CertificateSigningRequests: what may be asked for, and who may change what of the answer."""

from __future__ import annotations

import re
from typing import Any

from ....machinery.certificates import subject_of
from ....machinery.objects import Object
from ..errors import FieldError
from .fields import duplicate, forbidden, invalid, not_supported, required, subdomain

LEGACY = "kubernetes.io/legacy-unknown"
USAGES = (
    "any",
    "cert sign",
    "client auth",
    "code signing",
    "content commitment",
    "crl sign",
    "data encipherment",
    "decipher only",
    "digital signature",
    "email protection",
    "encipher only",
    "ipsec end system",
    "ipsec tunnel",
    "ipsec user",
    "key agreement",
    "key encipherment",
    "microsoft sgc",
    "netscape sgc",
    "ocsp signing",
    "s/mime",
    "server auth",
    "signing",
    "timestamping",
)
SHORTEST_S = 600
ALWAYS_TRUE = ("Approved", "Denied", "Failed")
DECISIONS = ("Approved", "Denied")


def request(obj: Object) -> list[FieldError]:
    """What is wrong with a request, and with the conditions that it has."""
    spec: Object = obj.get("spec") or {}
    found: list[FieldError] = []
    try:
        subject_of(spec.get("request", ""))
    except ValueError as error:
        found.append(invalid("spec.request", spec.get("request", ""), str(error)))
    usages = spec.get("usages") or []
    if not usages:
        found.append(required("spec.usages"))
    found += [not_supported(f"spec.usages[{i}]", one, USAGES) for i, one in enumerate(usages) if one not in USAGES]
    found += [duplicate(f"spec.usages[{i}]", one) for i, one in enumerate(usages) if one in usages[:i]]
    found += _signer(spec.get("signerName") or "")
    seconds = spec.get("expirationSeconds")
    if isinstance(seconds, int) and seconds < SHORTEST_S:
        why = "may not specify a duration less than 600 seconds (10 minutes)"
        found.append(invalid("spec.expirationSeconds", seconds, why))
    return found + _conditions((obj.get("status") or {}).get("conditions") or [])


def _signer(name: str) -> list[FieldError]:
    field = "spec.signerName"
    if name == LEGACY:
        return [invalid(field, name, "the legacy signerName is not allowed via this API version")]
    if not name:
        return [required(field)]
    domain, slash, path = name.partition("/")
    if not slash or "/" in path:
        return [invalid(field, name, "must be a fully qualified domain and path of the form 'example.com/signer-name'")]
    found = [invalid(field, domain, why) for why in subdomain(domain)]
    if "." not in domain:
        found.append(invalid(field, domain, "should be a domain with at least two segments separated by dots"))
    found += [
        invalid(field, one, why)
        for one in path.split(".")
        if not re.fullmatch(r"[A-Za-z0-9]([-A-Za-z0-9]*[A-Za-z0-9])?", one)
        for why in subdomain(one.lower()) or ("a signer's name consists of letters, digits and '-'",)
    ]
    return found


def _conditions(conditions: list[Any]) -> list[FieldError]:
    found: list[FieldError] = []
    seen: dict[str, None] = {}
    for i, one in enumerate(conditions):
        path, kind, status = f"status.conditions[{i}]", one.get("type") or "", one.get("status") or ""
        allowed = ("True",) if kind in ALWAYS_TRUE else ("False", "True", "Unknown")
        if not kind:
            found.append(required(f"{path}.type"))
        if not status:
            found.append(required(f"{path}.status"))
        elif status not in allowed:
            found.append(not_supported(f"{path}.status", status, allowed))
        if kind in DECISIONS and any(other in seen for other in DECISIONS if other != kind):
            found.append(invalid(f"{path}.type", kind, "Approved and Denied conditions are mutually exclusive"))
        if kind in seen:
            found.append(duplicate(f"{path}.type", kind))
        seen[kind] = None
    return found


def change(new: Object, old: Object, *, approval: bool = False, status: bool = False) -> list[FieldError]:
    """What is wrong with a change: what was decided stays, and each door is for one thing."""
    after, before = new.get("status") or {}, old.get("status") or {}
    found = request(new)
    for kind in ALWAYS_TRUE:
        was, now = _of(before, kind), _of(after, kind)
        if len(now) < len(was):
            found.append(forbidden("status.conditions", f'updates may not remove a condition of type "{kind}"'))
        elif kind in DECISIONS and not approval and len(now) > len(was):
            found.append(forbidden("status.conditions", f'updates may not add a condition of type "{kind}"'))
    if after.get("certificate") != before.get("certificate"):
        if not status:
            found.append(forbidden("status.certificate", "updates may not set certificate content"))
        elif before.get("certificate"):
            found.append(forbidden("status.certificate", "updates may not modify existing certificate content"))
    return found


def _of(status: Object, kind: str) -> list[Any]:
    return [one for one in status.get("conditions") or () if one.get("type") == kind]
