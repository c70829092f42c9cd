"""What travels between a client and the API server: requests, responses, watch events. HTTP without the bytes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from .objects import Object, without
from .resources import Resource, resource_of_kind

JSON_PATCH = "application/json-patch+json"
MERGE_PATCH = "application/merge-patch+json"
STRATEGIC_PATCH = "application/strategic-merge-patch+json"
APPLY_PATCH = "application/apply-patch+yaml"


@dataclass(frozen=True, slots=True)
class User:
    """Who asks: a name and its groups; for accounts a UID, and what else is known of how they proved it."""

    name: str
    groups: tuple[str, ...] = ()
    uid: str = ""
    extra: tuple[tuple[str, tuple[str, ...]], ...] = ()


VERSION: Object = {
    "major": "1",
    "minor": "36",
    "emulationMajor": "1",
    "emulationMinor": "36",
    "minCompatibilityMajor": "1",
    "minCompatibilityMinor": "35",
    "gitVersion": "v1.36.2",
    "gitCommit": "98b35193b2ac7a23a673325f5e9b830ecd5ba406",
    "gitTreeState": "clean",
    "buildDate": "2026-08-21T00:00:00Z",
    "goVersion": "go1.26.6",
    "compiler": "gc",
    "platform": "linux/amd64",
}
ANONYMOUS = User("system:anonymous", ("system:unauthenticated",))


def account_user(namespace: str, name: str) -> User:
    """A ServiceAccount as a user: it is in the groups of all accounts, and of those of its namespace. Fact sheet §7.14."""
    groups = ("system:serviceaccounts", f"system:serviceaccounts:{namespace}", "system:authenticated")
    return User(f"system:serviceaccount:{namespace}:{name}", groups)


@dataclass(slots=True)
class Request:
    """One request to the API server.

    `verb`: get, list, watch, create, update, patch, delete or deletecollection. `query`: the URL's parameters, as text
    (`labelSelector`, `fieldSelector`, `limit`, `continue`, `resourceVersion`, `dryRun`, `fieldManager`, `fieldValidation`, …).
    A request without a resource is for `path` (`/version`, `/apis`, `/healthz`).
    """

    verb: str
    resource: Resource | None
    namespace: str = ""
    name: str = ""
    subresource: str = ""
    body: Any = None
    query: dict[str, str] = field(default_factory=dict)
    user: User = ANONYMOUS  # whom the sender's certificate names; then, whom the API server takes them for
    token: str = ""  # Authorization: Bearer …
    impersonate: User | None = None  # Impersonate-User, -Group, -Uid, -Extra-…: in whose name it is meant
    content_type: str = "application/json"
    accept: str = "application/json"
    as_table: bool = False  # Accept: …;as=Table
    user_agent: str = (
        "kubectl"  # the program that asks: what it writes is its own, unless `fieldManager` says otherwise
    )
    path: str = ""
    view: Resource | None = None  # the version in which a write was asked for, where another one is stored
    warnings: tuple[str, ...] = ()  # what the server will say beside its answer; collected on the way

    @property
    def from_component(self) -> bool:
        """Whether a component of this program sent it, whose types are checked: what others send is checked when it comes."""
        known = self.user.name.startswith("system:") and self.user.name != ANONYMOUS.name
        return known and not self.token and self.impersonate is None

    @property
    def subject(self) -> str:
        """What the request is about, for the trace: `pods/default/web`."""
        if self.resource is None:
            return self.path
        parts = [self.resource.plural, self.namespace, self.name, self.subresource]
        return "/".join(part for part in parts if part)


def items_as_sent(body: Any) -> Any:
    """The body of an answer as it goes over HTTP: a list's items come without their kind, but those of a custom kind."""
    if not isinstance(body, dict) or "items" not in body:
        return body
    kind, version = str(body.get("kind", "")).removesuffix("List"), body.get("apiVersion", "")
    if resource_of_kind(kind, version) is None:
        return body
    return {**body, "items": [without(without(item, ("kind",)), ("apiVersion",)) for item in body["items"]]}


HTTP_METHODS = {
    "get": "GET",
    "list": "LIST",
    "watch": "WATCH",
    "create": "POST",
    "update": "PUT",
    "patch": "PATCH",
    "delete": "DELETE",
    "deletecollection": "DELETE",
}


@dataclass(slots=True)
class Response:
    """An answer: an HTTP status code and a body (an object, a list, a Table, a Status, or the text of a log).

    Code 0 means that there was no answer: the body is then a Status whose message says what the client saw.
    """

    code: int
    body: Any
    warnings: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether the request was carried out."""
        return 200 <= self.code < 300

    @property
    def reason(self) -> str:
        """The Status reason of a refusal: NotFound, Conflict, AlreadyExists, …"""
        return str(self.body.get("reason", "")) if isinstance(self.body, dict) and not self.ok else ""

    @property
    def message(self) -> str:
        """The Status message of a refusal."""
        return str(self.body.get("message", "")) if isinstance(self.body, dict) and not self.ok else ""


def failure(code: int, reason: str, message: str, details: Object | None = None) -> Object:
    """A Failure Status: what a server answers that does not do what it is asked for."""
    body: Object = {"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Failure", "message": message}
    if reason:
        body["reason"] = reason
    if details is not None:
        body["details"] = details
    body["code"] = code
    return body


def refusal(code: int, reason: str, message: str) -> Response:
    """The answer of a server that refuses, other than the API server: a kubelet's, for one."""
    return Response(code, failure(code, reason, message))


class WatchEvent(NamedTuple):
    """`type`: ADDED, MODIFIED, DELETED, BOOKMARK or ERROR."""

    type: str
    object: Object


class StatusError(Exception):
    """A request is refused, in Kubernetes' own words. Raised inside the API server, answered as a Status."""

    def __init__(self, status: Object) -> None:
        super().__init__(status.get("message", ""))
        self.status = status

    @property
    def code(self) -> int:
        """The HTTP status code."""
        return int(self.status["code"])
