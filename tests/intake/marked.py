"""Files to be marked, and marked workbooks as a person finds them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import polars as pl
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from mingpin.intake.marking import RowMark, SheetMarks, State
from mingpin.intake.sheets import Block, Grid, Malformed, Merged, cells_frame

ACCEPTED = RowMark(State.ACCEPTED)
NOTED = RowMark(State.NOTED)


def rejected(*faults: tuple[int | None, str]) -> RowMark:
    return RowMark(State.REJECTED, faults=faults)


def marks(rows: dict[int, RowMark], *, file: str = "名单.csv", sheet: str = "", header: int | None = 1) -> SheetMarks:
    return SheetMarks(file, sheet, header, 3, rows, others=ACCEPTED)


def grid(
    rows: Sequence[Sequence[str | None]],
    *,
    file: str = "名单.csv",
    sheet: str = "",
    titles: tuple[str, ...] = (),
    malformed: tuple[Malformed, ...] = (),
    merged: tuple[Merged, ...] = (),
    block: int = 2,
) -> Grid:
    """A grid of rows numbered from 1, in small blocks."""
    width = max((len(row) for row in rows), default=0)
    columns = [[row[place] if place < len(row) else None for row in rows] for place in range(width)]
    cells = cells_frame(columns, range(1, len(rows) + 1))

    def blocks() -> Iterator[Block]:
        before = 0
        for start in range(0, max(cells.height, 1), block):
            part = cells.slice(start, block)
            last = 10**9 if start + block >= cells.height else part["row"][-1]
            yield Block(part, malformed=tuple(row for row in malformed if before < row.row <= last))
            before = last

    return Grid(file, sheet, "csv", blocks, titles=titles, merged=merged)


def texts(path: Path, sheet: int = 0) -> list[list[Any]]:
    """The cells of a sheet from its first row and column, as another program reads them."""
    return CalamineWorkbook.from_path(path).get_sheet_by_index(sheet).to_python(skip_empty_area=False)


def comments(path: Path, sheet: int = 0) -> dict[str, str]:
    page = load_workbook(path).worksheets[sheet]
    return {cell.coordinate: cell.comment.text for row in page for cell in row if cell.comment}


def red_cells(path: Path, sheet: int = 0) -> set[str]:
    page = load_workbook(path).worksheets[sheet]
    return {cell.coordinate for row in page for cell in row if cell.fill.fgColor.rgb == "FFF8C8C4"}


def frame(values: Sequence[str | None]) -> pl.Series:
    return pl.Series("mark", values, dtype=pl.String)
