"""Cells merged over several records: each of these rows is given the text, as a person reads it."""

from __future__ import annotations

import re
from collections.abc import Sequence

import polars as pl

from mingpin.intake.layout import words
from mingpin.intake.sheets import ROW, CellFault, Merged, cell
from mingpin.language import _

_CODED = re.compile("年|代码|编码|编号|文号|证号|序号|号$|电话|手机|邮编|批次|期|日")
_AMOUNT_DIGITS = 10
"""A longer number is a code or a telephone number."""


class Spread:
    """The ranges of a table's body that span rows. Blocks are given in their order, each once."""

    def __init__(self, ranges: Sequence[Merged], titles: Sequence[str]):
        self._waiting = sorted(ranges, key=lambda range_: range_.first_row, reverse=True)
        self._titles = titles
        self._open: list[tuple[Merged, str]] = []

    def over(self, cells: pl.DataFrame) -> tuple[pl.DataFrame, tuple[CellFault, ...]]:
        """The rows with the texts of the ranges that reach into them. A number that may be one amount for all its rows is
        a fault in each of them instead."""
        if cells.is_empty() or not (self._waiting or self._open):
            return cells, ()
        rows = cells[ROW]
        first, last = int(rows[0]), int(rows[-1])
        while self._waiting and self._waiting[-1].first_row <= last:
            range_ = self._waiting.pop()
            text = _text_at(cells, rows, range_)
            if text:
                self._open.append((range_, text))
        faults: list[CellFault] = []
        filled: dict[int, dict[int, str]] = {}
        for range_, text in self._open:
            start, end = (int(rows.search_sorted(row, side="left")) for row in (range_.first_row, range_.last_row + 1))
            places = range(start, end)
            if self._may_be_shared(range_, text):
                faults += [self._fault(int(rows[place]), range_, text) for place in places]
            else:
                filled.setdefault(range_.first_column, {}).update(dict.fromkeys(places, text))
        self._open = [
            (range_, text) for range_, text in self._open if range_.last_row > last and range_.last_row > first
        ]
        return cells.with_columns(_filled_in(cells[cell(column)], texts) for column, texts in filled.items()), tuple(
            faults
        )

    def _may_be_shared(self, range_: Merged, text: str) -> bool:
        title = self._titles[range_.first_column] if range_.first_column < len(self._titles) else ""
        if not words.is_number(text) or _CODED.search(title) or words.is_numbering_title(title):
            return False
        return sum(character.isdigit() for character in text) <= _AMOUNT_DIGITS and not words.is_year(text)

    def _fault(self, row: int, range_: Merged, text: str) -> CellFault:
        reason = _(
            "“{value}” stands in a cell merged over rows {first} to {last}: it may be one amount for all of them. "
            "Unmerge it and fill in each row."
        ).format(value=text, first=range_.first_row, last=range_.last_row)
        return CellFault(row, range_.first_column, text, reason)


def _text_at(cells: pl.DataFrame, rows: pl.Series, range_: Merged) -> str | None:
    place = int(rows.search_sorted(range_.first_row, side="left"))
    name = cell(range_.first_column)
    if place >= len(rows) or rows[place] != range_.first_row or name not in cells.columns:
        return None
    text: str | None = cells[name][place]
    return text


def _filled_in(column: pl.Series, texts: dict[int, str]) -> pl.Series:
    blank = column.is_null()
    places = [place for place in texts if blank[place]]
    return column.clone().scatter(places, [texts[place] for place in places]) if places else column
