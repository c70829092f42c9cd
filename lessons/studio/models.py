"""What is stored of lessons that are being written: drafts, every version of them, and their pictures and translations."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Draft(models.Model):
    """A lesson that somebody writes. Its newest text is the version `head`."""

    lesson = models.CharField(max_length=120, unique=True)  # the id that the lesson has, or will have
    title = models.CharField(max_length=200)
    head = models.PositiveIntegerField(default=0)
    published = models.PositiveIntegerField(null=True)  # the version that learners have
    published_by = models.CharField(max_length=150, blank=True)
    published_at = models.DateTimeField(null=True)
    ids = models.TextField(blank=True)  # of what was published: progress keys on them, so they stay
    created = models.DateTimeField(auto_now_add=True)
    changed = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["-changed"]

    def __str__(self) -> str:
        return self.lesson

    @property
    def newest(self) -> Version:
        return self.versions.get(number=self.head)


class Version(models.Model):
    """A text as somebody saved it. None is ever changed or lost.

    `aside`: it was saved by somebody who had not seen the version before, so it stands beside the newest, not after it.
    `state` of its proof: "" (not asked for), waiting, playing, told, given-up.
    """

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    text = models.TextField()
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL)
    author_name = models.CharField(max_length=150)
    saved = models.DateTimeField(auto_now_add=True)
    note = models.CharField(max_length=200, blank=True)
    aside = models.BooleanField(default=False)
    state = models.CharField(max_length=10, blank=True)
    asked = models.DateTimeField(null=True)  # when the proof was asked for
    proof = models.JSONField(default=dict)  # passed, failures, answers
    model = models.CharField(max_length=40, blank=True)  # the model that it was proved with

    class Meta:
        constraints = [models.UniqueConstraint(fields=["draft", "number"], name="one_version_per_number")]
        ordering = ["-number"]

    def __str__(self) -> str:
        return f"{self.draft}, version {self.number}"


class File(models.Model):
    """What stands beside a draft's text: a picture, or a translation."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=120)
    content = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["draft", "name"], name="one_file_per_name")]
        ordering = ["name"]

    def __str__(self) -> str:
        return f"{self.draft}: {self.name}"


class EarlierFile(models.Model):
    """What a file was until another one took its name: it belongs to the versions up to `last`, and comes back with them."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="earlier_files")
    name = models.CharField(max_length=120)
    content = models.BinaryField()
    last = models.PositiveIntegerField()  # the newest version that had it

    class Meta:
        ordering = ["name", "last"]

    def __str__(self) -> str:
        return f"{self.draft}: {self.name} up to version {self.last}"


class Recording(models.Model):
    """A step that an author plays in the preview: from where, how things were then, and what it came to."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="recordings")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    step = models.CharField(max_length=120)
    cluster = models.CharField(max_length=32)
    pokes = models.PositiveIntegerField()  # of the cluster's journal, when it began
    since = models.PositiveBigIntegerField(default=0)  # the last record of its trace, then
    start = models.JSONField()  # the lists of objects, when it began
    lines = models.JSONField(null=True)  # of the solution; None while it goes on
    proposals = models.JSONField(default=list)  # id, task, block
    began = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["draft", "author"], name="one_recording_per_author")]

    def __str__(self) -> str:
        return f"{self.draft}, step {self.step}"
