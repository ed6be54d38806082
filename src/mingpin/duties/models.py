"""What is decided, planned, reported, handed off and resolved about the document's duties. Only added to; steps are swaps.

A duty itself is a clause of the policy pack and no row here: `clause` is its id there, `body` a code of a department or area.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from django.db import models
from django.db.models import Q

from mingpin.accounts.models import Organisation, Person
from mingpin.duties.states import HandOffState, LeadState, MilestoneState, ResolutionState
from mingpin.files.models import Attached, StoredFile
from mingpin.language import later as _

if TYPE_CHECKING:
    from mingpin.accounts.acting import Acting
Row = TypeVar("Row", bound=models.Model, covariant=True)


class DutyQuerySet(models.QuerySet[Row]):
    """Rows of one of the models below."""

    def visible_to(self, by: Acting) -> DutyQuerySet[Row]:
        """The rows of which the person may know: the only door to them, counts and exports included."""
        from mingpin.duties.queries import visible

        found: DutyQuerySet[Row] = visible(self, by)
        return found


class LeadDecision(models.Model):
    """A body put forward to lead a duty whose text names no lead, and what the leading group decided about it."""

    clause = models.CharField(_("Clause"), max_length=64)
    body = models.CharField(_("Lead"), max_length=40)
    state = models.CharField(_("State"), max_length=12, choices=LeadState, default=LeadState.PUT_FORWARD)
    reason = models.CharField(_("Why it is put forward"), max_length=400)
    put_forward_on = models.DateField(_("Put forward on"))
    put_forward_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    document = models.CharField(_("Document"), max_length=200, blank=True)
    decided_on = models.DateField(_("Decided on"), null=True, blank=True)
    decision_reason = models.CharField(_("Reason of the decision"), max_length=400, blank=True)
    recorded_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    superseded_by = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="supersedes")

    objects: ClassVar[Any] = DutyQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint("clause", condition=Q(state="decided"), name="one_lead_for_each_duty"),
            models.UniqueConstraint("clause", condition=Q(state="put_forward"), name="one_lead_put_forward_at_a_time"),
        ]

    def __str__(self) -> str:
        from mingpin.duties.owners import titled

        return titled(self.clause)


class Milestone(models.Model):
    """What has to be reached of a duty by a day, and by whom."""

    clause = models.CharField(_("Clause"), max_length=64, db_index=True)
    title = models.CharField(_("Milestone"), max_length=200)
    due_on = models.DateField(_("Due on"))
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("Owner"))
    state = models.CharField(_("State"), max_length=8, choices=MilestoneState, default=MilestoneState.PLANNED)
    planned_on = models.DateField(_("Planned on"))
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    closed_on = models.DateField(_("Done or dropped on"), null=True, blank=True)
    reason = models.CharField(_("Reason"), max_length=400, blank=True)

    objects: ClassVar[Any] = DutyQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [models.Index("state", "due_on", name="milestones_by_due_day")]

    def __str__(self) -> str:
        return self.title


class Progress(models.Model):
    """What an owner says of a duty for a month. Said anew, it supersedes what was said before, which stays."""

    clause = models.CharField(_("Clause"), max_length=64)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("Organisation"))
    month = models.DateField(_("Month"))
    """Its first day."""
    text = models.TextField(_("Progress"), max_length=4000)
    figures = models.CharField(_("Figures"), max_length=400, blank=True)
    reported_on = models.DateField(_("Reported on"))
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)
    superseded_at = models.DateTimeField(null=True, blank=True)
    superseded_by = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="supersedes")

    objects: ClassVar[Any] = DutyQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [models.Index("month", "clause", name="progress_by_month")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                "clause", "organisation", "month", condition=Q(superseded_at=None), name="one_progress_for_each_month"
            )
        ]

    def __str__(self) -> str:
        from mingpin.duties.owners import titled

        return f"{titled(self.clause)} · {self.month:%Y-%m}"


class HandOff(models.Model):
    """What one organisation asks another to do of a duty, by a day."""

    clause = models.CharField(_("Clause"), max_length=64, db_index=True)
    giver = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("Handed off by"))
    receiver = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("Handed off to"))
    what = models.CharField(_("What is handed off"), max_length=400)
    asked_on = models.DateField(_("Asked on"))
    due_on = models.DateField(_("Due on"))
    state = models.CharField(_("State"), max_length=8, choices=HandOffState, default=HandOffState.ASKED)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    accepted_on = models.DateField(_("Accepted on"), null=True, blank=True)
    closed_on = models.DateField(_("Done or returned on"), null=True, blank=True)
    reason = models.CharField(_("Reason"), max_length=400, blank=True)

    objects: ClassVar[Any] = DutyQuerySet.as_manager()

    def __str__(self) -> str:
        return self.what


class Meeting(models.Model):
    """A meeting of the leading group."""

    day = models.DateField(_("Day"))
    title = models.CharField(_("Meeting"), max_length=200)
    place = models.CharField(_("Place"), max_length=120, blank=True)
    attendees = models.TextField(_("Present"), max_length=1000, blank=True)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    objects: ClassVar[Any] = DutyQuerySet.as_manager()

    def __str__(self) -> str:
        return self.title


class Resolution(models.Model):
    """What a meeting resolved: who does what by when."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="resolutions")
    number = models.PositiveSmallIntegerField(_("Number"))
    text = models.TextField(_("Resolution"), max_length=1000)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("Owner"))
    due_on = models.DateField(_("Due on"))
    clause = models.CharField(_("Clause"), max_length=64, blank=True, db_index=True)
    state = models.CharField(_("State"), max_length=8, choices=ResolutionState, default=ResolutionState.OPEN)
    closed_on = models.DateField(_("Done or dropped on"), null=True, blank=True)
    reason = models.CharField(_("Reason"), max_length=400, blank=True)

    objects: ClassVar[Any] = DutyQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [models.Index("state", "due_on", name="resolutions_by_due_day")]
        constraints: ClassVar = [models.UniqueConstraint("meeting", "number", name="each_resolution_number_once")]

    def __str__(self) -> str:
        return self.text[:80]


