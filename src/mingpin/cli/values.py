"""Values as they are typed: days, and the changes of a what-if."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

import click

from mingpin.cli.exits import Exit, Stop
from mingpin.engine import Changes, Pack
from mingpin.engine.conditions import parse_condition
from mingpin.engine.model import Condition, Node, NodeKind
from mingpin.language import _
from mingpin.vocabulary import PackError
from mingpin.vocabulary.model import Type
from mingpin.vocabulary.values import ValueFault, physical


class Day(click.ParamType[date]):
    """A day, written 2024-06-30."""

    name = "date"

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:
        return "YYYY-MM-DD"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if isinstance(value, date):
            return value
        try:
            return datetime.strptime(str(value), "%Y-%m-%d").date()
        except ValueError:
            self.fail(_("“{value}” is not a day; write it like 2024-06-30.").format(value=value), param, ctx)


def typed_changes(
    pack: Pack,
    set_: Sequence[str] = (),
    rulings: Sequence[str] = (),
    without: Sequence[str] = (),
    conditions: Sequence[str] = (),
) -> Changes:
    """The changes that were typed. Raises Stop for a name that the pack does not have, or a value that is none."""
    nodes = {node.path: node for clause in pack.executable if clause.rule for node in clause.rule.walk()}
    return Changes(
        parameters={name: _parameter(pack, name, value) for name, value in _pairs("--set", set_).items()},
        rulings={
            question: _reading(nodes, question, reading) for question, reading in _pairs("--ruling", rulings).items()
        },
        conditions={path: _condition(nodes, path, text) for path, text in _pairs("--condition", conditions).items()},
        without=frozenset(_clause(pack, clause) for clause in without),
    )


def _pairs(option: str, typed: Sequence[str]) -> dict[str, str]:
    pairs = {}
    for text in typed:
        name, equals, value = text.partition("=")
        if not equals or not name.strip() or not value.strip():
            what = _("{option} {text} is not understood.").format(option=option, text=text)
            raise Stop(Exit.USAGE, what, _("Write it as NAME=VALUE, in quotation marks if there are spaces."))
        pairs[name.strip()] = value.strip()
    return pairs


def _parameter(pack: Pack, name: str, value: str) -> Any:
    definition = pack.parameters.get(name)
    if definition is None:
        raise _unknown(_("The pack has no parameter “{name}”.").format(name=name), pack.parameters)
    type_ = Type(definition.type)
    try:
        held = physical(type_, _without_percent(value) if type_ is Type.SHARE else value)
    except ValueFault as fault:
        raise Stop(Exit.USAGE, _("--set {name}: {fault}").format(name=name, fault=fault)) from fault
    return held[0] if type_ is Type.DATE else held


def _without_percent(value: str) -> str | Decimal:
    if not value.endswith("%"):
        return value
    try:
        return Decimal(value[:-1]) / 100
    except InvalidOperation:
        return value


def _reading(nodes: Mapping[str, Node], question: str, reading: str) -> str:
    options: dict[str, list[str]] = {}
    for node in nodes.values():
        if node.kind is NodeKind.READINGS:
            options.setdefault(node.subject, []).extend(child.reading for child in node.children)
    if question not in options:
        raise _unknown(_("The pack has no question “{name}”.").format(name=question), options)
    if reading not in options[question]:
        what = _("“{reading}” is not a reading of “{question}”.").format(reading=reading, question=question)
        raise _unknown(what, dict.fromkeys(options[question]))
    return reading


def _condition(nodes: Mapping[str, Node], path: str, text: str) -> Condition:
    conditions = {path: node for path, node in nodes.items() if node.kind is NodeKind.HOLDS}
    if path not in conditions:
        raise _unknown(_("The pack has no condition at “{name}”.").format(name=path), conditions)
    try:
        return parse_condition(text, "--condition", 1)
    except PackError as error:
        problem = error.problems[0]
        raise Stop(Exit.USAGE, problem.what, problem.why, problem.remedy) from error


def _clause(pack: Pack, named: str) -> str:
    ids = [clause.id for clause in pack.executable]
    if named not in ids:
        raise _unknown(_("The pack has no executable clause “{name}”.").format(name=named), dict.fromkeys(ids))
    return named


MOST_NAMES = 20


def _unknown(what: str, known: Mapping[str, object]) -> Stop:
    names = ", ".join(list(known)[:MOST_NAMES]) + (" …" if len(known) > MOST_NAMES else "")
    return Stop(Exit.USAGE, what, _("It has: {names}.").format(names=names or "–"))
