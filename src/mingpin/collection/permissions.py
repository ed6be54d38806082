"""Who may do what with requests."""

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
    is_staff,
    is_visible,
    set_permissions,
)
from mingpin.collection.models import Drafting, Reminder, Request, RequestItem


@predicate
def is_asked(by: Acting, request: Request | None = None) -> bool:
    """The request was sent to the organisation for which the person acts."""
    return bool(request and by.organisation and request.holder_id == by.organisation.pk)


looks_on = is_office | is_leader | is_auditor | is_platform
holds = is_department | is_county | is_carrier
keeps = is_office | is_platform

REQUEST = set_permissions(
    Request,
    {
        "list": looks_on | holds,
        "view": is_visible,
        "look_at_drafts": looks_on,
        "send": is_visible & keeps,
        "discard": is_visible & keeps,
        "remind": is_visible & keeps,
        "withdraw": is_visible & keeps,
        "close": is_visible & keeps,
        "answer": is_visible & holds & is_asked,
    },
)
ITEM = set_permissions(RequestItem, {"list": is_staff | is_platform, "view": is_visible})
DRAFTING = set_permissions(Drafting, {"view": is_visible, "begin": keeps})
REMINDER = set_permissions(Reminder, {"view": is_visible})
