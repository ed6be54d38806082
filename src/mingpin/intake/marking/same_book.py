"""Marks in the workbook itself: its sheets, formats and formulas stay, one column comes in, faulty cells turn red."""

from __future__ import annotations

import re
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from copy import copy
from pathlib import Path
from typing import Any

from openpyxl.cell.cell import MergedCell  # type: ignore[import-untyped]
from openpyxl.comments import Comment  # type: ignore[import-untyped]
from openpyxl.reader.excel import ExcelReader  # type: ignore[import-untyped]
from openpyxl.styles import Alignment, Font, PatternFill  # type: ignore[import-untyped]
from openpyxl.styles.numbers import is_date_format  # type: ignore[import-untyped]
from openpyxl.styles.styleable import StyleableObject  # type: ignore[import-untyped]
from openpyxl.utils import get_column_letter  # type: ignore[import-untyped]
from openpyxl.workbook import Workbook  # type: ignore[import-untyped]
from openpyxl.worksheet.worksheet import Worksheet  # type: ignore[import-untyped]

from mingpin.intake.marking import looks
from mingpin.intake.marking.formulas import Computed, computed_values, put_back, reaches_outside, value_of
from mingpin.intake.marking.inert import RUNS_AS_FORMULA
from mingpin.intake.marking.notes_sheet import WIDTHS, Look, lines
from mingpin.intake.marking.shapes import NOTES_SHEET, RowMark, SheetMarks, State, Told
from mingpin.intake.marking.words import LONGEST_COMMENT, mark_text, plain
from mingpin.intake.sheets import MARK_TITLE
from mingpin.language import _

MOST_COMMENTS = 5_000
"""Comments in a sheet; programs grow slow with more. The mark column has every reason anyhow."""
_OURS = f"〔{MARK_TITLE}〕"
_AUTHOR = "Mingpin"
_EXTERNAL = re.compile(r"\[\d+\]")


class _Reader(ExcelReader):  # type: ignore[misc]
    """Reads numbers as numbers, also where they are shown as dates: none is converted there and back; notes computed values."""

    def __init__(self, path: Path):
        super().__init__(str(path), keep_vba=False, keep_links=False, rich_text=True)
        self.computed: dict[str, Computed] = {}

    def read_worksheets(self) -> None:
        self.wb._date_formats, self.wb._timedelta_formats = set(), set()
        for sheet, relation in self.parser.find_sheets():
            if relation.target in self.valid_files and "chartsheet" not in relation.Type:
                self.computed[sheet.name] = computed_values(self.archive, relation.target)
        super().read_worksheets()


def mark_same(source: Path, sheets: Sequence[SheetMarks], told: Told, out: Path) -> None:
    """Writes the workbook with its marks. Whatever it raises, it could not be taken as it is."""
    reader = _Reader(source)
    has_drawings = any(name.startswith(("xl/media/", "xl/drawings/drawing")) for name in reader.valid_files)
    reader.read()
    book = reader.wb
    told.remarks += list(_made_inert(book, reader.computed))
    if has_drawings:
        told.remarks.append(_("Pictures and shapes may be missing in this copy; your own file is unchanged."))
    for marks in sheets:
        told.sheets[marks.sheet] = _Marking(book[marks.sheet], marks).write()
    _write_notes(book, told)
    with tempfile.TemporaryDirectory(prefix="mingpin-") as folder:
        saved = Path(folder) / "saved.xlsx"
        book.save(saved)
        parts = {sheet.path.lstrip("/"): reader.computed.get(sheet.title, {}) for sheet in book.worksheets}
        put_back(saved, out, {path: computed for path, computed in parts.items() if computed})


