"""Columns of an invented register, drawn whole: fast, and the same for the same seed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from mingpin.vocabulary.values import FEN_PER_YUAN, MILLIONTHS

FEWEST_BLANKS, MOST_BLANKS = 0.03, 0.10
"""Between these lies the share of blanks of each column."""
_EPOCH = date(1970, 1, 1)


@dataclass(frozen=True)
class Draws:
    """`rows` rows, of which the first is the `first`-th of the register."""

    random: np.random.Generator
    first: int
    rows: int

    def ids(self) -> pl.Series:
        """`S000000001` and so on, never blank."""
        return self._numbered("S{}", 9)

    def numbered(self, form: str, digits: int) -> pl.Series:
        """The number of each row, written into a form with one {}."""
        return self._blanked(self._numbered(form, digits))

    def one_of(self, choices: Sequence[str], weights: Sequence[float] | None = None) -> pl.Series:
        """One of these texts, as likely as its weight."""
        if weights is None:
            places = self.random.integers(0, len(choices), self.rows)
        else:
            edges = np.cumsum(weights) / np.sum(weights)
            places = np.searchsorted(edges, self.random.random(self.rows), side="right")
        return self._blanked(pl.Series(choices, dtype=pl.String).gather(places.astype(np.uint32)))

    def yes(self, share: float) -> pl.Series:
        """Yes for this share."""
        return self._blanked(pl.Series(self.random.random(self.rows) < share))

    def days(self, first: date, last: date) -> pl.Series:
        """A day between these."""
        start, end = (first - _EPOCH).days, (last - _EPOCH).days
        days = self.random.integers(start, end, self.rows, dtype=np.int32, endpoint=True)
        return self._blanked(pl.Series(days).cast(pl.Date))

    def counts(self, mean: float) -> pl.Series:
        """Whole numbers that are mostly small."""
        return self._blanked(pl.Series(self.random.poisson(mean, self.rows).astype(np.int64)))

    def money(self, yuan: np.ndarray) -> pl.Series:
        """Amounts in fen, exact."""
        return self._blanked(pl.Series((yuan * FEN_PER_YUAN).astype(np.int64)))

    def shares(self, low: float, high: float) -> pl.Series:
        """Shares between these, in millionths, to a tenth of a percent."""
        thousandths = self.random.integers(round(low * 1000), round(high * 1000), self.rows, endpoint=True)
        return self._blanked(pl.Series(thousandths * (MILLIONTHS // 1000)))

    def whole(self, numbers: np.ndarray) -> pl.Series:
        """These numbers, rounded down."""
        return self._blanked(pl.Series(numbers.astype(np.int64)))

    def around(self, median: float, spread: float) -> np.ndarray:
        """Positive amounts around a median, some of them very large."""
        return median * np.exp(spread * self.random.standard_normal(self.rows))

    def _numbered(self, form: str, digits: int) -> pl.Series:
        numbers = pl.int_range(self.first + 1, self.first + 1 + self.rows, dtype=pl.Int64)
        return pl.select(pl.format(form, numbers.cast(pl.String).str.zfill(digits))).to_series()

    def _blanked(self, values: pl.Series) -> pl.Series:
        share = self.random.uniform(FEWEST_BLANKS, MOST_BLANKS)
        is_blank = pl.Series(self.random.random(self.rows, dtype=np.float32) < share)
        return pl.select(pl.when(~is_blank).then(values)).to_series()
