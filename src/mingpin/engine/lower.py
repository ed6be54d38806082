"""Conditions to tests: parameters become values, dates become days, our functions become comparisons.

This file is where each of our functions has its meaning; `reference.py` evaluates what comes out.
"""

from __future__ import annotations

from calendar import isleap
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction

from mingpin.engine import model
from mingpin.engine.conditions import ConditionFault
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
from mingpin.language import _
from mingpin.vocabulary.model import NONE_CODE, About, Classification, Type
from mingpin.vocabulary.values import MILLIONTHS, NEVER

PEER_LIST = "province_financials"
"""The list whose province-wide coverage lets peers be ranked from the register itself."""


@dataclass(frozen=True)
class Operand:
    """A fact or column as conditions see it. `column` names the measure for peers; `is_past`: never after the run's day."""

    key: str
    type: Type
    classification: Classification | None = None
    column: str = ""
    about: About = About.ORGANISATION
    is_past: bool = False


@dataclass
class Scope:
    """What a condition may name, and the run it is lowered for. Collects the parameters and peer questions it used."""

    operands: Mapping[str, Operand]
    parameters: Mapping[str, tuple[Type, int | date | None]]
    as_of: date
    year: int
    in_rows: bool = False
    used_parameters: dict[str, int | date] = field(default_factory=dict)
    peers: dict[str, PeerQuestion] = field(default_factory=dict)

    def operand(self, name: model.Name) -> Operand:
        if name.key not in self.operands:
            kind = _("column of this table") if self.in_rows else _("fact")
            why = _("“{name}” is not a {kind}.").format(name=name.key, kind=kind)
            raise ConditionFault(why, _closest(name.key, self.operands))
        return self.operands[name.key]

    def parameter(self, name: str) -> tuple[Type, int | date]:
        if name not in self.parameters:
            raise ConditionFault(
                _("There is no parameter “{name}”.").format(name=name),
                _closest(name, self.parameters, "parameters.yaml"),
            )
        type_, value = self.parameters[name]
        if value is None:
            why = _("The parameter “{name}” has no value on {day}.").format(name=name, day=self.as_of.isoformat())
            raise ConditionFault(why, _("Add a dated value to parameters.yaml."))
        self.used_parameters[name] = value
        return type_, value


def _closest(name: str, known: Mapping[str, object], place: str = "facts.yaml") -> str:
    from difflib import get_close_matches

    matches = get_close_matches(name, list(known), n=3, cutoff=0.5)
    if matches:
        return _("Did you mean {matches}?").format(matches=", ".join(matches))
    return _("Add it to {place}, or correct the name.").format(place=place)


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
        return _happened_since(NEVER, _date_fact(call, scope), scope)
    if call.function == "in_last_years":
        return _happened_since(first_day_within(scope.as_of, _whole(call, 1, scope)), _date_fact(call, scope), scope)
    if call.function == "in_last_calendar_years":
        year = max(scope.as_of.year - _whole(call, 1, scope), NEVER.year)
        return _happened_since(date(year, 1, 1), _date_fact(call, scope), scope)
    if call.function == "in_top_share" and not scope.in_rows:
        return _lower_peers(call, scope)
    if call.function == "covers_goods" and scope.in_rows:
        offered, wanted = (_item_column(argument, scope) for argument in call.arguments)
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
    type_, share = _constant(call.arguments[1], scope)
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
        return IsOneOf(known.key, tuple(_code(choice, known) for choice in choices))
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
            return IsOneOf(operand.key, (_code(right, operand),))
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
        years = _whole_number(right, "whole_years", scope) + strictly
        return Not(AtLeast(_date_fact(left, scope).key, last_day_with(scope.as_of, years) + timedelta(days=1)))
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
        code = _code(right, operand)
        return AtLeast(operand.key, operand.classification.rank_of(code) + strictly)
    if not operand.type.is_ordered:
        why = _("“{name}” is a {type}, which has no order.").format(name=operand.key, type=operand.type.value)
        raise ConditionFault(why, _("Use = or IN."))
    type_, value = _constant(right, scope)
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
    type_, value = _constant(right, scope)
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
    type_, value = _constant(expr, scope)
    if isinstance(value, date):
        raise ConditionFault(_("A number is expected here, not a date."), _("Use a parameter of type int."))
    return _Linear({}, value, frozenset() if expr == model.Number(0) else frozenset({type_}))


