"""Marks in a new workbook, for files that no column can be added to: the rows as they stood, as text, at their numbers."""

from __future__ import annotations

import tempfile
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from itertools import count
from pathlib import Path, PurePosixPath
from typing import Any

import polars as pl
import xlsxwriter  # type: ignore[import-untyped]
from xlsxwriter.utility import xl_col_to_name  # type: ignore[import-untyped]

from mingpin.intake.marking import looks
from mingpin.intake.marking.inert import RUNS_AS_FORMULA
from mingpin.intake.marking.notes_sheet import WIDTHS, Look, lines
from mingpin.intake.marking.shapes import NOTES_SHEET, RowMark, SheetMarks, State, Told
from mingpin.intake.marking.words import LONGEST_COMMENT, kept, mark_text, plain
from mingpin.intake.sheets import MARK_TITLE, ROW, WIDTH, Block, Grid
from mingpin.language import _

MOST_ROWS, MOST_COLUMNS = 1_048_576, 16_384
MOST_CELLS = 5_000_000
"""Cells of a sheet that is written whole; of a larger one only the rows that were not accepted, and those above the table."""
MOST_COMMENTS = 5_000
LONGEST_NAME = 31
_NOT_IN_NAMES = str.maketrans(dict.fromkeys("[]:*?/\\'", "_"))


def mark_new(pairs: Sequence[tuple[Grid, SheetMarks | None]], told: Told, out: Path) -> None:
    """Writes each grid as a sheet of its own, with its marks where it has any."""
    with tempfile.TemporaryDirectory(prefix="mingpin-") as folder:
        options = {
            "constant_memory": True,
            "tmpdir": folder,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        }
        with xlsxwriter.Workbook(str(out), options) as book:
            book.set_properties({"comments": "mingpin"})
            formats = _Formats(book)
            for name, (grid, marks) in zip(_names([grid for grid, _marks in pairs]), pairs, strict=True):
                writing = _Writing(book.add_worksheet(name), formats, grid, marks)
                counts = writing.write()
                if marks is not None:
                    told.sheets[name] = counts
                if writing.is_short:
                    remark = _("“{sheet}” is too long for a marked copy: it has only the rows that were not accepted.")
                    told.remarks.append(remark.format(sheet=name))
            _write_notes(book.add_worksheet(NOTES_SHEET), formats, told)


class _Formats:
    """The formats of a workbook, each with and without the quote prefix."""

    def __init__(self, book: Any):
        def made(properties: dict[str, Any]) -> tuple[Any, Any]:
            text = {"num_format": "@", "valign": "vcenter"} | properties
            return book.add_format(text), book.add_format(text | {"quote_prefix": True})

        self._made = {
            "plain": made({}),
            "header": made({"bold": True, "bottom": 1, "bg_color": "#F5F6F8"}),
            "title": made({"bold": True, "font_size": 14}),
            "section": made({"bold": True}),
            "fault": made({"bg_color": f"#{looks.COLOURS['fault'][0]}"}),
        }
        for look in ("good", "bad"):
            ground, ink = looks.COLOURS[look]
            self._made[look] = made({"bg_color": f"#{ground}", "font_color": f"#{ink}"})
        self.number = book.add_format({"num_format": "#,##0", "align": "left"})

    def of(self, look: str, text: str) -> Any:
        return self._made[look][text.startswith(RUNS_AS_FORMULA)]


