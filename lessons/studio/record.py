"""Record: an author plays a step once in the preview, and takes what came of it into the text."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from clusterviz.cluster.machinery.trace import SCENE
from clusterviz.live import registry, visitor
from clusterviz.live.host import Host
from clusterviz.live.pace import PAUSED
from clusterviz.models import ClusterRecord
from clusterviz.views import limited

from .. import staging
from .. import views as lesson_views
from ..course.scripts import SETTLE
from ..course.sight import COMPONENTS, Sight, kept
from ..deeds import deeds
from ..here import here_of
from ..models import Progress
from ..teachers import require_author
from . import arriving, drafts, inserting, previewing, prover, recording
from .models import Draft, Recording
from .proposing import LISTS, proposals
from .views import draft_of, panel_of, recorder_of

MOST_LINES = 60


@require_author
@limited
@require_POST
def begin(request: HttpRequest, number: int) -> HttpResponse:
    """Take the preview to where the step begins, those before it solved; from now on, what is done there is kept."""
    draft, step = draft_of(number), request.POST.get("step", "")
    shown_as = previewing.id_of(draft)
    lesson = previewing.lesson_of(request, shown_as)
    if lesson is None:
        return _answer(request, draft, gettext("The lesson is not in the preview yet: wait until it shows there."))
    if step == lesson.steps[0].id:
        lesson_views.reset_step(request, shown_as, step)
    else:
        arriving.go_to(request, shown_as, step)
    here = here_of(request, shown_as, step)
    with here.host.lock:
        pokes, since, start = here.host.journal.pokes, here.host.cluster.trace.last_id, lists_of(here.host)
    if not here.watching.gated:
        here.host.set_pace(here.lesson.setting.pace)
    Recording.objects.update_or_create(
        draft=draft,
        author=request.user,
        defaults={
            "step": step,
            "cluster": here.record.pk,
            "pokes": pokes,
            "since": since,
            "start": start,
            "lines": None,
            "proposals": [],
        },
    )
    return _answer(request, draft)


@require_author
@limited
@require_POST
def stop(request: HttpRequest, number: int) -> HttpResponse:
    """What was done becomes lines of a solution, what has changed becomes checks to choose from."""
    draft = draft_of(number)
    taken = _recording(request, draft)
    record = ClusterRecord.objects.filter(pk=taken.cluster, owner=visitor.key_of(request.session) or "-").first()
    if record is None:
        taken.delete()
        return _answer(request, draft, gettext("The preview has another cluster by now: record again."))
    host = registry.host_of(record)
    host.set_pace(PAUSED)
    staging.play_line(host, SETTLE, SCENE)  # what has only begun is nothing to ask for
    with host.lock:
        ended_ms, after = host.cluster.now_ms, lists_of(host)
        changed_ms = recording.changes(host.cluster.trace.records(taken.since))
        statuses = {run.id: run.status for run in host.prompt.runs.values()}
    row = Progress.objects.filter(visitor=record.owner, lesson=previewing.id_of(draft)).first()
    values = row.values if row is not None else {}
    done = deeds(record.pokes.filter(number__gt=taken.pokes, who="you"), statuses)
    named = [deed._replace(line=recording.by_label(deed.line, [*taken.start["pods"], *after["pods"]])) for deed in done]
    taken.lines = recording.solution(named, ended_ms, values, changed_ms)[:MOST_LINES]
    taken.proposals = [
        {"id": one.id, "task": one.task, "block": one.block} for one in proposals(taken.start, after, values)
    ]
    taken.save()
    return _answer(request, draft)


@require_author
@limited
@require_POST
def accept(request: HttpRequest, number: int) -> HttpResponse:
    """The solution and the chosen checks go into the text, as a new version."""
    draft = draft_of(number)
    taken = _recording(request, draft)
    text, seen = request.POST.get("text", draft.newest.text), request.POST.get("seen", "")
    lines = [line for line in request.POST.get("solution", "").replace("\r", "").split("\n") if line.strip()]
    chosen = [one["block"] for one in taken.proposals if one["id"] in request.POST.getlist("check")]
    if not lines:
        return _answer(request, draft, gettext("The solution has no line: record what is to be done."))
    try:
        text = inserting.written(text.replace("\r\n", "\n"), taken.step, lines, chosen, "afresh" in request.POST)
        known = int(seen) if seen.isdecimal() and len(seen) < 9 else draft.head
        saved = drafts.save(draft.pk, text, known, request.user, f"step {taken.step} recorded"[:200])
    except ValueError as error:
        return _answer(request, draft, str(error))
    step = taken.step
    taken.delete()
    prover.ask(saved.version)
    if saved.beside is not None:
        told = gettext(
            "%(name)s saved version %(theirs)s meanwhile. "
            "What was recorded is kept as version %(mine)s, beside it: find it under Versions."
        )
        found = {"name": saved.beside.author_name, "theirs": saved.beside.number, "mine": saved.version.number}
        return _answer(request, draft, told % found)
    previewing.forget(request, draft)
    address = f"{reverse('draft', args=[number])}?step={step}"
    if getattr(request, "htmx", False):
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return redirect(address)


@require_author
@require_POST
def drop(request: HttpRequest, number: int) -> HttpResponse:
    """Forget what was recorded."""
    draft = draft_of(number)
    Recording.objects.filter(draft=draft, author=request.user).delete()
    return _answer(request, draft)


def lists_of(host: Host) -> dict[str, Any]:
    """How things are in a cluster: what checks are proposed from."""
    found: dict[str, Any] = {name: [] for name in LISTS} | kept(host.cluster, LISTS)
    found[COMPONENTS] = list(Sight(host.cluster)[COMPONENTS])
    return found


def _recording(request: HttpRequest, draft: Draft) -> Recording:
    found = Recording.objects.filter(draft=draft, author=request.user).first()
    if found is None:
        raise Http404("Nothing is being recorded.")
    return found


def _answer(request: HttpRequest, draft: Draft, sentence: str = "") -> HttpResponse:
    if not getattr(request, "htmx", False):
        return redirect("draft", draft.pk)
    context = {**panel_of(draft), **recorder_of(draft, request.user), "record_sentence": sentence}
    return render(request, "studio/_recorder.html", context)