def _made_inert(book: Workbook, computed: dict[str, Computed]) -> Iterator[str]:
    """Replaces formulas that reach outside by their values, and marks texts that look like formulas as text."""
    replaced = 0
    for sheet in book.worksheets:
        values = computed.get(sheet.title, {})
        for cell in sheet._cells.values():
            if cell.data_type == "f" and reaches_outside(_formula(cell.value)):
                value = value_of(values.get(cell.coordinate))
                cell._value, cell.data_type = value, _data_type(value)
                replaced += 1
            elif cell.data_type == "d" and not is_date_format(cell.number_format):
                cell.number_format = "yyyy-mm-dd"
            if cell.data_type == "s" and not cell._style.quotePrefix and str(cell.value).startswith(RUNS_AS_FORMULA):
                cell._style = copy(cell._style)
                cell._style.quotePrefix = 1
        validations = sheet.data_validations.dataValidation
        validations[:] = [one for one in validations if not _EXTERNAL.search(f"{one.formula1} {one.formula2}")]
    for name in [name for name, defined in book.defined_names.items() if _EXTERNAL.search(defined.attr_text or "")]:
        del book.defined_names[name]
    if replaced:
        told = _("{count} formulas that name other files, programs or pages were replaced by their values.")
        yield told.format(count=replaced)


def _formula(value: Any) -> str:
    return value if isinstance(value, str) else str(getattr(value, "text", ""))


def _data_type(value: object) -> str:
    return "b" if isinstance(value, bool) else "s" if isinstance(value, str) else "n"


