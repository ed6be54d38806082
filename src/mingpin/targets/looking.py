"""All that the page of one target shows, put together from the records or the reports behind its figure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.utils import timezone

from mingpin.accounts.acting import Acting
from mingpin.audit.models import Entry
from mingpin.audit.queries import READS_RECORD
from mingpin.audit.wording import tell
from mingpin.engine.target_counts import counting_of
from mingpin.language import _
from mingpin.pages.marks import Mark
from mingpin.policies.packs import pack_in_force
from mingpin.registry import vocabulary
from mingpin.registry.models import EvidenceRow
from mingpin.targets.charts import Bullet, Trend, bullet_of, trend_of
from mingpin.targets.counting import Counted, Records, looked_at_rows
from mingpin.targets.forecast import Forecast, forecast
from mingpin.targets.models import Report
from mingpin.targets.months import in_time_until, month_ends
from mingpin.targets.on_file import SCHEME
from mingpin.targets.queries import LookedAt, is_late, state_of_count
from mingpin.targets.states import TargetState
from mingpin.targets.words import amount, reached

BEGIN = date(2023, 1, 1)
"""The first day of the programme: trends begin there."""
MOST_SHOWN = 20


@dataclass(frozen=True)
class Course:
    """How a figure went, and where it goes: the drawing, the figures in a table, the forecast in a sentence."""

    trend: Trend | None
    figures: tuple[tuple[date, float, str], ...]
    ahead: Forecast | None
    sentence: str
    method: str
    bullet: Bullet | None


def course_of(one: LookedAt, records: Records, by: Acting) -> Course:
    """The course of a target until its day."""
    figures = _figures(one, records, by)
    series = [(day, value) for day, value, _kind in figures]
    known = len(one.counted.rows) if one.counted else None
    ahead = forecast(series, one.due, known=known, never_falls=_never_falls(one)) if one.standing.goal else None
    target = one.clause.target
    assert target is not None
    trend = trend_of(
        figures,
        first=min(BEGIN, one.day, figures[0][0]) if figures else BEGIN,
        due=one.due,
        goal=one.standing.goal,
        ahead=ahead,
        is_stepped=one.counted is not None,
    )
    return Course(
        trend, tuple(figures), ahead, _sentence(one, records, figures, ahead), _method(one), bullet_of(one, ahead)
    )


def _figures(one: LookedAt, records: Records, by: Acting) -> list[tuple[date, float, str]]:
    if one.standing.goal is None or one.standing.value is None:
        return []
    if one.counted is not None:
        days = month_ends(BEGIN, one.day) if one.day > BEGIN else [one.day]
        return [(day, value, "") for day, value in records.series(one.clause, days)]
    reports = Report.objects.visible_to(by).current().filter(clause=one.clause.id, for_day__lte=one.day)
    known = reports.exclude(value=None).order_by("for_day", "pk")
    return [(report.for_day, float(report.value or 0), _kind(report)) for report in known]


def _kind(report: Report) -> str:
    return "restated" if report.supersedes_id else "late" if is_late(report) else ""


def _never_falls(one: LookedAt) -> bool:
    """Whether what was once counted counts for good: no condition says that it ends."""
    counts = one.clause.target.counts if one.clause.target else None
    return bool(counts and ">= as_of" not in str(counts.get("where") or ""))


def _sentence(
    one: LookedAt, records: Records, figures: Sequence[tuple[date, float, str]], ahead: Forecast | None
) -> str:
    target, goal = one.clause.target, one.standing.goal
    assert target is not None
    if goal is None:
        return _("A goal that is no number has no forecast.")
    if one.day >= one.due:
        value = _value_when_due(one, records, figures)
        if value is None:
            return _("On the due day {day} no figure was known.").format(day=one.due.isoformat())
        said = _said_when_due(one, records, value, goal)
        words = {"day": one.due.isoformat(), "value": amount(value, one.clause), "said": said}
        return _("On the due day {day} it was {value}: {said}.").format(**words)
    if ahead is None:
        return _("Too few points for a forecast.")
    return _(
        "If it goes on as in the last 12 months: {value} on {day}, with 90 of 100 between {low} and {high}."
    ).format(
        value=amount(round(ahead.value), one.clause),
        day=ahead.day.isoformat(),
        low=amount(round(ahead.low), one.clause),
        high=amount(round(ahead.high), one.clause),
    )


def _said_when_due(one: LookedAt, records: Records, value: float, goal: Decimal) -> str:
    target = one.clause.target
    assert target is not None
    if one.counted is None:
        return _("reached") if reached(target, Decimal(str(value)), goal) else _("not reached")
    return {
        TargetState.REACHED: _("reached"),
        TargetState.NOT_REACHED: _("not reached"),
        TargetState.UNDETERMINED: _("cannot be told, the list behind it is not declared complete for that day"),
    }[state_of_count(records.count(one.clause, one.due), target, goal)]


def _value_when_due(one: LookedAt, records: Records, figures: Sequence[tuple[date, float, str]]) -> float | None:
    if one.counted is not None:
        return float(records.count(one.clause, one.due).value) if one.standing.value is not None else None
    return next((value for day, value, _kind_ in figures if day == one.due), None)


def _method(one: LookedAt) -> str:
    source = (
        _("By the records that are on file now, counted for the end of every month.")
        if one.counted is not None
        else _("By the figures that owners reported, each for its day.")
    )
    return source + _(
        "The forecast goes on with the mean change a month of the last 12 months; its ends are 1.645 standard errors away, "
        "by the spread of the monthly changes, and never as if less than one unit could change in a year."
    )


@dataclass(frozen=True)
class OfCounty:
    """What a county has of a count."""

    area: str
    name: str
    value: int
    uncertain: int


def counties_of(counted: Counted, by: Acting) -> list[OfCounty]:
    """The count by county, in their order; for a county its own only. What lies elsewhere, or nobody knows where, comes last."""
    named = dict(vocabulary.county_choices())
    chosen = [by.area] if by.area else list(dict.fromkeys([*named, *counted.by_area, *counted.uncertain_by_area]))
    return [
        OfCounty(
            area,
            vocabulary.area_label(area) if area else _("Area not said"),
            counted.by_area.get(area, 0),
            counted.uncertain_by_area.get(area, 0),
        )
        for area in chosen
        if area in named or counted.by_area.get(area) or counted.uncertain_by_area.get(area)
    ]


@dataclass(frozen=True)
class Said:
    """A report with what was said before of the same day, and whether it came in time."""

    report: Report
    mark: Mark
    earlier: tuple[Report, ...]
    until: date
    may_restate: bool = False


def reports_of(clause: str, by: Acting, *, may_restate: bool) -> list[Said]:
    """All reports of a target, the newest day first; each with those that it restates. Two queries."""
    rows = list(
        Report.objects.visible_to(by)
        .filter(clause=clause)
        .select_related("organisation", "person")
        .prefetch_related("documents")
        .order_by("-for_day", "-pk")
    )
    by_key = {row.pk: row for row in rows}
    restated = {row.supersedes_id for row in rows}
    found = []
    for row in rows:
        if row.pk in restated:
            continue
        earlier, before = [], by_key.get(row.supersedes_id or 0)
        while before is not None:
            earlier.append(before)
            before = by_key.get(before.supersedes_id or 0)
        found.append(Said(row, _mark_of(row, earlier), tuple(earlier), in_time_until(row.for_day), may_restate))
    return found


def _mark_of(row: Report, earlier: Sequence[Report]) -> Mark:
    first = earlier[-1] if earlier else row
    if row.value is None and not row.judged:
        return Mark("none", _("Taken back"))
    if is_late(first):
        return Mark("open", _("Late"))
    return Mark("open", _("Restated")) if earlier else Mark("ok", _("In time"))


@dataclass(frozen=True)
class Corrected:
    """A row that counted or might have, and was corrected or withdrawn."""

    row: EvidenceRow
    title: str
    about: str
    is_withdrawn: bool


def corrected_rows(one: LookedAt, by: Acting) -> list[Corrected]:
    """The newest rows that the target looked at and that were superseded, with the reason; as far as the person may read them."""
    target = one.clause.target
    assert target is not None
    counting = counting_of(pack_in_force(), target, one.day)
    rows = (
        EvidenceRow.objects.visible_to(by)
        .filter(looked_at_rows(counting.table.id, counting.wanted(SCHEME)), superseded_at__isnull=False)
        .select_related("subject")
        .order_by("-superseded_at", "-pk")
    )
    return [
        Corrected(
            row,
            vocabulary.headline(row.table, row.values),
            row.subject.name if row.subject else "",
            row.superseded_by_id is None,
        )
        for row in rows[:MOST_SHOWN]
    ]


def late_rows(one: LookedAt, by: Acting) -> tuple[int, int]:
    """Of the counted rows that the person may read, how many came on file after the month in which they were to be told, and how
    many there are."""
    assert one.counted is not None
    rows = EvidenceRow.objects.visible_to(by).filter(pk__in=one.counted.rows).values_list("dated_on", "recorded_at")
    told = list(rows)
    late = [
        1
        for dated_on, recorded_at in told
        if dated_on is not None and timezone.localtime(recorded_at).date() > in_time_until(dated_on)
    ]
    return len(late), len(told)


def history_of(clause: str, by: Acting) -> Mapping[str, Any]:
    """What was done about a target's reports, for the template `audit/history.html`."""
    keys = Report.objects.visible_to(by).filter(clause=clause).values_list("pk", flat=True)
    of_it = Q(object_type=Report._meta.label_lower, object_id__in=[str(key) for key in keys])
    entries = list(Entry.objects.filter(of_it).order_by("-sequence")[: MOST_SHOWN + 1])
    return {
        "told": tell(entries[:MOST_SHOWN]),
        "is_cut": len(entries) > MOST_SHOWN,
        "reads_record": by.has_role(*READS_RECORD),
    }
