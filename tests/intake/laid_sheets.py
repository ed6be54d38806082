"""Laid-out sheets for tests of columns, without a file around them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import polars as pl

from mingpin.intake.columns import Match, Recognised, SheetMapping, TableChoice, choose_table
from mingpin.intake.columns.recognise import recognise
from mingpin.intake.sheets import WIDTH, Batch, Laid, Note, NoteKind, cells_frame

from .samples import VOCABULARY, credit_code


class SheetOf(NamedTuple):
    """A laid-out sheet with the cells of its first batch."""

    laid: Laid
    sample: pl.DataFrame

    def table(self, mapping: SheetMapping | None = None) -> TableChoice:
        return choose_table(self.laid, self.sample, VOCABULARY, mapping)

    def read_as(self, table: str, mapping: SheetMapping | None = None) -> Recognised:
        return recognise(self.laid, self.sample, VOCABULARY.tables[table], VOCABULARY, mapping)


def sheet_of(
    titles: Sequence[str],
    *rows: Sequence[str | None],
    sheet: str = "Sheet1",
    file: str = "上报.xlsx",
    unit: str = "",
    above: Sequence[str] = (),
) -> SheetOf:
    columns = [[row[position] for row in rows] for position in range(len(titles))]
    cells = cells_frame(columns, range(2, 2 + len(rows))).drop(WIDTH)
    head = tuple(Note(number, NoteKind.TITLE, text) for number, text in enumerate(above, start=1))
    laid = Laid(file, sheet, tuple(titles), lambda: iter([Batch(cells)]), unit, head)
    return SheetOf(laid, cells)


def enterprises(*more: str | None, count: int = 4) -> list[tuple[str | None, ...]]:
    """Rows of name and credit code, each followed by the same further cells."""
    return [(f"新乡市测试{n}有限公司", credit_code(n), *more) for n in range(1, count + 1)]


def bound(recognised: Recognised) -> dict[str, str]:
    """Title to column."""
    return {match.title: match.column.name for match in recognised.matches}


def left(recognised: Recognised) -> dict[str, str]:
    """Title to the reason for which it was left aside."""
    return {column.title: column.reason for column in recognised.left_aside}


def asked(recognised: Recognised) -> dict[str, tuple[str, ...]]:
    """Title to the columns that the question about it proposes."""
    return {question.title: tuple(name for name, *_ in question.candidates) for question in recognised.questions}


def match_of(recognised: Recognised, column: str) -> Match:
    match = recognised.of(column)
    assert match is not None, f"{column} is not bound"
    return match
