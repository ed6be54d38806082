"""What of duties a person may see."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from mingpin.accounts.acting import Acting
from mingpin.accounts.states import OrganisationKind, Role
from mingpin.duties.models import FollowUp, Meeting, Progress, Resolution
from mingpin.duties.owners import duties_of

SEES_ALL = (Role.OFFICE, Role.DEPARTMENT, Role.LEADER, Role.AUDITOR, "platform")
"""Duties are open among those who work for the city: who owes what, and what became of it."""


def visible(rows: Any, by: Acting) -> Any:
    """A county sees, of its own duties, what it and the city's bodies say, never what another county says; hand-offs and
    resolutions that are its own, and the meetings of these without their documents; bulletins. Others see nothing."""
    if by.has_role(*SEES_ALL):
        return rows
    if not by.area or by.organisation is None:
        return rows.none()
    name = rows.model.__name__
    return rows.filter(_of_county(name, by, by.organisation.pk)) if name != "Bulletin" else rows


def _of_county(model: str, by: Acting, own: int) -> Q:
    mine = Q(clause__in=[clause.id for clause in duties_of(by.area)])
    not_of_others = Q(organisation=own) | ~Q(organisation__kind=OrganisationKind.COUNTY)
    if model == "LeadDecision":
        return mine
    if model in ("Milestone", "Progress"):
        return (mine & not_of_others) | Q(organisation=own)
    if model == "HandOff":
        return Q(giver=own) | Q(receiver=own)
    if model == "Resolution":
        return Q(organisation=own)
    if model == "Meeting":
        return Q(pk__in=Resolution.objects.filter(organisation=own).values("meeting"))
    if model == "FollowUp":
        return Q(resolution__organisation=own)
    if model == "DutyDocument":
        return Q(progress__in=Progress.objects.visible_to(by)) | Q(follow_up__in=FollowUp.objects.visible_to(by))
    raise ValueError(f"nobody said who sees rows of {model}")


def visible_meetings(by: Acting) -> Any:
    """The meetings that the person may know of, the latest first."""
    return Meeting.objects.visible_to(by).order_by("-day", "-pk")
