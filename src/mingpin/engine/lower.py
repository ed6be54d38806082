"""Conditions to tests: parameters become values, dates become days, our functions become comparisons.

This file is where each of our functions has its meaning; `reference.py` evaluates what comes out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from mingpin.engine import model
from mingpin.engine.conditions import ConditionFault
from mingpin.engine.counting_years import first_day_within, last_day_with
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
    PeerQuestion,
    SumAtLeast,
    Test,
)
from mingpin.engine.model import Expr
from mingpin.engine.operands import Operand, Scope, code_of, constant, date_fact, item_column, whole_number
from mingpin.language import _
from mingpin.vocabulary.model import About, Type
from mingpin.vocabulary.values import MILLIONTHS, NEVER

PEER_LIST = "province_financials"
"""The list whose province-wide coverage lets peers be ranked from the register itself."""


# --- boolean expressions ----------------------------------------------------------------------------------------------


def lower(expr: Expr, scope: Scope) -> Test:
    """The test that a boolean expression means in this run. Raises ConditionFault."""
    match expr:
        case model.Truth(value):
            return Always(value)
        case model.NotExpr(operand):
            return Not(lower(operand, scope))
        case model.AndExpr(operands):
            return And(tuple(lower(operand, scope) for operand in operands))
        case model.OrExpr(operands):
            return Or(tuple(lower(operand, scope) for operand in operands))
        case model.Compare(op, left, right):
            return _lower_comparison(op, left, right, scope)
        case model.InSet(operand, choices):
            return _lower_membership(operand, choices, scope)
        case model.Call():
            return _lower_predicate(expr, scope)
        case model.Name():
            return _lower_name(expr, scope)
    raise ConditionFault(_("A yes-or-no condition is expected."), _("Compare it with something."))


def _lower_name(name: model.Name, scope: Scope) -> Test:
    operand = scope.operand(name)
    if operand.type is not Type.BOOL:
        why = _("“{name}” is a {type}, not a yes or no.").format(name=name.key, type=operand.type.value)
        raise ConditionFault(why, _("Compare it with something."))
    return IsTrue(operand.key)


def _lower_predicate(call: model.Call, scope: Scope) -> Test:
    if call.function == "ever":
        return _happened_since(NEVER, date_fact(call, scope), scope)
    if call.function in ("in_last_years", "in_last_calendar_years"):
        day, years = date_fact(call, scope), whole_number(call.arguments[1], call.function, scope)
        january = date(max(scope.as_of.year - years, NEVER.year), 1, 1)
        is_to_the_day = call.function == "in_last_years"
        return _happened_since(first_day_within(scope.as_of, years) if is_to_the_day else january, day, scope)
    if call.function == "in_top_share" and not scope.in_rows:
        return _lower_peers(call, scope)
    if call.function == "covers_goods" and scope.in_rows:
        offered, wanted = (item_column(argument, scope) for argument in call.arguments)
        return CoversGoods(offered, wanted)
    why = _("“{name}” does not give a yes or no here.").format(name=call.function)
    raise ConditionFault(why, _("Compare its value, or use it where it belongs; see the language reference."))


def _happened_since(day: date, operand: Operand, scope: Scope) -> Test:
    """An event on this day or later, up to the run's day. What never happened is on no day; what lies ahead has not happened."""
    since = AtLeast(operand.key, max(day, NEVER + timedelta(days=1)))
    if operand.is_past:
        return since
    return And((since, Not(AtLeast(operand.key, scope.as_of + timedelta(days=1)))))


