"""Meetings of the leading group, their resolutions and what came of them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mingpin.accounts.acting import Acting
from mingpin.accounts.forms.sending import sent, status_of
from mingpin.accounts.middleware import acting_in
from mingpin.accounts.permissions import may, require
from mingpin.duties import actions
from mingpin.duties.forms import CloseForm, FollowUpForm, MeetingForm, MinutesForm, ResolutionForm
from mingpin.duties.models import DutyDocument, FollowUp, Meeting, Resolution
from mingpin.duties.owners import titled, visible_duties
from mingpin.duties.queries import visible_meetings
from mingpin.duties.states import ResolutionState
from mingpin.duties.views.duties import RESOLUTION_MARKS
from mingpin.duties.views.shared import tabs, to, visible_or_gone
from mingpin.language import _
from mingpin.language import later as __
from mingpin.pages.fields import day_asked
from mingpin.pages.listing import Column, Listing
from mingpin.pages.marks import Mark

COLUMNS = [
    Column("day", __("Day"), lambda one: one.day, sort="day", width=12),
    Column(
        "title",
        __("Meeting"),
        lambda one: one.title,
        url=lambda one: reverse("meeting", kwargs={"meeting": one.pk}),
        width=50,
    ),
    Column("place", __("Place"), lambda one: one.place, width=24),
    Column("open", __("Open resolutions"), lambda one: one.count_open, is_number=True),
    Column("all", __("Resolutions"), lambda one: one.count_all, is_number=True),
]


@require_safe
def meetings(request: HttpRequest) -> HttpResponseBase:
    """The meetings that the person may know of."""
    by = acting_in(request)
    require(by, "list", Meeting)
    seen = Q(resolutions__in=Resolution.objects.visible_to(by))
    is_open = seen & Q(resolutions__state=ResolutionState.OPEN)
    rows = visible_meetings(by).annotate(
        count_all=Count("resolutions", filter=seen, distinct=True),
        count_open=Count("resolutions", filter=is_open, distinct=True),
    )
    listing = Listing(
        request,
        rows=rows,
        columns=COLUMNS,
        search=lambda found, text: found.filter(Q(title__contains=text) | Q(place__contains=text)),
        default_sort="-day",
        export=__("Meetings of the leading group"),
        empty=__("The office records meetings of the leading group here, with minutes and resolutions."),
    )
    if listing.wants_export:
        return listing.exported()
    context = {"listing": listing, "tabs": tabs(request, "meetings"), "may_create": may(by, "create", Meeting)}
    return render(request, "duties/meetings.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def meeting_new(request: HttpRequest) -> HttpResponse:
    by = acting_in(request)
    require(by, "create", Meeting)
    form = MeetingForm(request.POST, request.FILES) if request.method == "POST" else MeetingForm()
    made = sent(form, lambda data: actions.record_meeting(by=by, **data))
    if made:
        messages.success(request, _("The meeting is recorded. Add its resolutions."))
        return to("meeting", meeting=made.pk)
    return render(request, "duties/meeting_form.html", {"form": form}, status=status_of(form))


@require_safe
def meeting(request: HttpRequest, meeting: int) -> HttpResponse:
    """When and where, its documents, and every resolution with how it stands."""
    by = acting_in(request)
    one = visible_or_gone(Meeting, by, meeting)
    day = day_asked(request.GET)
    rows = Resolution.objects.visible_to(by).filter(meeting=one).select_related("organisation").order_by("number")
    context = {
        "meeting": one,
        "documents": DutyDocument.objects.visible_to(by).filter(meeting=one).order_by("pk"),
        "resolutions": [(row, mark_of(row, day), titled(row.clause) if row.clause else "") for row in rows],
        "may_see_all": not by.area,
        "may_change": may(by, "change", one),
        "minutes": MinutesForm(),
    }
    return render(request, "duties/meeting.html", context)


def mark_of(one: Resolution, day: Any) -> Mark:
    days = (day - one.due_on).days
    if one.state == ResolutionState.OPEN and days > 0:
        return Mark("no", _("Late by {days} days").format(days=days))
    return Mark(RESOLUTION_MARKS[one.state], one.get_state_display())


@require_POST
def meeting_documents(request: HttpRequest, meeting: int) -> HttpResponse:
    by = acting_in(request)
    one = visible_or_gone(Meeting, by, meeting)
    actions.add_minutes(meeting=one, documents=request.FILES.getlist("documents"), by=by)
    messages.success(request, _("The document is attached."))
    return to("meeting", meeting=one.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def resolution_new(request: HttpRequest, meeting: int) -> HttpResponse:
    by = acting_in(request)
    one = visible_or_gone(Meeting, by, meeting)
    require(by, "create", Resolution)
    form = ResolutionForm(request.POST if request.method == "POST" else None, by=by)
    if sent(form, lambda data: actions.add_resolution(meeting=one, by=by, **data)):
        messages.success(request, _("The resolution is added; it waits on its owner's desk."))
        return to("meeting", meeting=one.pk)
    return render(request, "duties/resolution_form.html", {"form": form, "meeting": one}, status=status_of(form))


@require_http_methods(["GET", "HEAD", "POST"])
def resolution(request: HttpRequest, resolution: int) -> HttpResponse:
    """A resolution with all that was done of it; its owner or the office says more."""
    by = acting_in(request)
    one = visible_or_gone(Resolution, by, resolution, "organisation", "meeting")
    form = FollowUpForm(request.POST, request.FILES) if request.method == "POST" else FollowUpForm()
    if request.method == "POST":
        require(by, "follow_up", one)
    if sent(form, lambda data: actions.follow_up_resolution(resolution=one, by=by, **data)):
        messages.success(request, _("Said. It stands with the resolution."))
        return to("resolution", resolution=one.pk)
    return _resolution(request, by, one, form, CloseForm(initial={"closed_on": timezone.localdate()}))


@require_POST
def resolution_close(request: HttpRequest, resolution: int) -> HttpResponse:
    by = acting_in(request)
    one = visible_or_gone(Resolution, by, resolution, "organisation", "meeting")
    require(by, "close", one)
    form, is_done = CloseForm(request.POST), request.POST.get("as") != "dropped"
    if sent(form, lambda data: actions.close_resolution(resolution=one, is_done=is_done, by=by, **data)):
        messages.success(request, _("Closed: {state}.").format(state=one.get_state_display()))
        return to("resolution", resolution=one.pk)
    return _resolution(request, by, one, FollowUpForm(), form)


def _resolution(request: HttpRequest, by: Acting, one: Resolution, form: Any, close: Any) -> HttpResponse:
    is_open = one.state == ResolutionState.OPEN
    said = FollowUp.objects.visible_to(by).filter(resolution=one).select_related("organisation").order_by("-pk")
    context = {
        "resolution": one,
        "mark": mark_of(one, day_asked(request.GET)),
        "titled": titled(one.clause) if one.clause else "",
        "clause_is_seen": any(clause.id == one.clause for clause in visible_duties(by)),
        "follow_ups": said.prefetch_related("documents"),
        "form": form if is_open and may(by, "follow_up", one) else None,
        "close": close if is_open and may(by, "close", one) else None,
    }
    status = 422 if form.errors or close.errors else 200
    return render(request, "duties/resolution.html", context, status=status)
