"""The rows that the database holds, as the physical frames that intake and the engine know."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

import polars as pl
from django.db import connection

from mingpin.intake.files import REGISTER
from mingpin.intake.holdings.compare import COPY, DIGEST
from mingpin.vocabulary.evidence import COMPLETED, SOURCE_COLUMNS, frame_schema
from mingpin.vocabulary.model import Table
from mingpin.vocabulary.place import shared_vocabulary

ROW_ID = "_row"
"""The primary key of the evidence row behind a row of a frame."""

_FETCHED = ("id", "subject_id", "digest", "copy", *SOURCE_COLUMNS)
_AT_ONCE = 50_000
_SQL = """
SELECT e.id, s.subject_id, e.digest, e.copy, e.source_file, e.source_sheet, e.source_row, e.source_hash, e.supplied_by,
       CAST(e."values" AS TEXT), CAST(e.carried_over AS TEXT)
FROM registry_evidencerow e LEFT JOIN registry_subject s ON s.id = e.subject_id
WHERE e."table" = %s AND e.superseded_at IS NULL
"""


def held(
    table: str, *, subjects: Collection[str] | None = None, area: str = "", with_areas: bool = False
) -> pl.DataFrame:
    """The current rows of an evidence table in its physical schema, with their keys and `ROW_ID`, oldest first.

    `subjects`: only the rows about these (by subject id), `with_areas` those about no subject too; `area`: only those about
    subjects registered there.
    """
    sql, given = _SQL, [table]
    if subjects is not None:
        if not subjects and not with_areas:
            return pl.DataFrame(schema=held_schema(shared_vocabulary().tables[table]))
        among = f"s.subject_id IN ({', '.join(['%s'] * len(subjects))})" if subjects else "1 = 0"
        sql += f" AND ({among}{' OR e.subject_id IS NULL' if with_areas else ''})"
        given += sorted(subjects)
    if area:
        sql += " AND s.area = %s"
        given.append(area)
    return _frame(sql + " ORDER BY e.id", given, shared_vocabulary().tables[table])


def held_schema(table: Table) -> dict[str, Any]:
    """The columns of `held`; of the register with the note of what its rows did not say themselves."""
    noted = {COMPLETED: pl.List(pl.String)} if table.id == REGISTER else {}
    return {**frame_schema(table), **noted, DIGEST: pl.String, COPY: pl.Int64, ROW_ID: pl.Int64}


def _frame(sql: str, given: list[Any], table: Table) -> pl.DataFrame:
    schema = held_schema(table)
    pieces = [_piece(rows, table) for rows in _rows(sql, given)]
    return pl.concat([pl.DataFrame(schema=schema), *pieces])


def _rows(sql: str, given: list[Any]) -> Iterator[list[tuple[Any, ...]]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, given)
        while rows := cursor.fetchmany(_AT_ONCE):
            yield rows


def _piece(rows: list[tuple[Any, ...]], table: Table) -> pl.DataFrame:
    """The rows as fetched, their JSON taken apart by the table's schema."""
    types = [pl.Int64, pl.String, pl.String, pl.Int64, *SOURCE_COLUMNS.values(), pl.String, pl.String]
    frame = pl.DataFrame(rows, schema=dict(zip((*_FETCHED, "json", "carried"), types, strict=True)), orient="row")
    schema = held_schema(table)
    inside = {name: type_ for name, type_ in schema.items() if name in frame_schema(table) and name not in _FETCHED}
    written = pl.Struct({name: pl.String if type_ == pl.Date else type_ for name, type_ in inside.items()})
    parts = frame["json"].str.json_decode(written).struct.unnest()
    dates = [name for name, type_ in inside.items() if type_ == pl.Date]
    parts = parts.with_columns(pl.col(dates).str.to_date("%Y-%m-%d")) if dates else parts
    blank = [pl.col(name).replace("", None) for name, type_ in SOURCE_COLUMNS.items() if type_ == pl.String]
    if COMPLETED in schema:
        parts = parts.with_columns(frame["carried"].str.json_decode(pl.List(pl.String)).alias(COMPLETED))
    whole = frame.drop("json", "carried").with_columns(blank).hstack(parts.get_columns())
    return whole.rename({"digest": DIGEST, "copy": COPY, "id": ROW_ID}).select(
        pl.col(name).cast(type_) if name in {"subject_id", *frame.columns, *parts.columns, DIGEST, COPY, ROW_ID}
        else pl.lit(None, dtype=type_).alias(name)
        for name, type_ in schema.items()
    )  # fmt: skip
