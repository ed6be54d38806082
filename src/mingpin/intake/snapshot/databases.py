"""Databases by their URL, each opened as one consistent view.

PostgreSQL: one connection, one transaction, REPEATABLE READ READ ONLY. SQLite: a private copy made by SQLite's own backup, in
one step and by the library that the rest of the process uses; ADBC only ever opens the copy. ADBC brings a SQLite of its own, and
two of them on one file in one process undo each other's locks (closing a file drops every POSIX lock that the process holds on
it), so that two writers get in. And with a rollback journal a reader keeps writers out; a copy is made in a fraction of the time.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

import adbc_driver_postgresql.dbapi  # type: ignore[import-untyped]
import adbc_driver_sqlite.dbapi
import polars as pl
import pyarrow as pa  # type: ignore[import-untyped]

from mingpin.intake.errors import IntakeError
from mingpin.intake.snapshot.source import FAULTS, MISFIT, ROWS_AT_ONCE, Source, asked, literal, quoted, what_it_said
from mingpin.language import _
from mingpin.vocabulary.model import Type

LONGEST_WAIT = 60.0
"""Seconds for which a copy waits until another program has finished writing."""


def opened(url: str) -> AbstractContextManager[Source]:
    """The database of `sqlite:///relative`, `sqlite:////absolute` or `postgresql://…`. Raises IntakeError."""
    parts = _parts(url)
    opening = _OPENINGS.get(parts.scheme)
    if opening is None:
        what = _("A database of the kind “{scheme}” is not supported.").format(scheme=parts.scheme)
        remedy = _("Write sqlite:///file, sqlite:////folder/file or postgresql://user@host/database.")
        raise IntakeError(what, where=_("database URL"), remedy=remedy)
    return opening(parts)


def _parts(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        _port = parts.port
    except ValueError as error:
        what = _("The database URL cannot be read.")
        raise IntakeError(what, where=_("database URL"), remedy=_("Escape special characters as %40.")) from error
    return parts


@contextmanager
def _sqlite(parts: SplitResult) -> Iterator[Source]:
    path = Path(unquote(parts.path.removeprefix("/")))
    if parts.netloc or not parts.path.strip("/") or path.name == ":memory:":
        what = _("The URL names no database file.")
        remedy = _("Write sqlite:///file or sqlite:////folder/file; a database in memory cannot be read from outside.")
        raise IntakeError(what, where=_("database URL"), remedy=remedy)
    with TemporaryDirectory(prefix="mingpin-snapshot-") as folder:
        copy = Path(folder) / "copy.sqlite"
        _copy(path, copy)
        uri = f"{copy.as_uri()}?mode=ro&immutable=1"
        rows = {"adbc.sqlite.query.batch_rows": str(ROWS_AT_ONCE)}
        with (
            adbc_driver_sqlite.dbapi.connect(uri) as connection,
            connection.cursor(adbc_stmt_kwargs=rows) as cursor,
        ):
            yield _Sqlite(str(path), cursor)


def _copy(path: Path, copy: Path) -> None:
    if not path.is_file():
        what = _("There is no such database.")
        raise IntakeError(what, where=str(path), remedy=_("Check the path in the database URL."))
    until = time.monotonic() + LONGEST_WAIT

    def check(_status: int, _remaining: int, _total: int) -> None:
        if time.monotonic() > until:
            raise sqlite3.OperationalError("database is locked")

    try:
        with (
            closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as source,
            closing(sqlite3.connect(copy)) as target,
        ):
            target.execute("PRAGMA journal_mode = OFF")
            target.execute("PRAGMA synchronous = OFF")
            source.backup(target, progress=check)
    except sqlite3.Error as error:
        raise _not_copied(path, error) from error


def _not_copied(path: Path, error: sqlite3.Error) -> IntakeError:
    why = _("The database says: {said}.").format(said=error)
    if "locked" in str(error):
        what, remedy = _("Another program is writing without end."), _("Let it finish, then try again.")
    elif "not a database" in str(error):
        what, remedy = _("The file is no SQLite database."), _("Check the path in the database URL.")
    elif "full" in str(error) or "disk I/O" in str(error):
        what = _("The database cannot be copied.")
        remedy = _("Make room for a copy in the folder for temporary files (TMPDIR).")
    else:
        what = _("The database cannot be opened.")
        remedy = _("Give this program the right to read the file and to write in its folder, where SQLite keeps locks.")
    return IntakeError(what, where=str(path), why=why, remedy=remedy)


class _Sqlite(Source):
    """Any column of SQLite can hold any type: values come as text, blank for NULL; REAL and BLOB are told apart and refused."""

    def frames(self, sql: str, types: Mapping[str, Type], table: str) -> Iterator[pl.DataFrame]:
        texts = [f"COALESCE(CAST({quoted(name)} AS TEXT), '') AS {quoted(name)}" for name in types]
        kinds = [
            f"WHEN typeof({quoted(name)}) IN ('real', 'blob') THEN typeof({quoted(name)}) || {literal(f' {name}')}"
            for name in types
        ]
        select = f"SELECT {', '.join(texts)}, CASE {' '.join(kinds)} ELSE '' END AS {MISFIT} FROM {asked(sql)}"
        for batch in self._batches(select, table):
            if batch.num_rows:
                yield _frame(_readable(batch))


def _readable(batch: pa.RecordBatch) -> pa.RecordBatch:
    """The batch with every byte that is no UTF-8 replaced, and the row noted as a misfit."""
    try:
        batch.validate(full=True)
    except pa.ArrowInvalid:
        columns = {name: batch.column(name).cast(pa.binary()).to_pylist() for name in batch.schema.names}
        misfits = [value.decode() for value in columns.pop(MISFIT)]
        texts = {}
        for name, held in columns.items():
            texts[name] = [value.decode(errors="replace") for value in held]
            for at, (value, text) in enumerate(zip(held, texts[name], strict=True)):
                if text.encode() != value:
                    misfits[at] = misfits[at] or f"bytes {name}"
        return pa.RecordBatch.from_pydict({**texts, MISFIT: misfits})
    return batch


@contextmanager
def _postgresql(parts: SplitResult) -> Iterator[Source]:
    user = f"{parts.username}@" if parts.username else ""
    port = f":{parts.port}" if parts.port else ""
    place = f"postgresql://{user}{parts.hostname or ''}{port}{parts.path}"
    try:
        connection = adbc_driver_postgresql.dbapi.connect(parts.geturl())
    except FAULTS as error:
        raise _not_opened(place, error) from error
    with connection, connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        cursor.execute("SET client_encoding TO 'UTF8'")
        yield _PostgreSQL(place, cursor)


def _not_opened(place: str, error: Exception) -> IntakeError:
    said = what_it_said(error)
    if said.startswith("database ") and said.endswith(" does not exist"):
        what, remedy = _("There is no such database."), _("Check the name in the database URL, or create it.")
    elif said.startswith(("role ", "password ", "permission ", "no pg_hba.conf")):
        what, remedy = _("The account may not use this database."), _("Check user and password, and the right CONNECT.")
    else:
        what, remedy = _("The database cannot be reached."), _("Check host and port, and that the server is running.")
    return IntakeError(what, where=place, why=_("The database says: {said}.").format(said=said), remedy=remedy)


class _PostgreSQL(Source):
    """Booleans, whole numbers, days and arrays of text come as they are; everything else as text."""

    def frames(self, sql: str, types: Mapping[str, Type], table: str) -> Iterator[pl.DataFrame]:
        held = self.columns(sql, table)
        for name, type_ in types.items():
            self._check(name, held[name], type_, table)
        terms = (
            quoted(name) if _is_kept(held[name], type_) else f"CAST({quoted(name)} AS text) AS {quoted(name)}"
            for name, type_ in types.items()
        )
        for batch in self._batches(f"SELECT {', '.join(terms)} FROM {asked(sql)}", table):
            if batch.num_rows:
                yield _frame(batch)

    def _check(self, name: str, held: pa.DataType, type_: Type, table: str) -> None:
        if pa.types.is_floating(held):
            why = _("A floating-point number is not exact.")
            remedy = _("Hold it as a whole number, or as exact text, and give that in the SELECT.")
        elif pa.types.is_binary(held):
            why, remedy = _("These are bytes."), _("Give text in the SELECT.")
        elif type_ is Type.DATE and pa.types.is_timestamp(held):
            why = _("A moment is a day only in a time zone.")
            remedy = _("Give the day in the SELECT: (moment AT TIME ZONE 'Asia/Shanghai')::date.")
        else:
            return
        what = _("The column “{column}” cannot be read as {type}.").format(column=name, type=type_)
        where = _("{place}, SELECT of {table}").format(place=self.place, table=table)
        raise IntakeError(what, where=where, why=why, remedy=remedy)


def _is_kept(held: pa.DataType, type_: Type) -> bool:
    return type_ in _KEPT and _KEPT[type_](held)


def _is_texts(held: pa.DataType) -> bool:
    return bool(pa.types.is_list(held) and pa.types.is_string(held.value_type))


_KEPT: dict[Type, Callable[[pa.DataType], bool]] = {
    Type.BOOL: pa.types.is_boolean,
    Type.INT: pa.types.is_signed_integer,
    Type.MONEY: pa.types.is_signed_integer,
    Type.SHARE: pa.types.is_signed_integer,
    Type.DATE: pa.types.is_date32,
    Type.ITEMS: _is_texts,
}

_OPENINGS: Mapping[str, Callable[[SplitResult], AbstractContextManager[Source]]] = {
    "sqlite": _sqlite,
    "postgresql": _postgresql,
    "postgres": _postgresql,
}


def _frame(batch: pa.RecordBatch) -> pl.DataFrame:
    frame: Any = pl.from_arrow(batch)
    return frame if isinstance(frame, pl.DataFrame) else frame.to_frame()
