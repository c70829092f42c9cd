"""Grades: what the platform is to know of each learner. Written here while the learner works, sent by `sending`, later."""

from __future__ import annotations

from django.db.models import Count, Max
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from lessons import course_map
from lessons.models import Progress
from tutorial.classroom.models import Room

from . import sending
from .models import Link, Person, Score


def owe(person: Person, link: Link, lineitem: str) -> Score:
    """From now on the platform gets this learner's grades for this link, into the column at `lineitem`."""
    score, _made = Score.objects.update_or_create(person=person, link=link, defaults={"lineitem": lineitem})
    _count(score)
    return score


def step_done(visitor: str) -> None:
    """The learner has done a step: every grade of theirs is counted anew. Costs one query for who is of no platform."""
    for score in Score.objects.filter(person__visitor=visitor).select_related("link", "person"):
        _count(score)


def counted(visitor: str, lessons: list[str]) -> tuple[int, int]:
    """(steps done, steps that there are) of these lessons, as far as they are still there."""
    rows = {row.lesson: row for row in Progress.objects.filter(visitor=visitor, lesson__in=lessons)}
    done = there_are = 0
    for lesson in filter(None, (course_map.lesson_in(name, "en") for name in lessons)):
        known = {step.id for step in lesson.steps}
        there_are += len(known)
        if lesson.id in rows:
            done += len(known.intersection(rows[lesson.id].steps_done()))
    return done, there_are


def _count(score: Score) -> None:
    done, there_are = counted(score.person.visitor, score.link.lessons)
    if (done, there_are) == (score.given, score.maximum):
        return
    now = timezone.now()
    news = {"given": done, "maximum": there_are, "changed": now}
    if there_are and (done or score.sent is not None):
        news |= {"due": now}
    Score.objects.filter(pk=score.pk).update(**news)
    sending.wake()


def notices(room: Room) -> list[str]:
    """What the teachers of a room should know: grades that the platform does not take."""
    stuck = Score.objects.filter(link__room=room).exclude(why="")
    rows = stuck.values("link__deployment__registration__name").annotate(
        count=Count("pk"), why=Max("why"), due=Max("due")
    )
    told = []
    for row in rows:
        sentence = ngettext(
            "%(platform)s does not take the grade of %(count)s learner: %(why)s.",
            "%(platform)s does not take the grades of %(count)s learners: %(why)s.",
            row["count"],
        )
        after = gettext("It is sent again and again.") if row["due"] else gettext("It is not sent any more.")
        values = {
            "platform": row["link__deployment__registration__name"],
            "count": row["count"],
            "why": row["why"],
        }
        told.append(f"{sentence % values} {after}")
    return told
