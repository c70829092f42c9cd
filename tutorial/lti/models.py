"""What is stored of a platform's class: who came, which link opens which room, and the grades that are owed.

The platforms themselves, their deployments and our own keys are stored by django-lti (`lti_tool`). No name and no mail
address is stored here: a learner's name is their nickname at their seat, after they have agreed to it.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from tutorial.classroom.models import Room


class Person(models.Model):
    """Somebody of a platform, by the number under which it knows them. A learner has a visitor's key, a teacher an account."""

    registration = models.ForeignKey("lti_tool.LtiRegistration", on_delete=models.CASCADE, related_name="+")
    sub = models.CharField(max_length=255)
    visitor = models.CharField(max_length=64, blank=True, db_index=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    seen = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["registration", "sub"], name="one_person_per_platform")]

    def __str__(self) -> str:
        return f"person {self.pk} of platform {self.registration_id}"


class Link(models.Model):
    """A link in a course of the platform, and what it opens. `choice`: a lesson's id, part-N, room-CODE; "" if not chosen yet."""

    deployment = models.ForeignKey("lti_tool.LtiDeployment", on_delete=models.CASCADE, related_name="+")
    resource = models.CharField(max_length=255)
    choice = models.CharField(max_length=120, blank=True)
    lessons = models.JSONField(default=list)  # ids, in order: the grade counts their steps
    room = models.ForeignKey(Room, null=True, blank=True, on_delete=models.SET_NULL, related_name="links")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["deployment", "resource"], name="one_link_per_resource")]

    def __str__(self) -> str:
        return f"link {self.resource}: {self.choice or 'not chosen yet'}"


class Score(models.Model):
    """What the platform is to know of a learner's steps. `due`: when it is sent next, None if the platform knows it already."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="scores")
    link = models.ForeignKey(Link, on_delete=models.CASCADE, related_name="scores")
    lineitem = models.CharField(max_length=2000)  # the address of the column in the platform's gradebook
    given = models.PositiveIntegerField(default=0)  # steps that are done
    maximum = models.PositiveIntegerField(default=0)  # steps that there are
    changed = models.DateTimeField(default=timezone.now)
    sent = models.PositiveIntegerField(null=True, blank=True)  # what the platform took last
    due = models.DateTimeField(null=True, blank=True, db_index=True)
    tries = models.PositiveIntegerField(default=0)  # in vain, since it was taken last
    why = models.CharField(max_length=300, blank=True)  # … it was not taken

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "link"], name="one_score_per_link")]

    def __str__(self) -> str:
        return f"{self.given} of {self.maximum} steps"


class Ticket(models.Model):
    """A launch that was checked, for one use within minutes. Only its digest is kept; `told` is what the platform said."""

    digest = models.CharField(max_length=64, primary_key=True)
    told = models.JSONField()
    made = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"a ticket of {self.made:%Y-%m-%d %H:%M}"


class Used(models.Model):
    """A launch that came already: it opens nothing a second time."""

    digest = models.CharField(max_length=64, primary_key=True)
    made = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"used at {self.made:%Y-%m-%d %H:%M}"
