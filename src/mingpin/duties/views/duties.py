"""The list of duties, what is late, and one duty."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from mingpin.accounts.acting import Acting
from mingpin.accounts.middleware import acting_in
from mingpin.accounts.permissions import may, require
from mingpin.duties.forms import KINDS, DutyFilters
from mingpin.duties.models import HandOff, LeadDecision, Milestone, Progress, Resolution
from mingpin.duties.months import due_day, reported_month
from mingpin.duties.owners import WORDS_FOR_MANY, bodies_of, body_name, body_names, code_of, duty_of, titled
from mingpin.duties.standing import Duty, Late, body_of, duties_at, late_things
from mingpin.duties.states import HandOffState, LeadState, MilestoneState
from mingpin.duties.views.history import history_of
from mingpin.duties.views.shared import tabs
from mingpin.language import _, in_language
from mingpin.language import later as __
from mingpin.pages.computed import ComputedRows
from mingpin.pages.fields import day_asked
from mingpin.pages.listing import Column, Listing
from mingpin.pages.marks import Mark

MILESTONE_MARKS = {"planned": "busy", "done": "ok", "dropped": "none"}
HAND_OFF_MARKS = {"asked": "open", "accepted": "busy", "done": "ok", "returned": "none"}
RESOLUTION_MARKS = {"open": "busy", "done": "ok", "dropped": "none"}
LEAD_MARKS = {"put_forward": "open", "decided": "ok", "declined": "none", "superseded": "none"}


def _columns(day: str, month: date) -> list[Column]:
    return [
        Column("number", __("Provision"), lambda one: one.number, url=lambda one: _url(one, day), width=24),
        Column("title", __("Duty"), lambda one: one.title, url=lambda one: _url(one, day), width=40),
        Column("kind", __("Kind"), lambda one: KINDS[one.kind], sort="kind", width=10),
        Column("owners", __("Owners"), lambda one: one.owners_text, width=50),
        Column("lead", __("Lead"), lambda one: one.lead_mark, width=20),
        Column(
            "reported", _("{month} reported").format(month=f"{month:%Y-%m}"), lambda one: one.reported_figure, width=14
        ),
        Column("late", __("State"), lambda one: one.mark, sort="days_late", width=14),
    ]


def _url(duty: Duty, day: str) -> str:
    return reverse("duty", kwargs={"clause": duty.clause.id}) + (f"?as_of={day}" if day else "")


@require_safe
def duties(request: HttpRequest) -> HttpResponseBase:
    """Every duty of the document that the person may see, with how it stands."""
    by = acting_in(request)
    require(by, "list", Progress)
    day = day_asked(request.GET)
    found = duties_at(day, by=by)
    listing = Listing(
        request,
        rows=ComputedRows(found),  # type: ignore[arg-type]  # computed, not asked of the database
        columns=_columns(request.GET.get("as_of", "") and day.isoformat(), reported_month(day)),
        search=_search,
        filters=partial(DutyFilters, by=by),
        default_sort="pk",
        export=__("Duties"),
        caption=__("Duties of the document"),
        search_label=__("Number, title or owner"),
    )
    if listing.wants_export:
        return listing.exported()
    context = {"listing": listing, "tabs": tabs(request, "duties"), "day": day, "figures": _figures(found, day)}
    return render(request, "duties/duties.html", context)


def _search(rows: Any, text: str) -> Any:
    return rows.keep(lambda duty: any(text in said for said in (duty.number, duty.title, duty.owners_text)))


def _figures(found: list[Duty], day: Any) -> list[tuple[str, int, str]]:
    """What the list holds at a glance; each figure leads to its rows."""
    owned = [duty for duty in found if duty.bodies]
    counts = {
        "late": (_("Late"), sum(duty.state == "late" for duty in owned)),
        "not_reported": (_("Month not reported by all"), sum(duty.state == "not_reported" for duty in owned)),
        "on_time": (_("On time"), sum(duty.state == "on_time" for duty in owned)),
        "no_lead": (_("Lead not named"), sum(not duty.lead_body for duty in owned)),
        "no_owner": (_("No owner named"), len(found) - len(owned)),
    }
    return [(label, count, f"?state={state}&as_of={day.isoformat()}") for state, (label, count) in counts.items()]


@require_safe
def duties_late(request: HttpRequest) -> HttpResponse:
    """Milestones, resolutions and hand-offs whose day passed, the latest first."""
    by = acting_in(request)
    require(by, "list", Progress)
    day = day_asked(request.GET)
    things = [late for found in late_things(day, by=by).values() for late in found]
    things.sort(key=lambda late: (-late.days, late.thing.due_on))
    context = {"late": [_late_row(one) for one in things], "tabs": tabs(request, "duties_late"), "day": day}
    return render(request, "duties/late.html", context)


def _late_row(late: Late) -> dict[str, Any]:
    thing = late.thing
    kinds = {Milestone: ("milestone", _("Milestone")), Resolution: ("resolution", _("Resolution"))}
    name, kind = kinds.get(type(thing), ("hand_off", _("Hand-off")))
    owner = thing.receiver if isinstance(thing, HandOff) else thing.organisation
    return {
        "kind": kind,
        "title": str(thing),
        "url": reverse(name, kwargs={name: thing.pk}),
        "owner": owner.name,
        "due_on": thing.due_on,
        "mark": late.mark,
        "duty": titled(thing.clause) if thing.clause else "",
        "clause": thing.clause,
    }


@require_safe
def duty(request: HttpRequest, clause: str) -> HttpResponse:
    """What the document says, who owns and leads it, what is planned, reported and handed off."""
    by = acting_in(request)
    one, day = duty_of(by, clause), day_asked(request.GET)
    [stands] = duties_at(day, by=by, only=[one])
    leads = list(LeadDecision.objects.visible_to(by).filter(clause=one.id).order_by("-pk"))
    is_owner = code_of(by) in bodies_of(one)
    context = {
        "duty": stands,
        "kind": KINDS[stands.kind],
        "day": day,
        "due": due_day(stands.month),
        "note": in_language(one.note),
        "owners": [(body_name(owner), owner in WORDS_FOR_MANY) for owner in one.owners],
        "is_counted": any(owner in WORDS_FOR_MANY for owner in one.owners),
        "waiting": next((lead for lead in leads if lead.state == LeadState.PUT_FORWARD), None),
        "leads": [
            (lead, body_name(lead.body), Mark(LEAD_MARKS[lead.state], lead.get_state_display())) for lead in leads
        ],
        "may_put_forward": bool(stands.bodies) and not one.lead and may(by, "put_forward", LeadDecision),
        "may_decide": any(may(by, "decide", lead) for lead in leads[:1]),
        "milestones": _milestones(by, one.id, stands),
        "may_plan": may(by, "plan", Milestone) and (is_owner or may(by, "put_forward", LeadDecision)),
        "bodies": _bodies(by, one.id, stands),
        "may_report": is_owner and may(by, "report", Progress),
        "hand_offs": _hand_offs(by, one.id, stands),
        "may_ask": may(by, "ask", HandOff) and (is_owner or may(by, "put_forward", LeadDecision)),
        "resolutions": _resolutions(by, one.id, stands),
        "lead_name": body_name(stands.lead_body) if stands.lead_body else "",
        **history_of(one.id, by),
    }
    return render(request, "duties/duty.html", context)


def _late_mark(thing: Any, stands: Duty, plain: Mark) -> Mark:
    late = next((one for one in stands.late if one.thing == thing), None)
    return late.mark if late else plain


def _milestones(by: Acting, clause: str, stands: Duty) -> list[Any]:
    rows = (
        Milestone.objects.visible_to(by).filter(clause=clause).select_related("organisation").order_by("due_on", "pk")
    )
    marks = ((one, Mark(MILESTONE_MARKS[one.state], MilestoneState(one.state).label)) for one in rows)
    return [(one, _late_mark(one, stands, mark)) for one, mark in marks]


def _hand_offs(by: Acting, clause: str, stands: Duty) -> list[Any]:
    rows = HandOff.objects.visible_to(by).filter(clause=clause).select_related("giver", "receiver").order_by("-pk")
    marks = ((one, Mark(HAND_OFF_MARKS[one.state], HandOffState(one.state).label)) for one in rows)
    return [(one, _late_mark(one, stands, mark)) for one, mark in marks]


def _resolutions(by: Acting, clause: str, stands: Duty) -> list[Any]:
    rows = Resolution.objects.visible_to(by).filter(clause=clause).select_related("organisation", "meeting")
    marks = ((one, Mark(RESOLUTION_MARKS[one.state], one.get_state_display())) for one in rows.order_by("-pk"))
    return [(one, _late_mark(one, stands, mark)) for one, mark in marks]


def _bodies(by: Acting, clause: str, stands: Duty) -> list[dict[str, Any]]:
    """The owners that the person may see, each with whether it reported the month and all that it said, latest first."""
    rows = Progress.objects.visible_to(by).filter(clause=clause).select_related("organisation")
    said: dict[str, dict[Any, dict[str, Any]]] = {}
    for one in rows.prefetch_related("documents").order_by("-month", "-pk"):
        months = said.setdefault(body_of(one.organisation), {})
        if one.month in months:
            months[one.month]["earlier"].append(one)
        else:
            months[one.month] = {"said": one, "earlier": []}
    month, names = f"{stands.month:%Y-%m}", body_names()
    found = []
    for body in sorted(stands.bodies, key=lambda code: code not in said):
        has = body in stands.reported
        word = _("{month} reported") if has else _("{month} not reported")
        mark = Mark("ok" if has else "open", word.format(month=month))
        name, reports = names.get(body) or body_name(body), list(said.get(body, {}).values())
        found.append({"name": name, "is_there": body in names, "mark": mark, "reports": reports})
    return found
