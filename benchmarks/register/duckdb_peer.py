"""DuckDB with queries written by hand: from Parquet to Parquet, and with everything in memory."""

from __future__ import annotations

from collections.abc import Callable

import duckdb
import polars as pl

from benchmarks.register import queries
from benchmarks.register.contenders import Prepared, Setting


def _connected(setting: Setting) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect(config={"threads": setting.threads})
    connection.execute("set preserve_insertion_order = false")
    return connection


def from_parquet(query: Callable[[str], str]) -> Callable[[Setting], Prepared]:
    """From the register's file to a file of verdicts."""

    def prepare(setting: Setting) -> Prepared:
        connection, out = _connected(setting), setting.out / "verdicts.parquet"
        text = query(f"read_parquet('{setting.folder / 'subjects.parquet'}')")

        def run() -> None:
            connection.execute(f"copy ({text}) to '{out}' (format parquet)")

        return Prepared(run, lambda: pl.read_parquet(out, columns=["subject_id", "verdict"]))

    return prepare


def in_memory(query: Callable[[str], str]) -> Callable[[Setting], Prepared]:
    """From one table in memory, with the two answers about peers, to another; the columns' codes are ENUMs."""

    def prepare(setting: Setting) -> Prepared:
        connection = _connected(setting)
        file = f"read_parquet('{setting.inputs}')"
        codes = {
            name: type_ for name, type_ in pl.read_parquet_schema(setting.inputs).items() if isinstance(type_, pl.Enum)
        }
        for name, type_ in codes.items():
            listed = ", ".join(f"'{code}'" for code in type_.categories)
            connection.execute(f"create type {name}_code as enum ({listed})")
        as_codes = ", ".join(f"{name}::{name}_code as {name}" for name in codes)
        connection.execute(f"create table facts as select * replace ({as_codes}) from {file}")
        text = query("facts")

        def run() -> None:
            connection.execute(f"create or replace table verdicts as {text}")

        return Prepared(run, lambda: _fetched(connection))

    return prepare


def verdict_only(source: str) -> str:
    """The verdict without the columns that lead to it."""
    return f"select rowid as number, {queries.verdict()} as verdict from {source}"


natural, reordered, thresholds = (
    from_parquet(query) for query in (queries.natural, queries.reordered, queries.thresholds)
)
only_verdict, leaves_and_clauses = in_memory(verdict_only), in_memory(queries.masks)


def _fetched(connection: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    relation = connection.sql("select subject_id, verdict from verdicts join facts on facts.rowid = verdicts.number")
    return pl.DataFrame(pl.from_arrow(relation.to_arrow_table()))
