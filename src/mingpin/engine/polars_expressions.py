"""Tests as Polars expressions. Nullable booleans are bitmaps there, and `&`, `|`, `~` are Kleene's."""

from __future__ import annotations

from datetime import date
from functools import reduce
from operator import and_, or_

import polars as pl

from mingpin.engine.lowered import (
    Always,
    And,
    AtLeast,
    CoversGoods,
    Given,
    IsOneOf,
    IsTrue,
    Not,
    Or,
    SumAtLeast,
    Test,
)
from mingpin.vocabulary.evidence import upper
from mingpin.vocabulary.values import HIGHEST, LOWEST, NEVER

UNKNOWN = pl.lit(None, dtype=pl.Boolean)


def expression_of(test: Test, dates: frozenset[str] = frozenset()) -> pl.Expr:
    """The nullable boolean expression of a test over a frame of facts (or prepared rows). `dates`: its date columns."""
    match test:
        case IsTrue(name):
            return pl.col(name)
        case IsOneOf(name, codes):
            return pl.col(name).is_in(list(codes))
        case AtLeast(name, bound):
            return _settled(pl.col(name) >= _literal(bound), pl.col(upper(name)) < _literal(bound))
        case SumAtLeast(terms, bound):
            low, high = _weighted_ends(terms, dates)
            return _settled(low >= bound, high < bound)
        case CoversGoods(offered, wanted):
            is_known = (pl.col(offered).list.len() > 0) & (pl.col(wanted).list.len() > 0)
            is_missing = pl.col(wanted).list.set_difference(pl.col(offered)).list.len() > 0
            return pl.when(is_known).then(~is_missing).otherwise(UNKNOWN)
        case Always(value):
            return pl.lit(value, dtype=pl.Boolean)
        case Not(operand):
            return ~expression_of(operand, dates)
        case And(operands):
            return reduce(and_, (expression_of(operand, dates) for operand in operands))
        case Or(operands):
            return reduce(or_, (expression_of(operand, dates) for operand in operands))
        case Given(guard, then):
            return pl.when(expression_of(guard, dates)).then(expression_of(then, dates)).otherwise(UNKNOWN)


def _settled(passes: pl.Expr, fails: pl.Expr) -> pl.Expr:
    return pl.when(passes).then(pl.lit(True)).when(fails).then(pl.lit(False)).otherwise(UNKNOWN)


def _literal(bound: int | date) -> pl.Expr:
    return pl.lit(bound, dtype=pl.Date if isinstance(bound, date) else pl.Int64)


def _weighted_ends(terms: tuple[tuple[str, int], ...], dates: frozenset[str]) -> tuple[pl.Expr, pl.Expr]:
    """Both ends of a weighted sum, open where one of its terms is open. Wide integers: the sum of products never wraps."""
    lows, highs, low_is_open, high_is_open = [], [], [], []
    for name, weight in terms:
        first, last = _number(name, name in dates), _number(upper(name), name in dates)
        least, most = (first, last) if weight > 0 else (last, first)
        lows.append(least.cast(pl.Int128) * pl.lit(weight, dtype=pl.Int128))
        highs.append(most.cast(pl.Int128) * pl.lit(weight, dtype=pl.Int128))
        low_is_open.append(least.is_in([LOWEST, HIGHEST]))
        high_is_open.append(most.is_in([LOWEST, HIGHEST]))
    low = pl.when(reduce(or_, low_is_open)).then(pl.lit(LOWEST, dtype=pl.Int128)).otherwise(sum(lows[1:], lows[0]))
    high = pl.when(reduce(or_, high_is_open)).then(pl.lit(HIGHEST, dtype=pl.Int128)).otherwise(sum(highs[1:], highs[0]))
    return low, high


def _number(column: str, is_date: bool) -> pl.Expr:
    if is_date:
        return (pl.col(column) - pl.lit(NEVER, dtype=pl.Date)).dt.total_days()
    return pl.col(column)
