"""What a page of the document looks at, from its address."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils import timezone

from mingpin.accounts.acting import Acting
from mingpin.accounts.states import Role
from mingpin.engine import Program
from mingpin.policies.document import Looking
from mingpin.policies.forms import MOST_RUNS, LookingForm
from mingpin.policies.live import View, live_lines
from mingpin.policies.models import Run
from mingpin.policies.packs import program_of
from mingpin.policies.runs.counting import Counts, counts_of
from mingpin.policies.runs.traces import of_run


def looking(request: HttpRequest, by: Acting) -> tuple[Looking, LookingForm, Counts | None]:
    """What is looked at, the form that says so, and the counts of the run (None: no run is done yet)."""
    runs = list(Run.objects.visible_to(by).done()[:MOST_RUNS])
    form = LookingForm(request.GET, by=by, runs=runs)
    chosen = form.cleaned_data if form.is_valid() else {}
    run = next((run for run in runs if str(run.pk) == chosen.get("run")), runs[0] if runs else None)
    area, field = by.area or chosen.get("area", ""), chosen.get("field", "")
    today = timezone.localdate()
    view = View(run.year if run else today.year, run.as_of if run else today, area, field)
    counts = counts_of(run, by, area=area, field=field) if run and not by.has_role(Role.CARRIER) else None
    found = Looking(_program(run, view), run, view, counts.clauses if counts else {}, live_lines(by, view))
    return found, form, counts


def _program(run: Run | None, view: View) -> Program:
    return of_run(run).program if run else program_of(view.year, view.as_of)
