"""Evidence as columnar frames: what intake produces, and the only thing that the engine reads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from mingpin.vocabulary.model import Table, Type, Vocabulary
from mingpin.vocabulary.values import physical

SOURCE_COLUMNS = {
    "source_file": pl.String,
    "source_sheet": pl.String,
    "source_row": pl.Int64,
    "source_hash": pl.String,
    "supplied_by": pl.String,
}
"""Where a row stood (file, sheet, row), the SHA-256 of that file, and who sent it; added by the reader to every table."""

COMPLETED = "completed"
"""The column of a frame that lists the cells which its rows did not say themselves, as `column: basis`."""

PHYSICAL_TYPES: Mapping[Type, Any] = {
    Type.TEXT: pl.String,
    Type.CODE: pl.String,
    Type.LEVEL: pl.String,
    Type.BOOL: pl.Boolean,
    Type.INT: pl.Int64,
    Type.MONEY: pl.Int64,
    Type.SHARE: pl.Int64,
    Type.DATE: pl.Date,
    Type.ITEMS: pl.List(pl.String),
}


def upper(column: str) -> str:
    """The column that holds the upper end of a bracket (`x__to` for `x`)."""
    return f"{column}__to"


def frame_schema(table: Table) -> dict[str, Any]:
    """The physical columns of a table: a date takes two, the earliest and the latest day it can mean."""
    schema: dict[str, Any] = {}
    for column in table.columns.values():
        schema[column.name] = PHYSICAL_TYPES[column.type]
        if column.type is Type.DATE:
            schema[upper(column.name)] = pl.Date
    return {**schema, **SOURCE_COLUMNS}


@dataclass(frozen=True)
class Evidence:
    """One frame per table of the vocabulary, in its physical schema; a table without rows is an empty frame."""

    tables: Mapping[str, pl.DataFrame]

    @property
    def subjects(self) -> pl.DataFrame:
        return self.tables["subjects"]

    @staticmethod
    def from_frames(vocabulary: Vocabulary, frames: Mapping[str, pl.DataFrame]) -> Evidence:
        """Evidence of these frames; missing tables are empty and missing columns blank. Raises KeyError for others."""
        unknown = set(frames) - set(vocabulary.tables)
        if unknown:
            raise KeyError(f"no such evidence table: {', '.join(sorted(unknown))}")
        return Evidence(
            {
                name: _conform(frames[name], frame_schema(table)) if name in frames else no_rows(vocabulary, table)
                for name, table in vocabulary.tables.items()
            }
        )

    @staticmethod
    def from_rows(vocabulary: Vocabulary, rows: Mapping[str, Iterable[Mapping[str, Any]]]) -> Evidence:
        """Evidence of rows with canonical values, as a person writes them. Raises ValueFault or KeyError."""
        return Evidence.from_frames(
            vocabulary, {name: rows_frame(vocabulary.tables[name], rows[name]) for name in rows}
        )


_NO_ROWS: dict[tuple[str, str], pl.DataFrame] = {}


def no_rows(vocabulary: Vocabulary, table: Table) -> pl.DataFrame:
    """A frame without rows; made once, for making some twenty of them takes as long as reading a subject's rows."""
    key = vocabulary.hash, table.id
    if not vocabulary.hash or key not in _NO_ROWS:
        _NO_ROWS[key] = pl.DataFrame(schema=frame_schema(table))
    return _NO_ROWS[key]


def rows_frame(table: Table, rows: Iterable[Mapping[str, Any]]) -> pl.DataFrame:
    """The physical frame of rows with canonical values. Raises ValueFault for a value, KeyError for a column."""
    physical_rows = []
    for row in rows:
        physical_row: dict[str, Any] = {}
        for name, value in row.items():
            if name in SOURCE_COLUMNS:
                physical_row[name] = value
                continue
            column = table.columns[name]
            held = physical(column.type, value)
            if column.type is Type.DATE:
                physical_row[name], physical_row[upper(name)] = held or (None, None)
            else:
                physical_row[name] = held
        physical_rows.append(physical_row)
    return pl.DataFrame(physical_rows, schema=frame_schema(table))


def _conform(frame: pl.DataFrame, schema: Mapping[str, Any]) -> pl.DataFrame:
    missing = [pl.lit(None, dtype=type_).alias(name) for name, type_ in schema.items() if name not in frame.columns]
    if COMPLETED in frame.columns:
        schema = {**schema, COMPLETED: pl.List(pl.String)}
    return frame.with_columns(missing).select(pl.col(name).cast(type_) for name, type_ in schema.items())
