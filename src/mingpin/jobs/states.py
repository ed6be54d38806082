"""The life of a job."""

from __future__ import annotations

from django.db import models

from mingpin.language import later as _
from mingpin.transitions import by_name, step


class JobState(models.TextChoices):
    QUEUED = "queued", _("Waits")
    RUNNING = "running", _("Runs")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")
    CANCELLED = "cancelled", _("Cancelled")


JOB_STEPS = by_name(
    step("start_job", JobState.QUEUED, JobState.RUNNING, _("Start")),
    step("finish_job", JobState.RUNNING, JobState.DONE, _("Finish")),
    step("fail_job", (JobState.QUEUED, JobState.RUNNING), JobState.FAILED, _("Give up")),
    step("return_job", JobState.RUNNING, JobState.QUEUED, _("Put back")),
    step("cancel_waiting_job", JobState.QUEUED, JobState.CANCELLED, _("Cancel")),
    step("ask_to_cancel_job", JobState.RUNNING, JobState.RUNNING, _("Cancel")),
    step("stop_job", JobState.RUNNING, JobState.CANCELLED, _("Stop")),
    step("retry_job", (JobState.FAILED, JobState.CANCELLED), JobState.QUEUED, _("Try again")),
)
