"""Which evidence rows belong to which list: as the facts of the vocabulary that stand under the list say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import reduce

import polars as pl
import sqlglot
from sqlglot import exp

from mingpin.vocabulary.model import Fact, ListKind, Take, Type, Vocabulary

_TIME = "as_of"
_SPANS = ("valid_from", "valid_to")
"""How long something is valid: it may well begin after the list was drawn."""
_PROVENANCE = ("recorded_on",)

Codes = Mapping[str, frozenset[str]]


@dataclass(frozen=True)
class ListRows:
    """The rows of a list in one table. `surely` and `possibly` are conditions on its physical columns, never null: whether a row
    meets a fact's condition, days left out of account. `listed` holds for all rows that no other list of the table claims.
    """

    list: str
    table: str
    surely: pl.Expr
    possibly: pl.Expr
    listed: pl.Expr
    dates: tuple[str, ...]
    """The columns that say on which day what is listed came about."""
    is_of_period: bool
    """Whether the list is one of events in a period."""


def rows_of_lists(vocabulary: Vocabulary) -> tuple[ListRows, ...]:
    """For each list that facts stand under, its rows, table by table."""
    facts: dict[tuple[str, str], list[Fact]] = {}
    for fact in vocabulary.facts.values():
        if fact.list:
            facts.setdefault((fact.table, fact.list), []).append(fact)
    codes = {key: _codes(of_list) for key, of_list in facts.items()}
    found = []
    for (table, list_), of_list in facts.items():
        met = reduce(lambda one, other: one | other, (_selection(fact.where) for fact in of_list))
        others = [codes[key] for key in facts if key[0] == table and key[1] != list_]
        telling = {
            column: claimed
            for column, claimed in codes[(table, list_)].items()
            if any(column in other and other[column] != claimed for other in others)
        }
        claims = [pl.col(column).is_in(sorted(claimed)).fill_null(True) for column, claimed in telling.items()]
        listed = reduce(lambda one, other: one & other, claims, pl.lit(True))
        dates = _dates([fact for key in facts if key[0] == table for fact in facts[key]], table, vocabulary)
        is_of_period = vocabulary.lists[list_].kind is ListKind.EVENTS
        found.append(ListRows(list_, table, met.fill_null(False), met.fill_null(True), listed, dates, is_of_period))
    return tuple(found)


def _dates(facts: list[Fact], table: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    columns = vocabulary.tables[table].columns
    known = {fact.column for fact in facts if fact.take is Take.LATEST and fact.column}
    known |= {name for name, column in columns.items() if column.is_required and column.type is Type.DATE}
    for fact in facts:
        for condition in _conjuncts(_parsed(fact.where)):
            is_past = isinstance(condition, exp.LTE) and isinstance(condition.this, exp.Column)
            if is_past and condition.expression.name == _TIME:
                known.add(condition.this.name)
    return tuple(name for name in columns if name in known and name not in (*_SPANS, *_PROVENANCE))


def _codes(facts: list[Fact]) -> Codes:
    """The codes that each column may have in a row of the list, for the columns on which all its facts put a condition."""
    each = [_codes_of(fact.where) for fact in facts]
    shared = set.intersection(*(set(codes) for codes in each))
    return {column: frozenset().union(*(codes[column] for codes in each)) for column in shared}


def _codes_of(where: str | None) -> dict[str, frozenset[str]]:
    codes = {}
    for condition in _conjuncts(_parsed(where)):
        choices = [condition.expression] if isinstance(condition, exp.EQ) else condition.args.get("expressions") or []
        if (
            isinstance(condition, exp.EQ | exp.In)
            and _is_own(condition.this)
            and choices
            and all(map(_is_text, choices))
        ):
            codes[condition.this.name] = frozenset(choice.name for choice in choices)
    return codes


def _selection(where: str | None) -> pl.Expr:
    """The condition over the row's own codes and yes/no columns in three-valued logic; what asks for more is left out."""
    known = _expression(_parsed(where))
    return pl.lit(True) if known is None else known


def _expression(node: object) -> pl.Expr | None:
    if isinstance(node, exp.Paren):
        return _expression(node.this)
    if isinstance(node, exp.And):
        parts = [part for part in (_expression(node.this), _expression(node.expression)) if part is not None]
        return reduce(lambda one, other: one & other, parts) if parts else None
    if isinstance(node, exp.Or):
        one, other = _expression(node.this), _expression(node.expression)
        return one | other if one is not None and other is not None else None
    if isinstance(node, exp.Not):
        whole = _expression(node.this) if _is_whole(node.this) else None
        return None if whole is None else ~whole
    if isinstance(node, exp.EQ | exp.NEQ) and _is_own(node.this) and _is_text(node.expression):
        column, code = pl.col(node.this.name), str(node.expression.name)
        return column == pl.lit(code) if isinstance(node, exp.EQ) else column != pl.lit(code)
    if isinstance(node, exp.In) and _is_own(node.this) and node.expressions and all(map(_is_text, node.expressions)):
        return pl.col(node.this.name).is_in([choice.name for choice in node.expressions])
    if isinstance(node, exp.Column) and _is_own(node):
        return pl.col(node.name)
    return None


def _is_whole(node: object) -> bool:
    """Nothing of the condition is left out: only then may it be negated."""
    assert isinstance(node, exp.Expression)
    parts = [node] if not isinstance(node, exp.And | exp.Or | exp.Paren | exp.Not) else list(node.iter_expressions())
    if parts == [node]:
        return _expression(node) is not None
    return all(_is_whole(part) for part in parts)


def _parsed(where: str | None) -> object:
    return sqlglot.parse_one(where) if where else None


def _conjuncts(node: object) -> Iterator[exp.Expression]:
    if isinstance(node, exp.And):
        yield from _conjuncts(node.this)
        yield from _conjuncts(node.expression)
    elif isinstance(node, exp.Paren):
        yield from _conjuncts(node.this)
    elif isinstance(node, exp.Expression):
        yield node


def _is_own(node: object) -> bool:
    return isinstance(node, exp.Column) and not node.table and node.name != _TIME


def _is_text(node: object) -> bool:
    return isinstance(node, exp.Literal) and bool(node.is_string)
