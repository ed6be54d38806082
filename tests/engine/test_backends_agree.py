"""The reference evaluator defines the language; every backend gives the same truths and the same facts."""

from __future__ import annotations

from typing import Any

from hypothesis import given

from mingpin.engine import polars_backend, polars_facts, reference
from mingpin.engine.lowered import Program
from mingpin.engine.python_backend import GateFunction
from mingpin.engine.reference_facts import Bracket, Value, derive_facts
from mingpin.vocabulary import Evidence
from mingpin.vocabulary.evidence import upper
from tests.conftest import examples
from tests.engine.small_packs import Trial, trials


def disagreements(program: Program, evidence: Evidence) -> dict[tuple[str, str, str], tuple[Any, Any]]:
    """Where a backend differs: (backend, subject, gate or fact) to (what the reference says, what the backend says)."""
    found: dict[tuple[str, str, str], tuple[Any, Any]] = {}
    truths, values = reference.evaluate(program, evidence), derive_facts(program, evidence)
    facts = polars_facts.derive_facts(program, evidence)
    gates = polars_backend.evaluate_gates(program, facts)
    one_by_one = GateFunction(program)
    assert facts["subject_id"].to_list() == gates["subject_id"].to_list() == evidence.subjects["subject_id"].to_list()
    for facts_row, gates_row in zip(facts.to_dicts(), gates.to_dicts(), strict=True):
        subject = facts_row["subject_id"]
        for name, value in values[subject].items():
            if (derived := _as_reference(facts_row, name, value)) != value:
                found["polars", subject, name] = value, derived
        compiled = one_by_one.truths(facts_row)
        for gate, truth in truths[subject].items():
            if gates_row[gate] is not truth:
                found["polars", subject, gate] = truth, gates_row[gate]
            if compiled[gate] is not truth:
                found["python", subject, gate] = truth, compiled[gate]
    return found


def _as_reference(row: dict[str, Any], name: str, value: Value) -> Value:
    return Bracket(row[name], row[upper(name)]) if isinstance(value, Bracket) else row[name]


@given(trials())
@examples(300)
def test_polars_and_compiled_python_agree_with_the_reference_on_every_gate_and_every_fact(trial: Trial) -> None:
    assert disagreements(trial.program, trial.evidence()) == {}
