"""A database that is read: the columns of a SELECT, its rows as frames, and what the database says when it refuses."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from typing import Any

import adbc_driver_manager
import polars as pl
import pyarrow as pa  # type: ignore[import-untyped]

from mingpin.intake.errors import IntakeError
from mingpin.language import _
from mingpin.vocabulary.model import Type

MISFIT = "mingpin_misfit"
"""A column of frames from SQLite: “kind column” of the first value of the row that no column of evidence can hold, else empty."""

ROWS_AT_ONCE = 2**16
FAULTS = (adbc_driver_manager.Error, pa.ArrowException, OSError)
_SAID = (
    re.compile(r"(?:ERROR|FATAL):\s*(.+?)(?:\n|\. SQLSTATE|$)", re.DOTALL),
    re.compile(r"Failed to (?:prepare|step) query: (.+?)(?:\nquery:|$)", re.DOTALL),
)


class Source(ABC):
    """An open, consistent, read-only view of a database. `place` names the database without its password."""

    def __init__(self, place: str, cursor: Any):
        self.place = place
        self._cursor = cursor

    def columns(self, sql: str, table: str) -> Mapping[str, pa.DataType]:
        """The columns that a SELECT gives, with their Arrow types (which SQLite does not know). Raises IntakeError."""
        return {field.name: field.type for field in self._read(f"SELECT * FROM {asked(sql)} LIMIT 0", table).schema}

    @abstractmethod
    def frames(self, sql: str, types: Mapping[str, Type], table: str) -> Iterator[pl.DataFrame]:
        """The rows of a SELECT with these of its columns, some ten thousand at a time. Raises IntakeError."""

    def single(self, sql: str, table: str) -> Any:
        """The first value of the first row; None where there is none. Raises IntakeError."""
        for batch in self._batches(sql, table):
            if batch.num_rows:
                return batch.column(0)[0].as_py()
        return None

    def _batches(self, sql: str, table: str) -> Iterator[pa.RecordBatch]:
        reader = self._read(sql, table)
        while True:
            try:
                batch = reader.read_next_batch()
            except StopIteration:
                return
            except FAULTS as error:
                raise self._refused(error, table) from error
            yield batch

    def _read(self, sql: str, table: str) -> pa.RecordBatchReader:
        try:
            self._cursor.execute(sql)
            return self._cursor.fetch_record_batch()
        except FAULTS as error:
            raise self._refused(error, table) from error

    def _refused(self, error: Exception, table: str) -> IntakeError:
        said = what_it_said(error)
        what, remedy = _explained(getattr(error, "sqlstate", None), said)
        where = _("{place}, SELECT of {table}").format(place=self.place, table=table)
        return IntakeError(what, where=where, why=_("The database says: {said}.").format(said=said), remedy=remedy)


def asked(sql: str) -> str:
    """A SELECT as a table of another one: only a single SELECT can stand there."""
    return f"(\n{sql.strip().rstrip(';')}\n) AS asked"


def quoted(name: str) -> str:
    """The name of a column as SQL writes it."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """A text as SQL writes it."""
    return "'" + text.replace("'", "''") + "'"


def what_it_said(error: Exception) -> str:
    """The database's own sentence, without the driver's around it and without a full stop."""
    text = str(error)
    found = next((match[1] for pattern in _SAID if (match := pattern.search(text))), text)
    return " ".join(found.split()).rstrip(".")


def _explained(sqlstate: str | None, said: str) -> tuple[str, str]:
    if sqlstate == "42501":
        return (
            _("The account has no right to read what the SELECT asks for."),
            _("Grant it SELECT on that table, or use an account that has it."),
        )
    if sqlstate == "42703" or said.startswith("no such column"):
        return (
            _("The SELECT names a column that the database does not have."),
            _("Correct the name, or bring the database up to date (migrations)."),
        )
    if sqlstate == "42P01" or said.startswith("no such table"):
        return (
            _("The SELECT names a table that the database does not have."),
            _("Correct the name, or bring the database up to date (migrations)."),
        )
    return _("The database does not answer the SELECT."), _("Correct the SELECT; it has to be a single one.")
