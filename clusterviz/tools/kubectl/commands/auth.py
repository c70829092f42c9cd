"""kubectl auth: what you may do, and who you are: the API server is asked, with reviews that it never stores."""

from __future__ import annotations

from typing import Any

from ....cluster.machinery.api import Request
from ....cluster.machinery.objects import Object
from ....cluster.machinery.resources import Resource, resource_of_kind
from ..describe.rbac import rule_rows
from ..errors import Failure
from ..flags import Flag
from ..invocation import Command, Invocation, Steps, ask, complain, out
from ..output import FORMATS, OUTPUT, as_text
from ..printers import columns
from ..resource_names import UnknownKind, lookup
from . import reconcile

VERBS = ("get", "list", "watch", "create", "update", "patch", "delete", "deletecollection", "use", "bind", "impersonate",
         "escalate", "approve", "sign", "proxy", "*")  # fmt: skip
PATH_VERBS = ("get", "put", "post", "head", "options", "delete", "patch", "*")
TWO_ARGUMENTS = (
    "you must specify two arguments: verb resource or verb resource/resourceName.\n"
    "See 'kubectl auth can-i -h' for help and examples."
)


def _review(call: Invocation, kind: str, group: str, spec: Object) -> Steps[Any]:
    """Ask a question: the same object comes back with the answer in its status."""
    api_version = f"{group}/v1"
    resource = resource_of_kind(kind, api_version)
    assert resource is not None
    body = {"kind": kind, "apiVersion": api_version, "metadata": {}, **({"spec": spec} if spec else {})}
    return (yield from ask(call, Request("create", resource, body=body))).body


def _can_i(call: Invocation) -> Steps[int]:
    if call.flags["list"]:
        return (yield from _list(call))
    if len(call.arguments) not in (2, 3):
        raise Failure(TWO_ARGUMENTS)
    verb, about = call.arguments[0], call.arguments[1]
    if about.startswith("/"):
        if verb not in PATH_VERBS:
            yield from complain(f"Warning: verb '{verb}' is not a known verb\n\n")
        spec: Object = {"nonResourceAttributes": {"path": about, "verb": verb}}
    else:
        spec = {"resourceAttributes": (yield from _attributes(call, verb, about))}
    answer = yield from _review(call, "SelfSubjectAccessReview", "authorization.k8s.io", spec)
    status = answer.get("status") or {}
    allowed = bool(status.get("allowed"))
    if not call.flags["quiet"]:
        reason, trouble = status.get("reason", ""), status.get("evaluationError", "")
        why = f" - {reason}" if reason and not allowed else ""
        why += f" - {trouble}" if trouble and not allowed else ""
        yield from out(("yes" if allowed else "no") + why + "\n")
    return 0 if allowed else 1


def _attributes(call: Invocation, verb: str, about: str) -> Steps[Object]:
    kind, _, name = about.partition("/")
    subresource = call.flags["subresource"]
    name = call.arguments[2] if len(call.arguments) == 3 else name
    group = ""
    if kind != "*":
        resource = lookup(kind, call.custom)
        if resource is None and not call.discovered:
            raise UnknownKind(f'the server doesn\'t have a resource type "{kind}"')
        if resource is None:
            where = f" in group '{kind.partition('.')[2]}'" if "." in kind else ""
            yield from complain(
                f"Warning: the server doesn't have a resource type '{kind.partition('.')[0]}'{where}\n\n"
            )
            kind, _, group = kind.partition(".")
        else:
            yield from _wonder_at_scope(call, resource)
            kind, group = resource.plural, resource.group
    else:
        group = "*"
    if verb not in VERBS:
        yield from complain(f"Warning: verb '{verb}' is not a known verb\n\n")
    found: Object = {"verb": verb, "group": group, "resource": kind}
    if not call.flags["all-namespaces"]:
        found["namespace"] = call.namespace
    if subresource:
        found["subresource"] = subresource
    if name:
        found["name"] = name
    return found


def _wonder_at_scope(call: Invocation, resource: Resource) -> Steps[None]:
    if not resource.namespaced:
        where = f" in group '{resource.group}'" if resource.group else ""
        yield from complain(f"Warning: resource '{resource.plural}' is not namespace scoped{where}\n\n")


def _list(call: Invocation) -> Steps[int]:
    spec = {"namespace": call.namespace}
    answer = yield from _review(call, "SelfSubjectRulesReview", "authorization.k8s.io", spec)
    status = answer.get("status") or {}
    if status.get("evaluationError"):
        yield from complain(f"warning: the list may be incomplete: {status['evaluationError']}\n")
    rules = [*(status.get("resourceRules") or []), *(status.get("nonResourceRules") or [])]
    rows = [] if call.flags["no-headers"] else [["Resources", "Non-Resource URLs", "Resource Names", "Verbs"]]
    yield from out(columns.table([*rows, *(list(row) for row in rule_rows(rules))]))
    return 0


def _whoami(call: Invocation) -> Steps[int]:
    review = yield from _review(call, "SelfSubjectReview", "authentication.k8s.io", {})
    if call.flags["output"]:
        user = (review.get("status") or {}).get("userInfo") or {}
        ordered = {key: user[key] for key in ("username", "uid", "groups", "extra") if key in user}
        head = {key: review[key] for key in ("kind", "apiVersion", "metadata") if key in review}
        typed = {**head, "status": {"userInfo": ordered}}
        yield from out(as_text(call, typed, call.flags["output"], FORMATS, own=True))
        return 0
    user = (review.get("status") or {}).get("userInfo") or {}
    rows = [["ATTRIBUTE", "VALUE"], ["Username", user.get("username", "")]]
    rows += [["UID", user["uid"]]] if user.get("uid") else []
    rows += [["Groups", f"[{' '.join(user['groups'])}]"]] if user.get("groups") else []
    extra = user.get("extra") or {}
    rows += [[f"Extra: {key}", f"[{' '.join(extra[key])}]"] for key in sorted(extra)]
    yield from out(columns.table(rows))
    return 0


AUTH = Command(
    "auth",
    None,
    subcommands=(
        Command(
            "can-i",
            _can_i,
            (
                Flag("all-namespaces", kind="bool", short="A", default=False),
                Flag("list", kind="bool", default=False),
                Flag("no-headers", kind="bool", default=False),
                Flag("quiet", kind="bool", short="q", default=False),
                Flag("subresource", default=""),
            ),
            summary="Check whether an action is allowed",
        ),
        reconcile.COMMAND,
        Command(
            "whoami",
            _whoami,
            OUTPUT,
            summary="Experimental: Check self subject attributes",
        ),
    ),
    summary="Inspect authorization",
)
