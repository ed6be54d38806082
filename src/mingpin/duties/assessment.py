"""The assessment of a year: points of each body, by criteria whose weights are parameters of the pack, from rows that are shown.

What cannot be told is not scored: it is neither nothing nor full, and the total says out of how many points it is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.urls import reverse
from django.utils import timezone

from mingpin.accounts.acting import Acting
from mingpin.accounts.states import Role
from mingpin.duties.models import Milestone, Progress, Resolution
from mingpin.duties.months import due_day, end_of, first_of, month_after, today_or
from mingpin.duties.owners import all_bodies, body_name, body_names, code_of, duties_of, titled
from mingpin.duties.permissions import assesses
from mingpin.duties.standing import body_of
from mingpin.duties.states import MilestoneState, ResolutionState
from mingpin.language import _, in_language
from mingpin.language import later as __
from mingpin.policies.packs import pack_in_force
from mingpin.registry.models import Batch

WEIGHTS = ("assess_progress_weight", "assess_milestone_weight", "assess_resolution_weight", "assess_evidence_weight")
LABELS = {
    WEIGHTS[0]: __("Progress reported in time"),
    WEIGHTS[1]: __("Milestones reached in time"),
    WEIGHTS[2]: __("Resolutions done in time"),
    WEIGHTS[3]: __("Evidence supplied each quarter"),
}


@dataclass(frozen=True)
class Point:
    """A row that counts: what it is, by when it was due, when it was done, and whether that was in time."""

    criterion: str
    text: str
    due: date
    done: date | None
    url: str

    @property
    def is_good(self) -> bool:
        return self.done is not None and self.done <= self.due


@dataclass(frozen=True)
class Score:
    """A body's points for one criterion; None where there is nothing from which they could be told."""

    criterion: str
    weight: int
    points_of: tuple[Point, ...]

    @property
    def good(self) -> int:
        return sum(point.is_good for point in self.points_of)

    @property
    def points(self) -> Decimal | None:
        return _rounded(self.weight, self.good, len(self.points_of)) if self.points_of else None


@dataclass(frozen=True)
class Assessed:
    """A body with its points for each criterion."""

    body: str
    name: str
    scores: tuple[Score, ...]

    @property
    def pk(self) -> str:
        return self.body

    @property
    def assessable(self) -> int:
        """Out of how many points the total is."""
        return sum(score.weight for score in self.scores if score.points is not None)

    @property
    def total(self) -> Decimal | None:
        known = [score.points for score in self.scores if score.points is not None]
        return sum(known, Decimal(0)) if known else None

    @property
    def share(self) -> Decimal:
        """What of the assessable points it has; for the order of the list."""
        return self.total / self.assessable if self.total is not None and self.assessable else Decimal(-1)


def weights_of(year: int) -> dict[str, tuple[int, str, str]]:
    """Weight, rationale and who set it, by criterion, as the pack has them at the end of the year; none that it has not."""
    found = {}
    for name in WEIGHTS:
        parameter = pack_in_force().parameters.get(name)
        value = parameter.value_at(date(year, 12, 31)) if parameter else None
        if value is not None:
            found[name] = (int(value.value), in_language(value.rationale), in_language(value.set_by))
    return found


def bodies_seen(by: Acting) -> tuple[str, ...]:
    """The bodies whose assessment the person may see: all, or the own."""
    if assesses.test(by):
        return all_bodies()
    own = code_of(by) if by.has_role(Role.DEPARTMENT, Role.COUNTY) else ""
    return tuple(body for body in all_bodies() if body == own)


def assess(year: int, *, by: Acting, today: date | None = None) -> list[Assessed]:
    """The assessment of every body that the person may see, as of the end of the year or today; few queries, always as many."""
    as_of, bodies = min(today_or(today), date(year, 12, 31)), bodies_seen(by)
    sources: dict[str, Callable[[int, date, Acting, Iterable[str]], dict[str, list[Point]]]] = {
        WEIGHTS[0]: _progress,
        WEIGHTS[1]: _milestones,
        WEIGHTS[2]: _resolutions,
        WEIGHTS[3]: _evidence,
    }
    points = {name: sources[name](year, as_of, by, bodies) for name in weights_of(year)}
    weights, names = weights_of(year), body_names()
    scores = {
        body: tuple(Score(name, weights[name][0], tuple(found.get(body, ()))) for name, found in points.items())
        for body in bodies
    }
    return [Assessed(body, names.get(body) or body_name(body), scores[body]) for body in bodies]


