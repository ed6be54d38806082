"""One request: how it stands, what it asks, its workbook, answering by form, and what the office does with it."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mingpin.accounts.middleware import acting_in
from mingpin.accounts.permissions import may, require
from mingpin.collection import actions
from mingpin.collection.answer import answer_request
from mingpin.collection.forms import MOST_ON_A_PAGE, AnswerForm
from mingpin.collection.models import Reminder, Request, RequestItem
from mingpin.collection.states import ItemState, RequestState
from mingpin.collection.views.shared import item_mark, mark_of, request_of, to_request
from mingpin.collection.wording import about_words, item_words, reason_words, why_of
from mingpin.collection.workbook import write_workbook
from mingpin.errors import Invalid
from mingpin.language import _
from mingpin.pages.workbook import XLSX
from mingpin.policies.models import Run
from mingpin.registry.models import Import

MOST_REASONS = 30


@require_safe
def one_request(request: HttpRequest, of_request: int) -> HttpResponse:
    """The request with its progress and questions, fifty on a page."""
    by = acting_in(request)
    one = request_of(by, of_request)
    state = request.GET.get("state", "")
    state = state if state in ItemState.values else ""
    found = one.items.select_related("subject").order_by("place")
    page = Paginator(found.filter(state=state) if state else found, MOST_ON_A_PAGE).get_page(request.GET.get("page"))
    counts = {kept.value: 0 for kept in ItemState} | dict(
        one.items.order_by().values_list("state").annotate(Count("pk"))
    )
    may_answer = one.state == RequestState.OPEN and may(by, "answer", one)
    context = {
        "one": one,
        "mark": mark_of(one),
        "counts": counts,
        "asked": sum(counts.values()),
        "state": state,
        "page": page,
        "lines": [_line(item) for item in page.object_list],
        "reasons": _reasons(one),
        "reminders": Reminder.objects.visible_to(by).filter(request=one).order_by("-pk"),
        "may_answer": may_answer,
        "may_upload": may_answer and may(by, "upload", Import),
        "upload_url": f"{reverse('import_new')}?{urlencode({'title': one.title})}",
        "may_see_run": may(by, "list", Run),
        "may_keep": may(by, "remind", one),
        "has_workbook": bool(counts[ItemState.OPEN]) and one.state in (RequestState.DRAFT, RequestState.OPEN),
    }
    return render(request, "collection/request.html", context)


def _line(item: RequestItem) -> dict[str, Any]:
    return {"item": item, "what": item_words(item), "about": about_words(item), "mark": item_mark(item)}


def _reasons(one: Request) -> list[dict[str, Any]]:
    """What is asked by reason, with the clauses that need it and their words."""
    counted = one.items.order_by().values_list("reason").annotate(count=Count("pk")).order_by("-count")[:MOST_REASONS]
    counts = dict(counted)
    why = why_of(one.run, counts)
    return [{"what": reason_words(one.run, code), "count": count, "why": why[code]} for code, count in counts.items()]


@require_safe
def workbook(request: HttpRequest, of_request: int) -> FileResponse:
    """The workbook of what is still open, to be filled in and sent back."""
    by = acting_in(request)
    one = request_of(by, of_request)
    target = tempfile.TemporaryFile(prefix="mingpin-")  # noqa: SIM115  FileResponse closes it
    with tempfile.TemporaryDirectory(prefix="mingpin-request-") as folder:
        place = Path(folder) / "request.xlsx"
        write_workbook(place, one)
        target.write(place.read_bytes())
    target.seek(0)
    name = f"{one.title} {timezone.localdate():%Y-%m-%d}.xlsx"
    return FileResponse(target, as_attachment=True, filename=name, content_type=XLSX)


@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, of_request: int) -> HttpResponse:
    """The open questions as a form, at most fifty at a time."""
    by = acting_in(request)
    one = request_of(by, of_request)
    require(by, "answer", one)
    waiting = one.items.filter(state=ItemState.OPEN).select_related("subject").order_by("place")
    if request.method == "POST":
        asked = [int(pk) for pk in request.POST.getlist("asked") if pk.isascii() and pk.isdigit() and len(pk) < 19]
        shown = list(waiting.filter(pk__in=asked[:MOST_ON_A_PAGE]))
        form = AnswerForm(shown, request.POST, by=by)
        if form.is_valid():
            try:
                held = answer_request(request=one, answers=form.answers(), by=by, note=request.POST.get("note", ""))
            except Invalid as refusal:
                return _answer_page(request, one, form, shown, waiting.count(), str(refusal))
            messages.success(request, _("Taken in: {count} questions are answered.").format(count=held))
            return to_request(one)
        return _answer_page(request, one, form, shown, waiting.count(), "")
    page = Paginator(waiting, MOST_ON_A_PAGE).get_page(request.GET.get("page"))
    shown = list(page.object_list)
    return _answer_page(request, one, AnswerForm(shown, by=by), shown, waiting.count(), "", page)


def _answer_page(
    request: HttpRequest,
    one: Request,
    form: AnswerForm,
    shown: list[RequestItem],
    waiting: int,
    refusal: str,
    page: Any = None,
) -> HttpResponse:
    context = {"one": one, "form": form, "asked": [item.pk for item in shown], "waiting": waiting, "refusal": refusal}
    wrong = bool(refusal) or (form.is_bound and form.has_errors)
    return render(request, "collection/answer.html", context | {"page": page}, status=422 if wrong else 200)


@require_POST
def decline(request: HttpRequest, of_request: int) -> HttpResponse:
    """The holder does not hold what it ticked."""
    by = acting_in(request)
    one = request_of(by, of_request)
    chosen = [int(pk) for pk in request.POST.getlist("items") if pk.isascii() and pk.isdigit() and len(pk) < 19]
    count = actions.decline_items(request=one, items=chosen, reason=request.POST.get("reason", ""), by=by)
    messages.success(
        request, _("Recorded for {count} questions: your organisation does not hold it.").format(count=count)
    )
    return to_request(one)


@require_POST
def remind(request: HttpRequest, of_request: int) -> HttpResponse:
    """The office reminds the holder."""
    by = acting_in(request)
    one = request_of(by, of_request)
    actions.remind_holder(request=one, by=by, note=request.POST.get("reason", ""))
    messages.success(request, _("{holder} is reminded.").format(holder=one.holder.name))
    return to_request(one)


@require_POST
def withdraw(request: HttpRequest, of_request: int) -> HttpResponse:
    """The office takes the request back."""
    by = acting_in(request)
    one = request_of(by, of_request)
    actions.withdraw_request(request=one, reason=request.POST.get("reason", ""), by=by)
    messages.success(request, _("The request was withdrawn."))
    return to_request(one)


@require_POST
def close(request: HttpRequest, of_request: int) -> HttpResponse:
    """The office has seen the answers."""
    by = acting_in(request)
    one = request_of(by, of_request)
    actions.close_request(request=one, by=by)
    messages.success(request, _("The request is closed."))
    return to_request(one)


@require_POST
def discard(request: HttpRequest, of_request: int) -> HttpResponse:
    """A draft is put away."""
    by = acting_in(request)
    one = request_of(by, of_request)
    actions.discard_request(request=one, by=by)
    messages.success(request, _("The draft was put away; nobody is asked."))
    return to_request(one)
