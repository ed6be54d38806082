"""Pages of targets: the list, one target with the records or reports behind its figure, and reporting it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.http import require_http_methods, require_safe

from mingpin.accounts.acting import Acting
from mingpin.accounts.forms.sending import sent, status_of
from mingpin.accounts.middleware import acting_in
from mingpin.accounts.permissions import not_there, require
from mingpin.engine.model import Clause
from mingpin.files.serving import download
from mingpin.language import _, in_language
from mingpin.language import later as __
from mingpin.pages.computed import ComputedRows
from mingpin.pages.fields import day_asked
from mingpin.pages.listing import Column, Listing
from mingpin.pages.marks import Mark
from mingpin.pages.tabs import tabs_of
from mingpin.registry import vocabulary
from mingpin.registry.cards import days_of, source_of
from mingpin.registry.models import EvidenceRow
from mingpin.targets import looking
from mingpin.targets.actions import report_figure, restate_figure
from mingpin.targets.charts import bullet_of
from mingpin.targets.forms import STATES, DayForm, RecordFilters, ReportForm, TargetFilters
from mingpin.targets.models import Report, ReportDocument
from mingpin.targets.permissions import may_report, require_report
from mingpin.targets.queries import LookedAt, looked_at, target_at
from mingpin.targets.states import TargetState
from mingpin.targets.words import clause_of, coverage_words


def _mark_of(state: TargetState, is_over: bool) -> Mark:
    """The mark over the count of targets that stand so; while there is time left none is said to be missed."""
    if state is TargetState.NOT_REACHED and not is_over:
        return Mark("busy", _("Not reached yet"))
    kinds = {TargetState.REACHED: "ok", TargetState.NOT_REACHED: "no"}
    return Mark(kinds.get(state, "open"), STATES[state])


def target_url(clause: str, day: date | None = None) -> str:
    """The page of a target, as of a day where that is not today."""
    url = reverse("target", kwargs={"clause": clause})
    return f"{url}?as_of={day.isoformat()}" if day and day != timezone.localdate() else url


def _columns(day: date, *, apart: bool) -> list[Column]:
    """What the list shows; in a workbook (`apart`) what stands together in a cell of the page has columns of its own."""

    def page_of(one: LookedAt) -> str:
        return target_url(one.pk, day)

    def rows_of(one: LookedAt) -> str:
        return f"{target_url(one.pk, day)}#{'records' if one.counted is not None else 'reports-title'}"

    title = Column("title", __("Target"), lambda one: one.title, url=page_of, width=34)
    number = Column("number", __("Provision"), lambda one: one.number, width=16)
    goal = Column("goal", __("Goal"), lambda one: one.goal, width=20)
    kind = Column("kind", __("Kind of goal"), lambda one: one.kind, width=12)
    value = Column("value", __("Figure now"), lambda one: one.value_text, sort="value", url=rows_of, width=14)
    source = Column("source", __("How it is known"), lambda one: one.source, width=26)
    state = Column("state", __("State"), lambda one: one.mark, width=14)
    due = Column("due", __("Due on"), lambda one: one.due, sort="due", width=12)
    owners = Column("owners", __("Owners"), lambda one: one.owners, width=40)
    if apart:
        return [title, number, kind, goal, value, source, state, due, owners]
    bullet = Column("bullet", __("Against the goal"), bullet_of, sort="share")
    return [
        replace(title, value=_two_lines(title, number)),
        replace(goal, value=_two_lines(goal, kind)),
        value,
        source,
        bullet,
        state,
        due,
        owners,
    ]


def _two_lines(first: Column, second: Column) -> Callable[[Any], Any]:
    return lambda one: format_html('{}<small class="row-detail">{}</small>', first.value(one), second.value(one))


@require_safe
def targets(request: HttpRequest) -> HttpResponseBase:
    """All targets of the document: what each asks for, how it stands, and how that is known."""
    by = acting_in(request)
    require(by, "list", Report)
    day = day_asked(request.GET)
    found = looked_at(by, day)
    listing = Listing(
        request,
        rows=ComputedRows(found),  # type: ignore[arg-type]
        columns=_columns(day, apart=request.GET.get("export") == "xlsx"),
        filters=TargetFilters,
        default_sort="pk",
        export=_("Targets as of {day}").format(day=day.isoformat()),
        caption=__("The targets"),
        empty=__("The policy pack names no target."),
    )
    if listing.wants_export:
        return listing.exported()
    as_of = [("as_of", day.isoformat())] if day != timezone.localdate() else []
    is_over = any(one.day > one.due for one in found)
    figures = [
        (_mark_of(state, is_over), sum(one.standing.state is state for one in found),
         f"{reverse('targets')}?{urlencode([*as_of, ('state', state.value)])}")
        for state in STATES
    ]  # fmt: skip
    context = {"listing": listing, "figures": figures, "day": day, "day_form": DayForm(initial={"as_of": day}),
               "tabs": tabs_of({"targets": _("Targets"), "duties": _("Duties")}, "targets")}  # fmt: skip
    return render(request, "targets/targets.html", context)


@require_safe
def target(request: HttpRequest, clause: str) -> HttpResponseBase:
    """One target: its words, its figure with what that rests on, by county, over time, and what was reported."""
    by = acting_in(request)
    require(by, "list", Report)
    known = _clause(clause)
    day = day_asked(request.GET)
    one, records = target_at(by, known, day)
    listing = _records(request, by, one)
    if listing is not None and listing.wants_export:
        return listing.exported()
    reports = may_report(by, known)
    context: dict[str, Any] = {
        "one": one,
        "day": day,
        "day_form": DayForm(initial={"as_of": day}),
        "quotes": known.quotes,
        "note": in_language(known.note) if known.note else "",
        "listing": listing,
        "course": looking.course_of(one, records, by),
        "may_report": reports,
        "is_qualitative": known.target is not None and known.target.goal is None,
    }
    if one.counted is not None:
        late, shown = looking.late_rows(one, by)
        context |= {
            "coverage": coverage_words(one.counted),
            "counties": looking.counties_of(one.counted, by),
            "county_name": vocabulary.area_label(by.area) if by.area else "",
            "corrected": looking.corrected_rows(one, by),
            "late": late,
            "shown_rows": shown,
            "records_url": f"{target_url(clause, day)}#records",
        }
    else:
        context |= {
            "reports": looking.reports_of(clause, by, may_restate=reports),
            **looking.history_of(clause, by),
        }
    return render(request, "targets/target.html", context)


def _records(request: HttpRequest, by: Acting, one: LookedAt) -> Listing | None:
    """The named records behind a count, those that only may count too; as far as the person may read them."""
    if one.counted is None:
        return None
    open_ = frozenset(one.counted.uncertain_rows)
    columns = [
        Column(
            "subject",
            __("Subject"),
            lambda row: row.subject.name if row.subject else vocabulary.headline(row.table, row.values),
            sort="subject__name",
            url=lambda row: reverse("evidence", kwargs={"row": row.pk}),
            width=36,
        ),
        Column("title", __("What is on record"), lambda row: vocabulary.headline(row.table, row.values), width=26),
        Column("document", __("Document or source"), lambda row: row.values.get("document") or source_of(row), width=28),
        Column("day", __("Date"), days_of, sort="dated_on", width=12),
        Column("area", __("Area"), lambda row: vocabulary.area_label(row.subject.area) if row.subject else "", width=14),
        Column("recorded", __("On file since"), lambda row: timezone.localtime(row.recorded_at).date(),
               sort="recorded_at", width=14),
        Column("counts", __("Counts"), lambda row: Mark("open", _("may count")) if row.pk in open_
               else Mark("ok", _("counts")), width=12),
    ]  # fmt: skip
    keys = [*one.counted.rows, *one.counted.uncertain_rows]
    return Listing(
        request,
        rows=EvidenceRow.objects.visible_to(by).filter(pk__in=keys).select_related("subject", "batch"),
        columns=columns,
        search=_search,
        filters=lambda data: RecordFilters(data, by=by),
        default_sort="-dated_on",
        export=_("Records behind {target}").format(target=one.title),
        caption=__("Named records behind the figure"),
        empty=__("Records that count appear here as soon as evidence of them is imported or entered."),
        name="records",
    )


def _search(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    return rows.filter(subject__name__contains=text)


@require_http_methods(["GET", "HEAD", "POST"])
def target_report(request: HttpRequest, clause: str) -> HttpResponse:
    """Reports the figure of a target that nobody can count."""
    by = acting_in(request)
    require(by, "list", Report)
    known = _clause(clause)
    if known.target is None or known.target.counts:
        raise not_there()
    require_report(by, known)
    form = ReportForm(*_given(request), clause=known)
    if sent(form, lambda data: report_figure(clause=clause, by=by, **_figure(data))):
        messages.success(request, _("Reported. It is shown at the target from now on."))
        return _to(clause)
    return _form(request, form, known)


@require_http_methods(["GET", "HEAD", "POST"])
def report_restate(request: HttpRequest, report: int) -> HttpResponse:
    """Says a reported figure anew, with the reason."""
    by = acting_in(request)
    found = Report.objects.visible_to(by).filter(pk=report).first()
    known = clause_of(found.clause) if found else None
    if found is None or known is None:
        raise not_there()
    require_report(by, known)
    form = ReportForm(*_given(request), clause=known, restates=found)
    if sent(form, lambda data: restate_figure(report=found, by=by, reason=data["reason"], **_figure(data))):
        messages.success(request, _("Restated. What was said before stays on file."))
        return _to(known.id)
    return _form(request, form, known, restates=found)


@require_safe
def report_document(request: HttpRequest, document: int) -> HttpResponseBase:
    """A document of a report, for whoever may read the report."""
    by = acting_in(request)
    found = ReportDocument.objects.visible_to(by).select_related("file").filter(pk=document).first()
    if found is None:
        raise not_there()
    return download(found.file, found.name)


def _clause(clause: str) -> Clause:
    found = clause_of(clause)
    if found is None:
        raise not_there()
    return found


def _given(request: HttpRequest) -> tuple[Any, Any]:
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


def _figure(data: dict[str, Any]) -> dict[str, Any]:
    """What the actions ask for, of a form of either kind of goal."""
    figure = {name: data[name] for name in ("for_day", "value", "judged", "grounds") if name in data}
    return figure | {"uploads": data.get("documents") or []}


def _form(request: HttpRequest, form: ReportForm, clause: Clause, restates: Report | None = None) -> HttpResponse:
    context = {
        "form": form,
        "clause": clause,
        "title": in_language(clause.title),
        "quotes": clause.quotes,
        "note": in_language(clause.note) if clause.note else "",
        "restates": restates,
    }
    return render(request, "targets/report.html", context, status=status_of(form))


def _to(clause: str) -> HttpResponseRedirect:
    return HttpResponseRedirect(target_url(clause), status=303)
