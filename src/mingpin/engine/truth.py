"""The truth of tests in Kleene's strong logic, for one subject or one row: the heart of the reference."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

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
from mingpin.vocabulary.values import HIGHEST, LOWEST


@dataclass(frozen=True)
class Bracket:
    """An ordered value: at least `low`, at most `high`. Settled where both are the same."""

    low: Any
    high: Any

    def as_numbers(self) -> tuple[int, int]:
        """Both ends as whole numbers; dates as days."""
        if isinstance(self.low, date):
            return self.low.toordinal(), self.high.toordinal()
        return self.low, self.high


def kleene_and(values: Iterable[bool | None]) -> bool | None:
    """False if any is false, else unknown if any is unknown, else true."""
    seen = set(values)
    return False if False in seen else None if None in seen else True


def kleene_or(values: Iterable[bool | None]) -> bool | None:
    """True if any is true, else unknown if any is unknown, else false."""
    seen = set(values)
    return True if True in seen else None if None in seen else False


def kleene_not(value: bool | None) -> bool | None:
    """The opposite; unknown stays unknown."""
    return None if value is None else not value


def truth_of(test: Test, values: Mapping[str, object]) -> bool | None:
    """The truth of a test where facts (or a row's columns) have these values."""
    match test:
        case IsTrue(name):
            value = values[name]
            assert value is None or isinstance(value, bool)
            return value
        case IsOneOf(name, codes):
            return None if values[name] is None else values[name] in codes
        case AtLeast(name, bound):
            return _passes(values[name], bound)
        case SumAtLeast(terms, bound):
            return _passes(_weighted_sum(terms, values), bound)
        case CoversGoods(offered, wanted):
            return _covers(values[offered], values[wanted])
        case Always(value):
            return value
        case Not(operand):
            return kleene_not(truth_of(operand, values))
        case And(operands):
            return kleene_and(truth_of(operand, values) for operand in operands)
        case Or(operands):
            return kleene_or(truth_of(operand, values) for operand in operands)
        case Given(guard, then):
            return truth_of(then, values) if truth_of(guard, values) is True else None


def _passes(bracket: object, bound: object) -> bool | None:
    """True where even the lower end passes, false where not even the upper end does, unknown between."""
    assert isinstance(bracket, Bracket)
    if bracket.low >= bound:
        return True
    if bracket.high < bound:
        return False
    return None


def _weighted_sum(terms: Iterable[tuple[str, int]], values: Mapping[str, object]) -> Bracket:
    low, high = 0, 0
    low_is_open, high_is_open = False, False
    for name, weight in terms:
        bracket = values[name]
        assert isinstance(bracket, Bracket)
        first, last = bracket.as_numbers()
        least, most = (first, last) if weight > 0 else (last, first)
        low_is_open |= least in (LOWEST, HIGHEST)
        high_is_open |= most in (LOWEST, HIGHEST)
        low += weight * least
        high += weight * most
    return Bracket(LOWEST if low_is_open else low, HIGHEST if high_is_open else high)


def _covers(offered: object, wanted: object) -> bool | None:
    if not offered or not wanted:
        return None
    assert isinstance(offered, list)
    assert isinstance(wanted, list)
    return all(item in offered for item in wanted)
