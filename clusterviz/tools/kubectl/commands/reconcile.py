"""kubectl auth reconcile: roles and bindings get what a file says and they lack; what they have besides stays, unless it is to go."""

from __future__ import annotations

from typing import NamedTuple

from ....cluster.machinery.api import Request
from ....cluster.machinery.objects import Object, annotations_of
from ....cluster.machinery.policy_rules import uncovered
from ....cluster.machinery.resources import CLUSTERROLEBINDINGS, CLUSTERROLES, NAMESPACES, ROLEBINDINGS, ROLES
from .. import manifests
from ..errors import Failure, Refused
from ..flags import Flag
from ..invocation import Command, Invocation, Steps, ask, complain, get
from ..output import DRY_RUN, OUTPUT, dry_run, show
from ..selection import FILES

AUTOUPDATE = "rbac.authorization.kubernetes.io/autoupdate"
ROLE_KINDS = (ROLES, CLUSTERROLES)
BINDING_KINDS = (ROLEBINDINGS, CLUSTERROLEBINDINGS)
# As Go prints its structs: (the name in Go, the field)
RULE = (
    ("Verbs", "verbs"),
    ("APIGroups", "apiGroups"),
    ("Resources", "resources"),
    ("ResourceNames", "resourceNames"),
    ("NonResourceURLs", "nonResourceURLs"),
)
SUBJECT = (("Kind", "kind"), ("APIGroup", "apiGroup"), ("Name", "name"), ("Namespace", "namespace"))


class _Outcome(NamedTuple):
    """What is to be done: "", create, update or recreate; the object then; what it lacked, and what it has besides."""

    operation: str
    object: Object
    missing: list[Object]
    extra: list[Object]
    protected: bool = False


def run(call: Invocation) -> Steps[int]:
    """The command."""
    if not call.flags["filename"]:
        raise Failure("must specify one of -f and -k")
    if call.arguments:
        raise Failure("no arguments are allowed")
    if dry_run(call) == "server":
        raise Failure("--dry-run=server for command reconcile is not supported yet")
    for manifest in manifests.read(call, call.flags["filename"]):
        if manifest.resource in (*ROLE_KINDS, *BINDING_KINDS):
            yield from _reconcile(call, manifest)
    return 0


def _reconcile(call: Invocation, manifest: manifests.Manifest) -> Steps[None]:
    resource, wanted = manifest.resource, manifest.object
    namespace = wanted["metadata"].get("namespace", "")
    try:
        there: Object | None = yield from get(call, resource, namespace, wanted["metadata"]["name"])
    except Refused as refused:
        if not refused.not_found:
            raise
        there = None
    part = "rules" if resource in ROLE_KINDS else "subjects"
    outcome = _compared(call, part, wanted, there)
    if outcome.operation and not outcome.protected and dry_run(call) == "none":
        yield from _write(call, manifest, outcome, namespace)
    yield from show(call, resource, outcome.object, "reconciled")
    yield from _tell(call, part, outcome)


def _compared(call: Invocation, part: str, wanted: Object, there: Object | None) -> _Outcome:
    asked = wanted.get(part) or []
    if there is None:
        return _Outcome("create", wanted, asked, [])
    protected = annotations_of(there).get(AUTOUPDATE) == "false"
    if part == "subjects" and there.get("roleRef") != wanted.get("roleRef"):
        return _Outcome("recreate", wanted, [], [], protected)
    held = there.get(part) or []
    if part == "rules":
        missing, extra = uncovered(held, asked), uncovered(asked, held)
    else:
        missing = [one for one in asked if one not in held]
        extra = [one for one in held if one not in asked]
    flag = "remove-extra-permissions" if part == "rules" else "remove-extra-subjects"
    metadata = dict(there["metadata"])
    for field in ("labels", "annotations"):
        if wanted["metadata"].get(field):
            metadata[field] = {**(metadata.get(field) or {}), **wanted["metadata"][field]}
    changed = {**there, "metadata": metadata}
    if call.flags[flag] and extra:
        changed[part] = asked
    elif missing:
        changed[part] = [*held, *missing]
    if wanted.get("aggregationRule"):
        changed["aggregationRule"] = wanted["aggregationRule"]
    return _Outcome("update" if changed != there else "", changed, missing, extra, protected)


def _write(call: Invocation, manifest: manifests.Manifest, outcome: _Outcome, namespace: str) -> Steps[None]:
    resource, obj = manifest.resource, outcome.object
    name = obj["metadata"]["name"]
    if outcome.operation == "update":
        yield from ask(call, Request("update", resource, namespace, name, body=obj))
        return
    if outcome.operation == "recreate":
        yield from ask(call, Request("delete", resource, namespace, name))
    elif resource.namespaced:
        try:
            yield from ask(call, Request("create", NAMESPACES, body={"metadata": {"name": namespace}}))
        except Refused as refused:
            if refused.response.code not in (403, 409):
                raise
    yield from ask(call, Request("create", resource, namespace, body=obj))


def _tell(call: Invocation, part: str, outcome: _Outcome) -> Steps[None]:
    if not outcome.operation:
        return
    opted_out = f", but object opted out ({AUTOUPDATE}: false)" if outcome.protected else ""
    yield from complain(f"\treconciliation required {outcome.operation}{opted_out}\n")
    fields = RULE if part == "rules" else SUBJECT
    flag = "remove-extra-permissions" if part == "rules" else "remove-extra-subjects"
    for title, found in (("missing", outcome.missing), ("extra", outcome.extra if call.flags[flag] else [])):
        if found:
            yield from complain(f"\t{title} {part} {'added' if title == 'missing' else 'removed'}:\n")
            for one in found:
                yield from complain(f"\t\t{_as_go(one, fields)}\n")


def _as_go(obj: Object, fields: tuple[tuple[str, str], ...]) -> str:
    """A struct as Go's %+v prints it."""
    values = []
    for name, field in fields:
        value = obj.get(field, [] if fields is RULE else "")
        values.append(f"{name}:[{' '.join(value)}]" if isinstance(value, list) else f"{name}:{value}")
    return "{" + " ".join(values) + "}"


COMMAND = Command(
    "reconcile",
    run,
    (
        *FILES,
        *OUTPUT,
        *DRY_RUN,
        Flag("remove-extra-permissions", kind="bool", default=False),
        Flag("remove-extra-subjects", kind="bool", default=False),
    ),
    summary="Reconciles rules for RBAC role, role binding, cluster role, and cluster role binding objects",
)
