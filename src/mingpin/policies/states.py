"""The life of a survey run."""

from __future__ import annotations

from django.db import models

from mingpin.language import later as _
from mingpin.transitions import by_name, step


class RunState(models.TextChoices):
    RUNNING = "running", _("Under way")
    DONE = "done", _("Done")
    FAILED = "failed", _("Did not come to an end")


RUN_STEPS = by_name(
    step("finish_run", RunState.RUNNING, RunState.DONE, _("Done")),
    step("fail_run", RunState.RUNNING, RunState.FAILED, _("Did not come to an end")),
)


class Standing(models.TextChoices):
    """How a subject stands for a year: the verdicts of the engine."""

    MET = "MET", _("met")
    NOT_MET = "NOT_MET", _("not met")
    UNDETERMINED = "UNDETERMINED", _("undetermined")
