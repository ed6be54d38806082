"""The XML of one sheet of an xlsx, gone through row by row in bounded memory."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from mingpin.intake.grids.archive import Entry, unpacked
from mingpin.intake.grids.limits import MIB, Limits, Refusal
from mingpin.intake.grids.spool import column_name, column_number

_LONGEST_ROW = 8 * MIB


@dataclass
class SheetScan:
    """`faults`: by row from 1 and column from 0, the text and kind of cells that the reader of cells would show as blank."""

    faults: dict[tuple[int, int], tuple[str, str]] = field(default_factory=dict)
    has_formulas: bool = False


def safe_chunks(file: BinaryIO, entry: Entry) -> Iterator[bytes]:
    """The chunks of an XML part, none of which defines entities."""
    seam = b""
    for chunk in unpacked(file, entry):
        if not seam and chunk.startswith((b"\xff\xfe", b"\xfe\xff", b"\0", b"<\0")):
            raise Refusal("damaged")
        seen = seam + chunk
        if b"<!" in seen and (b"<!DOCTYPE" in seen or b"<!ENTITY" in seen):
            raise Refusal("entities", entry=entry.name)
        yield chunk
        seam = seen[-9:]


class _Marks:
    """What to look for in a sheet whose elements have this prefix (`x:`), mostly none."""

    def __init__(self, prefix: bytes):
        p = re.escape(prefix)
        self.row, self.row_end, self.cell = b"<%brow" % prefix, b"</%brow>" % prefix, b"<%bc " % prefix
        self.value_end, self.inline_end = b"</%bv>" % prefix, b"</%bis>" % prefix
        self.row_number = re.compile(rb"""<%brow\b[^>]*?\br=["']([0-9]{1,7})["']""" % p)
        self.reference = re.compile(rb"""<%bc\b[^>]*?\br=["']([A-Z]{1,3})([0-9]{1,7})["']""" % p)
        self.shared_string = re.compile(rb"""\bt=["']s["'][^>]*>\s*<%bv>([0-9]{1,9})<""" % p)
        self.whole_cell = re.compile(rb"<%bc(\s[^>]*?)?(?:/>|>(.*?)</%bc>)" % (p, p), re.DOTALL)
        self.value = re.compile(rb"<%bv(?:\s[^>]*)?>([^<]*)</%bv>" % (p, p))
        self.formula_start = b"<%bf" % prefix
        self.formula = re.compile(rb"<%bf[\s>/]" % p)
        formula = rb"<%bf(?:\s[^>]*)?(?:/>|>[^<]*</%bf>)" % (p, p)
        self.no_value = re.compile(formula + rb"\s*(?:<%bv\s*/>|<%bv></%bv>)?\s*</%bc>" % (p, p, p, p))


_ERROR = re.compile(rb"""\bt=["']e["']""")
_TEXT = re.compile(rb"""\bt=["']str["']""")


class SheetReader:
    """Counts what a sheet holds and notes the cells that the reader of cells would show as blank."""

    def __init__(self, sheet: str, strings: array[int], limits: Limits):
        self._sheet, self._strings, self._limits = sheet, strings, limits
        self._longest = max(strings, default=0)
        self._row = self._last = self._width = self._cells = self._text = 0
        self._has_inline = self._has_formulas = self._has_errors = False
        self._found, self._marks = SheetScan(), _Marks(b"")

    def read(self, file: BinaryIO, entry: Entry) -> SheetScan:
        """What the sheet holds that needs a word. Raises Refusal where it is too much."""
        rest, is_first = b"", True
        for chunk in safe_chunks(file, entry):
            if is_first and (prefix := re.search(rb"<(\w+:)worksheet\b", chunk)):
                self._marks = _Marks(prefix[1])
            is_first = False
            text = rest + chunk
            self._look_over(text)
            *rows, rest = text.split(self._marks.row_end)
            for row in rows:
                self._take(row)
            if len(rest) > MIB and (cut := rest.rfind(self._marks.row)) > 0:
                self._take(rest[:cut])  # rows without an end tag of their own
                rest = rest[cut:]
            self._cells += text.count(self._marks.cell) - rest.count(self._marks.cell)
            if len(rest) > _LONGEST_ROW:
                raise Refusal("row", sheet=self._sheet, row=self._row + 1, limit=_LONGEST_ROW // MIB)
        self._look_over(rest)
        self._take(rest)
        return self._found

    def _look_over(self, text: bytes) -> None:
        """Whether any row of the text needs a closer look; asking once is faster than asking each row."""
        self._has_inline = self._marks.inline_end in text
        self._has_formulas = self._marks.formula_start in text
        self._has_errors = b't="e"' in text or b"t='e'" in text

    def _take(self, row: bytes) -> None:
        """Counts a row; what it holds stands before its end tag."""
        marks = self._marks
        start = row.find(marks.row)
        if number := marks.row_number.search(row, start) if start >= 0 else None:
            if row.find(marks.row, number.end()) >= 0:
                number = marks.row_number.search(row, row.rfind(marks.row)) or number
            self._row = int(number[1])
        else:
            self._row += row.count(marks.row)
        content = row.rfind(marks.value_end)
        if self._has_inline:
            content = max(content, row.rfind(marks.inline_end))
        has_formula = self._has_formulas and marks.formula.search(row) is not None
        if content < 0 and not has_formula:
            return
        last = marks.reference.match(row, row.rfind(marks.cell, 0, content if content > 0 else len(row)))
        self._last = max(self._last, self._row, int(last[2]) if last else 0)
        self._width = max(self._width, column_number(last[1]) if last else row.count(marks.cell[:-1]))
        self._check()
        if self._cells * self._longest > self._limits.max_text:
            self._weigh(row)
        if has_formula:
            self._found.has_formulas = True
        if self._has_errors or (has_formula and marks.no_value.search(row)):
            self._note_faults(row)

    def _check(self) -> None:
        limits, height = self._limits, self._last
        if self._width > limits.max_columns:
            raise Refusal("columns", sheet=self._sheet, columns=column_name(self._width), limit=limits.max_columns)
        if height > limits.max_rows:
            raise Refusal("rows", sheet=self._sheet, rows=height, limit=limits.max_rows)
        if max(height * self._width, self._cells) > limits.max_cells:
            raise Refusal(
                "cells", sheet=self._sheet, cells=max(height * self._width, self._cells), limit=limits.max_cells
            )

    def _weigh(self, row: bytes) -> None:
        """Adds up the shared texts that the row uses; a short file can use a long text a million times."""
        strings = self._strings
        used = (int(index) for index in self._marks.shared_string.findall(row))
        self._text += sum(strings[index] for index in used if index < len(strings))
        if self._text > self._limits.max_text:
            raise Refusal("text", sheet=self._sheet, limit=self._limits.max_text // MIB)

    def _note_faults(self, row: bytes) -> None:
        marks, column = self._marks, -1
        for cell in marks.whole_cell.finditer(row):
            reference = marks.reference.match(row, cell.start())
            column = column_number(reference[1]) - 1 if reference else column + 1
            attributes, content = cell[1] or b"", cell[2] or b""
            value = marks.value.search(content)
            if _ERROR.search(attributes):
                self._found.faults[self._row, column] = (value[1].decode(errors="replace") if value else "#?", "error")
            elif marks.formula.search(content) and not (value and value[1]) and not _TEXT.search(attributes):
                self._found.faults[self._row, column] = ("", "uncalculated")
