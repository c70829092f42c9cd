"""Pages of the course: read, decide, render. htmx gets the part, everyone else the page.

A learner is known by the key in their session; answers, solutions and instructors' notes stay here until they are due.
"""

from __future__ import annotations

import time
from dataclasses import asdict
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, gettext_noop
from django.views.decorators.http import require_GET, require_POST

from clusterviz.cluster.differences import DIFFERENCES
from clusterviz.live import registry, visitor
from clusterviz.models import ClusterRecord
from clusterviz.views import limited, stage_context

from . import course_map, finishing, hero_cluster, page, recalling, rewinding, staging
from .course.lesson import Be, Question, Step, filled
from .course.questions import LONGEST, MANY, answer_of
from .foretelling import foretell
from .here import Here, changing, here_of, lesson_of
from .models import LASTING, Progress
from .post_mortem import post_mortem
from .studio import previewing
from .watching import gated


@limited
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """A living cluster to poke, and the map of the course."""
    record = hero_cluster.of(request)
    key = visitor.key_of(request.session)
    parts = course_map.parts(key)
    context = {
        **_stage(request, record),
        **hero_cluster.deeds(registry.host_of(record)),
        "parts": parts,
        "lesson_count": sum(len(part.lines) for part in parts),
        "done_count": sum(part.done for part in parts),
        "written_count": len(course_map.course().lessons),
        "to_continue": course_map.to_continue(key),
        "translation": course_map.translation(),
        "first": next(iter(course_map.course().lessons.values()), None),
    }
    return render(request, "home.html", context)


@limited
@require_POST
def hero(request: HttpRequest) -> HttpResponse:
    """One of the buttons below the hero."""
    deed = request.POST.get("deed", "")
    if deed == "reset":
        visitor.delete(hero_cluster.of(request))
        answer = redirect("home")
        if getattr(request, "htmx", False):
            answer = HttpResponse(status=204, headers={"HX-Refresh": "true"})
        return answer
    host = registry.host_of(hero_cluster.of(request))
    hero_cluster.do(host, deed)
    if getattr(request, "htmx", False):
        return render(request, "lessons/_try.html", hero_cluster.deeds(host))
    return redirect("home")


@require_GET
def where_we_differ(request: HttpRequest) -> HttpResponse:
    """What is modelled, what is simplified, what is absent: from the table in the code."""
    return render(request, "lessons/where_we_differ.html", {"areas": DIFFERENCES})


@limited
@require_GET
def lesson(request: HttpRequest, lesson_id: str, step_id: str = "") -> HttpResponse:
    """One step: text, cluster, time and prompt together."""
    preview = previewing.is_draft(lesson_id)
    if preview and previewing.lesson_of(request, lesson_id) is None:
        why = previewing.why_not(request, lesson_id)
        return previewing.framed(render(request, "studio/unreadable.html", {"why": why}))
    here = here_of(request, lesson_id, step_id)
    if here.progress.step != here.step.id:
        here.progress.step = here.step.id
        here.progress.save(update_fields=["step", "updated"])
    context = {
        **_stage(request, here.record),
        **_live(here),
        "lesson": here.lesson,
        "preview": previewing.draft_of(request, lesson_id).pk if preview else None,
        "part": None if preview else course_map.course().part_of(lesson_id),
        "text": page.text_of(here.lesson, here.step, here.progress.values),
        "steps": _dots(here),
        "unfinished": _unfinished(here),
        "languages": [] if preview else course_map.languages_of(lesson_id),
        "translated": 100 if preview else course_map.translated_percent(here.lesson),
        "cards_due": len(recalling.due(here.progress.visitor)) if here.step is here.lesson.steps[0] else 0,
    }
    answer = render(request, "lessons/lesson.html", context)
    return previewing.framed(answer) if preview else answer


@limited
@require_GET
def todo(request: HttpRequest, lesson_id: str, step_id: str) -> HttpResponse:
    """The part of the page that changes: fetched again when the cluster's frames say so."""
    return _answer(request, here_of(request, lesson_id, step_id))


