"""Many rows into a table of the database at once: COPY on PostgreSQL, one prepared statement on SQLite."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

import polars as pl
from django.db import connection, models

_AT_ONCE = 20_000
"""Rows that are handed over together: the rest waits as a frame, which needs less memory."""


SLICE = 2_000
"""Keys that one query names."""


def insert(model: type[models.Model], frame: pl.DataFrame) -> None:
    """Adds the rows of a frame, whose columns are columns of the model's table, to it. The objects of Django, which would be made
    and taken apart again for each row, need ten times as long."""
    plain = frame.with_columns(pl.col(pl.Date).dt.to_string("%Y-%m-%d"))
    names = ", ".join(connection.ops.quote_name(name) for name in plain.columns)
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor:
        for piece in plain.iter_slices(_AT_ONCE):
            if connection.vendor == "postgresql":
                with cursor.copy(f"COPY {table} ({names}) FROM STDIN (FORMAT csv)") as copy:
                    copy.write(piece.write_csv(include_header=False))
            else:
                marks = ", ".join(["%s"] * piece.width)
                cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", piece.rows())


def update(model: type[models.Model], frame: pl.DataFrame, key: str = "id") -> None:
    """Sets the other columns of the frame in the rows with these keys."""
    plain = frame.with_columns(pl.col(pl.Date).dt.to_string("%Y-%m-%d"))
    quote = connection.ops.quote_name
    names = [name for name in plain.columns if name != key]
    values = ", ".join(f"{quote(name)} = %s" for name in names)
    with connection.cursor() as cursor:
        for piece in plain.select(*names, key).iter_slices(_AT_ONCE):
            statement = f"UPDATE {quote(model._meta.db_table)} SET {values} WHERE {quote(key)} = %s"
            cursor.executemany(statement, piece.rows())


def written_time(moment: datetime) -> str:
    """A moment as this database has it."""
    return str(connection.ops.adapt_datetimefield_value(moment))


def in_slices(keys: Iterable[Any], size: int = SLICE) -> Iterator[list[Any]]:
    """The keys, so many at a time as go into one query."""
    every = list(keys)
    for at in range(0, len(every), size):
        yield every[at : at + size]
