"""`--raw PATH`: a file is sent to a path of the API server as it is, and the answer is printed as it comes."""

from __future__ import annotations

import json
from typing import Any

from ...cluster.machinery.api import Request, Response, items_as_sent
from ...cluster.machinery.field_managers import with_json
from .errors import Failure, Refused
from .invocation import Invocation, Steps, ask, out
from .manifests import documents

RAW = "raw"
MOST_TOLD = 2048  # characters of an answer that is no Status


def send(call: Invocation, verb: str) -> Steps[int]:
    """Send the one file of `-f`, if there is one, to the path of `--raw`."""
    names = call.flags["filename"]
    if len(names) > 1:
        raise Failure("--raw can only use a single local file or stdin")
    if not call.flags[RAW].startswith("/"):
        raise Failure("--raw must be a valid URL path: it begins with /")
    if not names and verb != "delete":
        raise Failure("must specify one of -f and -k")
    body = _body(call, names[0]) if names else None
    try:
        answer = yield from ask(call, Request(verb, None, path=call.flags[RAW], body=body))
    except Refused as refused:
        if refused.response.message:
            raise
        raise plain_failure(refused.response) from refused
    found = items_as_sent(with_json(answer.body))
    yield from out(found if isinstance(found, str) else json.dumps(found, separators=(",", ":")))
    return 0


def plain_failure(response: Response) -> Failure:
    """What kubectl makes of a refusal that is plain text and no Status: an unknown path, or /readyz when something is wrong."""
    if response.code == 500:
        said = json.dumps(str(response.body).strip()[:MOST_TOLD], ensure_ascii=False)
        why = f"an error on the server ({said}) has prevented the request from succeeding"
        return Failure(f"Error from server (InternalError): {why}", prefix=False)
    return Failure("Error from server (NotFound): the server could not find the requested resource", prefix=False)


def _body(call: Invocation, name: str) -> Any:
    path = name.removeprefix("./")
    if name != "-" and path not in call.files:
        raise Failure(f'the path "{name}" does not exist')
    found = documents(call.stdin if name == "-" else call.files[path], name)
    return found[0] if found else None
