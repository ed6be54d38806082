"""Who may do what about duties."""

from __future__ import annotations

from typing import Any

from rules.predicates import predicate

from mingpin.accounts.acting import Acting
from mingpin.accounts.permissions import (
    has_role,
    is_auditor,
    is_county,
    is_department,
    is_leader,
    is_office,
    is_visible,
    set_permissions,
)
from mingpin.duties.models import (
    Bulletin,
    DutyDocument,
    FollowUp,
    HandOff,
    LeadDecision,
    Meeting,
    Milestone,
    Progress,
    Resolution,
)

reads = has_role("office", "department", "county", "leader", "auditor")
"""Carriers, experts and administrators have nothing to do with duties."""
works = is_office | is_department | is_county


def _is_of(field: str) -> Any:
    @predicate(name=f"is_of:{field}")
    def is_of(by: Acting, thing: Any = None) -> bool:
        """The thing is of the organisation for which the person works."""
        return thing is not None and by.organisation is not None and getattr(thing, f"{field}_id") == by.organisation.pk

    return is_of


is_owner, is_receiver = _is_of("organisation"), _is_of("receiver")

LEAD = set_permissions(
    LeadDecision, {"list": reads, "view": is_visible, "put_forward": is_office, "decide": is_visible & is_office}
)
MILESTONE = set_permissions(
    Milestone,
    {
        "list": reads,
        "view": is_visible,
        "plan": works,
        "finish": is_visible & (is_office | (works & is_owner)),
        "drop": is_visible & is_office,
    },
)
PROGRESS = set_permissions(Progress, {"list": reads, "view": is_visible, "report": works})
HAND_OFF = set_permissions(
    HandOff,
    {
        "list": reads,
        "view": is_visible,
        "ask": works,
        "accept": is_visible & works & is_receiver,
        "return": is_visible & works & is_receiver,
        "finish": is_visible & works & is_receiver,
    },
)
MEETING = set_permissions(
    Meeting, {"list": reads, "view": is_visible, "create": is_office, "change": is_visible & is_office}
)
RESOLUTION = set_permissions(
    Resolution,
    {
        "list": reads,
        "view": is_visible,
        "create": is_office,
        "follow_up": is_visible & (is_office | (works & is_owner)),
        "close": is_visible & is_office,
    },
)
FOLLOW_UP = set_permissions(FollowUp, {"view": is_visible})
DOCUMENT = set_permissions(DutyDocument, {"view": is_visible})
BULLETIN = set_permissions(Bulletin, {"list": reads, "view": is_visible, "issue": is_office})
assesses = is_office | is_leader | is_auditor
"""Those who see the assessment of everybody; a department and a county see their own."""
