"""Separated text as a grid: read from the disk in pieces, at full speed where it is plain, else record by record."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice, zip_longest
from typing import Any

import polars as pl
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.csv as arrow_csv  # type: ignore[import-untyped]

from mingpin.intake.grids.limits import BLOCK_ROWS, MIB, Limits, Refusal
from mingpin.intake.grids.sentences import refused
from mingpin.intake.grids.spool import column_name
from mingpin.intake.grids.text import TextFile
from mingpin.intake.sheets import Block, Grid, Malformed, cell, cells_frame
from mingpin.language import _

LONGEST_CELL = 1_000_000
"""Characters of one cell; a longer one is no cell of a table."""
SEPARATORS = (",", "\t", ";", "，")
_SAMPLE_LINES = 200
_SAMPLE = 1 << 18
_ANNOUNCED = re.compile(r'"?sep=(.)"?\r?\n')


def read_delimited(text: TextFile, file: str, limits: Limits) -> Grid:
    """The grid of a text file: comma, tab, semicolon or full-width comma, whichever its lines agree on.

    Row numbers count records, as a spreadsheet shows them. A record whose quotation marks do not pair up is malformed, and so is
    one that has content beyond the width, which is that of the widest record of the first block. Raises Refusal; reading the
    blocks raises IntakeError where a quotation mark is never closed.
    """
    sample = next(text.chunks(_SAMPLE))
    if not any(chunk.strip() for chunk in text.chunks()):
        raise Refusal("empty")
    separator = separator_of(sample)
    reader = _Reader(text, file, separator, limits)
    next(reader.blocks(), None)
    return Grid(file, "", "tsv" if separator == "\t" else "csv", reader.blocks)


def separator_of(sample: str) -> str:
    """The separator that most lines of the sample agree on; a comma where there is none."""
    if announced := _ANNOUNCED.match(sample):
        return announced[1]
    lines = [re.sub(r'"[^"\n]*"', "", line) for line in sample.splitlines()[:_SAMPLE_LINES]]
    lines = [line for line in lines if line.strip(" ,\t;，")]

    def agreement(separator: str) -> tuple[int, int]:
        counts = Counter(count for line in lines if (count := line.count(separator)))
        return max(((lines_, count) for count, lines_ in counts.items()), default=(0, 0))

    return max(SEPARATORS, key=agreement)


class _Reader:
    """Reads the grid again each time that its blocks are asked for; the width is found the first time."""

    def __init__(self, text: TextFile, file: str, separator: str, limits: Limits):
        self._text, self._file, self._separator, self._limits = text, file, separator, limits
        self._width: int | None = None

    def blocks(self) -> Iterator[Block]:
        """The records in blocks, from the first."""
        try:
            feed = _Feed(self._text)
            while feed.fill():
                table = self._plain_table(feed.piece)
                if table is None:
                    blocks = self._careful(feed)
                else:
                    blocks = iter([self._plain(table, feed.record)])
                    feed.pass_over(table.num_rows)
                yield from (block for block in blocks if block.cells.height or block.malformed)
        except Refusal as refusal:
            raise refused(refusal, self._file) from refusal

    def _plain_table(self, piece: str) -> Any:
        """A piece without quotation marks whose records are all of the grid's width, at full speed; None for any other."""
        separator = self._separator
        if '"' in piece or not separator.isascii() or "\r" in piece.replace("\r\n", ""):
            return None
        width = self._width or piece.split("\n", 1)[0].count(separator) + 1
        if width > self._limits.max_columns:
            return None
        names = [cell(position) for position in range(width)]
        try:
            return arrow_csv.read_csv(
                io.BytesIO(piece.encode()),
                read_options=arrow_csv.ReadOptions(column_names=names, block_size=MIB),
                parse_options=arrow_csv.ParseOptions(delimiter=separator, quote_char=False, ignore_empty_lines=False),
                convert_options=arrow_csv.ConvertOptions(
                    strings_can_be_null=False, column_types=dict.fromkeys(names, pa.string())
                ),
            )
        except pa.ArrowInvalid:
            return None

    def _plain(self, table: Any, first: int) -> Block:
        self._set_width(table.num_columns)
        rows = pl.int_range(first, first + table.num_rows, dtype=pl.Int64, eager=True)
        widths = pl.Series([table.num_columns], dtype=pl.UInt32).new_from_index(0, table.num_rows)
        columns = [pl.Series(cell(place), column) for place, column in enumerate(table.columns)]
        return Block(cells_frame(columns, rows, widths))

    def _careful(self, feed: _Feed) -> Iterator[Block]:
        """What the feed holds, record by record: quoted cells, ragged records, any line ends."""
        records: list[tuple[int, list[str]]] = []
        malformed: list[Malformed] = []
        for number, record in feed.records(self._separator):
            if isinstance(record, Malformed):
                malformed.append(record)
            elif any(record):
                records.append((number, record))
            if len(records) >= BLOCK_ROWS:
                yield self._block(records, malformed)
                records, malformed = [], []
        yield self._block(records, malformed)

    def _block(self, records: list[tuple[int, list[str]]], malformed: list[Malformed]) -> Block:
        if self._width is None:
            self._set_width(self._widest(records))
        width = self._width or 1
        fitting = []
        for number, record in records:
            if len(record) > width and any(value.strip() for value in record[width:]):
                malformed.append(Malformed(number, self._separator.join(record), _misfit(len(record), width)))
            else:
                fitting.append((number, record))
        columns = list(islice(zip_longest(*(record for _, record in fitting)), width))
        columns += [(None,) * len(fitting)] * (width - len(columns))
        numbers, widths = [number for number, _ in fitting], [len(record) for _, record in fitting]
        return Block(cells_frame(columns, numbers, widths), malformed=tuple(sorted(malformed, key=lambda row: row.row)))

    def _widest(self, records: Sequence[tuple[int, list[str]]]) -> int:
        width = max((len(record) for _, record in records), default=1)
        if width <= self._limits.max_columns:
            return width
        return max(place for _, record in records for place, value in enumerate(record, start=1) if value.strip())

    def _set_width(self, width: int) -> None:
        if width > self._limits.max_columns:
            raise Refusal("columns", columns=column_name(width), limit=self._limits.max_columns)
        self._width = width