@limited
@require_POST
def bet(request: HttpRequest, lesson_id: str, step_id: str) -> HttpResponse:
    """Take an answer. A prediction's is told when the step is done, and time goes on; that of a question at once."""
    here = here_of(request, lesson_id, step_id)
    question = next((one for one in here.step.questions if one.id == request.POST.get("id")), None)
    if question is None:
        raise Http404("There is no such question here.")
    given = answer_of(question, given_in(request.POST))
    if not given and not (question.type in MANY or question.type == "number"):
        raise Http404("There is no such answer.")
    if given and question.id not in here.state.get("bets", {}):
        known = _known_now(here, question, given)
        with changing(here) as state:
            state.setdefault("bets", {})[question.id] = given
            state.setdefault("first_bets", {}).setdefault(question.id, given)
            for name, value in known.items():
                state.setdefault(name, {})[question.id] = value
        here.watching.gated = gated(here.step, here.state)
        if question.gate and not here.watching.gated:
            here.host.set_pace(here.lesson.setting.pace)
    return _answer(request, here, "" if given else gettext(COMPLETE[question.type]))


COMPLETE = {
    "multi": gettext_noop("Choose at least one."),
    "number": gettext_noop("A number is needed here."),
    "order": gettext_noop("Give each of them another place."),
    "sequence": gettext_noop("Give a place to at least one, and no place to two."),
}


def given_in(form: QueryDict) -> list[str]:
    """The answer in a form: `answer`, once or more often, or `place-OPTION`, a place for each."""
    places = {name.removeprefix("place-"): value for name, value in form.items() if name.startswith("place-") and value}
    if places:
        taken = list(places.values())
        if len(set(taken)) != len(taken) or not all(place.isdecimal() and len(place) < 4 for place in taken):
            return []
        return sorted(places, key=lambda name: int(places[name]))
    return [value.strip()[:LONGEST] for value in form.getlist("answer")[:20]]


def _known_now(here: Here, question: Question, given: str) -> dict[str, str]:
    """What is to be kept besides the answer: what it is (a question), or will be (a prediction, by running the future)."""
    if question.kind != "predict":
        recalling.answered(here.progress.visitor, here.lesson.id, question, given, here.progress.values)
        return {"outcomes": page.truth(here.lesson, question, here.progress.values)}
    if question.answer_from is None:
        return {}
    told = foretell(here.host, here.record, here.step, question, here.progress.values, here.watching.begun)
    return {"futures": told} if told else {}


@limited
@require_POST
def turn(request: HttpRequest, lesson_id: str, step_id: str) -> HttpResponse:
    """The learner plays a component: begin, or choose its next write."""
    here = here_of(request, lesson_id, step_id)
    be = next((one for one in here.step.all(Be) if one.id == request.POST.get("id")), None)
    if be is None:
        raise Http404("There is no such component to be here.")
    kept = here.state.get("turns", {}).get(be.id)
    choice = request.POST.get("choice", "")
    if kept is None:
        coming = [asdict(one) for one in staging.begin_turns(here.host, be, here.progress.values)]
        with changing(here) as state:
            state.setdefault("turns", {})[be.id] = {"coming": coming, "choices": []}
    elif len(kept["choices"]) < len(kept["coming"]):
        if choice not in kept["coming"][len(kept["choices"])]["options"]:
            raise Http404("There is no such choice.")
        with changing(here) as state:
            state["turns"][be.id]["choices"].append(choice)
        at = len(kept["choices"]) + 1
        if at < len(kept["coming"]):
            staging.stop_before(here.host, kept["coming"][at]["at_ms"])
    here.watching.gated = gated(here.step, here.state)
    if not here.watching.gated:
        here.host.set_pace(here.lesson.setting.pace)
    return _answer(request, here)


