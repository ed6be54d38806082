"""The background work of survey runs."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from mingpin.audit.actions import record
from mingpin.audit.who import Who
from mingpin.documents.survey_book import write_survey_book
from mingpin.engine import Survey
from mingpin.errors import Invalid, Stale
from mingpin.jobs.kinds import job_kind
from mingpin.jobs.models import Job
from mingpin.jobs.running import Progress
from mingpin.language import _
from mingpin.language import later as __
from mingpin.policies.actions import SURVEY, WORKBOOK
from mingpin.policies.models import Run, RunVerdict
from mingpin.policies.packs import pack_in_force
from mingpin.policies.runs import judge, kept
from mingpin.policies.states import RUN_STEPS, RunState
from mingpin.transitions import swap
from mingpin.vocabulary.place import shared_vocabulary


def fail_run(job: Job, by: Who) -> bool:
    """A run that did not come to an end is said to have failed; nothing of it counts."""
    run = Run.objects.filter(pk=job.arguments["run_id"], state=RunState.RUNNING).first()
    if run is None:
        return False
    with transaction.atomic():
        swap(run, RUN_STEPS["fail_run"], finished_at=timezone.now())
        record(by=by, action="fail_run", on=run, after={"state": run.state})
    shutil.rmtree(kept.folder_of(run), ignore_errors=True)
    return True


@job_kind(SURVEY, title=__("Survey of the register"), give_up=fail_run)
def survey(progress: Progress, *, run_id: int) -> Mapping[str, Any]:
    """Judges every subject and keeps what was found. Begun again after a worker died, it begins from the evidence of then; a run
    counts from the one transaction that writes its verdicts."""
    run = Run.objects.get(pk=run_id)
    if run.state != RunState.RUNNING:
        return {"run": run_id}
    pack = pack_in_force()
    if pack.hash != run.pack_hash:
        raise Invalid(_("The pack was changed since the survey was asked for."), remedy=_("Begin a new survey."))
    kept.clean(run)
    progress.at(0, judge.STEPS, _("Reading the evidence"))
    judge.keep_pack(run)
    run.evidence_hash, run.evidence_rows = judge.keep_evidence(run)
    progress.at(1, judge.STEPS, _("Judging every subject by every clause"))
    found = judge.judged(run, judge.program_of_run(run, pack), kept.evidence_of_run(run, shared_vocabulary()))
    progress.at(3, judge.STEPS, _("Counting"))
    counts = judge.summary(run, found)
    progress.at(4, judge.STEPS, _("Writing the verdicts"))
    _finish(run, found, counts)
    progress.at(judge.STEPS, judge.STEPS)
    return {"run": run_id, "subjects": run.subjects, "verdicts": counts["verdicts"]}


def _finish(run: Run, found: Survey, counts: dict[str, Any]) -> None:
    try:
        with transaction.atomic():
            swap(
                run,
                RUN_STEPS["finish_run"],
                finished_at=timezone.now(),
                evidence_hash=run.evidence_hash,
                evidence_rows=run.evidence_rows,
                subjects=found.gates.height,
                summary=counts,
            )
            RunVerdict.objects.filter(run=run).delete()
            judge.put_verdicts(run, found)
            record(
                by=Who("program:survey"),
                action="finish_run",
                on=run,
                after={"evidence": run.evidence_hash, "subjects": run.subjects, "verdicts": counts["verdicts"]},
            )
    except Stale:  # another worker that was taken for dead has finished it
        run.refresh_from_db()


@job_kind(WORKBOOK, title=__("Workbook of a survey"))
def survey_workbook(progress: Progress, *, run_id: int) -> Mapping[str, Any]:
    """Writes 摸底调查.xlsx of a run, from what it kept."""
    run = Run.objects.get(pk=run_id)
    place = kept.folder_of(run) / kept.WORKBOOK
    if place.is_file():
        return {"run": run_id}
    report = judge.report_of(judge.survey_of_run(run))
    done = 0

    def told(written: int) -> None:
        nonlocal done
        done += written
        progress.at(done, run.subjects, _("Writing the workbook"))

    part = place.with_suffix(".part.xlsx")
    write_survey_book(part, report, told)
    part.rename(place)
    return {"run": run_id}
