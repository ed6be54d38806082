"""What a bulletin of a month says: figures counted from data, each with where it comes from; nothing is written by hand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from django.conf import settings
from django.urls import reverse

from mingpin.accounts.acting import Acting
from mingpin.duties.bulletin.goals import targets_part
from mingpin.duties.bulletin.shape import Line, Part
from mingpin.duties.bulletin.survey import survey_part
from mingpin.duties.models import HandOff, Milestone, Progress, Resolution
from mingpin.duties.months import due_day, end_of, first_of, today_or
from mingpin.duties.owners import body_name, body_names, titled
from mingpin.duties.standing import Duty, duties_at, late_hand_offs, late_milestones, late_resolutions
from mingpin.duties.states import HandOffState, MilestoneState, ResolutionState
from mingpin.language import _, in_language
from mingpin.policies.packs import pack_in_force


@dataclass(frozen=True)
class Content:
    """A bulletin as data: what `as_json` gives is kept when it is issued."""

    title: str
    subtitle: str
    month: str
    as_of: str
    is_demonstration: bool
    sections: list[Part] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def content_of(month: date, *, by: Acting, today: date | None = None) -> Content:
    """The bulletin of the month as the data have it now: of a month that is over, as of the last day on which it was reported."""
    as_of = min(today_or(today), due_day(month))
    found = duties_at(as_of, by=by, month=first_of(month))
    parts = [
        survey_part(as_of, by),
        targets_part(as_of, by),
        _duties(found, month, as_of),
        _owners(found, as_of),
        _milestones(month, as_of, by),
        _resolutions(month, as_of, by),
        _hand_offs(month, as_of, by),
    ]
    return Content(
        title=_("Work bulletin, {year}-{month:02}").format(year=month.year, month=month.month),
        subtitle=in_language(pack_in_force().title),
        month=f"{month:%Y-%m}",
        as_of=as_of.isoformat(),
        is_demonstration=settings.DEMONSTRATION,
        sections=[part for part in parts if part.lines or part.rows],
    )


def _duties(found: list[Duty], month: date, as_of: date) -> Part:
    owned = [duty for duty in found if duty.bodies]
    counts = {
        "": (_("Duties with owners"), len(owned), ""),
        "all": (_("Reported by all owners"), sum(not duty.not_reported for duty in owned), ""),
        "some": (
            _("Reported by some owners"),
            sum(bool(duty.reported) and bool(duty.not_reported) for duty in owned),
            "",
        ),
        "none": (_("Reported by no owner"), sum(not duty.reported for duty in owned), "not_reported"),
        "late": (_("With something late"), sum(duty.state == "late" for duty in owned), "late"),
        "no_lead": (_("Lead not named"), sum(not duty.lead_body for duty in owned), "no_lead"),
        "no_owner": (_("Provisions for which the document names no owner"), len(found) - len(owned), "no_owner"),
    }
    source = _("Progress of {month} told until {day}").format(month=f"{month:%Y-%m}", day=as_of)
    lines = [Line(label, str(count), source, _duties_url(as_of, state)) for label, count, state in counts.values()]
    return Part(_("Duties and their progress"), lines)


def _owners(found: list[Duty], as_of: date) -> Part:
    """A row for each owner: how many duties, how many of them reported."""
    totals: dict[str, list[int]] = {}
    for duty in found:
        for body in duty.bodies:
            counts = totals.setdefault(body, [0, 0])
            counts[0] += 1
            counts[1] += body in duty.reported
    names = body_names()
    there = sorted(set(totals) & set(names), key=lambda body: (body.isdigit(), -totals[body][0], body))
    rows = [[names[body], *(str(count) for count in _counts(*totals[body]))] for body in there]
    lines = []
    if len(totals) > len(there):
        absent = _(", ").join(body_name(body) for body in totals if body not in names)
        label = _("Owners without an account on the platform")
        lines.append(Line(label, str(len(totals) - len(there)), absent, _duties_url(as_of)))
    urls = [f"{_duties_url(as_of)}&owner={body}" for body in there]
    head = [_("Owner"), _("Number of duties"), _("Reported"), _("Not reported")]
    return Part(_("Progress by owner"), lines, head, rows, urls)


def _counts(duties: int, told: int) -> tuple[int, int, int]:
    return duties, told, duties - told


def _milestones(month: date, as_of: date, by: Acting) -> Part:
    last = min(end_of(month), as_of)
    rows = Milestone.objects.visible_to(by).select_related("organisation")
    done = rows.filter(state=MilestoneState.DONE, closed_on__range=(first_of(month), last)).order_by("closed_on", "pk")
    lines = [Line(_("Milestones done in the month"), str(done.count()), _("Milestones"), _duties_url(as_of))]
    lines += [_thing(one, "milestone", _("done on {day}").format(day=one.closed_on)) for one in done]
    late = late_milestones(as_of, by=by).order_by("due_on")
    lines.append(Line(_("Milestones late"), str(late.count()), _("Milestones"), _late_url(as_of)))
    lines += [_thing(one, "milestone", _late(one, as_of)) for one in late]
    return Part(_("Milestones"), lines)


def _resolutions(month: date, as_of: date, by: Acting) -> Part:
    last = min(end_of(month), as_of)
    rows = Resolution.objects.visible_to(by).select_related("organisation", "meeting").filter(meeting__day__lte=as_of)
    done = rows.filter(state=ResolutionState.DONE, closed_on__range=(first_of(month), last))
    late = late_resolutions(as_of, by=by).order_by("due_on")
    waiting = rows.filter(state=ResolutionState.OPEN).count() + rows.filter(closed_on__gt=as_of).count()
    source, url = _("Resolutions of the leading group"), reverse("meetings")
    lines = [
        Line(_("Resolutions open"), str(waiting), source, url),
        Line(_("Resolutions done in the month"), str(done.count()), source, url),
        *(
            _thing(one, "resolution", _("done on {day}").format(day=one.closed_on))
            for one in done.order_by("closed_on")
        ),
        Line(_("Resolutions late"), str(late.count()), source, _late_url(as_of)),
        *(_thing(one, "resolution", _late(one, as_of)) for one in late),
    ]
    return Part(_("Resolutions of the leading group"), lines)


def _hand_offs(month: date, as_of: date, by: Acting) -> Part:
    first, last = first_of(month), min(end_of(month), as_of)
    rows = HandOff.objects.visible_to(by)
    counts = [
        (_("Hand-offs asked for in the month"), rows.filter(asked_on__range=(first, last)).count()),
        (
            _("Hand-offs done in the month"),
            rows.filter(state=HandOffState.DONE, closed_on__range=(first, last)).count(),
        ),
        (_("Hand-offs late"), late_hand_offs(as_of, by=by).count()),
    ]
    source = _("Hand-offs between departments")
    return Part(source, [Line(label, str(count), source, _late_url(as_of)) for label, count in counts])


def _thing(one: Any, name: str, said: str) -> Line:
    """One row behind a figure: what, whose, how it stands."""
    about = titled(one.clause) if one.clause else one.meeting.title
    text = _("{thing} ({owner}), {state}").format(thing=one, owner=one.organisation.name, state=said)
    return Line(text, "", about, reverse(name, kwargs={name: one.pk}))


def _late(one: Any, as_of: date) -> str:
    return _("late by {days} days").format(days=(as_of - one.due_on).days)


def _duties_url(as_of: date, state: str = "") -> str:
    return f"{reverse('duties')}?as_of={as_of.isoformat()}" + (f"&state={state}" if state else "")


def _late_url(as_of: date) -> str:
    return f"{reverse('duties_late')}?as_of={as_of.isoformat()}"


def months_with_data(today: date | None = None) -> Iterator[date]:
    """The months of which something was reported, the latest first; this one always."""
    now = first_of(today_or(today))
    yield now
    yield from Progress.objects.exclude(month=now).values_list("month", flat=True).distinct().order_by("-month")
