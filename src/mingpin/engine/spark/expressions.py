"""Tests as Spark SQL. AND, OR, NOT, IN and CASE are Kleene's there; nothing else is relied upon to carry unknowns."""

from __future__ import annotations

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
from mingpin.engine.spark.sql import UNKNOWN, WIDE, literal, one_of, quoted, settled, wide
from mingpin.vocabulary.evidence import upper
from mingpin.vocabulary.values import HIGHEST, LOWEST


def expression_of(test: Test, dates: frozenset[str] = frozenset()) -> str:
    """The nullable boolean expression of a test over a frame of facts (or prepared rows). `dates`: its date columns."""
    match test:
        case IsTrue(name):
            return quoted(name)
        case IsOneOf(name, codes):
            return f"({one_of(quoted(name), codes)})"
        case AtLeast(name, bound):
            return settled(f"{quoted(name)} >= {literal(bound)}", f"{quoted(upper(name))} < {literal(bound)}")
        case SumAtLeast(terms, bound):
            low, high = _weighted_ends(terms, dates)
            return settled(f"{low} >= {wide(bound)}", f"{high} < {wide(bound)}")
        case CoversGoods(offered, wanted):
            offers, wants = quoted(offered), quoted(wanted)
            is_known = f"size({offers}) > 0 AND size({wants}) > 0"
            return f"CASE WHEN {is_known} THEN size(array_except({wants}, {offers})) = 0 END"
        case Always(value):
            return UNKNOWN if value is None else literal(value)
        case Not(operand):
            return f"(NOT {expression_of(operand, dates)})"
        case And(operands):
            return "(" + " AND ".join(expression_of(operand, dates) for operand in operands) + ")"
        case Or(operands):
            return "(" + " OR ".join(expression_of(operand, dates) for operand in operands) + ")"
        case Given(guard, then):
            return f"CASE WHEN {expression_of(guard, dates)} THEN {expression_of(then, dates)} END"


def _weighted_ends(terms: tuple[tuple[str, int], ...], dates: frozenset[str]) -> tuple[str, str]:
    """Both ends of a weighted sum, open where one of its terms is open; dates count as days."""
    least, most = [], []
    for name, weight in terms:
        first, last = _number(name, name in dates), _number(upper(name), name in dates)
        least.append((first if weight > 0 else last, weight))
        most.append((last if weight > 0 else first, weight))
    return _sum(least, LOWEST), _sum(most, HIGHEST)


def _sum(weighted: list[tuple[str, int]], open_end: int) -> str:
    is_open = " OR ".join(f"{number} IN ({literal(LOWEST)}, {literal(HIGHEST)})" for number, _weight in weighted)
    total = " + ".join(f"CAST({number} AS {WIDE}) * {wide(weight)}" for number, weight in weighted)
    return f"CASE WHEN {is_open} THEN {wide(open_end)} ELSE CAST({total} AS {WIDE}) END"


def _number(column: str, is_date: bool) -> str:
    return f"unix_date({quoted(column)})" if is_date else quoted(column)
