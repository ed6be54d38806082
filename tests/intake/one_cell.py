"""One cell of one column of the real vocabulary, as it is read."""

from __future__ import annotations

from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import polars as pl

from mingpin.intake.cells import ReadColumn, read_column

from .samples import VOCABULARY


@dataclass(frozen=True)
class Cell:
    """What a cell was read as: its physical value (a date: both ends), its reason, its note."""

    value: Any
    reason: str
    note: str


def column_of(place: str, texts: list[str | None], unit: str = "") -> ReadColumn:
    """A column such as `financials.revenue`, whose title gives this unit."""
    table, column = place.split(".")
    match = SimpleNamespace(column=VOCABULARY.tables[table].columns[column], unit=unit)
    return read_column(pl.Series("cell", texts, dtype=pl.String), match, VOCABULARY)  # type: ignore[arg-type]


def cell_of(place: str, text: str | None, unit: str = "") -> Cell:
    read = column_of(place, [text], unit)
    ends = tuple(column.to_list()[0] for column in read.columns)
    value = ends[0] if len(ends) == 1 or ends[0] is None else ends
    return Cell(value, read.reasons.get(0, ""), read.notes.get(0, ""))
