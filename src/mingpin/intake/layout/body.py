"""The records under a header, block by block, with what stands between them."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import polars as pl

from mingpin.intake.errors import IntakeError
from mingpin.intake.layout import words
from mingpin.intake.layout.groups import Groups
from mingpin.intake.layout.lines import Line, lines_of, valid_codes
from mingpin.intake.layout.rows import Finding, RowReader
from mingpin.intake.layout.spread import Spread
from mingpin.intake.sheets import (
    ROW,
    WIDTH,
    Batch,
    Block,
    CellFault,
    Grid,
    Malformed,
    Merged,
    Note,
    NoteKind,
    cell,
)
from mingpin.language import _

_MARKS = ["：", ":", "盖章", "公章", "签字", "签章", "填表", "制表", "审核", "…", "...", "平均", "均值", "总数", "总和"]
_TOTAL = r"[合小总共累]\s*计"
_TOTAL_COLUMNS = 4
_ORDINALS = [
    f"{left}{number}{right}"
    for number in "一二三四五六七八九十"
    for left, right in (("", ""), ("（", "）"), ("(", ")"), ("", "、"))
]
_GROUP_LIKE = r"^[（(【第]|[)）】]$|[家户个]$|[、.．]|^[0-9A-Za-z]|[。；]"
_SHORT = 8
_GROUP = "_group"
_AMOUNT = re.compile("收入|金额|利润|税|产值|资产|营收|销售额|[总数]额|资本|经费|投资|补助|奖励|成本|费用")


@dataclass(frozen=True)
class Body:
    """The rows below row `head_last` of a grid. `width` columns belong to the table, `needed` of them every record must have."""

    grid: Grid
    reader: RowReader
    head_last: int
    width: int
    needed: int
    unit: str
    spanning: tuple[Merged, ...]

    def batches(self) -> Iterator[Batch]:
        """The records from the first on. The first batch has records, if there are any at all."""
        groups, spread = Groups(), Spread(self.spanning, self.reader.shape.titles)
        walk = _Walk(self, groups)
        held = Batch(self._empty())
        was_given = False
        for block in self.grid.blocks():
            batch = self._batch(block, walk, spread)
            held = Batch(
                batch.cells if held.cells.is_empty() else held.cells,
                held.faults + batch.faults,
                held.malformed + batch.malformed,
                held.notes + batch.notes,
            )
            if not held.cells.is_empty():
                yield held
                held, was_given = Batch(self._empty()), True
        if held.notes or held.malformed or not was_given:
            yield held

    def _batch(self, block: Block, walk: _Walk, spread: Spread) -> Batch:
        cells = block.cells
        if not cells.is_empty() and cells[ROW][0] <= self.head_last:
            cells = cells.filter(pl.col(ROW) > self.head_last)
        cells, shared = spread.over(cells)
        notes, group_texts = walk.over(cells)
        cells = cells.with_columns(group_texts)
        if notes:
            cells = cells.filter(~pl.col(ROW).is_in([note.row for note in notes]))
        malformed = tuple(self._misfits(cells))
        if malformed:
            cells = cells.filter(~pl.col(ROW).is_in([row.row for row in malformed]))
        gone = {note.row for note in notes} | {row.row for row in malformed}
        faults = (fault for fault in (*block.faults, *shared) if fault.row > self.head_last and fault.row not in gone)
        kept = tuple(fault for fault in faults if fault.column < self.width)
        names = [cell(position) for position in range(self.width)]
        records = cells.select(*names, pl.col(_GROUP).alias(cell(self.width)), ROW)
        return Batch(records, kept, block.malformed + malformed, tuple(notes))

    def _empty(self) -> pl.DataFrame:
        texts = {cell(position): pl.String for position in range(self.width + 1)}
        return pl.DataFrame(schema={**texts, ROW: pl.Int64})

    def _misfits(self, cells: pl.DataFrame) -> Iterator[Malformed]:
        """Records of a text file that have fewer cells than the header, or content beyond it."""
        if cells.is_empty() or cells[WIDTH].null_count() == cells.height:
            return
        columns = len(_texts_of(cells))
        beyond = [pl.col(cell(position)).is_not_null() for position in range(self.width, columns)]
        is_long = pl.any_horizontal(pl.lit(False), *beyond)
        for line in lines_of(cells.filter((pl.col(WIDTH) < self.needed) | is_long).drop(_GROUP)):
            yield Malformed(
                line.row, _record(line, self.grid.format), _misfit(line.width or 0, self.needed, self.width)
            )


@dataclass
class _Walk:
    """Goes over the rows of a table in their order and tells records from what stands between them."""

    body: Body
    groups: Groups
    after: NoteKind | None = None

    def over(self, cells: pl.DataFrame) -> tuple[list[Note], pl.Series]:
        """The rows that are no records, and for every row the text of the groups that it stands in."""
        notes: list[Note] = []
        lengths: list[tuple[int, str | None]] = [(0, self.groups.text)]
        done = 0
        indexed = cells.with_row_index("_index").filter(self._is_candidate(cells))
        lines = list(lines_of(indexed.drop("_index")))
        codes = valid_codes(lines)
        for index, line in zip(indexed["_index"], lines, strict=True):
            if index > done:
                self._pass_record()
            finding = self.body.reader.read(line, codes, self.after)
            done = index + 1
            if finding is None:
                self._pass_record()
                continue
            self._enter(finding, line)
            notes.append(Note(line.row, finding.kind, line.text))
            lengths.append((index, self.groups.text))
        if done < cells.height:
            self._pass_record()
        return notes, _stretched(lengths, cells.height).alias(_GROUP)

    def _pass_record(self) -> None:
        self.after, self.groups.is_fresh = None, False

    def _enter(self, finding: Finding, line: Line) -> None:
        self.after = finding.kind
        if finding.group:
            self.groups.enter(finding.group)
        elif finding.kind is NoteKind.TOTAL and (finding.ends_all or finding.ends_last):
            self.groups.end(all_of_them=finding.ends_all)
        elif finding.ends_all:
            self.groups.leave()
        elif finding.kind is NoteKind.UNIT:
            self._check_unit(line)

    def _check_unit(self, line: Line) -> None:
        unit = words.money_unit(words.unit_said(line.text) or "")
        body = self.body
        if not unit or unit == body.unit or not any(_AMOUNT.search(title) for title in body.reader.shape.titles):
            return
        raise IntakeError(
            _("Row {row} gives another unit of amounts than the lines above the table.").format(row=line.row),
            where=f"{body.grid.file} · {body.grid.sheet}" if body.grid.sheet else body.grid.file,
            why=_("Above the table: {first}; there: {second}.").format(first=body.unit or _("none"), second=unit),
            remedy=_("Write one unit above the table, or make one sheet for each unit."),
        )

    def _is_candidate(self, cells: pl.DataFrame) -> pl.Expr:
        """Rows that may be something else than a record; all others are not looked at."""
        shape = self.body.reader.shape
        texts = _texts_of(cells)
        if not texts:
            return pl.lit(False)
        filled = pl.sum_horizontal(pl.col(name).is_not_null() for name in texts)
        first = pl.coalesce(texts)
        is_short = filled <= (2 if shape.typical > 2 else 1)
        if shape.has_one_column:
            is_short = (first.str.len_chars() <= _SHORT) | first.str.contains(_GROUP_LIKE)
        is_marked = first.str.contains_any(_MARKS) | first.is_in([*_ORDINALS, "甲", "栏次"])
        totals = (pl.col(name).str.contains(_TOTAL) for name in texts[:_TOTAL_COLUMNS])
        parts = [is_short, is_marked, *totals, first.str.contains(_TOTAL), *self._header_again()]
        return pl.any_horizontal(part.fill_null(False) for part in parts)

    def _header_again(self) -> Iterator[pl.Expr]:
        for line in self.body.reader.header.lines:
            for position, text in line.filled[:2]:
                yield pl.col(cell(position)) == text


def _texts_of(cells: pl.DataFrame) -> list[str]:
    return [name for name in cells.columns if name not in (ROW, WIDTH, _GROUP)]


def _stretched(starts: Sequence[tuple[int, str | None]], height: int) -> pl.Series:
    """A text for each row: each holds from its row on to the next one's."""
    ends = [index for index, _text in starts[1:]] + [height]
    parts = (
        pl.repeat(text, end - start, dtype=pl.String, eager=True)
        for (start, text), end in zip(starts, ends, strict=True)
        if end > start
    )
    return pl.concat([pl.Series([], dtype=pl.String), *parts])


def _record(line: Line, format_: str) -> str:
    """The row as it stood in its text file."""
    text = io.StringIO()
    width = min(line.width or len(line.cells), len(line.cells))
    separator = "\t" if format_ == "tsv" else ","
    csv.writer(text, delimiter=separator, lineterminator="").writerow(value or "" for value in line.cells[:width])
    return text.getvalue()


def _misfit(cells: int, needed: int, titles: int) -> str:
    if cells < needed:
        return _("The row has {cells} cells, the header {titles}: it was cut short. Complete it.").format(
            cells=cells, titles=titles
        )
    return _(
        "The row has {cells} cells, the header {titles}: put a cell that contains a comma in quotation marks."
    ).format(cells=cells, titles=titles)


def faults_within(faults: Sequence[CellFault], width: int) -> tuple[CellFault, ...]:
    """The faults of the columns that the table has."""
    return tuple(fault for fault in faults if fault.column < width)
