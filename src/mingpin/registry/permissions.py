"""Who may do what in the registry."""

from __future__ import annotations

from typing import Any

from rules.predicates import predicate

from mingpin.accounts.acting import Acting
from mingpin.accounts.permissions import (
    is_anybody,
    is_carrier,
    is_county,
    is_department,
    is_office,
    is_platform,
    is_staff,
    is_visible,
    set_permissions,
)
from mingpin.registry.models import Attachment, EvidenceRow, Proposal, Subject


@predicate
def is_of_own_organisation(by: Acting, thing: Any = None) -> bool:
    """The row was sent by the organisation for which the person acts: nobody corrects what others say."""
    return thing is not None and by.organisation is not None and thing.batch.supplier_id == by.organisation.pk


SUBJECT = set_permissions(
    Subject,
    {
        "list": is_staff | is_carrier | is_platform,
        "view": is_visible,
        "create": is_office | is_county | is_platform,
        "change": is_visible & (is_office | is_county | is_platform),
        "change_contacts": is_visible & (is_office | is_county | is_carrier | is_platform),
        "export": is_staff | is_carrier,
    },
)
EVIDENCE = set_permissions(
    EvidenceRow,
    {
        "list": is_anybody,
        "view": is_visible,
        "add": is_office | is_department | is_county | is_carrier | is_platform,
        "supersede": is_visible & (is_office | is_platform | is_of_own_organisation),
        "attach": is_visible & (is_office | is_platform | is_of_own_organisation),
    },
)
ATTACHMENT = set_permissions(Attachment, {"view": is_visible})
PROPOSAL = set_permissions(
    Proposal,
    {
        "list": is_staff | is_platform,
        "view": is_visible,
        "decide": is_visible & (is_office | is_platform),
    },
)
