"""The level `restricted`: a Pod says itself that it needs nothing special. One check each, in alphabetical order."""

from __future__ import annotations

from collections.abc import Callable

from .....machinery.objects import Object
from .baseline import BASELINE, SECCOMP
from .violation import Violation, containers_of, named, plural, pod_context, quoted, setters

CORE_VOLUMES = (
    "configMap",
    "csi",
    "downwardAPI",
    "emptyDir",
    "ephemeral",
    "image",
    "persistentVolumeClaim",
    "projected",
    "secret",
)


def _allow_privilege_escalation(spec: Object) -> Violation | None:
    if _windows(spec):
        return None
    bad = [name for name, context in containers_of(spec) if context.get("allowPrivilegeEscalation") is not False]
    detail = f"{named(bad)} must set securityContext.allowPrivilegeEscalation=false"
    return Violation("allowPrivilegeEscalation != false", detail) if bad else None


def _capabilities(spec: Object) -> Violation | None:
    if _windows(spec):
        return None
    keeping: list[str] = []
    adding: list[str] = []
    added: set[str] = set()
    for name, context in containers_of(spec):
        capabilities = context.get("capabilities") or {}
        if "ALL" not in (capabilities.get("drop") or ()):
            keeping.append(name)
        more = [one for one in capabilities.get("add") or () if one != "NET_BIND_SERVICE"]
        if more:
            adding.append(name)
            added.update(more)
    told = [f'{named(keeping)} must set securityContext.capabilities.drop=["ALL"]'] if keeping else []
    if adding:
        told.append(f"{named(adding)} must not include {quoted(sorted(added))} in securityContext.capabilities.add")
    return Violation("unrestricted capabilities", "; ".join(told)) if told else None


def _volumes(spec: Object) -> Violation | None:
    bad: dict[str, str] = {}
    for volume in spec.get("volumes") or ():
        kinds = [field for field, value in volume.items() if field != "name" and value is not None]
        if kinds and not any(kind in CORE_VOLUMES for kind in kinds):
            bad[volume["name"]] = kinds[0]
    if not bad:
        return None
    kinds = sorted(set(bad.values()))
    verb, what = plural("uses", len(bad), "use"), plural("restricted volume type", len(kinds))
    detail = f"{plural('volume', len(bad))} {quoted(bad)} {verb} {what} {quoted(kinds)}"
    return Violation("restricted volume types", detail)


def _run_as_non_root(spec: Object) -> Violation | None:
    if spec.get("hostUsers") is False:
        return None  # root in a user namespace of its own is nobody outside
    whole = pod_context(spec).get("runAsNonRoot")
    explicit = [name for name, context in containers_of(spec) if context.get("runAsNonRoot") is False]
    if whole is False or explicit:
        who = setters(whole is False, explicit)
        return Violation("runAsNonRoot != true", f"{who} must not set securityContext.runAsNonRoot=false")
    silent = [] if whole else [name for name, context in containers_of(spec) if context.get("runAsNonRoot") is None]
    detail = f"pod or {named(silent)} must set securityContext.runAsNonRoot=true"
    return Violation("runAsNonRoot != true", detail) if silent else None


def _run_as_user(spec: Object) -> Violation | None:
    if spec.get("hostUsers") is False:
        return None
    whole = pod_context(spec).get("runAsUser") == 0
    bad = [name for name, context in containers_of(spec) if context.get("runAsUser") == 0]
    return Violation("runAsUser=0", f"{setters(whole, bad)} must not set runAsUser=0") if whole or bad else None


def _seccomp(spec: Object) -> Violation | None:
    if _windows(spec):
        return None
    explicit = BASELINE["seccompProfile_baseline"](spec)
    if explicit is not None:
        return explicit
    whole = (pod_context(spec).get("seccompProfile") or {}).get("type")
    silent = [name for name, context in containers_of(spec) if not context.get("seccompProfile")]
    if whole in SECCOMP or not silent:
        return None
    detail = f'pod or {named(silent)} must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost"'
    return Violation("seccompProfile", detail)


def _windows(spec: Object) -> bool:
    return (spec.get("os") or {}).get("name") == "windows"


RESTRICTED: dict[str, Callable[[Object], Violation | None]] = {
    "allowPrivilegeEscalation": _allow_privilege_escalation,
    "capabilities_restricted": _capabilities,
    "restrictedVolumes": _volumes,
    "runAsNonRoot": _run_as_non_root,
    "runAsUser": _run_as_user,
    "seccompProfile_restricted": _seccomp,
}
# Checks of `baseline` for which this level has stricter ones
OVERRIDDEN = ("capabilities_baseline", "hostPathVolumes", "seccompProfile_baseline")
