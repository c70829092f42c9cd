"""The parameters of a request: those that cannot be read or do not go together are refused before anything is done.

Fact sheet §4.6, §4.7; golden http/errors.
"""

from __future__ import annotations

from ...machinery.api import APPLY_PATCH, Request
from ...machinery.go_numbers import why_no_int64
from . import errors
from .errors import FieldError
from .validation.fields import shown

KINDS = {
    "create": "CreateOptions",
    "update": "UpdateOptions",
    "patch": "PatchOptions",
    "delete": "DeleteOptions",
    "deletecollection": "DeleteOptions",
}
MOST_BYTES = 128  # of a field manager's name
VALIDATIONS = ("", "Ignore", "Strict", "Warn")


def check(request: Request) -> None:
    """Refuse parameters that make no sense."""
    query = request.query
    if not query and request.content_type != APPLY_PATCH:
        return
    kind = KINDS.get(request.verb)
    if kind is not None:
        causes = []
        if query.get("dryRun") not in (None, "", "All"):
            value = f"[{shown(query['dryRun'])}]"
            causes.append(FieldError("FieldValueNotSupported", "dryRun", value, 'supported values: "All"'))
        causes += _about_managers(request)
        if query.get("fieldValidation", "") not in VALIDATIONS:
            supported = ", ".join(shown(one) for one in VALIDATIONS)
            value = shown(query["fieldValidation"])
            causes.append(
                FieldError("FieldValueNotSupported", "fieldValidation", value, f"supported values: {supported}")
            )
        if causes:
            raise errors.invalid_options(kind, causes)
        _check_number(query.get("gracePeriodSeconds"))
        return
    for field in ("limit", "timeoutSeconds"):
        _check_number(query.get(field))
    version = query.get("resourceVersion", "")
    if version and (problem := _why_no_version(version)):
        why = f'invalid resource version: resourceVersion: Invalid value: "{version}": '
        raise errors.bad_request(f'{why}strconv.ParseUint: parsing "{version}": {problem}')
    if request.verb in ("list", "watch"):
        _check_match(request)


def _check_number(text: str | None) -> None:
    if text and (why := why_no_int64(text)):
        raise errors.bad_request(why)


def _why_no_version(text: str) -> str:
    if not (text.isascii() and text.isdigit()):
        return "invalid syntax"
    return "" if len(text.lstrip("0")) <= 20 and int(text) < 1 << 64 else "value out of range"


def _about_managers(request: Request) -> list[FieldError]:
    query, applies = request.query, request.verb == "patch" and request.content_type == APPLY_PATCH
    causes = []
    if query.get("force") and request.verb == "patch" and not applies:
        causes.append(FieldError("FieldValueForbidden", "force", None, "may not be specified for non-apply patch"))
    manager = query.get("fieldManager", "")
    if applies and not manager:
        causes.append(FieldError("FieldValueRequired", "fieldManager", None, "is required for apply patch"))
    if len(manager.encode()) > MOST_BYTES:
        causes.append(FieldError("FieldValueTooLong", "fieldManager", None, f"may not be more than {MOST_BYTES} bytes"))
    if not manager.isprintable():
        why = "should only contain printable characters"
        causes.append(FieldError("FieldValueInvalid", "fieldManager", shown(manager), why))
    return causes


def _check_match(request: Request) -> None:
    causes = _about_a_watch(request.query) if request.verb == "watch" else _about_a_list(request.query)
    if causes:
        raise errors.invalid_options("ListOptions", causes)


def _about_a_list(query: dict[str, str]) -> list[FieldError]:
    version, match = query.get("resourceVersion", ""), query.get("resourceVersionMatch", "")
    causes = []
    if match and not version:
        causes.append(_no_match("resourceVersionMatch is forbidden unless resourceVersion is provided"))
    if match and query.get("continue"):
        causes.append(_no_match("resourceVersionMatch is forbidden when continue is provided"))
    if match not in ("", "Exact", "NotOlderThan"):
        supported = 'supported values: "Exact", "NotOlderThan", ""'
        causes.append(FieldError("FieldValueNotSupported", "resourceVersionMatch", shown(match), supported))
    elif match == "Exact" and version == "0":
        causes.append(_no_match('resourceVersionMatch "exact" is forbidden for resourceVersion "0"'))
    if "sendInitialEvents" in query:
        why = "sendInitialEvents is forbidden for list"
        causes.append(FieldError("FieldValueForbidden", "sendInitialEvents", None, why))
    return causes


def _about_a_watch(query: dict[str, str]) -> list[FieldError]:
    match, initial = query.get("resourceVersionMatch", ""), "sendInitialEvents" in query
    causes = []
    if initial and match != "NotOlderThan":
        causes.append(_no_match("sendInitialEvents requires setting resourceVersionMatch to NotOlderThan"))
    if match and not initial:
        causes.append(_no_match("resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided"))
    if match not in ("", "NotOlderThan"):
        supported = 'supported values: "NotOlderThan"'
        causes.append(FieldError("FieldValueNotSupported", "resourceVersionMatch", shown(match), supported))
    if match and query.get("continue"):
        causes.append(_no_match("resourceVersionMatch is forbidden when continue is provided"))
    return causes


def _no_match(why: str) -> FieldError:
    return FieldError("FieldValueForbidden", "resourceVersionMatch", None, why)