def _constant(expr: Expr, scope: Scope) -> tuple[Type, int | date]:
    match expr:
        case model.Number(value):
            return Type.INT, value
        case model.RunConstant("as_of"):
            return Type.DATE, scope.as_of
        case model.RunConstant("programme_year"):
            return Type.INT, scope.year
        case model.ParameterName(name):
            return scope.parameter(name)
        case model.Sum(left, right, sign):
            (left_type, first), (right_type, second) = _constant(left, scope), _constant(right, scope)
            if left_type is right_type and isinstance(first, int) and isinstance(second, int):
                return left_type, first + sign * second
    raise ConditionFault(_("A parameter, 0, 1, as_of or programme_year is expected here."), _("Name a parameter."))


def _whole(call: model.Call, index: int, scope: Scope) -> int:
    return _whole_number(call.arguments[index], call.function, scope)


def _whole_number(expr: Expr, function: str, scope: Scope) -> int:
    type_, value = _constant(expr, scope)
    if type_ is not Type.INT or isinstance(value, date):
        why = _("“{name}” counts whole years.").format(name=function)
        raise ConditionFault(why, _("Use a parameter of type int."))
    return value


def _date_fact(call: model.Call, scope: Scope) -> Operand:
    argument = call.arguments[0]
    operand = scope.operand(argument) if isinstance(argument, model.Name) else None
    if operand is None or operand.type is not Type.DATE:
        raise ConditionFault(_("“{name}” needs a date.").format(name=call.function), _("Name a fact of type date."))
    if call.function == "whole_years" and call.arguments[1] != model.RunConstant("as_of"):
        raise ConditionFault(
            _("“whole_years” counts up to the day of the run."), _("Write `whole_years(fact, as_of)`.")
        )
    return operand


def _item_column(argument: Expr, scope: Scope) -> str:
    operand = scope.operand(argument) if isinstance(argument, model.Name) else None
    if operand is None or operand.type is not Type.ITEMS:
        raise ConditionFault(_("“covers_goods” compares two columns of items."), _("Name columns of type items."))
    return operand.key


def _code(expr: Expr, operand: Operand) -> str:
    if not isinstance(expr, model.Code):
        why = _("“{name}” is compared with something that is not a code.").format(name=operand.key)
        raise ConditionFault(why, _("Write the code in quotation marks."))
    known = operand.classification
    if known is None or expr.text in known.entries or (known.is_ordered and expr.text == NONE_CODE):
        return expr.text
    why = _("“{code}” is not a code of the classification “{name}”.").format(code=expr.text, name=known.id)
    raise ConditionFault(why, _closest(expr.text, known.entries, f"classifications/{known.id}.yaml"))


# --- counting years ---------------------------------------------------------------------------------------------------


def years_before(day: date, years: int) -> date:
    """The same day `years` earlier; the last day of the month where that day does not exist (民法典 第二百零二条)."""
    year = max(day.year - years, 1)
    if day.month == 2 and day.day == 29 and not isleap(year):
        return date(year, 2, 28)
    return day.replace(year=year)


def last_day_with(as_of: date, years: int) -> date:
    """The latest day from which at least `years` whole years have passed by `as_of` (its anniversary counts)."""
    day = years_before(as_of, years)
    is_month_end = as_of.month == 2 and as_of.day == 28 and not isleap(as_of.year)
    return date(day.year, 2, 29) if is_month_end and isleap(day.year) else day


def first_day_within(as_of: date, years: int) -> date:
    """The earliest day of which `as_of` is still within `years` years.

    The day of the event is not counted (民法典 第二百零一条), so the anniversary is the last day inside.
    """
    day = years_before(as_of, years)
    return date(day.year, 3, 1) if as_of.day == 29 and as_of.month == 2 and day.day == 28 else day
