"""A parquet file as a raw table: every typed column as the canonical text that a csv of it would hold."""

from __future__ import annotations

import io

import polars as pl

from mingpin.intake.errors import IntakeError
from mingpin.intake.raw import ROW, Fault, RawTable, cell, text_frame
from mingpin.intake.workbook import EXACT_BELOW
from mingpin.language import _

_ITEM_SEPARATOR = "；"


def read_columnar(data: bytes, file: str) -> RawTable:
    """The table in a parquet file; rows are counted from 1, as it has no header row.

    Whole floating-point numbers are whole numbers, NaN is blank, midnight is a day, a list of texts is items. A column of another
    type (struct, binary) keeps its title and has no cells. Raises IntakeError where the file is no parquet file.
    """
    try:
        frame = pl.read_parquet(io.BytesIO(data), use_pyarrow=False)
    except (pl.exceptions.PolarsError, OSError) as error:
        what = _("The parquet file cannot be read.")
        why, remedy = _("It is damaged or cut short."), _("Export it again.")
        raise IntakeError(what, where=file, why=why, remedy=remedy) from error
    rows = pl.int_range(1, frame.height + 1, dtype=pl.Int64, eager=True)
    cells = text_frame([_text(column) for column in frame.get_columns()], rows)
    return RawTable(file, "", tuple(frame.columns), cells, _damaged(frame, cells))


def _text(column: pl.Series) -> pl.Series:
    dtype = column.dtype
    value = pl.col("value")
    text: pl.Expr
    if dtype == pl.Boolean:
        text = pl.when(value).then(pl.lit("true")).when(~value).then(pl.lit("false"))
    elif dtype.is_float():
        is_whole = value.is_finite() & (value == value.round()) & (value.abs() < EXACT_BELOW)
        whole = pl.when(is_whole).then(value).cast(pl.Int64).cast(pl.String)
        text = pl.when(value.is_nan()).then(None).otherwise(pl.coalesce(whole, value.cast(pl.String)))
    elif dtype == pl.Date:
        text = value.dt.to_string("%Y-%m-%d")
    elif isinstance(dtype, pl.Datetime):
        is_day = value.dt.time() == pl.time(0, 0, 0)
        format_ = pl.when(is_day).then(value.dt.to_string("%Y-%m-%d"))
        text = format_.otherwise(value.dt.to_string("%Y-%m-%d %H:%M:%S"))
    elif dtype == pl.List(pl.String):
        text = value.list.join(_ITEM_SEPARATOR)
    elif dtype.is_nested() or dtype == pl.Binary or dtype == pl.Object:
        text = pl.lit(None, dtype=pl.String)
    else:
        text = value.cast(pl.String)
    return (
        column.alias("value")
        .to_frame()
        .select(pl.lit(None, dtype=pl.String) if column.is_empty() else text)
        .to_series()
    )


def _damaged(frame: pl.DataFrame, cells: pl.DataFrame) -> tuple[Fault, ...]:
    faults = []
    reason = _("A number of more than 15 digits may have been rounded; store the column as text.")
    position_of: dict[int, int] = {}
    for position, column in enumerate(frame.get_columns()):
        if column.dtype.is_float():
            damaged = column.is_finite() & (column.abs() >= EXACT_BELOW)
            for row in damaged.fill_null(False).arg_true().to_list():
                position_of = position_of or {number: place for place, number in enumerate(cells[ROW])}
                place = position_of[row + 1]
                faults.append(Fault(place, column.name, cells[cell(position)][place], reason))
    return tuple(faults)