class _Writing:
    """One grid being written."""

    def __init__(self, sheet: Any, formats: _Formats, grid: Grid, marks: SheetMarks | None):
        self.sheet, self.formats, self.grid, self.marks = sheet, formats, grid, marks
        self.header = 0 if grid.titles else (marks.header_row if marks else None) or 1
        self.titles = {place: title for place, title in enumerate(grid.titles) if title}
        self.width, self.height = len(grid.titles), 0
        self._measure()
        self.old = next((place for place, title in self.titles.items() if title == MARK_TITLE), None)
        if self.old is not None and self.old == self.width - 1:
            self.width -= 1
        self.width = min(self.width, MOST_COLUMNS - 1)
        is_long = self.height >= MOST_ROWS or self.height * self.width > MOST_CELLS
        self.is_short = marks is not None and is_long
        self.next, self.comments = 0, 0
        self.counts: Counter[State] = Counter()

    def _measure(self) -> None:
        for block in self.grid.blocks():
            cells = block.cells.select(_columns(block.cells))
            filled = [place for place, column in enumerate(cells) if column.null_count() < cells.height]
            wide = [place + 1 for place in filled] + [1 for _row in block.malformed]
            numbers = [*block.cells[ROW].tail(1), *(row.row for row in block.malformed)]
            self.width, self.height = max([self.width, *wide]), max([self.height, *numbers])
            for values in cells.filter(block.cells[ROW] == self.header).iter_rows():
                self.titles = {place: value for place, value in enumerate(values) if value}

    def write(self) -> Counter[State]:
        """Writes the rows; gives those below the header by state."""
        self.sheet.set_column(0, max(self.width - 1, 0), looks.COLUMN_WIDTH)
        if self.marks is not None:
            self.sheet.set_column(self.width, self.width, looks.MARK_WIDTH)
        if self.grid.titles:
            self._write(0, 0, self.grid.titles, None)
        for block in self.grid.blocks():
            for row, values in _rows(block):
                self._row(row, values)
        if not self.is_short:
            self._merge()
        return self.counts

    def _row(self, row: int, values: Sequence[str | None]) -> None:
        mark = self.marks.of(row) if self.marks is not None and row > self.header else None
        if mark is not None:
            self.counts[mark.state] += 1
        is_rejected = mark is not None and mark.state is State.REJECTED
        if self.is_short and row > self.header and not is_rejected:
            return
        at = row - 1 + (1 if self.grid.titles else 0)
        if self.is_short:
            at = max(self.next, row - 1) if row <= self.header else max(self.next, self.header)
        if at < MOST_ROWS:
            self._write(at, row, values, mark)
            self.next = at + 1

    def _write(self, at: int, row: int, values: Sequence[str | None], mark: RowMark | None) -> None:
        faults = self._faults(mark)
        look = "header" if row == self.header else "plain"
        for place, value in enumerate(values[: self.width]):
            own = "fault" if place in faults else look
            if value is not None and place != self.old:
                text = kept(value)
                self.sheet.write_string(at, place, text, self.formats.of(own, text))
            elif place in faults:
                self.sheet.write_blank(at, place, None, self.formats.of(own, ""))
        for place, reason in faults.items():
            if self.comments < MOST_COMMENTS:
                self.comments += 1
                options = {"author": "Mingpin", "width": 300, "height": 40 + 18 * (1 + len(reason) // 22)}
                self.sheet.write_comment(at, place, plain(reason, LONGEST_COMMENT), options)
        if row == self.header and self.marks is not None:
            self.sheet.write_string(at, self.width, MARK_TITLE, self.formats.of("header", ""))
        elif mark is not None and mark.state is not State.NOTED:
            text = mark_text(mark, self._title, row if self.is_short else None)
            bad = mark.state is State.REJECTED
            self.sheet.write_string(at, self.width, text, self.formats.of("bad" if bad else "good", text))

    def _faults(self, mark: RowMark | None) -> dict[int, str]:
        found: dict[int, list[str]] = {}
        for position, reason in mark.faults if mark else ():
            if position is not None and position < self.width:
                found.setdefault(position, []).append(reason)
        return {position: "\n".join(reasons) for position, reasons in found.items()}

    def _title(self, position: int) -> str:
        return self.titles.get(position) or _("column {letter}").format(letter=xl_col_to_name(position))

    def _merge(self) -> None:
        """Merged ranges stay merged: a header over several columns is understood by them."""
        for area in self.grid.merged:
            corners = [area.first_row - 1, area.first_column, area.last_row - 1, area.last_column]
            if area.last_column < self.width and corners[:2] != corners[2:]:
                self.sheet.merge.append(corners)


def _columns(cells: pl.DataFrame) -> list[str]:
    return [name for name in cells.columns if name not in (ROW, WIDTH)]


def _rows(block: Block) -> Iterator[tuple[int, Sequence[str | None]]]:
    """The rows of a block in their order; a row whose cells cannot be told apart has its text in the first cell."""
    torn = deque(sorted((row.row, row.text) for row in block.malformed))
    names = _columns(block.cells)
    for row, *values in block.cells.select(ROW, *names).iter_rows():
        while torn and torn[0][0] < row:
            number, text = torn.popleft()
            yield number, [text]
        if not (torn and torn[0][0] == row):
            yield row, values
    for number, text in torn:
        yield number, [text]


def _names(grids: Sequence[Grid]) -> Iterator[str]:
    """A sheet name for each grid: its own, with its file's where there are several; else that of its file."""
    files = [grid.file for grid in grids]
    taken = {NOTES_SHEET.casefold(), "history"}
    for grid in grids:
        stem = PurePosixPath(grid.file).stem
        own = grid.sheet or stem
        if len(set(files)) > 1 and grid.sheet:
            own = stem if files.count(grid.file) == 1 else f"{stem} {grid.sheet}"
        name = wanted = plain(own).translate(_NOT_IN_NAMES).strip()[:LONGEST_NAME] or "1"
        for number in count(2):
            if name.casefold() not in taken:
                break
            name = f"{wanted[: LONGEST_NAME - 5]} ({number})"
        taken.add(name.casefold())
        yield name


def _write_notes(sheet: Any, formats: _Formats, told: Told) -> None:
    looks_of = {Look.TITLE: "title", Look.SECTION: "section", Look.HEADER: "header", Look.GOOD: "good", Look.BAD: "bad"}
    for column, width in enumerate(WIDTHS):
        sheet.set_column(column, column, width)
    for row, line in enumerate(lines(told)):
        for column, value in enumerate(line.cells):
            if isinstance(value, int):
                sheet.write_number(row, column, value, formats.number)
            else:
                sheet.write_string(row, column, value, formats.of(looks_of.get(line.look, "plain"), value))
