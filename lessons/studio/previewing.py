"""A draft as its learners will meet it: under an id that no lesson can have, for instructors only.

The lesson's own pages show it (`/learn/_draft-7/…`), with a cluster and a progress of the instructor's own.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from django.http import Http404, HttpRequest, HttpResponse

from clusterviz.live import visitor
from clusterviz.models import ClusterRecord

from ..course.lesson import Lesson
from ..models import Progress
from ..teachers import is_author
from . import drafts, rehearsing
from .models import Draft

PREFIX = "_draft-"


def id_of(draft: Draft) -> str:
    """The id under which a draft is shown."""
    return f"{PREFIX}{draft.pk}"


def is_draft(lesson_id: str) -> bool:
    """Whether this is the id of a draft, and not of a lesson."""
    return lesson_id.startswith(PREFIX)


def draft_of(request: HttpRequest, lesson_id: str) -> Draft:
    """The draft that is shown under an id. Http404 for all but instructors, as for one that is not there."""
    number = lesson_id.removeprefix(PREFIX)
    found = None
    if is_draft(lesson_id) and number.isdecimal() and len(number) < 15 and is_author(request.user):
        found = Draft.objects.filter(pk=int(number)).first()
    if found is None:
        raise Http404("There is no such lesson.")
    return found


def lesson_of(request: HttpRequest, lesson_id: str) -> Lesson | None:
    """The draft as a lesson; None while it cannot be read, or may not be played here. Http404 as above."""
    draft = draft_of(request, lesson_id)
    text = draft.newest.text
    return _named(draft.lesson, text, lesson_id) if rehearsing.state_of(draft, text) == rehearsing.FINE else None


def why_not(request: HttpRequest, lesson_id: str) -> str:
    """Why it is not shown: "unreadable", "too-much", or "waits" for a moment yet. Http404 as above."""
    draft = draft_of(request, lesson_id)
    text = draft.newest.text
    if drafts.read(draft.lesson, text)[0] is None:
        return "unreadable"
    return rehearsing.state_of(draft, text) or "waits"


def file_of(request: HttpRequest, lesson_id: str, name: str) -> bytes:
    """A file beside the draft's text. Http404 as above."""
    found = draft_of(request, lesson_id).files.filter(name=name).first()
    if found is None:
        raise Http404("There is no such file.")
    return bytes(found.content)


@lru_cache(maxsize=200)
def _named(lesson_id: str, text: str, shown_as: str) -> Lesson | None:
    lesson, _mistakes = drafts.read(lesson_id, text)
    return replace(lesson, id=shown_as) if lesson is not None else None


def forget(request: HttpRequest, draft: Draft) -> None:
    """The author's preview begins anew: what was done in it belongs to a text of before."""
    key = visitor.key_of(request.session)
    for record in ClusterRecord.objects.filter(owner=key, purpose=f"lesson:{id_of(draft)}"):
        visitor.delete(record)
    Progress.objects.filter(visitor=key, lesson=id_of(draft)).delete()


def fits(record: ClusterRecord, lesson: Lesson) -> bool:
    """Whether a cluster is the one that the draft asks for by now."""
    setting = lesson.setting
    return (record.preset, record.nodes, record.seed) == (setting.preset, setting.nodes, setting.seed)


def framed(answer: HttpResponse) -> HttpResponse:
    """A page that the studio, and nobody else, may show inside its own."""
    answer["X-Frame-Options"] = "SAMEORIGIN"
    answer._csp_replace = {"frame-ancestors": ["'self'"]}
    return answer
