"""The last day of a validity counted in years."""

from __future__ import annotations

import polars as pl

from mingpin.vocabulary.values import FOREVER


def last_day(first: pl.Expr, years: pl.Expr) -> pl.Expr:
    """The day before the n-th anniversary of the first day: 2023-01-01 for 3 years ends on 2025-12-31.

    A period that begins on 29 February has its anniversary on 1 March of a common year, and ends on 28 February. Ends after
    FOREVER are FOREVER.
    """
    anniversary = first.dt.offset_by(pl.format("{}y", years))
    is_moved = anniversary.dt.day() != first.dt.day()
    end = pl.when(is_moved).then(anniversary).otherwise(anniversary - pl.duration(days=1))
    return pl.when(end > pl.lit(FOREVER)).then(pl.lit(FOREVER)).otherwise(end)
