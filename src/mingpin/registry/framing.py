"""What the frame shows of the registry: entries of the navigation, what waits on desks."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count, Min
from django.urls import reverse

from mingpin.accounts.acting import Acting
from mingpin.accounts.permissions import may
from mingpin.accounts.states import Role
from mingpin.language import _
from mingpin.language import later as __
from mingpin.pages.desks import Standing, Waiting, add_standing, add_waiting
from mingpin.pages.navigation import add_entry
from mingpin.registry.finding import honours_expiring
from mingpin.registry.models import Draft, Proposal, Subject
from mingpin.registry.states import ProposalState

SOON = 90
READERS = (Role.OFFICE, Role.DEPARTMENT, Role.COUNTY, Role.CARRIER, Role.LEADER, Role.AUDITOR)


def show_in_frame() -> None:
    """Called once, when the apps start."""
    add_entry(__("Subjects and evidence"), "subjects", icon="library", place=20, roles=READERS, also=("proposals",))
    add_waiting(_waiting)
    add_standing(_standing)


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


def _standing(by: Acting) -> Iterator[Standing]:
    if not may(by, "list", Subject):
        return
    subjects = Subject.objects.visible_to(by).filter(merged_into=None)
    yield Standing(_("Subjects in the register"), subjects.count(), reverse("subjects"))
