"""Negotiation: in which form the client wants its answer (`Accept`). Golden http/errors 406-accept, http/discovery."""

from __future__ import annotations

from ...machinery.api import Request
from . import errors

JSON = "application/json"
MEDIA_TYPES = (JSON, "application/yaml", "application/vnd.kubernetes.protobuf")
STREAMS = (f"{JSON};stream=watch", "application/vnd.kubernetes.protobuf;stream=watch")


def check(request: Request) -> None:
    """Refuse a client that takes none of the forms in which there is an answer."""
    if request.accept == JSON:
        return
    wanted = [_media_type(one) for one in request.accept.split(",")]
    if not any(_matches(one, media_type) for one in wanted for media_type in MEDIA_TYPES):
        raise errors.not_acceptable((*MEDIA_TYPES, *STREAMS))


def wants(request: Request, **parameters: str) -> bool:
    """Whether the client asks for `as=…;v=…` in any of the forms that it takes."""
    for one in request.accept.split(","):
        given = dict(part.strip().split("=", 1) for part in one.split(";")[1:] if "=" in part)
        if _media_type(one) == JSON and all(given.get(name) == value for name, value in parameters.items()):
            return True
    return False


def _media_type(one: str) -> str:
    return one.partition(";")[0].strip().lower()


def _matches(wanted: str, media_type: str) -> bool:
    kind, _, form = wanted.partition("/")
    return wanted in ("", "*/*", media_type) or (form == "*" and media_type.startswith(f"{kind}/"))
