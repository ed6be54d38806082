"""What a condition means, said a second time and independently of the engine: in a world in which everything is known."""

from __future__ import annotations

import operator
from calendar import isleap
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from fractions import Fraction
from itertools import chain
from typing import Any

from mingpin.engine import model
from mingpin.engine.model import Expr
from mingpin.engine.truth import kleene_and, kleene_not, kleene_or
from mingpin.vocabulary.model import Type
from mingpin.vocabulary.values import MILLIONTHS, NEVER
from tests.engine.small_packs import TYPES
from tests.engine.small_world import vocabulary

World = Mapping[str, Any]
"""A value for every fact: levels as ranks, money in fen, shares in millionths."""

COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "<>": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def anniversary(day: date, years: int) -> date:
    """The day on which `years` years from `day` are full: its own day, or the end of February where that has no 29th."""
    year = day.year + years
    is_missing = (day.month, day.day) == (2, 29) and not isleap(year)
    return date(year, 2, 28) if is_missing else day.replace(year=year)


def names_in(expr: Expr) -> Iterator[str]:
    """The facts that an expression names, perhaps more than once."""
    match expr:
        case model.Name(name):
            yield name
        case model.NotExpr(operand):
            yield from names_in(operand)
        case model.InSet(operand, choices):
            yield from chain.from_iterable(map(names_in, (operand, *choices)))
        case model.Compare(_, left, right) | model.Sum(left, right, _):
            yield from chain(names_in(left), names_in(right))
        case model.AndExpr(parts) | model.OrExpr(parts) | model.Call(_, parts):
            yield from chain.from_iterable(map(names_in, parts))


class Meaning:
    """Evaluates the author's expression, as parsed, in one world, with these values of parameters."""

    def __init__(self, world: World, given: Mapping[str, Any], as_of: date, year: int):
        self.world, self.given, self.as_of, self.year = world, given, as_of, year

    def truth(self, expr: Expr) -> bool | None:
        """True or false; None only where a ratio has no value."""
        match expr:
            case model.Truth(value):
                return value
            case model.NotExpr(operand):
                return kleene_not(self.truth(operand))
            case model.AndExpr(operands):
                return kleene_and(self.truth(operand) for operand in operands)
            case model.OrExpr(operands):
                return kleene_or(self.truth(operand) for operand in operands)
            case model.InSet(operand, choices):
                return any(self._compare("=", operand, choice) for choice in choices)
            case model.Compare(op, left, right):
                return self._compare(op, left, right)
            case model.Call(function, (model.Name(name), *more)):
                return self._happened(function, self.world[name], more)
        assert isinstance(expr, model.Name)
        return bool(self.world[expr.name])

    def _compare(self, op: str, left: Expr, right: Expr) -> bool | None:
        first, second = self._value(left, beside=right), self._value(right, beside=left)
        return None if first is None or second is None else COMPARE[op](first, second)

    def _happened(self, function: str, day: date, more: list[Expr]) -> bool:
        if day == NEVER or day > self.as_of:
            return False
        if function == "ever":
            return True
        years = self._value(more[0])
        if function == "in_last_years":
            return self.as_of <= anniversary(day, years)
        assert function == "in_last_calendar_years"
        return bool(day.year >= self.as_of.year - years)

    def _value(self, expr: Expr, beside: Expr | None = None) -> Any:
        match expr:
            case model.Number(value) | model.Truth(value):
                return value
            case model.RunConstant("as_of"):
                return self.as_of
            case model.ParameterName(name):
                return Fraction(self.given[name], MILLIONTHS) if TYPES.get(name) == "share" else self.given[name]
            case model.Code(code):
                assert isinstance(beside, model.Name)
                known = vocabulary().classifications[vocabulary().facts[beside.name].classification or ""]
                return known.rank_of(code) if known.is_ordered else code
            case model.Sum(left, right, sign):
                return self._value(left) + sign * self._value(right)
            case model.Call("ratio", (above, below)):
                divisor = self._value(below)
                return Fraction(self._value(above), divisor) if divisor > 0 else None
            case model.Call("whole_years", (model.Name(name), _as_of)):
                return self._whole_years(self.world[name])
        assert isinstance(expr, model.Name)
        value = self.world[expr.name]
        return Fraction(value, MILLIONTHS) if vocabulary().facts[expr.name].type is Type.SHARE else value

    def _whole_years(self, day: date) -> float:
        if day == NEVER:
            return float("inf")
        years = self.as_of.year - day.year
        return years if anniversary(day, years) <= self.as_of else years - 1
