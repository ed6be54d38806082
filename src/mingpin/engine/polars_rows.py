"""The rows of evidence that count for each subject, ready for a fact's filter, for all subjects at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

import polars as pl

from mingpin.engine.lowered import LoweredFact, Program, facts_in
from mingpin.engine.polars_expressions import Forms, expression_of
from mingpin.engine.polars_register import INDEX, Register
from mingpin.vocabulary.evidence import upper
from mingpin.vocabulary.model import NONE_CODE, About, Column, Type, Vocabulary
from mingpin.vocabulary.values import FOREVER, HIGHEST, LOWEST, NEVER

ROW = "~row"
_HOLDER, _ORGANISATION = "~holder", "~organisation"
"""Whose a row is. Columns of our own begin with ~, so that no column of a table can have their names."""


class RowReader:
    """How the rows of a table are read for some facts of a program: all that is the same whoever the rows are about."""

    def __init__(self, program: Program, table: str, about: About, members: Sequence[LoweredFact]):
        vocabulary = program.pack.vocabulary
        self.table, self.about = table, about
        read = {name for lowered in members if lowered.where for name in facts_in(lowered.where)}
        own = {name for name in read if not name.startswith("subject.")}
        own |= {lowered.fact.column for lowered in members if lowered.fact.column}
        columns = [column for column in vocabulary.tables[table].columns.values() if column.name in own]
        of_subject = [
            column for column in vocabulary.tables["subjects"].columns.values() if f"subject.{column.name}" in read
        ]
        forms = Forms(_date_columns(columns, "") | _date_columns(of_subject, "subject."))
        self._columns = [part for column in columns for part in as_read(column, vocabulary)]
        self._of_subject = [part for column in of_subject for part in as_read(column, vocabulary, "subject.")]
        self._matches = [
            (expression_of(lowered.where, forms) if lowered.where else pl.lit(True)).alias(match_column(lowered))
            for lowered in members
        ]

    def rows(self, register: Register, subjects: pl.LazyFrame) -> pl.LazyFrame:
        """The rows that count for each of these subjects (`~index`), with their number in the table (`~row`), their columns as
        tests read them, and each fact's match (`~m.<fact>`). `subjects` may be a part of `register.subjects`."""
        read = register.tables[self.table].with_row_index(ROW)
        read = read.select(ROW, pl.col("subject_id").alias(_HOLDER), *self._columns)
        owners = None if register.is_flat else _named(register.tables["subjects"])
        rows = _counted_rows(_named(subjects, INDEX), owners, read, self.table, self.about)
        if self._of_subject:
            rows = rows.join(subjects.select(INDEX, *self._of_subject), on=INDEX, how="left")
        return rows.with_columns(self._matches)


def match_column(lowered: LoweredFact) -> str:
    return f"~m.{lowered.fact.name}"


def _date_columns(columns: Iterable[Column], prefix: str) -> frozenset[str]:
    return frozenset(prefix + column.name for column in columns if column.type is Type.DATE)


def as_read(column: Column, vocabulary: Vocabulary, prefix: str = "") -> Iterator[pl.Expr]:
    """A column as tests read it: ordered ones as brackets (levels by rank), blanks as open on both sides."""
    name, value = prefix + column.name, decided(column, vocabulary)
    if not column.type.is_ordered:
        yield value.alias(name)
        return
    if column.type is Type.LEVEL:
        value = value.replace_strict(ranks_of(column, vocabulary), default=None, return_dtype=pl.Int64)
    floor, ceiling = ends_of(column.type)
    last = pl.col(upper(column.name)) if column.type is Type.DATE else value
    yield value.fill_null(floor).alias(name)
    yield last.fill_null(ceiling).alias(upper(name))


def decided(column: Column, vocabulary: Vocabulary, prefix: str = "") -> pl.Expr:
    """What a column's cell says; null where it is blank or says that nothing is decided yet."""
    value = pl.col(prefix + column.name)
    known = vocabulary.classifications.get(column.classification or "")
    if known and known.undecided and not column.type.is_ordered:
        return pl.when(~value.is_in(sorted(known.undecided))).then(value)
    return value


def ranks_of(column: Column, vocabulary: Vocabulary) -> dict[str, int]:
    """The rank of each code of a column of levels."""
    known = vocabulary.classifications[column.classification or ""]
    return {code: known.rank_of(code) for code in (*known.entries, NONE_CODE)}


def ends_of(type_: Type) -> tuple[pl.Expr, pl.Expr]:
    """The literals between which every value of an ordered type lies."""
    dtype = pl.Date if type_ is Type.DATE else pl.Int64
    floor, ceiling = limits_of(type_)
    return pl.lit(floor, dtype=dtype), pl.lit(ceiling, dtype=dtype)


def limits_of(type_: Type) -> tuple[int | date, int | date]:
    """The values between which every value of an ordered type lies."""
    if type_ is Type.DATE:
        return NEVER, FOREVER
    return 0 if type_ is Type.LEVEL else LOWEST, HIGHEST


def _counted_rows(
    subjects: pl.LazyFrame, owners: pl.LazyFrame | None, rows: pl.LazyFrame, table: str, about: About
) -> pl.LazyFrame:
    """`owners`: the organisation of every subject; None where each is its own."""
    if owners is None or about is About.SUBJECT:
        return subjects.select(INDEX, _HOLDER).join(rows, on=_HOLDER).drop(_HOLDER)
    if about is About.BOTH:
        parts = [_counted_rows(subjects, owners, rows, table, one) for one in (About.SUBJECT, About.ORGANISATION)]
        return pl.concat(parts, how="diagonal").unique([INDEX, ROW])
    by_organisation = subjects.select(INDEX, _ORGANISATION).drop_nulls(_ORGANISATION)
    if table == "subjects":
        rows = rows.rename({_HOLDER: _ORGANISATION})
    else:
        rows = rows.join(owners, on=_HOLDER).drop(_HOLDER)
    return by_organisation.join(rows, on=_ORGANISATION).drop(_ORGANISATION)


def _named(subjects: pl.LazyFrame, *more: str) -> pl.LazyFrame:
    holder, organisation = pl.col("subject_id").alias(_HOLDER), pl.col("organisation_id").alias(_ORGANISATION)
    return subjects.select(*more, holder, organisation)
