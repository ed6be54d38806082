"""A pack to a program for one programme year and one day, through the passes below."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from mingpin.engine.combine import combine_gates
from mingpin.engine.conditions import ConditionFault, parse_condition
from mingpin.engine.lower import lower
from mingpin.engine.lowered import FRESHNESS, Changes, LoweredFact, Program, facts_in
from mingpin.engine.model import Pack, Ruling
from mingpin.engine.operands import Scope
from mingpin.engine.scopes import fact_operands, judgement_facts, row_scope
from mingpin.language import _
from mingpin.vocabulary import PackError, Problem
from mingpin.vocabulary.model import Fact, Type

NO_CHANGES = Changes()


def compile_program(pack: Pack, *, year: int, as_of: date, changes: Changes = NO_CHANGES) -> Program:
    """The program for this programme year and day. Raises PackError, for example where a parameter has no value yet."""
    program = Program(pack, year, as_of, changes)
    scope = Scope(fact_operands(pack.vocabulary), _values(program), as_of, year)
    for compile_pass in PASSES:
        program = compile_pass(program, scope)
    return program


def _values(program: Program) -> dict[str, tuple[Type, int | date | None]]:
    values: dict[str, tuple[Type, int | date | None]] = {}
    for name, parameter in program.pack.parameters.items():
        held = parameter.value_at(program.as_of)
        value = program.changes.parameters.get(name, held.value if held else None)
        values[name] = (Type(parameter.type), value)
    return values


def resolve_rulings(program: Program, scope: Scope) -> Program:
    """The program with the rulings in force on its day: the latest for each question."""
    in_force: dict[str, Ruling] = {}
    for ruling in sorted(program.pack.rulings, key=lambda ruling: ruling.from_):
        if ruling.from_ <= program.as_of:
            in_force[ruling.question] = ruling
    return replace(program, rulings=in_force)


def gather_facts(program: Program, scope: Scope) -> Program:
    """The program with the facts that its gates read, each with its row filter."""
    known = dict(program.pack.vocabulary.facts) | {fact.name: fact for fact in judgement_facts(program.pack)}
    read = dict.fromkeys(name for gate in program.gates if gate.test for name in facts_in(gate.test))
    for peers in scope.peers.values():
        read |= dict.fromkeys(peers.measures)
    facts = tuple(_lower_fact(known[name], program, scope) for name in read if name in known)
    return replace(program, facts=facts, peers=tuple(scope.peers.values()))


def _lower_fact(fact: Fact, program: Program, scope: Scope) -> LoweredFact:
    if not fact.where:
        return LoweredFact(fact, None)
    rows = row_scope(fact, program.pack.vocabulary, scope.parameters, program.as_of, program.year)
    condition = parse_condition(fact.where, fact.file, fact.line)
    try:
        where = lower(condition.expr, rows)
    except ConditionFault as fault:
        what = _("The condition “{text}” cannot be used.").format(text=condition.text)
        raise PackError(Problem(condition.file, condition.line, what, fault.why, fault.remedy)) from fault
    scope.used_parameters.update(rows.used_parameters)
    return LoweredFact(fact, where)


def settle_parameters(program: Program, scope: Scope) -> Program:
    """The program with the values of all parameters that it used."""
    try:
        scope.parameter(FRESHNESS)
    except ConditionFault as fault:
        what = _("The pack cannot be run for {day}.").format(day=program.as_of.isoformat())
        raise PackError(Problem("parameters.yaml", 0, what, fault.why, fault.remedy)) from fault
    return replace(program, parameters=dict(scope.used_parameters))


PASSES: tuple[Callable[[Program, Scope], Program], ...] = (
    resolve_rulings,
    combine_gates,
    gather_facts,
    settle_parameters,
)
