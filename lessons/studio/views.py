"""Pages of the studio: read, decide, render. htmx gets the part, everyone else the page; strangers get nothing."""

from __future__ import annotations

import json
from typing import Any

from csp.constants import SELF
from csp.decorators import csp_update
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext, gettext_noop
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from clusterviz.views import limited

from .. import course_map
from ..course import schema, starting
from ..teachers import require_author
from . import deleting, differing, drafts, previewing, prover, publishing, recipes, reference, rehearsing
from .models import Draft, Version


@require_author
@require_GET
def studio(request: HttpRequest) -> HttpResponse:
    """All drafts, and how to begin one."""
    return render(request, "studio/studio.html", shelf())


def shelf() -> dict[str, Any]:
    """What the page of all drafts shows."""
    lines = []
    for one in Draft.objects.all():
        newest = one.versions.defer("text").get(number=one.head)
        state = _state(one, newest)
        lines.append({"draft": one, "newest": newest, "state": state, "word": gettext(WORDS[state])})
    return {"lines": lines}


WORDS = {
    "published": gettext_noop("published"),
    "changed": gettext_noop("published, changed since"),
    "proved": gettext_noop("proved"),
    "to-mend": gettext_noop("to mend"),
    "playing": gettext_noop("being proved"),
    "open": gettext_noop("not proved"),
}


def _state(draft: Draft, newest: Version) -> str:
    """How far a draft is: a key of WORDS."""
    if draft.published is not None:
        return "published" if draft.published == draft.head else "changed"
    state = prover.state_of(newest)
    if state == prover.TOLD:
        return "proved" if prover.green(newest) else "to-mend"
    return "playing" if state in (prover.WAITING, prover.PLAYING) else "open"


@require_author
@limited
@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """A new draft."""
    title, lesson_id = request.POST.get("title", "")[:200], request.POST.get("id", "")[:120]
    try:
        found = drafts.begin(lesson_id, title, request.user)
    except ValueError as error:
        context = {**shelf(), "sentence": str(error), "title": title, "id": lesson_id}
        return render(request, "studio/studio.html", context, status=422)
    rehearsing.ask(found, found.newest.text)
    prover.ask(found.newest)
    return redirect("draft", found.pk)


@require_author
@csp_update({"frame-src": [SELF]})
@require_GET
def draft(request: HttpRequest, number: int) -> HttpResponse:
    """The editor, and all that stands beside it."""
    found = draft_of(number)
    newest = found.newest
    if prover.state_of(newest) in ("", prover.GIVEN_UP) and "prove" in request.GET:
        prover.ask(newest)
    return render(
        request, "studio/draft.html", {**panel_of(found), **recorder_of(found, request.user), "text": newest.text}
    )


@require_author
@csp_update({"frame-src": [SELF]})
@limited
@require_POST
def save(request: HttpRequest, number: int) -> HttpResponse:
    """Keep the text, and prove it."""
    found = draft_of(number)
    text, seen = request.POST.get("text", ""), request.POST.get("seen", "")
    alone = getattr(request, "htmx", False)
    try:
        saved = drafts.save(found.pk, text, int(seen) if seen.isdecimal() and len(seen) < 9 else -1, request.user)
    except ValueError as error:
        context = {**panel_of(found), "sentence": str(error), "text": text}
        return render(request, _template(alone), context, status=200 if alone else 422)
    if saved.beside is not None:
        context = {
            **panel_of(draft_of(number)),
            "conflict": saved,
            "rows": _between(saved),
            "text": text,
        }
        return render(request, _template(alone), context, status=200 if alone else 409)
    rehearsing.ask(found, saved.version.text)
    if prover.state_of(saved.version) in ("", prover.GIVEN_UP):
        prover.ask(saved.version)
    if alone:
        return render(request, "studio/_panel.html", {**panel_of(draft_of(number)), "kept": saved.version.number})
    return redirect("draft", number)


def _template(alone: bool) -> str:
    return "studio/_panel.html" if alone else "studio/draft.html"


def _between(saved: drafts.Saved) -> list[differing.Row]:
    assert saved.beside is not None, "nothing stands beside"
    return differing.rows(saved.beside.text, saved.version.text)


@require_author
@require_GET
def proof(request: HttpRequest, number: int) -> HttpResponse:
    """How far the proof is: fetched again while it is being played."""
    return render(request, "studio/_panel.html", panel_of(draft_of(number)))


@require_author
@limited
@require_POST
def prove(request: HttpRequest, number: int) -> HttpResponse:
    """Prove the newest version again."""
    newest = draft_of(number).newest
    if prover.state_of(newest) not in (prover.WAITING, prover.PLAYING):
        prover.ask(newest)
    return _back(request, number)


@require_author
@limited
@require_POST
def publish(request: HttpRequest, number: int) -> HttpResponse:
    """Give the newest version to the learners."""
    draft_of(number)
    try:
        publishing.publish(number, request.user)
    except ValueError as error:
        return _back(request, number, str(error))
    return _back(request, number)


