"""Requests for what is missing, what each asks, and how they came about."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.utils import timezone

from mingpin.accounts.models import Organisation, Person
from mingpin.collection.states import DraftingState, ItemState, RequestState
from mingpin.language import later as _
from mingpin.policies.models import Run
from mingpin.registry.models import Batch, Subject

if TYPE_CHECKING:
    from mingpin.accounts.acting import Acting


class DraftingQuerySet(models.QuerySet["Drafting"]):
    def visible_to(self, by: Acting) -> DraftingQuerySet:
        """Who may see drafts sees how they came about."""
        from mingpin.collection.queries import visible_draftings

        return visible_draftings(self, by)


class Drafting(models.Model):
    """The undetermined verdicts of a survey being merged into drafts, once; `summary` says what came of it, and what nobody on
    the platform could be asked for."""

    run = models.ForeignKey(Run, models.PROTECT, related_name="draftings")
    state = models.CharField(_("State"), max_length=8, choices=DraftingState, default=DraftingState.RUNNING)
    job = models.UUIDField(null=True, blank=True)
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    summary = models.JSONField(default=dict)
    begun_at = models.DateTimeField(_("Begun"), auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = DraftingQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint("state", condition=models.Q(state="running"), name="one_drafting_at_a_time")
        ]

    def __str__(self) -> str:
        return str(self.run)


class RequestQuerySet(models.QuerySet["Request"]):
    def visible_to(self, by: Acting) -> RequestQuerySet:
        """The requests that the person may see: all for the office and those who look on, a holder those sent to it."""
        from mingpin.collection.queries import visible_requests

        return visible_requests(self, by)

    def late(self, on: date | None = None) -> RequestQuerySet:
        """Those whose day has passed and of which something is not answered."""
        return self.filter(state=RequestState.OPEN, due_on__lt=on or timezone.localdate())


class Request(models.Model):
    """What one holder is asked to supply. Of the `verdicts` it is about, `settles` can be decided by one of its answers alone."""

    drafting = models.ForeignKey(Drafting, models.PROTECT, related_name="requests")
    run = models.ForeignKey(Run, models.PROTECT, related_name="requests")
    holder = models.ForeignKey(Organisation, models.PROTECT, related_name="requests")
    title = models.CharField(_("Title"), max_length=200)
    state = models.CharField(_("State"), max_length=10, choices=RequestState, default=RequestState.DRAFT)
    verdicts = models.PositiveIntegerField(_("Verdicts it is about"), default=0)
    settles = models.PositiveIntegerField(_("Verdicts that one answer can decide"), default=0)
    due_on = models.DateField(_("Due on"), null=True, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(_("Sent out"), null=True, blank=True)
    sent_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(_("Reason"), max_length=400, blank=True)

    objects = RequestQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index("state", "due_on", name="requests_by_day"),
            models.Index("holder", "state", name="requests_of_holder"),
        ]

    def __str__(self) -> str:
        return self.title

    def days_late(self, on: date | None = None) -> int:
        """By how many days it is late; 0 where it is not, or no longer waits."""
        if self.state != RequestState.OPEN or self.due_on is None:
            return 0
        return max(0, ((on or timezone.localdate()) - self.due_on).days)


class ItemQuerySet(models.QuerySet["RequestItem"]):
    def visible_to(self, by: Acting) -> ItemQuerySet:
        """What is asked in visible requests."""
        return self.filter(request__in=Request.objects.visible_to(by))


class RequestItem(models.Model):
    """One thing asked: of a row of `table` about a subject its `columns`, where `keys` say which row; or a declaration that the
    list `list_code` is complete, for a subject or an `area`.

    `field` is what the burden meter counts by (`financials.profit`, `coverage.penalties`). `settles`: how many verdicts this
    answer alone can decide; `together`: how many it can decide with others.
    """

    request = models.ForeignKey(Request, models.CASCADE, related_name="items", db_index=False)
    subject = models.ForeignKey(Subject, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    area = models.CharField(_("Area"), max_length=12, blank=True)
    reason = models.CharField(max_length=100)
    table = models.CharField(_("Evidence table"), max_length=32)
    columns = models.JSONField(default=list)
    keys = models.JSONField(default=dict)
    list_code = models.CharField(_("List"), max_length=48, blank=True)
    field = models.CharField(_("Field"), max_length=100)
    settles = models.PositiveIntegerField(_("Decides alone"), default=0)
    together = models.PositiveIntegerField(_("Decides with others"), default=0)
    place = models.PositiveIntegerField(default=0)
    state = models.CharField(_("State"), max_length=8, choices=ItemState, default=ItemState.OPEN)
    answered_at = models.DateTimeField(_("Answered"), null=True, blank=True)
    days = models.PositiveIntegerField(_("Days until it was answered"), null=True, blank=True)
    batch = models.ForeignKey(Batch, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    decline_reason = models.CharField(_("Why it is not held"), max_length=400, blank=True)

    objects = ItemQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index("request", "place", name="items_of_request"),
            models.Index("table", "subject", "state", name="items_by_subject"),
            models.Index("field", "state", name="items_by_field"),
        ]


class ReminderQuerySet(models.QuerySet["Reminder"]):
    def visible_to(self, by: Acting) -> ReminderQuerySet:
        """The reminders of visible requests."""
        return self.filter(request__in=Request.objects.visible_to(by))


class Reminder(models.Model):
    """The office reminded the holder of a request; `mailed_at` where that also went out by mail."""

    request = models.ForeignKey(Request, models.PROTECT, related_name="reminders")
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    note = models.CharField(_("What to say"), max_length=400, blank=True)
    sent_at = models.DateTimeField(_("Reminded"), auto_now_add=True)
    mailed_at = models.DateTimeField(null=True, blank=True)

    objects = ReminderQuerySet.as_manager()
