"""A piece of background work, as people see it, and the processes that do such work."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import ClassVar

from django.db import models
from django.utils import timezone

from mingpin.jobs.queries import By, silence_of_workers, visible_jobs
from mingpin.jobs.states import JobState
from mingpin.language import _
from mingpin.language import later as __

SOON = timedelta(seconds=30)
"""In which somebody begins a job that waits, where anybody works."""


class JobQuerySet(models.QuerySet["Job"]):
    def visible_to(self, by: By) -> JobQuerySet:
        """The jobs of which the person may know."""
        return visible_jobs(self, by)


class Job(models.Model):
    """What is done, for whom, how far it is. `key` makes asking twice the same as asking once; `is_given_up` says that what the
    job was about is again as if nobody had asked.

    Who asked is kept by number, and in which role: people and organisations stand above this package.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(__("Kind"), max_length=60)
    title = models.CharField(__("Title"), max_length=200)
    arguments = models.JSONField(default=dict)
    key = models.CharField(max_length=120, null=True, unique=True)
    person = models.BigIntegerField(null=True, db_index=True)
    organisation = models.BigIntegerField(null=True)
    membership = models.BigIntegerField(null=True)
    role = models.CharField(max_length=20, blank=True)
    state = models.CharField(__("State"), max_length=10, choices=JobState, default=JobState.QUEUED)
    done = models.BigIntegerField(__("Done"), default=0)
    total = models.BigIntegerField(__("Total"), null=True)
    saying = models.CharField(__("What it does now"), max_length=200, blank=True)
    is_cancel_asked = models.BooleanField(default=False)
    is_given_up = models.BooleanField(default=False)
    attempts = models.PositiveSmallIntegerField(default=0)
    worker = models.CharField(max_length=80, blank=True)
    result = models.JSONField(null=True)
    error = models.TextField(blank=True)
    result_url = models.CharField(max_length=400, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True)
    heartbeat_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index("state", "heartbeat_at", name="jobs_by_state"),
            models.Index("organisation", "created_at", name="jobs_by_organisation"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        """It waits or runs."""
        return self.state in (JobState.QUEUED, JobState.RUNNING)

    @property
    def waits_in_vain(self) -> bool:
        """It waits, and no worker has been heard of for a while."""
        now = timezone.now()
        if self.state != JobState.QUEUED or now - self.created_at < SOON:
            return False
        silence = silence_of_workers()
        return silence is None or silence > SOON

    @property
    def may_be_retried(self) -> bool:
        """It ended without being done, and what it was about still waits for it."""
        return self.state in (JobState.FAILED, JobState.CANCELLED) and not self.is_given_up

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

    @property
    def remaining_told(self) -> str:
        """The same in words: in seconds, later in minutes or hours."""
        seconds = self.remaining
        if seconds is None:
            return ""
        if seconds < 90:
            return _("about {seconds} s left").format(seconds=seconds)
        if seconds < 5400:
            return _("about {minutes} min left").format(minutes=round(seconds / 60))
        return _("about {hours} h left").format(hours=round(seconds / 3600))

    @property
    def percent(self) -> int | None:
        """How much of it is done; None where that cannot be told."""
        return min(100, self.done * 100 // self.total) if self.total else None


class Worker(models.Model):
    """A process that does jobs, by its name (`workers.this_worker`), and when it last gave a sign of life."""

    name = models.CharField(max_length=80, primary_key=True)
    started_at = models.DateTimeField(auto_now_add=True)
    seen_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.name
