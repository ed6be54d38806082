"""How nodes make a clause's truth and clauses the verdict: years, `applies`, readings and rulings, references, scopes."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from mingpin.engine import reference
from mingpin.engine.compile import compile_program
from mingpin.engine.lowered import VERDICT, Changes
from mingpin.engine.model import Clause, Kind, Node, NodeKind, Ruling
from tests.engine.small_packs import PARAMETERS, condition, criterion, holding, make_pack
from tests.engine.small_world import evidence
from tests.engine.test_backends_agree import disagreements

AS_OF = date(2024, 6, 30)
TRUE, FALSE, OPEN = "is_legal_person", "NOT is_legal_person", "is_own_legal_person AND domain = 'farming'"
"""Conditions that are true, false and unknown of the one subject there is."""


def truths(*clauses: Clause, ruled: tuple[Ruling, ...] = (), **changes: Any) -> dict[str, bool | None]:
    pack = make_pack(clauses, PARAMETERS, ruled)
    program = compile_program(pack, year=2024, as_of=AS_OF, changes=Changes(**changes))
    held = evidence({"subjects": [{"subject_id": "A", "organisation_id": "A", "is_legal_person": True}]})
    assert disagreements(program, held) == {}
    return reference.evaluate(program, held)["A"]


def branch(kind: NodeKind, *texts: str, **more: Any) -> Node:
    children = (holding(text, f"c#{place}") for place, text in enumerate(texts, start=1))
    return Node("c#", kind, tuple(children), **more)


def question(*options: tuple[str, str], years: tuple[int, ...] | None = None) -> Clause:
    """Readings of one question: (name, condition); `years` limits the first."""
    children = tuple(
        holding(text, f"c#{place}", reading=name, years=years if place == 1 else None)
        for place, (name, text) in enumerate(options, start=1)
    )
    return criterion(Node("c#", NodeKind.READINGS, children, subject="how"))


@pytest.mark.parametrize(
    ("kind", "texts", "expected"),
    [
        (NodeKind.ALL, (TRUE, OPEN), None),
        (NodeKind.ALL, (FALSE, OPEN), False),
        (NodeKind.ANY, (FALSE, OPEN), None),
        (NodeKind.ANY, (TRUE, OPEN), True),
        (NodeKind.NONE, (FALSE, OPEN), None),
        (NodeKind.NONE, (TRUE, OPEN), False),
        (NodeKind.NONE, (FALSE, FALSE), True),
    ],
)
def test_all_any_none(kind: NodeKind, texts: tuple[str, ...], expected: bool | None) -> None:
    assert truths(criterion(branch(kind, *texts)))["c"] is expected


def test_an_exclusion_is_met_where_its_sentence_is_not_true() -> None:
    assert truths(criterion(holding(TRUE, "c#"), Kind.EXCLUSION))["c"] is False
    assert truths(criterion(holding(FALSE, "c#"), Kind.EXCLUSION))["c"] is True
    assert truths(criterion(holding(OPEN, "c#"), Kind.EXCLUSION))["c"] is None


@pytest.mark.parametrize(
    ("kind", "applies", "expected"),
    [
        (NodeKind.ALL, FALSE, True),
        (NodeKind.ALL, TRUE, False),
        (NodeKind.ALL, OPEN, None),
        (NodeKind.ANY, FALSE, False),
        (NodeKind.NONE, FALSE, True),
        (NodeKind.NONE, OPEN, True),
    ],
)
def test_what_does_not_apply_is_left_out(kind: NodeKind, applies: str, expected: bool | None) -> None:
    node = holding(FALSE, "c#1", applies=condition(applies))
    assert truths(criterion(Node("c#", kind, (node,))))["c"] is expected


def test_a_node_of_another_year_is_left_out_and_a_clause_of_another_year_has_no_basis() -> None:
    now, then = holding(TRUE, "c#1"), holding(FALSE, "c#2", years=(2023,))
    assert truths(criterion(Node("c#", NodeKind.ALL, (now, then))))["c"] is True
    assert truths(criterion(Node("c#", NodeKind.ALL, (then,))))["c"] is None
    assert truths(criterion(Node("c#", NodeKind.NONE, (then,))))["c"] is None


def test_readings_settle_what_they_agree_on_and_a_ruling_settles_the_rest() -> None:
    agreed, disputed = question(("a", TRUE), ("b", TRUE)), question(("a", TRUE), ("b", FALSE))
    assert truths(agreed)["c"] is True
    assert truths(disputed)["c"] is None
    assert truths(disputed, ruled=(Ruling("how", "b", AS_OF),))["c"] is False
    assert truths(disputed, ruled=(Ruling("how", "b", date(2024, 7, 1)),))["c"] is None
    assert truths(disputed, ruled=(Ruling("how", "b", AS_OF),), rulings={"how": "a"})["c"] is True


def test_the_latest_ruling_counts() -> None:
    disputed = question(("a", TRUE), ("b", FALSE))
    ruled = (Ruling("how", "a", date(2024, 5, 1)), Ruling("how", "b", date(2024, 3, 1)))
    assert truths(disputed, ruled=ruled)["c"] is True


def test_a_reading_of_another_year_is_not_among_those_that_must_agree() -> None:
    then = question(("a", TRUE), ("b", FALSE), years=(2023,))
    assert truths(then)["c"] is False
    assert truths(then, ruled=(Ruling("how", "a", AS_OF),))["c"] is None


def test_a_clause_may_rest_on_a_later_one_and_counts_its_sentence_not_its_verdict() -> None:
    first = criterion(Node("first#", NodeKind.CLAUSE, subject="later"))
    later = criterion(holding(TRUE, "later#"), Kind.EXCLUSION)
    assert truths(first, later)["first"] is True
    assert truths(first, later)["later"] is False


def test_the_verdict_is_met_where_all_are_and_not_met_where_one_is_not() -> None:
    met, unmet, open_ = (
        criterion(holding(text, f"{name}#")) for name, text in (("m", TRUE), ("u", FALSE), ("o", OPEN))
    )
    assert truths(met)[VERDICT] is True
    assert truths(met, open_)[VERDICT] is None
    assert truths(met, open_, unmet)[VERDICT] is False
    assert truths(met, open_, unmet, without=frozenset({"u", "o"}))[VERDICT] is True


def test_a_clause_that_does_not_apply_does_not_touch_the_verdict() -> None:
    met, elsewhere = criterion(holding(TRUE, "m#")), criterion(holding(FALSE, "e#"), applies=FALSE)
    assert truths(met, elsewhere)[VERDICT] is True
    assert truths(met, criterion(holding(FALSE, "e#"), applies=OPEN))[VERDICT] is None


def test_a_document_that_says_nothing_of_a_year_or_of_a_subject_gives_no_verdict() -> None:
    met = criterion(holding(TRUE, "m#"))
    past = criterion(Node("s#", NodeKind.ALL, (holding(TRUE, "s#1", years=(2023,)),)), Kind.SCOPE)
    elsewhere = criterion(holding(TRUE, "s#"), Kind.SCOPE, applies=FALSE)
    assert truths(met, past)[VERDICT] is None
    assert truths(met, elsewhere)[VERDICT] is None
    assert truths(met, criterion(holding(TRUE, "s#"), Kind.SCOPE, applies=TRUE))[VERDICT] is True


def test_a_document_without_rules_or_with_all_of_them_left_out_gives_no_verdict() -> None:
    assert truths()[VERDICT] is None
    assert truths(criterion(holding(TRUE, "m#")), without=frozenset({"m"}))[VERDICT] is None