class _Marking:
    """One sheet being marked."""

    def __init__(self, sheet: Worksheet, marks: SheetMarks):
        self.sheet, self.marks, self.comments = sheet, marks, 0
        self.header = marks.header_row or 1
        self.merged = {
            (row, column): sheet.cell(area.min_row, area.min_col)
            for area in sheet.merged_cells.ranges
            if area.max_row >= self.header
            for row in range(area.min_row, area.max_row + 1)
            for column in range(area.min_col, area.max_col + 1)
        }
        self.styles: dict[tuple[Any, ...], Any] = {}
        self.column, self.is_new = self._place()

    def _place(self) -> tuple[int, bool]:
        """The column for the marks (from 1): the one of an earlier time, else the first that is free from the header down."""
        below = [cell for (row, _column), cell in self.sheet._cells.items() if row >= self.header]
        for cell in below:
            if cell.row == self.header and isinstance(cell.value, str) and cell.value.strip() == MARK_TITLE:
                return cell.column, False
        used = [cell.column for cell in below if cell.value is not None] or [self.marks.width]
        return max(*used, *(column for _row, column in self.merged), 0) + 1, True

    def write(self) -> Counter[State]:
        """Writes marks, colours and comments; gives the rows by state."""
        if not self.is_new:
            self._forget_earlier()
        rows = {row for (row, column), cell in self.sheet._cells.items()
                if row > self.header and column != self.column and cell.value is not None}  # fmt: skip
        title = self.sheet.cell(self.header, self.column)
        if self.is_new:
            title.value = MARK_TITLE
            title._style = copy(self._neighbour(self.header)._style)
            self.sheet.column_dimensions[get_column_letter(self.column)].width = looks.MARK_WIDTH
        counts: Counter[State] = Counter()
        for row in sorted(rows | self.marks.rows.keys()):
            mark = self.marks.of(row) if row > self.header else None
            if mark is None:
                continue
            counts[mark.state] += 1
            if mark.state is not State.NOTED:
                self._write_row(row, mark)
        return counts

    def _write_row(self, row: int, mark: RowMark) -> None:
        cell = self.sheet.cell(row, self.column)
        if isinstance(cell, MergedCell):
            return
        cell.value, cell.data_type = mark_text(mark, self._title), "s"
        is_bad = mark.state is State.REJECTED
        cell._style = self._style(self._neighbour(row), "bad" if is_bad else "good")
        reasons: dict[str, tuple[Any, list[str]]] = {}
        for position, reason in mark.faults:
            if position is not None and position + 1 < self.column:
                faulty = self.merged.get((row, position + 1)) or self.sheet.cell(row, position + 1)
                reasons.setdefault(faulty.coordinate, (faulty, []))[1].append(reason)
        for faulty, told in reasons.values():
            faulty._style = self._style(faulty, "fault")
            self._comment(faulty, "\n".join(told))

    def _neighbour(self, row: int) -> Any:
        beside = self.sheet.cell(row, max(self.column - 1, 1))
        return self.merged.get((row, beside.column), beside)

    def _style(self, cell: Any, look: str) -> Any:
        """The style of a cell with our colours; asked for once per style."""
        key = (tuple(cell._style), look)
        if key not in self.styles:
            probe = StyleableObject(self.sheet, copy(cell._style))
            ground, ink = looks.COLOURS[look]
            probe.fill = PatternFill("solid", fgColor=f"FF{ground}")
            if look != "fault":
                probe.font = _with_ink(cell.font, ink)
                probe.alignment = Alignment(horizontal="left", vertical="center")
                probe.number_format = "@"
            self.styles[key] = copy(probe._style)
        return copy(self.styles[key])

    def _comment(self, cell: Any, reason: str) -> None:
        if self.comments >= MOST_COMMENTS:
            return
        self.comments += 1
        own = _without_ours(cell.comment)
        text = plain(f"{own}\n{_OURS}{reason}" if own else f"{_OURS}{reason}", LONGEST_COMMENT)
        author = cell.comment.author if own else _AUTHOR
        cell.comment = Comment(text, author, height=40 + 18 * (1 + len(text) // 22), width=300)

    def _title(self, position: int) -> str:
        """The title of a column in the lowest line of the header, or its letter."""
        header = self.merged.get((self.header, position + 1))
        if header is None and position + 1 < self.column:
            header = self.sheet.cell(self.header, position + 1)
        text = "" if header is None or header.value is None else " ".join(str(header.value).split())
        return text or _("column {letter}").format(letter=get_column_letter(position + 1))

    def _forget_earlier(self) -> None:
        """Takes away the marks, colours and comments of an earlier time, as cells may have been corrected since."""
        ours = {
            place for place, fill in enumerate(self.sheet.parent._fills)
            if fill.tagname == "patternFill" and fill.fgColor.rgb == f"FF{looks.COLOURS['fault'][0]}"
        }  # fmt: skip
        for (row, column), cell in list(self.sheet._cells.items()):
            if row <= self.header or isinstance(cell, MergedCell):
                continue
            if column == self.column:
                del self.sheet._cells[row, column]
                continue
            if cell._style.fillId in ours:
                cell.fill = PatternFill()
            if cell.comment is not None and _OURS in cell.comment.text:
                own, author = _without_ours(cell.comment), cell.comment.author
                cell.comment = Comment(own, author) if own else None


def _with_ink(font: Any, ink: str) -> Font:
    return Font(
        name=font.name, sz=font.sz, charset=font.charset, family=font.family, scheme=font.scheme, color=f"FF{ink}"
    )


def _without_ours(comment: Comment | None) -> str:
    return "" if comment is None else str(comment.text).partition(_OURS)[0].rstrip("\n")


def _write_notes(book: Workbook, told: Told) -> None:
    if NOTES_SHEET in book.sheetnames:
        del book[NOTES_SHEET]
    sheet = book.create_sheet(NOTES_SHEET)
    for column, width in enumerate(WIDTHS, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    for row, line in enumerate(lines(told), start=1):
        is_bold, size = line.look in (Look.TITLE, Look.SECTION, Look.HEADER), 14 if line.look is Look.TITLE else 11
        for column, value in enumerate(line.cells, start=1):
            cell = sheet.cell(row, column, value)
            cell.font, cell.alignment = Font(bold=is_bold, sz=size), Alignment(horizontal="left")
            if isinstance(value, str):
                cell.data_type = "s"
                if value.startswith(RUNS_AS_FORMULA):
                    cell._style.quotePrefix = 1
            if line.look in (Look.GOOD, Look.BAD):
                ground, ink = looks.COLOURS[line.look.value]
                cell.fill, cell.font = PatternFill("solid", fgColor=f"FF{ground}"), Font(color=f"FF{ink}", sz=size)
