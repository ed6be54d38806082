"""What a job of the crash tests leaves: batches that say how many lines they have, and the lines."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Written(models.Model):
    job = models.UUIDField()
    number = models.IntegerField()
    declared = models.IntegerField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["job", "number"], name="written_once")]


class Line(models.Model):
    of = models.ForeignKey(Written, models.PROTECT, related_name="lines")
    text = models.CharField(max_length=40)
