"""Where a step begins: the solutions of the steps before it are played in the preview's cluster, as the proof plays them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from clusterviz.live.limits import LimitError
from clusterviz.live.pace import PAUSED
from clusterviz.views import limited

from .. import staging
from .. import views as lesson_views
from ..course.lesson import Lesson, filled
from ..course.scripts import typed
from ..here import here_of
from ..teachers import require_author
from . import previewing
from .views import draft_of


@require_author
@limited
@require_POST
def arrive(request: HttpRequest, number: int, step: str) -> HttpResponse:
    """From the preview: go to where a step begins."""
    shown_as = previewing.id_of(draft_of(number))
    if previewing.lesson_of(request, shown_as) is not None:
        go_to(request, shown_as, step)
    return redirect("lesson-step", shown_as, step)


def go_to(request: HttpRequest, shown_as: str, step_id: str) -> None:
    """Take the preview to the beginning of a step: a new cluster, in which the steps before it are solved.

    A line that may not be played here is left out: the preview then says which step is not finished.
    """
    lesson_views.reset(request, shown_as)
    lesson = here_of(request, shown_as, "").lesson
    for before in _before(lesson, step_id):
        here = here_of(request, shown_as, before)
        here.watching.gated = False  # nobody bets here
        for line in here.step.solution:
            try:
                staging.play_line(here.host, filled(typed(line), here.progress.values), "you", here.host.collect_unseen)
            except LimitError:
                continue
        here.host.set_pace(PAUSED)
        lesson_views.note_done(here)
    here_of(request, shown_as, step_id)


def _before(lesson: Lesson, step_id: str) -> list[str]:
    ids = [step.id for step in lesson.steps]
    return ids[: ids.index(step_id)] if step_id in ids else []
