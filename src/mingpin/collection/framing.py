"""What the frame shows of requests: the entry of the navigation, what waits on desks."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count, Q
from django.urls import reverse

from mingpin.accounts.acting import Acting
from mingpin.accounts.states import Role
from mingpin.collection.models import Request
from mingpin.collection.queries import HOLDERS, own_open_requests
from mingpin.collection.states import ItemState, RequestState
from mingpin.language import _
from mingpin.language import later as __
from mingpin.pages.desks import Waiting, add_waiting
from mingpin.pages.navigation import add_entry

READERS = (Role.OFFICE, Role.DEPARTMENT, Role.COUNTY, Role.CARRIER, Role.LEADER, Role.AUDITOR)
MOST_ON_DESK = 10


def show_in_frame() -> None:
    """Called once, when the apps start."""
    add_entry(__("Collection"), "requests", icon="clipboard-list", place=22, roles=READERS, count=_count)
    add_waiting(_waiting)


def _count(by: Acting) -> int | None:
    """How many requests wait for the organisation; for those who ask nothing is counted."""
    return own_open_requests(by).count() if by.has_role(*HOLDERS) else None


def _waiting(by: Acting) -> Iterator[Waiting]:
    if by.has_role(*HOLDERS):
        yield from _for_holder(by)
    elif by.has_role(Role.OFFICE):
        yield from _for_office(by)


def _for_holder(by: Acting) -> Iterator[Waiting]:
    open_ = Count("items", filter=Q(items__state=ItemState.OPEN), distinct=True)
    found = (
        own_open_requests(by).annotate(left=open_, reminded=Count("reminders", distinct=True)).order_by("due_on", "pk")
    )
    for one in found[:MOST_ON_DESK]:
        reminded: int = one.reminded  # type: ignore[attr-defined]  # counted above
        said = [_("{days} days late").format(days=one.days_late())] if one.days_late() else []
        if reminded:
            said.append(_("reminded {count} times").format(count=reminded))
        said.append(_("questions not answered"))
        url = reverse("collection_request", kwargs={"of_request": one.pk})
        left: int = one.left  # type: ignore[attr-defined]
        yield Waiting(one.title, url, left, due_on=one.due_on, detail=_(", ").join(said))


def _for_office(by: Acting) -> Iterator[Waiting]:
    requests = Request.objects.visible_to(by)
    late = requests.late()
    first = late.order_by("due_on").values_list("due_on", flat=True).first()
    yield Waiting(_("Requests are late"), f"{reverse('requests')}?late=on", late.count(), due_on=first)
    drafts = requests.filter(state=RequestState.DRAFT)
    yield Waiting(
        _("Look at drafted requests and send them"),
        reverse("request_drafts"),
        drafts.count(),
        detail=_("Nobody is asked before you send them."),
    )
    answered = requests.filter(state=RequestState.ANSWERED)
    yield Waiting(
        _("Answered requests to close"), f"{reverse('requests')}?state={RequestState.ANSWERED}", answered.count()
    )
