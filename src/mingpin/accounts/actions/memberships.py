"""Who works for whom: asked for, confirmed by somebody else, ended."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from mingpin.accounts.acting import Acting
from mingpin.accounts.models import Membership, Organisation, Person
from mingpin.accounts.news import membership_confirmed
from mingpin.accounts.permissions import require
from mingpin.accounts.states import MEMBERSHIP_STEPS, ROLES_OF, MembershipState, OrganisationKind, Role
from mingpin.audit.actions import record
from mingpin.errors import Invalid, Refused
from mingpin.files.models import StoredFile
from mingpin.language import _
from mingpin.transitions import swap


def request_membership(
    *,
    person: Person,
    organisation: Organisation,
    role: str,
    by: Acting,
    position: str = "",
    valid_from: date | None = None,
    valid_to: date | None = None,
    mandate: StoredFile | None = None,
    stated_name: str = "",
) -> Membership:
    """Asks that somebody may act for an organisation; it holds once somebody else confirmed it.

    People ask for themselves, of carriers only; who works for a public body is asked for by an administrator. Raises Invalid for
    a role that the organisation does not have, days in the wrong order, or where the same was asked for before.
    """
    require(by, "request" if by.person == person else "appoint", Membership)
    if by.person == person and organisation.kind != OrganisationKind.CARRIER and not by.has_role(Role.ADMINISTRATOR):
        raise Refused(_("Who works for a public body is entered by an administrator."))
    with transaction.atomic():
        membership = requested(
            person=person,
            organisation=organisation,
            role=role,
            position=position,
            valid_from=valid_from,
            valid_to=valid_to,
            mandate=mandate,
            stated_name=stated_name,
        )
        record(by=by.who(), action="request_membership", on=membership, after=said(membership))
    return membership


def appoint_person(
    *,
    person: Person,
    organisation: Organisation,
    role: str,
    by: Acting,
    position: str = "",
    valid_from: date | None = None,
    valid_to: date | None = None,
) -> Membership:
    """Enters that somebody works for an organisation: asked for and confirmed in one step, by an administrator.

    Raises Refused for oneself, and as `request_membership`.
    """
    require(by, "appoint", Membership)
    if person.pk in by.people:
        raise _own_mandate()
    with transaction.atomic():
        membership = requested(
            person=person,
            organisation=organisation,
            role=role,
            position=position,
            valid_from=valid_from,
            valid_to=valid_to,
            mandate=None,
            stated_name="",
        )
        _decide(membership, "confirm_membership", by)
        membership_confirmed(membership, by)
        record(by=by.who(), action="appoint_person", on=membership, after=said(membership))
    return membership


def confirm_membership(*, membership: Membership, by: Acting, valid_to: date | None = None) -> None:
    """The person may act for the organisation from now on; until a day, where one is given.

    Raises Refused for one's own, Invalid where the organisation is closed or the day is past, Stale where it was decided before.
    """
    require(by, "decide", membership)
    _refuse_own(membership, by)
    if not membership.organisation.is_active:
        raise Invalid(
            _("This organisation is closed."), remedy=_("Ask the city office to open it, or refuse the request.")
        )
    until = valid_to or membership.valid_to
    today = timezone.localdate()
    if until and until < max(today, membership.valid_from):
        raise Invalid(_("The last day is before the first, or past."), field="valid_to")
    with transaction.atomic():
        _decide(membership, "confirm_membership", by, valid_to=until)
        membership_confirmed(membership, by)
        after = said(membership)
        record(by=by.who(), action="confirm_membership", on=membership, before={"state": "requested"}, after=after)


def refuse_membership(*, membership: Membership, why: str, by: Acting) -> None:
    """The person may not act for the organisation, for a reason that they are told. Raises as `confirm_membership`."""
    require(by, "decide", membership)
    _refuse_own(membership, by)
    why = _reason(why)
    with transaction.atomic():
        _decide(membership, "refuse_membership", by, reason=why)
        before = {"state": "requested"}
        record(by=by.who(), action="refuse_membership", on=membership, before=before, after=said(membership), why=why)


def end_membership(*, membership: Membership, why: str, by: Acting) -> None:
    """The person does not act for the organisation any more, nor does anybody who stood in for them: from the next request on.

    Raises Invalid without a reason, Stale where it does not hold any more.
    """
    require(by, "end", membership)
    why = _reason(why)
    with transaction.atomic():
        swap(membership, MEMBERSHIP_STEPS["end_membership"], reason=why, ended_at=timezone.now())
        ended = membership.delegations.filter(revoked_at=None).update(revoked_at=timezone.now())
        after = {**said(membership), "delegations_ended": ended}
        record(by=by.who(), action="end_membership", on=membership, before={"state": "confirmed"}, after=after, why=why)


def requested(
    *,
    person: Person,
    organisation: Organisation,
    role: str,
    position: str,
    valid_from: date | None,
    valid_to: date | None,
    mandate: StoredFile | None,
    stated_name: str,
) -> Membership:
    """The request, saved and not recorded. Raises Invalid."""
    if role not in ROLES_OF[organisation.kind]:
        raise Invalid(_("This kind of organisation does not have this role."), field="role")
    first = valid_from or timezone.localdate()
    if valid_to and valid_to < first:
        raise Invalid(_("The last day is before the first, or past."), field="valid_to")
    same = Membership.objects.filter(person=person, organisation=organisation, role=role)
    over = same.filter(state=MembershipState.CONFIRMED, valid_to__lt=timezone.localdate())
    over.update(state=MembershipState.ENDED)
    try:
        with transaction.atomic():
            return Membership.objects.create(
                person=person,
                organisation=organisation,
                role=role,
                position=position.strip(),
                valid_from=first,
                valid_to=valid_to,
                mandate=mandate,
                stated_name=stated_name.strip(),
            )
    except IntegrityError:
        what = _("The person has this role there already, or it has been asked for.")
        raise Invalid(what, remedy=_("Wait for the confirmation, or end the earlier one first.")) from None


def said(membership: Membership) -> dict[str, object]:
    """The membership for the record, without names."""
    return {
        "person": membership.person_id,
        "organisation": membership.organisation_id,
        "role": membership.role,
        "state": membership.state,
        "valid_from": membership.valid_from,
        "valid_to": membership.valid_to,
        "mandate": membership.mandate.sha256 if membership.mandate else None,
    }


def _decide(membership: Membership, step: str, by: Acting, **changes: Any) -> None:
    swap(membership, MEMBERSHIP_STEPS[step], decided_by=by.person, decided_at=timezone.now(), **changes)


def _refuse_own(membership: Membership, by: Acting) -> None:
    if membership.person_id in by.people:
        raise _own_mandate()


def _own_mandate() -> Refused:
    remedy = _("Ask a colleague of the county or of the city office.")
    return Refused(_("Nobody confirms their own mandate."), remedy=remedy)


def _reason(why: str) -> str:
    if not why.strip():
        raise Invalid(_("Give the reason: the person is told it."), field="reason")
    return why.strip()
