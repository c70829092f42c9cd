"""DeleteOptions: how something is to be deleted. A body says it all; without one the URL does. Fact sheet §4.5."""

from __future__ import annotations

from typing import Any

from ...machinery.api import Request, StatusError
from ...machinery.objects import Object, clone
from ...machinery.schemas import shape_of
from . import errors
from .errors import FieldError
from .unreadable import NO_KIND, OPTIONS_SCHEME, json_problem
from .validation.fields import shown
from .validation.structure import WrongType, walk

KIND = "DeleteOptions"
POLICIES = ("Foreground", "Background", "Orphan")


def options_of(request: Request) -> Object:
    """The options that a request gives. StatusError if its body is none of this kind."""
    body = request.body
    options = _of_body(body) if body not in (None, "") else _of_url(request.query)
    if options.get("gracePeriodSeconds", 0) < 0:
        options["gracePeriodSeconds"] = 1
    return options


def checked(request: Request) -> Object:
    """The options, if they make sense. StatusError if not."""
    options = options_of(request)
    policy, orphan, dry = (options.get(name) for name in ("propagationPolicy", "orphanDependents", "dryRun"))
    causes = []
    if policy is not None and orphan is not None:
        why = "orphanDependents and deletionPropagation cannot be both set"
        causes.append(FieldError("FieldValueInvalid", "propagationPolicy", shown(policy), why))
    if policy not in (None, *POLICIES):
        supported = ", ".join(shown(one) for one in (*POLICIES, "nil"))
        why = f"supported values: {supported}"
        causes.append(FieldError("FieldValueNotSupported", "propagationPolicy", shown(policy), why))
    if any(one != "All" for one in dry or ()):
        causes.append(FieldError("FieldValueNotSupported", "dryRun", shown(dry), 'supported values: "All"'))
    if causes:
        raise errors.invalid_options(KIND, causes)
    return options


def _of_url(query: dict[str, str]) -> Object:
    options: Object = {}
    if "gracePeriodSeconds" in query:
        options["gracePeriodSeconds"] = int(query["gracePeriodSeconds"] or 0)
    if "propagationPolicy" in query:
        options["propagationPolicy"] = query["propagationPolicy"]
    if "orphanDependents" in query:
        options["orphanDependents"] = query["orphanDependents"].lower() not in ("false", "0")
    if query.get("dryRun"):
        options["dryRun"] = [query["dryRun"]]
    return options


def _of_body(body: Any) -> Object:
    """A body may call itself the DeleteOptions of any group, or nothing at all."""
    if not isinstance(body, dict):
        raise _unreadable(f"couldn't get version/kind; json parse error: {json_problem(body)}")
    kind = body.get("kind") or KIND
    if kind != KIND:
        raise _unreadable(NO_KIND.format(kind=kind, version=body.get("apiVersion") or "v1", scheme=OPTIONS_SCHEME))
    options: Object = clone(body)
    shape = shape_of("", "v1", KIND)
    assert shape is not None
    try:
        walk(shape, options, "", "", [])
    except WrongType as why:
        raise _unreadable(str(why)) from None
    return options


def _unreadable(why: str) -> StatusError:
    """Of these options alone a server says so with a 500."""
    return StatusError(errors.status(500, "", why))
