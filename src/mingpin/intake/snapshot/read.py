"""Evidence of an operational database: one SELECT for each evidence table, all of them answered of the same moment."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import polars as pl

from mingpin.intake.errors import IntakeError
from mingpin.intake.snapshot.conform import Misfit, dates, values
from mingpin.intake.snapshot.databases import opened
from mingpin.intake.snapshot.source import MISFIT, Source, asked
from mingpin.language import _
from mingpin.vocabulary.evidence import SOURCE_COLUMNS, Evidence, frame_schema, upper
from mingpin.vocabulary.model import Table, Type, Vocabulary

IDENTIFIER = "subject_id"
LONGEST_SHOWN = 60
_SOURCE_TYPES = {name: Type.INT if dtype == pl.Int64 else Type.TEXT for name, dtype in SOURCE_COLUMNS.items()}


@dataclass(frozen=True)
class Select:
    """What is read of one evidence table. The columns of `sql` carry the names of the vocabulary; those left out are blank.

    Money is whole fen, a share whole millionths, items an array or JSON list of text. A date is a day, or text such as 2021-05;
    where the SELECT also gives `x__to`, that is the latest day. `key` names a column of the SELECT that tells a row in a refusal;
    it may be one that evidence does not have, and is `subject_id` where it is not given.
    """

    sql: str
    key: str | None = None


def read_snapshot(url: str, selects: Mapping[str, Select], vocabulary: Vocabulary) -> Evidence:
    """The evidence of a database at one moment, by evidence table; tables without a SELECT are empty. Not completed.

    The database is only read, and its writers are not kept out while rows are read. Raises IntakeError, in sentences that name
    the table, the column and the row: for a value that does not fit its column, a blank where one is required, a column that the
    vocabulary does not have, a subject that stands twice, and a database that cannot be read. Raises KeyError for a table that
    the vocabulary does not have.
    """
    frames: dict[str, list[pl.DataFrame]] = {name: [] for name in selects}
    for name, frame in snapshot_frames(url, selects, vocabulary):
        frames[name].append(frame)
    return Evidence.from_frames(
        vocabulary, {name: pl.concat(parts, rechunk=True) for name, parts in frames.items() if parts}
    )


def snapshot_frames(
    url: str, selects: Mapping[str, Select], vocabulary: Vocabulary
) -> Iterator[tuple[str, pl.DataFrame]]:
    """The same piece by piece: names of tables, in the order of the SELECTs, with some of their rows. Raises likewise."""
    unknown = set(selects) - set(vocabulary.tables)
    if unknown:
        raise KeyError(f"no such evidence table: {', '.join(sorted(unknown))}")
    with opened(url) as source:
        for name, select in selects.items():
            for frame in _frames(source, select, vocabulary.tables[name], vocabulary):
                yield name, frame
            if name == "subjects":
                _check_once(source, select)


def _frames(source: Source, select: Select, table: Table, vocabulary: Vocabulary) -> Iterator[pl.DataFrame]:
    types = _types(source, select, table)
    key = select.key or (IDENTIFIER if IDENTIFIER in types else None)
    before = 0
    for given in source.frames(select.sql, types, table.id):
        yield _Rows(source.place, table, key, given, before).conformed(vocabulary)
        before += given.height


def _types(source: Source, select: Select, table: Table) -> dict[str, Type]:
    """The type of each column that the SELECT gives. Raises IntakeError for one that is missing, unknown, or stands twice."""
    types: dict[str, Type] = {}
    for column in table.columns.values():
        types[column.name] = column.type
        if column.type is Type.DATE:
            types[upper(column.name)] = Type.DATE
    types.update(_SOURCE_TYPES)
    given = list(source.columns(select.sql, table.id))
    key = [select.key] if select.key else []
    required = [column.name for column in table.columns.values() if column.is_required]
    first_days = [name.removesuffix(upper("")) for name in given if name in types and name not in table.columns]
    needed = (*required, *key, *(name for name in first_days if name in table.columns))
    where = _("{place}, SELECT of {table}").format(place=source.place, table=table.id)
    missing = [name for name in dict.fromkeys(needed) if name not in given]
    if missing:
        what = _("The SELECT does not give the column “{column}”.").format(column=_("”, “").join(missing))
        raise IntakeError(what, where=where, remedy=_("Add it, under this name (… AS name)."))
    unknown = [name for name in given if name not in types and name not in key]
    if unknown:
        what = _("The vocabulary has no column “{column}” in this table.").format(column=_("”, “").join(unknown))
        raise IntakeError(what, where=where, remedy=_("Name it as the vocabulary does (… AS name), or leave it out."))
    return {name: types.get(name, Type.TEXT) for name in given}


def _check_once(source: Source, select: Select) -> None:
    twice = source.single(
        f"SELECT CAST({IDENTIFIER} AS TEXT) FROM {asked(select.sql)} "
        f"GROUP BY {IDENTIFIER} HAVING COUNT(*) > 1 ORDER BY {IDENTIFIER} LIMIT 1",
        "subjects",
    )
    if twice is not None:
        what = _("The subject “{subject}” stands twice.").format(subject=twice)
        where = _("{place}, SELECT of {table}").format(place=source.place, table="subjects")
        remedy = _("Give each subject once; a JOIN that finds several rows repeats it.")
        raise IntakeError(what, where=where, remedy=remedy)


@dataclass(frozen=True)
class _Rows:
    """Some rows of a table as the database gives them; `before` were read already."""

    place: str
    table: Table
    key: str | None
    given: pl.DataFrame
    before: int

    def conformed(self, vocabulary: Vocabulary) -> pl.DataFrame:
        """The physical columns of these rows. Raises IntakeError."""
        if MISFIT in self.given.columns:
            self._check_kinds()
        found: list[pl.Series] = []
        for column in self.table.columns.values():
            if column.name not in self.given.columns:
                continue
            given = self.given[column.name]
            try:
                if column.type is Type.DATE:
                    until = self.given[upper(column.name)] if upper(column.name) in self.given.columns else None
                    first, last = dates(given, until)
                    found += [first.alias(column.name), last.alias(upper(column.name))]
                else:
                    known = vocabulary.classifications.get(column.classification or "")
                    found.append(values(given, column.type, known).alias(column.name))
            except Misfit as misfit:
                raise self._refused(column.name, misfit) from misfit
            if column.is_required and (blank := found[-1].is_null()).any():
                why = _("A value is required here.")
                raise self._refused(column.name, Misfit(blank.arg_true()[0], "", why))
        found += self._sources()
        return _in_schema(pl.DataFrame(found), frame_schema(self.table))

    def _sources(self) -> list[pl.Series]:
        found = []
        for name in SOURCE_COLUMNS:
            if name in self.given.columns:
                try:
                    found.append(values(self.given[name], _SOURCE_TYPES[name]).alias(name))
                except Misfit as misfit:
                    raise self._refused(name, misfit) from misfit
        return found

    def _check_kinds(self) -> None:
        misfits = self.given[MISFIT]
        if (misfits != "").any():
            at = (misfits != "").arg_true()[0]
            kind, _space, column = misfits[at].partition(" ")
            why = {
                "real": _("It is held as a floating-point number, which is not exact."),
                "blob": _("It is held as bytes."),
                "bytes": _("It holds bytes that are no UTF-8 text."),
            }[kind]
            raise self._refused(column, Misfit(at, self.given[column][at], why))

    def _refused(self, column: str, misfit: Misfit) -> IntakeError:
        if self.key:
            row = f"{self.key} “{self.given[self.key][misfit.at]}”"
        else:
            row = _("row {row} of the answer").format(row=self.before + misfit.at + 1)
        where = _("{place}, {table}, column “{column}”, {row}")
        shown = str(misfit.value if misfit.value is not None else "")[:LONGEST_SHOWN]
        what = _("The value “{value}” does not fit.").format(value=shown) if shown else _("The value does not fit.")
        return IntakeError(
            what,
            where=where.format(place=self.place, table=self.table.id, column=column, row=row),
            why=misfit.why,
            remedy=_("Correct it in the database, or convert it in the SELECT."),
        )


def _in_schema(frame: pl.DataFrame, schema: Mapping[str, pl.DataType]) -> pl.DataFrame:
    blank = [pl.lit(None, dtype=dtype).alias(name) for name, dtype in schema.items() if name not in frame.columns]
    return frame.with_columns(blank).select(schema.keys())
