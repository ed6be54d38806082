"""Rows of evidence, collected with physical values and turned into frames block by block, so that memory stays small."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import polars as pl

from mingpin.demo.days import Day
from mingpin.vocabulary import Evidence, Vocabulary
from mingpin.vocabulary.evidence import PHYSICAL_TYPES, upper
from mingpin.vocabulary.model import Column, Table, Type

_EPOCH = date(1970, 1, 1).toordinal()
_BETWEEN_ITEMS = "；"


class Ledger:
    """The evidence as it is drawn up. Cells are physical values; a date cell is a `Day`, items are a tuple of texts."""

    def __init__(self, vocabulary: Vocabulary, provenance: Mapping[str, Mapping[str, Any]]):
        self.vocabulary = vocabulary
        self._provenance = provenance
        self._rows: dict[str, list[dict[str, Any]]] = {name: [] for name in vocabulary.tables}
        self._frames: dict[str, list[pl.DataFrame]] = {name: [] for name in vocabulary.tables}

    def add(self, table: str, /, **cells: Any) -> None:
        """Adds one row; cells that are not named are blank."""
        self._rows[table].append(cells)

    def close_block(self) -> None:
        """Turns the rows added since the last block into frames."""
        for name, rows in self._rows.items():
            if rows:
                defaults = self._provenance.get(name, {})
                self._frames[name].append(_frame(self.vocabulary.tables[name], rows, defaults))
                rows.clear()

    def evidence(self) -> Evidence:
        """All that was added. Raises KeyError for a column that the vocabulary does not have."""
        self.close_block()
        whole = {name: pl.concat(frames, how="diagonal") for name, frames in self._frames.items() if frames}
        return Evidence.from_frames(self.vocabulary, whole)


def _frame(table: Table, rows: list[dict[str, Any]], defaults: Mapping[str, Any]) -> pl.DataFrame:
    named = {name for row in rows for name in row}
    unknown = named - set(table.columns)
    if unknown:
        raise KeyError(f"{table.id} has no column {', '.join(sorted(unknown))}")
    columns: list[pl.Series] = []
    for column in table.columns.values():
        default = defaults.get(column.name)
        if column.name in named:
            columns += _series(column, [row.get(column.name, default) for row in rows])
        elif default is not None:
            columns += (series.new_from_index(0, len(rows)) for series in _series(column, [default]))
    return pl.DataFrame(columns)


def _series(column: Column, cells: list[Any]) -> Iterator[pl.Series]:
    name = column.name
    if column.type is Type.DATE:
        yield _days(name, cells, 0)
        yield _days(upper(name), cells, 1)
    elif column.type is Type.ITEMS:
        # Lists of Python strings take Polars thirty times as long as one text that it splits itself.
        joined = [None if cell is None else _BETWEEN_ITEMS.join(cell) for cell in cells]
        yield pl.Series(name, joined, dtype=pl.String).str.split(_BETWEEN_ITEMS)
    else:
        yield pl.Series(name, cells, dtype=PHYSICAL_TYPES[column.type])


def _days(name: str, cells: list[Day | None], end: int) -> pl.Series:
    numbers = [
        None if cell is None else (cell[end] if isinstance(cell, tuple) else cell).toordinal() - _EPOCH
        for cell in cells
    ]
    return pl.Series(name, numbers, dtype=pl.Int32).cast(pl.Date)
