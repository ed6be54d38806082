"""The marks of rows that were taken in: as many as there are rows, so they are kept as columns."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import polars as pl

from mingpin.intake.marking.shapes import RowMark, State


@dataclass(frozen=True)
class TakenRows:
    """What became of accepted rows once they were taken. `tokens` is `Taken.tokens`; of a row that stands there more than once
    the last counts."""

    tokens: pl.DataFrame

    def of_sheet(self, file: str, sheet: str) -> Mapping[int, RowMark]:
        """The marks of one sheet (blank where the file has none), by row."""
        is_here = (pl.col("source_file") == file) & (pl.col("source_sheet").fill_null("") == sheet)
        return _SheetRows(self.tokens.lazy().filter(is_here).select("source_row", "token", "is_added").collect())


class _SheetRows(Mapping[int, RowMark]):
    def __init__(self, rows: pl.DataFrame):
        if not rows["source_row"].is_sorted():
            rows = rows.sort("source_row", maintain_order=True)
        self._rows = array("q", rows["source_row"])
        self._tokens, self._is_added = rows["token"], rows["is_added"]

    def __getitem__(self, row: int) -> RowMark:
        at = bisect_right(self._rows, row) - 1
        if at < 0 or self._rows[at] != row:
            raise KeyError(row)
        return RowMark(State.ACCEPTED if self._is_added[at] else State.KNOWN, self._tokens[at], is_taken=True)

    def __iter__(self) -> Iterator[int]:
        return iter(dict.fromkeys(self._rows))

    def __len__(self) -> int:
        return len(set(self._rows))
