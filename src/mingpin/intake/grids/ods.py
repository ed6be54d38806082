"""An OpenDocument spreadsheet read as a stream: its repeated rows and columns are counted, never unfolded into blanks."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from xml.parsers import expat

from mingpin.intake.grids.archive import entries_of, unpacked
from mingpin.intake.grids.limits import EXACT_BELOW, MIB, Limits, Refusal, block_rows
from mingpin.intake.grids.sheetxml import safe_chunks
from mingpin.intake.grids.spool import Fault, Spool, SpooledSheet, column_name
from mingpin.intake.grids.texts import number_text

_NAMESPACE = "urn:oasis:names:tc:opendocument:xmlns:{}:1.0 "
_TABLE, _OFFICE, _TEXT, _STYLE, _DRAW = (
    _NAMESPACE.format(name) for name in ("table", "office", "text", "style", "drawing")
)
_CALC = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0 "
_CELLS = (_TABLE + "table-cell", _TABLE + "covered-table-cell")
_ASIDE = (_OFFICE + "annotation", _TABLE + "tracked-changes", _TABLE + "shapes", _DRAW)
_ERROR = re.compile(r"#(NULL!|DIV/0!|VALUE!|REF!|NAME\?|NUM!|N/A)|Err:\d+")
_DURATION = re.compile(r"(-?)P(?:(\d+)D)?T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:[.,]\d+)?S)?")
_MIDNIGHT = re.compile(r"T00:00:00(?:[.,]0+)?$")
_CHARACTERS_OF_A_BLOCK = 16 * MIB


def parse_ods(path: Path, spool: Spool, limits: Limits) -> None:
    """Every sheet of the workbook into the spool, hidden ones included. Raises Refusal."""
    with path.open("rb") as file:
        entries = {entry.name: entry for entry in entries_of(file, limits)}
        content, manifest = entries.get("content.xml"), entries.get("META-INF/manifest.xml")
        if content is None:
            raise Refusal("damaged")
        if manifest and any(b"encryption-data" in chunk for chunk in unpacked(file, manifest)):
            raise Refusal("password")
        reader = _Reader(spool, limits)
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartElementHandler, parser.EndElementHandler = reader.start, reader.end
        parser.CharacterDataHandler = reader.characters
        try:
            for chunk in safe_chunks(file, content):
                parser.Parse(chunk)
            parser.Parse(b"", True)
        except expat.ExpatError as error:
            raise Refusal("damaged") from error
        for sheet in reader.sheets:
            if any(name.startswith("Basic/") and name.endswith(".xml") for name in entries):
                sheet.notes.append(("macros", {}))


class _Reader:
    """Takes the parts of content.xml as they come and hands over blocks of rows."""

    def __init__(self, spool: Spool, limits: Limits):
        self.sheets: list[SpooledSheet] = []
        self._spool, self._limits = spool, limits
        self._hidden_styles: set[str] = set()
        self._style = ""
        self._aside = self._depth = self._tables = self._paragraphs = 0
        self._row = self._column = self._cells = self._text_length = self._held = self._widest = 0
        self._cell: dict[str, str] | None = None
        self._pieces: list[str] = []
        self._cells_of_row: dict[int, str] = {}
        self._faults_of_row: list[tuple[int, str, str]] = []
        self._repeat = 1
        self._rows: list[tuple[int, dict[int, str]]] = []
        self._faults: list[Fault] = []
        self._starts: dict[str, Callable[[dict[str, str]], None]] = {
            _STYLE + "style": self._start_style,
            _STYLE + "table-properties": self._start_properties,
            _TABLE + "table": self._start_table,
            _TABLE + "table-source": self._start_source,
            _TABLE + "table-row": self._start_row,
            _TEXT + "p": self._start_paragraph,
            _TEXT + "s": lambda given: self.characters(" " * min(_count(given, _TEXT + "c"), 1000)),
            _TEXT + "tab": lambda given: self.characters("\t"),
            _TEXT + "line-break": lambda given: self.characters("\n"),
        }

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if self._aside or name.startswith(_ASIDE):
            self._aside += 1
        elif name in _CELLS:
            if self._tables == 1:
                self._cell, self._pieces, self._paragraphs = attributes, [], 0
        elif (start := self._starts.get(name)) is not None:
            start(attributes)

    def end(self, name: str) -> None:
        if self._aside:
            self._aside -= 1
        elif name == _TABLE + "table":
            self._tables -= 1
            if not self._tables:
                self._flush()
        elif self._tables != 1:
            return
        elif name == _TEXT + "p":
            self._paragraphs = max(self._paragraphs - 1, 0)
        elif name in _CELLS:
            self._end_cell()
        elif name == _TABLE + "table-row":
            self._end_row()

    def characters(self, text: str) -> None:
        if self._paragraphs and self._cell is not None and not self._aside:
            self._pieces.append(text)

    def _start_style(self, given: dict[str, str]) -> None:
        self._style = given.get(_STYLE + "name", "")

    def _start_properties(self, given: dict[str, str]) -> None:
        if given.get(_TABLE + "display") == "false":
            self._hidden_styles.add(self._style)

    def _start_table(self, given: dict[str, str]) -> None:
        self._tables += 1
        if self._tables > 1:
            return
        sheet = self._spool.begin(given.get(_TABLE + "name", ""))
        if given.get(_TABLE + "style-name", "") in self._hidden_styles:
            sheet.notes.append(("hidden", {}))
        self.sheets.append(sheet)
        self._row = self._cells = self._text_length = 0

    def _start_source(self, given: dict[str, str]) -> None:
        if self.sheets:
            self.sheets[-1].notes.append(("links", {}))

    def _start_row(self, given: dict[str, str]) -> None:
        if self._tables == 1:
            self._repeat = _count(given, _TABLE + "number-rows-repeated")
            self._column, self._cells_of_row, self._faults_of_row = 0, {}, []

    def _start_paragraph(self, given: dict[str, str]) -> None:
        if self._cell is not None:
            self._paragraphs += 1
            if self._pieces:
                self._pieces.append("\n")

    def _end_cell(self) -> None:
        given, self._cell = self._cell or {}, None
        repeat = _count(given, _TABLE + "number-columns-repeated")
        text, kind = self._text(given)
        if text or kind:
            sheet = self.sheets[-1]
            if self._column + repeat > self._limits.max_columns:
                far = column_name(min(self._column + repeat, 1 << 20))
                raise Refusal("columns", sheet=sheet.name, columns=far, limit=self._limits.max_columns)
            for column in range(self._column, self._column + repeat):
                self._cells_of_row[column] = text
                if kind:
                    self._faults_of_row.append((column, text, kind))
        tall, wide = _count(given, _TABLE + "number-rows-spanned"), _count(given, _TABLE + "number-columns-spanned")
        if (tall > 1 or wide > 1) and repeat == 1:
            first = self._row + 1
            self.sheets[-1].merged.append((first, first + tall - 1, self._column, self._column + wide - 1))
        if given.get(_TABLE + "formula") and ("formulas", {}) not in self.sheets[-1].notes:
            self.sheets[-1].notes.append(("formulas", {}))
        self._column += repeat

    def _text(self, given: dict[str, str]) -> tuple[str, str]:
        """What the cell shows, and what kind of fault it has, if any."""
        kind, shown = given.get(_OFFICE + "value-type", ""), "".join(self._pieces)
        is_error = given.get(_CALC + "value-type") == "error"
        if is_error or (given.get(_TABLE + "formula") and _ERROR.fullmatch(shown)):
            return shown or "#?", "error"
        if kind in ("float", "percentage", "currency"):
            try:
                value = float(given.get(_OFFICE + "value", ""))
                return number_text(value), "" if -EXACT_BELOW < value < EXACT_BELOW else "rounded"
            except (ValueError, OverflowError):
                return shown, "error"
        if kind == "date":
            day = given.get(_OFFICE + "date-value", "")
            return _MIDNIGHT.sub("", day).replace("T", " ") or shown, ""
        if kind == "time" and (match := _DURATION.fullmatch(given.get(_OFFICE + "time-value", ""))):
            days, hours, minutes, seconds = (int(part or 0) for part in match.groups()[1:])
            return f"{match[1]}{days * 24 + hours:02d}:{minutes:02d}:{seconds:02d}", ""
        if kind == "boolean":
            return given.get(_OFFICE + "boolean-value", shown), ""
        return shown or given.get(_OFFICE + "string-value", ""), ""

    def _end_row(self) -> None:
        if not self._cells_of_row:
            self._row += self._repeat
            return
        sheet, limits = self.sheets[-1].name, self._limits
        if self._row + self._repeat > limits.max_rows:
            raise Refusal("rows", sheet=sheet, rows=self._row + self._repeat, limit=limits.max_rows)
        width, length = max(self._cells_of_row) + 1, sum(map(len, self._cells_of_row.values()))
        self._cells += width * self._repeat
        if self._cells > limits.max_cells:
            raise Refusal("cells", sheet=sheet, cells=self._cells, limit=limits.max_cells)
        self._text_length += length * self._repeat
        if self._text_length > limits.max_text:
            raise Refusal("text", sheet=sheet, limit=limits.max_text // MIB)
        for _ in range(self._repeat):
            if len(self._rows) >= block_rows(max(width, self._widest)) or self._held > _CHARACTERS_OF_A_BLOCK:
                self._flush()
            self._row += 1
            self._rows.append((self._row, self._cells_of_row))
            self._faults += [(self._row, *fault) for fault in self._faults_of_row]
            self._widest, self._held = max(width, self._widest), self._held + length

    def _flush(self) -> None:
        if self._rows:
            columns = [[cells.get(column) for _, cells in self._rows] for column in range(self._widest)]
            self._spool.add(columns, [row for row, _ in self._rows], self._faults)
        self._rows, self._faults, self._held, self._widest = [], [], 0, 0


def _count(given: dict[str, str], name: str) -> int:
    try:
        return max(int(given.get(name, "1")), 1)
    except ValueError:
        return 1
