"""The provisions of a pack and the state of each rule: what runs, what a person decides, which readings are open."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from mingpin.documents.report import plain_parameter
from mingpin.documents.wording import department
from mingpin.engine import Program, model
from mingpin.engine.model import Clause, Comparison, Condition, Expr, Node, NodeKind, Parameter, Target
from mingpin.language import _, in_language


class State(StrEnum):
    """What can be said of a provision's rule. Several may hold of one provision."""

    EXECUTABLE = "executable"
    JUDGEMENT = "judgement"
    READINGS_OPEN = "readings_open"
    READINGS_SETTLED = "readings_settled"
    PARAMETER_CHOSEN = "parameter_chosen"
    TARGET = "target"
    OWNED = "owned"
    OWNER_NOT_NAMED = "owner_not_named"


def state_word(state: State) -> str:
    """The state as a tag."""
    return {
        State.EXECUTABLE: _("runs on evidence"),
        State.JUDGEMENT: _("open words: a person decides"),
        State.READINGS_OPEN: _("readings not settled"),
        State.READINGS_SETTLED: _("reading settled"),
        State.PARAMETER_CHOSEN: _("number chosen, not in the text"),
        State.TARGET: _("counted against its goal"),
        State.OWNED: _("owners named"),
        State.OWNER_NOT_NAMED: _("no owner named"),
    }[state]


@dataclass(frozen=True)
class Provision:
    """One provision with everything that its rule is made of."""

    clause: Clause
    states: tuple[State, ...]
    judgements: tuple[Node, ...]
    readings: tuple[Node, ...]
    parameters: tuple[Parameter, ...]


def provisions(program: Program) -> tuple[Provision, ...]:
    """Every provision of the pack, in the document's order."""
    return tuple(_provision(clause, program) for clause in program.pack.clauses)


def _provision(clause: Clause, program: Program) -> Provision:
    nodes = list(clause.rule.walk()) if clause.rule else []
    judgements = _first_of_each(node for node in nodes if node.kind is NodeKind.JUDGEMENT)
    readings = _first_of_each(node for node in nodes if node.kind is NodeKind.READINGS)
    names = dict.fromkeys(name for condition in _conditions(clause, nodes) for name in parameters_in(condition.expr))
    if clause.target and clause.target.goal:
        names[clause.target.goal] = None
    parameters = tuple(program.pack.parameters[name] for name in names if name in program.pack.parameters)
    return Provision(
        clause, _states(clause, program, judgements, readings, parameters), judgements, readings, parameters
    )


def _first_of_each(nodes: Iterator[Node]) -> tuple[Node, ...]:
    found: dict[str, Node] = {}
    for node in nodes:
        found.setdefault(node.subject, node)
    return tuple(found.values())


def _conditions(clause: Clause, nodes: list[Node]) -> Iterator[Condition]:
    for condition in (clause.applies, *(c for node in nodes for c in (node.condition, node.applies))):
        if condition is not None:
            yield condition


def parameters_in(expr: Expr) -> Iterator[str]:
    """The parameters that a condition names."""
    match expr:
        case model.ParameterName(name):
            yield name
        case model.NotExpr(operand):
            yield from parameters_in(operand)
        case model.AndExpr(operands) | model.OrExpr(operands):
            for operand in operands:
                yield from parameters_in(operand)
        case model.Compare(left=left, right=right) | model.Sum(left=left, right=right):
            yield from parameters_in(left)
            yield from parameters_in(right)
        case model.InSet(operand, choices):
            for part in (operand, *choices):
                yield from parameters_in(part)
        case model.Call(_function, arguments):
            for argument in arguments:
                yield from parameters_in(argument)


def _states(
    clause: Clause,
    program: Program,
    judgements: tuple[Node, ...],
    readings: tuple[Node, ...],
    parameters: tuple[Parameter, ...],
) -> tuple[State, ...]:
    states = []
    if clause.rule is not None:
        if any(node.kind is NodeKind.HOLDS for node in clause.rule.walk()):
            states.append(State.EXECUTABLE)
        if judgements:
            states.append(State.JUDGEMENT)
        settled = {*program.rulings, *program.changes.rulings}
        if any(node.subject not in settled for node in readings):
            states.append(State.READINGS_OPEN)
        elif readings:
            states.append(State.READINGS_SETTLED)
    held = [parameter.value_at(program.as_of) for parameter in parameters]
    if any(value is not None and not value.quote for value in held):
        states.append(State.PARAMETER_CHOSEN)
    if clause.target is not None:
        states.append(State.TARGET)
    if clause.rule is None:
        states.append(State.OWNED if clause.owners else State.OWNER_NOT_NAMED)
    return tuple(states)


def target_words(target: Target, program: Program) -> str:
    """What a target asks for, in words: 力争不少于 2 个."""
    if target.goal is None:
        return _("judged on evidence, never turned into a number")
    definition = program.pack.parameters[target.goal]
    held = definition.value_at(target.due) or definition.value_at(program.as_of)
    number = "–" if held is None else str(plain_parameter(program, target.goal, held.value))
    amount = f"{number} {in_language(target.unit)}".strip()
    strives = target.comparison is Comparison.STRIVE_FOR
    bound = (target.bound or Comparison.AT_LEAST) if strives else target.comparison
    told = {
        Comparison.AT_LEAST: _("at least {amount}"),
        Comparison.MORE_THAN: _("more than {amount}"),
        Comparison.EQUAL: _("{amount}, as written"),
    }[bound].format(amount=amount)
    return _("strive for {goal}").format(goal=told) if strives else told


def provision_json(provision: Provision, program: Program) -> dict[str, Any]:
    """A provision for machines."""
    clause, vocabulary = provision.clause, program.pack.vocabulary
    settled = {question: ruling.picks for question, ruling in program.rulings.items()} | dict(program.changes.rulings)
    found: dict[str, Any] = {
        "id": clause.id,
        "kind": clause.kind.value,
        "number": clause.number,
        "title": in_language(clause.title),
        "quotes": list(clause.quotes),
        "states": [state.value for state in provision.states],
    }
    if clause.kind.is_executable:
        found["judgements"] = [
            {"judgement": node.subject, "question": in_language(node.question), "by": node.by}
            for node in provision.judgements
        ]
        found["readings"] = [
            {
                "question": node.subject,
                "text": in_language(node.question),
                "options": {child.reading: in_language(child.title) for child in node.children},
                "ruling": settled.get(node.subject),
            }
            for node in provision.readings
        ]
    if clause.target is not None:
        found["target"] = {
            "measure": in_language(clause.target.measure),
            "comparison": clause.target.comparison.value,
            "bound": clause.target.bound.value if clause.target.bound else None,
            "goal": _goal(clause.target, program),
            "unit": in_language(clause.target.unit),
            "due": clause.target.due.isoformat(),
        }
    found["parameters"] = [parameter.name for parameter in provision.parameters]
    found["owners"] = [{"id": owner, "name": department(vocabulary, owner)} for owner in clause.owners]
    found["lead"] = {"id": clause.lead, "name": department(vocabulary, clause.lead)} if clause.lead else None
    found["links"] = list(clause.links)
    return found


def _goal(target: Target, program: Program) -> Any:
    if target.goal is None:
        return None
    held = program.pack.parameters[target.goal].value_at(target.due)
    return None if held is None else plain_parameter(program, target.goal, held.value)
