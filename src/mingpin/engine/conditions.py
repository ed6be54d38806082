"""Conditions from SQL text: parsed by sqlglot, held to an allow-list of node types and our own functions."""

from __future__ import annotations

from collections.abc import Callable

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from mingpin.engine.model import (
    AndExpr,
    Call,
    Code,
    Compare,
    Condition,
    Expr,
    InSet,
    Name,
    NotExpr,
    Number,
    OrExpr,
    ParameterName,
    RunConstant,
    Sum,
    Truth,
)
from mingpin.language import _
from mingpin.vocabulary.errors import PackError, Problem

FUNCTIONS: dict[str, int] = {
    "whole_years": 2,
    "in_last_years": 2,
    "in_last_calendar_years": 2,
    "ever": 1,
    "ratio": 2,
    "in_top_share": 2,
    "covers_goods": 2,
}
"""Our functions and how many arguments each takes. Their meaning is in `lower.py`."""

RUN_CONSTANTS = ("as_of", "programme_year")

_COMPARISONS: dict[type[exp.Expression], str] = {
    exp.EQ: "=",
    exp.NEQ: "<>",
    exp.LT: "<",
    exp.LTE: "<=",
    exp.GT: ">",
    exp.GTE: ">=",
}


class ConditionFault(ValueError):
    """Why a condition cannot be used (`why`), and what its author can do (`remedy`)."""

    def __init__(self, why: str, remedy: str = ""):
        super().__init__(why)
        self.why, self.remedy = why, remedy


def parse_condition(text: str, file: str = "", line: int = 0) -> Condition:
    """The condition that this SQL boolean expression states. Raises PackError with file, line, why and a remedy."""
    try:
        return Condition(text, _parse(text), file, line)
    except ConditionFault as fault:
        what = _("The condition “{text}” cannot be used.").format(text=text)
        raise PackError(Problem(file, line, what, fault.why, fault.remedy)) from fault


def _parse(text: str) -> Expr:
    try:
        statements = [statement for statement in sqlglot.parse(text) if isinstance(statement, exp.Expression)]
    except SqlglotError as error:
        why = _("It is not an SQL expression: {error}.").format(error=str(error).splitlines()[0].rstrip("."))
        raise ConditionFault(why, _("Check brackets, quotation marks and operators.")) from error
    if len(statements) != 1:
        raise ConditionFault(_("Exactly one expression is expected."), _("Join conditions with AND or OR."))
    return _convert(statements[0])


def _convert(node: exp.Expression) -> Expr:
    converter = _CONVERTERS.get(type(node))
    if converter is None:
        why = _("“{sql}” is not part of the policy language.").format(sql=node.sql())
        remedy = _("Use AND, OR, NOT, comparisons, IN, BETWEEN, + and -, and our functions: {functions}.")
        raise ConditionFault(why, remedy.format(functions=", ".join(FUNCTIONS)))
    return converter(node)


def _column(node: exp.Expression) -> Expr:
    assert isinstance(node, exp.Column)
    name = node.name
    if name.startswith("$"):
        return ParameterName(name[1:])
    if name in RUN_CONSTANTS and not node.table:
        return RunConstant(name)
    if node.args.get("db") or (node.table and node.table != "subject"):
        raise ConditionFault(
            _("“{sql}” names a table.").format(sql=node.sql()), _("Only `subject.<column>` may be written with a dot.")
        )
    return Name(name, node.table or None)


def _literal(node: exp.Expression) -> Expr:
    assert isinstance(node, exp.Literal)
    if node.is_string:
        return Code(node.this)
    if node.this in ("0", "1"):
        return Number(int(node.this))
    why = _("It contains the number {number}.").format(number=node.this)
    remedy = _("Numbers other than 0 and 1 are parameters: add one to parameters.yaml and write `$its_name`.")
    raise ConditionFault(why, remedy)


def _call(node: exp.Expression) -> Expr:
    assert isinstance(node, exp.Anonymous)
    name = str(node.this)
    if name not in FUNCTIONS:
        why = _("“{name}” is not one of our functions.").format(name=name)
        raise ConditionFault(why, _("Use one of: {functions}.").format(functions=", ".join(FUNCTIONS)))
    if len(node.expressions) != FUNCTIONS[name]:
        why = _("“{name}” takes {number} arguments.").format(name=name, number=FUNCTIONS[name])
        raise ConditionFault(why, _("See the language reference."))
    return Call(name, tuple(_convert(argument) for argument in node.expressions))


def _between(node: exp.Expression) -> Expr:
    operand = _convert(node.this)
    low, high = _convert(node.args["low"]), _convert(node.args["high"])
    return AndExpr((Compare(">=", operand, low), Compare("<=", operand, high)))


def _in(node: exp.Expression) -> Expr:
    if not node.expressions:
        raise ConditionFault(_("IN needs a list of codes."), _("Write `fact IN ('code', 'code')`."))
    return InSet(_convert(node.this), tuple(_convert(choice) for choice in node.expressions))


def _compare(node: exp.Expression) -> Expr:
    return Compare(_COMPARISONS[type(node)], _convert(node.this), _convert(node.expression))


def _flat(node: exp.Expression) -> tuple[Expr, ...]:
    return tuple(_convert(part) for part in node.flatten() if isinstance(part, exp.Expression))


_CONVERTERS: dict[type[exp.Expression], Callable[[exp.Expression], Expr]] = {
    exp.Column: _column,
    exp.Literal: _literal,
    exp.Boolean: lambda node: Truth(bool(node.this)),
    exp.Paren: lambda node: _convert(node.this),
    exp.Not: lambda node: NotExpr(_convert(node.this)),
    exp.And: lambda node: AndExpr(_flat(node)),
    exp.Or: lambda node: OrExpr(_flat(node)),
    exp.Add: lambda node: Sum(_convert(node.this), _convert(node.expression)),
    exp.Sub: lambda node: Sum(_convert(node.this), _convert(node.expression), -1),
    exp.In: _in,
    exp.Between: _between,
    exp.Anonymous: _call,
    **dict.fromkeys(_COMPARISONS, _compare),
}
