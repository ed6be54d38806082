"""Which requests a person may see."""

from __future__ import annotations

from mingpin.accounts.acting import Acting
from mingpin.accounts.states import Role
from mingpin.collection.models import DraftingQuerySet, RequestQuerySet
from mingpin.collection.states import NOT_SENT, RequestState

SEES_ALL_REQUESTS = (Role.OFFICE, Role.LEADER, Role.AUDITOR, "platform")
HOLDERS = (Role.DEPARTMENT, Role.COUNTY, Role.CARRIER)


def visible_requests(requests: RequestQuerySet, by: Acting) -> RequestQuerySet:
    """The office, leaders and auditors see all; a holder what was sent to it, never a draft."""
    if by.has_role(*SEES_ALL_REQUESTS):
        return requests
    if by.has_role(*HOLDERS) and by.organisation:
        return requests.filter(holder=by.organisation.pk).exclude(state__in=NOT_SENT)
    return requests.none()


def visible_draftings(draftings: DraftingQuerySet, by: Acting) -> DraftingQuerySet:
    """Who sees all requests."""
    return draftings if by.has_role(*SEES_ALL_REQUESTS) else draftings.none()


def own_open_requests(by: Acting) -> RequestQuerySet:
    """The requests that wait for answers of the organisation for which the person acts."""
    from mingpin.collection.models import Request

    own = by.organisation.pk if by.organisation else None
    return Request.objects.visible_to(by).filter(holder=own, state=RequestState.OPEN)
