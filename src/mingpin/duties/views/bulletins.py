"""Monthly bulletins: those issued, the draft of a month, their documents."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from mingpin.accounts.middleware import acting_in
from mingpin.accounts.permissions import may, not_there, require
from mingpin.duties.actions import issue_bulletin
from mingpin.duties.bulletin.content import content_of, months_with_data
from mingpin.duties.bulletin.docx import docx_of
from mingpin.duties.models import Bulletin
from mingpin.duties.months import first_of, month_before, month_of
from mingpin.duties.permissions import assesses
from mingpin.duties.views.shared import tabs, to, visible_or_gone
from mingpin.errors import Invalid
from mingpin.files.kinds import KINDS
from mingpin.files.serving import download
from mingpin.language import _
from mingpin.language import later as __
from mingpin.pages.listing import Column, Listing

COLUMNS = [
    Column(
        "number",
        __("Bulletin"),
        str,
        sort="number",
        url=lambda one: reverse("bulletin", kwargs={"bulletin": one.pk}),
        width=20,
    ),
    Column("month", __("Month"), lambda one: f"{one.month:%Y-%m}", sort="month"),
    Column("issued_on", __("Issued on"), lambda one: one.issued_on, sort="issued_on"),
]


@require_safe
def bulletins(request: HttpRequest) -> HttpResponseBase:
    """Those issued; whoever sees all duties also sees drafts."""
    by = acting_in(request)
    require(by, "list", Bulletin)
    listing = Listing(
        request,
        rows=Bulletin.objects.visible_to(by),
        columns=COLUMNS,
        default_sort="-number",
        export=__("Bulletins"),
        empty=__("Bulletins appear here when the city office issues them."),
    )
    if listing.wants_export:
        return listing.exported()
    months = list(months_with_data())[:24] if assesses.test(by) else []
    issued = set(Bulletin.objects.visible_to(by).values_list("month", flat=True))
    drafts = [f"{month:%Y-%m}" for month in months if month not in issued]
    context = {"listing": listing, "tabs": tabs(request, "bulletins"), "drafts": drafts}
    return render(request, "duties/bulletins.html", context)


def _month_asked(request: HttpRequest) -> date:
    """The month of the address; the last one that is over where it names none."""
    text = request.GET.get("month", "")
    month = month_of(text) if text else month_before(timezone.localdate())
    if month is None or month > first_of(timezone.localdate()):
        raise not_there()
    return month


@require_http_methods(["GET", "HEAD", "POST"])
def bulletin_draft(request: HttpRequest) -> HttpResponse:
    """The bulletin of a month as the data have it now; posted, it is issued."""
    by = acting_in(request)
    _require_draft(by)
    month, refused = _month_asked(request), None
    if request.method == "POST":
        try:
            made = issue_bulletin(month=month, by=by)
        except Invalid as error:
            refused = error
        else:
            messages.success(request, _("Issued as no. {number}.").format(number=made.number))
            return to("bulletin", bulletin=made.pk)
    issued = Bulletin.objects.visible_to(by).filter(month=month).first()
    content = content_of(month, by=by).as_json()
    context = {
        "content": content,
        "parts": parts_of(content),
        "issued": issued,
        "refused": refused,
        "may_issue": issued is None and may(by, "issue", Bulletin),
    }
    return render(request, "duties/bulletin.html", context, status=422 if refused else 200)


@require_safe
def bulletin_draft_docx(request: HttpRequest) -> HttpResponseBase:
    by = acting_in(request)
    _require_draft(by)
    month = _month_asked(request)
    written = docx_of(content_of(month, by=by).as_json())
    name = _("Bulletin draft {month}.docx").format(month=f"{month:%Y-%m}")
    return FileResponse(BytesIO(written), as_attachment=True, filename=name, content_type=KINDS["docx"].media_type)


def _require_draft(by: Any) -> None:
    """A draft counts everybody's reports: only whoever sees them all may see it. Raises Refused."""
    if not assesses.test(by):
        require(by, "issue", Bulletin)


@require_safe
def bulletin(request: HttpRequest, bulletin: int) -> HttpResponse:
    """A bulletin as it was issued."""
    one = visible_or_gone(Bulletin, acting_in(request), bulletin)
    context = {"bulletin": one, "content": one.content, "parts": parts_of(one.content)}
    return render(request, "duties/bulletin.html", context)


@require_safe
def bulletin_docx(request: HttpRequest, bulletin: int) -> HttpResponseBase:
    one = visible_or_gone(Bulletin, acting_in(request), bulletin, "document")
    name = _("Bulletin no. {number} {month}.docx").format(number=one.number, month=f"{one.month:%Y-%m}")
    return download(one.document, name)


def parts_of(content: Any) -> list[dict[str, Any]]:
    """The sections, each row of a table with its address."""
    return [part | {"addressed": list(zip(part["rows"], part["urls"], strict=True))} for part in content["sections"]]