@limited
@require_POST
def act(request: HttpRequest, lesson_id: str, step_id: str) -> HttpResponse:
    """Run an action's command, for a page without JavaScript (with it, the prompt types and runs it)."""
    here = here_of(request, lesson_id, step_id)
    lines = {str(action["number"]): str(action["line"]) for action in _live(here)["actions"]}
    line = lines.get(request.POST.get("action", ""))
    if line is None:
        raise Http404("There is no such action here.")
    here.host.run_until_answered(here.host.run(line))
    return _answer(request, here)


@limited
@require_POST
def hint(request: HttpRequest, lesson_id: str, step_id: str) -> HttpResponse:
    """One more hint."""
    here = here_of(request, lesson_id, step_id)
    with changing(here) as state:
        state["hints"] = min(int(state.get("hints", 0)) + 1, len(here.step.hints))
        if "done_s" not in state:
            state["hints_used"] = max(state["hints"], int(state.get("hints_used", 0)))
    return _answer(request, here)


@limited
@require_POST
def solution(request: HttpRequest, lesson_id: str, step_id: str) -> HttpResponse:
    """The solution, because the learner asks for it. The page types it at the prompt, and does not run it."""
    here = here_of(request, lesson_id, step_id)
    with changing(here) as state:
        state["solution"] = True
    return _answer(request, here)


@limited
@require_POST
def reset(request: HttpRequest, lesson_id: str) -> HttpResponse:
    """Begin the lesson again, with a new cluster. What was done stays done."""
    lesson_of(request, lesson_id)
    key = visitor.key_of(request.session)
    for record in ClusterRecord.objects.filter(owner=key, purpose=f"lesson:{lesson_id}"):
        visitor.delete(record)
    Progress.objects.filter(visitor=key, lesson=lesson_id).update(cluster="", step="", values={})
    return redirect("lesson", lesson_id)


@limited
@require_POST
def reset_step(request: HttpRequest, lesson_id: str, step_id: str) -> HttpResponse:
    """Begin the step again: the cluster goes back to where it was then."""
    here = here_of(request, lesson_id, step_id)
    began = _moment(here)
    if began is not None:
        rewinding.rewind(here.record, began)
        _forget_after(here)
    return redirect("lesson-step", lesson_id, step_id)


@limited
@require_POST
def undo(request: HttpRequest, lesson_id: str, step_id: str) -> HttpResponse:
    """Take the learner's last deed on this step back: the cluster goes to the moment before it."""
    here = here_of(request, lesson_id, step_id)
    began = _moment(here)
    moment = rewinding.before_last_poke(here.record, began) if began is not None else None
    if moment is not None:
        rewinding.rewind(here.record, moment)
        _forget_after(here, keep_bets=True)
    return redirect("lesson-step", lesson_id, step_id)


@limited
@require_POST
def sandbox(request: HttpRequest, lesson_id: str, step_id: str) -> HttpResponse:
    """A cluster of the learner's own that goes on from here; the lesson's stays as it is."""
    here = here_of(request, lesson_id, step_id)
    return redirect("cluster", rewinding.branch(here.record, rewinding.now(here.host)).pk)


def _moment(here: Here) -> rewinding.Moment | None:
    kept = here.state.get("moment")
    return rewinding.Moment(*kept) if kept else None


def _forget_after(here: Here, keep_bets: bool = False) -> None:
    """What was known of the step, and of those that were begun after it, no longer holds. What was done stays done."""
    index = here.lesson.steps.index(here.step)
    kept = ("since", "began_ms", "start", "moment", "done", "hints", "solution")
    with changing(here):
        for number, step in enumerate(here.lesson.steps[index:]):
            state = here.progress.of_step(step.id)
            keep = (*kept, "bets", "futures") if keep_bets and not number else kept if not number else ()
            here.progress.steps[step.id] = {
                name: value for name, value in state.items() if name in keep or name in LASTING
            }


# -- what changes ---------------------------------------------------------------------------------------------------------


