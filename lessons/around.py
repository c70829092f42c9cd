"""Pages around the lessons: all of one on a page, its pictures, the glossary, the search, cards to recall, another device."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import check_for_language, get_language, gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from clusterviz.live import visitor
from clusterviz.live.limits import Buckets, LimitError
from clusterviz.models import ClusterRecord
from clusterviz.views import limited

from . import course_map, page, recalling
from .course import bundle, searching
from .course.glossary import TERMS
from .course.questions import answer_of
from .models import Progress, ResumeCode
from .studio import previewing
from .views import given_in

WORDS = (Path(__file__).parent / "words.txt").read_text("utf-8").split()
TYPES = {".svg": "image/svg+xml", ".png": "image/png", ".jpg": "image/jpeg", ".webp": "image/webp"}
_guesses = Buckets(per_s=1 / 12, at_once=10)  # of codes, by one visitor or from one address


@require_GET
def whole(request: HttpRequest, lesson_id: str) -> HttpResponse:
    """All steps on one page: to read without JavaScript, or to print. It makes no cluster."""
    lesson = course_map.lesson_in(lesson_id, get_language() or "en")
    if lesson is None:
        raise Http404("There is no such lesson.")
    progress = Progress.objects.filter(visitor=visitor.key_of(request.session) or "-", lesson=lesson_id).first()
    values = (
        progress.values if progress and progress.values else {name: picks[0] for name, picks in lesson.vars.items()}
    )
    percent = course_map.translated_percent(lesson)
    done = [name for name, state in progress.steps.items() if state.get("done")] if progress else []
    context = {"lesson": lesson, "steps": page.whole(lesson, values, done), "translated": percent}
    return render(request, "lessons/all_steps.html", context)


@require_GET
def asset(request: HttpRequest, lesson_id: str, name: str) -> HttpResponse:
    """A picture of a lesson. It can do nothing, whatever is in it."""
    course = course_map.course()
    ending = "." + name.rpartition(".")[2]
    if ending not in TYPES:
        raise Http404("There is no such picture.")
    if previewing.is_draft(lesson_id):
        content = previewing.file_of(request, lesson_id, f"assets/{name}")
    elif lesson_id in course.lessons:
        file = course.folder_of(lesson_id) / "assets" / name
        if not file.is_file() or file.stat().st_size > bundle.MOST_FILE_BYTES:
            raise Http404("There is no such picture.")
        content = file.read_bytes()
    else:
        raise Http404("There is no such picture.")
    if list(bundle.wrong_with(f"assets/{name}", content)):
        raise Http404("There is no such picture.")
    headers = {"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox"}
    return HttpResponse(content, content_type=TYPES[ending], headers=headers)


@require_GET
def glossary(request: HttpRequest) -> HttpResponse:
    """Every term, with its lesson, its box, and its folder in the source."""
    lessons = course_map.lessons_in(get_language() or "en")
    terms = [
        {"term": term, "lesson": term.lesson(lessons)}
        for term in sorted(TERMS, key=lambda one: gettext(one.name).lower())
    ]
    return render(
        request, "lessons/glossary.html", {"terms": terms, "running": _running(visitor.key_of(request.session))}
    )


def _running(key: str) -> str:
    """The page of the visitor's cluster that they looked at last; "" if they have none, or only the small one of the home page."""
    records = ClusterRecord.objects.filter(owner=key or "-").exclude(purpose="hero").order_by("-seen")
    for record in records[:5]:
        name = record.purpose.removeprefix("lesson:")
        if name == record.purpose:
            return reverse("cluster", args=[record.pk])
        if name in course_map.course().lessons:
            return reverse("lesson", args=[name])
    return ""


@require_GET
def search(request: HttpRequest) -> HttpResponse:
    """What was looked for in lessons and glossary."""
    asked = request.GET.get("q", "")[:100]
    lessons = course_map.lessons_in(get_language() or "en")
    return render(
        request, "lessons/search.html", {"asked": asked, "found": searching.find(asked, lessons, _term_said())}
    )


def _term_said() -> list[searching.Said]:
    """The glossary in the reader's language."""
    language = course_map.interface_language()
    return [
        searching.Said(
            gettext(term.name), gettext(term.sentence), gettext("Glossary"), f"/glossary/#{term.id}", language
        )
        for term in TERMS
    ]


@limited
@require_http_methods(["GET", "POST"])
def recall(request: HttpRequest) -> HttpResponse:
    """The questions that come back today; a posted answer is told at once."""
    key = visitor.key_of(request.session)
    told: dict[str, Any] | None = None
    if request.method == "POST":
        number = request.POST.get("card", "")
        row_number = int(number) if number.isdecimal() and len(number) < 15 else 0
        card = recalling.answer(key, row_number, "") if key else None
        if card is None:
            raise Http404("There is no such card.")
        given = answer_of(card.question, given_in(request.POST))
        card = recalling.answer(key, row_number, given) if given else card
        told = card.asked() if card is not None and given else None
    cards = [{"bet": {**card.asked(), "mine": "", "outcome": ""}, "number": card.row.pk, "lesson": card.lesson}
             for card in recalling.due(key)]  # fmt: skip
    return render(request, "lessons/recall.html", {"cards": cards, "told": told, "address": reverse("recall")})


@limited
@require_POST
def code(request: HttpRequest) -> HttpResponse:
    """Three words with which to go on at another device."""
    return render(request, "lessons/resume.html", {"words": words_of(visitor.ensure_key(request))})


def words_of(key: str) -> str:
    """The three words of a visitor, found when they are first asked for."""
    found = ResumeCode.objects.filter(visitor=key).first()
    while found is None:
        words = " ".join(secrets.choice(WORDS) for _ in range(3))
        try:
            with transaction.atomic():
                found, _made = ResumeCode.objects.get_or_create(visitor=key, defaults={"words": words})
        except IntegrityError:
            continue  # somebody else has these words
    return str(found.words)


@limited
@require_http_methods(["GET", "POST"])
def resume(request: HttpRequest) -> HttpResponse:
    """Go on with the progress and the clusters of another device."""
    if request.method == "GET":
        return render(request, "lessons/resume.html", {})
    try:
        _guesses.take(visitor.address_of(request))
    except LimitError as error:
        sentence = gettext("That were many tries. Try again in %(seconds)s s.") % {"seconds": error.retry_after_s}
        raise LimitError(sentence, error.retry_after_s) from None
    words = " ".join(request.POST.get("words", "").lower().replace("-", " ").split())[:60]
    found = ResumeCode.objects.filter(words=words).first()
    if found is None:
        context = {
            "sentence": gettext("Nobody has these words. They are three, with spaces between them."),
            "tried": words,
        }
        return render(request, "lessons/resume.html", context, status=422)
    request.session.cycle_key()
    request.session[visitor.KEY] = found.visitor
    return redirect("home")


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Read pages and lessons in another language from now on, as far as they are translated."""
    code = request.POST.get("language", "")
    back = request.POST.get("back", "")
    known = back.startswith("/") and url_has_allowed_host_and_scheme(back, None)
    answer = redirect(back if known else "/")
    if check_for_language(code):
        answer.set_cookie(settings.LANGUAGE_COOKIE_NAME, code, max_age=365 * 86_400, samesite="Lax", httponly=True)
    return answer
