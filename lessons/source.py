"""The model's own source, to read: a folder with what each of its files is, a file with its code. Nothing else is shown."""

from __future__ import annotations

import ast
import re
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from .course.claims import ROOT

MODEL = "clusterviz/cluster"
_PATH = re.compile(rf"{MODEL}(/[a-z0-9_]+)*(\.py)?")


@require_GET
def source(request: HttpRequest, path: str) -> HttpResponse:
    """A folder or a file of the model."""
    path = path.rstrip("/")
    place = ROOT / path
    if _PATH.fullmatch(path) is None or not (place.is_dir() if place.suffix == "" else place.is_file()):
        raise Http404("There is no such place in the model.")
    return render(request, "lessons/source.html", {**_shown(path), "above": _above(path)})


@lru_cache(maxsize=200)
def _shown(path: str) -> dict[str, Any]:
    """`words`: what it says of itself. `entries`: what stands in a folder. `code`: of a file."""
    place = ROOT / path
    if place.is_file():
        return {"path": path, "words": "", "entries": [], "code": place.read_text("utf-8")}
    inside = sorted(place.iterdir(), key=lambda one: (one.is_file(), one.name))
    entries = [
        {"name": f"{one.name}/" if one.is_dir() else one.name, "path": f"{path}/{one.name}", "words": _said(one)}
        for one in inside
        if (one.is_dir() and any(one.glob("*.py"))) or (one.suffix == ".py" and one.name != "__init__.py")
    ]
    return {"path": path, "words": _said(place), "entries": entries, "code": ""}


def _said(place: Path) -> str:
    """The first paragraph of a module's docstring, or of a folder's."""
    file = place / "__init__.py" if place.is_dir() else place
    text = ast.get_docstring(ast.parse(file.read_text("utf-8"))) if file.is_file() else None
    return " ".join((text or "").partition("\n\n")[0].split())


def _above(path: str) -> list[dict[str, str]]:
    """The folders on the way, the model first."""
    names = path.removeprefix(MODEL).strip("/").split("/")[:-1] if path != MODEL else []
    steps = [MODEL, *names] if path != MODEL else []
    return [{"name": name, "path": "/".join(steps[: number + 1])} for number, name in enumerate(steps)]
