"""Who teaches: a signed-in person of the group `teachers`. The studio and the classroom are theirs alone.

Those of the group `guest teachers` teach, but write no lessons: somebody else than who runs this server says who they are.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from django.contrib.auth.models import Group
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

GROUP = "teachers"
GUESTS = "guest teachers"
View = Callable[..., HttpResponse]


def is_teacher(user: Any) -> bool:
    """Whether this user, signed in or not, is a teacher."""
    return _is_of(user, GROUP, GUESTS)


def is_author(user: Any) -> bool:
    """Whether this user, signed in or not, may write lessons, and publish them for everybody."""
    return _is_of(user, GROUP)


def _is_of(user: Any, *groups: str) -> bool:
    return bool(user.is_authenticated and user.is_active and user.groups.filter(name__in=groups).exists())


def welcome(user: Any, guest: bool = False) -> None:
    """Make a user a teacher."""
    group, _made = Group.objects.get_or_create(name=GUESTS if guest else GROUP)
    user.groups.add(group)


def require_teacher(view: View) -> View:
    """Let teachers in. Who is not signed in is asked to do so; who is, and does not teach, finds nothing here."""
    return _guarded(view, is_teacher)


def require_author(view: View) -> View:
    """The same for those who write lessons."""
    return _guarded(view, is_author)


def _guarded(view: View, may: Callable[[Any], bool]) -> View:
    @functools.wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        user = request.user
        if may(user):
            return view(request, *args, **kwargs)
        if user.is_authenticated:
            raise Http404("There is nothing here.")
        back = request.get_full_path() if request.method == "GET" else ""
        return redirect_to_login(back, reverse("sign-in"))

    return guarded
