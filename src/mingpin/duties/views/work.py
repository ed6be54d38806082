"""Leads, milestones, progress and hand-offs: their forms and steps."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mingpin.accounts.forms.sending import sent, status_of
from mingpin.accounts.middleware import acting_in
from mingpin.accounts.permissions import may, require
from mingpin.duties import actions
from mingpin.duties.actions.checks import is_office, need_ownership
from mingpin.duties.forms import DecisionForm, FinishForm, HandOffForm, LeadForm, MilestoneForm, ProgressForm
from mingpin.duties.models import DutyDocument, HandOff, LeadDecision, Milestone, Progress
from mingpin.duties.months import month_of, reported_month
from mingpin.duties.owners import body_name, duty_of, titled, visible_duties
from mingpin.duties.states import HandOffState, LeadState, MilestoneState
from mingpin.duties.views.shared import to, to_duty, visible_or_gone
from mingpin.files.serving import download
from mingpin.language import _

FORM = ["GET", "HEAD", "POST"]


def _form(request: HttpRequest, form: Any, clause: str, title: str, button: str, **more: Any) -> HttpResponse:
    shown = {"form": form, "clause": clause, "titled": titled(clause), "title": title, "button": button, **more}
    return render(request, "duties/form.html", shown, status=status_of(form))


@require_http_methods(FORM)
def lead_new(request: HttpRequest, clause: str) -> HttpResponse:
    """Puts a lead forward."""
    by = acting_in(request)
    one = duty_of(by, clause)
    require(by, "put_forward", LeadDecision)
    form = LeadForm(request.POST if request.method == "POST" else None, clause=one)
    if sent(form, lambda data: actions.put_forward_lead(clause=one, by=by, **data)):
        messages.success(request, _("Put forward. Record the decision of the leading group when it is taken."))
        return to_duty(one)
    note = _("Until the leading group decides, the lead is shown as not named.")
    return _form(request, form, one.id, _("Put a lead forward"), _("Put forward"), note=note)


@require_http_methods(FORM)
def lead(request: HttpRequest, lead: int) -> HttpResponse:
    """Records what the leading group decided about a lead put forward."""
    by = acting_in(request)
    one = visible_or_gone(LeadDecision, by, lead)
    require(by, "decide", one)
    form = DecisionForm(request.POST if request.method == "POST" else None)
    done = sent(form, lambda data: actions.decide_lead(lead=one, by=by, **data))
    if done:
        messages.success(request, _("Recorded: {body} leads.").format(body=body_name(one.body)))
        return to_duty(one.clause)
    note = _("Put forward: {body}. {reason}").format(body=body_name(one.body), reason=one.reason)
    title = _("Record the decision of the leading group")
    decline = one if one.state == LeadState.PUT_FORWARD else None
    return _form(request, form, one.clause, title, _("Record the decision"), note=note, decline=decline, thing=one)


@require_POST
def lead_decline(request: HttpRequest, lead: int) -> HttpResponse:
    by = acting_in(request)
    one = visible_or_gone(LeadDecision, by, lead)
    actions.decline_lead(lead=one, reason=request.POST.get("reason", ""), by=by)
    messages.success(request, _("Recorded: not taken up."))
    return to_duty(one.clause)


@require_http_methods(FORM)
def milestone_new(request: HttpRequest, clause: str) -> HttpResponse:
    by = acting_in(request)
    one = duty_of(by, clause)
    require(by, "plan", Milestone)
    own = None if is_office(by) else need_ownership(by, one)
    form = MilestoneForm(request.POST if request.method == "POST" else None, own=own)
    if sent(form, lambda data: actions.plan_milestone(clause=one, by=by, **data)):
        messages.success(request, _("The milestone is planned."))
        return to_duty(one)
    return _form(request, form, one.id, _("Plan a milestone"), _("Plan the milestone"))


@require_http_methods(FORM)
def milestone(request: HttpRequest, milestone: int) -> HttpResponse:
    """A milestone, and reporting it done."""
    by = acting_in(request)
    one = visible_or_gone(Milestone, by, milestone, "organisation")
    if request.method == "POST":
        require(by, "finish", one)
    form = FinishForm(request.POST if request.method == "POST" else None, initial={"done_on": timezone.localdate()})
    if sent(form, lambda data: actions.finish_milestone(milestone=one, by=by, **data)):
        messages.success(request, _("Reported done."))
        return to_duty(one.clause)
    is_planned = one.state == MilestoneState.PLANNED
    context = {
        "milestone": one,
        "form": form if is_planned and may(by, "finish", one) else None,
        "may_drop": is_planned and may(by, "drop", one),
        "titled": titled(one.clause),
    }
    return render(request, "duties/milestone.html", context, status=status_of(form))


@require_POST
def milestone_drop(request: HttpRequest, milestone: int) -> HttpResponse:
    by = acting_in(request)
    one = visible_or_gone(Milestone, by, milestone, "organisation")
    actions.drop_milestone(milestone=one, reason=request.POST.get("reason", ""), by=by)
    messages.success(request, _("Dropped. It stays on file with the reason."))
    return to_duty(one.clause)


@require_http_methods(FORM)
def progress_new(request: HttpRequest, clause: str) -> HttpResponse:
    """Reports a month; what is on file for it is shown and said anew."""
    by = acting_in(request)
    one = duty_of(by, clause)
    require(by, "report", Progress)
    organisation, day = need_ownership(by, one), timezone.localdate()
    month = month_of((request.POST or request.GET).get("month", "")) or reported_month(day)
    held = Progress.objects.visible_to(by).filter(clause=one.id, organisation=organisation, superseded_at=None)
    on_file = held.filter(month=month).first()
    if request.method == "POST":
        form = ProgressForm(request.POST, request.FILES, day=day)
        seen = request.POST.get("corrects", "")
        corrects = held.filter(pk=int(seen)).first() if seen.isdigit() and len(seen) < 18 else None
        if corrects is not None and corrects.month != month:
            corrects = None
    else:
        start = {"month": f"{month:%Y-%m}"}
        if on_file is not None:
            start |= {"text": on_file.text, "figures": on_file.figures}
        form, corrects = ProgressForm(day=day, initial=start), on_file

    def report(data: dict[str, Any]) -> Progress:
        data["month"] = month_of(data["month"])
        return actions.report_progress(clause=one, by=by, corrects=corrects, **data)

    if sent(form, report):
        messages.success(request, _("Reported for {month}.").format(month=f"{month:%Y-%m}"))
        return to_duty(one)
    last = held.exclude(month=month).order_by("-month").first()
    context = {
        "form": form,
        "clause": one.id,
        "titled": titled(one.id),
        "quotes": one.quotes,
        "organisation": organisation,
        "corrects": corrects,
        "last": last,
        "month": month,
    }
    return render(request, "duties/progress_form.html", context, status=status_of(form))


@require_http_methods(FORM)
def hand_off_new(request: HttpRequest, clause: str) -> HttpResponse:
    by = acting_in(request)
    one = duty_of(by, clause)
    require(by, "ask", HandOff)
    giver = by.organisation if is_office(by) else need_ownership(by, one)
    assert giver is not None
    form = HandOffForm(request.POST if request.method == "POST" else None, giver=giver)
    if sent(form, lambda data: actions.ask_hand_off(clause=one, by=by, **data)):
        messages.success(request, _("Asked. It waits on the desk of the receiver."))
        return to_duty(one)
    return _form(request, form, one.id, _("Hand off"), _("Ask for it"))


@require_safe
def hand_off(request: HttpRequest, hand_off: int) -> HttpResponse:
    """A hand-off with its steps."""
    by = acting_in(request)
    one = visible_or_gone(HandOff, by, hand_off, "giver", "receiver")
    is_asked, is_accepted = one.state == HandOffState.ASKED, one.state == HandOffState.ACCEPTED
    context = {
        "hand_off": one,
        "titled": titled(one.clause),
        "may_accept": is_asked and may(by, "accept", one),
        "may_return": (is_asked or is_accepted) and may(by, "return", one),
        "may_finish": is_accepted and may(by, "finish", one),
        "clause_is_seen": any(clause.id == one.clause for clause in visible_duties(by)),
    }
    return render(request, "duties/hand_off.html", context)


def _hand_off_step(request: HttpRequest, pk: int, step: Any, said: str, **rest: Any) -> HttpResponse:
    by = acting_in(request)
    one = visible_or_gone(HandOff, by, pk, "giver", "receiver")
    step(hand_off=one, by=by, **rest)
    messages.success(request, said)
    return to("hand_off", hand_off=one.pk)


@require_POST
def hand_off_accept(request: HttpRequest, hand_off: int) -> HttpResponse:
    return _hand_off_step(request, hand_off, actions.accept_hand_off, _("Accepted."))


@require_POST
def hand_off_return(request: HttpRequest, hand_off: int) -> HttpResponse:
    reason = request.POST.get("reason", "")
    return _hand_off_step(request, hand_off, actions.return_hand_off, _("Returned with the reason."), reason=reason)


@require_POST
def hand_off_finish(request: HttpRequest, hand_off: int) -> HttpResponse:
    reason = request.POST.get("reason", "")
    return _hand_off_step(request, hand_off, actions.finish_hand_off, _("Reported done."), reason=reason)


@require_safe
def duty_document(request: HttpRequest, document: int) -> HttpResponseBase:
    """The document, for whoever may read what it belongs to."""
    found = visible_or_gone(DutyDocument, acting_in(request), document, "file")
    return download(found.file, found.name)
