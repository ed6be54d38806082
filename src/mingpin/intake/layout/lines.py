"""Rows that are looked at singly, and the merged ranges that they lie in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from mingpin.intake.sheets import ROW, WIDTH, Grid, Merged
from mingpin.vocabulary.credit_codes import are_credit_codes, folded

_CODE_LENGTH = 18


@dataclass(frozen=True)
class Line:
    """One row: its number, its cells, and how many cells its text file gives it."""

    row: int
    cells: tuple[str | None, ...]
    width: int | None = None

    @cached_property
    def filled(self) -> tuple[tuple[int, str], ...]:
        """The cells with content, with their positions."""
        return tuple((position, text) for position, text in enumerate(self.cells) if text)

    @property
    def text(self) -> str:
        """The cells with content, joined by a space."""
        return " ".join(text for _position, text in self.filled)

    def at(self, position: int) -> str | None:
        return self.cells[position] if position < len(self.cells) else None


def lines_of(cells: pl.DataFrame) -> Iterator[Line]:
    """The rows of a block."""
    columns = [name for name in cells.columns if name not in (ROW, WIDTH)]
    width = pl.col(WIDTH) if WIDTH in cells.columns else pl.lit(None, dtype=pl.UInt32).alias(WIDTH)
    for row, wide, *texts in cells.select(pl.col(ROW), width, *columns).iter_rows():
        yield Line(row, tuple(texts), wide)


def first_lines(grid: Grid, count: int) -> tuple[Line, ...]:
    """The first rows of the grid that have content; no block is read that is not needed for them."""
    found: list[Line] = []
    for block in grid.blocks():
        found.extend(lines_of(block.cells.head(count - len(found))))
        if len(found) >= count:
            break
    return tuple(found)


def valid_codes(lines: Iterable[Line]) -> frozenset[str]:
    """The texts of these rows that are valid credit codes, as they stand."""
    long = {text for line in lines for _position, text in line.filled if _CODE_LENGTH <= len(text) <= 2 * _CODE_LENGTH}
    if not long:
        return frozenset()
    texts = pl.Series(sorted(long), dtype=pl.String)
    folds = texts.to_frame("text").select(folded(pl.col("text"))).to_series()
    return frozenset(texts.filter(are_credit_codes(folds)))


class Merges:
    """The merged ranges of a grid, by row."""

    def __init__(self, merged: Iterable[Merged], columns: int):
        self.ranges = tuple(merged)
        self._columns = columns
        self._by_first_row: dict[int, list[Merged]] = {}
        for range_ in self.ranges:
            self._by_first_row.setdefault(range_.first_row, []).append(range_)

    def covering(self, row: int, column: int) -> Merged | None:
        """The range in which the cell lies. For the few rows of a header."""
        return next((range_ for range_ in self.ranges if _covers_row(range_, row) and _covers(range_, column)), None)

    def joining(self, upper: int, lower: int) -> bool:
        """Whether a range that is not the whole width reaches from one row to the other."""
        return any(_covers_row(r, upper) and _covers_row(r, lower) and not self.is_whole(r) for r in self.ranges)

    def beside(self, row: int) -> tuple[Merged, ...]:
        """The ranges in this row that join several of its columns, but not the whole width."""
        found = (range_ for range_ in self.ranges if _covers_row(range_, row))
        return tuple(r for r in found if r.last_column > r.first_column and not self.is_whole(r))

    def touches(self, row: int) -> bool:
        """Whether a range that is not the whole width lies in the row."""
        return any(_covers_row(range_, row) and not self.is_whole(range_) for range_ in self.ranges)

    def is_whole(self, range_: Merged) -> bool:
        return _steps(range_) + 1 >= self._columns > 1

    def is_one_cell(self, row: int) -> bool:
        """Whether the row is merged from its first column over most of the width."""
        return any(
            range_.first_column <= 1 and _steps(range_) > 0 and (_steps(range_) + 1) * 4 >= self._columns * 3
            for range_ in self._by_first_row.get(row, ())
        )


def _steps(range_: Merged) -> int:
    return range_.last_column - range_.first_column


def _covers_row(range_: Merged, row: int) -> bool:
    return range_.first_row <= row <= range_.last_row


def _covers(range_: Merged, column: int) -> bool:
    return range_.first_column <= column <= range_.last_column
