"""What the tests of the snapshot read: two subjects with money, or a whole made-up register."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import polars as pl
import pytest

from mingpin.demo import generate
from mingpin.intake import IntakeError
from mingpin.intake.snapshot import Select, read_snapshot
from mingpin.vocabulary import Evidence, Vocabulary
from mingpin.vocabulary.evidence import frame_schema

from .databases import Database

SUBJECTS = Select("SELECT id AS subject_id, name FROM body")
FINANCIALS = Select("SELECT id, body AS subject_id, year, revenue FROM money", key="id")
BOTH = {"subjects": SUBJECTS, "financials": FINANCIALS}


def with_two_subjects(database: Database) -> None:
    database.execute(
        "CREATE TABLE body (id text PRIMARY KEY, name text)",
        "CREATE TABLE money (id bigint PRIMARY KEY, body text, year integer, revenue bigint)",
        "INSERT INTO body VALUES ('S1', '甲公司'), ('S2', '乙公司')",
        "INSERT INTO money VALUES (1, 'S1', 2023, 100), (2, 'S2', 2023, 200)",
    )


def refusal(database: Database, vocabulary: Vocabulary, table: str, sql: str, key: str | None = None) -> IntakeError:
    with pytest.raises(IntakeError) as caught:
        read_snapshot(database.url, {table: Select(sql, key)}, vocabulary)
    return caught.value


def demo(vocabulary: Vocabulary) -> Evidence:
    evidence = generate(vocabulary, subjects=100, seed=7, as_of=date(2024, 6, 30))
    return Evidence.from_frames(
        vocabulary,
        {name: frame.select(frame_schema(vocabulary.tables[name]).keys()) for name, frame in evidence.tables.items()},
    )


def store(database: Database, name: str, frame: pl.DataFrame) -> None:
    """The rows of a physical frame as a table of the database, in its own types."""
    types = {pl.String: "text", pl.Int64: "bigint", pl.Boolean: "boolean", pl.Date: "date"}
    columns = {column: types.get(type(dtype), "text") for column, dtype in frame.schema.items()}
    if database.is_postgresql:
        columns = {
            column: "text[]" if isinstance(frame.schema[column], pl.List) else type_
            for column, type_ in columns.items()
        }
    database.execute(f'CREATE TABLE "{name}" ({", ".join(f"{column} {type_}" for column, type_ in columns.items())})')
    for part in frame.iter_slices(500):
        rows = ", ".join(f"({', '.join(written(value, database) for value in row)})" for row in part.iter_rows())
        database.execute(f'INSERT INTO "{name}" VALUES {rows}')


def written(value: Any, database: Database) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int):
        return str(value)
    if isinstance(value, list) and database.is_postgresql:
        return f"ARRAY[{', '.join(written(item, database) for item in value)}]::text[]"
    text = json.dumps(value) if isinstance(value, list) else str(value)
    return "'" + text.replace("'", "''") + "'"
