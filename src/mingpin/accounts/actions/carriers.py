"""An enterprise, or whoever else carries a brand, comes to the platform: by its credit code, with a person who acts for it."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from mingpin.accounts.acting import Acting
from mingpin.accounts.actions.memberships import requested, said
from mingpin.accounts.actions.organisations import made
from mingpin.accounts.actions.people import free_username, new_person, saved, username_of
from mingpin.accounts.areas import area_of_credit_code, areas_of_city
from mingpin.accounts.models import Membership, Organisation, Person
from mingpin.accounts.permissions import require
from mingpin.accounts.states import OrganisationKind, Role
from mingpin.audit.actions import record
from mingpin.errors import Invalid
from mingpin.files.models import StoredFile
from mingpin.language import _
from mingpin.vocabulary.credit_codes import corrections, is_valid


@dataclass(frozen=True)
class Mandate:
    """For whom somebody wants to act, and on what ground. `area` counts only where the credit code is from elsewhere."""

    credit_code: str
    organisation_name: str
    area: str = ""
    position: str = ""
    valid_to: date | None = None
    file: StoredFile | None = None


def register_carrier(
    *, mandate: Mandate, username: str, name: str, phone: str, email: str, password: str, by: Acting
) -> Membership:
    """A new person, their organisation (found by its credit code, else made) and the request that its county decides.

    The sign-in name is the wish with four digits behind it: what is told does not depend on who or what is there already.
    Raises Invalid.
    """
    require(by, "register", Membership)
    mandate = checked(mandate)
    wish = username_of(username)
    person = new_person(username=wish, name=name, phone=phone, email=email, password=password)
    person.username = free_username(wish)
    with transaction.atomic():
        saved(person)
        membership, is_new = _asked(person, mandate)
        record(
            by=by.who(),
            action="register_carrier",
            on=membership,
            after={**said(membership), "is_new_organisation": is_new},
            private={"username": person.username, "name": person.name, "phone": person.phone, "email": person.email},
        )
    return membership


def join_carrier(*, mandate: Mandate, by: Acting) -> Membership:
    """The same for somebody who can sign in already: the organisation, found or made, and the request. Raises Invalid."""
    require(by, "join", Membership)
    assert by.person is not None
    mandate = checked(mandate)
    with transaction.atomic():
        membership, is_new = _asked(by.person, mandate)
        after = {**said(membership), "is_new_organisation": is_new}
        record(by=by.who(), action="join_carrier", on=membership, after=after)
    return membership


def checked(mandate: Mandate) -> Mandate:
    """The mandate with its credit code as the standard writes it and its area settled. Raises Invalid, field by field, without
    looking at what is there."""
    code = "".join(unicodedata.normalize("NFKC", mandate.credit_code).split()).upper()
    if not is_valid(code):
        meant = corrections(code)
        remedy = _("Was {code} meant?").format(code=meant[0]) if meant else _("Compare it with the business licence.")
        what = _("This is no unified social credit code: its check digit does not fit.")
        raise Invalid(what, remedy=remedy, field="credit_code")
    if not mandate.organisation_name.strip():
        raise Invalid(_("Give the name of the organisation."), field="organisation_name")
    area = area_of_credit_code(code) or mandate.area
    if area not in areas_of_city():
        what = _("The credit code was issued elsewhere: choose the county or zone in which the organisation is.")
        raise Invalid(what, field="area")
    return Mandate(code, mandate.organisation_name.strip(), area, mandate.position, mandate.valid_to, mandate.file)


def _asked(person: Person, mandate: Mandate) -> tuple[Membership, bool]:
    """The request, and whether the organisation had to be made."""
    found = Organisation.objects.filter(kind=OrganisationKind.CARRIER, code=mandate.credit_code).first()
    organisation = found or made(
        kind=OrganisationKind.CARRIER, name=mandate.organisation_name, code=mandate.credit_code, area=mandate.area
    )
    membership = requested(
        person=person,
        organisation=organisation,
        role=Role.CARRIER,
        position=mandate.position,
        valid_from=None,
        valid_to=mandate.valid_to,
        mandate=mandate.file,
        stated_name=mandate.organisation_name,
    )
    return membership, found is None
