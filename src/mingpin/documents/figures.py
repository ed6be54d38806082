"""Tables of figures from a survey: the funnel, breakdowns, what is missing, and the list of subjects."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from mingpin.engine import Survey, Verdict
from mingpin.engine.lowered import VERDICT
from mingpin.engine.model import Clause
from mingpin.engine.reasons import Reason
from mingpin.vocabulary.model import Column

SETTLED_ORDER = {Verdict.MET.value: 0, Verdict.UNDETERMINED.value: 1, Verdict.NOT_MET.value: 2}
"""How the list is sorted: who is in, who could be, who is not."""

OPEN, FAILED = "__open", "__failed"
"""Columns of `ranked`: how many reasons are open, and how many clauses are not met."""


@dataclass(frozen=True)
class FunnelStep:
    """How subjects stand at one clause, and how many no clause up to and including this one is against."""

    clause: Clause
    verdicts: Mapping[Verdict, int]
    reasons: Mapping[Reason, int]
    remaining: int
    has_basis: bool


@dataclass(frozen=True)
class Share:
    """How the subjects of one county, domain or field stand. `code` is None where the register does not say."""

    code: str | None
    verdicts: Mapping[Verdict, int]

    @property
    def subjects(self) -> int:
        return sum(self.verdicts.values())


@dataclass(frozen=True)
class Missing:
    """One reason that keeps verdicts open: for how many subjects, for how many it is the only one, and at which clauses."""

    reason: Reason
    subjects: int
    alone: int
    clauses: tuple[Clause, ...]


def funnel(survey: Survey) -> tuple[FunnelStep, ...]:
    """The clauses in the document's order, each with how many subjects are still not refused after it."""
    ids = [clause.clause.id for clause in survey.program.clauses]
    refused = pl.lit(False)
    columns = []
    for id_ in ids:
        refused = refused | (pl.col(id_) == Verdict.NOT_MET.value)
        columns.append((~refused).sum().alias(id_))
    remaining = survey.verdicts.select(columns).row(0, named=True) if columns else {}
    counts = {count.clause: count for count in survey.clause_counts}
    return tuple(
        FunnelStep(
            lowered.clause,
            counts[lowered.clause.id].verdicts,
            counts[lowered.clause.id].reasons,
            remaining[lowered.clause.id],
            lowered.has_basis,
        )
        for lowered in survey.program.clauses
    )


def shares(survey: Survey, column: str) -> tuple[Share, ...]:
    """Verdicts by a code column of the subjects, in the order of its classification; blanks last."""
    vocabulary = survey.program.pack.vocabulary
    verdicts = survey.verdicts.select("subject_id", VERDICT)
    counted: dict[str | None, dict[Verdict, int]] = {}
    grouped = (
        survey.evidence.subjects.select("subject_id", column)
        .join(verdicts, on="subject_id", how="left", maintain_order="left")
        .group_by(column, VERDICT)
        .len()
    )
    for code, verdict, number in grouped.iter_rows():
        counted.setdefault(code, dict.fromkeys((Verdict.MET, Verdict.NOT_MET, Verdict.UNDETERMINED), 0))[
            Verdict(verdict)
        ] = number
    definition: Column = vocabulary.tables["subjects"].columns[column]
    known = list(vocabulary.classifications[definition.classification or ""].entries)
    order = {code: place for place, code in enumerate(known)}
    codes = sorted(counted, key=lambda code: (code is None, order.get(code or "", len(order)), code or ""))
    return tuple(Share(code, counted[code]) for code in codes)


def missing(survey: Survey) -> tuple[Missing, ...]:
    """What keeps verdicts open, most subjects first."""
    prefix = f"{VERDICT}|"
    columns = [column for column in survey.reasons.columns if column.startswith(prefix)]
    if not columns:
        return ()
    open_ = pl.sum_horizontal(pl.col(column).cast(pl.Int32) for column in columns)
    alone = survey.reasons.filter(open_ == 1).select(pl.col(columns).sum()).row(0, named=True)
    sums = survey.reasons.select(pl.col(columns).sum()).row(0, named=True)
    at: dict[Reason, list[Clause]] = {}
    by_id = {clause.clause.id: clause.clause for clause in survey.program.clauses}
    for count in survey.clause_counts:
        for reason in count.reasons:
            at.setdefault(reason, []).append(by_id[count.clause])
    found = [
        Missing(reason, sums[column], alone[column], tuple(at.get(reason, ())))
        for column in columns
        if sums[column]
        for reason in (Reason.of(column.removeprefix(prefix)),)
    ]
    return tuple(sorted(found, key=lambda item: (-item.subjects, item.reason)))


def ranked(survey: Survey) -> pl.DataFrame:
    """`survey.verdicts` with subject columns joined, `__open` (open reasons) and `__failed` (clauses that are not met),
    sorted: MET, then UNDETERMINED with the fewest open reasons first, then NOT_MET with the fewest failed clauses first."""
    clauses = [clause.clause.id for clause in survey.program.clauses]
    open_ = [pl.col(column).cast(pl.Int32) for column in survey.reasons.columns if column.startswith(f"{VERDICT}|")]
    failed = [(pl.col(clause) == Verdict.NOT_MET.value).cast(pl.Int32) for clause in clauses]
    counted = survey.reasons.select(
        "subject_id", (pl.sum_horizontal(open_) if open_ else pl.lit(0, pl.Int32)).alias(OPEN)
    )
    subjects = survey.evidence.subjects.select("subject_id", *_present(survey, _SUBJECT_COLUMNS))
    return (
        survey.verdicts.with_columns((pl.sum_horizontal(failed) if failed else pl.lit(0, pl.Int32)).alias(FAILED))
        .with_row_index("__place")
        .join(counted, on="subject_id", how="left", maintain_order="left")
        .join(subjects, on="subject_id", how="left", maintain_order="left")
        .with_columns(pl.col(VERDICT).replace_strict(SETTLED_ORDER, return_dtype=pl.Int32).alias("__order"))
        .sort("__order", OPEN, FAILED, "__place")
        .drop("__order", "__place")
    )


_SUBJECT_COLUMNS = ("name", "uscc", "kind", "area", "domain", "industry_field")


def _present(survey: Survey, columns: tuple[str, ...]) -> list[str]:
    known = set(survey.evidence.subjects.columns)
    return [column for column in columns if column in known]
