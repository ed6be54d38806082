"""Evidence as canonical tables: what `read_dataset` reads back equal."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Literal

import polars as pl

from mingpin.intake.cells.texts import ITEM_SEPARATOR, is_read_back, items_are_read_back
from mingpin.language import _
from mingpin.vocabulary.completion import Basis
from mingpin.vocabulary.evidence import COMPLETED, Evidence, upper
from mingpin.vocabulary.model import Table, Type, Vocabulary
from mingpin.vocabulary.values import FEN_PER_YUAN, MILLIONTHS


def write_dataset(
    evidence: Evidence, folder: Path | str, vocabulary: Vocabulary, format: Literal["csv", "parquet"] = "csv"
) -> tuple[Path, ...]:
    """Writes `subjects` and each other table that has rows as one file named after it; gives their paths.

    Both formats hold the same canonical text (a parquet file has text columns only), csv as UTF-8 with BOM, for spreadsheets.
    Left out are columns without any value, what completion filled in, and where rows stood before: reading finds them again. The
    same evidence gives the same bytes. Raises ValueError before anything is written where a value has no canonical writing.
    """
    frames = {
        name: canonical(evidence.tables[name], table)
        for name, table in vocabulary.tables.items()
        if name == "subjects" or evidence.tables[name].height
    }
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    paths = {name: folder / f"{name}.{format}" for name in frames}
    for name, frame in frames.items():
        if format == "csv":
            frame.write_csv(paths[name], include_bom=True)
        else:
            frame.write_parquet(paths[name])
    return tuple(paths.values())


def canonical(frame: pl.DataFrame, table: Table) -> pl.DataFrame:
    """The rows of a physical frame as the texts that a person would write; blank is null. Raises ValueError."""
    texts = []
    for column in table.columns.values():
        ends = (column.name, upper(column.name)) if column.type is Type.DATE else (column.name,)
        given = frame.select(_given(frame, column.name, end) for end in ends)
        text = given.select(_TEXTS[column.type](*(pl.col(end) for end in ends)).alias(column.name)).to_series()
        unwritten = text.is_null() & given[column.name].is_not_null()
        if column.type is Type.ITEMS:
            unwritten = ~items_are_read_back(given[column.name], text)
        elif column.type is Type.TEXT:
            unwritten = ~is_read_back(column.name, text)
        if unwritten.any():
            raise ValueError(
                _("Row {row} of {table}: {value} in “{column}” has no canonical writing.").format(
                    row=unwritten.arg_true()[0] + 1,
                    table=table.id,
                    value=given.row(unwritten.arg_true()[0]),
                    column=column.name,
                )
            )
        if column.name == "subject_id" or text.null_count() < len(text):
            texts.append(text)
    return pl.DataFrame(texts)


def _given(frame: pl.DataFrame, column: str, end: str) -> pl.Expr:
    """The cells of one physical column without those that completion fills in again; what an earlier row said stays."""
    if COMPLETED not in frame.columns:
        return pl.col(end)
    is_earlier = pl.element().str.starts_with(f"{column}: {Basis.EARLIER_ROW}")
    note = pl.element().str.starts_with(f"{column}: ") & ~is_earlier
    is_completed = pl.col(COMPLETED).list.eval(note).list.any().fill_null(False)
    return pl.when(~is_completed).then(pl.col(end)).alias(end)


def _text(value: pl.Expr) -> pl.Expr:
    return value


def _bool(value: pl.Expr) -> pl.Expr:
    return pl.when(value).then(pl.lit("true")).when(~value).then(pl.lit("false"))


def _int(value: pl.Expr) -> pl.Expr:
    return value.cast(pl.String)


def _scaled(scale: int) -> Callable[[pl.Expr], pl.Expr]:
    def written(value: pl.Expr) -> pl.Expr:
        sign = pl.when(value < 0).then(pl.lit("-")).otherwise(pl.lit(""))
        whole, rest = value.abs() // scale, value.abs() % scale
        decimals = rest.cast(pl.String).str.pad_start(len(str(scale)) - 1, "0").str.strip_chars_end("0")
        point = pl.when(rest > 0).then(pl.lit(".")).otherwise(pl.lit(""))
        return pl.concat_str(sign, whole.cast(pl.String), point, decimals)

    return written


def _date(first: pl.Expr, last: pl.Expr) -> pl.Expr:
    is_month = (first.dt.day() == 1) & (last == first.dt.month_end())
    is_year = (first.dt.ordinal_day() == 1) & (last.dt.year() == first.dt.year()) & (last.dt.month() == 12)
    return (
        pl.when(first == last)
        .then(first.dt.to_string("%Y-%m-%d"))
        .when(is_month)
        .then(first.dt.to_string("%Y-%m"))
        .when(is_year & (last.dt.day() == 31))
        .then(first.dt.to_string("%Y"))
    )


def _items(value: pl.Expr) -> pl.Expr:
    """Items that were declared none are 无: a blank would say that nobody was asked."""
    return (
        pl.when(value.list.len() > 0).then(value.list.join(ITEM_SEPARATOR)).when(value.is_not_null()).then(pl.lit("无"))
    )


_TEXTS: dict[Type, Callable[..., pl.Expr]] = {
    Type.TEXT: _text,
    Type.CODE: _text,
    Type.LEVEL: _text,
    Type.BOOL: _bool,
    Type.INT: _int,
    Type.MONEY: _scaled(FEN_PER_YUAN),
    Type.SHARE: _scaled(MILLIONTHS),
    Type.DATE: _date,
    Type.ITEMS: _items,
}
