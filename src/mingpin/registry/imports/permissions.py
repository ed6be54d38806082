"""Who may send files, and what they may do with an import."""

from __future__ import annotations

from rules.predicates import predicate

from mingpin.accounts.acting import Acting
from mingpin.accounts.permissions import (
    is_auditor,
    is_carrier,
    is_county,
    is_department,
    is_leader,
    is_office,
    is_platform,
    is_visible,
    set_permissions,
)
from mingpin.registry.models import Import


@predicate
def is_supplier(by: Acting, of_import: Import | None = None) -> bool:
    """The person acts for the organisation that supplied the files."""
    return bool(of_import and by.organisation and of_import.supplier_id == by.organisation.pk)


gives = is_office | is_department | is_county | is_carrier | is_platform

IMPORT = set_permissions(
    Import,
    {
        "list": gives | is_leader | is_auditor,
        "view": is_visible,
        "upload": gives,
        "change": is_visible & gives & (is_supplier | is_office | is_platform),
        "undo": is_visible & gives & (is_supplier | is_office | is_platform),
    },
)
