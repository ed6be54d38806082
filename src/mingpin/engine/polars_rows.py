"""The rows of evidence that count for each subject, ready for a fact's filter, for all subjects at once."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from mingpin.engine.lowered import LoweredFact, Program, facts_in
from mingpin.engine.polars_expressions import expression_of
from mingpin.vocabulary import Evidence
from mingpin.vocabulary.evidence import upper
from mingpin.vocabulary.model import About, Column, Type, Vocabulary
from mingpin.vocabulary.values import FOREVER, HIGHEST, LOWEST, NEVER

INDEX, ROW = "~index", "~row"
_HOLDER, _ORGANISATION = "~holder", "~organisation"
"""Whose a row is. Columns of our own begin with ~, so that no column of a table can have their names."""


def prepared_rows(
    program: Program,
    evidence: Evidence,
    subjects: pl.DataFrame,
    table: str,
    about: About,
    members: list[LoweredFact],
) -> pl.DataFrame:
    """The rows that count for each of these subjects (`~index`), with their number in the table (`~row`), their columns as
    tests read them, and each fact's match (`~m.<fact>`). `subjects` may be a part of the register."""
    vocabulary = program.pack.vocabulary
    read = {name for lowered in members if lowered.where for name in facts_in(lowered.where)}
    own = {name for name in read if not name.startswith("subject.")} | {m.fact.column for m in members if m.fact.column}
    columns = [column for column in vocabulary.tables[table].columns.values() if column.name in own]
    prepared = (
        evidence.tables[table]
        .with_row_index(ROW)
        .select(
            ROW,
            pl.col("subject_id").alias(_HOLDER),
            *(expression for column in columns for expression in _prepared(column, vocabulary)),
        )
    )
    owners = _named(evidence.subjects)
    rows = _counted_rows(_named(subjects, INDEX), owners, prepared, table, about)
    of_subject = [
        column for column in vocabulary.tables["subjects"].columns.values() if f"subject.{column.name}" in read
    ]
    if of_subject:
        wanted = subjects.select(
            INDEX, *(expression for column in of_subject for expression in _prepared(column, vocabulary, "subject."))
        )
        rows = rows.join(wanted, on=INDEX, how="left")
    dates = _date_columns(columns, "") | _date_columns(of_subject, "subject.")
    return rows.with_columns(
        (expression_of(lowered.where, dates) if lowered.where else pl.lit(True)).alias(match_column(lowered))
        for lowered in members
    )


def match_column(lowered: LoweredFact) -> str:
    return f"~m.{lowered.fact.name}"


def _date_columns(columns: Iterable[Column], prefix: str) -> frozenset[str]:
    return frozenset(prefix + column.name for column in columns if column.type is Type.DATE)


def _prepared(column: Column, vocabulary: Vocabulary, prefix: str = "") -> Iterable[pl.Expr]:
    """A column as tests read it: ordered ones as brackets, blanks as open on both sides."""
    name, value = prefix + column.name, pl.col(column.name)
    if not column.type.is_ordered:
        known = vocabulary.classifications.get(column.classification or "")
        if known and known.undecided:
            value = pl.when(~value.is_in(sorted(known.undecided))).then(value)
        return [value.alias(name)]
    floor, ceiling = ends_of(column.type)
    if column.type is Type.DATE:
        return [value.fill_null(floor).alias(name), pl.col(upper(column.name)).fill_null(ceiling).alias(upper(name))]
    if column.type is Type.LEVEL:
        known = vocabulary.classifications[column.classification or ""]
        ranks = {code: known.rank_of(code) for code in (*known.entries, "none")}
        value = value.replace_strict(ranks, default=None, return_dtype=pl.Int64)
    return [value.fill_null(floor).alias(name), value.fill_null(ceiling).alias(upper(name))]


def ends_of(type_: Type) -> tuple[pl.Expr, pl.Expr]:
    """The literals between which every value of an ordered type lies."""
    if type_ is Type.DATE:
        return pl.lit(NEVER, dtype=pl.Date), pl.lit(FOREVER, dtype=pl.Date)
    return pl.lit(0 if type_ is Type.LEVEL else LOWEST, dtype=pl.Int64), pl.lit(HIGHEST, dtype=pl.Int64)


def _counted_rows(
    subjects: pl.DataFrame, owners: pl.DataFrame, rows: pl.DataFrame, table: str, about: About
) -> pl.DataFrame:
    if about is About.BOTH:
        parts = [_counted_rows(subjects, owners, rows, table, one) for one in (About.SUBJECT, About.ORGANISATION)]
        return pl.concat(parts, how="diagonal").unique([INDEX, ROW])
    if about is About.SUBJECT:
        return subjects.select(INDEX, _HOLDER).join(rows, on=_HOLDER).drop(_HOLDER)
    by_organisation = subjects.select(INDEX, _ORGANISATION).drop_nulls(_ORGANISATION)
    if table == "subjects":
        rows = rows.rename({_HOLDER: _ORGANISATION})
    else:
        rows = rows.join(owners, on=_HOLDER).drop(_HOLDER)
    return by_organisation.join(rows, on=_ORGANISATION).drop(_ORGANISATION)


def _named(subjects: pl.DataFrame, *more: str) -> pl.DataFrame:
    holder, organisation = pl.col("subject_id").alias(_HOLDER), pl.col("organisation_id").alias(_ORGANISATION)
    return subjects.select(*more, holder, organisation)
