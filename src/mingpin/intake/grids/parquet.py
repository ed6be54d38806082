"""A parquet file, batch by batch: every typed column as the canonical text that a csv of it would hold."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.compute as pc  # type: ignore[import-untyped]
import pyarrow.parquet as pq  # type: ignore[import-untyped]

from mingpin.intake.grids.limits import EXACT_BELOW, Limits, Refusal, block_rows
from mingpin.intake.grids.spool import Fault, Spool
from mingpin.intake.grids.texts import plain

_ITEM_SEPARATOR = "；"
_CELLS_PER_SHEET = 10


def parse_parquet(path: Path, spool: Spool, limits: Limits) -> None:
    """The table into the spool; rows are counted from 1, as it has no header row.

    Whole floating-point numbers are whole numbers, NaN is blank, midnight is a day, a list of texts is items. A column of another
    type (struct, binary) keeps its title and has no cells, and a note says so. Raises Refusal.
    """
    try:
        file = pq.ParquetFile(path)
        schema, rows = file.schema_arrow, file.metadata.num_rows
        sheet = spool.begin("")
        _check(len(schema.names), rows, limits)
        sheet.titles = list(schema.names)
        sheet.notes = [("columns_aside", {"title": field.name}) for field in schema if _is_aside(field.type)]
        first = 1
        for batch in file.iter_batches(batch_size=block_rows(len(schema.names)), use_threads=False):
            faults: list[Fault] = []
            texts = [column_text(column) for column in batch.columns]
            for position, (column, text) in enumerate(zip(batch.columns, texts, strict=True)):
                faults += [
                    (first + place, position, text[place].as_py(), "rounded_column") for place in _rounded(column)
                ]
            spool.add(texts, range(first, first + batch.num_rows), sorted(faults))
            first += batch.num_rows
        sheet.width = len(schema.names)
    except (pa.ArrowException, OSError, ValueError) as error:
        raise Refusal("damaged") from error


def _check(width: int, rows: int, limits: Limits) -> None:
    if width > limits.max_columns:
        raise Refusal("columns", columns=width, limit=limits.max_columns)
    if width * rows > limits.max_cells * _CELLS_PER_SHEET:
        raise Refusal("cells", cells=width * rows, limit=limits.max_cells * _CELLS_PER_SHEET)


def column_text(column: Any) -> Any:
    """A column as text; null stays null."""
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    kind = column.type
    if _is_aside(kind) or pa.types.is_null(kind):
        return pa.nulls(len(column), pa.string())
    if pa.types.is_floating(kind):
        return _float_text(column)
    if pa.types.is_timestamp(kind):
        return _moment_text(column)
    if _is_items(kind):
        items = ([item for item in given if item] if given else [] for given in column.to_pylist())
        return pa.array([_ITEM_SEPARATOR.join(given) for given in items], pa.string())
    return pc.cast(column, pa.string())


def _float_text(column: Any) -> Any:
    written = pc.cast(column, pa.string())
    wide = pc.cast(column, pa.float64())
    is_whole = pc.and_(pc.equal(wide, pc.round(wide)), pc.less(pc.abs(wide), float(EXACT_BELOW)))
    whole = pc.cast(pc.cast(pc.if_else(is_whole, wide, None), pa.int64()), pa.string())
    text = pc.if_else(pc.is_nan(wide), None, pc.coalesce(whole, written))
    if pc.any(pc.match_substring(text, "e")).as_py():
        return pa.array([plain(value) for value in text.to_pylist()], pa.string())
    return text


def _moment_text(column: Any) -> Any:
    if column.type.tz is not None:
        column = pc.local_timestamp(column)
    seconds = pc.cast(column, pa.timestamp("s"), safe=False)
    text = pc.strftime(seconds, format="%Y-%m-%d %H:%M:%S")
    text = pc.if_else(pc.equal(column, pc.floor_temporal(column, unit="second")), text, pc.cast(column, pa.string()))
    is_day = pc.equal(column, pc.floor_temporal(column, unit="day"))
    return pc.if_else(is_day, pc.strftime(seconds, format="%Y-%m-%d"), text)


def _rounded(column: Any) -> list[int]:
    if not pa.types.is_floating(column.type):
        return []
    wide = pc.cast(column, pa.float64())
    found = pc.and_(pc.is_finite(wide), pc.greater_equal(pc.abs(wide), float(EXACT_BELOW)))
    return [int(place) for place in pc.indices_nonzero(pc.fill_null(found, False)).to_pylist()]


def _is_items(kind: Any) -> bool:
    is_list = pa.types.is_list(kind) or pa.types.is_large_list(kind)
    return bool(is_list) and bool(pa.types.is_string(kind.value_type) or pa.types.is_large_string(kind.value_type))


def _is_aside(kind: Any) -> bool:
    is_binary = pa.types.is_binary(kind) or pa.types.is_large_binary(kind) or pa.types.is_fixed_size_binary(kind)
    return is_binary or (pa.types.is_nested(kind) and not _is_items(kind) and not pa.types.is_dictionary(kind))
