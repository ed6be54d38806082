"""What other rules would do: the evidence of a run judged by them, compared with what the run found. The run stays as it is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
from django.conf import settings

from mingpin.engine import Program, compile_program, run_survey
from mingpin.engine.compare import ABSENT, Comparison, compare_verdicts
from mingpin.engine.lowered import VERDICT, Changes
from mingpin.errors import Invalid
from mingpin.judgements import drafts
from mingpin.judgements.changing import Typed, changes_from, condition_field, is_empty, problems_told
from mingpin.judgements.matters import questions_of
from mingpin.judgements.models import Moved, WhatIf
from mingpin.language import _
from mingpin.policies.models import Run
from mingpin.policies.runs import kept
from mingpin.policies.runs.traces import of_run
from mingpin.policies.states import Standing
from mingpin.registry.models import Subject
from mingpin.registry.taking.writing import insert
from mingpin.vocabulary import PackError

DRAFT = "pack"
CODES = ("area", "domain", "industry_field")


def folder_of(what_if: WhatIf) -> Path:
    """The what-if's folder."""
    return Path(settings.MEDIA_ROOT) / "whatifs" / str(what_if.pk)


def program_with(run: Run, typed: Typed) -> Program:
    """The run's program with changes. Raises Invalid where they cannot be used, or nothing would be different."""
    if is_empty(typed):
        raise Invalid(_("Nothing is said to be different."), remedy=_("Change at least one thing."))
    pack = of_run(run).program.pack
    changes = changes_from(pack, typed, run.rulings)
    try:
        return compile_program(pack, year=run.year, as_of=run.as_of, changes=changes)
    except PackError as error:
        conditions = list(typed.get("conditions", {}))
        field = condition_field(conditions[0]) if len(conditions) == 1 else ""
        what = _("The engine cannot run the rules with these changes.")
        raise Invalid(what, why=problems_told(error), field=field) from error


def program_of_draft(run: Run, folder: Path) -> Program:
    """A draft pack as it would run for the year and day of the run, by the same rulings. Raises Invalid."""
    pack = drafts.checked(folder, of_run(run).program.pack.vocabulary)
    known = questions_of(pack)
    rulings = {id_: pick for id_, pick in run.rulings.items() if id_ in known and pick in known[id_].options}
    try:
        return compile_program(pack, year=run.year, as_of=run.as_of, changes=Changes(rulings=rulings))
    except PackError as error:
        raise Invalid(_("The draft pack cannot be run."), why=problems_told(error), field="draft") from error


def program_after(what_if: WhatIf) -> Program:
    """The program that a what-if runs."""
    if what_if.draft_id:
        return program_of_draft(what_if.run, folder_of(what_if) / DRAFT)
    return program_with(what_if.run, what_if.changes)


def compared(run: Run, after: Program) -> tuple[Comparison, dict[str, Any]]:
    """The comparison of a run with its evidence judged by another program, and its counts."""
    clauses = list(run.summary["clause_ids"])
    decisions = kept.scan(run, "decisions").select("subject_id", *CODES, VERDICT, *clauses).collect()
    names = kept.scan_subjects(run).select("subject_id", "name").collect()
    people = decisions.select("subject_id", *CODES).join(names, on="subject_id", how="left")
    before = decisions.select("subject_id", pl.col(VERDICT, *clauses).cast(pl.String))
    survey = run_survey(after, kept.evidence_of_run(run, after.pack.vocabulary))
    then = [clause.clause.id for clause in after.clauses]
    judged = survey.verdicts.select("subject_id", pl.col(VERDICT, *then).cast(pl.String))
    found = compare_verdicts(before, judged, people.select("subject_id", "name", *CODES))
    counts = {verdict.value: count for verdict, count in survey.verdict_counts.items()}
    return found, _result(run, found, counts, clauses, then)


def _result(run: Run, found: Comparison, counts: dict[str, int], clauses: list[str], then: list[str]) -> dict[str, Any]:
    settled = (pl.col("before") == Standing.UNDETERMINED) & (pl.col("after") != Standing.UNDETERMINED)
    opened = (pl.col("before") != Standing.UNDETERMINED) & (pl.col("after") == Standing.UNDETERMINED)
    return {
        "before": {one.value: run.counts.get(one.value, 0) for one in Standing},
        "after": {one.value: counts.get(one.value, 0) for one in Standing},
        "moved": found.changes.height,
        "enters": found.enters.height,
        "leaves": found.leaves.height,
        "settled": found.changes.filter(settled).height,
        "opened": found.changes.filter(opened).height,
        "clauses": [list(row) for row in found.clause_changes.iter_rows()],
        "added": [id_ for id_ in then if id_ not in clauses],
        "gone": [id_ for id_ in clauses if id_ not in then],
    }


def put_moved(what_if: WhatIf, found: Comparison) -> None:
    """Writes down whom it moves; called in the transaction in which the what-if is done."""
    Moved.objects.filter(what_if=what_if).delete()
    keys = dict(Subject.objects.values_list("subject_id", "pk"))
    rows = found.changes.filter(pl.col("before") != ABSENT, pl.col("after") != ABSENT)
    frame = rows.select(
        pl.lit(what_if.pk).alias("what_if_id"),
        pl.col("subject_id").replace_strict(keys, return_dtype=pl.Int64),
        "before",
        "after",
        pl.col("area").fill_null(""),
        pl.col("industry_field").fill_null(""),
        pl.when(pl.col("clauses").list.len() > 0)
        .then(pl.concat_str(pl.lit("|"), pl.col("clauses").list.join("|"), pl.lit("|")))
        .otherwise(pl.lit(""))
        .alias("clauses"),
    )
    if frame.height:
        insert(Moved, frame)
