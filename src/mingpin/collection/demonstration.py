"""Requests of the demonstration: drafted from a survey, sent to a few holders, one answered in part; all through the actions."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from mingpin.accounts.acting import Acting
from mingpin.accounts.models import Organisation
from mingpin.collection.actions import decline_items, draft_requests, remind_holder, send_request
from mingpin.collection.answer import Answer, answer_request
from mingpin.collection.models import Request, RequestItem
from mingpin.collection.questions import COVERAGE
from mingpin.collection.states import ItemState, RequestState
from mingpin.policies.models import Run
from mingpin.vocabulary.model import Type
from mingpin.vocabulary.place import shared_vocabulary

ActingFor = Callable[[str], Acting | None]
HOLDERS = ("industry_it", "market_regulation", "410781", "410782")
"""Codes of the organisations that are asked, where somebody acts for them; the first two answer by form."""
DAYS = (14, 21, 10, 14)
MOST_ANSWERED = 4
NOTE = "示例：据本单位台账填报"
NOT_HELD = "示例：本单位不掌握，建议向主管部门征集"


def demonstrate(
    run: Run, acting_for: ActingFor, office: Acting, run_jobs: Callable[[], Any], today: date | None = None
) -> list[Request]:
    """Drafts from a survey that is done, sends to those of `HOLDERS` for whom somebody acts, and has two of them answer.

    `run_jobs` does the queued jobs here and now. Gives the requests that were sent; none where there was nothing to ask.
    """
    draft_requests(run=run, by=office)
    run_jobs()
    day = today or timezone.localdate()
    sent = list(_sent(acting_for, office, day))
    for holder, request in sent[:2]:
        _answer(request, holder, run)
    for _holder, request in sent[-1:]:
        request.refresh_from_db()
        if request.state == RequestState.OPEN:
            remind_holder(request=request, by=office, note="示例：请按期反馈")
    return [request for _holder, request in sent]


def _sent(acting_for: ActingFor, office: Acting, day: date) -> list[tuple[Acting, Request]]:
    found = []
    for code, days in zip(HOLDERS, DAYS, strict=True):
        holder = acting_for(code)
        organisation: Organisation | None = holder.organisation if holder else None
        request = Request.objects.filter(holder=organisation, state=RequestState.DRAFT).select_related("holder").first()
        if holder is not None and organisation is not None and request is not None:
            send_request(request=request, due_on=day + timedelta(days=days), by=office, today=day)
            found.append((holder, request))
    return found


def _answer(request: Request, holder: Acting, run: Run) -> None:
    """Some questions are answered, one is not held, the others stay open."""
    items = list(request.items.filter(state=ItemState.OPEN).select_related("subject").order_by("place"))
    chosen = [item for item in items if _said(item, run)][:MOST_ANSWERED]
    if chosen:
        answers = [Answer([item], _said(item, run)) for item in chosen]
        answer_request(request=request, answers=answers, by=holder, note=NOTE)
    left = [item.pk for item in items if item not in chosen]
    if left and request.state == RequestState.OPEN:
        decline_items(request=request, items=left[-1:], reason=NOT_HELD, by=holder)


def _said(item: RequestItem, run: Run) -> dict[str, Any]:
    """A made-up answer; nothing for what cannot be made up without more ado."""
    if item.table == COVERAGE:
        begin = date(run.as_of.year - 20, 1, 1).isoformat()
        return {"period_from": begin, "period_to": run.as_of.isoformat(), "as_of": run.as_of.isoformat()}
    columns = shared_vocabulary().tables[item.table].columns
    if any(columns[name].type is not Type.BOOL for name in item.columns):
        return {}
    return dict.fromkeys(item.columns, "yes")
