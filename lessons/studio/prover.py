"""The proof of a draft: played by a process of its own with a budget, so that no lesson can hold up the server.

One proof is played after the other, by a thread that waits for it; a newer version of a draft takes the place of the
older. What came of it is stored with the version.
"""

from __future__ import annotations

import json
import logging
import os
import queue
import shutil
import subprocess
import sys
import tempfile
import threading
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import close_old_connections
from django.utils import timezone

from .. import course_map, proving
from ..course import bundle, curriculum
from ..course.claims import ROOT
from ..course.mistakes import Mistakes
from ..course.proof import PROOFS
from . import drafts
from .models import Draft, Version

log = logging.getLogger(__name__)
WAITING, PLAYING, TOLD, GIVEN_UP = "waiting", "playing", "told", "given-up"
CPU_S = 120  # a long lesson takes 20
WALL_S = 300
MOST_OUTPUT_BYTES = 2 * 1024 * 1024
MOST_FAILURES = 200

_waiting: queue.Queue[int] = queue.Queue()
_lock = threading.Lock()
_worker: threading.Thread | None = None
_playing: tuple[int, subprocess.Popen[bytes]] | None = None  # draft, process


def ask(version: Version) -> None:
    """Prove a version as soon as it is its turn. What cannot be read is told at once."""
    known = _of_the_same_text(version)
    if known is not None:
        _tell(version, known.proof)
        return
    _lesson, mistakes = drafts.read(version.draft.lesson, version.text)
    if mistakes is not None:
        _tell(version, {"passed": 0, "failures": _unreadable(mistakes), "answers": {}})
        return
    version.state, version.asked = WAITING, timezone.now()
    version.save(update_fields=["state", "asked"])
    with _lock:
        if _playing is not None and _playing[0] == version.draft_id:
            _playing[1].kill()  # of an older version
    _waiting.put(version.pk)
    _wake()


def state_of(version: Version) -> str:
    """How far the proof is; one that has not come back in time was lost with its process."""
    patience = timedelta(seconds=WALL_S * 2)
    if version.state in (WAITING, PLAYING) and (version.asked is None or timezone.now() - version.asked > patience):
        return GIVEN_UP
    if version.state == TOLD and version.model != proving.model_digest():
        return ""  # proved with another model
    return version.state


def green(version: Version) -> bool:
    """Whether it may be published: everything holds, with the model that is running now."""
    return state_of(version) == TOLD and not version.proof.get("failures")


def prove_now(version: Version) -> None:
    """Prove a version, and come back when it is told."""
    _note(version, state=PLAYING, asked=timezone.now())
    found = _play(version)
    if found is None:
        _note(version, state=GIVEN_UP)
    else:
        _tell(version, found)


def write_folder(draft: Draft, text: str, folder: Path) -> None:
    """The draft as a lesson's folder."""
    (folder / "assets").mkdir(parents=True, exist_ok=True)
    (folder / bundle.LESSON).write_text(text, "utf-8")
    if draft.ids:
        (folder / curriculum.PUBLISHED).write_text(draft.ids, "utf-8")
    for file in draft.files.exclude(name=curriculum.PUBLISHED):
        (folder / file.name).write_bytes(bytes(file.content))


# -- one after the other --------------------------------------------------------------------------------------------------


def _wake() -> None:
    global _worker
    with _lock:
        if _worker is None or not _worker.is_alive():
            _worker = threading.Thread(target=_work, name="prover", daemon=True)
            _worker.start()


def _work() -> None:
    while True:
        number = _waiting.get()
        close_old_connections()
        try:
            version = Version.objects.select_related("draft").filter(pk=number).first()
            if version is None:
                continue
            if version.number < version.draft.head and not version.aside:
                Version.objects.filter(pk=number).update(state="")  # a newer one is there
                continue
            prove_now(version)
        except Exception:
            log.exception("The proof of version %s ended early.", number)
            Version.objects.filter(pk=number).update(state=GIVEN_UP)
        finally:
            close_old_connections()


def _play(version: Version) -> dict[str, Any] | None:
    """What `lesson prove` says of it; None if it gave up."""
    global _playing
    draft = version.draft
    place = Path(settings.VAR) / "studio"
    place.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(dir=place))
    try:
        write_folder(draft, version.text, folder / draft.lesson)
        command = [sys.executable, str(ROOT / "manage.py"), "lesson", "prove", draft.lesson, "--json"]
        command += ["--lessons", str(folder), "--jobs", "1", "--budget", str(CPU_S)]
        with (folder / "told.json").open("wb") as told:
            process = subprocess.Popen(
                command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=told, stderr=subprocess.DEVNULL, env=environment()
            )
            with _lock:
                _playing = (draft.pk, process)
            try:
                process.wait(WALL_S)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            finally:
                with _lock:
                    _playing = None
        if (folder / "told.json").stat().st_size > MOST_OUTPUT_BYTES:
            return None
        try:
            results = json.loads((folder / "told.json").read_text("utf-8"))["lessons"]
        except (ValueError, KeyError):
            return None
        found = [one for result in results for one in result["failures"] if one["proof"] != 10]
        found += _in_the_course(draft, version, folder)
        return {
            "passed": sum(result["passed"] for result in results),
            "failures": sorted(found, key=lambda one: (one["line"], one["proof"]))[:MOST_FAILURES],
            "answers": {name: answer for result in results for name, answer in result["answers"].items()},
        }
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def environment() -> dict[str, str]:
    """Of a process that plays a draft: the same site, and the same order of everything."""
    return os.environ | {"TUTORIAL_VAR": str(settings.VAR), "PYTHONHASHSEED": "0"}


def _in_the_course(draft: Draft, version: Version, folder: Path) -> list[dict[str, Any]]:
    """Proof 10, with the lessons of this site before it."""
    lesson, _mistakes = drafts.read(draft.lesson, version.text)
    if lesson is None:
        return []
    others = {name: one for name, one in course_map.course().lessons.items() if name != draft.lesson}
    failures = curriculum.failures({**others, lesson.id: lesson}, folder)
    return [_told(one.proof, one.place, one.sentence) for one in failures if one.place.file == lesson.file]


def _unreadable(mistakes: Mistakes) -> list[dict[str, Any]]:
    return [_told(1, one.place, one.sentence) for one in mistakes.mistakes[:MOST_FAILURES]]


def _told(proof: int, place: Any, sentence: str) -> dict[str, Any]:
    return {"proof": proof, "title": PROOFS[proof], "file": place.file, "line": place.line, "column": place.column,
            "sentence": sentence}  # fmt: skip


def _of_the_same_text(version: Version) -> Version | None:
    """A version with this very text that was proved with this very model."""
    alike = Version.objects.filter(draft=version.draft_id, text=version.text, state=TOLD, model=proving.model_digest())
    return alike.exclude(note__startswith="files:").exclude(pk=version.pk).first() if not _has_files(version) else None


def _has_files(version: Version) -> bool:
    return bool(version.draft.files.exists() or version.draft.ids)


def _tell(version: Version, proof: dict[str, Any]) -> None:
    _note(version, state=TOLD, proof=proof, model=proving.model_digest())


def _note(version: Version, **fields: Any) -> None:
    """Keep what is known of a version, unless its draft was deleted meanwhile."""
    for name, value in fields.items():
        setattr(version, name, value)
    Version.objects.filter(pk=version.pk).update(**fields)
