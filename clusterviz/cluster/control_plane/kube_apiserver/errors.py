"""Refusals in Kubernetes' own words: Status objects with code, reason and causes. Fact sheet §4.3, §4.4; golden http/errors."""

from __future__ import annotations

from typing import Any

from ...machinery.api import HTTP_METHODS, StatusError, failure
from ...machinery.objects import Object
from ...machinery.resources import Resource

RETRY_AFTER_S = 1  # when a client may ask again
status = failure  # a Failure Status


def success(resource: Resource, name: str, uid: str) -> Object:
    """The Status that answers a deletion."""
    details: Object = {"name": name, "kind": resource.plural, "uid": uid}
    if resource.group:
        details = {"name": name, "group": resource.group, "kind": resource.plural, "uid": uid}
    return {"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Success", "details": details}


def done(code: int) -> Object:
    """The Status that answers a deed (a binding, an eviction)."""
    return {"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Success", "code": code}


def details_of(resource: Resource, name: str = "", kind: str | None = None, **more: Any) -> Object:
    """The `details` of a Status: name, group, kind (the plural, but the Kind for Invalid) and whatever else."""
    found: Object = {}
    if name:
        found["name"] = name
    if resource.group:
        found["group"] = resource.group
    found["kind"] = kind or resource.plural
    found.update(more)
    return found


def panicked() -> StatusError:
    """500: our own mistake; the API server lives on, as Kubernetes' does."""
    why = "This request caused apiserver to panic. Look in the logs for details."
    return StatusError(
        status(500, "InternalError", f'an error on the server ("{why}") has prevented the request from succeeding')
    )


def not_found(resource: Resource, name: str) -> StatusError:
    return StatusError(
        status(404, "NotFound", f'{resource.group_resource} "{name}" not found', details_of(resource, name))
    )


def already_exists(resource: Resource, name: str) -> StatusError:
    return StatusError(
        status(409, "AlreadyExists", f'{resource.group_resource} "{name}" already exists', details_of(resource, name))
    )


def no_free_name(resource: Resource, name: str) -> StatusError:
    """409: every name that was generated is taken."""
    message = f'{resource.group_resource} "{name}" already exists, the server was not able to generate a unique name for the object'
    return StatusError(
        status(409, "AlreadyExists", message, details_of(resource, name, retryAfterSeconds=RETRY_AFTER_S))
    )


def conflict(resource: Resource, name: str, why: str = "") -> StatusError:
    why = why or ("the object has been modified; please apply your changes to the latest version and try again")
    message = f'Operation cannot be fulfilled on {resource.group_resource} "{name}": {why}'
    return StatusError(status(409, "Conflict", message, details_of(resource, name)))


def bad_request(message: str) -> StatusError:
    return StatusError(status(400, "BadRequest", message))


def forbidden(resource: Resource, name: str, why: str, causes: list[Object] | None = None) -> StatusError:
    subject = f'{resource.group_resource} "{name}"' if name else resource.group_resource
    details = details_of(resource, name)
    if causes:
        details["causes"] = causes
    return StatusError(status(403, "Forbidden", f"{subject} is forbidden: {why}", details))


def forbidden_path(user: str, verb: str, path: str, reason: str = "") -> StatusError:
    """403 for what is no object."""
    message = f'forbidden: User "{user}" cannot {verb} path "{path}"'
    return StatusError(status(403, "Forbidden", f"{message}: {reason}" if reason else message, {}))


def unauthorized() -> StatusError:
    return StatusError(status(401, "Unauthorized", "Unauthorized"))


def method_not_allowed() -> StatusError:
    message = "the server does not allow this method on the requested resource"
    return StatusError(status(405, "MethodNotAllowed", message, {}))


def not_acceptable(available: tuple[str, ...]) -> StatusError:
    """406: the client takes no form that there is."""
    message = f"406: Not Acceptable\n\nAvailable representations: {', '.join(available)}"
    return StatusError(status(406, "NotAcceptable", message, {}))


def terminating(verb: str) -> StatusError:
    """405: a custom kind that is going away takes no new objects."""
    message = f"{verb} not allowed while custom resource definition is terminating"
    return StatusError(status(405, "MethodNotAllowed", message, {}))


def unsupported_media_type(accepted: tuple[str, ...]) -> StatusError:
    message = f"the body of the request was in an unknown format - accepted media types include: {', '.join(accepted)}"
    return StatusError(status(415, "UnsupportedMediaType", message))


