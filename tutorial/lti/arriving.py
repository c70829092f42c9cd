"""From a launch into the room: a learner says how they are called, a teacher chooses what the link opens, and each is there.

A launch comes from another site, so that the browser sends no cookie of ours along. It becomes a ticket: an address that
nobody guesses, good once and for minutes. Who comes with it sees as whom, and says yes, before this browser is theirs.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from typing import Any

from django.contrib.auth import get_user_model, login
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from lti_tool.models import LtiDeployment

from clusterviz.live import visitor
from clusterviz.views import limited
from lessons import teachers
from tutorial.classroom import codes, joining, rooms
from tutorial.classroom.models import Room, Seat, in_thirty_days

from . import choices, scores
from .forgetting import LAUNCH_S
from .launching import GRADES, SCORE_SCOPE, Launch, RefusalError
from .models import Link, Person, Ticket


def ticket_for(launch: Launch) -> str:
    """A ticket for a launch. What is kept of it: who, from where, to what, and the name until they have said it themselves."""
    grades = launch.body.get(GRADES) or {}
    scored = SCORE_SCOPE in grades.get("scope", ())
    told = {
        "deployment": launch.get_tool_conf().deployment.pk,
        "sub": launch.body["sub"][:255],
        "name": " ".join(str(launch.body.get("name") or launch.body.get("given_name") or "").split())[:100],
        "teaches": launch.teaches,
        "resource": str(launch.claim("resource_link").get("id", ""))[:255],
        "title": str(launch.claim("resource_link").get("title") or "")[:80],
        "choice": choices.asked(launch.claim("custom")),
        "lineitem": str(grades.get("lineitem", ""))[:2000] if scored and not launch.teaches else "",
    }
    ticket = secrets.token_urlsafe(32)
    Ticket.objects.create(digest=_digest(ticket), told=told)
    return ticket


def _digest(ticket: str) -> str:
    return hashlib.sha256(ticket.encode()).hexdigest()


@never_cache
@limited
@require_http_methods(["GET", "POST"])
def arrive(request: HttpRequest, ticket: str) -> HttpResponse:
    """Go in."""
    fresh = timezone.now() - timedelta(seconds=LAUNCH_S)
    kept = Ticket.objects.filter(digest=_digest(ticket), made__gt=fresh).first()
    deployment = LtiDeployment.objects.filter(pk=kept.told["deployment"], is_active=True).first() if kept else None
    if kept is None or deployment is None or not deployment.registration.is_active:
        told = gettext("This way in was used already, or is older than ten minutes. Open it from your course again.")
        return render(request, "lti/refused.html", {"sentence": told}, status=404)
    try:
        with transaction.atomic():
            return (_teacher if kept.told["teaches"] else _learner)(request, kept, deployment)
    except RefusalError as error:
        return render(request, "lti/refused.html", {"sentence": error.sentence}, status=error.status)


def _learner(request: HttpRequest, ticket: Ticket, deployment: LtiDeployment) -> HttpResponse:
    told = ticket.told
    person = _person(deployment, told["sub"])
    link = _link(deployment, told)
    room = room_of(link, told["title"])
    seat = Seat.objects.filter(room=room, visitor=person.visitor).first() if person and person.visitor else None
    context: dict[str, Any] = {
        "room": room,
        "platform": deployment.registration.name,
        "graded": bool(told["lineitem"]),
        "seat": seat if seat is not None and seat.state in ("in", "waiting") else None,
        "nickname": (seat.nickname if seat else told["name"])[: joining.NAME_CHARACTERS],
        "most": joining.NAME_CHARACTERS,
    }
    here_already = context["seat"] and visitor.key_of(request.session) == context["seat"].visitor
    if request.method == "GET" and not here_already:
        return render(request, "lti/arrive.html", context)
    name = context["nickname"]
    if not context["seat"]:
        name = " ".join(request.POST.get("nickname", "").split())
        if wrong := joining.wrong_name(name):
            return render(request, "lti/arrive.html", context | {"wrong": wrong}, status=422)
    _take(ticket)
    if person is None or not person.visitor:
        person, _made = Person.objects.update_or_create(
            registration=deployment.registration,
            sub=told["sub"],
            defaults={"visitor": secrets.token_urlsafe(24), "seen": timezone.now()},
        )
    Person.objects.filter(pk=person.pk).update(seen=timezone.now())
    if visitor.key_of(request.session) != person.visitor:
        request.session.flush()  # whoever used this browser before is somebody else
        request.session[visitor.KEY] = person.visitor
    sits = context["seat"] or rooms.take_seat(request, room, name)
    if link.room_id:
        Room.objects.filter(pk=link.room_id).update(expires=in_thirty_days())
    rooms.tell(room, [sits])
    if told["lineitem"]:
        scores.owe(person, link, told["lineitem"])
    return redirect(joining.where(sits))


def _teacher(request: HttpRequest, ticket: Ticket, deployment: LtiDeployment) -> HttpResponse:
    told = ticket.told
    link = _link(deployment, told)
    person = _person(deployment, told["sub"])
    user = person.user if person else None
    if user is not None and not user.is_active:
        raise RefusalError(gettext("Your account here is closed. Ask who runs this server."), 403)
    chosen = link.choice or request.POST.get("what", "")
    context = {
        "platform": deployment.registration.name,
        "name": user.get_username() if user else told["name"],
        "parts": [] if link.choice else choices.offered(),
        "rooms": choices.rooms_of(user),
    }
    if request.method == "GET" and not (user is not None and request.user == user and link.choice):
        return render(request, "lti/teach.html", context)
    if not link.choice and not choices.may_choose(user, chosen):
        wrong = gettext("Choose a lesson, a part or a room.")
        return render(request, "lti/teach.html", context | {"wrong": wrong}, status=422)
    _take(ticket)
    if user is None:
        user = _account(told["name"], deployment.registration.name)
        Person.objects.update_or_create(
            registration=deployment.registration, sub=told["sub"], defaults={"user": user, "seen": timezone.now()}
        )
    if not link.choice:
        Link.objects.filter(pk=link.pk).update(choice=chosen)
        link.choice = chosen
    room = room_of(link, told["title"])
    if link.room_id and not room.teachers.filter(pk=user.pk).exists():
        room.teachers.add(user)  # the link's own room: who teaches the course teaches in it
        rooms.note(room, user, f"came from {deployment.registration.name}")
    if link.room_id:
        Room.objects.filter(pk=link.room_id).update(expires=in_thirty_days())
    if not room.teachers.filter(pk=user.pk).exists():
        told_why = gettext("You do not teach in this room. One who does can invite you there, as %(name)s.")
        sentence = told_why % {"name": user.get_username()}
        return render(request, "lti/refused.html", {"sentence": sentence}, status=403)
    if request.user != user:
        request.session.flush()
        login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    return redirect("board", room.code)


def _take(ticket: Ticket) -> None:
    """Once. RefusalError if somebody was quicker."""
    if not Ticket.objects.filter(pk=ticket.pk).delete()[0]:
        raise RefusalError(gettext("This way in was used already. Open it from your course again."), 404)


def _person(deployment: LtiDeployment, sub: str) -> Person | None:
    return Person.objects.filter(registration=deployment.registration, sub=sub).select_related("user").first()


def _link(deployment: LtiDeployment, told: dict[str, Any]) -> Link:
    """The link; what the platform says that it opens is what it opens."""
    link: Link = Link.objects.get_or_create(deployment=deployment, resource=told["resource"])[0]
    if told["choice"] and told["choice"] != link.choice:
        link.choice, link.room = told["choice"], None
        link.save()
    return link


def room_of(link: Link, title: str) -> Room:
    """The room that a link opens, made if it is not there. RefusalError if it cannot be."""
    if not link.choice:
        raise RefusalError(gettext("Your teacher has not chosen yet what this opens. Come again later."), 404)
    now = timezone.now()
    if link.choice.startswith(choices.ROOM):
        code = codes.heard(link.choice.removeprefix(choices.ROOM))
        found = Room.objects.filter(code=code, expires__gt=now).first()
        if found is None:
            raise RefusalError(gettext("The room that this opened is not there any more. Tell your teacher."), 404)
    else:
        found = Room.objects.filter(pk=link.room_id, expires__gt=now).first()
        if found is None:
            if not choices.known(link.choice):
                sentence = gettext("This opens %(lesson)s, and there is no such lesson here. Tell your teacher.")
                raise RefusalError(sentence % {"lesson": link.choice[:80]}, 404)
            lessons, name = rooms.meant(link.choice)
            found = link.room = rooms.make(lessons, title or name, approval=False)
            link.save(update_fields=["room"])
    if link.lessons != found.lessons:
        Link.objects.filter(pk=link.pk).update(lessons=found.lessons)
        link.lessons = found.lessons
    return found


def _account(name: str, platform: str) -> Any:
    """A teacher's account without a password: its door is the platform. It opens rooms, and writes no lessons."""
    users = get_user_model()
    said = "".join(character for character in name if character.isalnum() or character in " .-'")[:24].strip()
    base = f"{said or gettext('Teacher')} ({platform[:12]})"
    taken = set(users.objects.filter(username__startswith=base[:-1]).values_list("username", flat=True))
    free = next(one for one in (base, *(f"{base[:-1]}, {number})" for number in range(2, 10_000))) if one not in taken)
    user = users.objects.create_user(free)
    teachers.welcome(user, guest=True)
    return user
