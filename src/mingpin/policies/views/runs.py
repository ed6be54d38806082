"""Survey runs: the list, a new one, one with its counts and names, two compared, the workbook."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mingpin.accounts.acting import Acting
from mingpin.accounts.permissions import may, not_there, require
from mingpin.documents.wording import ReasonWords, clause_label, kind_word
from mingpin.engine import Program, Verdict
from mingpin.engine.reasons import Reason
from mingpin.errors import DomainError, Invalid
from mingpin.jobs.models import Job
from mingpin.language import _
from mingpin.language import later as __
from mingpin.pages.listing import Column, Listing
from mingpin.pages.marks import Mark
from mingpin.policies.actions import ask_for_workbook, begin_run
from mingpin.policies.document import MARK_OF
from mingpin.policies.forms import RunForm, VerdictFilters
from mingpin.policies.models import Run, RunVerdict
from mingpin.policies.runs import kept
from mingpin.policies.runs.counting import NOT_STATED, counts_of, shares_of
from mingpin.policies.runs.traces import of_run
from mingpin.policies.states import RunState, Standing
from mingpin.registry import vocabulary
from mingpin.registry.finding import search_subjects
from mingpin.registry.models import Subject

STATE_MARKS = {RunState.RUNNING: "busy", RunState.DONE: "ok", RunState.FAILED: "no"}
MOST_REASONS = 12


def run_of(by: Acting, pk: int) -> Run:
    """The run. Raises NotThere for one that is not there or that the person may not know of."""
    found = Run.objects.visible_to(by).filter(pk=pk).first()
    if found is None:
        raise not_there()
    return found


@require_safe
def runs(request: HttpRequest) -> HttpResponseBase:
    """All surveys, the newest first."""
    by: Acting = request.acting  # type: ignore[attr-defined]
    require(by, "list", Run)
    listing = Listing(
        request,
        rows=Run.objects.visible_to(by).select_related("person"),
        columns=_run_columns(by),
        caption=_("Surveys"),
        empty=_("A survey judges every subject of the register by every clause. The city office begins one here."),
    )
    return render(request, "policies/runs.html", {"listing": listing, "may_begin": may(by, "begin", Run)})


def _run_columns(by: Acting) -> list[Column]:
    def url(run: Run) -> str:
        return reverse("run", kwargs={"run": run.pk})

    columns = [
        Column("number", __("Number"), lambda run: f"#{run.pk}", url=url),
        Column("year", __("Programme year"), lambda run: str(run.year), sort="year"),
        Column("as_of", __("As of"), lambda run: run.as_of, sort="as_of"),
        Column("state", __("State"), lambda run: Mark(STATE_MARKS[run.state], run.get_state_display())),
        Column("begun", __("Begun"), lambda run: run.begun_at, sort="begun_at"),
        Column("note", __("What for"), lambda run: run.note),
    ]
    if by.area:
        return columns
    return [
        *columns[:4],
        Column("subjects", __("Subjects"), lambda run: run.subjects or None, is_number=True),
        Column("met", __("met"), lambda run: run.counts.get("MET"), is_number=True),
        Column("not_met", __("not met"), lambda run: run.counts.get("NOT_MET"), is_number=True),
        Column("open", __("undetermined"), lambda run: run.counts.get("UNDETERMINED"), is_number=True),
        *columns[4:],
    ]


@require_http_methods(["GET", "HEAD", "POST"])
def run_new(request: HttpRequest) -> HttpResponse:
    """A new survey of the whole register."""
    by: Acting = request.acting  # type: ignore[attr-defined]
    require(by, "begin", Run)
    form = RunForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            run = begin_run(**form.cleaned_data, by=by)
        except DomainError as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, _("The survey is under way. You can leave this page and find it again."))
            return HttpResponseRedirect(reverse("run", kwargs={"run": run.pk}), status=303)
    return render(request, "policies/run_new.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
def run(request: HttpRequest, run: int) -> HttpResponse:
    """One survey: what it was made of, what it found, by clause, county and field."""
    by: Acting = request.acting  # type: ignore[attr-defined]
    require(by, "list", Run)
    one = run_of(by, run)
    context = {
        "run": one,
        "mark": Mark(STATE_MARKS[RunState(one.state)], one.get_state_display()),
        "job": Job.objects.filter(pk=one.job).first() if one.job else None,
        "may_export": may(by, "export", Run),
    }
    if one.state == RunState.DONE:
        program = of_run(one).program
        counts = counts_of(one, by)
        others = Run.objects.visible_to(by).done().exclude(pk=one.pk)[:30]
        context |= {
            "counts": counts,
            "clauses": list(_clause_rows(one, program, counts.clauses)),
            "reasons": _reason_rows(one, program) if not by.area else [],
            "shares": [
                (_("By county"), _share_rows(one, by, "area") if not by.area else [], "by-county"),
                (_("By domain"), _share_rows(one, by, "domain"), "by-domain"),
                (_("By field"), _share_rows(one, by, "industry_field"), "by-field"),
            ],
            "others": others,
            "has_workbook": (kept.folder_of(one) / kept.WORKBOOK).is_file(),
        }
    return render(request, "policies/run.html", context)


def _clause_rows(run: Run, program: Program, standings):  # type: ignore[no-untyped-def]
    for lowered in program.clauses:
        clause = lowered.clause
        verdicts = standings[clause.id].verdicts if clause.id in standings else {}
        here = reverse("verdicts", kwargs={"run": run.pk}) + f"?clause={clause.id}&at="
        yield {
            "label": clause_label(clause),
            "kind": kind_word(clause.kind),
            "url": reverse("provision", kwargs={"clause": clause.id}) + f"?run={run.pk}",
            "cells": [(MARK_OF[verdict], verdicts.get(verdict.value, 0), here + verdict.value) for verdict in Verdict],
        }


def _reason_rows(run: Run, program: Program) -> list[dict[str, object]]:
    words = ReasonWords(program)
    here = reverse("verdicts", kwargs={"run": run.pk})
    return [
        {
            "text": words.sentence(Reason.of(one["code"])),
            "holder": words.holder(Reason.of(one["code"])),
            "subjects": one["subjects"],
            "alone": one["alone"],
            "url": f"{here}?reason={one['code']}",
        }
        for one in run.summary.get("reasons", [])[:MOST_REASONS]
    ]


def _share_rows(run: Run, by: Acting, column: str) -> list[dict[str, object]]:
    names = {"area": "area", "industry_field": "industry_field", "domain": "domain"}
    filters = {"area": "area", "industry_field": "field", "domain": "domain"}
    here = reverse("verdicts", kwargs={"run": run.pk})
    return [
        {
            "label": vocabulary.label_of(names[column], code) if code != NOT_STATED else _("not stated"),
            "total": sum(verdicts.values()),
            "url": f"{here}?{filters[column]}={code}" if code else here,
            "cells": [
                (
                    MARK_OF[Verdict(one.value)],
                    verdicts.get(one.value, 0),
                    f"{here}?{filters[column]}={code}&verdict={one.value}",
                )
                for one in Standing
            ],
        }
        for code, verdicts in shares_of(run, by, column)
    ]


@require_safe
def verdicts(request: HttpRequest, run: int) -> HttpResponseBase:
    """The names behind the counts of a run."""
    by: Acting = request.acting  # type: ignore[attr-defined]
    require(by, "list", RunVerdict)
    one = run_of(by, run)
    if one.state != RunState.DONE:
        raise not_there()
    program = of_run(one).program
    listing = Listing(
        request,
        rows=RunVerdict.objects.filter(run=one).visible_to(by).select_related("subject"),
        columns=_verdict_columns(one, by),
        search=_search,
        search_label=_("Name, pinyin initials or code"),
        filters=partial(VerdictFilters, run=one, program=program, by=by),
        default_sort="pk",
        export=_("Verdicts") if may(by, "export", RunVerdict) else None,
        caption=_("Verdicts"),
        empty=_("No subject of this survey is visible to you."),
    )
    if listing.wants_export:
        return listing.exported()
    return render(request, "policies/verdicts.html", {"listing": listing, "run": one})


def _search(rows, text):  # type: ignore[no-untyped-def]
    return rows.filter(subject__in=search_subjects(Subject.objects.all(), text))


def _verdict_columns(run: Run, by: Acting) -> list[Column]:
    def url(row: RunVerdict) -> str:
        return reverse("verdict", kwargs={"run": run.pk, "subject": row.subject_id})

    columns = [
        Column("name", __("Name"), lambda row: row.subject.name, sort="subject__name", url=url, width=36),
        Column("verdict", __("Verdict"), lambda row: Mark(MARK_OF[Verdict(row.verdict)], row.get_verdict_display())),
        Column("failed", __("Clauses not met"), lambda row: row.failed, sort="failed", is_number=True),
        Column("open", __("Open questions"), lambda row: row.open, sort="open", is_number=True),
        Column("area", __("County"), lambda row: vocabulary.area_label(row.area) if row.area else None),
        Column("domain", __("Domain"), lambda row: vocabulary.label_of("domain", row.domain) if row.domain else None),
        Column(
            "field",
            __("Field named in the document"),
            lambda row: vocabulary.label_of("industry_field", row.industry_field) if row.industry_field else None,
        ),
    ]
    return [column for column in columns if not (column.name == "area" and by.area)]


@require_POST
def run_workbook_ask(request: HttpRequest, run: int) -> HttpResponse:
    """Has the workbook of a run written in the background."""
    by: Acting = request.acting  # type: ignore[attr-defined]
    one = run_of(by, run)
    require(by, "export", one)
    ask_for_workbook(run=one, by=by)
    messages.success(request, _("The workbook is being written. It will be offered on this page."))
    return HttpResponseRedirect(reverse("run", kwargs={"run": one.pk}), status=303)


@require_safe
def run_workbook(request: HttpRequest, run: int) -> HttpResponseBase:
    """The workbook of a run, for those who see all of it."""
    by: Acting = request.acting  # type: ignore[attr-defined]
    one = run_of(by, run)
    require(by, "export", one)
    place = kept.folder_of(one) / kept.WORKBOOK
    if not place.is_file():
        raise not_there()
    name = _("Baseline survey {year}").format(year=one.year)
    return FileResponse(place.open("rb"), as_attachment=True, filename=f"{name}-{one.as_of.isoformat()}.xlsx")


@require_safe
def runs_compared(request: HttpRequest, run: int, other: int) -> HttpResponse:
    """Two runs side by side: who enters, who leaves, at which clauses."""
    from mingpin.policies.runs.comparing import compared

    by: Acting = request.acting  # type: ignore[attr-defined]
    require(by, "list", Run)
    after, before = run_of(by, run), run_of(by, other)
    if RunState.DONE not in (before.state, after.state) or before.state != after.state:
        raise Invalid(_("Only surveys that are done can be compared."))
    return render(
        request, "policies/compared.html", {"found": compared(before, after, by), "before": before, "after": after}
    )
