"""An edit: a text goes to the person's editor and comes back, again and again until the server takes it or they give up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from typing import Any

from ...cluster.machinery.program import Edit, Saved
from . import manifests
from .errors import Failure, Refused
from .flags import Flags
from .invocation import Invocation, Steps, complain
from .manifests import load_yaml

FOR_OBJECTS = """# Please edit the object below. Lines beginning with a '#' will be ignored,
# and an empty file will abort the edit. If an error occurs while saving this file will be
# reopened with the relevant failures.
#
"""
FOR_ANNOTATIONS = """# Please edit the 'last-applied-configuration' annotations below.
# Lines beginning with a '#' will be ignored, and an empty file will abort the edit.
#
"""
Send = Callable[[str, str], Steps[list[str]]]  # (the text as saved, its file) → what the server found invalid in it


def edit(call: Invocation, what: str, original: str, suffix: str, send: Send, heading: str = FOR_OBJECTS) -> Steps[int]:
    """Open `original` in the editor until `send` takes what is saved. `what` is its name for the person."""
    reasons: list[str] = []
    shown, before = original, None
    while True:
        header = "" if suffix == ".json" else heading + "".join(f"{reason}#\n" for reason in reasons)
        opened = header + shown
        saved: Saved = yield Edit(opened, what, suffix)
        path = file_of(call, what, suffix)
        if saved.problem:
            raise Failure(saved.problem)
        content = meaning(saved.text)
        if before is not None and content == before:
            raise (
                yield from preserved(call, path, saved.text, Failure("Edit cancelled, no valid changes were saved."))
            )
        if content == meaning(original):
            yield from complain("Edit cancelled, no changes made.\n")
            return 0
        if not _stripped(saved.text).strip():
            yield from complain("Edit cancelled, saved file was empty.\n")
            return 0
        try:
            reasons = yield from send(saved.text, path)
        except SyntaxFailure as failure:
            reasons = [f"# The edited file had a syntax error: {failure.message}\n"]
        except Kept:
            raise
        except Failure as failure:
            raise (yield from preserved(call, path, saved.text, failure)) from failure
        if not reasons:
            return 0
        shown, before = _stripped(saved.text), content


class SyntaxFailure(Failure):
    """What was saved cannot be read."""


class Kept(Failure):
    """What was saved lies in a file already, and the sentence says in which."""


def invalid(refused: Refused, what: str) -> str:
    """The lines at the head of the text that tell what the server found wrong with an object."""
    causes = (refused.response.body.get("details") or {}).get("causes") or []
    texts = [_hashed(f"{cause.get('field', '')}: {cause.get('message', '')}") for cause in causes]
    head = f"# {what} was not valid"
    return f"{head}:\n" + "".join(f"# * {text}\n" for text in texts) if texts else f"{head}\n"


def read_edited(call: Invocation, text: str, path: str) -> list[manifests.Manifest]:
    """The objects of a saved text."""
    call.files[path] = text
    try:
        return manifests.read(call, [path])
    except Failure as failure:
        raise SyntaxFailure(failure.message.replace(path, "edited-file"), prefix=False) from failure
    finally:
        del call.files[path]


def plain(call: Invocation) -> Invocation:
    """The same call, but what is done is told in one line: `-o` is for the text that is edited."""
    flags = Flags({**call.flags.values, "output": ""}, call.flags.given)
    return replace(call, flags=flags)


def preserved(call: Invocation, path: str, text: str, failure: Failure) -> Steps[Failure]:
    """Keep what was typed: it is in a file, and nobody has to type it again."""
    call.files[path] = text
    yield from complain(f'A copy of your changes has been stored to "{path}"\n')
    return failure


def file_of(call: Invocation, what: str, suffix: str) -> str:
    """The temporary file in which a text lies while it is edited. Its number looks like chance, and a replay finds it again."""
    kept = sum(name.startswith("/tmp/kubectl-edit-") for name in call.files)
    return f"/tmp/kubectl-edit-{int(sha256(f'{what} {kept}'.encode()).hexdigest()[:8], 16)}{suffix}"


def meaning(text: str) -> Any:
    """What a text says: two that differ in comments only say the same."""
    try:
        return load_yaml(text)
    except Failure:
        return _stripped(text)


def _stripped(text: str) -> str:
    return "".join(line for line in text.splitlines(keepends=True) if not line.lstrip().startswith("#"))


def _hashed(text: str) -> str:
    return text.replace("\n", "\n# ")
