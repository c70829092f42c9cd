"""Rehearsal: a draft is played once by a process of its own with a small budget, before the server plays any of it.

A preview plays scenes, futures and solutions at once, in the server. What somebody has written in ten minutes may ask for
a day of virtual time or ten thousand Pods; the rehearsal finds that out where nobody else waits. What came of it is kept by
what is played: while an author changes words, the preview follows without another one.
"""

from __future__ import annotations

import hashlib
import logging
import queue
import shutil
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

from django.conf import settings
from django.db import close_old_connections

from .. import proving
from ..course.claims import ROOT
from ..course.lesson import Lesson, Prose
from . import drafts, prover
from .models import Draft

log = logging.getLogger(__name__)
CPU_S = 20  # to start takes 3, a long lesson 5
WALL_S = 120
MOST_KEPT = 2_000
FINE, TOO_MUCH, OPEN = "fine", "too-much", ""

_waiting: queue.Queue[tuple[int, str]] = queue.Queue()
_asked: set[Path] = set()
_lock = threading.Lock()
_worker: threading.Thread | None = None


def state_of(draft: Draft, text: str) -> str:
    """FINE, TOO_MUCH, or OPEN; what is open is asked for. A text that cannot be read is open for good."""
    note = _note(draft, text)
    if note is None:
        return OPEN
    try:
        return note.read_text("utf-8")
    except OSError:
        ask(draft, text)
        return OPEN


def ask(draft: Draft, text: str) -> None:
    """Rehearse a text when it is its turn."""
    note = _note(draft, text)
    with _lock:
        if note is None or note in _asked or note.exists():
            return
        _asked.add(note)
    _waiting.put((draft.pk, text))
    _wake()


def rehearse_now(draft: Draft, text: str) -> str:
    """Play it once, and come back when it is over: FINE, TOO_MUCH, or OPEN where the machine was too busy to tell."""
    note = _note(draft, text)
    assert note is not None, f"the text of {draft} cannot be read, so there is nothing to play"
    try:
        told = _play(draft, text)
        if told != OPEN:
            _keep(note, told)
    finally:
        with _lock:
            _asked.discard(note)
    return told


def _keep(note: Path, told: str) -> None:
    note.parent.mkdir(parents=True, exist_ok=True)
    old = sorted(note.parent.iterdir(), key=lambda one: one.stat().st_mtime)
    for one in old[: max(0, len(old) - MOST_KEPT)]:
        one.unlink(missing_ok=True)
    new = note.with_suffix(".new")
    new.write_text(told, "utf-8")
    new.replace(note)


def _wake() -> None:
    global _worker
    with _lock:
        if _worker is None or not _worker.is_alive():
            _worker = threading.Thread(target=_work, name="rehearsal", daemon=True)
            _worker.start()


def _work() -> None:
    while True:
        number, text = _waiting.get()
        close_old_connections()
        try:
            draft = Draft.objects.filter(pk=number).first()
            if draft is not None:
                rehearse_now(draft, text)
        except Exception:
            log.exception("The rehearsal of draft %s ended early.", number)
        finally:
            close_old_connections()


def _play(draft: Draft, text: str) -> str:
    """Whether it ends within its budget of CPU time; what its proofs say of it does not matter here."""
    place = Path(settings.VAR) / "studio"
    place.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(dir=place))
    try:
        prover.write_folder(draft, text, folder / draft.lesson)
        command = [sys.executable, str(ROOT / "manage.py"), "lesson", "rehearse", draft.lesson]
        command += ["--lessons", str(folder), "--budget", str(CPU_S)]
        environment = prover.environment()
        done = subprocess.run(
            command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL, timeout=WALL_S, check=False,
        )  # fmt: skip
        return FINE if done.returncode == 0 else TOO_MUCH
    except subprocess.TimeoutExpired:
        return OPEN  # others had the machine; who asks again gets another try
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _note(draft: Draft, text: str) -> Path | None:
    """Where the result of what a text plays is kept; None if it cannot be read."""
    lesson, _mistakes = drafts.read(draft.lesson, text)
    if lesson is None:
        return None
    return Path(settings.VAR) / "rehearsals" / f"{played(lesson, text)}-{proving.model_digest()}"


def played(lesson: Lesson, text: str) -> str:
    """Names what of a lesson is played: everything but its words, which stand exactly where its reader says."""
    lines: list[str | None] = list(text.split("\n"))
    for step in lesson.steps:
        for prose in step.blocks:
            if not isinstance(prose, Prose):
                continue
            first, words = prose.place.line - 1, prose.text.split("\n")
            if lines[first : first + len(words)] == words:
                lines[first : first + len(words)] = [None] * len(words)
    kept = "\n".join(line for line in lines if line is not None)
    return hashlib.sha256(kept.encode()).hexdigest()[:32]
