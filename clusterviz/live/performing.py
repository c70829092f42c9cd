"""What a journalled poke does. The live host and the replay after a restart both come through here, so they cannot differ."""

from __future__ import annotations

import logging
from typing import Any

from ..cluster import faults
from ..cluster.cluster import Cluster
from ..cluster.machinery.program import Program, Visit
from ..cluster.recording import RecordedPoke
from ..tools import shell

log = logging.getLogger(__name__)
RUN, FAULT, INTERRUPT, SAVE = "run", "fault", "interrupt", "save"
VISIT = "visit"


def perform(cluster: Cluster, poke: RecordedPoke) -> Program | None:
    """Do it. Returns the program that it started. FaultError if it makes no sense."""
    content: dict[str, Any] = poke.content
    match poke.what:
        case "run":
            files = cluster.you.files  # what one command writes, the next one reads
            files.update(content.get("files") or {})
            return shell.start(cluster, content["line"], stdin=content.get("stdin", ""), files=files, who=poke.who)
        case "fault":
            faults.apply(cluster, content["verb"], content["subject"], poke.who, content.get("args") or {})
        case "interrupt":
            for program in list(cluster.you.programs):
                if program.poke == content["poke"]:
                    cluster.you.interrupt(program)
        case "save":
            for program in list(cluster.you.programs):
                if program.poke == content["poke"] and program.editing is not None:
                    what, text = program.editing.what, content["text"]
                    cluster.trace.poke(
                        cluster.now_ms, poke.who, f"leave {what} as it is" if text is None else f"save {what}"
                    )
                    cluster.you.save(program, text)
        case "visit":
            for program in list(cluster.you.programs):
                if program.poke == content["poke"]:
                    visit = Visit(content["port"], content["path"])
                    cluster.trace.poke(cluster.now_ms, poke.who, f"open http://127.0.0.1:{visit.port}{visit.path}")
                    cluster.you.visit(program, visit)
        case _:
            raise AssertionError(f"the journal holds a poke of the unknown kind {poke.what!r}")
    return None


def perform_again(cluster: Cluster, poke: RecordedPoke) -> Program | None:
    """As it was done the first time: what was refused then is refused now."""
    try:
        return perform(cluster, poke)
    except faults.FaultError:
        return None
    except Exception:
        # It broke the first time too, and left the cluster as it does now: what came after it is to be had again.
        log.exception("A poke of the kind %r breaks, as it did before", poke.what)
        return None
