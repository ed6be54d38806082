"""The first person of a new platform: there is nobody after migrating, and nobody makes the first one from a page."""

from __future__ import annotations

from django.db import transaction

from mingpin.accounts.acting import Acting
from mingpin.accounts.actions.memberships import appoint_person
from mingpin.accounts.actions.organisations import create_organisation
from mingpin.accounts.actions.people import create_person
from mingpin.accounts.models import Membership, Organisation
from mingpin.accounts.states import OrganisationKind, Role
from mingpin.errors import Refused
from mingpin.language import _


def begin_platform(*, office: str, code: str, username: str, name: str, password: str) -> Membership:
    """The city office and its first administrator, who has to choose an own password. Raises Refused where there is one
    already, Invalid as the actions that it calls."""
    by = Acting.platform("begin_platform")
    with transaction.atomic():
        if Membership.objects.current().filter(role=Role.ADMINISTRATOR).exists():
            what = _("There is an administrator already.")
            raise Refused(what, remedy=_("Ask the administrator to make the account."))
        found = Organisation.objects.filter(kind=OrganisationKind.OFFICE, code=code).first()
        organisation = found or create_organisation(kind=OrganisationKind.OFFICE, name=office, code=code, by=by)
        person = create_person(username=username, name=name, password=password, by=by)
        return appoint_person(person=person, organisation=organisation, role=Role.ADMINISTRATOR, by=by)