def _progress(year: int, as_of: date, by: Acting, bodies: Iterable[str]) -> dict[str, list[Point]]:
    """Each duty and month whose term is over, since the first month that anybody reported; of bodies that reported at all."""
    told: dict[tuple[str, str, date], date] = {}
    rows = Progress.objects.visible_to(by).filter(month__year=year, reported_on__lte=as_of)
    fields = ("organisation__kind", "organisation__code", "clause", "month", "reported_on")
    for kind, code, clause, month, day in rows.values_list(*fields).order_by("-reported_on", "-pk"):
        told["leading_group_office" if kind == "office" else code, clause, month] = day
    first = Progress.objects.order_by("month").values_list("month", flat=True).first()
    if first is None:
        return {}
    found: dict[str, list[Point]] = {}
    for body in {body for body, _clause, _month in told} & set(bodies):
        found[body] = [
            Point(
                WEIGHTS[0],
                _("{duty}, {month}").format(duty=titled(clause.id), month=f"{month:%Y-%m}"),
                due_day(month),
                told.get((body, clause.id, month)),
                reverse("duty", kwargs={"clause": clause.id}),
            )
            for month in _months_over(max(first, date(year, 1, 1)), year, as_of)
            for clause in duties_of(body)
        ]
    return found


def _months_over(first: date, year: int, as_of: date) -> list[date]:
    """The months of the year from the first on, whose reports were due."""
    found, month = [], first_of(first)
    while month.year == year and due_day(month) < as_of:
        found.append(month)
        month = month_after(month)
    return found


def _milestones(year: int, as_of: date, by: Acting, bodies: Iterable[str]) -> dict[str, list[Point]]:
    rows = Milestone.objects.visible_to(by).exclude(state=MilestoneState.DROPPED)
    return _dated(rows, year, as_of, bodies, WEIGHTS[1], "milestone", MilestoneState.DONE)


def _resolutions(year: int, as_of: date, by: Acting, bodies: Iterable[str]) -> dict[str, list[Point]]:
    rows = Resolution.objects.visible_to(by).exclude(state=ResolutionState.DROPPED)
    return _dated(rows, year, as_of, bodies, WEIGHTS[2], "resolution", ResolutionState.DONE)


def _dated(
    rows: Any, year: int, as_of: date, bodies: Iterable[str], criterion: str, name: str, done: str
) -> dict[str, list[Point]]:
    """What was due in the year until the day."""
    found: dict[str, list[Point]] = defaultdict(list)
    for one in rows.filter(due_on__year=year, due_on__lt=as_of).select_related("organisation").order_by("due_on", "pk"):
        body = body_of(one.organisation)
        if body in bodies:
            day = one.closed_on if one.state == done and one.closed_on <= as_of else None
            found[body].append(Point(criterion, str(one), one.due_on, day, reverse(name, kwargs={name: one.pk})))
    return found


def _evidence(year: int, as_of: date, by: Acting, bodies: Iterable[str]) -> dict[str, list[Point]]:
    """Each quarter that is over, with the first batch of evidence that the body supplied in it; of bodies that supplied any."""
    rows = Batch.objects.filter(undone_at=None, supplier__isnull=False, created_at__year=year)
    first: dict[tuple[str, int], date] = {}
    for kind, code, at in rows.values_list("supplier__kind", "supplier__code", "created_at").order_by("-created_at"):
        day = timezone.localdate(at)
        first["leading_group_office" if kind == "office" else code, (day.month - 1) // 3] = day
    begun = min((quarter for _body, quarter in first), default=4)
    found: dict[str, list[Point]] = defaultdict(list)
    for body in {body for body, _quarter in first} & set(bodies):
        for quarter in range(begun, 4):
            end = end_of(date(year, quarter * 3 + 3, 1))
            if end < as_of:
                text = _("Quarter {quarter} of {year}").format(quarter=quarter + 1, year=year)
                found[body].append(Point(WEIGHTS[3], text, end, first.get((body, quarter)), reverse("imports")))
    return found


def _rounded(weight: int, good: int, counted: int) -> Decimal:
    return (Decimal(weight * good) / counted).quantize(Decimal("0.1"), ROUND_HALF_UP)