def _live(here: Here) -> dict[str, Any]:
    """What changes while the learner works; what is new is stored first."""
    ticks = {name: tick.as_json() for name, tick in here.watching.ticks.items()}
    why = next((tick.reason for tick in here.watching.ticks.values() if not tick.done and tick.reason), "")
    why = filled(why, here.progress.values)
    told = here.state.get("outcomes", {})
    reveal = here.watching.done and not here.watching.gated
    reveal = reveal and any(one.id not in told for one in here.step.predictions)
    progressed = {"paused": list(here.watching.paused), "played": list(here.watching.played)}
    if any(here.state.get(name, []) != value for name, value in progressed.items()):
        with changing(here) as state:
            state.update(progressed)
    if (
        here.state.get("ticks") != ticks
        or here.state.get("why", "") != why
        or reveal
        or (here.watching.done and not here.state.get("done"))
    ):
        seen = here.watching.outcomes(here.host) if reveal else {}
        with changing(here) as state:
            state["ticks"], state["why"] = ticks, why
            if reveal:
                futures = state.get("futures", {})
                told = page.outcomes(here.lesson, here.step, seen, here.progress.values, futures)
                state["outcomes"] = {**state.get("outcomes", {}), **told}
            newly = here.watching.done and not here.watching.gated and not state.get("done")
            if here.watching.done and not here.watching.gated:
                state["done"] = True
                _note_once(here, state)
            here.progress.done = here.progress.done or len(here.progress.steps_done()) == len(here.lesson.steps)
        if newly:
            finishing.tell(here.progress.visitor)
    number = here.lesson.steps.index(here.step)
    following = None if previewing.is_draft(here.lesson.id) else course_map.course().after(here.lesson.id)
    return {
        **page.live(here.step, here.progress.values, here.watching, here.state, here.lesson.language),
        "lesson": here.lesson,
        "step": here.step,
        "number": number + 1,
        "back": here.lesson.steps[number - 1] if number else None,
        "next": here.lesson.steps[number + 1] if number + 1 < len(here.lesson.steps) else None,
        "next_lesson": following,
        "cluster_address": reverse("cluster", args=[here.record.pk]),
        "post_mortem": post_mortem(here.host, here.record) if _is_mended(here) else [],
    }


def _is_mended(here: Here) -> bool:
    """Whether there was something secret in this lesson, which its learner may be told now."""
    over = here.watching.done and here.step is here.lesson.steps[-1] and _unfinished(here) is None
    return over and here.lesson.secret


def note_done(here: Here) -> None:
    """Keep that a step is done, where it was solved at once and nobody has looked on."""
    if here.watching.done:
        with changing(here) as state:
            state["ticks"] = {name: tick.as_json() for name, tick in here.watching.ticks.items()}
            state["done"] = True


def _note_once(here: Here, state: dict[str, Any]) -> None:
    """When the step was done for the first time, and after how many deeds and hints."""
    if "done_s" in state:
        return
    moment = state.get("moment")
    deeds = here.record.pokes.filter(who="you", number__gt=moment[2]).count() if moment else 0
    state.update(done_s=int(time.time()), tries=deeds, hints_used=int(state.get("hints", 0)))


def _dots(here: Here) -> list[dict[str, Any]]:
    done = here.progress.steps_done()
    return [
        {"id": step.id, "title": step.title, "current": step is here.step, "done": step.id in done}
        for step in here.lesson.steps
    ]


def _unfinished(here: Here) -> Step | None:
    """The first step before this one that was not finished in this cluster: what this step tells may not be so yet."""
    for step in here.lesson.steps[: here.lesson.steps.index(here.step)]:
        state = here.progress.of_step(step.id)
        if step.checks and not ("since" in state and state.get("done")):
            return step
    return None


def _stage(request: HttpRequest, record: ClusterRecord) -> dict[str, Any]:
    context = stage_context(request, record)
    return {"stage": context.get("snapshot"), **context}


def _answer(request: HttpRequest, here: Here, complaint: str = "") -> HttpResponse:
    """The part to htmx; everyone else goes back to the page."""
    if getattr(request, "htmx", False):
        context = {**_live(here), "complaint": complaint, "complaint_about": request.POST.get("id", "")}
        return render(request, "lessons/_progress.html", context)
    return redirect("lesson-step", here.lesson.id, here.step.id)
