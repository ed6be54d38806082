"""A sheet as it stands in its file: titles, cells as text, row numbers, and what could not be laid out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import polars as pl

ROW = "row"
"""The number under which a person finds the row: in a csv or workbook the header counts, in parquet the records are counted."""


def cell(position: int) -> str:
    """The name of a column of `RawTable.cells`, by its position from 0."""
    return f"c{position}"


@dataclass(frozen=True)
class Fault:
    """What is wrong with one cell, or with the whole row (`title` blank), in a sentence that says what to do."""

    position: int
    title: str
    value: str
    reason: str


@dataclass(frozen=True)
class Malformed:
    """A row that does not fit its header: it has no cells that could be read. `text` is the row as it stood."""

    row: int
    text: str
    reason: str


@dataclass(frozen=True)
class RawTable:
    """One sheet. `cells` has the String columns c0, c1, … (blank is null) and `row`; rows without any content are left out.

    `faults` are cells that were damaged before we read them (a long number that a spreadsheet rounded, an error value); their
    `position` counts the rows of `cells` from 0.
    """

    file: str
    sheet: str
    titles: tuple[str, ...]
    cells: pl.DataFrame
    faults: tuple[Fault, ...] = ()
    malformed: tuple[Malformed, ...] = ()
    notes: tuple[str, ...] = field(default=())

    @property
    def height(self) -> int:
        """The rows with content that the sheet has, malformed ones included."""
        return self.cells.height + len(self.malformed)


def text_frame(columns: Sequence[Sequence[str | None] | pl.Series], rows: Iterable[int] | pl.Series) -> pl.DataFrame:
    """Cells and row numbers as `RawTable.cells` wants them: stripped, blanks null, rows without content left out."""
    series = [pl.Series(cell(position), column, dtype=pl.String) for position, column in enumerate(columns)]
    numbers = rows if isinstance(rows, pl.Series) else pl.Series(ROW, rows, dtype=pl.Int64)
    frame = pl.DataFrame([*series, numbers.alias(ROW)])
    stripped = pl.col(pl.String).str.strip_chars()
    frame = frame.with_columns(pl.when(stripped != "").then(stripped).name.keep())
    return frame.filter(pl.any_horizontal(pl.exclude(ROW).is_not_null())) if series else frame.clear()
