"""One call of kubectl: its command, arguments and flags, and how it asks the API server."""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from typing import Any, TypeVar

from ...cluster.machinery.api import Request, Response
from ...cluster.machinery.objects import Object
from ...cluster.machinery.program import Ask, AskAll, Print, Wish
from ...cluster.machinery.resources import Resource
from . import kubeconfig
from .errors import Failure, Refused, UsageFailure
from .flags import Flag, Flags

T = TypeVar("T")
Steps = Generator[Wish, Any, T]  # what a command's parts are: they yield wishes and return a T


@dataclass
class Invocation:
    """One call: `kubectl PATH ARGUMENTS -- AFTER_DASHES` with its flags, files and standard input."""

    path: str
    arguments: list[str]
    flags: Flags
    after_dashes: list[str] = field(default_factory=list)
    files: dict[str, str] = field(default_factory=dict)
    stdin: str = ""
    has_dashes: bool = False
    warned: dict[str, bool] = field(default_factory=dict)
    custom: tuple[Resource, ...] = ()  # the custom kinds that discovery has told of
    discovered: bool = False  # just now, not some time ago
    built: list[Object] | None = None  # the objects of `-k`
    unread: list[Failure] = field(default_factory=list)  # what is wrong in files: the other objects are dealt with

    @property
    def namespace(self) -> str:
        """The namespace to work in: as the call says, or the kubeconfig's context."""
        found: str = self.flags["namespace"] or kubeconfig.namespace(self.files, self.flags["context"])
        return found or "default"

    def usage(self, message: str) -> UsageFailure:
        """A wrong call of this command."""
        return UsageFailure(message, f"kubectl {self.path}")


@dataclass(frozen=True, slots=True)
class Command:
    """One command or subcommand, as it stands in the table."""

    name: str
    run: Callable[[Invocation], Steps[int]] | None = None
    flags: tuple[Flag, ...] = ()
    subcommands: tuple[Command, ...] = ()
    aliases: tuple[str, ...] = ()
    summary: str = ""
    help: str = ""

    def called(self, name: str) -> Command | None:
        """The subcommand of this name."""
        return next((sub for sub in self.subcommands if name == sub.name or name in sub.aliases), None)


def ask(call: Invocation, request: Request, doing: str = "") -> Steps[Response]:
    """Ask the API server; print its warnings. Refused if it says no."""
    response: Response = yield Ask(request)
    yield from warn(call, response)
    if not response.ok:
        raise Refused(response, doing)
    return response


def ask_all(call: Invocation, requests: list[Request]) -> Steps[list[Response]]:
    """Ask several things at once. The answers may be refusals."""
    responses: list[Response] = yield AskAll(tuple(requests))
    for response in responses:
        yield from warn(call, response)
    return responses


def get(call: Invocation, resource: Resource, namespace: str, name: str) -> Steps[Any]:
    """One object, as JSON."""
    response = yield from ask(call, Request("get", resource, namespace if resource.namespaced else "", name))
    return response.body


def list_of(
    call: Invocation, resource: Resource, namespace: str = "", labels: str = "", fields: str = ""
) -> Steps[list[Any]]:
    """The objects of a collection."""
    query = {key: text for key, text in (("labelSelector", labels), ("fieldSelector", fields)) if text}
    response = yield from ask(call, Request("list", resource, namespace if resource.namespaced else "", query=query))
    return typed_items(resource, response.body["items"])


def typed_items(resource: Resource, items: list[Any]) -> list[Any]:
    """The items of a list with their kind, which lists leave out."""
    return [{"apiVersion": resource.api_version, "kind": resource.kind, **item} for item in items]


def warn(call: Invocation, response: Response) -> Steps[None]:
    """Print the warnings of an answer, each text once."""
    for warning in response.warnings:
        if warning not in call.warned:
            call.warned[warning] = True
            yield Print(f"Warning: {warning}\n", error=True)


def out(text: str) -> Steps[int]:
    """Print on standard output; returns the virtual time in Unix ms."""
    now: int = yield Print(text)
    return now


def complain(text: str) -> Steps[int]:
    """Print on standard error."""
    now: int = yield Print(text, error=True)
    return now
