"""Pages of a list: a `continue` token names the revision and the place of the next object. Fact sheet §4.6."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from typing import NamedTuple

from ...machinery import json_reading
from . import errors

VERSION = "meta.k8s.io/v1"


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
    try:
        text = urlsafe_b64decode(token + "=" * (-len(token) % 4))
    except (Error, ValueError):
        raise errors.bad_request(
            "invalid continue token: continue key is not valid: illegal base64 data at input byte 0"
        ) from None
    try:
        content = json_reading.read(text.decode(errors="replace"))
        return Page(int(content["rv"]), str(content["start"]), limit)
    except (ValueError, KeyError, TypeError):
        first = json.dumps(chr(text[0]))[1:-1] if text else ""
        why = f"invalid character '{first}' looking for beginning of value" if text else "unexpected end of JSON input"
        raise errors.bad_request(f"invalid continue token: continue key is not valid: {why}") from None


def token_for(revision: int, start: str) -> str:
    """The token for what comes after."""
    content = json.dumps({"v": VERSION, "rv": revision, "start": start}, separators=(",", ":"))
    return urlsafe_b64encode(content.encode()).decode().rstrip("=")
