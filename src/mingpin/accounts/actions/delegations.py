"""Standing in for somebody during absence."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone

from mingpin.accounts.acting import Acting
from mingpin.accounts.models import Delegation, Membership, Person
from mingpin.accounts.permissions import not_there, require
from mingpin.accounts.queries import colleagues
from mingpin.audit.actions import record
from mingpin.errors import Invalid, Stale
from mingpin.language import _


def give_delegation(
    *, membership: Membership, to: Person, valid_from: date, valid_to: date, reason: str, by: Acting
) -> Delegation:
    """A colleague acts in the person's membership from a day to a day, under their own name. A delegate does not delegate on.

    Raises NotThere for a membership that is not one's own, Invalid for somebody who does not work there, for days in the wrong
    order, past or beyond the membership's, and without a reason.
    """
    require(by, "give", Delegation)
    current = Membership.objects.current().filter(pk=membership.pk)
    if not (by.program or membership.person == by.person) or not current.exists():
        raise not_there()
    if not colleagues(membership).filter(pk=to.pk).exists():
        raise Invalid(_("Only somebody who works for the same organisation can stand in."), field="to")
    if valid_to < valid_from or valid_to < timezone.localdate():
        raise Invalid(_("The last day is before the first, or past."), field="valid_to")
    if valid_from < membership.valid_from or (membership.valid_to and valid_to > membership.valid_to):
        until = membership.valid_to or ""
        said = _("The days have to lie within those of the membership ({first} to {last}).")
        raise Invalid(said.format(first=membership.valid_from, last=until), field="valid_to")
    if not reason.strip():
        raise Invalid(_("Say why somebody has to stand in."), field="reason")
    with transaction.atomic():
        delegation = Delegation.objects.create(
            membership=membership, to=to, valid_from=valid_from, valid_to=valid_to, reason=reason.strip()
        )
        after = {"membership": membership.pk, "to": to.pk, "valid_from": valid_from, "valid_to": valid_to}
        record(by=by.who(), action="give_delegation", on=delegation, after=after, private={"reason": delegation.reason})
    return delegation


def revoke_delegation(*, delegation: Delegation, by: Acting, why: str = "") -> None:
    """The colleague does not stand in any more, from the next request on. Raises Stale where that was done before."""
    require(by, "revoke", delegation)
    now = timezone.now()
    with transaction.atomic():
        if not Delegation.objects.filter(pk=delegation.pk, revoked_at=None).update(revoked_at=now):
            raise Stale(_("This was done before."), remedy=_("Reload the page and look at how it stands now."))
        delegation.revoked_at = now
        record(by=by.who(), action="revoke_delegation", on=delegation, after={"revoked_at": now}, why=why)