def unprocessable() -> StatusError:
    """422 without a word why: a JSON patch that does not fit."""
    return StatusError(status(422, "Invalid", "the server rejected our request due to an error in our request", {}))


def too_large_resource_version(wanted: int, current: int) -> StatusError:
    """504: the client has seen a revision that this server has not."""
    causes = [{"reason": "ResourceVersionTooLarge", "message": "Too large resource version"}]
    message = f"Timeout: Too large resource version: {wanted}, current: {current}"
    return StatusError(status(504, "Timeout", message, {"causes": causes, "retryAfterSeconds": RETRY_AFTER_S}))


def too_many_requests(message: str, causes: list[Object]) -> StatusError:
    return StatusError(status(429, "TooManyRequests", message, {"causes": causes}))


def no_such_path() -> StatusError:
    return StatusError(status(404, "NotFound", "the server could not find the requested resource", {}))


def no_such_kind(resource: Resource, verb: str, name: str) -> StatusError:
    """404 for a custom kind that is not served, with what a client adds to an answer that is no Status."""
    asked = f"{HTTP_METHODS[verb].replace('LIST', 'GET').replace('WATCH', 'GET').lower()} {resource.group_resource}"
    asked += f" {name}" if name else ""
    message = f"the server could not find the requested resource ({asked})"
    return StatusError(status(404, "NotFound", message, details_of(resource, name)))


def unavailable(why: str) -> StatusError:
    return StatusError(status(503, "ServiceUnavailable", why))


def internal(why: str) -> StatusError:
    details = {"causes": [{"message": why}]}
    return StatusError(status(500, "InternalError", f"Internal error occurred: {why}", details))


def invalid(resource: Resource, name: str, causes: list[FieldError]) -> StatusError:
    """422: one sentence for all field errors, and one cause for each."""
    details = details_of(resource, name, kind=resource.kind, causes=[cause.as_cause() for cause in causes])
    return StatusError(status(422, "Invalid", f'{resource.group_kind} "{name}" is invalid: {_joined(causes)}', details))


def invalid_options(kind: str, causes: list[FieldError], group: str = "meta.k8s.io") -> StatusError:
    """422 for what has no name: the parameters of a request (CreateOptions, ListOptions, …), a TokenRequest."""
    details: Object = {"group": group, **({"kind": kind} if kind else {})}
    details["causes"] = [cause.as_cause() for cause in causes]
    return StatusError(status(422, "Invalid", f'{kind}.{group} "" is invalid: {_joined(causes)}', details))


def invalid_patch(cause: FieldError) -> StatusError:
    """422 for a strategic merge patch with a value of the wrong type."""
    return StatusError(status(422, "Invalid", f' "" is invalid: {cause}', {"causes": [cause.as_cause()]}))


def _joined(causes: list[FieldError]) -> str:
    texts = [str(cause) for cause in causes]
    return texts[0] if len(texts) == 1 else f"[{', '.join(texts)}]"


_TEXTS = {
    "FieldValueRequired": "Required value",
    "FieldValueInvalid": "Invalid value",
    "FieldValueDuplicate": "Duplicate value",
    "FieldValueNotSupported": "Unsupported value",
    "FieldValueForbidden": "Forbidden",
    "FieldValueTooLong": "Too long",
    "FieldValueTooMany": "Too many",
    "FieldValueNotFound": "Not found",
    "FieldValueTypeInvalid": "Invalid value",
    "InternalError": "Internal error",
}


class FieldError:
    """One thing wrong with one field. `reason` as in `_TEXTS`; `value` is shown as Go's %v or JSON shows it."""

    __slots__ = ("detail", "field", "reason", "value")

    def __init__(self, reason: str, field: str, value: str | None = None, detail: str = "") -> None:
        self.reason = reason
        self.field = field
        self.value = value
        self.detail = detail

    @property
    def body(self) -> str:
        """The error without its field."""
        text = _TEXTS[self.reason]
        if self.value is not None:
            text += f": {self.value}"
        return f"{text}: {self.detail}" if self.detail else text

    def __str__(self) -> str:
        return f"{self.field}: {self.body}"

    def as_cause(self) -> Object:
        return {"reason": self.reason, "message": self.body, "field": self.field}
