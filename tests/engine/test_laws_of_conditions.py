"""Laws that hold whatever the evidence: every subject is on exactly one of three sides, and two ways to say a thing agree."""

from __future__ import annotations

from datetime import date
from itertools import chain

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from mingpin.engine import polars_backend, polars_facts
from mingpin.engine.lowered import Program
from tests.conftest import examples
from tests.engine.small_packs import BOOLS, DATES, INTS, LEVELS, MONEYS, asking, atoms, conditions
from tests.engine.small_world import RUN_DAYS, evidence, rows_of_evidence

MOST = 6
"""Conditions tried on the same evidence."""


def gates_of(program: Program, data: st.DataObject) -> pl.DataFrame:
    held = evidence(data.draw(rows_of_evidence(program)))
    return polars_backend.evaluate_gates(program, polars_facts.derive_facts(program, held))


@given(st.lists(conditions(), min_size=1, max_size=MOST), st.sampled_from(RUN_DAYS), st.data())
@examples(60)
def test_every_subject_is_on_exactly_one_side_of_a_condition(
    texts: list[str], as_of: date, data: st.DataObject
) -> None:
    program = asking(*(side for text in texts for side in (text, f"NOT ({text})")), as_of=as_of)
    gates = gates_of(program, data)
    for place in range(len(texts)):
        holds, fails = gates[f"c{2 * place}"], gates[f"c{2 * place + 1}"]
        sides = [(holds == True).sum(), (fails == True).sum(), holds.is_null().sum()]  # noqa: E712
        assert sum(sides) == gates.height
        assert not (holds & fails).any()
        assert holds.is_null().equals(fails.is_null())


@st.composite
def same_twice(draw: st.DrawFn) -> list[tuple[str, str]]:
    """Pairs of conditions that mean the same, one for each law, about facts drawn anew."""
    one, other = draw(atoms()), draw(atoms())
    bool_, level, int_, money, day = (draw(st.sampled_from(facts)) for facts in (BOOLS, LEVELS, INTS, MONEYS, DATES))
    return [
        (f"{level} BETWEEN 'county' AND 'city'", f"{level} >= 'county' AND {level} <= 'city'"),
        (f"{level} IN ('county', 'province')", f"{level} = 'county' OR {level} = 'province'"),
        (f"{level} <> 'city'", f"NOT {level} = 'city'"),
        (f"{level} > 'none'", f"{level} >= 'county'"),
        (f"{int_} NOT IN ($few, $many)", f"{int_} <> $few AND {int_} <> $many"),
        (f"{int_} > $few", f"NOT {int_} <= $few"),
        (f"$few < {int_}", f"{int_} > $few"),
        (f"{int_} = 1", f"{int_} >= 1 AND {int_} <= 1"),
        (f"{money} > $amount", f"{money} - $amount > 0"),
        (f"{money} - $amount < 0", f"$amount > {money}"),
        (f"ratio({money}, fines) < $part", f"NOT ratio({money}, fines) >= $part"),
        (f"ratio({money}, fines) = $few", f"ratio({money}, fines) BETWEEN $few AND $few"),
        (
            f"ratio({money} + $amount, {money}) > $few",
            f"{money} > 0 AND $amount > 0 OR NOT ratio({money}, {money}) >= $few",
        ),
        (f"{bool_} = FALSE", f"NOT {bool_}"),
        (f"{bool_} <> FALSE", bool_),
        (f"{day} < as_of", f"NOT {day} >= as_of"),
        (f"{day} <> $day", f"{day} < $day OR {day} > $day"),
        (f"{day} < registered_on", f"registered_on > {day}"),
        (f"whole_years({day}, as_of) > $few", f"NOT whole_years({day}, as_of) <= $few"),
        (f"in_last_years({day}, $years)", f"in_last_years({day}, $years) AND ever({day})"),
        (f"NOT (({one}) AND ({other}))", f"NOT ({one}) OR NOT ({other})"),
        (f"({one}) AND ({other}) OR ({one})", one),
        (f"NOT NOT ({one})", one),
    ]


@given(same_twice(), st.sampled_from(RUN_DAYS), st.data())
@examples(60)
def test_two_ways_to_say_the_same_have_the_same_truth(
    pairs: list[tuple[str, str]], as_of: date, data: st.DataObject
) -> None:
    gates = gates_of(asking(*chain.from_iterable(pairs), as_of=as_of), data)
    for place, pair in enumerate(pairs):
        first, second = gates[f"c{2 * place}"], gates[f"c{2 * place + 1}"]
        assert first.equals(second.alias(first.name)), pair
