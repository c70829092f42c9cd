"""What is stored of a learner's way through the course: one row per visitor and lesson."""

from __future__ import annotations

from typing import Any

from django.db import models

LASTING = ("done", "first_s", "done_s", "tries", "first_bets", "hints_used")


def lasting(state: dict[str, Any]) -> dict[str, Any]:
    """What is kept of a step when it begins again, or when its cluster is a new one."""
    return {name: value for name, value in state.items() if name in LASTING}


class Progress(models.Model):
    """How far a visitor has come in one lesson.

    `steps` holds, by step id: `since` and `began_ms` (where the step began in the cluster's trace), `start` (lists that
    its checks read), `moment` (where the cluster's journal stood), `ticks`, `bets` (question -> what was answered),
    `futures` (prediction -> what it will be), `outcomes` (question -> what it was), `turns` (of a component that the
    learner plays), `paused` and `played` (which pauses and scenes have come), `hints` (how many were shown), `solution`
    (whether it was asked for), `done`. For teachers:
    `why` (what the first open check says), `first_s` and `done_s` (Unix seconds), `tries` (deeds until it was done),
    `first_bets` (what was answered first), `hints_used`; these but for `why` outlive a new beginning.
    """

    visitor = models.CharField(max_length=64)  # the key that only their session knows
    lesson = models.CharField(max_length=120)
    step = models.CharField(max_length=120, blank=True)  # the one looked at last
    cluster = models.CharField(max_length=32, blank=True)  # the steps were begun in this cluster
    values = models.JSONField(default=dict)  # what this attempt drew for the lesson's vars
    steps = models.JSONField(default=dict)
    done = models.BooleanField(default=False)
    updated = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["visitor", "lesson"], name="one_progress_per_lesson")]
        verbose_name_plural = "progress"

    def __str__(self) -> str:
        return f"{self.lesson}, step {self.step}"

    def of_step(self, step_id: str) -> dict[str, Any]:
        """What is kept of a step, open to changes."""
        kept: dict[str, Any] = self.steps.setdefault(step_id, {})
        return kept

    def steps_done(self) -> list[str]:
        """The ids of the steps whose every check was true once."""
        return [step_id for step_id, kept in self.steps.items() if kept.get("done")]


class Recall(models.Model):
    """A question that comes back to a visitor. `box`: how often it was known in a row; `left`: how often it comes back yet."""

    visitor = models.CharField(max_length=64)
    lesson = models.CharField(max_length=120)
    question = models.CharField(max_length=120)
    values = models.JSONField(default=dict)  # what the attempt had drawn for the lesson's vars
    box = models.PositiveSmallIntegerField(default=0)
    left = models.PositiveSmallIntegerField(default=4)
    due = models.DateTimeField()
    mine = models.CharField(max_length=400, blank=True)  # what was answered last, and is told now
    outcome = models.CharField(max_length=400, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["visitor", "lesson", "question"], name="one_card_per_question")]
        indexes = [models.Index(fields=["visitor", "due"], name="due_cards")]

    def __str__(self) -> str:
        return f"{self.lesson}: {self.question}, due {self.due:%Y-%m-%d}"


class ResumeCode(models.Model):
    """Three words with which a visitor goes on at another device."""

    visitor = models.CharField(max_length=64, unique=True)
    words = models.CharField(max_length=60, unique=True)
    created = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"a code of {self.created:%Y-%m-%d}"
