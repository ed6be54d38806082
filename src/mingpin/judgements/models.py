"""Judgements that wait for a second person, rulings between readings, what-ifs and whom they move.

A judgement that counts is a row of evidence in the table `judgements`; nothing of it is kept twice.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import Q

from mingpin.accounts.models import Organisation, Person
from mingpin.files.models import Attached, StoredFile
from mingpin.judgements.states import ProposedState, Purpose, RulingState, WhatIfState
from mingpin.language import later as _
from mingpin.policies.models import Run
from mingpin.policies.states import Standing
from mingpin.registry.models import EvidenceRow, Subject

if TYPE_CHECKING:
    from mingpin.accounts.acting import Acting


class ProposedQuerySet(models.QuerySet["Proposed"]):
    def visible_to(self, by: Acting) -> ProposedQuerySet:
        """Those of the person's department; all for the office and those who look on."""
        from mingpin.judgements.queries import visible_proposed

        return visible_proposed(self, by)


class Proposed(models.Model):
    """A judgement that counts only after a second person of the same department seconds it.

    `people`: in whose interest it was proposed, by number: none of them can second it. `instead`: the rows of evidence that it
    would supersede. `row` is the judgement once it is seconded.
    """

    judgement = models.CharField(_("Judgement"), max_length=80)
    subject = models.ForeignKey(Subject, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField(_("Programme year"))
    value = models.BooleanField(_("Answer"))
    reason = models.TextField(_("Reasons"))
    decided_on = models.DateField(_("Decided on"))
    instead = models.JSONField(default=list)
    replaces_because = models.CharField(_("Why the earlier judgement is replaced"), max_length=400, blank=True)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    people = models.JSONField(default=list)
    state = models.CharField(_("State"), max_length=10, choices=ProposedState, default=ProposedState.PROPOSED)
    proposed_at = models.DateTimeField(_("Proposed"), auto_now_add=True)
    second = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(_("Ended"), null=True, blank=True)
    ended_because = models.CharField(_("Reason"), max_length=400, blank=True)
    row = models.ForeignKey(EvidenceRow, models.PROTECT, null=True, blank=True, related_name="+")

    objects = ProposedQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                "judgement", "subject", "year", condition=Q(state=ProposedState.PROPOSED), name="one_proposed_at_a_time"
            )
        ]
        indexes: ClassVar = [models.Index("organisation", "state", "id", name="proposed_of_department")]

    def __str__(self) -> str:
        return f"{self.subject} · {self.year}"


class ProposedDocumentQuerySet(models.QuerySet["ProposedDocument"]):
    def visible_to(self, by: Acting) -> ProposedDocumentQuerySet:
        """The documents of proposed judgements that the person may see."""
        return self.filter(proposed__in=Proposed.objects.visible_to(by))


class ProposedDocument(Attached):
    """A document that belongs to a proposed judgement; once that is seconded, its row of evidence has it as well."""

    proposed = models.ForeignKey(Proposed, models.PROTECT, related_name="documents")

    objects = ProposedDocumentQuerySet.as_manager()


class WhatIfQuerySet(models.QuerySet["WhatIf"]):
    def visible_to(self, by: Acting) -> WhatIfQuerySet:
        """All for the office and those who look on; none for others."""
        from mingpin.judgements.queries import visible_what_ifs

        return visible_what_ifs(self, by)


class WhatIf(models.Model):
    """How the subjects of a run would stand under other rules. Nothing in force changes by it.

    `changes` are as typed: `parameters`, `rulings` and `conditions` by name, `without` as a list. `draft` is the archive of a
    whole pack that is run instead, unpacked in the what-if's folder (`effects.folder_of`). `result` has the counts; whom it moves
    stands in `Moved`.
    """

    title = models.CharField(_("Title"), max_length=120)
    purpose = models.CharField(max_length=8, choices=Purpose, default=Purpose.SANDBOX)
    run = models.ForeignKey(Run, models.PROTECT, related_name="+")
    changes = models.JSONField(default=dict)
    draft = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    draft_name = models.CharField(_("Draft pack"), max_length=255, blank=True)
    question = models.CharField(max_length=80, blank=True)
    option = models.CharField(max_length=80, blank=True)
    state = models.CharField(_("State"), max_length=10, choices=WhatIfState, default=WhatIfState.COMPUTING)
    result = models.JSONField(default=dict)
    job = models.UUIDField(null=True, blank=True)
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField(_("Made"), auto_now_add=True)
    finished_at = models.DateTimeField(_("Finished"), null=True, blank=True)

    objects = WhatIfQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                "run", "question", "option", condition=Q(purpose=Purpose.READING), name="each_reading_once_for_a_run"
            )
        ]

    def __str__(self) -> str:
        return self.title


class MovedQuerySet(models.QuerySet["Moved"]):
    def visible_to(self, by: Acting) -> MovedQuerySet:
        """Of what-ifs that the person may see, the subjects of which they may know."""
        visible = WhatIf.objects.visible_to(by)
        return self.filter(what_if__in=visible, subject__in=Subject.objects.visible_to(by))


class Moved(models.Model):
    """A subject whose verdict would be another. `clauses`: ids of the clauses whose verdict differs, between bars."""

    what_if = models.ForeignKey(WhatIf, models.CASCADE, related_name="moved", db_index=False)
    subject = models.ForeignKey(Subject, models.PROTECT, related_name="+", db_index=False)
    before = models.CharField(_("Before"), max_length=12, choices=Standing)
    after = models.CharField(_("After"), max_length=12, choices=Standing)
    area = models.CharField(_("County"), max_length=12, blank=True)
    industry_field = models.CharField(_("Field"), max_length=40, blank=True)
    clauses = models.TextField(blank=True)

    objects = MovedQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [models.Index("what_if", "after", "before", "id", name="moved_by_what_if")]


class RulingQuerySet(models.QuerySet["Ruling"]):
    def visible_to(self, by: Acting) -> RulingQuerySet:
        """All for the office, departments and those who look on; none for others."""
        from mingpin.judgements.queries import visible_rulings

        return visible_rulings(self, by)


class Ruling(models.Model):
    """The leading group's choice between the readings of a question, in force from a day on.

    A later one supersedes it from the later one's day; what was judged of days before stays as it was. One that is revoked counts
    no more from `revoked_from` on. `what_if`: whom it changes, as the leader saw it when signing.
    """

    question = models.CharField(_("Question"), max_length=80)
    picks = models.CharField(_("Reading"), max_length=80)
    from_day = models.DateField(_("In force from"))
    decided_by = models.CharField(_("Decided by"), max_length=120)
    document = models.CharField(_("Document number"), max_length=120)
    reason = models.TextField(_("Reasons"))
    what_if = models.ForeignKey(WhatIf, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    people = models.JSONField(default=list)
    entered_at = models.DateTimeField(_("Entered"), auto_now_add=True)
    state = models.CharField(_("State"), max_length=10, choices=RulingState, default=RulingState.DRAFT)
    signed_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    signed_at = models.DateTimeField(_("Signed"), null=True, blank=True)
    revoked_from = models.DateField(_("Revoked from"), null=True, blank=True)
    ended_because = models.CharField(_("Reason"), max_length=400, blank=True)

    objects = RulingQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [models.Index("question", "state", "from_day", name="rulings_of_question")]

    def __str__(self) -> str:
        return f"{self.what_if.title} · {self.from_day.isoformat()}"
