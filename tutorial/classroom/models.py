"""What is stored of a class: the room, who teaches in it, who sits in it, what was voted, and what teachers did."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone

from . import codes

DAYS = 30  # a room lives so long, and learners are told when they join


def in_thirty_days() -> datetime:
    """When a room that is opened now expires."""
    return timezone.now() + timedelta(days=DAYS)


class Room(models.Model):
    """A class. `lesson` and `step` say where it is; `version` counts what learners must be told."""

    code = models.CharField(max_length=8, unique=True, default=codes.new)
    title = models.CharField(max_length=80)
    lessons = models.JSONField(default=list)  # ids, in order
    lesson = models.CharField(max_length=120)
    step = models.CharField(max_length=120, blank=True)
    open = models.BooleanField(default=True)  # whether the code lets anybody in
    approval = models.BooleanField(default=False)  # whether a teacher lets each learner in
    pace = models.CharField(max_length=10, default="free")  # free, upto, together
    paused = models.BooleanField(default=False)
    eyes_up = models.BooleanField(default=False)
    broadcast = models.CharField(max_length=32, blank=True)  # the teacher's cluster that all may look at
    push = models.PositiveIntegerField(default=0)  # counts the pushes to `step`
    vote = models.JSONField(default=dict)  # {lesson, step, question, round, open, revealed}
    version = models.PositiveIntegerField(default=1)
    created = models.DateTimeField(default=timezone.now)
    expires = models.DateTimeField(default=in_thirty_days)
    teachers = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="rooms")

    def __str__(self) -> str:
        return f"{self.title} ({codes.spoken(self.code)})"

    @property
    def spoken(self) -> str:
        """The code as people read it out."""
        return codes.spoken(self.code)


class Seat(models.Model):
    """One learner's place. `watch`: "", look, asked (for leave to help) or assist, by `watcher`."""

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="seats")
    visitor = models.CharField(max_length=64, db_index=True)
    number = models.PositiveIntegerField()  # what stands for the name where names are hidden
    nickname = models.CharField(max_length=30)
    state = models.CharField(max_length=10, default="in")  # waiting, in, removed, blocked, merged
    into = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL)  # of one that was merged
    hand_at = models.DateTimeField(null=True, blank=True)
    note = models.CharField(max_length=200, blank=True)
    hint = models.CharField(max_length=300, blank=True)  # a sentence from the teacher
    reload = models.PositiveIntegerField(default=0)  # counts what was begun again for them: their pages load anew
    watch = models.CharField(max_length=10, blank=True)
    watcher = models.CharField(max_length=40, blank=True)
    watcher_key = models.CharField(max_length=64, blank=True, db_index=True)
    joined = models.DateTimeField(default=timezone.now)
    seen = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["room", "visitor"], name="one_seat_per_visitor"),
            models.UniqueConstraint(fields=["room", "number"], name="one_seat_per_number"),
        ]
        ordering = ["number"]

    def __str__(self) -> str:
        return f"seat {self.number} of {self.room_id}"


class Ballot(models.Model):
    """What one learner voted for in one round."""

    seat = models.ForeignKey(Seat, on_delete=models.CASCADE, related_name="ballots")
    question = models.CharField(max_length=380)  # lesson/step/question
    round = models.PositiveIntegerField()
    answer = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["seat", "question", "round"], name="one_ballot_per_round")]

    def __str__(self) -> str:
        return f"{self.question}, round {self.round}"


class Act(models.Model):
    """The audit log: what a teacher did, and what is needed to take it back. `detail` is empty when it cannot be."""

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="acts")
    who = models.CharField(max_length=40)
    at = models.DateTimeField(default=timezone.now)
    sentence = models.CharField(max_length=300)
    detail = models.JSONField(default=dict)
    undone = models.BooleanField(default=False)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.sentence
