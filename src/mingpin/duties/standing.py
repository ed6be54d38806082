"""How duties stand on a day: who leads, who reported the month, what is late by how many days. A constant number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from mingpin.accounts.acting import Acting
from mingpin.duties.models import HandOff, LeadDecision, Milestone, Progress, Resolution
from mingpin.duties.months import reported_month
from mingpin.duties.owners import OFFICE, bodies_of, body_name, visible_duties
from mingpin.duties.states import HandOffState, LeadState, MilestoneState, ResolutionState
from mingpin.language import _, in_language
from mingpin.pages.marks import Mark

if TYPE_CHECKING:
    from mingpin.engine.model import Clause

LATE, NOT_REPORTED, ON_TIME, NO_OWNER = "late", "not_reported", "on_time", "no_owner"


@dataclass(frozen=True)
class Late:
    """A milestone, resolution or hand-off whose day passed and that is not done."""

    thing: Any
    days: int

    @property
    def mark(self) -> Mark:
        return Mark("no", _("Late by {days} days").format(days=self.days))


@dataclass
class Duty:
    """A duty as it stands on a day. `bodies` are the codes of its owners, `reported` those that reported the month."""

    clause: Clause
    day: date
    month: date
    bodies: tuple[str, ...]
    lead: LeadDecision | None = None
    put_forward: LeadDecision | None = None
    reported: set[str] = field(default_factory=set)
    last_reported: date | None = None
    late: list[Late] = field(default_factory=list)
    milestones: int = 0

    @property
    def pk(self) -> str:
        return self.clause.id

    @property
    def number(self) -> str:
        return self.clause.number

    @property
    def title(self) -> str:
        return in_language(self.clause.title)

    @property
    def kind(self) -> str:
        return str(self.clause.kind)

    @property
    def days_late(self) -> int:
        return max((one.days for one in self.late), default=0)

    @property
    def not_reported(self) -> tuple[str, ...]:
        return tuple(body for body in self.bodies if body not in self.reported)

    @property
    def state(self) -> str:
        if self.late:
            return LATE
        if not self.bodies:
            return NO_OWNER
        return NOT_REPORTED if self.not_reported else ON_TIME

    @property
    def mark(self) -> Mark:
        return {
            LATE: Mark("no", _("Late by {days} days").format(days=self.days_late)),
            NOT_REPORTED: Mark("open", _("Not reported")),
            ON_TIME: Mark("ok", _("On time")),
            NO_OWNER: Mark("none", _("No owner named")),
        }[self.state]

    @property
    def reported_text(self) -> str:
        """How many of the owners reported the month; nothing where there is none."""
        if not self.bodies:
            return ""
        words = {"month": f"{self.month:%Y-%m}", "count": len(self.reported), "all": len(self.bodies)}
        return _("{month}: {count} of {all} reported").format(**words)

    @property
    def reported_figure(self) -> str:
        """The same as a figure: reported / owners."""
        return f"{len(self.reported)} / {len(self.bodies)}" if self.bodies else ""

    @property
    def lead_body(self) -> str:
        """The code of the lead, by the document or by decision; empty where none is named."""
        return self.clause.lead or (self.lead.body if self.lead else "")

    @property
    def lead_mark(self) -> Mark | str:
        if self.lead_body:
            return body_name(self.lead_body)
        if not self.bodies:
            return ""
        word = _("Lead put forward, not decided") if self.put_forward else _("Lead not named")
        return Mark("open", word)

    @property
    def owners_text(self) -> str:
        """The owners in the words of the document."""
        return _(", ").join(body_name(owner) for owner in self.clause.owners)


def duties_at(
    day: date, *, by: Acting, only: Iterable[Clause] | None = None, area: str = "", month: date | None = None
) -> list[Duty]:
    """The duties that the person may see, as they stood on the day; of counties only this one where `area` names one.
    `month`: whose reports are counted, where it is another than the one that is reported on the day."""
    month = month or reported_month(day)
    clauses = list(only) if only is not None else list(visible_duties(by))
    found = {one.id: Duty(one, day, month, _seen(bodies_of(one), area or by.area)) for one in clauses}
    _put_leads(found, by, day)
    for clause, code, of_month in _reports(by, day, month):
        if clause in found:
            duty = found[clause]
            if of_month == month and code in duty.bodies:
                duty.reported.add(code)
            duty.last_reported = max(duty.last_reported or of_month, of_month)
    for clause, things in late_things(day, by=by).items():
        if clause in found:
            found[clause].late = things
    for clause in Milestone.objects.visible_to(by).values_list("clause", flat=True):
        if clause in found:
            found[clause].milestones += 1
    return list(found.values())


def late_things(day: date, *, by: Acting) -> Mapping[str, list[Late]]:
    """By clause (blank: of none), what was due before the day and not done on it; the latest first."""
    found: dict[str, list[Late]] = defaultdict(list)
    for rows in (late_milestones(day, by=by), late_resolutions(day, by=by), late_hand_offs(day, by=by)):
        for one in rows:
            found[one.clause].append(Late(one, (day - one.due_on).days))
    for things in found.values():
        things.sort(key=lambda late: -late.days)
    return found


def late_milestones(day: date, *, by: Acting) -> Any:
    rows = Milestone.objects.visible_to(by).select_related("organisation")
    return rows.filter(_open(MilestoneState.PLANNED, day), due_on__lt=day, planned_on__lte=day)


def late_resolutions(day: date, *, by: Acting) -> Any:
    rows = Resolution.objects.visible_to(by).select_related("organisation", "meeting")
    return rows.filter(_open(ResolutionState.OPEN, day), due_on__lt=day, meeting__day__lte=day)


def late_hand_offs(day: date, *, by: Acting) -> Any:
    rows = HandOff.objects.visible_to(by).select_related("giver", "receiver")
    was_open = Q(state__in=[HandOffState.ASKED, HandOffState.ACCEPTED]) | Q(closed_on__gt=day)
    return rows.filter(was_open, due_on__lt=day, asked_on__lte=day)


def body_of(organisation: Any) -> str:
    """The code of the body that an organisation is: the office's members work for the leading group's office."""
    return OFFICE if organisation.kind == "office" else organisation.code


def _open(state: str, day: date) -> Q:
    """Open now, or closed only after the day."""
    return Q(state=state) | Q(closed_on__gt=day)


def _seen(bodies: tuple[str, ...], area: str) -> tuple[str, ...]:
    """A county is told nothing of what other counties reported or did not."""
    return tuple(body for body in bodies if not area or not body.isdigit() or body == area)


def _put_leads(found: Mapping[str, Duty], by: Acting, day: date) -> None:
    rows = LeadDecision.objects.visible_to(by).exclude(state=LeadState.DECLINED).order_by("pk")
    for one in rows.filter(put_forward_on__lte=day):
        duty = found.get(one.clause)
        if duty is None:
            continue
        if one.decided_on and one.decided_on <= day:
            if duty.lead is None or (duty.lead.decided_on or day) <= one.decided_on:
                duty.lead = one
        elif one.state == LeadState.PUT_FORWARD:
            duty.put_forward = one


def _reports(by: Acting, day: date, month: date) -> Iterable[tuple[str, str, date]]:
    rows = Progress.objects.visible_to(by).filter(reported_on__lte=day, month__lte=month)
    fields = ("clause", "organisation__kind", "organisation__code", "month")
    for clause, kind, code, of_month in rows.values_list(*fields).distinct():
        yield clause, OFFICE if kind == "office" else code, of_month
