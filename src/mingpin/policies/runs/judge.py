"""What a run does: the evidence of the moment, the pack, every subject by every clause, written down where it is found again."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from importlib.metadata import version

import polars as pl

from mingpin.documents.report import SurveyReport
from mingpin.documents.summary import summary_of
from mingpin.engine import Pack, Program, Survey, Verdict, compile_program, load_pack, run_survey
from mingpin.engine.lowered import VERDICT, Changes
from mingpin.intake.account import REJECTED
from mingpin.policies.models import Run, RunVerdict
from mingpin.policies.runs import kept
from mingpin.policies.runs.letters import letters
from mingpin.policies.runs.snapshot import snapshot
from mingpin.registry.models import Subject
from mingpin.registry.taking.writing import insert
from mingpin.vocabulary import Evidence
from mingpin.vocabulary.evidence_files import files_hash, write_evidence
from mingpin.vocabulary.place import packs_folder, shared_vocabulary

STEPS = 5
CODES = ("area", "domain", "industry_field")


def program_of_run(run: Run, pack: Pack | None = None) -> Program:
    """The program by which a run judges, from the pack that it kept (or this one). Raises PackError."""
    pack = pack or load_pack(kept.folder_of(run) / kept.PACKS / run.pack)
    return compile_program(pack, year=run.year, as_of=run.as_of, changes=Changes(rulings=run.rulings))


def keep_pack(run: Run) -> None:
    """Copies the pack and its vocabulary into the run's folder: so it can be judged again, whatever becomes of them."""
    there = kept.folder_of(run) / kept.PACKS
    shutil.copytree(packs_folder() / run.pack, there / run.pack)
    shutil.copytree(packs_folder() / "vocabulary", there / "vocabulary")


def keep_evidence(run: Run) -> tuple[str, int]:
    """Writes the evidence of this moment into the run's folder: its hash, and how many rows there are."""
    evidence = snapshot()
    place = kept.folder_of(run) / kept.EVIDENCE
    write_evidence(evidence, place, shared_vocabulary(), rows_at_once=kept.ROWS_AT_ONCE)
    return files_hash(place), sum(frame.height for frame in evidence.tables.values())


def judged(run: Run, program: Program, evidence: Evidence) -> Survey:
    """The survey of a run's evidence; what it found is kept in the run's folder."""
    survey = run_survey(program, evidence)
    kept.write(run, "facts", survey.facts)
    kept.write(run, "gates", survey.gates)
    kept.write(run, "reasons", survey.reasons)
    kept.write(run, "decisions", decisions(survey))
    carried = survey.facts.select("subject_id", "organisation_id").filter(
        pl.col("subject_id") != pl.col("organisation_id")
    )
    kept.write(run, "carried", carried.sort("organisation_id"))
    kept.write(run, "tables", tables_with_rows(survey))
    return survey


def tables_with_rows(survey: Survey) -> pl.DataFrame:
    """For each subject a column of each evidence table: whether it has rows about the subject, about the organisation that
    carries it, or about anything else that this one carries. True too where a table has rows about nobody."""
    carriers = survey.facts.select("subject_id", "organisation_id")
    return carriers.select(
        _has_rows(frame, carriers).fill_null(True).alias(name) for name, frame in survey.evidence.tables.items()
    )


def _has_rows(rows: pl.DataFrame, carriers: pl.DataFrame) -> pl.Expr:
    if "subject_id" not in rows.columns or rows["subject_id"].null_count():
        return pl.col("subject_id").is_not_null()
    about = rows.select("subject_id").unique().join(carriers, on="subject_id").get_column("organisation_id")
    return pl.col("organisation_id").is_in(about.unique().implode())


def survey_of_run(run: Run) -> Survey:
    """A run's survey as it was kept, with all of its evidence in memory."""
    program = program_of_run(run)
    evidence = kept.evidence_of_run(run, program.pack.vocabulary)
    facts, gates = (kept.scan(run, name).collect() for name in ("facts", "gates"))
    return Survey(program, evidence, facts, gates)


