"""Kinds of organisation, roles, and the life of a membership."""

from __future__ import annotations

from django.db import models

from mingpin.language import later as _
from mingpin.transitions import by_name, step


class OrganisationKind(models.TextChoices):
    OFFICE = "office", _("City office")
    DEPARTMENT = "department", _("Department")
    COUNTY = "county", _("County or zone")
    CARRIER = "carrier", _("Enterprise or other carrier")
    EXPERTS = "experts", _("Expert institution")


class Role(models.TextChoices):
    """What a person does for an organisation. One membership, one role."""

    OFFICE = "office", _("City office staff")
    DEPARTMENT = "department", _("Department staff")
    COUNTY = "county", _("County staff")
    CARRIER = "carrier", _("Enterprise staff")
    EXPERT = "expert", _("Expert")
    LEADER = "leader", _("Leader")
    AUDITOR = "auditor", _("Auditor")
    ADMINISTRATOR = "administrator", _("Administrator")


ROLES_OF: dict[str, frozenset[str]] = {
    OrganisationKind.OFFICE: frozenset({Role.OFFICE, Role.LEADER, Role.AUDITOR, Role.ADMINISTRATOR}),
    OrganisationKind.DEPARTMENT: frozenset({Role.DEPARTMENT}),
    OrganisationKind.COUNTY: frozenset({Role.COUNTY}),
    OrganisationKind.CARRIER: frozenset({Role.CARRIER}),
    OrganisationKind.EXPERTS: frozenset({Role.EXPERT}),
}
"""The roles that a kind of organisation has. An administrator keeps accounts and sees no evidence."""


class MembershipState(models.TextChoices):
    REQUESTED = "requested", _("Waits for confirmation")
    CONFIRMED = "confirmed", _("Confirmed")
    REFUSED = "refused", _("Refused")
    ENDED = "ended", _("Ended")


MEMBERSHIP_STEPS = by_name(
    step("confirm_membership", MembershipState.REQUESTED, MembershipState.CONFIRMED, _("Confirm the mandate")),
    step("refuse_membership", MembershipState.REQUESTED, MembershipState.REFUSED, _("Refuse")),
    step("end_membership", MembershipState.CONFIRMED, MembershipState.ENDED, _("End")),
)
