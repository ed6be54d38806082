"""What of judgements, rulings and what-ifs a person may see."""

from __future__ import annotations

from mingpin.accounts.acting import Acting
from mingpin.accounts.states import Role
from mingpin.judgements.models import ProposedQuerySet, RulingQuerySet, WhatIfQuerySet

LOOK_ON = (Role.OFFICE, Role.LEADER, Role.AUDITOR, "platform")
READERS = (*LOOK_ON, Role.DEPARTMENT)
"""Counties and enterprises learn of judgements and rulings by the verdicts that rest on them."""


def visible_proposed(rows: ProposedQuerySet, by: Acting) -> ProposedQuerySet:
    if by.has_role(*LOOK_ON):
        return rows
    if by.has_role(Role.DEPARTMENT) and by.organisation:
        return rows.filter(organisation=by.organisation.pk)
    return rows.none()


def visible_rulings(rows: RulingQuerySet, by: Acting) -> RulingQuerySet:
    return rows if by.has_role(*READERS) else rows.none()


def visible_what_ifs(rows: WhatIfQuerySet, by: Acting) -> WhatIfQuerySet:
    return rows if by.has_role(*LOOK_ON) else rows.none()