def decisions(survey: Survey) -> pl.DataFrame:
    """Verdict words with the codes by which they are counted, the number of clauses that are not met, and of open reasons."""
    open_ = [pl.col(name).cast(pl.Int32) for name in verdict_reasons(survey)]
    clauses = [clause.clause.id for clause in survey.program.clauses]
    failed = [(pl.col(clause) == Verdict.NOT_MET.value).cast(pl.Int32) for clause in clauses]
    words = pl.Enum([verdict.value for verdict in Verdict])
    counted = survey.reasons.select(pl.sum_horizontal(open_).alias("open") if open_ else pl.lit(0).alias("open"))
    return survey.verdicts.select(
        survey.evidence.subjects["subject_id"],
        *(survey.evidence.subjects[code] for code in CODES),
        pl.col(VERDICT, *clauses).cast(words),
        (pl.sum_horizontal(failed) if failed else pl.lit(0)).alias("failed"),
        counted["open"],
    )


def put_verdicts(run: Run, survey: Survey) -> None:
    """One row in the database for each subject."""
    clauses = [clause.clause.id for clause in survey.program.clauses]
    keys = dict(Subject.objects.values_list("subject_id", "pk"))
    frame = decisions(survey).select(
        pl.lit(run.pk).alias("run_id"),
        pl.col("subject_id").replace_strict(keys, return_dtype=pl.Int64),
        pl.int_range(pl.len(), dtype=pl.Int64).alias("place"),
        pl.col(VERDICT).cast(pl.String),
        "failed",
        "open",
        *(pl.col(code).fill_null("") for code in CODES),
        letters(clauses).cast(pl.String),
        open_reasons(survey, verdict_reasons(survey)).alias("reasons"),
        open_reasons(survey, clause_reasons(survey)).alias("clause_reasons"),
    )
    insert(RunVerdict, frame)


def verdict_reasons(survey: Survey) -> list[str]:
    """The columns of `Survey.reasons` for the verdict of the year."""
    return [name for name in survey.reasons.columns if name.startswith(f"{VERDICT}|")]


def clause_reasons(survey: Survey) -> list[str]:
    """The columns of `Survey.reasons` for single clauses, `<clause>|<code>`."""
    return [name for name in survey.reasons.columns if "|" in name and not name.startswith(f"{VERDICT}|")]


def open_reasons(survey: Survey, names: Sequence[str]) -> pl.Series:
    """For each subject the places, among these columns, of the reasons that it has, between bars: `|0|17|`."""
    marks = [pl.when(pl.col(name)).then(pl.lit(f"{place}|")).otherwise(pl.lit("")) for place, name in enumerate(names)]
    told = pl.concat_str(marks) if marks else pl.lit("")
    return survey.reasons.select(
        pl.when(told != "").then(pl.concat_str(pl.lit("|"), told)).otherwise(pl.lit(""))
    ).to_series()


def summary(run: Run, survey: Survey) -> dict[str, object]:
    """The counts of a run, as `mingpin survey` writes them, with the codes that `RunVerdict.reasons` counts by."""
    report = report_of(survey)
    codes = [name.removeprefix(f"{VERDICT}|") for name in verdict_reasons(survey)]
    clauses = [clause.clause.id for clause in survey.program.clauses]
    counts = summary_of(report)
    return {
        **{
            name: counts[name]
            for name in ("subjects", "verdicts", "clauses", "parameters", "rulings", "readings_pending")
        },
        "reasons": [
            {name: one[name] for name in ("code", "subjects", "alone", "clauses")} for one in counts["reasons"]
        ],
        "reason_codes": codes,
        "reason_columns": clause_reasons(survey),
        "clause_ids": clauses,
        "demonstration": report.is_demonstration,
    }


def report_of(survey: Survey) -> SurveyReport:
    """The survey as documents are made of: no file was read for it."""
    return SurveyReport(survey, "", (), pl.DataFrame(schema=REJECTED))


def engine_version() -> str:
    return version("mingpin")
