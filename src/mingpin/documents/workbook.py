"""Styled workbooks, row by row, in which a cell that looks like a formula is inert and reads back as it was.

**Text is text.** A cell that begins with `=`, `+`, `-`, `@`, a tab, a line break or NUL could be run as a formula by whoever
opens or edits the file. Such a cell is stored as a string and carries the *quote prefix*, the mark that Excel itself sets when
a person types `'=1+1`: it is shown and kept as text, also after editing. The mark is part of the cell's format, not of its value:
reading the cell gives the text back unchanged, and nothing has to be stripped.

Rows are written once, top to bottom (memory stays constant; 100,000 rows are no problem).
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

import xlsxwriter  # type: ignore[import-untyped]
from xlsxwriter.chart import Chart  # type: ignore[import-untyped]
from xlsxwriter.format import Format  # type: ignore[import-untyped]
from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

from mingpin.documents.styles import PLAIN, Style
from mingpin.intake.marking.inert import RUNS_AS_FORMULA
from mingpin.language import _

LONGEST_TEXT = 32_767
"""Characters that a cell can hold."""
MOST_ROWS = 1_048_576
_NO_XML = re.compile("[\ufffe\uffff]")

Value = str | int | float | bool | None


@dataclass(frozen=True)
class Cell:
    """A value with a style of its own; `link` is an internal place such as `名单!A1`."""

    value: Value
    style: Style | None = None
    link: str = ""


class Workbook:
    """A workbook that is written to `path` when the `with` block ends; after an error nothing is left there."""

    def __init__(self, path: Path, *, title: str = "", subject: str = ""):
        self.path = path
        self._parts = tempfile.TemporaryDirectory(prefix="mingpin-")
        self._book = xlsxwriter.Workbook(
            str(path),
            {
                "constant_memory": True,
                "tmpdir": self._parts.name,
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
            },
        )
        self._book.set_properties({"title": title, "subject": subject, "comments": "mingpin"})
        self._formats: dict[tuple[Style, bool], Format] = {}

    def __enter__(self) -> Workbook:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        try:
            if error is None:
                self._book.close()
        finally:
            self._book.fileclosed = True
            self._parts.cleanup()
        if error is not None:
            self.path.unlink(missing_ok=True)

    def sheet(self, name: str, widths: Sequence[float]) -> Sheet:
        """A new sheet with these column widths, in characters (a Chinese character counts as two)."""
        return Sheet(self, self._book.add_worksheet(name), widths)

    def chart(self, kind: str, subtype: str = "") -> Chart:
        """A chart to be placed with `Sheet.place`."""
        options = {"type": kind} | ({"subtype": subtype} if subtype else {})
        chart = self._book.add_chart(options)
        assert isinstance(chart, Chart)
        return chart

    def format(self, style: Style, is_text_marked: bool = False) -> Format:
        """The workbook's format for a style; with the quote prefix where the text would else run as a formula."""
        key = (style, is_text_marked)
        if key not in self._formats:
            self._formats[key] = self._book.add_format(style.properties(is_text_marked))
        return self._formats[key]


class Sheet:
    """A sheet that is filled row by row."""

    def __init__(self, book: Workbook, worksheet: Worksheet, widths: Sequence[float]):
        self.book, self.worksheet, self.next_row = book, worksheet, 0
        self.name = worksheet.get_name()
        for column, width in enumerate(widths):
            worksheet.set_column(column, column, width)
        worksheet.hide_gridlines(2)

    def row(
        self, cells: Iterable[Cell | Value] = (), *, style: Style = PLAIN, height: float | None = None, first: int = 0
    ) -> int:
        """Writes the next row from column `first`; None leaves a cell out. Gives the row's number, from 0."""
        number = self.next_row
        if height is not None:
            self.worksheet.set_row(number, height)
        for column, cell in enumerate(cells, start=first):
            if cell is None:
                continue
            if isinstance(cell, Cell):
                self._write(number, column, cell.value, cell.style or style, cell.link)
            else:
                self._write(number, column, cell, style)
        self.next_row += 1
        return number

    def gap(self, height: float = 10) -> None:
        """An empty row."""
        self.row((), height=height)

    def merged(self, value: Value, style: Style, *, first: int, last: int) -> None:
        """A cell over several columns of the next row; call `row` afterwards to go on."""
        number = self.next_row
        blank = self.book.format(style)
        if last > first:
            self.worksheet.merge_range(number, first, number, last, "", blank)
        self._write(number, first, value, style)

    def bars(self, top: int, bottom: int, column: int, colour: str, most: int) -> None:
        """Bars behind the numbers of a column, on a scale from 0 to `most`."""
        bar = {"type": "data_bar", "bar_color": colour, "bar_border_color": colour, "bar_solid": True}
        scale = {"min_type": "num", "min_value": 0, "max_type": "num", "max_value": max(most, 1)}
        self.worksheet.conditional_format(top, column, bottom, column, bar | scale)

    def place(self, chart: Chart, row: int, column: int, *, width: int, height: int) -> None:
        """Puts a chart with its top left corner at a cell; sizes in pixels."""
        self.worksheet.insert_chart(row, column, chart, {"object_position": 2})
        chart.set_size({"width": width, "height": height})

    def _write(self, row: int, column: int, value: Value, style: Style, link: str = "") -> None:
        if value is None:
            self.worksheet.write_blank(row, column, None, self.book.format(style))
        elif link:
            self.worksheet.write_url(row, column, f"internal:{link}", self.book.format(style), str(value))
        elif isinstance(value, str):
            text = writable(value)
            self.worksheet.write_string(row, column, text, self.book.format(style, text.startswith(RUNS_AS_FORMULA)))
        elif isinstance(value, bool):
            self.worksheet.write_boolean(row, column, value, self.book.format(style))
        else:
            self.worksheet.write_number(row, column, value, self.book.format(style))


def writable(text: str) -> str:
    """Text as a cell can hold it: cut with a remark where it is too long; characters that no xlsx can hold become U+FFFD."""
    text = _NO_XML.sub("\ufffd", text)
    if len(text) <= LONGEST_TEXT:
        return text
    remark = _(" … (cut: {length} characters)").format(length=len(text))
    return text[: LONGEST_TEXT - len(remark)] + remark


def fitting(text: str, width: float) -> str:
    """The text, cut with an ellipsis where it is wider than a column of this width."""
    if wide(text) <= width:
        return text
    kept = text
    while wide(kept) > width - 2:
        kept = kept[:-1]
    return kept.rstrip() + "…"


def wide(text: str) -> int:
    """The width of a text in half-width characters, as columns are measured."""
    return sum(2 if ord(character) > 0x2E7F else 1 for character in text)