def _lower_peers(call: model.Call, scope: Scope) -> Test:
    amount = _linear(call.arguments[0], scope)
    if amount.constant or amount.types != {Type.MONEY} or any(weight != 1 for weight in amount.terms.values()):
        why = _("Peers are ranked by an amount of money, or by a sum of such.")
        raise ConditionFault(why, _("Write `in_top_share(fact, $share)`."))
    type_, share = constant(call.arguments[1], scope)
    if type_ is not Type.SHARE or not isinstance(share, int) or not 0 < share <= MILLIONTHS:
        raise ConditionFault(
            _("The second argument is not a share between 0 and 1."), _("Use a parameter of type share.")
        )
    measures = tuple(amount.terms)
    if any(scope.operands[name].about is not About.ORGANISATION for name in measures):
        raise ConditionFault(_("Peers are organisations."), _("Use a fact about the organisation."))
    measure = "+".join(scope.operands[name].column for name in measures)
    name = f"in_top_share({'+'.join(measures)},{share})"
    scope.peers[name] = PeerQuestion(name, measures, measure, share, PEER_LIST)
    return IsTrue(name)


def _lower_membership(operand: Expr, choices: tuple[Expr, ...], scope: Scope) -> Test:
    if not isinstance(operand, model.Name):
        raise ConditionFault(_("IN compares a fact with codes."), _("Write `fact IN ('code', 'code')`."))
    known = scope.operand(operand)
    if known.type in (Type.CODE, Type.TEXT):
        return IsOneOf(known.key, tuple(code_of(choice, known) for choice in choices))
    return Or(tuple(_lower_comparison("=", operand, choice, scope) for choice in choices))


# --- comparisons ------------------------------------------------------------------------------------------------------


def _lower_comparison(op: str, left: Expr, right: Expr, scope: Scope) -> Test:
    if _is_constant(left) and not _is_constant(right):
        return _lower_comparison(_MIRRORED.get(op, op), right, left, scope)
    if op == "<>":
        return Not(_lower_comparison("=", left, right, scope))
    if isinstance(left, model.Name):
        operand = scope.operand(left)
        if operand.type is Type.BOOL and isinstance(right, model.Truth) and op == "=":
            return IsTrue(operand.key) if right.value else Not(IsTrue(operand.key))
        if operand.type in (Type.CODE, Type.TEXT):
            if op != "=":
                why = _("“{name}” is a code; codes have no order.").format(name=left.key)
                raise ConditionFault(why, _("Use = or IN."))
            return IsOneOf(operand.key, (code_of(right, operand),))
    match op:
        case ">=":
            return _at_least(left, right, scope, strictly=False)
        case ">":
            return _at_least(left, right, scope, strictly=True)
        case "<":
            return Not(_at_least(left, right, scope, strictly=False))
        case "<=":
            return Not(_at_least(left, right, scope, strictly=True))
    return And((_at_least(left, right, scope, strictly=False), Not(_at_least(left, right, scope, strictly=True))))


_MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}


def _is_constant(expr: Expr) -> bool:
    match expr:
        case model.ParameterName() | model.Code() | model.Number() | model.RunConstant() | model.Truth():
            return True
        case model.Sum(left, right):
            return _is_constant(left) and _is_constant(right)
    return False


def _at_least(left: Expr, right: Expr, scope: Scope, *, strictly: bool) -> Test:
    """left >= right, or left > right. All our quantities are whole (days, fen, ranks), so > is >= one more."""
    if isinstance(left, model.Call) and left.function == "whole_years":
        years = whole_number(right, "whole_years", scope) + strictly
        return Not(AtLeast(date_fact(left, scope).key, last_day_with(scope.as_of, years) + timedelta(days=1)))
    if isinstance(left, model.Call) and left.function == "ratio":
        return _ratio_at_least(left, right, scope, strictly=strictly)
    if isinstance(left, model.Name) and _is_constant(right):
        return _fact_at_least(scope.operand(left), right, scope, strictly=strictly)
    difference = _linear(left, scope).minus(_linear(right, scope))
    if len(difference.types) != 1:
        why = _("It compares values of different types.")
        raise ConditionFault(why, _("Compare money with money, dates with dates, numbers with numbers."))
    is_sum_of_dates = sum(difference.terms.values()) != 0 or difference.constant != 0
    if difference.types == {Type.DATE} and is_sum_of_dates:
        raise ConditionFault(_("Dates cannot be added."), _("Compare a date with a date, or use whole_years."))
    return _sum_at_least(difference.terms, int(strictly) - difference.constant)


