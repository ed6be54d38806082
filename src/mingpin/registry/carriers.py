"""The subjects of the enterprises that people act for."""

from __future__ import annotations

from mingpin.accounts.acting import Acting
from mingpin.accounts.models import Membership
from mingpin.accounts.states import Role
from mingpin.registry.models import Subject


def link_subjects(membership: Membership, by: Acting) -> None:
    """Links an enterprise to its subjects on the register, by its credit code, when somebody was confirmed to act for it.

    A county links those of its own area only: what lies elsewhere is not its to open. A part of confirming, which records itself.
    """
    if membership.role != Role.CARRIER:
        return
    subjects = Subject.objects.filter(uscc=membership.organisation.code, organisation=None)
    if by.area:
        subjects = subjects.filter(area=by.area)
    subjects.update(organisation=membership.organisation)
