"""What would follow from other rules: the list, a new one, its result, the letter."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_safe

from mingpin.accounts.acting import Acting
from mingpin.accounts.forms.sending import sent, status_of
from mingpin.accounts.middleware import acting_in
from mingpin.accounts.permissions import may, not_there, require
from mingpin.documents.wording import clause_label
from mingpin.errors import Invalid
from mingpin.jobs.models import Job
from mingpin.judgements import effects
from mingpin.judgements.actions.what_ifs import try_what_if
from mingpin.judgements.changing import Told, told_changes, told_draft
from mingpin.judgements.forms import run_choices
from mingpin.judgements.letter import letter
from mingpin.judgements.models import WhatIf
from mingpin.judgements.states import Purpose, WhatIfState
from mingpin.judgements.trying import WhatIfForm
from mingpin.judgements.views.effects import effect_context
from mingpin.judgements.views.shared import state_mark, tabs, to, visible_or_gone
from mingpin.language import _
from mingpin.language import later as __
from mingpin.pages.listing import Column, Listing
from mingpin.policies.forms import run_label
from mingpin.policies.models import Run
from mingpin.policies.queries import latest_run
from mingpin.policies.runs.traces import of_run

FORM = ["GET", "HEAD", "POST"]
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def _url(one: WhatIf) -> str:
    return reverse("what_if", kwargs={"what_if": one.pk})


@require_safe
def what_ifs(request: HttpRequest) -> HttpResponse:
    """All that was tried, the newest first."""
    by = acting_in(request)
    require(by, "list", WhatIf)
    listing = Listing(
        request,
        rows=WhatIf.objects.visible_to(by).filter(purpose=Purpose.SANDBOX).select_related("run", "person"),
        columns=[
            Column("title", __("Title"), lambda one: one.title, sort="title", url=_url, width=40),
            Column("run", __("On the evidence of"), lambda one: run_label(one.run), width=32),
            Column("enters", __("Enter"), lambda one: one.result.get("enters"), is_number=True),
            Column("leaves", __("Leave"), lambda one: one.result.get("leaves"), is_number=True),
            Column("state", __("State"), state_mark),
            Column("person", __("Made by"), lambda one: one.person.name if one.person else None, width=16),
            Column("made_at", __("Made"), lambda one: one.made_at, sort="made_at", width=16),
        ],
        caption=_("What if"),
        empty=_("The city office tries here what other numbers, readings, conditions or a whole draft would do. Nothing in "
                "force changes by it."),
    )  # fmt: skip
    return render(
        request,
        "judgements/what_ifs.html",
        {"tabs": tabs(by, "what_ifs"), "listing": listing, "may_try": may(by, "try", WhatIf)},
    )


@require_http_methods(FORM)
def what_if_new(request: HttpRequest) -> HttpResponse:
    """Says what shall be otherwise."""
    by = acting_in(request)
    require(by, "try", WhatIf)
    run = latest_run(by)
    if run is None:
        return render(request, "judgements/what_if_new.html", {"form": None})
    program = of_run(run).program
    given = request.method == "POST"
    clause = (request.POST if given else request.GET).get("clause", "")
    clause = clause if clause in {one.clause.id for one in program.clauses} else ""
    form = WhatIfForm(
        request.POST if given else None,
        request.FILES if given else None,
        program=program,
        runs=run_choices(by),
        clause=clause,
    )
    made = sent(form, lambda data: _try(form, data, by))
    if made is not None:
        messages.success(request, _("It is being computed. You can leave this page and find it again."))
        return to("what_if", what_if=made.pk)
    context = {
        "form": form,
        "parts": [part for part in form.parts() if part[2]],
        "clause": clause,
        "clauses": [(one.clause.id, clause_label(one.clause)) for one in program.clauses],
        "title": clause_label(program.pack.clause(clause)) if clause else "",
    }
    return render(request, "judgements/what_if_new.html", context, status=status_of(form))


def _try(form: WhatIfForm, data: dict[str, Any], by: Acting) -> WhatIf:
    run = Run.objects.visible_to(by).done().filter(pk=int(data["run"])).first()
    if run is None:
        raise not_there()
    return try_what_if(title=data["title"], run=run, typed=form.typed(), by=by, draft=data.get("draft"))


@require_safe
def what_if(request: HttpRequest, what_if: int) -> HttpResponseBase:
    """What was changed, and whom that moves."""
    by = acting_in(request)
    require(by, "list", WhatIf)
    one: WhatIf = visible_or_gone(WhatIf, by, what_if, "run", "person")
    effect = effect_context(request, one, by)
    if effect["listing"] and effect["listing"].wants_export:
        exported: HttpResponseBase = effect["listing"].exported()
        return exported
    told, problem = _told(one)
    context = {
        "what_if": one,
        "run": one.run,
        "effect": effect,
        "told": told,
        "problem": problem,
        "job": Job.objects.filter(pk=one.job).first() if one.job and one.state != WhatIfState.DONE else None,
        "is_reading": one.purpose == Purpose.READING,
    }
    return render(request, "judgements/what_if.html", context)


def _told(what_if: WhatIf) -> tuple[list[Told], str]:
    """What was changed; and why that cannot be told any more, where it cannot."""
    before = of_run(what_if.run).program
    try:
        after = effects.program_after(what_if)
    except Invalid as error:
        return [], str(error)
    return (told_draft(before, after) if what_if.draft_id else told_changes(before, after, what_if.changes)), ""


@require_safe
def what_if_letter(request: HttpRequest, what_if: int) -> HttpResponse:
    """The comparison as a letter of comment, a Word document."""
    by = acting_in(request)
    require(by, "list", WhatIf)
    one: WhatIf = visible_or_gone(WhatIf, by, what_if, "run")
    if one.state != WhatIfState.DONE:
        raise not_there()
    told, problem = _told(one)
    if problem:
        raise Invalid(problem)
    answer = HttpResponse(letter(one, told, by), content_type=WORD)
    name = _("Comment: {title}").format(title=one.title)
    answer["Content-Disposition"] = content_disposition_header(True, f"{name}.docx") or "attachment"
    return answer
