"""Conditions and values in words, in the current language, from the labels of the pack."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from functools import partial
from typing import Any

from mingpin.engine import model
from mingpin.engine.counting_years import first_day_within
from mingpin.engine.lowered import Program
from mingpin.engine.model import Expr
from mingpin.language import _, in_language
from mingpin.vocabulary.evidence import upper
from mingpin.vocabulary.model import NONE_CODE, Fact, Take, Type, Vocabulary
from mingpin.vocabulary.values import FEN_PER_YUAN, FOREVER, HIGHEST, LOWEST, MILLIONTHS, NEVER

Writer = Callable[[Any], str]


class Words:
    """Phrases for one program: its conditions, parameters and fact values."""

    def __init__(self, program: Program):
        self.program = program
        self.vocabulary: Vocabulary = program.pack.vocabulary

    # --- conditions

    def condition(self, expr: Expr) -> str:
        """The condition as a person reads it."""
        match expr:
            case model.AndExpr(operands):
                return _(", and ").join(self.condition(operand) for operand in operands)
            case model.OrExpr(operands):
                return _(", or ").join(self.condition(operand) for operand in operands)
            case model.NotExpr(operand):
                return _("not: {condition}").format(condition=self.condition(operand))
            case model.InSet(operand, choices):
                listed = _(" / ").join(self._value(choice, operand) for choice in choices)
                return _("{fact} is one of: {choices}").format(fact=self._value(operand), choices=listed)
            case model.Compare():
                return self._comparison(expr)
            case model.Call():
                return self._call(expr)
            case model.Truth(value):
                return _("always") if value else _("never")
        return self._value(expr)

    def _comparison(self, expr: model.Compare) -> str:
        left, right = expr.left, expr.right
        if isinstance(left, model.Call) and left.function == "whole_years":
            template = {
                ">=": _("{fact}: at least {number} years have passed by {day}"),
                "<": _("{fact}: fewer than {number} years have passed by {day}"),
            }.get(expr.op, _("{fact}: years passed by {day} {op} {number}"))
            return template.format(
                fact=self._value(left.arguments[0]),
                number=self._value(right),
                day=self.program.as_of.isoformat(),
                op=_SIGNS[expr.op],
            )
        return f"{self._value(left)} {_SIGNS[expr.op]} {self._value(right, left)}"

    def _call(self, call: model.Call) -> str:
        first = self._value(call.arguments[0])
        if call.function == "ever":
            return _("{fact}: at any time").format(fact=first)
        if call.function == "in_last_years":
            years = self._number(call.arguments[1])
            since = first_day_within(self.program.as_of, years) if years is not None else ""
            return _("{fact}: within the last {number} years, counted to the day (since {day})").format(
                fact=first, number=years, day=since
            )
        if call.function == "in_last_calendar_years":
            years = self._number(call.arguments[1])
            since = date(self.program.as_of.year - years, 1, 1) if years is not None else ""
            return _("{fact}: within the last {number} calendar years (since {day})").format(
                fact=first, number=years, day=since
            )
        if call.function == "in_top_share":
            share = self._value(call.arguments[1])
            return _("{fact}: among the first {share} of its industry in the province").format(fact=first, share=share)
        arguments = ", ".join(self._value(argument) for argument in call.arguments)
        return f"{call.function}({arguments})"

    def _number(self, expr: Expr) -> int | None:
        if isinstance(expr, model.ParameterName):
            value = self.program.parameters.get(expr.name)
            return value if isinstance(value, int) else None
        return expr.value if isinstance(expr, model.Number) else None

    def _value(self, expr: Expr, beside: Expr | None = None) -> str:
        match expr:
            case model.Name(name, None) if name in self.vocabulary.facts:
                return in_language(self.vocabulary.facts[name].label)
            case model.Name():
                return expr.key
            case model.Code(text):
                return self._code(text, beside)
            case model.Number(value):
                return str(value)
            case model.ParameterName(name):
                return self.parameter(name)
            case model.RunConstant(name):
                return self.program.as_of.isoformat() if name == "as_of" else str(self.program.year)
            case model.Sum(left, right, sign):
                return f"{self._value(left)} {'+' if sign > 0 else '−'} {self._value(right)}"
            case model.Truth(value):
                return _("yes") if value else _("no")
            case model.Call("ratio", (above, below)):
                return f"{self._value(above)} ÷ {self._value(below)}"
        return self.condition(expr)

    def _code(self, text: str, beside: Expr | None) -> str:
        fact = self.vocabulary.facts.get(beside.name) if isinstance(beside, model.Name) else None
        if fact is None or not fact.classification:
            return text
        return in_language(self.vocabulary.label_of(fact.classification, text))

    def parameter(self, name: str) -> str:
        """A parameter's value with its unit."""
        definition = self.program.pack.parameters.get(name)
        if definition is None or name not in self.program.parameters:
            return f"${name}"
        value = self.program.parameters[name]
        shown = f"{value * 100 / MILLIONTHS:g}%" if definition.type == Type.SHARE and isinstance(value, int) else ""
        return shown or (scalar(Type(definition.type), value, None, self.vocabulary) + in_language(definition.unit))

    # --- values

    def settled_teller(self, fact: Fact) -> Writer:
        """What puts a value of this fact into words where both its ends are that value."""
        write = scalar_writer(fact.type, fact.classification, self.vocabulary)
        if fact.take is Take.LATEST:
            never = _("none, at any time")
            return lambda value: never if value == NEVER else write(value)
        if not fact.type.is_ordered:
            return write
        ceiling, endless = FOREVER if fact.type is Type.DATE else HIGHEST, _("does not expire")
        return lambda value: endless if value == ceiling else write(value)

    def teller(self, fact: Fact) -> Callable[[Mapping[str, Any]], str]:
        """What puts this fact into words for a fact row – settled, between two ends, or not known – with all that does not
        depend on the subject looked up once."""
        name, end, write = fact.name, upper(fact.name), scalar_writer(fact.type, fact.classification, self.vocabulary)
        if not fact.type.is_ordered:
            unknown = _("not known")
            return lambda row: unknown if row[name] is None else write(row[name])
        if fact.take is Take.LATEST:
            return lambda row: self._latest(row[name], row[end])
        floor: Any = NEVER if fact.type is Type.DATE else 0 if fact.type is Type.LEVEL else LOWEST
        ceiling: Any = FOREVER if fact.type is Type.DATE else HIGHEST

        def between(row: Mapping[str, Any]) -> str:
            low, high = row[name], row[end]
            if low == high:
                return _("does not expire") if low == ceiling else write(low)
            if low == floor and high == ceiling:
                return _("not known")
            if high == ceiling:
                return _("at least {value}").format(value=write(low))
            if low == floor:
                return _("at most {value}").format(value=write(high))
            return _("between {first} and {last}").format(first=write(low), last=write(high))

        return between

    def _latest(self, low: date, high: date) -> str:
        if high == NEVER:
            return _("none, at any time")
        if low == high:
            return low.isoformat()
        if low == NEVER and high >= self.program.as_of:
            return _("none on record; not covered")
        if low == NEVER:
            return _("none after {day}; before that not covered").format(day=high.isoformat())
        if high >= self.program.as_of:
            return _("{day} is the latest on record; later ones are not ruled out").format(day=_day(low))
        return _("between {first} and {last}").format(first=_day(low), last=high.isoformat())


