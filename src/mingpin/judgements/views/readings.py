"""Questions of reading, who waits for each, what each reading would do; the list of rulings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from mingpin.accounts.acting import Acting
from mingpin.accounts.middleware import acting_in
from mingpin.accounts.permissions import may, not_there, require
from mingpin.engine import Program
from mingpin.errors import Invalid
from mingpin.judgements.actions.what_ifs import look_at_reading
from mingpin.judgements.forms import WaitingFilters
from mingpin.judgements.in_force import rulings_in_force
from mingpin.judgements.matters import Question, questions_of
from mingpin.judgements.models import Ruling, WhatIf
from mingpin.judgements.states import Purpose, RulingState, WhatIfState
from mingpin.judgements.told import options_of
from mingpin.judgements.views.shared import state_mark, tabs, to
from mingpin.judgements.waiting import open_counts
from mingpin.language import _
from mingpin.language import later as __
from mingpin.pages.listing import Column, Listing
from mingpin.pages.marks import Mark
from mingpin.policies.models import Run, RunVerdict
from mingpin.policies.packs import program_of
from mingpin.policies.queries import latest_run
from mingpin.policies.runs.traces import of_run
from mingpin.policies.states import Standing
from mingpin.registry import vocabulary


def program_now(run: Run | None) -> Program:
    today = timezone.localdate()
    return of_run(run).program if run else program_of(today.year, today)


def question_of(program: Program, id_: str) -> Question:
    found = questions_of(program.pack).get(id_)
    if found is None:
        raise not_there()
    return found


@require_safe
def rulings(request: HttpRequest) -> HttpResponse:
    """All questions of reading, those that most subjects wait for first, and the rulings that there are."""
    by = acting_in(request)
    require(by, "list", Ruling)
    run = latest_run(by)
    program, counts = program_now(run), open_counts(run, by) if run else {}
    entered = Ruling.objects.visible_to(by)
    drafts = {one.question: one for one in entered.filter(state=RulingState.DRAFT)}
    in_force = rulings_in_force(timezone.localdate())
    questions = questions_of(program.pack)
    rows = [
        {
            "question": question,
            "mark": _standing(question, in_force.get(id_), program),
            "count": counts.get(question.code, 0),
            "draft": drafts.get(id_),
        }
        for id_, question in questions.items()
    ]
    context = {
        "tabs": tabs(by, "rulings"),
        "run": run,
        "rows": sorted(rows, key=lambda row: -row["count"]),  # type: ignore[operator]
        "rulings": [_ruling_row(one, questions) for one in entered.order_by("-entered_at")[:100]],
    }
    return render(request, "judgements/rulings.html", context)


def _standing(question: Question, ruling: Ruling | None, program: Program) -> Mark:
    if ruling is not None:
        return Mark("ok", _("ruled: {reading}").format(reading=question.options.get(ruling.picks, ruling.picks)))
    own = program.rulings.get(question.id)
    if own is not None:
        return Mark("ok", _("ruled: {reading}").format(reading=question.options.get(own.picks, own.picks)))
    return Mark("open", _("not settled"))


def _ruling_row(ruling: Ruling, questions: Mapping[str, Question]) -> dict[str, Any]:
    known = questions.get(ruling.question)
    return {
        "ruling": ruling,
        "question": known.text if known else ruling.question,
        "picks": known.options.get(ruling.picks, ruling.picks) if known else ruling.picks,
        "mark": state_mark(ruling),
    }


def _waiting(run: Run, by: Acting, question: Question) -> QuerySet[RunVerdict]:
    """The subjects whose verdict waits for the ruling."""
    codes = run.summary.get("reason_codes", [])
    rows = RunVerdict.objects.filter(run=run, verdict=Standing.UNDETERMINED).visible_to(by)
    if question.code not in codes:
        return rows.none()
    return rows.filter(reasons__contains=f"|{codes.index(question.code)}|")


@require_safe
def reading(request: HttpRequest, question: str) -> HttpResponseBase:
    """One question: the sentence, the readings in words, whose verdict waits for it, what each reading would do."""
    by = acting_in(request)
    require(by, "list", Ruling)
    run = latest_run(by)
    program = program_now(run)
    asked = question_of(program, question)
    of_question = WhatIf.objects.filter(purpose=Purpose.READING, run=run, question=question) if run else ()
    computed = {one.option: one for one in of_question}
    listing = _waiting_listing(request, run, by, asked) if run else None
    if listing and listing.wants_export:
        return listing.exported()
    rows = _waiting(run, by, asked) if run else RunVerdict.objects.none()
    here = reverse("reading", kwargs={"question": question})
    ruling = rulings_in_force(timezone.localdate()).get(question)
    context = {
        "run": run,
        "question": asked,
        "mark": _standing(asked, ruling, program),
        "ruling": ruling,
        "options": options_of(asked, program, computed),
        "is_computed": bool(computed) and all(one.state == WhatIfState.DONE for one in computed.values()),
        "is_computing": any(one.state == WhatIfState.COMPUTING for one in computed.values()),
        "may_compute": run is not None and may(by, "look_at_reading", WhatIf),
        "may_draft": run is not None and may(by, "draft", Ruling),
        "may_see_names": may(by, "list", WhatIf),
        "listing": listing,
        "shares": [
            (_("By county"), "by-county", _shares(rows, "area", "area", here)),
            (_("By field"), "by-field", _shares(rows, "industry_field", "field", here)),
        ],
        "rulings": [
            _ruling_row(one, {question: asked})
            for one in Ruling.objects.visible_to(by).filter(question=question).order_by("-entered_at")
        ],
    }
    return render(request, "judgements/reading.html", context)


def _waiting_listing(request: HttpRequest, run: Run, by: Acting, question: Question) -> Listing:
    def url(row: RunVerdict) -> str:
        return reverse("verdict", kwargs={"run": run.pk, "subject": row.subject_id})

    return Listing(
        request,
        rows=_waiting(run, by, question).select_related("subject"),
        columns=[
            Column("name", __("Name"), lambda row: row.subject.name, sort="subject__name", url=url, width=36),
            Column("open", __("Open questions"), lambda row: row.open, sort="open", is_number=True),
            Column("area", __("County"), lambda row: vocabulary.area_label(row.area) if row.area else None),
            Column(
                "field",
                __("Field"),
                lambda row: vocabulary.label_of("industry_field", row.industry_field) if row.industry_field else None,
            ),
        ],
        filters=WaitingFilters,
        default_sort="open",
        export=_("Subjects that wait for a ruling"),
        caption=_("Subjects that wait for a ruling"),
        empty=_("No verdict of the latest survey waits for this ruling."),
    )


def _shares(rows: QuerySet[RunVerdict], column: str, name: str, here: str) -> list[tuple[str, str, int]]:
    counted = rows.order_by().values(column).annotate(count=Count("pk")).order_by("-count", column)
    return [
        (
            vocabulary.label_of(column, row[column]) if row[column] else _("not stated"),
            f"{here}?{name}={row[column]}#waiting" if row[column] else "",
            row["count"],
        )
        for row in counted
    ]


@require_POST
def reading_effects(request: HttpRequest, question: str) -> HttpResponse:
    """Has computed what each reading would do in the latest survey."""
    by = acting_in(request)
    require(by, "look_at_reading", WhatIf)
    run = latest_run(by)
    if run is None:
        raise Invalid(_("There is no survey yet."), remedy=_("Begin one first."))
    for option in question_of(of_run(run).program, question).options:
        look_at_reading(question=question, option=option, run=run, by=by)
    messages.success(request, _("It is being computed. You can leave this page and find it again."))
    return to("reading", question=question)
