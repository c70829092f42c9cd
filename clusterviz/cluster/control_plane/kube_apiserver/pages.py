"""Pages of a list: a `continue` token names the revision and the place of the next object. Fact sheet §4.6."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from posixpath import normpath
from string import ascii_letters, digits
from typing import Any, NamedTuple

from ...machinery import json_reading
from ...machinery.api import StatusError
from . import errors

VERSION = "meta.k8s.io/v1"
_SIGNS = frozenset(ascii_letters + digits + "-_")
_KINDS: dict[type, str] = {str: "string", int: "number", float: "number", bool: "bool", list: "array", dict: "object"}


class Page(NamedTuple):
    """What one request asks for: from `start` on, at `revision` (0: now; -1: now, in the middle of a list), `limit` objects."""

    revision: int
    start: str
    limit: int

    @property
    def place(self) -> tuple[str, str]:
        """(namespace, name) from which the page begins; the name ends with a zero, so it begins after that object."""
        namespace, _, name = self.start.lstrip("/").rpartition("/")
        return namespace, name


def page_of(query: dict[str, str]) -> Page:
    """The page that a request asks for. 400 if its token cannot be read."""
    limit = max(int(query.get("limit") or 0), 0)
    token = query.get("continue")
    if not token:
        return Page(0, "", limit)
    if query.get("resourceVersion") not in (None, "", "0"):
        raise errors.bad_request("specifying resource version is not allowed when using continue")
    content = _content(token)
    if content.get("v", "") != VERSION:
        raise _unusable(f"server does not recognize this encoded version {content.get('v', '')}")
    revision, start = content.get("rv", 0), content.get("start", "")
    if revision == 0:
        raise _unusable(f"incorrect encoded start resourceVersion (version {VERSION})")
    if not start:
        raise _unusable(f"encoded start key empty (version {VERSION})")
    place = start if start.startswith("/") else f"/{start}"
    if normpath(place) != place:
        raise _unusable(start)
    return Page(revision, start, limit)


def _content(token: str) -> dict[str, Any]:
    """What a token says: JSON in base64. 400 if it is neither."""
    bad = next((place for place, sign in enumerate(token) if sign not in _SIGNS), -1)
    if bad < 0 and len(token) % 4 == 1:
        bad = len(token) - 1
    if bad >= 0:
        raise _unusable(f"illegal base64 data at input byte {bad}")
    text = urlsafe_b64decode(token + "=" * (-len(token) % 4))
    try:
        content = json_reading.read(text.decode(errors="replace"))
    except ValueError:
        first = chr(text[0]) if text else ""  # Go looks at bytes
        first = first if first.isprintable() else json.dumps(first)[1:-1]
        why = f"invalid character '{first}' looking for beginning of value" if text else "unexpected end of JSON input"
        raise _unusable(why) from None
    if content is None:  # to Go, null is a token in which nothing is said
        return {}
    if not isinstance(content, dict):
        raise _unusable(f"json: cannot unmarshal {_KINDS[type(content)]} into Go value of type storage.continueToken")
    for name, kind, go in (("v", str, "string"), ("rv", int, "int64"), ("start", str, "string")):
        value = content.get(name)
        if value is not None and (not isinstance(value, kind) or isinstance(value, bool)):
            shown = f"number {value}" if kind is int and isinstance(value, float) else _KINDS[type(value)]
            where = f"continueToken.{name} of type {go}"
            raise _unusable(f"json: cannot unmarshal {shown} into Go struct field {where}")
    return {name: value for name, value in content.items() if value is not None}


def _unusable(why: str) -> StatusError:
    return errors.bad_request(f"invalid continue token: continue key is not valid: {why}")


def token_for(revision: int, start: str) -> str:
    """The token for what comes after."""
    content = json.dumps({"v": VERSION, "rv": revision, "start": start}, separators=(",", ":"))
    return urlsafe_b64encode(content.encode()).decode().rstrip("=")
