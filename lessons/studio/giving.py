"""A draft as a zip, and a zip as a draft. What comes from elsewhere is checked before anything of it is kept."""

from __future__ import annotations

import tempfile
from pathlib import Path

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from clusterviz.views import limited

from ..course import bundle, curriculum
from ..course.mistakes import Mistakes
from ..teachers import require_author
from . import drafts, prover
from .models import Draft
from .views import draft_of, shelf

MOST_FILES = bundle.MOST_FILES - 2


@require_author
@require_GET
def export(request: HttpRequest, number: int) -> HttpResponse:
    """The newest version with its pictures and translations, as `lesson import` reads it."""
    draft = draft_of(number)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / draft.lesson
        prover.write_folder(draft, draft.newest.text, folder)
        data = bundle.pack(folder)
    headers = {"Content-Disposition": f'attachment; filename="{draft.lesson}.zip"'}
    return HttpResponse(data, content_type="application/zip", headers=headers)


@require_author
@limited
@require_POST
def take_in(request: HttpRequest) -> HttpResponse:
    """A zip becomes a draft, or the newest version of the draft with its id. Everything wrong in it is told at once."""
    file = request.FILES.get("zip")
    if file is None:
        return _refused(request, [gettext("Choose a zip first.")])
    if file.size > bundle.MOST_ZIP_BYTES:
        told = gettext("The zip is larger than %(most)s MB.") % {"most": bundle.MOST_ZIP_BYTES // 1024 // 1024}
        return _refused(request, [told])
    try:
        lesson, files = bundle.unpack(file.read(), "the zip")
    except Mistakes as wrong:
        return _refused(request, [str(mistake) for mistake in wrong.mistakes[:100]])
    text = files.pop(bundle.LESSON).decode("utf-8")
    files.pop(curriculum.PUBLISHED, None)  # of another site
    known = Draft.objects.filter(lesson=lesson.id).first()
    try:
        if known is None:
            drafts.refuse_id(lesson.id)
            draft = drafts.create(lesson.id, text, request.user, "from a zip", files)
        else:
            with transaction.atomic():
                draft = known
                for name, content in files.items():
                    drafts.put_file(draft, name, content)
                drafts.save(draft.pk, text, draft.head, request.user, "from a zip", anew=True)
    except ValueError as error:
        return _refused(request, [str(error)])
    draft.refresh_from_db()
    prover.ask(draft.newest)
    return redirect("draft", draft.pk)


def _refused(request: HttpRequest, told: list[str]) -> HttpResponse:
    return render(request, "studio/studio.html", {**shelf(), "refused": told}, status=422)


@require_author
@limited
@require_POST
def add_file(request: HttpRequest, number: int) -> HttpResponse:
    """A picture or a translation for a draft; it is proved again with it."""
    draft = draft_of(number)
    file = request.FILES.get("file")
    name = "" if file is None else str(file.name).lower()
    name = name if name.endswith(".po") else f"assets/{name}"
    told: list[str] = []
    if file is None:
        told = [gettext("Choose a file first.")]
    elif bundle.NAME.fullmatch(name) is None:
        wanted = gettext(
            "a picture is called like small-letters.svg (png, jpg, webp), a translation like lesson.de.po."
        )
        told = [f"{name}: {wanted}"]
    elif file.size > bundle.MOST_FILE_BYTES:
        most = bundle.MOST_FILE_BYTES // 1024
        told = [gettext("%(name)s is larger than %(most)s kB.") % {"name": name, "most": most}]
    elif draft.files.count() >= MOST_FILES:
        told = [gettext("A lesson has at most %(most)s files.") % {"most": MOST_FILES}]
    if file is not None and not told:
        content = file.read()
        told = [f"{name}: {sentence}" for sentence in bundle.wrong_with(name, content)]
        if not told:
            drafts.put_file(draft, name, content)
            newest = draft.newest
            saved = drafts.save(draft.pk, newest.text, draft.head, request.user, f"{name} added", anew=True)
            prover.ask(saved.version)
            return redirect("draft", number)
    return _refused(request, told)
