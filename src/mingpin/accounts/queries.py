"""What of accounts a person may see."""

from __future__ import annotations

from django.db.models import Q

from mingpin.accounts.acting import Acting
from mingpin.accounts.models import (
    DelegationQuerySet,
    Membership,
    MembershipQuerySet,
    OrganisationQuerySet,
    Person,
    PersonQuerySet,
)
from mingpin.accounts.states import MembershipState, OrganisationKind, Role

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


def visible_people(people: PersonQuerySet, by: Acting) -> PersonQuerySet:
    """Those of the memberships that the person may see, and themself."""
    if by.has_role(*SEES_ALL):
        return people
    own = Q(pk=by.person.pk) if by.person else Q(pk=None)
    return people.filter(own | Q(pk__in=Membership.objects.visible_to(by).values("person")))


def visible_delegations(delegations: DelegationQuerySet, by: Acting) -> DelegationQuerySet:
    """The office and administrators see all; others those that they gave or hold."""
    if by.has_role(Role.OFFICE, Role.ADMINISTRATOR, "platform"):
        return delegations
    if by.person is None:
        return delegations.none()
    return delegations.filter(Q(membership__person=by.person) | Q(to=by.person))


def waiting_memberships(by: Acting) -> MembershipQuerySet:
    """The requests that the person may decide, the longest waiting first: a county those of its carriers, the office and
    administrators all. Nobody's own is among them."""
    waiting = Membership.objects.visible_to(by).filter(state=MembershipState.REQUESTED).order_by("requested_at", "pk")
    if by.person:
        waiting = waiting.exclude(person__in=by.people)
    if by.has_role(Role.OFFICE, Role.ADMINISTRATOR):
        return waiting
    if by.area:
        return waiting.filter(organisation__kind=OrganisationKind.CARRIER, organisation__area=by.area)
    return waiting.none()


def colleagues(membership: Membership) -> PersonQuerySet:
    """Who else works for the organisation now: who may stand in for this member."""
    there = Membership.objects.current().filter(organisation=membership.organisation).values("person")
    people: PersonQuerySet = Person.objects.filter(pk__in=there).exclude(pk=membership.person_id).order_by("name")
    return people
