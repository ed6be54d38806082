"""Lists: requests, everything that was asked, the burden meter, the drafts and sending them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Count, F, Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mingpin.accounts.acting import Acting
from mingpin.accounts.middleware import acting_in
from mingpin.accounts.permissions import may, require
from mingpin.accounts.states import OrganisationKind
from mingpin.collection import actions
from mingpin.collection.burden import Burden, burden_of
from mingpin.collection.forms import DraftingForm, ItemFilters, RequestFilters, SendingForm
from mingpin.collection.models import Drafting, Request, RequestItem
from mingpin.collection.queries import SEES_ALL_REQUESTS
from mingpin.collection.states import NOT_SENT, DraftingState, ItemState, RequestState
from mingpin.collection.views.shared import item_mark, mark_of, tabs
from mingpin.collection.wording import about_words, holder_words, item_words
from mingpin.errors import DomainError
from mingpin.jobs.models import Job
from mingpin.language import _
from mingpin.language import later as __
from mingpin.pages.listing import Column, Listing
from mingpin.pages.workbook import Exported, list_workbook

KINDS = (OrganisationKind.DEPARTMENT, OrganisationKind.COUNTY, OrganisationKind.CARRIER)


def request_url(request: Request) -> str:
    return reverse("collection_request", kwargs={"of_request": request.pk})


@require_safe
def requests(request: HttpRequest) -> HttpResponseBase:
    """The requests that were sent: all for the office, a holder its own."""
    by = acting_in(request)
    require(by, "list", Request)
    rows = Request.objects.visible_to(by).exclude(state__in=NOT_SENT).select_related("holder")
    rows = rows.annotate(
        asked=Count("items"),
        held=Count("items", filter=Q(items__state=ItemState.HELD)),
        declined=Count("items", filter=Q(items__state=ItemState.DECLINED)),
    )
    listing = Listing(
        request,
        rows=rows,
        columns=_request_columns(by),
        search=lambda found, text: found.filter(Q(title__icontains=text) | Q(holder__name__icontains=text)),
        filters=RequestFilters,
        default_sort="-sent",
        export=__("Requests"),
        empty=_empty(by),
    )
    if listing.wants_export:
        return listing.exported()
    context = {"listing": listing, "tabs": tabs(by, "requests"), "may_draft": may(by, "begin", Drafting)}
    return render(request, "collection/requests.html", context)


def _empty(by: Acting) -> Any:
    if may(by, "begin", Drafting):
        return __(
            "What a survey leaves undetermined becomes requests: draft them from a survey, look at them, send them."
        )
    return __("When the city office asks your organisation for evidence, the request appears here.")


def _request_columns(by: Acting) -> list[Column]:
    columns = [
        Column("title", __("Request"), lambda one: one.title, url=request_url, sort="title", width=40),
        Column("state", __("State"), mark_of, width=14),
        Column("due_on", __("Due on"), lambda one: one.due_on, sort="due_on", width=14),
        Column("asked", __("Questions"), lambda one: one.asked, sort="asked", is_number=True),
        Column("held", __("Held now"), lambda one: one.held, sort="held", is_number=True),
        Column("declined", __("Does not hold it"), lambda one: one.declined, sort="declined", is_number=True),
        Column("settles", __("Can decide"), lambda one: one.settles, sort="settles", is_number=True),
        Column("sent", __("Sent out"), lambda one: one.sent_at, sort="sent_at", width=18),
    ]
    if by.has_role(*SEES_ALL_REQUESTS):
        columns.insert(1, Column("holder", __("Holder"), lambda one: one.holder.name, sort="holder__name", width=24))
    return columns


@require_safe
def items(request: HttpRequest) -> HttpResponseBase:
    """Everything that was asked, one line for each question."""
    by = acting_in(request)
    require(by, "list", RequestItem)
    rows = RequestItem.objects.visible_to(by).exclude(request__state__in=NOT_SENT)
    listing = Listing(
        request,
        rows=rows.select_related("request__holder", "subject"),
        columns=[
            Column("what", __("What is asked"), item_words, url=lambda one: request_url(one.request), width=36),
            Column("about", __("About"), about_words, url=_subject_url, width=36),
            Column("holder", __("Holder"), lambda one: one.request.holder.name, sort="request__holder__name", width=24),
            Column("state", __("State"), item_mark, sort="state", width=14),
            Column("settles", __("Decides alone"), lambda one: one.settles, sort="settles", is_number=True),
            Column("sent", __("Sent out"), lambda one: one.request.sent_at, sort="request__sent_at", width=18),
            Column("days", __("Days until it was answered"), lambda one: one.days, sort="days", is_number=True),
        ],
        search=lambda found, text: found.filter(subject__name__icontains=text),
        search_label=__("Name of the subject"),
        filters=lambda data: ItemFilters(data, by=by),
        default_sort="-pk",
        export=__("Everything asked"),
        empty=__("What is asked of departments, counties and enterprises appears here."),
    )
    if listing.wants_export:
        return listing.exported()
    return render(request, "collection/items.html", {"listing": listing, "tabs": tabs(by, "request_items")})


def _subject_url(item: RequestItem) -> str | None:
    return reverse("subject", kwargs={"subject": item.subject_id}) if item.subject_id else None


@require_safe
def burden(request: HttpRequest) -> HttpResponseBase:
    """How often each holder was asked for each field."""
    by = acting_in(request)
    require(by, "list", RequestItem)
    kind = request.GET.get("kind", "")
    kind = kind if kind in KINDS else ""
    found = burden_of(by, kind=kind)
    if request.GET.get("export") == "xlsx":
        return _burden_workbook(found)
    groups: dict[str, list[Burden]] = {}
    for one in found:
        groups.setdefault(one.name, []).append(one)
    asked = [sum(one.asked for one in rows) for rows in groups.values()]
    context = {
        "groups": [(name, rows, total) for (name, rows), total in zip(groups.items(), asked, strict=True)],
        "most": max((one.asked for one in found), default=1),
        "kinds": [("", _("All"), not kind), *((one.value, one.label, kind == one) for one in KINDS)]
        if by.has_role(*SEES_ALL_REQUESTS)
        else [],
        "kind": kind,
        "tabs": tabs(by, "burden"),
    }
    return render(request, "collection/burden.html", context)


def _burden_workbook(found: list[Burden]) -> HttpResponseBase:
    columns: list[tuple[str, int, Any]] = [
        (_("Holder"), 28, lambda one: one.name),
        (_("Field asked"), 44, lambda one: one.words),
        (_("Requests"), 12, lambda one: one.requests),
        (_("Times asked"), 12, lambda one: one.asked),
        (_("Held now"), 12, lambda one: one.held),
        (_("Does not hold it"), 14, lambda one: one.declined),
        (_("Withdrawn"), 12, lambda one: one.withdrawn),
        (_("Not answered"), 12, lambda one: one.open),
        (_("Median days"), 12, lambda one: one.days),
    ]
    return list_workbook(Exported(_("Burden meter"), [], columns, found, len(found)))


@require_http_methods(["GET", "HEAD", "POST"])
def drafts(request: HttpRequest) -> HttpResponse:
    """The drafts of the newest drafting: looked at, given a day, sent, all or some."""
    by = acting_in(request)
    require(by, "look_at_drafts", Request)
    form = SendingForm(request.POST if request.method == "POST" else None)
    found = Request.objects.visible_to(by).filter(state=RequestState.DRAFT).select_related("holder", "run")
    if request.method == "POST":
        require(by, "begin", Drafting)
        chosen = [
            int(one) for one in request.POST.getlist("requests") if one.isascii() and one.isdigit() and len(one) < 10
        ]
        if form.is_valid():
            try:
                count = actions.send_requests(
                    requests=list(found.filter(pk__in=chosen)), due_on=form.cleaned_data["due_on"], by=by
                )
            except DomainError as refusal:
                form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
            else:
                messages.success(request, _("{count} requests were sent.").format(count=count))
                return HttpResponseRedirect(reverse("requests"), status=303)
    return render(request, "collection/drafts.html", _drafts_shown(by, form, found), status=422 if form.errors else 200)


def _drafts_shown(by: Acting, form: SendingForm, found: Any) -> dict[str, Any]:
    drafting = Drafting.objects.visible_to(by).select_related("run").order_by("-pk").first()
    counted = found.annotate(asked=Count("items", filter=Q(items__request=F("pk"))))
    nobody = drafting.summary.get("nobody", {}) if drafting else {}
    return {
        "tabs": tabs(by, "request_drafts"),
        "form": form,
        "choosing": DraftingForm(by=by),
        "drafting": drafting,
        "job": _job_of(drafting),
        "is_running": drafting is not None and drafting.state == DraftingState.RUNNING,
        "has_failed": drafting is not None and drafting.state == DraftingState.FAILED,
        "drafts": counted.order_by("-settles", "-verdicts", "pk"),
        "nobody": [
            (holder_words(code), told["questions"], told["verdicts"])
            for code, told in sorted(nobody.items(), key=lambda one: -one[1]["verdicts"])
        ],
        "may_draft": may(by, "begin", Drafting),
    }


def _job_of(drafting: Drafting | None) -> Job | None:
    """The job that makes the drafts, while it does."""
    is_running = drafting is not None and drafting.state == DraftingState.RUNNING
    return Job.objects.filter(pk=drafting.job).first() if is_running and drafting and drafting.job else None


@require_POST
def draft(request: HttpRequest) -> HttpResponse:
    """Has requests drafted from a survey."""
    by = acting_in(request)
    require(by, "begin", Drafting)
    form = DraftingForm(request.POST, by=by)
    if form.is_valid():
        actions.draft_requests(run=form.cleaned_data["run"], by=by)
        messages.success(request, _("The requests are being drafted. You can leave this page and find it again."))
    else:
        messages.error(request, _("There is no survey to draft from: begin one first."))
    return HttpResponseRedirect(reverse("request_drafts"), status=303)
