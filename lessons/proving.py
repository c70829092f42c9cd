"""Proves many lessons at once: on all cores, and only those that are new or were proved with another model."""

from __future__ import annotations

import hashlib
import json
import multiprocessing
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

from django.conf import settings

from clusterviz.cluster import checkpoint
from clusterviz.live.sources import digest_of

from .course import curriculum, track
from .course.claims import ROOT
from .course.format import parse
from .course.lesson import Lesson
from .course.mistakes import Mistakes, Place
from .course.proof import PROOFS, Attempt, Failure, Result, attempt, attempt_count, conclude, prove, refused

MODEL = ("clusterviz/cluster", "clusterviz/tools", "lessons/course")
MOST_KEPT = 2_000


def prove_course(folder: Path, ids: Sequence[str] = (), jobs: int = 0, afresh: bool = False) -> Iterator[Result]:
    """Every result for the course in a folder, in its order; last, what is wrong with the course as a whole."""
    course, mistakes = track.survey(folder)
    wanted = [lesson for lesson in course.lessons.values() if not ids or lesson.id in ids]
    broken: dict[str, list[Any]] = {}
    for mistake in mistakes:
        broken.setdefault(mistake.place.file, []).append(mistake)
    for file, found in sorted(broken.items()):
        if not ids or file.partition("/")[0] in ids:
            yield refused(file, Mistakes(found))
    whole = list(curriculum.failures(course.lessons, folder))
    for result in prove_lessons(folder, wanted, jobs, afresh):
        result.failures += [failure for failure in whole if failure.place.file == result.file]
        yield result


def prove_lessons(folder: Path, lessons: Sequence[Lesson], jobs: int = 0, afresh: bool = False) -> Iterator[Result]:
    """The results of these lessons, in order; those of an earlier run where nothing has changed since."""
    kept = {lesson.id: None if afresh else _kept(lesson) for lesson in lessons}
    open_ones = [lesson for lesson in lessons if kept[lesson.id] is None]
    workers = min(jobs or os.cpu_count() or 1, sum(attempt_count(lesson) for lesson in open_ones))
    if workers <= 1:
        for lesson in lessons:
            yield kept[lesson.id] or _keep(lesson, prove(lesson))
        return
    for lesson in open_ones:
        checkpoint.fork(lesson.setting.preset, nodes=lesson.setting.nodes)  # booted once, for all workers
    with ProcessPoolExecutor(workers, multiprocessing.get_context("fork")) as pool:
        coming = {
            lesson.id: [
                pool.submit(_attempt, str(folder), lesson.id, lesson.file, at) for at in range(attempt_count(lesson))
            ]
            for lesson in open_ones
        }
        for lesson in lessons:
            known = kept[lesson.id]
            yield known or _keep(lesson, conclude(lesson, [one.result() for one in coming[lesson.id]]))


def _attempt(folder: str, lesson_id: str, shown: str, number: int) -> Attempt:
    return attempt(parse(track.text_of(Path(folder) / lesson_id / "lesson.md", shown), shown), number)


# -- results that are kept ------------------------------------------------------------------------------------------------


def model_digest() -> str:
    """Names the model and the engine: with another one, everything is proved again."""
    return digest_of(*MODEL)


def _file(lesson: Lesson) -> Path:
    about = hashlib.sha256(f"{lesson.file} {lesson.digest} {model_digest()}".encode())
    for claim in lesson.claims:
        test = ROOT / claim.test.partition("::")[0]
        about.update(test.read_bytes() if test.is_file() else b"?")
    return Path(settings.VAR) / "proofs" / f"{about.hexdigest()[:32]}.json"


def _kept(lesson: Lesson) -> Result | None:
    try:
        return from_json(json.loads(_file(lesson).read_text("utf-8")))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _keep(lesson: Lesson, result: Result) -> Result:
    file = _file(lesson)
    file.parent.mkdir(parents=True, exist_ok=True)
    old = sorted(file.parent.glob("*.json"), key=lambda one: one.stat().st_mtime)
    for one in old[: max(0, len(old) - MOST_KEPT)]:
        one.unlink(missing_ok=True)
    new = file.with_suffix(f".{os.getpid()}")
    new.write_text(json.dumps(as_json(result)), "utf-8")
    new.replace(file)
    return result


def as_json(result: Result) -> dict[str, Any]:
    """A result, for tools and for the next run."""
    return {
        "lesson": result.lesson,
        "file": result.file,
        "passed": result.passed,
        "failures": [
            {
                "proof": failure.proof,
                "title": PROOFS[failure.proof],
                "file": failure.place.file,
                "line": failure.place.line,
                "column": failure.place.column,
                "sentence": failure.sentence,
            }
            for failure in result.failures
        ],
        "answers": result.answers,
    }


def from_json(data: dict[str, Any]) -> Result:
    """The result of `as_json`."""
    failures = [
        Failure(one["proof"], Place(one["file"], one["line"], one["column"]), one["sentence"])
        for one in data["failures"]
    ]
    return Result(data["lesson"], data["file"], data["passed"], failures, data["answers"])
