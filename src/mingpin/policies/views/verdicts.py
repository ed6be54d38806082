"""How one subject stands: the verdict with its trace, the way to MET, days for a calendar."""

from __future__ import annotations

from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from mingpin.accounts.acting import Acting
from mingpin.accounts.permissions import not_there, require
from mingpin.documents.wording import ReasonWords
from mingpin.engine import Survey
from mingpin.policies.calendar import calendar_text
from mingpin.policies.models import Run, RunVerdict
from mingpin.policies.queries import latest_run
from mingpin.policies.roadmaps import RoadmapShown
from mingpin.policies.runs.traces import of_run, roadmap_of, settlement_of, survey_about, survey_now, trace_of
from mingpin.policies.self_check import SelfCheckForm, check
from mingpin.policies.states import RunState
from mingpin.policies.verdict import Shown, ways
from mingpin.policies.views.runs import run_of
from mingpin.registry.models import Subject


def _about(by: Acting, run: int, subject: int) -> tuple[Run, Subject, Survey]:
    """A run, a subject, and what the run kept about it. Raises NotThere where the person may not know of one of them."""
    require(by, "list", RunVerdict)
    one, found = run_of(by, run), Subject.objects.visible_to(by).filter(pk=subject).first()
    if found is None or one.state != RunState.DONE:
        raise not_there()
    survey = survey_about(one, found.subject_id)
    if survey is None:
        raise not_there()
    return one, found, survey


@require_safe
def standing(request: HttpRequest, subject: int) -> HttpResponse:
    """How a subject stands now: its verdict in the latest survey."""
    by: Acting = request.acting  # type: ignore[attr-defined]
    require(by, "list", RunVerdict)
    found = Subject.objects.visible_to(by).filter(pk=subject).first()
    if found is None:
        raise not_there()
    run = latest_run(by)
    if run is None or not RunVerdict.objects.filter(run=run, subject=found).visible_to(by).exists():
        return render(request, "policies/no_verdict.html", {"subject": found, "run": run})
    return HttpResponseRedirect(reverse("verdict", kwargs={"run": run.pk, "subject": found.pk}))


@require_safe
def verdict(request: HttpRequest, run: int, subject: int) -> HttpResponse:
    """The verdict, clause by clause, with what it rests on and what would settle it."""
    by: Acting = request.acting  # type: ignore[attr-defined]
    one, found, survey = _about(by, run, subject)
    shown = Shown(trace_of(one, survey), survey, by)
    mine = RunVerdict.objects.filter(subject=found).visible_to(by).select_related("run").order_by("-run")
    context = {
        "run": one,
        "subject": found,
        "shown": shown,
        "clauses": list(shown.clauses()),
        "ways": ways(settlement_of(one, survey), ReasonWords(of_run(one).program)),
        "others": [row for row in mine[:8] if row.run_id != one.pk],
    }
    return render(request, "policies/verdict.html", context)


@require_safe
def roadmap(request: HttpRequest, run: int, subject: int) -> HttpResponse:
    """The way to MET: what time does, and on which day; what to supply; what can be done, with whose help; what is fixed."""
    by: Acting = request.acting  # type: ignore[attr-defined]
    one, found, survey = _about(by, run, subject)
    shown = RoadmapShown(roadmap_of(one, survey), of_run(one).program)
    return render(request, "policies/roadmap.html", {"run": one, "subject": found, "shown": shown})


@require_safe
def roadmap_calendar(request: HttpRequest, run: int, subject: int) -> HttpResponse:
    """The days of a roadmap, for a calendar."""
    by: Acting = request.acting  # type: ignore[attr-defined]
    one, found, survey = _about(by, run, subject)
    shown = RoadmapShown(roadmap_of(one, survey), of_run(one).program)
    page = request.build_absolute_uri(reverse("roadmap", kwargs={"run": one.pk, "subject": found.pk}))
    text = calendar_text(shown.turns, found.name, page, made_at=one.finished_at or datetime.now(UTC))
    answer = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="roadmap-{one.pk}-{found.pk}.ics"'
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
def self_check(request: HttpRequest, run: int, subject: int) -> HttpResponse:
    """How the subject would stand if what is declared here were evidence. Nothing is kept."""
    by: Acting = request.acting  # type: ignore[attr-defined]
    one, found, survey = _about(by, run, subject)
    form = SelfCheckForm(request.POST if request.method == "POST" else None, survey=survey_now(one, survey))
    checked = check(form, ReasonWords(of_run(one).program)) if form.is_bound and form.is_valid() else None
    context = {"run": one, "subject": found, "form": form, "checked": checked}
    return render(request, "policies/self_check.html", context, status=422 if form.errors else 200)
