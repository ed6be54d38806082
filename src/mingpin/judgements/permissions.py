"""Who may do what with judgements, rulings and what-ifs."""

from __future__ import annotations

from typing import Any

from rules.predicates import predicate

from mingpin.accounts.acting import Acting
from mingpin.accounts.permissions import (
    is_auditor,
    is_department,
    is_leader,
    is_office,
    is_platform,
    is_visible,
    set_permissions,
)
from mingpin.judgements.models import Moved, Proposed, ProposedDocument, Ruling, WhatIf

looks_on = is_office | is_leader | is_auditor | is_platform
reads = looks_on | is_department


@predicate
def is_of_own_department(by: Acting, thing: Any = None) -> bool:
    """It was proposed by the department for which the person works."""
    return thing is not None and by.organisation is not None and thing.organisation_id == by.organisation.pk


@predicate
def is_another(by: Acting, thing: Any = None) -> bool:
    """The person, and whoever they stand in for, had no part in it so far."""
    return thing is not None and bool(by.people) and not by.people & set(thing.people)


PROPOSED = set_permissions(
    Proposed,
    {
        "list": reads,
        "view": is_visible,
        "judge": is_department,
        "second": is_visible & is_department & is_of_own_department,
        "withdraw": is_visible & is_department & is_of_own_department,
    },
)
DOCUMENT = set_permissions(ProposedDocument, {"view": is_visible})
RULING = set_permissions(
    Ruling,
    {
        "list": reads,
        "view": is_visible,
        "draft": is_office,
        "drop": is_visible & is_office,
        "sign": is_visible & is_leader,
        "revoke": is_visible & is_leader,
    },
)
WHAT_IF = set_permissions(
    WhatIf, {"list": looks_on, "view": is_visible, "try": is_office, "look_at_reading": is_office | is_platform}
)
MOVED = set_permissions(Moved, {"list": looks_on, "view": is_visible, "export": looks_on})
