"""What the frame shows of the registry: entries of the navigation, what waits on desks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Count, Min
from django.urls import reverse

from mingpin.accounts.acting import Acting
from mingpin.accounts.permissions import may
from mingpin.accounts.states import Role
from mingpin.language import _
from mingpin.language import later as __
from mingpin.pages.desks import Change, Standing, Waiting, add_changes, add_standing, add_waiting
from mingpin.pages.navigation import add_entry
from mingpin.registry.finding import honours_expiring
from mingpin.registry.models import Draft, EvidenceRow, Import, Proposal, Subject
from mingpin.registry.states import ImportState, ProposalState

SOON = 90
READERS = (Role.OFFICE, Role.DEPARTMENT, Role.COUNTY, Role.CARRIER, Role.LEADER, Role.AUDITOR)


def show_in_frame() -> None:
    """Called once, when the apps start."""
    add_entry(__("Subjects and evidence"), "subjects", icon="library", place=20, roles=READERS, also=("proposals",))
    add_waiting(_waiting)
    add_standing(_standing)
    add_changes(_changes)


def _open_proposals(by: Acting) -> int:
    return Proposal.objects.visible_to(by).filter(state=ProposalState.OPEN).count()


def _waiting(by: Acting) -> Iterator[Waiting]:
    if by.has_role(Role.OFFICE):
        yield Waiting(
            _("Decide whether two subjects are one"),
            reverse("proposals"),
            _open_proposals(by),
            detail=_("Proposed because of a shared code or name."),
        )
    if by.person is not None and by.has_role(Role.OFFICE, Role.DEPARTMENT, Role.COUNTY, Role.CARRIER):
        drafts = Draft.objects.filter(person=by.person, subject__in=Subject.objects.visible_to(by))
        newest = drafts.select_related("subject").order_by("-saved_at").first()
        if newest is not None:
            url = reverse("subject", kwargs={"subject": newest.subject_id})
            yield Waiting(_("Evidence that you have not sent yet"), url, drafts.count(), detail=newest.subject.name)
    if by.has_role(Role.COUNTY, Role.CARRIER):
        found = honours_expiring(SOON).visible_to(by).aggregate(count=Count("pk"), first=Min("valid_to"))
        if found["count"]:
            yield Waiting(
                _("Honours end within {days} days").format(days=SOON),
                f"{reverse('subjects')}?expiring={SOON}",
                found["count"],
                due_on=found["first"],
                detail=_("See whether they are renewed."),
            )


def _changes(by: Acting, since: datetime) -> Iterator[Change]:
    """Lists taken in since; for an enterprise the rows about it that others sent."""
    if by.has_role(Role.CARRIER):
        rows = EvidenceRow.objects.current().visible_to(by).filter(recorded_at__gt=since, subject__isnull=False)
        rows = rows.exclude(batch__supplier=by.organisation)
        newest = rows.select_related("subject").order_by("-pk").first()
        if newest is not None and newest.subject is not None:
            url = reverse("subject", kwargs={"subject": newest.subject.pk})
            yield Change(_("New evidence about you from others"), url, rows.count(), newest.subject.name)
        return
    taken = Import.objects.visible_to(by).filter(applied_at__gt=since, state=ImportState.APPLIED)
    if count := taken.count():
        yield Change(_("Lists taken in"), reverse("imports"), count)


def _standing(by: Acting) -> Iterator[Standing]:
    if not may(by, "list", Subject):
        return
    subjects = Subject.objects.visible_to(by).filter(merged_into=None)
    yield Standing(_("Subjects in the register"), subjects.count(), reverse("subjects"))