def _sum_at_least(terms: Mapping[str, int], bound: int) -> Test:
    """What cancels out is not asked for: `a >= a` holds whatever `a` is."""
    weighted = tuple((name, weight) for name, weight in terms.items() if weight)
    return SumAtLeast(weighted, bound) if weighted else Always(bound <= 0)


def _fact_at_least(operand: Operand, right: Expr, scope: Scope, *, strictly: bool) -> Test:
    if operand.type is Type.LEVEL:
        assert operand.classification is not None
        code = code_of(right, operand)
        return AtLeast(operand.key, operand.classification.rank_of(code) + strictly)
    if not operand.type.is_ordered:
        why = _("“{name}” is a {type}, which has no order.").format(name=operand.key, type=operand.type.value)
        raise ConditionFault(why, _("Use = or IN."))
    type_, value = constant(right, scope)
    if operand.type is Type.DATE:
        if not isinstance(value, date):
            raise ConditionFault(_("“{name}” is a date.").format(name=operand.key), _("Compare it with a date."))
        return AtLeast(operand.key, value + timedelta(days=1) if strictly else value)
    is_zero = isinstance(right, model.Number) and value == 0
    if isinstance(value, date) or not (type_ is operand.type or is_zero):
        why = _("“{name}” is a {type} and is compared with a {other}.")
        why = why.format(name=operand.key, type=operand.type.value, other=type_.value)
        raise ConditionFault(why, _("Use a parameter of the same type."))
    return AtLeast(operand.key, value + strictly)


def _ratio_at_least(call: model.Call, right: Expr, scope: Scope, *, strictly: bool) -> Test:
    above, below = (_linear(argument, scope) for argument in call.arguments)
    if len(above.types | below.types) != 1 or Type.DATE in above.types:
        raise ConditionFault(_("A ratio divides money by money or a number by a number."), _("Name two such facts."))
    type_, value = constant(right, scope)
    if isinstance(value, date) or type_ not in (Type.SHARE, Type.INT):
        raise ConditionFault(_("A ratio is compared with a share or a number."), _("Use a parameter of type share."))
    limit = Fraction(value, MILLIONTHS) if type_ is Type.SHARE else Fraction(value)
    excess = above.times(limit.denominator).minus(below.times(limit.numerator))
    divisor_is_positive = _sum_at_least(below.terms, 1 - below.constant)
    return Given(divisor_is_positive, _sum_at_least(excess.terms, int(strictly) - excess.constant))


# --- values -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Linear:
    """Weighted facts plus a whole number, and the types of all of them (0 has none)."""

    terms: Mapping[str, int]
    constant: int
    types: frozenset[Type]

    def times(self, factor: int) -> _Linear:
        return _Linear(
            {name: weight * factor for name, weight in self.terms.items()}, self.constant * factor, self.types
        )

    def minus(self, other: _Linear) -> _Linear:
        terms = dict(self.terms)
        for name, weight in other.terms.items():
            terms[name] = terms.get(name, 0) - weight
        return _Linear(terms, self.constant - other.constant, self.types | other.types)


def _linear(expr: Expr, scope: Scope) -> _Linear:
    """An expression as weighted facts plus a whole number."""
    if isinstance(expr, model.Name):
        operand = scope.operand(expr)
        if operand.type not in (Type.INT, Type.MONEY, Type.DATE):
            why = _("“{name}” is a {type}; only numbers, money and dates can be computed with.")
            raise ConditionFault(why.format(name=operand.key, type=operand.type.value), _("Compare it with a code."))
        return _Linear({operand.key: 1}, 0, frozenset({operand.type}))
    if isinstance(expr, model.Sum):
        return _linear(expr.left, scope).minus(_linear(expr.right, scope).times(-expr.sign))
    type_, value = constant(expr, scope)
    if isinstance(value, date):
        raise ConditionFault(_("A number is expected here, not a date."), _("Use a parameter of type int."))
    return _Linear({}, value, frozenset() if expr == model.Number(0) else frozenset({type_}))
