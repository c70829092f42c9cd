"""Pages of teachers' accounts: set a password with the link of `manage.py teacher`, sign in, sign out."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import authenticate, login, logout
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from clusterviz.live import visitor
from clusterviz.live.limits import Buckets, LimitError
from clusterviz.views import limited

from . import links

LONGEST = 200  # characters of a name or a password: hashing a book takes long
_of_address = Buckets(per_s=1 / 6, at_once=30)  # a whole school may stand behind one
_of_name = Buckets(per_s=1 / 30, at_once=8)


@sensitive_post_parameters("password")
@never_cache
@limited
@require_http_methods(["GET", "POST"])
def link(request: HttpRequest, user_id: int, token: str) -> HttpResponse:
    """Set a password with a link that works once."""
    _slowly(request)
    user = links.whose(user_id, token)
    if user is None:
        return render(request, "accounts/link.html", {"gone": True}, status=410)
    wrong: list[str] = []
    if request.method == "POST":
        password, again = (request.POST.get(name, "")[:LONGEST] for name in ("password", "again"))
        wrong = [] if password == again else [gettext("The two are not the same.")]
        try:
            validate_password(password, user)
        except ValidationError as error:
            wrong += error.messages
        if not wrong:
            user.set_password(password)
            user.save()
            login(request, user)
            return redirect("teach")
    context = {"name": user.get_username(), "wrong": wrong}
    return render(request, "accounts/link.html", context, status=422 if wrong else 200)


@sensitive_post_parameters("password")
@never_cache
@limited
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in; go back to where one was asked to."""
    back = _back(request)
    if request.method == "GET":
        return render(request, "accounts/sign_in.html", {"next": back})
    name, password = (request.POST.get(field, "")[:LONGEST] for field in ("name", "password"))
    _slowly(request, name)
    user = authenticate(request, username=name, password=password)
    if user is None:
        context = {"next": back, "name": name, "wrong": gettext("This name and this password do not belong together.")}
        return render(request, "accounts/sign_in.html", context, status=422)
    login(request, user)  # the session gets another id: one that somebody planted is worth nothing
    return redirect(back or "teach")


@limited
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Sign out: this browser forgets everything."""
    logout(request)
    return redirect(reverse("sign-in"))


class TooManyTriesError(LimitError):
    """Said in the reader's language."""

    language = ""


def _slowly(request: HttpRequest, name: str = "") -> None:
    try:
        if request.method == "POST":
            _of_address.take(visitor.address_of(request))
        if name:
            _of_name.take(name.lower())
    except LimitError as error:
        wait_s: Any = error.retry_after_s
        raise LimitError(
            gettext("Those were many tries. Try again in %(seconds)s s.") % {"seconds": wait_s}, wait_s
        ) from None


def _back(request: HttpRequest) -> str:
    asked = request.POST.get("next", request.GET.get("next", ""))
    own = url_has_allowed_host_and_scheme(asked, {request.get_host()}, request.is_secure())
    return str(asked) if own else ""
