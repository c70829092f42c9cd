"""Which objects a call is about: `pod web`, `pod/web svc/web`, `pods -l app=web`, `pods --all`, `-f web.yaml`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ...cluster.machinery.api import Request, Response
from ...cluster.machinery.objects import Object, name_of, namespace_of
from ...cluster.machinery.program import Print
from ...cluster.machinery.resources import Resource
from . import manifests
from .errors import Failure, Refused, raise_all
from .flags import Flag
from .invocation import Invocation, Steps, ask_all, typed_items, warn
from .resource_names import resource_called, resources_called, shown

FILES = (Flag("filename", kind="list", short="f"), Flag("recursive", kind="bool", short="R", default=False),
         Flag("kustomize", short="k", default=""))  # fmt: skip
SELECTING = (
    Flag("selector", short="l", default=""),
    Flag("all", kind="bool", default=False),
    Flag("field-selector", default=""),
    Flag("all-namespaces", kind="bool", short="A", default=False),
)
NOTHING_NAMED = """You must provide one or more resources by argument or filename.
Example resource specifications include:
   '-f rsrc.yaml'
   '--filename=rsrc.json'
   '<resource> <name>'
   '<resource>'"""


@dataclass(frozen=True, slots=True)
class Item:
    """One object: by name alone, or with what is known of it."""

    resource: Resource
    namespace: str
    name: str
    object: Object | None = None
    source: str = ""

    @property
    def shown(self) -> str:
        """`deployment.apps/web`."""
        return shown(self.resource, self.name)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the arguments say: named objects, or whole kinds."""

    names: list[tuple[Resource, str]]
    kinds: list[Resource]


def wanted(call: Invocation, arguments: list[str], *, need_name: bool = True) -> Wanted:
    """Read the arguments. Failure if they contradict each other or name nothing."""
    selector, everything = call.flags.get("selector", ""), call.flags.get("all", False)
    if not arguments:
        raise Failure(
            "at least one resource must be specified to use a selector" if everything or selector else NOTHING_NAMED
        )
    if any("/" in argument for argument in arguments):
        names = _slashed(call, arguments)
        if selector or everything:
            raise Failure("name cannot be provided when a selector is specified")
        if call.flags.get("all-namespaces"):
            raise Failure("a resource cannot be retrieved by name across all namespaces")
        return Wanted(names, [])
    kinds, names_given = resources_called(arguments[0], call.custom), arguments[1:]
    if names_given:
        if selector or call.flags.get("field-selector") or everything:
            raise Failure("name cannot be provided when a selector is specified")
        if call.flags.get("all-namespaces"):
            raise Failure("a resource cannot be retrieved by name across all namespaces")
        return Wanted([(kind, name) for kind in kinds for name in names_given], [])
    if need_name and not (selector or everything or call.flags.get("field-selector")):
        raise Failure("resource(s) were provided, but no name was specified")
    if selector and everything:
        raise Failure("setting 'all' parameter but found a non empty selector. ")
    return Wanted([], kinds)


def warn_of_short_names(call: Invocation) -> Steps[None]:
    """One short name means two kinds: kubectl says which one it does not take."""
    words = call.arguments if any("/" in word for word in call.arguments) else call.arguments[:1]
    if any("ev" in word.partition("/")[0].split(",") for word in words):
        lower = "events.events.k8s.io"
        yield Print(f'Warning: short name "ev" could also match lower priority resource {lower}\n', error=True)


def _slashed(call: Invocation, arguments: list[str]) -> list[tuple[Resource, str]]:
    found = []
    for argument in arguments:
        kind, slash, name = argument.partition("/")
        if not slash:
            raise Failure(
                "there is no need to specify a resource type as a separate argument when passing arguments in resource/name "
                "form (e.g. 'kubectl get resource/<resource_name>' instead of 'kubectl get resource resource/<resource_name>'"
            )
        if "/" in name:
            raise Failure("arguments in resource/name form may not have more than one slash")
        if not kind or not name or "," in kind:
            raise Failure("arguments in resource/name form must have a single resource and name")
        found.append((resource_called(kind, call.custom), name))
    return found


def namespace_for(call: Invocation, resource: Resource) -> str:
    """Where to look for objects of this kind; "" for all namespaces or for what has none."""
    return call.namespace if resource.namespaced and not call.flags.get("all-namespaces") else ""


def selection(
    call: Invocation, arguments: list[str], *, need_name: bool = True, read: bool = True
) -> Steps[list[Item]]:
    """The objects of the arguments or of `-f`. With `read` they are asked for; Failure if one is missing."""
    items, failures = yield from found(call, arguments, need_name=need_name, read=read)
    raise_all(failures)
    return items


def found(
    call: Invocation, arguments: list[str], *, need_name: bool = True, read: bool = True
) -> Steps[tuple[list[Item], list[Failure]]]:
    """As `selection`, with what went wrong beside what was found."""
    named: list[Item]
    if call.flags.get("filename") or call.flags.get("kustomize"):
        named = [
            Item(
                one.resource,
                namespace_of(one.object),
                str(one.object["metadata"].get("name", "")),
                one.object,
                one.source,
            )
            for one in manifests.read(call, call.flags["filename"])
        ]
    else:
        want = wanted(call, arguments, need_name=need_name)
        if want.kinds:
            return (yield from listed(call, want.kinds))
        named = [Item(resource, namespace_for(call, resource), name) for resource, name in want.names]
    if not read:
        return named, []
    return (yield from read_all(call, named))


def read_all(call: Invocation, named: list[Item]) -> Steps[tuple[list[Item], list[Failure]]]:
    """Ask for named objects, or for the part of them that `--subresource` names."""
    part = call.flags.get("subresource", "")
    items: list[Item] = []
    failures: list[Failure] = []
    for item in named:
        [response] = yield from ask_all(call, [Request("get", item.resource, item.namespace, item.name, part)])
        if response.ok:
            items.append(Item(item.resource, item.namespace, item.name, response.body, item.source))
        else:
            failures.append(Refused(response))
    return items, failures


def listed(call: Invocation, kinds: list[Resource]) -> Steps[tuple[list[Item], list[Failure]]]:
    """Ask for whole kinds."""
    items: list[Item] = []
    failures: list[Failure] = []
    for kind in kinds:
        [response] = yield from ask_all(call, [list_request(call, kind)])
        if not response.ok:
            failures.append(list_refused(call, kind, response))
            continue
        for obj in typed_items(kind, response.body["items"]):
            items.append(Item(kind, namespace_of(obj), name_of(obj), obj))
    return items, failures


def list_request(call: Invocation, kind: Resource, **more: Any) -> Request:
    """The list that the call's selectors ask for."""
    query = {"limit": "500"}
    if call.flags.get("selector"):
        query["labelSelector"] = call.flags["selector"]
    if call.flags.get("field-selector"):
        query["fieldSelector"] = call.flags["field-selector"]
    return Request("list", kind, namespace_for(call, kind), query=query, **more)


def list_refused(call: Invocation, kind: Resource, response: Response) -> Refused:
    """The refusal of a list, with what was looked for."""
    where = f"{kind.group}/{kind.version}, Resource={kind.plural}"
    labels, fields = call.flags.get("selector", ""), call.flags.get("field-selector", "")
    if response.reason == "BadRequest":
        return Refused(
            response, f'Unable to find "{where}" that match label selector "{labels}", field selector "{fields}"'
        )
    if response.reason == "NotFound":
        return Refused(response, f'Unable to list "{where}"')
    return Refused(response)


__all__ = ["FILES", "SELECTING", "Item", "found", "selection", "warn"]
