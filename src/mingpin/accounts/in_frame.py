"""What accounts tell the frame: entries of the navigation, the switch of memberships, what waits on desks."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse

from mingpin.accounts.acting import Acting
from mingpin.accounts.models import Membership
from mingpin.accounts.queries import waiting_memberships
from mingpin.accounts.states import MembershipState, Role
from mingpin.accounts.tokens.states import ROLES_WITH_TOKENS
from mingpin.language import _
from mingpin.language import later as __
from mingpin.pages.desks import Waiting, add_waiting
from mingpin.pages.frame import Capacity, add_capacities, add_user_link
from mingpin.pages.navigation import add_entry

_DECIDE = (Role.COUNTY, Role.ADMINISTRATOR)


def tell_frame() -> None:
    """Adds it all; called once, when the platform starts."""
    add_entry(__("Mandates"), "memberships", icon="user-check", place=55, roles=_DECIDE, count=_how_many_wait)
    add_entry(__("Organisations"), "organisations", icon="building-2", place=60, roles=[Role.ADMINISTRATOR])
    add_entry(__("People"), "people", icon="users", place=65, roles=[Role.ADMINISTRATOR])
    add_capacities(_capacities)
    add_user_link(__("My account"), "account", icon="circle-user-round", is_shown=lambda by: bool(by.person))
    add_user_link(__("Tokens of programs"), "tokens", icon="key-round", is_shown=_has_tokens)
    in_menu = (Role.OFFICE, Role.COUNTY, Role.AUDITOR)
    add_user_link(
        __("Organisations"), "organisations", icon="building-2", is_shown=lambda by: bool(by) and by.has_role(*in_menu)
    )
    add_waiting(_waiting)


def _how_many_wait(by: Acting) -> int:
    return waiting_memberships(by).count()


def _has_tokens(by: Acting) -> bool:
    return bool(by.person) and by.delegation is None and by.has_role(*ROLES_WITH_TOKENS, Role.ADMINISTRATOR)


def _capacities(by: Acting) -> Iterator[Capacity]:
    """The person's own memberships, then those that they stand in for."""
    for one in by.ways or ():
        assert one.membership is not None
        detail = str(one.membership.get_role_display())
        if one.delegation:
            said = _("{role}, standing in for {name}")
            detail = said.format(role=detail, name=one.delegation.membership.person)
        yield Capacity(str(one.membership.pk), str(one.organisation), detail, one.membership == by.membership)


def _waiting(by: Acting) -> Iterator[Waiting]:
    """Mandates that wait for the person's confirmation; their own requests and how they stand."""
    if by.has_role(Role.COUNTY, Role.OFFICE, Role.ADMINISTRATOR):
        longest = waiting_memberships(by).first()
        if longest:
            detail = _("the longest for {days} days").format(days=longest.waits_since_days)
            yield Waiting(_("Confirm mandates"), reverse("memberships"), waiting_memberships(by).count(), detail=detail)
    if by.person:
        yield from _own_requests(by)


def _own_requests(by: Acting) -> Iterator[Waiting]:
    own = Membership.objects.filter(person=by.person, state=MembershipState.REQUESTED).select_related("organisation")
    for membership in own.order_by("pk"):
        said = _("Your request to act for {organisation} waits for its confirmation")
        detail = _("for {days} days").format(days=membership.waits_since_days)
        address = reverse("membership", args=[membership.pk])
        yield Waiting(said.format(organisation=membership.organisation), address, detail=detail)
