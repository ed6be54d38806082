"""A settled truth holds in every world that the evidence allows; and where everything is known, everything is settled."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from mingpin.engine.lower import lower
from mingpin.engine.lowered import Test as GateTest
from mingpin.engine.model import Condition
from mingpin.engine.operands import Scope
from mingpin.engine.scopes import fact_operands
from mingpin.engine.truth import Bracket, truth_of
from mingpin.vocabulary.model import Fact, Take, Type
from mingpin.vocabulary.values import FOREVER, HIGHEST, LOWEST, NEVER
from tests.conftest import examples
from tests.engine.meaning import Meaning, World, names_in
from tests.engine.small_packs import TYPES, condition, conditions, parameters
from tests.engine.small_world import RUN_DAYS, days_near, vocabulary

NUMBERS = (0, 1, 2, 3, 100, 200, 201, 250, 300, 500, -100, 300_000, 299_999)
OPERANDS = fact_operands(vocabulary())
YEAR = 2024


def lowered_for(text: str, given: dict[str, Any], as_of: date) -> tuple[Condition, GateTest, list[Fact]]:
    """The condition, its test, and the facts that it reads."""
    typed = {name: (Type(TYPES.get(name, "int")), value) for name, value in given.items()}
    parsed = condition(text)
    test = lower(parsed.expr, Scope(OPERANDS, typed, as_of, YEAR))
    return parsed, test, [vocabulary().facts[name] for name in dict.fromkeys(names_in(parsed.expr))]


def values_of(fact: Fact, as_of: date) -> tuple[Any, ...]:
    """What a fact may be, in order."""
    if fact.type is Type.DATE:
        days = {day for day in days_near(as_of) if isinstance(day, date)}
        if fact.take is Take.LATEST:
            days = {day for day in days if day <= as_of}
        return tuple(sorted(days | {NEVER} if fact.take is not Take.VALUE else days))
    if fact.type.is_ordered:
        least = -100 if fact.take is Take.VALUE and fact.type is not Type.LEVEL else 0
        return tuple(sorted({0, 1, 2, 3} if fact.type is Type.LEVEL else {n for n in NUMBERS if n >= least}))
    return (
        (False, True)
        if fact.type is Type.BOOL
        else tuple(vocabulary().classifications[fact.classification or ""].entries)
    )


def open_ends(fact: Fact, as_of: date) -> tuple[Any, Any]:
    if fact.type is Type.DATE:
        return NEVER, as_of if fact.take is Take.LATEST else FOREVER
    return (LOWEST if fact.take is Take.VALUE and fact.type is not Type.LEVEL else 0), HIGHEST


@st.composite
def views(draw: st.DrawFn, facts: list[Fact], as_of: date) -> tuple[World, dict[str, object]]:
    """A world, and what is known of it."""
    world: dict[str, Any] = {}
    known: dict[str, object] = {}
    drawn = draw(st.lists(st.binary(min_size=4, max_size=4), min_size=len(facts), max_size=len(facts)))
    for fact, choices in zip(facts, drawn, strict=True):
        values = values_of(fact, as_of)
        place = choices[0] % len(values)
        world[fact.name] = values[place]
        if not fact.type.is_ordered:
            known[fact.name] = None if choices[1] % 3 == 0 else values[place]
            continue
        lowest, highest = open_ends(fact, as_of)
        below, above = [*values[: place + 1][::-1], lowest], [*values[place:], highest]
        exactness = (1, 3, len(values) + 1)[choices[1] % 3]
        known[fact.name] = Bracket(
            below[choices[2] % min(exactness, len(below))], above[choices[3] % min(exactness, len(above))]
        )
    return world, known


RUNS = st.sampled_from(RUN_DAYS).flatmap(lambda as_of: st.tuples(st.just(as_of), parameters(as_of)))


@given(conditions(), RUNS, st.data())
@examples(500)
def test_what_is_settled_holds_in_every_world_that_the_evidence_allows(
    text: str, run: tuple[date, dict[str, Any]], data: st.DataObject
) -> None:
    assume("in_top_share" not in text)
    as_of, given = run
    parsed, test, facts = lowered_for(text, given, as_of)
    world, known = data.draw(views(facts, as_of))
    settled = truth_of(test, known)
    if settled is not None:
        assert Meaning(world, given, as_of, YEAR).truth(parsed.expr) is settled


@given(conditions(), RUNS, st.data())
@examples(300)
def test_where_everything_is_known_the_truth_is_what_the_condition_says(
    text: str, run: tuple[date, dict[str, Any]], data: st.DataObject
) -> None:
    assume("in_top_share" not in text)
    as_of, given = run
    parsed, test, facts = lowered_for(text, given, as_of)
    world, _known = data.draw(views(facts, as_of))
    exact = {
        fact.name: Bracket(world[fact.name], world[fact.name]) if fact.type.is_ordered else world[fact.name]
        for fact in facts
    }
    assert truth_of(test, exact) is Meaning(world, given, as_of, YEAR).truth(parsed.expr)
