"""The assessment of a year, and the rows behind one body's points."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from mingpin.accounts.middleware import acting_in
from mingpin.accounts.permissions import not_there, require
from mingpin.duties.assessment import LABELS, Assessed, Point, assess, bodies_seen, weights_of
from mingpin.duties.models import Progress
from mingpin.duties.months import FIRST_YEAR
from mingpin.duties.views.shared import tabs
from mingpin.language import _
from mingpin.language import later as __
from mingpin.pages.computed import ComputedRows
from mingpin.pages.fields import day_asked
from mingpin.pages.listing import Column, Listing
from mingpin.pages.marks import Mark


class YearForm(forms.Form):
    """Which year, and departments or counties."""

    year = forms.ChoiceField(label=__("Year"), required=False)
    kind = forms.ChoiceField(label=__("Kind"), required=False)

    def __init__(self, data: Any = None):
        this = timezone.localdate().year
        super().__init__(data, initial={"year": str(this)})
        self.fields["year"].choices = [(str(one), str(one)) for one in range(this, FIRST_YEAR - 1, -1)]  # type: ignore[attr-defined]
        kinds = [("", _("All")), ("departments", _("Departments")), ("counties", _("Counties and zones"))]
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]

    def apply(self, rows: ComputedRows) -> ComputedRows:
        kind = self.cleaned_data.get("kind")
        return rows.keep(lambda one: one.body.isdigit() == (kind == "counties")) if kind else rows


def _year(request: HttpRequest) -> int:
    text, this = request.GET.get("year", ""), timezone.localdate().year
    return int(text) if text in map(str, range(FIRST_YEAR, this + 1)) else this


def _columns(year: int, on: str) -> list[Column]:
    weights = weights_of(year)
    columns = [Column("name", __("Body"), lambda one: one.name, url=lambda one: _url(one, year, on), width=34)]
    for place, (name, (weight, _why, _who)) in enumerate(weights.items()):
        label = _("{criterion} ({weight})").format(criterion=LABELS[name], weight=weight)
        columns.append(Column(name, label, _cell(place), url=_cell_url(year, name, on), width=24))
    columns.append(Column("total", __("Total of points"), _total, sort="share", width=24))
    return columns


def _url(one: Assessed, year: int, on: str) -> str:
    return f"{reverse('assessment_of', kwargs={'body': one.body})}?year={year}" + (f"&as_of={on}" if on else "")


def _cell_url(year: int, criterion: str, on: str) -> Callable[[Assessed], str]:
    return lambda one: f"{_url(one, year, on)}&criterion={criterion}"


def _cell(place: int) -> Callable[[Assessed], Any]:
    def value(one: Assessed) -> Any:
        score = one.scores[place]
        if score.points is None:
            return _("Not scored: no data")
        words = {"points": f"{score.points:g}", "good": score.good, "counted": len(score.points_of)}
        return _("{points} ({good} of {counted})").format(**words)

    return value


def _total(one: Assessed) -> Any:
    if one.total is None:
        return Mark("none", _("Not scored: no data"))
    return _("{points} of {assessable} assessable").format(points=f"{one.total:g}", assessable=one.assessable)


@require_safe
def assessment(request: HttpRequest) -> HttpResponseBase:
    """The points of every body that the person may see."""
    by = acting_in(request)
    require(by, "list", Progress)
    year = _year(request)
    listing = Listing(
        request,
        rows=ComputedRows(assess(year, by=by, today=day_asked(request.GET))),  # type: ignore[arg-type]
        columns=_columns(year, request.GET.get("as_of", "") and day_asked(request.GET).isoformat()),
        filters=YearForm,
        default_sort="pk",
        export=_("Assessment {year}").format(year=year),
        caption=__("Assessment"),
    )
    if listing.wants_export:
        return listing.exported()
    weights = [(LABELS[name], weight, why, who) for name, (weight, why, who) in weights_of(year).items()]
    context = {"listing": listing, "tabs": tabs(request, "assessment"), "weights": weights, "year": year}
    return render(request, "duties/assessment.html", context)


POINTS = [
    Column("criterion", __("Criterion"), lambda one: str(LABELS[one.criterion]), sort="criterion", width=24),
    Column("text", __("What counts"), lambda one: one.text, url=lambda one: one.url, width=60),
    Column("due", __("Due on"), lambda one: one.due, sort="due", width=12),
    Column("done", __("Done on"), lambda one: one.done, width=12),
    Column("good", __("In time"), lambda one: _good(one), width=14),
]


def _good(one: Point) -> Mark:
    if one.is_good:
        return Mark("ok", _("In time"))
    return Mark("no", _("Too late")) if one.done else Mark("no", _("Not done"))


class CriterionForm(forms.Form):
    """Which of the criteria."""

    criterion = forms.ChoiceField(label=__("Criterion"), required=False)

    def __init__(self, data: Any = None):
        super().__init__(data)
        self.fields["criterion"].choices = [("", _("All")), *LABELS.items()]  # type: ignore[attr-defined]

    def apply(self, rows: ComputedRows) -> ComputedRows:
        chosen = self.cleaned_data.get("criterion")
        return rows.keep(lambda one: one.criterion == chosen) if chosen else rows


@require_safe
def assessment_of(request: HttpRequest, body: str) -> HttpResponseBase:
    """Every row from which a body's points were computed."""
    by = acting_in(request)
    if body not in bodies_seen(by):
        raise not_there()
    year = _year(request)
    one = next(found for found in assess(year, by=by, today=day_asked(request.GET)) if found.body == body)
    listing = Listing(
        request,
        rows=ComputedRows(point for score in one.scores for point in score.points_of),  # type: ignore[arg-type]
        columns=POINTS,
        filters=CriterionForm,
        default_sort="pk",
        export=_("Assessment {year}: {body}").format(year=year, body=one.name),
        caption=__("What counts"),
        empty=__("Nothing that is assessed is known of this year: it is not scored, which is not nought points."),
    )
    if listing.wants_export:
        return listing.exported()
    scores = [
        (LABELS[score.criterion], score.weight, f"{score.points:g}" if score.points is not None else "", score)
        for score in one.scores
    ]
    context = {"listing": listing, "one": one, "year": year, "scores": scores, "total": _total(one)}
    return render(request, "duties/assessment_of.html", context)
