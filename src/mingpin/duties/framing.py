"""What the frame shows of duties: the entry of the navigation, what waits on desks, how things stand."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import Min
from django.urls import reverse
from django.utils import timezone

from mingpin.accounts.acting import Acting
from mingpin.accounts.permissions import may
from mingpin.accounts.states import Role
from mingpin.duties.models import HandOff, LeadDecision, Milestone, Progress, Resolution
from mingpin.duties.months import due_day, reported_month
from mingpin.duties.owners import bodies_of, code_of, duties, duties_of
from mingpin.duties.standing import late_hand_offs, late_milestones, late_resolutions
from mingpin.duties.states import HandOffState, LeadState, MilestoneState, ResolutionState
from mingpin.language import _
from mingpin.language import later as __
from mingpin.pages.desks import Standing, Waiting, add_standing, add_waiting
from mingpin.pages.navigation import add_entry

READERS = (Role.OFFICE, Role.DEPARTMENT, Role.COUNTY, Role.LEADER, Role.AUDITOR)
SOON = 30


def show_in_frame() -> None:
    """Called once, when the apps start."""
    add_entry(__("Targets and duties"), "targets", icon="target", place=14, roles=READERS, also=("duties",))
    add_waiting(_waiting)
    add_standing(_standing)


def _waiting(by: Acting) -> Iterator[Waiting]:
    day = timezone.localdate()
    if by.has_role(Role.DEPARTMENT, Role.COUNTY) and by.organisation is not None:
        yield from _for_owner(by, day)
    elif by.has_role(Role.OFFICE):
        yield from _for_office(by, day)
    elif by.has_role(Role.LEADER):
        late = late_resolutions(day, by=by)
        yield _waits(_("Resolutions of the leading group are late"), reverse("duties_late"), late)


def _for_owner(by: Acting, day: date) -> Iterator[Waiting]:
    month, body = reported_month(day), code_of(by)
    told = Progress.objects.visible_to(by).filter(organisation=by.organisation, month=month).values("clause").distinct()
    missing = len(duties_of(body)) - told.filter(clause__in=[clause.id for clause in duties_of(body)]).count()
    url = f"{reverse('duties')}?state=not_reported" + ("" if by.area else f"&owner={body}")
    yield Waiting(
        _("Report the progress of {month}").format(month=f"{month:%Y-%m}"),
        url,
        max(missing, 0),
        due_on=due_day(month),
        detail=_("Duties of your organisation without progress for the month."),
    )
    own = Milestone.objects.visible_to(by).filter(organisation=by.organisation, state=MilestoneState.PLANNED)
    soon = date.fromordinal(day.toordinal() + SOON)
    yield _waits(
        _("Milestones due within {days} days").format(days=SOON), _first(own, "milestone"), own.filter(due_on__lte=soon)
    )
    asked = HandOff.objects.visible_to(by).filter(receiver=by.organisation, state=HandOffState.ASKED)
    yield _waits(_("Hand-offs wait to be accepted"), _first(asked, "hand_off"), asked)
    resolved = Resolution.objects.visible_to(by).filter(organisation=by.organisation, state=ResolutionState.OPEN)
    yield _waits(_("Resolutions to follow up"), _first(resolved, "resolution"), resolved)


def _for_office(by: Acting, day: date) -> Iterator[Waiting]:
    led = LeadDecision.objects.visible_to(by).filter(state__in=[LeadState.DECIDED, LeadState.PUT_FORWARD])
    nameless = {one.id for one in duties() if bodies_of(one) and not one.lead} - set(
        led.values_list("clause", flat=True)
    )
    url = f"{reverse('duties')}?state=no_lead"
    detail = _("The document names no lead; put one forward to the leading group.")
    yield Waiting(_("Duties without a lead"), url, len(nameless), detail=detail)
    put_forward = LeadDecision.objects.visible_to(by).filter(state=LeadState.PUT_FORWARD)
    yield Waiting(_("Leads put forward: record the decision"), _first(put_forward, "lead"), put_forward.count())
    late = [late_milestones(day, by=by), late_resolutions(day, by=by), late_hand_offs(day, by=by)]
    count = sum(rows.count() for rows in late)
    first = min((one.due_on for rows in late for one in rows.order_by("due_on")[:1]), default=None)
    what = _("Milestones, resolutions and hand-offs are late")
    yield Waiting(what, reverse("duties_late"), count, due_on=first)


def _standing(by: Acting) -> Iterator[Standing]:
    if not by.has_role(*READERS) or not may(by, "list", Progress):
        return
    day = timezone.localdate()
    open_ = Resolution.objects.visible_to(by).filter(state=ResolutionState.OPEN)
    yield Standing(_("Open resolutions"), open_.count(), reverse("meetings"))
    if not by.area:
        late = late_milestones(day, by=by).count() + late_resolutions(day, by=by).count()
        yield Standing(_("Late milestones and resolutions"), late, reverse("duties_late"))


def _waits(what: str, url: str, rows: Any) -> Waiting:
    found = rows.aggregate(first=Min("due_on"))
    return Waiting(what, url, rows.count(), due_on=found["first"])


def _first(rows: Any, name: str) -> str:
    """The page of the one that is due first; the list of duties where there is none."""
    field = "put_forward_on" if name == "lead" else "due_on"
    first = rows.order_by(field).first()
    return reverse(name, kwargs={name: first.pk}) if first else reverse("duties")
