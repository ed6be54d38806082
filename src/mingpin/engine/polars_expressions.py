"""Tests as Polars expressions. Nullable booleans are bitmaps there, and `&`, `|`, `~` are Kleene's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import reduce
from operator import add, and_, or_

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
from mingpin.vocabulary.values import HIGHEST, LOWEST

UNKNOWN = pl.lit(None, dtype=pl.Boolean)


@dataclass(frozen=True)
class Forms:
    """How ordered facts (or columns) are held: `x` and `x__to`, or those in `exact` as one column, null where nothing is known.

    `dates` are days. `exact` gives for each such fact the ends between which it lies where nothing is known. Those in `ranks` too
    are held as codes, and their ranks given here. `largest`: what an exact fact never goes beyond on either side.
    """

    dates: frozenset[str] = frozenset()
    exact: Mapping[str, tuple[int | date, int | date]] = field(default_factory=dict)
    ranks: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    largest: Mapping[str, int] = field(default_factory=dict)

    def ends(self, name: str) -> tuple[pl.Expr, pl.Expr]:
        """What a fact is at least and at most, never null."""
        if name not in self.exact:
            return pl.col(name), pl.col(upper(name))
        value = pl.col(name)
        if name in self.ranks:
            value = value.replace_strict(self.ranks[name], default=None, return_dtype=pl.Int64)
        floor, ceiling = (_literal(end) for end in self.exact[name])
        return value.fill_null(floor), value.fill_null(ceiling)

    def at_least(self, name: str, bound: int | date) -> pl.Expr:
        """Whether a fact is at least `bound`: true where its lower end is, false where not even its upper end is."""
        if name in self.exact:
            floor, ceiling = self.exact[name]
            if floor < bound <= ceiling:  # type: ignore[operator]
                return self._known_at_least(name, bound)
        low, high = self.ends(name)
        return _settled(low >= _literal(bound), high < _literal(bound))

    def _known_at_least(self, name: str, bound: int | date) -> pl.Expr:
        if name not in self.ranks:
            return pl.col(name) >= _literal(bound)
        assert isinstance(bound, int)
        return pl.col(name).is_in([code for code, rank in self.ranks[name].items() if rank >= bound])


BRACKETS = Forms()


def expression_of(test: Test, forms: Forms = BRACKETS) -> pl.Expr:
    """The nullable boolean expression of a test over a frame of facts (or prepared rows)."""
    match test:
        case IsTrue(name):
            return pl.col(name)
        case IsOneOf(name, codes):
            return pl.col(name).is_in(list(codes))
        case AtLeast(name, bound):
            return forms.at_least(name, bound)
        case SumAtLeast(terms, bound):
            return _sum_at_least(terms, bound, forms)
        case CoversGoods(offered, wanted):
            is_known = (pl.col(offered).list.len() > 0) & (pl.col(wanted).list.len() > 0)
            is_missing = pl.col(wanted).list.set_difference(pl.col(offered)).list.len() > 0
            return pl.when(is_known).then(~is_missing).otherwise(UNKNOWN)
        case Always(value):
            return pl.lit(value, dtype=pl.Boolean)
        case Not(operand):
            return ~expression_of(operand, forms)
        case And(operands):
            return reduce(and_, (expression_of(operand, forms) for operand in operands))
        case Or(operands):
            return reduce(or_, (expression_of(operand, forms) for operand in operands))
        case Given(guard, then):
            return pl.when(expression_of(guard, forms)).then(expression_of(then, forms)).otherwise(UNKNOWN)


def _settled(passes: pl.Expr, fails: pl.Expr) -> pl.Expr:
    """True where it passes, false where it fails, else unknown; neither of the two is ever null, and never are both true."""
    return passes | (UNKNOWN & ~fails)


def _literal(bound: int | date) -> pl.Expr:
    return pl.lit(bound, dtype=pl.Date if isinstance(bound, date) else pl.Int64)


def _sum_at_least(terms: tuple[tuple[str, int], ...], bound: int, forms: Forms) -> pl.Expr:
    """Whether a weighted sum is at least `bound`; open where a term that weighs on it is."""
    if all(name in forms.dates for name, _ in terms):
        low, high = _summed_ends(terms, forms, pl.Int64)
        return _settled(low >= bound, high < bound)
    if all(name in forms.exact for name, _ in terms):
        most = sum(abs(weight) * forms.largest.get(name, HIGHEST - 1) for name, weight in terms)
        width = pl.Int64 if most < _LIMIT else pl.Int128
        return reduce(add, (_product(pl.col(name), weight, width) for name, weight in terms)) >= bound
    low, high = _summed_ends(terms, forms, pl.Int128)
    opens = [_open_ends(name, weight, forms) for name, weight in terms]
    low_is_open, high_is_open = (reduce(or_, ends) for ends in zip(*opens, strict=True))
    passes = pl.when(low_is_open).then(bound <= LOWEST).otherwise(low >= bound)
    fails = pl.when(high_is_open).then(bound > HIGHEST).otherwise(high < bound)
    return _settled(passes, fails)


_LIMIT = 2**63
"""From here on a sum does not go into 64 bits. Known amounts lie between LOWEST and HIGHEST."""


def _summed_ends(terms: tuple[tuple[str, int], ...], forms: Forms, width: type[pl.DataType]) -> tuple[pl.Expr, pl.Expr]:
    lows, highs = [], []
    for name, weight in terms:
        first, last = forms.ends(name)
        least, most = (first, last) if weight > 0 else (last, first)
        lows.append(_product(least, weight, width))
        highs.append(_product(most, weight, width))
    return reduce(add, lows), reduce(add, highs)


def _product(value: pl.Expr, weight: int, width: type[pl.DataType]) -> pl.Expr:
    """The weighted value; a day counts from any day, as the weights of days cancel each other out."""
    number = value.to_physical().cast(width)
    return number if weight == 1 else number * pl.lit(weight, dtype=width)


def _open_ends(name: str, weight: int, forms: Forms) -> tuple[pl.Expr, pl.Expr]:
    first, last = (end.is_in([LOWEST, HIGHEST]) for end in forms.ends(name))
    return (first, last) if weight > 0 else (last, first)
