"""The reference evaluator defines the language; every backend gives the same truths and the same facts."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingpin.engine import polars_backend, polars_facts, reference
from mingpin.engine.lowered import Program
from mingpin.engine.python_backend import GateFunction
from mingpin.engine.reference_facts import Value, derive_facts
from mingpin.engine.truth import Bracket
from mingpin.vocabulary import Evidence
from mingpin.vocabulary.evidence import upper
from tests.conftest import examples
from tests.engine.small_packs import BOOLS, CODES, DATES, INTS, LEVELS, MONEYS, Trial, asking, trials
from tests.engine.small_world import RUN_DAYS, evidence, vocabulary


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


@pytest.mark.parametrize("as_of", RUN_DAYS, ids=str)
def test_polars_and_compiled_python_agree_with_the_reference_on_every_gate_and_every_fact(as_of: date) -> None:
    @given(trials(as_of))
    @examples(70)
    def agree(trial: Trial) -> None:
        assert disagreements(trial.program, trial.evidence()) == {}

    agree()


@given(trials(), st.data())
@examples(120)
def test_the_order_of_rows_changes_nothing(trial: Trial, data: st.DataObject) -> None:
    shuffled = {table: data.draw(st.permutations(rows)) for table, rows in trial.rows.items()}
    assert reference.evaluate(trial.program, evidence(shuffled)) == reference.evaluate(trial.program, trial.evidence())
    assert disagreements(trial.program, evidence(shuffled)) == {}


EVERYTHING = (
    *BOOLS,
    *(f"{fact} = '{codes[0]}'" for fact, codes in CODES.items()),
    *(f"{fact} >= 'county'" for fact in LEVELS),
    *(f"{fact} > 0" for fact in (*INTS, *MONEYS)),
    *(f"in_last_years({fact}, $years)" for fact in DATES),
    "debt_share >= $part",
    "ratio(revenue, profit) > $few",
    "in_top_share(revenue, $top)",
)
"""Conditions that read every fact of the small vocabulary."""


def test_a_register_without_anyone_is_evaluated_to_nothing() -> None:
    program, empty = asking(*EVERYTHING), evidence({})
    assert reference.evaluate(program, empty) == {}
    assert polars_backend.evaluate_gates(program, polars_facts.derive_facts(program, empty)).is_empty()


def test_subjects_of_whom_nothing_is_known_leave_every_question_open() -> None:
    program = asking(*EVERYTHING)
    assert {lowered.fact.name for lowered in program.facts} == set(vocabulary().facts)
    bare = evidence({"subjects": [{"subject_id": "A"}, {"subject_id": "B", "organisation_id": "B"}]})
    assert disagreements(program, bare) == {}
    for truths in reference.evaluate(program, bare).values():
        assert set(truths.values()) == {None}
