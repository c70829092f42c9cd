"""Pages of the teacher: the rooms, and what there is besides."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from lessons.teachers import require_teacher


@require_teacher
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Where a teacher begins."""
    return render(request, "classroom/home.html", {})
