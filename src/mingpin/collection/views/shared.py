"""What several pages of requests need."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponseRedirect
from django.urls import reverse

from mingpin.accounts.acting import Acting
from mingpin.accounts.permissions import may, not_there
from mingpin.collection.models import Request, RequestItem
from mingpin.collection.states import ItemState, RequestState
from mingpin.language import _
from mingpin.pages.marks import Mark
from mingpin.pages.tabs import Tab, tabs_of

MARKS = {
    RequestState.DRAFT: "none",
    RequestState.OPEN: "open",
    RequestState.ANSWERED: "ok",
    RequestState.CLOSED: "none",
    RequestState.WITHDRAWN: "none",
    RequestState.DISCARDED: "none",
}
ITEM_MARKS = {ItemState.OPEN: "open", ItemState.HELD: "ok", ItemState.DECLINED: "no"}


def request_of(by: Acting, pk: int) -> Request:
    """The request. Raises NotThere for one that is not there or that the person may not know of."""
    found = Request.objects.visible_to(by).select_related("holder", "run").filter(pk=pk).first()
    if found is None:
        raise not_there()
    return found


def mark_of(request: Request) -> Mark:
    """How a request stands: late comes before waiting."""
    late = request.days_late()
    if late:
        return Mark("no", _("{days} days late").format(days=late))
    return Mark(MARKS[RequestState(request.state)], request.get_state_display())


def item_mark(item: RequestItem) -> Mark:
    return Mark(ITEM_MARKS[ItemState(item.state)], item.get_state_display())


def to_request(request: Request) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("collection_request", kwargs={"of_request": request.pk}), status=303)


def tabs(by: Acting, current: str) -> list[Tab]:
    """The pages of the app that the person may see, the current one marked; none where there is only one."""
    pages: dict[str, Any] = {"requests": _("Requests")}
    if may(by, "look_at_drafts", Request):
        pages["request_drafts"] = _("Drafts")
    if may(by, "list", RequestItem):
        pages |= {"request_items": _("Everything asked"), "burden": _("Burden meter")}
    return tabs_of(pages, current)