class FollowUp(models.Model):
    """What came of a resolution so far."""

    resolution = models.ForeignKey(Resolution, models.PROTECT, related_name="follow_ups")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    text = models.TextField(_("What was done of it"), max_length=2000)
    said_on = models.DateField(_("Said on"))
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    objects: ClassVar[Any] = DutyQuerySet.as_manager()


class DutyDocument(Attached):
    """A document that belongs to a report of progress, a follow-up or a meeting."""

    progress = models.ForeignKey(Progress, models.PROTECT, null=True, blank=True, related_name="documents")
    follow_up = models.ForeignKey(FollowUp, models.PROTECT, null=True, blank=True, related_name="documents")
    meeting = models.ForeignKey(Meeting, models.PROTECT, null=True, blank=True, related_name="documents")

    objects: ClassVar[Any] = DutyQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(progress__isnull=False, follow_up=None, meeting=None)
                | Q(progress=None, follow_up__isnull=False, meeting=None)
                | Q(progress=None, follow_up=None, meeting__isnull=False),
                name="duty_document_of_one_thing",
            )
        ]


class Bulletin(models.Model):
    """A monthly bulletin as it was issued: its words and figures, and the document. Never changed."""

    month = models.DateField(_("Month"))
    number = models.PositiveIntegerField(_("Number"), unique=True)
    content = models.JSONField(default=dict)
    document = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    issued_on = models.DateField(_("Issued on"))
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    objects: ClassVar[Any] = DutyQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint("month", name="one_bulletin_for_each_month")]

    def __str__(self) -> str:
        return _("Bulletin no. {number}").format(number=self.number)
