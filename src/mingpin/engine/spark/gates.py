"""All gates for all subjects, each as a nullable boolean column, one projection for each depth of gates."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from mingpin.engine.lowered import Gate, GateKind, Program
from mingpin.engine.spark.expressions import expression_of
from mingpin.engine.spark.sql import named, quoted, settled
from mingpin.vocabulary.model import Type

if TYPE_CHECKING:
    from pyspark.sql import DataFrame


def evaluate_gates(program: Program, facts: DataFrame) -> DataFrame:
    """`subject_id` and one nullable boolean column per gate, for a frame of facts from `derive_facts`."""
    dates = frozenset(lowered.fact.name for lowered in program.facts if lowered.fact.type is Type.DATE)
    first, *further = _levels(program.gates)
    frame = facts.selectExpr("subject_id", *(_column(gate, dates) for gate in first))
    for level in further:
        frame = frame.selectExpr("*", *(_column(gate, dates) for gate in level))
    return frame.selectExpr("subject_id", *(quoted(gate.id) for gate in program.gates))


def _levels(gates: Sequence[Gate]) -> list[list[Gate]]:
    """Gates by depth: each level reads only columns of the levels before it."""
    depth: dict[str, int] = {}
    levels: list[list[Gate]] = []
    for gate in gates:
        depth[gate.id] = 1 + max((depth[input_] for input_ in gate.inputs), default=-1)
        if depth[gate.id] == len(levels):
            levels.append([])
        levels[depth[gate.id]].append(gate)
    return levels


def _column(gate: Gate, dates: frozenset[str]) -> str:
    return named(_expression(gate, dates), gate.id)


def _expression(gate: Gate, dates: frozenset[str]) -> str:
    inputs = [quoted(input_) for input_ in gate.inputs]
    every, some = " AND ".join(inputs), " OR ".join(inputs)
    match gate.kind:
        case GateKind.TEST:
            assert gate.test is not None
            return expression_of(gate.test, dates)
        case GateKind.ALL:
            return f"({every})"
        case GateKind.ANY:
            return f"({some})"
        case GateKind.NOT:
            return f"(NOT {inputs[0]})"
    return settled(every, f"NOT ({some})")
