"""What is stored of a learner's way through the course: one row per visitor and lesson."""

from __future__ import annotations

from typing import Any

from django.db import models


class Progress(models.Model):
    """How far a visitor has come in one lesson.

    `steps` holds, by step id: `since` and `began_ms` (where the step began in the cluster's trace), `start` (lists that
    its checks read), `ticks`, `bets` (prediction -> what was answered), `outcomes` (prediction -> what it was), `hints`
    (how many were shown), `solution` (whether it was asked for), `done`.
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
