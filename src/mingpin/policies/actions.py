"""Beginning a survey run, and what its job does at the end."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from mingpin.accounts.acting import Acting
from mingpin.accounts.permissions import require
from mingpin.audit.actions import record
from mingpin.engine import compile_program
from mingpin.errors import Invalid
from mingpin.jobs.actions import Owner, enqueue
from mingpin.language import _
from mingpin.policies.models import Run
from mingpin.policies.packs import pack_in_force
from mingpin.policies.rulings import rulings_on
from mingpin.policies.runs.judge import engine_version
from mingpin.policies.states import RunState
from mingpin.vocabulary import PackError

YEARS = range(2000, 2101)
SURVEY, WORKBOOK = "survey", "survey_workbook"


def begin_run(*, year: int, as_of: date, by: Acting, note: str = "") -> Run:
    """Queues a survey of the whole register for a programme year and a day. Raises Invalid where the pack has no answer for them,
    and while a run for the same year and day is under way."""
    require(by, "begin", Run)
    if year not in YEARS:
        raise Invalid(_("{year} is no programme year.").format(year=year), field="year")
    if as_of > timezone.localdate():
        raise Invalid(
            _("{day} lies ahead.").format(day=as_of.isoformat()),
            why=_("What will be on file then, nobody knows."),
            remedy=_("Choose today or an earlier day; what time alone will change is on each subject's roadmap."),
            field="as_of",
        )
    pack = pack_in_force()
    try:
        compile_program(pack, year=year, as_of=as_of)
    except PackError as error:
        raise Invalid(_("The pack cannot be run for this day."), why=str(error), field="as_of") from error
    if Run.objects.filter(state=RunState.RUNNING, year=year, as_of=as_of).exists():
        raise Invalid(
            _("A survey for this year and day is under way."), remedy=_("Wait for it, or cancel its job first.")
        )
    with transaction.atomic():
        run = Run.objects.create(
            pack=pack.id,
            pack_hash=pack.hash,
            year=year,
            as_of=as_of,
            rulings=rulings_on(as_of),
            engine=engine_version(),
            person=by.person,
            note=note.strip()[:200],
        )
        job = enqueue(
            SURVEY,
            title=_("Survey {year}, as of {day}").format(year=year, day=as_of.isoformat()),
            arguments={"run_id": run.pk},
            owner=Owner.of(by),
            key=f"survey:{run.pk}",
            result_url=reverse("run", kwargs={"run": run.pk}),
        )
        Run.objects.filter(pk=run.pk).update(job=job.pk)
        run.job = job.pk
        record(by=by.who(), action="begin_run", on=run, after={"pack": pack.id, "pack_hash": pack.hash, "year": year,
               "as_of": as_of.isoformat()})  # fmt: skip
    return run


def ask_for_workbook(*, run: Run, by: Acting) -> None:
    """Has 摸底调查.xlsx of a run written in the background; asked for twice, it is written once."""
    require(by, "export", run)
    if run.state != RunState.DONE:
        raise Invalid(_("The survey is not done."), remedy=_("Wait for it."))
    with transaction.atomic():
        enqueue(
            WORKBOOK,
            title=_("Workbook of survey {number}").format(number=run.pk),
            arguments={"run_id": run.pk},
            owner=Owner.of(by),
            key=f"survey-workbook:{run.pk}",
            result_url=reverse("run", kwargs={"run": run.pk}),
        )
        record(by=by.who(), action="ask_for_workbook", on=run)