class _Feed:
    """The lines of a file, many at a time; a record may go on beyond the piece that it begins in."""

    def __init__(self, text: TextFile):
        self._chunks, self._rest = text.chunks(), ""
        self._lines = io.StringIO()
        self._taken: list[str] = []
        self._line = self.record = 1
        self.piece = ""

    def fill(self) -> bool:
        """Takes the next piece, of whole lines; False at the end of the file."""
        while True:
            chunk = next(self._chunks, None)
            text = self._rest + (chunk or "")
            cut = len(text) if chunk is None else text.rfind("\n") + 1 or text[:-1].rfind("\r") + 1
            self.piece, self._rest = text[:cut], text[cut:]
            if self.piece or chunk is None:
                self._lines = io.StringIO(self.piece, newline="")
                return bool(self.piece)

    def pass_over(self, records: int) -> None:
        """The piece was read elsewhere; it has a record on each line."""
        self.record += records
        self._line += records

    def records(self, separator: str) -> Iterator[tuple[int, list[str] | Malformed]]:
        """The records of the piece and of the pieces that they run into, numbered; [] for an empty line."""
        csv.field_size_limit(LONGEST_CELL)
        reader = csv.reader(self._through(), delimiter=separator, strict=True)
        while self._has_lines():
            self._line += len(self._taken)
            self._taken = []
            number, self.record = self.record, self.record + 1
            try:
                yield number, next(reader)
            except csv.Error as error:
                yield number, self._broken(number, str(error))

    def _through(self) -> Iterator[str]:
        while self._has_lines() or self.fill():
            self._taken.append(self._lines.readline())
            yield self._taken[-1]

    def _has_lines(self) -> bool:
        return self._lines.tell() < len(self.piece)

    def _broken(self, number: int, error: str) -> Malformed:
        if "end of data" in error or ("field limit" in error and len(self._taken) > 1):
            raise Refusal("quote", line=self._line)
        reason = _('The quotation marks of this row do not pair up; write " inside a quoted cell as "".')
        if "field limit" in error:
            reason = _("A cell of this row is longer than {limit} characters.").format(limit=LONGEST_CELL)
        return Malformed(number, "".join(self._taken).strip("\r\n"), reason)


def _misfit(cells: int, width: int) -> str:
    reason = _(
        "The row has {cells} cells, the table {width}: put a cell that contains the separator in quotation marks."
    )
    return reason.format(cells=cells, width=width)