@require_author
@limited
@require_POST
def unpublish(request: HttpRequest, number: int) -> HttpResponse:
    """Take it out of the course."""
    draft_of(number)
    publishing.unpublish(number)
    return _back(request, number)


@require_author
@require_GET
def versions(request: HttpRequest, number: int) -> HttpResponse:
    """Who changed what, and when; two of them compared."""
    found = draft_of(number)
    listed = list(found.versions.defer("text"))
    new = _version(found, request.GET.get("new", ""), listed[0].number)
    older = [one.number for one in listed if one.number < new.number and not one.aside]
    old = _version(found, request.GET.get("old", ""), older[0] if older else new.number)
    context = {
        "draft": found,
        "versions": listed,
        "old": old,
        "new": new,
        "rows": differing.rows(old.text, new.text),
    }
    return render(request, "studio/versions.html", context)


def _version(draft: Draft, asked: str, otherwise: int) -> Version:
    number = int(asked) if asked.isdecimal() and len(asked) < 9 else otherwise
    return get_object_or_404(Version, draft=draft, number=number)


@require_author
@limited
@require_http_methods(["GET", "POST"])
def delete(request: HttpRequest, number: int) -> HttpResponse:
    """Say what would be gone; when that is confirmed, take the draft away."""
    found, sentence = draft_of(number), ""
    if request.method == "POST":
        try:
            deleting.delete(number)
        except ValueError as error:
            sentence = str(error)
        else:
            return redirect("studio")
    names = dict.fromkeys(found.versions.order_by("number").values_list("author_name", flat=True))
    context = {"draft": found, "version_count": found.versions.count(), "names": ", ".join(names), "sentence": sentence}
    return render(request, "studio/delete.html", context, status=409 if sentence else 200)


@require_author
@require_GET
def lesson_schema(request: HttpRequest) -> HttpResponse:
    """What may stand in the front matter and the blocks: for the editor here, and for others that read JSON Schema."""
    return JsonResponse(schema.schema())


@require_author
@require_GET
def lesson_format(request: HttpRequest) -> HttpResponse:
    """The same for people, with examples."""
    return render(request, "studio/format.html", {"guide": reference.html()})


@require_author
@limited
@require_POST
def restore(request: HttpRequest, number: int, version: int) -> HttpResponse:
    """An older version becomes the newest."""
    found = draft_of(number)
    get_object_or_404(Version, draft=found, number=version)
    prover.ask(drafts.restore(number, version, request.user))
    return redirect("draft", number)


# -- what the pages show --------------------------------------------------------------------------------------------------


def draft_of(number: int) -> Draft:
    """The draft of this number. Http404 if there is none."""
    found = Draft.objects.filter(pk=number).first()
    if found is None:
        raise Http404("There is no such draft.")
    return found


def panel_of(draft: Draft) -> dict[str, Any]:
    """What changes when the text is saved or proved."""
    newest = draft.newest
    lesson, mistakes = drafts.read(draft.lesson, newest.text)
    state = prover.state_of(newest)
    steps = (
        [{"id": step.id, "line": step.place.line, "title": step.title} for step in lesson.steps]
        if lesson is not None
        else []
    )
    return {
        "draft": draft,
        "newest": newest,
        "state": state,
        "busy": state in (prover.WAITING, prover.PLAYING),
        "green": prover.green(newest),
        "proof": newest.proof if state == prover.TOLD else {},
        "readable": mistakes is None,
        "steps": json.dumps(steps),
        "checks": [{"wanted": gettext(one.wanted), "check": one.check} for one in recipes.CHECKS],
        "scene": recipes.SCENE,
        "lines": [{"what": gettext(what), "line": line} for what, line in recipes.LINES],
        "left_over": starting.left_over(newest.text),
        "schema": reverse("studio-schema"),
        "preview": reverse("lesson", args=[previewing.id_of(draft)]),
        "outline": steps,
        "files": list(draft.files.defer("content")),
        "in_course": draft.lesson in course_map.course().lessons,
        "asides": draft.versions.filter(aside=True, number__gt=draft.head).defer("text"),
    }


def recorder_of(draft: Draft, user: Any) -> dict[str, Any]:
    """What an author is recording, and the step's title."""
    taken = draft.recordings.filter(author=user).first()
    lesson, _mistakes = drafts.read(draft.lesson, draft.newest.text)
    step = lesson.step(taken.step) if lesson is not None and taken is not None else None
    return {"recording": taken, "recorded_step": step.title if step is not None else taken.step if taken else ""}


def _back(request: HttpRequest, number: int, sentence: str = "") -> HttpResponse:
    """The part to htmx; everyone else goes back to the page."""
    if getattr(request, "htmx", False):
        return render(request, "studio/_panel.html", {**panel_of(draft_of(number)), "sentence": sentence})
    if sentence:
        found = draft_of(number)
        context = {**panel_of(found), "sentence": sentence, "text": found.newest.text}
        return render(request, "studio/draft.html", context, status=422)
    return redirect("draft", number)
