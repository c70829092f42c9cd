"""How this process does: for whoever watches over it. /readyz says whether to send people here, /metrics counts.

Numbers only: nobody's name, cluster or command. They are for the machine itself, and for those whom a proxy lets through.
"""

from __future__ import annotations

import ipaddress
import sys

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseServerError, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from clusterviz.live import counters, registry

AWAY = "The server's database is away for the moment. Nothing of yours is lost. Try again in a moment."


@require_GET
def readyz(request: HttpRequest) -> JsonResponse:
    """200 if people may be sent here: the database answers, and the process is not about to end."""
    wrong = ["it is about to end"] if registry.leaving() else []
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        wrong.append("the database is away")
    return JsonResponse({"ready": not wrong, "wrong": wrong}, status=503 if wrong else 200)


@require_GET
def metrics(request: HttpRequest) -> HttpResponse:
    """Prometheus' text. Http404 for who is not of this machine, unless TUTORIAL_METRICS=1 says that a proxy decides."""
    if not (settings.METRICS or _from_here(request)):
        raise Http404
    text = "\n".join(counters.lines(registry.numbers())) + "\n"
    return HttpResponse(text, content_type="text/plain; version=0.0.4; charset=utf-8")


def _from_here(request: HttpRequest) -> bool:
    """From this very machine, and not through a proxy that runs on it."""
    if any(name in request.META for name in ("HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED", "HTTP_X_REAL_IP")):
        return False
    try:
        return ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


def server_error(request: HttpRequest) -> HttpResponse:
    """What went wrong here: a database that is away is told as that, with 503."""
    if isinstance(sys.exc_info()[1], DatabaseError):
        return HttpResponse(AWAY, status=503, content_type="text/plain; charset=utf-8", headers={"Retry-After": "5"})
    try:
        return render(request, "500.html", status=500)
    except Exception:
        return HttpResponseServerError("Something broke here. Try again in a moment.", content_type="text/plain")
