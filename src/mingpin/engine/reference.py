"""The definition of the language: one subject, one gate at a time, in plain Python. Slow, obvious, and right by definition.

Every backend must agree with `evaluate` on every program and all evidence.
"""

from __future__ import annotations

from collections.abc import Iterable

from mingpin.engine.lowered import Gate, GateKind, Program
from mingpin.engine.reference_facts import Values, derive_facts
from mingpin.engine.truth import kleene_and, kleene_not, kleene_or, truth_of
from mingpin.vocabulary import Evidence

Truths = dict[str, bool | None]
"""The truth of every gate for one subject, by gate id."""


def evaluate(program: Program, evidence: Evidence) -> dict[str, Truths]:
    """The truth of every gate for every subject, by subject id."""
    return {
        subject: evaluate_gates(program.gates, values) for subject, values in derive_facts(program, evidence).items()
    }


def evaluate_gates(gates: Iterable[Gate], values: Values) -> Truths:
    """The truth of these gates for a subject whose facts have these values."""
    truths: Truths = {}
    for gate in gates:
        inputs = [truths[input_] for input_ in gate.inputs]
        match gate.kind:
            case GateKind.TEST:
                assert gate.test is not None
                truths[gate.id] = truth_of(gate.test, values)
            case GateKind.ALL:
                truths[gate.id] = kleene_and(inputs)
            case GateKind.ANY:
                truths[gate.id] = kleene_or(inputs)
            case GateKind.NOT:
                truths[gate.id] = kleene_not(inputs[0])
            case GateKind.AGREE:
                truths[gate.id] = inputs[0] if len(set(inputs)) == 1 else None
    return truths