_SIGNS = {"=": "=", "<>": "≠", "<": "<", "<=": "≤", ">": ">", ">=": "≥"}


def _day(day: date) -> str:
    return _("an unknown day") if day == NEVER + timedelta(days=1) else day.isoformat()


def scalar(type_: Type, value: Any, classification: str | None, vocabulary: Vocabulary) -> str:
    """A physical value as a person writes it: yes or no, a code's label, yuan with separators, a share in percent."""
    return "" if value is None else scalar_writer(type_, classification, vocabulary)(value)


def scalar_writer(type_: Type, classification: str | None, vocabulary: Vocabulary) -> Writer:
    """Writes values of one type, never None, as `scalar` does, in the language that is current now."""
    if type_ is Type.BOOL:
        words = {True: _("yes"), False: _("no")}
        return words.__getitem__
    if type_ in (Type.CODE, Type.LEVEL) and classification:
        return _Labels(type_, classification, vocabulary).__getitem__
    if type_ is Type.MONEY:
        before, after = _("{amount} yuan").split("{amount}")
        return partial(_money, before, after)
    if type_ is Type.SHARE:
        return lambda value: f"{value * 100 / MILLIONTHS:g}%"
    if type_ is Type.ITEMS:
        return "；".join
    return date.isoformat if type_ is Type.DATE else str


def _money(before: str, after: str, value: int) -> str:
    if value >= 0 and not value % FEN_PER_YUAN:  # nearly every amount
        return f"{before}{value // FEN_PER_YUAN:,}{after}"
    whole, fen = divmod(abs(value), FEN_PER_YUAN)
    sign = "-" if value < 0 else ""
    return f"{before}{sign}{whole:,}.{fen:02d}{after}" if fen else f"{before}{sign}{whole:,}{after}"


class _Labels(dict[Any, str]):
    """The labels of a classification by code, those of levels by rank too, each worked out once."""

    def __init__(self, type_: Type, classification: str, vocabulary: Vocabulary):
        super().__init__()
        self._type, self._classification, self._vocabulary = type_, classification, vocabulary
        self._none = _("none")

    def __missing__(self, value: Any) -> str:
        code = value
        if self._type is Type.LEVEL and isinstance(value, int):
            code = self._vocabulary.classifications[self._classification].code_of(value)
        if self._type is Type.LEVEL and code == NONE_CODE and code is not value:
            label = self._none
        else:
            label = in_language(self._vocabulary.label_of(self._classification, code))
        self[value] = label
        return label
