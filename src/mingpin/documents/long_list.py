"""Long lists into a sheet: each column with a writer of its own, chosen once and not for every cell."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl
from xlsxwriter.format import Format  # type: ignore[import-untyped]

from mingpin.documents.workbook import Sheet, writable
from mingpin.intake.marking.inert import RUNS_AS_FORMULA

CHUNK = 2_000
"""How many rows are written between two reports of progress."""


@dataclass(frozen=True)
class Texts:
    """A column of texts; those that could run as a formula take the format `marked`."""

    column: str
    plain: Format
    marked: Format

    def write(self, sheet: Any, row: int, place: int, value: str | None) -> None:
        if not value:
            sheet.write_blank(row, place, None, self.plain)
            return
        text = writable(value)
        sheet.write_string(row, place, text, self.marked if text.startswith(RUNS_AS_FORMULA) else self.plain)


@dataclass(frozen=True)
class Numbers:
    """A column of numbers."""

    column: str
    format: Format

    def write(self, sheet: Any, row: int, place: int, value: float | None) -> None:
        if value is None:
            sheet.write_blank(row, place, None, self.format)
        else:
            sheet.write_number(row, place, value, self.format)


@dataclass(frozen=True)
class Coded:
    """A column of codes, each shown as a word in a format of its own."""

    column: str
    words: Mapping[str, tuple[str, Format]]

    def write(self, sheet: Any, row: int, place: int, value: str) -> None:
        word, format_ = self.words[value]
        sheet.write_string(row, place, word, format_)


def write_long(
    sheet: Sheet,
    frame: pl.DataFrame,
    columns: Sequence[Texts | Numbers | Coded],
    height: float,
    progress: Callable[[int], None],
) -> None:
    """Appends the rows of a frame to a sheet; blanks become empty cells. `progress` is told how many rows were just written."""
    worksheet = sheet.worksheet
    writers = [(place, part.write) for place, part in enumerate(columns)]
    for start in range(0, frame.height, CHUNK):
        chunk = frame.slice(start, CHUNK).select(part.column for part in columns)
        for values in chunk.iter_rows():
            row = sheet.next_row
            worksheet.set_row(row, height)
            for (place, write), value in zip(writers, values, strict=True):
                write(worksheet, row, place, value)
            sheet.next_row = row + 1
        progress(chunk.height)
