"""From draft to course and back. What is published stands as files where `lesson import` puts them, and only proved."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from .. import course_map
from ..course import curriculum
from . import drafts, prover
from .models import Draft


def publish(draft_id: int, user: Any) -> Draft:
    """Give the newest version to the learners. ValueError with a sentence if it is not proved."""
    with transaction.atomic():
        draft = Draft.objects.select_for_update().get(pk=draft_id)
        version = draft.newest
        if not prover.green(version):
            raise ValueError(_why_not(prover.state_of(version), len(version.proof.get("failures", []))))
        lesson, _mistakes = drafts.read(draft.lesson, version.text)
        if lesson is None or lesson.id != draft.lesson:
            told = gettext("The text does not hold the lesson %(id)s: give it back its id.")
            raise ValueError(told % {"id": draft.lesson})
        if _stands_elsewhere(draft.lesson):
            told = gettext("The course has another lesson %(id)s: choose another id.")
            raise ValueError(told % {"id": draft.lesson})
        known = draft.ids.splitlines()
        draft.ids = "\n".join([*known, *(one for one in curriculum.ids(lesson) if one not in known)]) + "\n"
        draft.published, draft.published_by, draft.published_at = version.number, drafts.name_of(user), timezone.now()
        draft.save()
        _put(draft, version.text)
    course_map.look_again()
    return draft


def unpublish(draft_id: int) -> Draft:
    """Take it out of the course; the draft, and what learners have done, stay."""
    with transaction.atomic():
        draft = Draft.objects.select_for_update().get(pk=draft_id)
        draft.published = None
        draft.save()
        shutil.rmtree(_folder(draft.lesson), ignore_errors=True)
    course_map.look_again()
    return draft


def _why_not(state: str, failures: int) -> str:
    if state == prover.TOLD:
        told = ngettext(
            "Only what is proved is published: mend %(count)s thing first.",
            "Only what is proved is published: mend %(count)s things first.",
            failures,
        )
        return told % {"count": failures}
    return gettext("Only what is proved is published: wait for the proof, or ask for it again.")


def _folder(lesson_id: str) -> Path:
    return course_map.imported() / lesson_id


def _stands_elsewhere(lesson_id: str) -> bool:
    course = course_map.course()
    return lesson_id in course.lessons and course.folder_of(lesson_id) != _folder(lesson_id)


def _put(draft: Draft, text: str) -> None:
    """The whole folder at once: no learner meets half of it."""
    folder = _folder(draft.lesson)
    folder.parent.mkdir(parents=True, exist_ok=True)
    coming = Path(tempfile.mkdtemp(dir=folder.parent.parent))
    prover.write_folder(draft, text, coming)
    coming.chmod(0o755)
    shutil.rmtree(folder, ignore_errors=True)
    coming.rename(folder)
