"""The three values, spelled out: what we do not know decides nothing, unless it does not matter."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from mingpin.engine import lowered, polars_backend, reference
from mingpin.engine.lowered import Changes, Gate, GateKind, Given, IsTrue, Not, Program
from mingpin.engine.python_backend import GateFunction
from tests.engine.small_packs import make_pack

T, F, U = True, False, None
PAIRS = [(T, T), (T, U), (T, F), (U, T), (U, U), (U, F), (F, T), (F, U), (F, F)]
BOTH = [T, U, F, U, U, F, F, F, F]
EITHER = [T, T, T, T, U, U, T, U, F]
SAME = [T, U, U, U, U, U, U, U, F]
GUARDED = [T, U, F, U, U, U, U, U, U]
"""What `second` says where `first` is true, for each of PAIRS."""


def program_of(*gates: Gate) -> Program:
    inputs = (Gate("a", GateKind.TEST, test=IsTrue("first")), Gate("b", GateKind.TEST, test=IsTrue("second")))
    return Program(make_pack((), {}), 2024, date(2024, 6, 30), Changes(), gates=(*inputs, *gates))


def by_backend(gate: Gate) -> dict[str, list[bool | None]]:
    """The truths of a gate over `a` and `b` for each of PAIRS, by each backend."""
    program = program_of(gate)
    rows = [{"first": first, "second": second} for first, second in PAIRS]
    facts = pl.DataFrame(rows, schema={"first": pl.Boolean, "second": pl.Boolean}).with_row_index("subject_id")
    one_by_one = GateFunction(program)
    return {
        "reference": [reference.evaluate_gates(program.gates, row)[gate.id] for row in rows],
        "polars": polars_backend.evaluate_gates(program, facts)[gate.id].to_list(),
        "python": [one_by_one.truths(row)[gate.id] for row in rows],
    }


@pytest.mark.parametrize(
    ("kind", "table"),
    [(GateKind.ALL, BOTH), (GateKind.ANY, EITHER), (GateKind.AGREE, SAME)],
    ids=["all of two", "any of two", "two readings agree"],
)
def test_gates_over_two_inputs_follow_the_table_on_every_backend(kind: GateKind, table: list[bool | None]) -> None:
    assert by_backend(Gate("g", kind, ("a", "b"))) == {"reference": table, "polars": table, "python": table}


@pytest.mark.parametrize(
    ("test", "table"),
    [
        (lowered.And((IsTrue("first"), IsTrue("second"))), BOTH),
        (lowered.Or((IsTrue("first"), IsTrue("second"))), EITHER),
        (Given(IsTrue("first"), IsTrue("second")), GUARDED),
        (Not(IsTrue("second")), [F, U, T] * 3),
    ],
    ids=["AND", "OR", "given", "NOT"],
)
def test_tests_over_two_facts_follow_the_table_on_every_backend(test: lowered.Test, table: list[bool | None]) -> None:
    gate = Gate("g", GateKind.TEST, test=test)
    assert by_backend(gate) == {"reference": table, "polars": table, "python": table}


@pytest.mark.parametrize("kind", [GateKind.ALL, GateKind.ANY])
def test_a_gate_over_one_input_says_what_that_says(kind: GateKind) -> None:
    of_second = [second for _first, second in PAIRS]
    assert by_backend(Gate("g", kind, ("b",))) == {"reference": of_second, "polars": of_second, "python": of_second}


def test_not_turns_true_and_false_and_leaves_unknown() -> None:
    table = [F, U, T] * 3
    assert by_backend(Gate("g", GateKind.NOT, ("b",))) == {"reference": table, "polars": table, "python": table}


def test_all_of_nothing_is_true_and_any_of_nothing_is_false() -> None:
    assert reference.kleene_and([]) is True
    assert reference.kleene_or([]) is False
