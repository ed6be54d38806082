"""A list as a workbook: rows are written as they come from the database, and what looks like a formula is text."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]
from django.conf import settings
from django.http import FileResponse
from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.safestring import SafeString

from mingpin.intake.marking.inert import RUNS_AS_FORMULA
from mingpin.language import _

MOST_ROWS = 1_000_000
_LONGEST = 32_767
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Exported:
    """A list to be written: title, filters in words, columns (label, width, value of a row), rows, and how many."""

    title: str
    filters: Sequence[str]
    columns: Sequence[tuple[str, int, Callable[[Any], Any]]]
    rows: Iterable[Any]
    total: int


def list_workbook(wanted: Exported) -> FileResponse:
    """The workbook as a download. Memory stays constant: it is written to a temporary file, which goes when it is sent."""
    target = tempfile.TemporaryFile(prefix="mingpin-")  # noqa: SIM115  FileResponse closes it
    with tempfile.TemporaryDirectory(prefix="mingpin-") as parts:
        options = {
            "constant_memory": True,
            "tmpdir": parts,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        }
        book = xlsxwriter.Workbook(target, options)
        _Sheet(book, wanted).write()
        book.close()
    target.seek(0)
    name = f"{wanted.title} {timezone.localdate():%Y-%m-%d}.xlsx"
    return FileResponse(target, as_attachment=True, filename=name, content_type=XLSX)


class _Sheet:
    def __init__(self, book: Any, wanted: Exported):
        self.wanted, self.sheet = wanted, book.add_worksheet()
        look = {"font_name": "微软雅黑", "font_size": 10.5, "valign": "vcenter"}
        self.title = book.add_format(look | {"bold": True, "font_size": 14})
        self.note = book.add_format(look | {"font_color": "#4e5969"})
        self.header = book.add_format(look | {"bold": True, "bottom": 1, "bg_color": "#f5f6f8", "text_wrap": True})
        self.text = book.add_format(look)
        self.inert = book.add_format(look | {"quote_prefix": True})
        self.inert_note = book.add_format(look | {"font_color": "#4e5969", "quote_prefix": True})
        self.number = book.add_format(look | {"num_format": "#,##0.####"})
        self.whole = book.add_format(look | {"num_format": "#,##0"})
        self.day = book.add_format(look | {"num_format": "yyyy-mm-dd", "align": "left"})
        self.moment = book.add_format(look | {"num_format": "yyyy-mm-dd hh:mm", "align": "left"})

    def write(self) -> None:
        for place, (_label, width, _value) in enumerate(self.wanted.columns):
            self.sheet.set_column(place, place, width)
        self.sheet.hide_gridlines(2)
        row = self._top()
        self.sheet.freeze_panes(row + 1, 0)
        for place, (label, _width, _value) in enumerate(self.wanted.columns):
            self.sheet.write_string(row, place, label, self.header)
        if self.wanted.columns and self.wanted.total:
            self.sheet.autofilter(row, 0, row + self.wanted.total, len(self.wanted.columns) - 1)
        values = [value for _label, _width, value in self.wanted.columns]
        for number, thing in enumerate(self.wanted.rows, start=row + 1):
            for place, value in enumerate(values):
                self._cell(number, place, value(thing))

    def _top(self) -> int:
        """Title, what the list is narrowed by, day, and that it is a demonstration. Gives the next row."""
        made = _("Exported on {day}, {count} rows").format(
            day=timezone.localtime().strftime("%Y-%m-%d %H:%M"), count=f"{self.wanted.total:,}"
        )
        notes = [made, *self.wanted.filters]
        if settings.DEMONSTRATION:
            notes.insert(0, _("Demonstration data (fictitious)"))
        self.sheet.set_row(0, 24)
        self._words(0, self.wanted.title, self.title, self.title)
        for row, note in enumerate(notes, start=1):
            self._words(row, note, self.note, self.inert_note)
        return len(notes) + 2

    def _words(self, row: int, words: str, plain: Any, inert: Any) -> None:
        self.sheet.write_string(row, 0, words[:_LONGEST], inert if words.startswith(RUNS_AS_FORMULA) else plain)

    def _cell(self, row: int, place: int, value: Any) -> None:
        if value is None or value == "":
            return
        if isinstance(value, bool):
            self.sheet.write_string(row, place, _("yes") if value else _("no"), self.text)
        elif isinstance(value, int):
            self.sheet.write_number(row, place, value, self.whole)
        elif isinstance(value, float | Decimal):
            self.sheet.write_number(row, place, value, self.whole if value == int(value) else self.number)
        elif isinstance(value, datetime):
            self.sheet.write_datetime(row, place, value.replace(tzinfo=None), self.moment)
        elif isinstance(value, date):
            self.sheet.write_datetime(row, place, value, self.day)
        else:
            text = (strip_tags(value) if isinstance(value, SafeString) else str(value))[:_LONGEST]
            self.sheet.write_string(row, place, text, self.inert if text.startswith(RUNS_AS_FORMULA) else self.text)
