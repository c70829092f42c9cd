"""What is stored of the clusters: how each came to be, every poke, and an exact image from time to time."""

from __future__ import annotations

import secrets

from django.db import models
from django.utils import timezone


def new_id() -> str:
    """An id that nobody guesses."""
    return secrets.token_urlsafe(16)


class ClusterRecord(models.Model):
    """One visitor's cluster."""

    id = models.CharField(primary_key=True, max_length=32, default=new_id, editable=False)
    owner = models.CharField(max_length=64, db_index=True)  # the visitor's key, which only their session knows
    purpose = models.CharField(max_length=120, default="sandbox")  # sandbox, hero or lesson:NAME
    preset = models.CharField(max_length=40, default="three-nodes")
    nodes = models.PositiveIntegerField(null=True)
    seed = models.BigIntegerField()
    epoch_ms = models.BigIntegerField()  # the Unix time at virtual 0
    model_version = models.CharField(max_length=20)
    pace = models.CharField(max_length=10, default="cinema")
    at_ms = models.BigIntegerField(default=0)  # how far virtual time had come when it was last noted …
    fired = models.BigIntegerField(default=0)  # … and after how many events
    held_by = models.CharField(max_length=80, default="", blank=True)  # the process that owns it …
    held_epoch = models.BigIntegerField(default=0)  # … and how often it was claimed: see live/ownership.py
    wanted_by = models.CharField(
        max_length=80, default="", blank=True
    )  # the process that its learner came to meanwhile
    created = models.DateTimeField(default=timezone.now)
    seen = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        indexes = [models.Index(fields=["wanted_by"], condition=~models.Q(wanted_by=""), name="wanted_clusters")]

    def __str__(self) -> str:
        return f"{self.purpose} ({self.preset}) {self.id[:6]}…"


class Poke(models.Model):
    """The journal: what a person did, and at which moment of the cluster. Written before it is acknowledged."""

    cluster = models.ForeignKey(ClusterRecord, on_delete=models.CASCADE, related_name="pokes")
    number = models.PositiveIntegerField()  # 1, 2, …
    fired = models.BigIntegerField()
    at_ms = models.BigIntegerField()
    who = models.CharField(max_length=40)
    what = models.CharField(max_length=20)
    content = models.JSONField()
    digest = models.CharField(max_length=32, default="", blank=True)  # of all that had happened before it
    held_epoch = models.BigIntegerField(default=0)  # under which ownership it was written

    class Meta:
        constraints = [models.UniqueConstraint(fields=["cluster", "number"], name="one_poke_per_number")]
        ordering = ["number"]

    def __str__(self) -> str:
        return f"{self.number}: {self.what} {self.content}"


class Image(models.Model):
    """The exact state of a cluster, signed. Only the version of the model that wrote it reads it; every later one reads the
    portable save beside it."""

    cluster = models.ForeignKey(ClusterRecord, on_delete=models.CASCADE, related_name="images")
    pokes = models.PositiveIntegerField()  # so many pokes are in it
    model_version = models.CharField(max_length=20)
    data = models.BinaryField()
    transcript = models.JSONField(default=list)  # what the prompt has shown
    signature = models.CharField(max_length=64)
    portable = models.BinaryField(null=True)  # a portable save as packed JSON, of the same moment
    portable_signature = models.CharField(max_length=64, default="", blank=True)
    created = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["cluster", "-id"], name="latest_image")]

    def __str__(self) -> str:
        return f"{len(self.data)} bytes after {self.pokes} pokes"


class Ownership(models.Model):
    """One process had one cluster: the history, where there are several processes."""

    cluster = models.ForeignKey(ClusterRecord, on_delete=models.CASCADE, related_name="ownerships")
    epoch = models.BigIntegerField()  # the number of this ownership
    process = models.CharField(max_length=80)
    pokes = (
        models.PositiveIntegerField()
    )  # how many stood in the journal when it began: none of an earlier owner comes after
    since = models.DateTimeField()
    released = models.DateTimeField(null=True)  # by itself; None: it ended when another one claimed the cluster

    class Meta:
        constraints = [models.UniqueConstraint(fields=["cluster", "epoch"], name="one_owner_per_epoch")]
        ordering = ["epoch"]

    def __str__(self) -> str:
        return f"{self.epoch}: {self.process}"


class Errand(models.Model):
    """What somebody does in a cluster that another process has, until that one has done it: see live/errands.py."""

    cluster = models.ForeignKey(ClusterRecord, on_delete=models.CASCADE, related_name="errands")
    verb = models.CharField(max_length=40)
    subject = models.CharField(max_length=300)
    who = models.CharField(max_length=40)

    def __str__(self) -> str:
        return f"{self.verb} {self.subject}"


class Process(models.Model):
    """A process that serves, where there are several, and when it last said that it lives."""

    name = models.CharField(primary_key=True, max_length=80)
    seen = models.DateTimeField()

    class Meta:
        verbose_name_plural = "processes"

    def __str__(self) -> str:
        return self.name
