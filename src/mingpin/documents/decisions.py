"""Decisions as Arrow: one nullable boolean per leaf, clause and verdict, with what is needed to replay them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import polars as pl
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.ipc  # type: ignore[import-untyped]

from mingpin.documents.report import SurveyReport, changes_of
from mingpin.engine.lowered import VERDICT
from mingpin.engine.survey import Verdict

SUBJECT_COLUMNS = ("subject_id", "name", "uscc", "kind", "area", "domain", "industry_field")
"""The columns of `subjects.arrow`: by whom decisions are found, grouped and compared."""


def write_decisions(path: Path, report: SurveyReport) -> None:
    """Writes `subject_id`, `verdict`, each clause by its id, `<clause>?` where a clause says to whom it applies, and each
    node by its path. True is MET for verdict and clauses; for nodes it is the truth of the sentence. Null is unknown."""
    table = report.survey.gates.select("subject_id", *report.program.decisions).to_arrow()
    metadata = {
        **report.identity,
        "changes": json.dumps(changes_of(report.program.changes, report.program), ensure_ascii=False),
        "clauses": json.dumps({clause.clause.id: clause.clause.kind.value for clause in report.program.clauses}),
    }
    _write(path, table, metadata)


def write_subjects(path: Path, report: SurveyReport) -> None:
    """Writes who the decisions are about, in the same order."""
    subjects = report.survey.evidence.subjects
    columns = [column for column in SUBJECT_COLUMNS if column in subjects.columns]
    _write(path, subjects.select(columns).to_arrow(), report.identity)


def read_verdicts(path: Path) -> pl.DataFrame:
    """The verdict words of a decisions file: `subject_id`, `verdict`, and one column per clause."""
    with pa.OSFile(str(path), "rb") as source:
        metadata = pa.ipc.open_file(source).schema.metadata
    clauses = json.loads(metadata[b"clauses"])
    frame = pl.read_ipc(path)
    return frame.select(
        "subject_id",
        _word(pl.col(VERDICT)).alias(VERDICT),
        *(_clause_word(clause, frame.columns).alias(clause) for clause in clauses),
    )


def _write(path: Path, table: pa.Table, metadata: Mapping[str, str]) -> None:
    held = {key.encode(): value.encode() for key, value in metadata.items()}
    table = table.replace_schema_metadata(held)
    with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
        writer.write_table(table)


def _word(truth: pl.Expr) -> pl.Expr:
    return (
        pl.when(truth)
        .then(pl.lit(Verdict.MET.value))
        .when(~truth)
        .then(pl.lit(Verdict.NOT_MET.value))
        .otherwise(pl.lit(Verdict.UNDETERMINED.value))
    )


def _clause_word(clause: str, columns: list[str]) -> pl.Expr:
    if f"{clause}?" not in columns:
        return _word(pl.col(clause))
    applies = pl.col(f"{clause}?")
    return (
        pl.when(~applies)
        .then(pl.lit(Verdict.NOT_APPLICABLE.value))
        .when(applies.is_null())
        .then(pl.lit(Verdict.UNDETERMINED.value))
        .otherwise(_word(pl.col(clause)))
    )
