"""Who teaches: a signed-in person of the group `teachers`. The studio and the classroom are theirs alone."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from django.contrib.auth.models import Group
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

GROUP = "teachers"
View = Callable[..., HttpResponse]


def is_teacher(user: Any) -> bool:
    """Whether this user, signed in or not, is a teacher."""
    return bool(user.is_authenticated and user.is_active and user.groups.filter(name=GROUP).exists())


def welcome(user: Any) -> None:
    """Make a user a teacher."""
    group, _made = Group.objects.get_or_create(name=GROUP)
    user.groups.add(group)


def require_teacher(view: View) -> View:
    """Let teachers in. Who is not signed in is asked to do so; who is, and does not teach, finds nothing here."""

    @functools.wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        user = request.user
        if is_teacher(user):
            return view(request, *args, **kwargs)
        if user.is_authenticated:
            raise Http404("There is nothing here.")
        back = request.get_full_path() if request.method == "GET" else ""
        return redirect_to_login(back, reverse("sign-in"))

    return guarded
