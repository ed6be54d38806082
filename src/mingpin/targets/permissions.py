"""Who may do what about targets."""

from __future__ import annotations

from mingpin.accounts.acting import Acting
from mingpin.accounts.permissions import (
    is_department,
    is_office,
    is_platform,
    is_staff,
    is_visible,
    may,
    set_permissions,
)
from mingpin.accounts.states import Role
from mingpin.engine.model import Clause
from mingpin.errors import Refused
from mingpin.language import _
from mingpin.targets.models import Report, ReportDocument

REPORT = set_permissions(
    Report,
    {
        "list": is_staff | is_platform,
        "view": is_visible,
        "report": is_office | is_department | is_platform,
    },
)
DOCUMENT = set_permissions(ReportDocument, {"view": is_visible})


def is_owner(by: Acting, clause: Clause) -> bool:
    """Whether the person works for a department that the document names as an owner of the target."""
    return bool(by.has_role(Role.DEPARTMENT) and by.organisation and by.organisation.code in clause.owners)


def may_report(by: Acting, clause: Clause) -> bool:
    """Whether the person may report the figure of this target: its owners, and the office for them. What is counted from records
    is reported by nobody."""
    if clause.target is None or clause.target.counts or not may(by, "report", Report):
        return False
    return not by.has_role(Role.DEPARTMENT) or is_owner(by, clause)


def require_report(by: Acting, clause: Clause) -> None:
    """Nothing where `may_report`. Raises Refused."""
    if not may_report(by, clause):
        raise Refused(
            _("Your organisation does not report this target."),
            why=_("Its owners named in the document and the city office do."),
            remedy=_("Ask one of the owners shown at the target."),
        )
