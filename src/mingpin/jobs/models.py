"""A piece of background work, as people see it."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.utils import timezone

from mingpin.jobs.states import JobState
from mingpin.language import later as _


class Job(models.Model):
    """What is done, for whom, how far it is. `key` makes asking twice the same as asking once."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("Kind"), max_length=60)
    title = models.CharField(_("Title"), max_length=200)
    arguments = models.JSONField(default=dict)
    key = models.CharField(max_length=120, null=True, unique=True)
    person = models.BigIntegerField(null=True, db_index=True)
    organisation = models.BigIntegerField(null=True)
    membership = models.BigIntegerField(null=True)
    state = models.CharField(_("State"), max_length=10, choices=JobState, default=JobState.QUEUED)
    done = models.BigIntegerField(_("Done"), default=0)
    total = models.BigIntegerField(_("Total"), null=True)
    saying = models.CharField(_("What it does now"), max_length=200, blank=True)
    is_cancel_asked = models.BooleanField(default=False)
    attempts = models.PositiveSmallIntegerField(default=0)
    worker = models.CharField(max_length=80, blank=True)
    result = models.JSONField(null=True)
    error = models.TextField(blank=True)
    result_url = models.CharField(max_length=400, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True)
    heartbeat_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index("state", "heartbeat_at", name="jobs_by_state")]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        """It waits or runs."""
        return self.state in (JobState.QUEUED, JobState.RUNNING)

    @property
    def mark(self) -> str:
        """Its state as a dot (`pages.marks`)."""
        return {JobState.DONE: "ok", JobState.FAILED: "no", JobState.CANCELLED: "none"}.get(
            JobState(self.state), "busy"
        )

    @property
    def remaining(self) -> int | None:
        """The seconds that it will still take if it goes on as it went; None where that cannot be told yet."""
        if self.state != JobState.RUNNING or not self.total or not self.done or self.started_at is None:
            return None
        so_far = (timezone.now() - self.started_at).total_seconds()
        return max(1, round(so_far / self.done * (self.total - self.done)))
