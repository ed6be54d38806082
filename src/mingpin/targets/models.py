"""What owners report of targets that nobody can count. Only added to: a figure is restated by another, with the reason."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import Q

from mingpin.accounts.models import Organisation, Person
from mingpin.files.models import Attached
from mingpin.language import later as _
from mingpin.targets.states import Judged

if TYPE_CHECKING:
    from mingpin.accounts.acting import Acting


class ReportQuerySet(models.QuerySet["Report"]):
    def visible_to(self, by: Acting) -> ReportQuerySet:
        """The reports that the person may read: all for staff, for goals are public ones; none for others."""
        from mingpin.targets.queries import visible_reports

        return visible_reports(self, by)

    def current(self) -> ReportQuerySet:
        """The reports that count: not restated."""
        return self.filter(restated_by=None)


class Report(models.Model):
    """What an owner says of a target for a day. `value` is empty where nothing can be said any more: a figure taken back.

    A target is a clause of the policy pack and no row here: `clause` is its id there.
    """

    clause = models.CharField(_("Target"), max_length=64)
    for_day = models.DateField(_("Figure as of"))
    value = models.DecimalField(_("Reported figure"), max_digits=14, decimal_places=2, null=True, blank=True)
    judged = models.CharField(_("Judgement"), max_length=12, choices=Judged, blank=True)
    grounds = models.TextField(_("Grounds"), max_length=2000)
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    reported_on = models.DateField(_("Reported on"))
    recorded_at = models.DateTimeField(auto_now_add=True)
    supersedes = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="restated_by")
    reason = models.CharField(_("Why it is restated"), max_length=400, blank=True)

    objects = ReportQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                "clause", "for_day", condition=Q(supersedes=None), name="one_first_report_for_each_day"
            )
        ]
        indexes: ClassVar = [models.Index("clause", "for_day", name="reports_of_target")]

    def __str__(self) -> str:
        from mingpin.targets.words import titled

        return f"{titled(self.clause)} · {self.for_day.isoformat()}"


class ReportDocumentQuerySet(models.QuerySet["ReportDocument"]):
    def visible_to(self, by: Acting) -> ReportDocumentQuerySet:
        """The documents of reports that the person may read."""
        return self.filter(report__in=Report.objects.visible_to(by))


class ReportDocument(Attached):
    """A document that an owner attached to a report: what the figure rests on."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="documents")

    objects = ReportDocumentQuerySet.as_manager()
