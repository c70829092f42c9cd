"""kubectl set: one thing of an object, by its name (`setters/`)."""

from __future__ import annotations

from ..invocation import Command
from ..setters import SETTERS

COMMAND = Command("set", None, subcommands=SETTERS, summary="Set specific features on objects")
