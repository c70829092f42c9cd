"""What the API server says of a body that it cannot read: Go's own words. Golden http/errors 400-json, 400-kind."""

from __future__ import annotations

from typing import Any

from ...machinery.go_json import compact

NO_KIND = 'no kind "{kind}" is registered for version "{version}" in scheme "{scheme}"'
SCHEME = "pkg/api/legacyscheme/scheme.go:30"
OPTIONS_SCHEME = "pkg/apis/meta/internalversion/scheme/register.go:28"
MOST_SHOWN = 30  # bytes of a body that a refusal repeats
_TYPE_META = 'struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }'
_KINDS: dict[type, str] = {bool: "bool", int: "number", float: "number", list: "array", str: "string"}


def json_problem(body: Any) -> str:
    """Why no kind can be read from this body. Text is what could not be read as JSON."""
    if isinstance(body, str) and not body.lstrip().startswith("{") and body.strip():
        return f"invalid character '{body.lstrip()[0]}' looking for beginning of value"
    if body is None or isinstance(body, str):
        return "unexpected end of JSON input"
    return f"json: cannot unmarshal {_KINDS[type(body)]} into Go value of type {_TYPE_META}"


def summary(body: Any) -> str:
    """The beginning of a body: an object as it is, anything else as hexadecimal digits."""
    if body is None or body == "":
        return "<empty>"
    data = (body if isinstance(body, str) else compact(body, sort=False)).encode()
    shown = data[:MOST_SHOWN]
    told = shown.decode(errors="replace") if data.startswith(b"{") else shown.hex()
    return f"{told} ..." if len(data) > MOST_SHOWN else told
