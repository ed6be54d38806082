"""Who may do what in the registry."""

from __future__ import annotations

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
from mingpin.registry.models import EvidenceRow, Subject

SUBJECT = set_permissions(
    Subject,
    {
        "list": is_staff | is_carrier | is_platform,
        "view": is_visible,
        "create": is_office | is_county | is_platform,
        "change": is_visible & (is_office | is_county | is_platform),
        "export": is_staff | is_carrier,
        "decide": is_office | is_platform,
    },
)
EVIDENCE = set_permissions(
    EvidenceRow,
    {
        "list": is_anybody,
        "view": is_visible,
        "add": is_office | is_department | is_county | is_carrier | is_platform,
        "supersede": is_visible & (is_office | is_department | is_county | is_carrier | is_platform),
    },
)
