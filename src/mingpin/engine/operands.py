"""What a condition may name, and how the parts of an expression are read: facts, parameters, constants, codes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches

from mingpin.engine import model
from mingpin.engine.conditions import ConditionFault
from mingpin.engine.lowered import PeerQuestion
from mingpin.engine.model import Expr
from mingpin.language import _
from mingpin.vocabulary.model import NONE_CODE, About, Classification, Type


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
            raise ConditionFault(why, closest(name.key, self.operands))
        return self.operands[name.key]

    def parameter(self, name: str) -> tuple[Type, int | date]:
        if name not in self.parameters:
            raise ConditionFault(
                _("There is no parameter “{name}”.").format(name=name),
                closest(name, self.parameters, "parameters.yaml"),
            )
        type_, value = self.parameters[name]
        if value is None:
            why = _("The parameter “{name}” has no value on {day}.").format(name=name, day=self.as_of.isoformat())
            raise ConditionFault(why, _("Add a dated value to parameters.yaml."))
        self.used_parameters[name] = value
        return type_, value


def closest(name: str, known: Mapping[str, object], place: str = "facts.yaml") -> str:
    """A remedy: the names nearest to one that is not known, or where to add it."""
    matches = get_close_matches(name, list(known), n=3, cutoff=0.5)
    if matches:
        return _("Did you mean {matches}?").format(matches=", ".join(matches))
    return _("Add it to {place}, or correct the name.").format(place=place)


def constant(expr: Expr, scope: Scope) -> tuple[Type, int | date]:
    """The type and value of an expression that is the same for every subject. Raises ConditionFault for others."""
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
            (left_type, first), (right_type, second) = constant(left, scope), constant(right, scope)
            if left_type is right_type and isinstance(first, int) and isinstance(second, int):
                return left_type, first + sign * second
    raise ConditionFault(_("A parameter, 0, 1, as_of or programme_year is expected here."), _("Name a parameter."))


def whole_number(expr: Expr, function: str, scope: Scope) -> int:
    """The value of an expression that counts years, for `function`. Raises ConditionFault."""
    type_, value = constant(expr, scope)
    if type_ is not Type.INT or isinstance(value, date):
        why = _("“{name}” counts whole years.").format(name=function)
        raise ConditionFault(why, _("Use a parameter of type int."))
    return value


def date_fact(call: model.Call, scope: Scope) -> Operand:
    """The date that one of our functions is about: its first argument. Raises ConditionFault."""
    argument = call.arguments[0]
    operand = scope.operand(argument) if isinstance(argument, model.Name) else None
    if operand is None or operand.type is not Type.DATE:
        raise ConditionFault(_("“{name}” needs a date.").format(name=call.function), _("Name a fact of type date."))
    if call.function == "whole_years" and call.arguments[1] != model.RunConstant("as_of"):
        raise ConditionFault(
            _("“whole_years” counts up to the day of the run."), _("Write `whole_years(fact, as_of)`.")
        )
    return operand


def item_column(argument: Expr, scope: Scope) -> str:
    """The key of a column of items. Raises ConditionFault."""
    operand = scope.operand(argument) if isinstance(argument, model.Name) else None
    if operand is None or operand.type is not Type.ITEMS:
        raise ConditionFault(_("“covers_goods” compares two columns of items."), _("Name columns of type items."))
    return operand.key


def code_of(expr: Expr, operand: Operand) -> str:
    """The code of the operand's classification that is written here. Raises ConditionFault."""
    if not isinstance(expr, model.Code):
        why = _("“{name}” is compared with something that is not a code.").format(name=operand.key)
        raise ConditionFault(why, _("Write the code in quotation marks."))
    known = operand.classification
    if known is not None and expr.text in known.undecided:
        why = _("“{code}” means that nothing is decided yet; a condition cannot ask for it.").format(code=expr.text)
        raise ConditionFault(why, _("Ask for a code that is a decision."))
    if known is None or expr.text in known.entries or (known.is_ordered and expr.text == NONE_CODE):
        return expr.text
    why = _("“{code}” is not a code of the classification “{name}”.").format(code=expr.text, name=known.id)
    raise ConditionFault(why, closest(expr.text, known.entries, f"classifications/{known.id}.yaml"))
