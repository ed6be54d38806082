"""What of accounts a person may see."""

from __future__ import annotations

from django.db.models import Q

from mingpin.accounts.acting import Acting
from mingpin.accounts.models import MembershipQuerySet, OrganisationQuerySet
from mingpin.accounts.states import OrganisationKind, Role

SEES_ALL = (Role.OFFICE, Role.LEADER, Role.AUDITOR, Role.ADMINISTRATOR, "platform")


def visible_organisations(organisations: OrganisationQuerySet, by: Acting) -> OrganisationQuerySet:
    """The office sees all; staff of departments the public bodies; a county itself, the departments and its carriers; others
    their own."""
    if by.has_role(*SEES_ALL):
        return organisations
    if by.organisation is None:
        return organisations.none()
    own = Q(pk=by.organisation.pk)
    bodies = Q(kind__in=[OrganisationKind.OFFICE, OrganisationKind.DEPARTMENT])
    if by.has_role(Role.DEPARTMENT):
        return organisations.filter(own | bodies | Q(kind=OrganisationKind.COUNTY))
    if by.has_role(Role.COUNTY):
        return organisations.filter(own | bodies | Q(kind=OrganisationKind.CARRIER, area=by.area))
    return organisations.filter(own)


def visible_memberships(memberships: MembershipQuerySet, by: Acting) -> MembershipQuerySet:
    """The office and administrators see all; a county those of its own people and of its carriers; members those of their
    organisation; everybody their own."""
    own = Q(person=by.person) if by.person else Q(pk=None)
    if by.has_role(*SEES_ALL):
        return memberships
    if by.organisation is None:
        return memberships.filter(own)
    colleagues = Q(organisation=by.organisation)
    if by.has_role(Role.COUNTY):
        carriers = Q(organisation__kind=OrganisationKind.CARRIER, organisation__area=by.area)
        return memberships.filter(own | colleagues | carriers)
    return memberships.filter(own | colleagues)
