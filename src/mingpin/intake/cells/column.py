"""A whole column of cells at once; each different text that is not plain is read once, with care."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from mingpin.intake.cells.signs import plain_cell
from mingpin.vocabulary.values import ValueFault


@dataclass(frozen=True)
class ReadColumn:
    """The physical columns of one column. By position, `reasons` has a sentence for each cell that is no value of it, `notes` one
    for each cell of which a person should know how it was read."""

    columns: tuple[pl.Series, ...]
    reasons: dict[int, str]
    notes: dict[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Reading:
    """What one text means, physically (None: blank), and what a person should know of how it was read."""

    value: Any
    note: str = ""


Careful = Callable[[str], Reading]
"""Reads one text. Raises ValueFault for one that is no value."""


def read_cells(
    values: pl.Series, names: Sequence[str], fast: Sequence[pl.Expr], careful: Careful, *, folds: bool = False
) -> ReadColumn:
    """Reads the plain cells with `fast`, expressions over `cell` that give null for all others, and those with `careful`.

    `folds`: what `fast` does not read is offered to it again as half-width text, before it is read with care.
    """
    frame = values.alias("cell").to_frame().select("cell", *(e.alias(n) for e, n in zip(fast, names, strict=True)))
    open_ = _open(frame, names)
    if folds and open_.any():
        again = frame.filter(open_).select(plain_cell(pl.col("cell")))
        again = again.select(e.alias(n) for e, n in zip(fast, names, strict=True))
        if again[names[0]].null_count() < again.height:
            places = open_.arg_true()
            frame = frame.with_columns(frame[name].scatter(places, again[name]).alias(name) for name in names)
            open_ = _open(frame, names)
    if not open_.any():
        return ReadColumn(tuple(frame.select(names).get_columns()), {})
    texts = frame.filter(open_)["cell"]
    held: dict[str, Any] = {}
    notes: dict[str, str] = {}
    reasons: dict[str, str] = {}
    for text in texts.unique(maintain_order=True):
        try:
            reading = careful(text)
        except ValueFault as fault:
            reasons[text] = str(fault)
            continue
        if reading.value is not None:
            held[text] = reading.value
        if reading.note:
            notes[text] = reading.note
    columns = []
    for end, name in enumerate(names):
        found = {text: value[end] if len(names) > 1 else value for text, value in held.items()}
        columns.append(_completed(frame, open_, name, found) if found else frame[name])
    rows = open_.arg_true()
    return ReadColumn(tuple(columns), _at(rows, texts, reasons), _at(rows, texts, notes))


def _open(frame: pl.DataFrame, names: Sequence[str]) -> pl.Series:
    return frame.select(pl.col("cell").is_not_null() & pl.col(names[0]).is_null()).to_series()


def _completed(frame: pl.DataFrame, open_: pl.Series, name: str, found: dict[str, Any]) -> pl.Series:
    dtype = frame.schema[name]
    places = pl.col("cell").replace_strict(list(found), range(len(found)), default=None, return_dtype=pl.UInt32)
    slow = pl.Series("slow", list(found.values()), dtype=dtype).gather(frame.select(places).to_series())
    return frame.select(pl.when(open_).then(slow).otherwise(pl.col(name)).alias(name)).to_series()


def _at(rows: pl.Series, texts: pl.Series, sentences: dict[str, str]) -> dict[int, str]:
    if not sentences:
        return {}
    found = texts.is_in(list(sentences))
    pairs = zip(rows.filter(found).to_list(), texts.filter(found).to_list(), strict=True)
    return {row: sentences[text] for row, text in pairs}
