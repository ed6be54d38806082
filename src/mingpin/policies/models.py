"""Survey runs and how every subject stood in each."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models

from mingpin.accounts.models import Person
from mingpin.language import later as _
from mingpin.policies.states import RunState, Standing
from mingpin.registry.models import Subject

if TYPE_CHECKING:
    from mingpin.accounts.acting import Acting


class RunQuerySet(models.QuerySet["Run"]):
    def visible_to(self, by: Acting) -> RunQuerySet:
        """The runs that the person may know of: all for staff, those that are done for carriers."""
        from mingpin.policies.queries import visible_runs

        return visible_runs(self, by)

    def done(self) -> RunQuerySet:
        """The runs that came to an end, the newest first."""
        return self.filter(state=RunState.DONE).order_by("-pk")


class Run(models.Model):
    """A survey of the whole register: by which pack, for which year and day, on which evidence, by which program.

    What it found lies in its folder (`runs.kept`) and, subject by subject, in `RunVerdict`; `summary` has the counts.
    """

    pack = models.CharField(_("Pack"), max_length=100)
    pack_hash = models.CharField(max_length=64)
    year = models.PositiveSmallIntegerField(_("Programme year"))
    as_of = models.DateField(_("As of"))
    engine = models.CharField(_("Version of the program"), max_length=40)
    rulings = models.JSONField(default=dict)
    evidence_hash = models.CharField(max_length=64, blank=True)
    evidence_rows = models.PositiveIntegerField(_("Rows of evidence"), default=0)
    subjects = models.PositiveIntegerField(_("Subjects"), default=0)
    summary = models.JSONField(default=dict)
    state = models.CharField(_("State"), max_length=8, choices=RunState, default=RunState.RUNNING)
    job = models.UUIDField(null=True, blank=True)
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    note = models.CharField(_("What for"), max_length=200, blank=True)
    begun_at = models.DateTimeField(_("Begun"), auto_now_add=True)
    finished_at = models.DateTimeField(_("Finished"), null=True, blank=True)

    objects = RunQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [models.Index("state", "id", name="runs_by_state")]

    def __str__(self) -> str:
        return f"#{self.pk} · {self.year} · {self.as_of.isoformat()}"

    @property
    def counts(self) -> dict[str, int]:
        """How many subjects have each verdict."""
        return dict(self.summary.get("verdicts", {}))


class RunVerdictQuerySet(models.QuerySet["RunVerdict"]):
    def visible_to(self, by: Acting) -> RunVerdictQuerySet:
        """The verdicts about subjects that the person may know of."""
        from mingpin.policies.queries import visible_verdicts

        return visible_verdicts(self, by)


class RunVerdict(models.Model):
    """How one subject stood in a run.

    `place` is its row in what the run kept. `area`, `domain` and `industry_field` are those of the run's evidence. `clauses` has
    a letter for each executable clause in the document's order (`runs.letters`); `reasons` the places of the open reasons among
    `Run.summary["reason_codes"]`, `clause_reasons` those of what keeps single clauses open among `Run.summary["reason_columns"]`,
    also of subjects that stand settled for the year.
    """

    run = models.ForeignKey(Run, models.CASCADE, related_name="verdicts", db_index=False)
    subject = models.ForeignKey(Subject, models.PROTECT, related_name="+", db_index=False)
    place = models.PositiveIntegerField(default=0)
    verdict = models.CharField(_("Verdict"), max_length=12, choices=Standing)
    failed = models.PositiveSmallIntegerField(_("Clauses not met"), default=0)
    open = models.PositiveSmallIntegerField(_("Open questions"), default=0)
    area = models.CharField(_("Area"), max_length=12, blank=True)
    domain = models.CharField(_("Domain"), max_length=16, blank=True)
    industry_field = models.CharField(_("Field named in the document"), max_length=40, blank=True)
    clauses = models.CharField(max_length=60)
    reasons = models.TextField(blank=True)
    clause_reasons = models.TextField(blank=True)

    objects = RunVerdictQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint("run", "subject", name="each_subject_once_in_a_run")]
        indexes: ClassVar = [
            models.Index("run", "verdict", "open", "failed", "id", name="verdicts_of_run"),
            models.Index("run", "area", "verdict", "open", name="verdicts_by_area"),
            models.Index("subject", "run", name="verdicts_of_subject"),
        ]
