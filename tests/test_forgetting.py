"""Retention: what nobody can come back to is deleted, and nothing else."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from django.conf import settings
from django.core.management import call_command
from django.utils import timezone

from clusterviz.live import visitor
from clusterviz.models import ClusterRecord
from lessons import forgetting
from lessons.models import Progress, Recall, ResumeCode

EXPIRED = timedelta(seconds=settings.SESSION_COOKIE_AGE + 60)


def begun(who: str, *lessons: str, ago: timedelta) -> None:
    for lesson in lessons:
        Progress.objects.create(visitor=who, lesson=lesson)
        Recall.objects.create(visitor=who, lesson=lesson, question="why", due=timezone.now())
    Progress.objects.filter(visitor=who, lesson=lessons[-1]).update(updated=timezone.now() - ago)


def remembered() -> list[str]:
    progress = set(Progress.objects.values_list("visitor", flat=True))
    assert progress == set(Recall.objects.values_list("visitor", flat=True))
    return sorted(progress)


@pytest.mark.django_db
def test_a_learner_is_forgotten_when_nothing_leads_back_to_them() -> None:
    begun("gone", "pods", ago=EXPIRED)
    begun("active", "services", "pods", ago=EXPIRED)  # the other lesson was begun just now
    begun("with-words", "pods", ago=EXPIRED)
    begun("with-old-words", "pods", ago=timedelta(days=forgetting.WORDS_DAYS + 1))
    begun("with-a-cluster", "pods", ago=EXPIRED)
    for who in ("with-words", "with-old-words"):
        ResumeCode.objects.create(visitor=who, words=f"three words {who}")
    ClusterRecord.objects.create(owner="with-a-cluster", seed=1, epoch_ms=0, model_version="1")
    visitor.sweep()
    assert remembered() == ["active", "with-a-cluster", "with-words"]
    assert [code.visitor for code in ResumeCode.objects.all()] == ["with-words"]


@pytest.mark.django_db
def test_the_command_says_what_goes_and_a_dry_run_deletes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forgetting, "AT_ONCE", 2)
    for number in range(5):
        begun(f"gone-{number}", "pods", ago=EXPIRED)
    begun("here", "pods", ago=timedelta())

    def forget(*arguments: str) -> str:
        out = io.StringIO()
        call_command("forget", *arguments, stdout=out)
        return out.getvalue()

    told = forget("--dry-run")
    assert "lessons that were begun ................ 5 deleted, 1 kept" in told
    assert told.endswith("nothing was deleted.\n")
    assert len(remembered()) == 6
    assert "questions that come back ............... 5 deleted, 1 kept" in forget()
    assert remembered() == ["here"]
