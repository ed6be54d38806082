"""All gates for all subjects at once, as nullable boolean columns: the bulk backend."""

from __future__ import annotations

from functools import reduce
from operator import and_, or_

import polars as pl

from mingpin.engine.lowered import Gate, GateKind, Program
from mingpin.engine.polars_expressions import UNKNOWN, Forms, expression_of
from mingpin.vocabulary.model import Type


def evaluate_gates(program: Program, facts: pl.DataFrame) -> pl.DataFrame:
    """`subject_id` and one nullable boolean column per gate, for a frame of facts from `polars_facts.derive_facts`."""
    gates = lazy_gates(program, facts.lazy(), Forms(date_facts(program)))
    return gates.select("subject_id", *(gate.id for gate in program.gates)).collect()


def lazy_gates(program: Program, facts: pl.LazyFrame, forms: Forms) -> pl.LazyFrame:
    """`subject_id` and one nullable boolean column per gate, for facts that are held in these forms."""
    first, *further = _levels(program.gates)
    frame = facts.select("subject_id", *(_expression(gate, forms).alias(gate.id) for gate in first))
    for level in further:
        frame = frame.with_columns(_expression(gate, forms).alias(gate.id) for gate in level)
    return frame


def date_facts(program: Program) -> frozenset[str]:
    """The facts that are days."""
    return frozenset(lowered.fact.name for lowered in program.facts if lowered.fact.type is Type.DATE)


def _levels(gates: tuple[Gate, ...]) -> list[list[Gate]]:
    """Gates by depth: each level reads only columns of the levels before it."""
    depth: dict[str, int] = {}
    levels: list[list[Gate]] = []
    for gate in gates:
        depth[gate.id] = 1 + max((depth[input_] for input_ in gate.inputs), default=-1)
        if depth[gate.id] == len(levels):
            levels.append([])
        levels[depth[gate.id]].append(gate)
    return levels


def _expression(gate: Gate, forms: Forms) -> pl.Expr:
    inputs = [pl.col(input_) for input_ in gate.inputs]
    match gate.kind:
        case GateKind.TEST:
            assert gate.test is not None
            return expression_of(gate.test, forms)
        case GateKind.ALL:
            return reduce(and_, inputs)
        case GateKind.ANY:
            return reduce(or_, inputs)
        case GateKind.NOT:
            return ~inputs[0]
    every, some = reduce(and_, inputs), reduce(or_, inputs)
    return pl.when(every).then(pl.lit(True)).when(~some).then(pl.lit(False)).otherwise(UNKNOWN)
