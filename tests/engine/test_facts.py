"""What rows say, what they leave open, and whose they are: each way to take a value from evidence."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from mingpin.engine import reference
from mingpin.engine.compile import compile_program
from mingpin.engine.model import Node, NodeKind
from mingpin.engine.truth import Bracket
from mingpin.vocabulary.values import HIGHEST, LOWEST, NEVER, ValueFault
from tests.engine.small_packs import PARAMETERS, criterion, make_pack
from tests.engine.small_world import Row, evidence
from tests.engine.two_backends import truth, value

COVERED = [
    {"list": list_, "area": "41", "period_from": "1990-01-01", "as_of": "2024-06-30"}
    for list_ in ("incident_list", "credit_report", "honour_register", "licence_register")
]
PRODUCT = {"subject_id": "P", "organisation_id": "A", "owner_id": "A", "kind": "product", "area": "410781"}


# --- value ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("revenues", "expected"),
    [
        (["1"], Bracket(100, 100)),
        (["1", "3"], Bracket(100, 300)),
        (["1", None], Bracket(100, 100)),
        ([None], Bracket(LOWEST, HIGHEST)),
        ([], Bracket(LOWEST, HIGHEST)),
    ],
    ids=["one", "two that differ", "a blank says nothing", "only a blank", "none"],
)
def test_an_amount_lies_between_the_least_and_the_greatest_that_rows_state(
    revenues: list[str | None], expected: Bracket
) -> None:
    accounts = [{"year": 2023, "revenue": revenue} for revenue in revenues]
    assert value("revenue", "revenue > 0", financials=accounts) == expected


def test_an_amount_of_another_year_or_of_an_unknown_year_says_nothing() -> None:
    accounts = [{"year": 2022, "revenue": "1"}, {"year": None, "revenue": "2"}]
    assert value("revenue", "revenue > 0", financials=accounts) == Bracket(LOWEST, HIGHEST)


@pytest.mark.parametrize(
    ("values", "expected"), [([True, True], True), ([True, False], None), ([None, False], False), ([None], None)]
)
def test_a_yes_or_no_on_which_rows_differ_is_unknown(values: list[bool | None], expected: bool | None) -> None:
    row = {"judgement": "well_run", "year": 2024, "decided_on": "2024-06-01"}
    judgements = [{**row, "value": value} for value in values]
    assert judged("well_run", judgements) is expected


def judged(name: str, judgements: list[Row]) -> bool | None:
    rule = Node("c0#", NodeKind.JUDGEMENT, subject=name)
    program = compile_program(make_pack([criterion(rule)], PARAMETERS), year=2024, as_of=date(2024, 6, 30))
    rows = {"subjects": [{"subject_id": "A"}], "judgements": [{"subject_id": "A", **row} for row in judgements]}
    return reference.evaluate(program, evidence(rows))["A"]["c0"]


# --- exists -----------------------------------------------------------------------------------------------------------

VALID = {"scheme": "quality", "awarded_on": "2022-01-01", "valid_to": "2025-01-01"}


@pytest.mark.parametrize(
    ("honours", "coverage", "expected"),
    [
        ([VALID], [], True),
        ([{**VALID, "valid_to": "2024-06-29"}], [], None),
        ([{**VALID, "valid_to": "2024-06-29"}], COVERED, False),
        ([{**VALID, "valid_to": "2024-06-30"}], COVERED, True),
        ([{**VALID, "valid_to": "2024"}], COVERED, None),
        ([{**VALID, "valid_to": None}], COVERED, None),
        ([], COVERED, False),
    ],
)
def test_a_row_that_may_match_leaves_open_whether_there_is_one(
    honours: list[Row], coverage: list[Row], expected: bool | None
) -> None:
    assert truth("holds_valid_honour", honours=honours, coverage=coverage) is expected


@pytest.mark.parametrize(
    ("approved", "applied", "expected"),
    [
        ("flour；noodles", "flour", True),
        ("flour", "flour、noodles", False),
        ("flour", None, None),
        (None, "flour", None),
    ],
)
def test_a_licence_covers_the_goods_applied_for_where_it_names_them_all(
    approved: str | None, applied: str | None, expected: bool | None
) -> None:
    licences = [{"approved_goods": approved, "valid_to": "2025-01-01"}]
    subjects = [{"applied_goods": applied}]
    assert truth("is_licensed_for_goods", subjects=subjects, licences=licences, coverage=COVERED) is expected


# --- count, sum, max --------------------------------------------------------------------------------------------------

FINED: dict[str, list[str | None]] = {"two": ["1", "2"], "one with a blank": ["1", None], "none": []}


@pytest.mark.parametrize(
    ("fact", "fines", "covered", "expected"),
    [
        ("incidents_of_both", "two", True, Bracket(2, 2)),
        ("incidents_of_both", "two", False, Bracket(2, HIGHEST)),
        ("incidents_of_both", "none", True, Bracket(0, 0)),
        ("own_fines", "two", True, Bracket(300, 300)),
        ("own_fines", "two", False, Bracket(300, HIGHEST)),
        ("own_fines", "one with a blank", True, Bracket(100, HIGHEST)),
        ("own_fines", "none", True, Bracket(0, 0)),
        ("highest_fine", "two", True, Bracket(200, 200)),
        ("highest_fine", "two", False, Bracket(200, HIGHEST)),
        ("highest_fine", "one with a blank", True, Bracket(100, HIGHEST)),
        ("highest_fine", "none", True, Bracket(0, 0)),
    ],
)
def test_counts_sums_and_maxima_are_at_least_what_is_certain_and_at_most_what_a_covered_list_allows(
    fact: str, fines: str, covered: bool, expected: Bracket
) -> None:
    incidents = [{"fine": fine} for fine in FINED[fines]]
    assert value(fact, f"{fact} > 0", incidents=incidents, coverage=COVERED if covered else []) == expected


def test_a_row_that_may_match_counts_towards_the_most_and_not_the_least() -> None:
    incidents: list[Row] = [{"fine": "1", "is_confirmed": True}, {"fine": "2", "is_confirmed": None}]
    assert value("fines", "fines > 0", incidents=incidents, coverage=COVERED) == Bracket(100, 300)


def test_amounts_beyond_reason_add_up_without_wrapping_around() -> None:
    incidents = [{"fine": "46000000000000000"}] * 3
    assert truth("own_fines > $amount", incidents=incidents) is True
    assert value("own_fines", "own_fines > $amount", incidents=incidents, coverage=COVERED) == Bracket(HIGHEST, HIGHEST)


def test_the_highest_level_is_none_where_a_covered_list_names_nothing() -> None:
    assert truth("honour_level = 'none'", honours=[], coverage=COVERED) is True
    assert truth("honour_level = 'none'", honours=[]) is None


# --- latest -----------------------------------------------------------------------------------------------------------

AS_OF = date(2024, 6, 30)


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (["2023-05-01", "2022-01-01"], Bracket(date(2023, 5, 1), date(2023, 5, 1))),
        (["2023"], Bracket(date(2023, 1, 1), date(2023, 12, 31))),
        (["2024"], Bracket(NEVER, AS_OF)),
        (["2024-07-01"], Bracket(NEVER, NEVER)),
        (["2024-07-01", "2020-01-01"], Bracket(date(2020, 1, 1), date(2020, 1, 1))),
        ([None], Bracket(date(1, 1, 2), AS_OF)),
        ([], Bracket(NEVER, NEVER)),
    ],
    ids=[
        "the later",
        "known to the year",
        "perhaps still to come",
        "after the run",
        "one after the run",
        "undated",
        "none",
    ],
)
def test_the_latest_event_lies_in_the_days_that_records_allow(days: list[str | None], expected: Bracket) -> None:
    subjects = [{"registered_on": "1995-01-01"}]
    given: dict[str, Any] = {"incidents": [{"happened_on": day} for day in days], "subjects": subjects}
    assert value("last_incident_on", "ever(last_incident_on)", coverage=COVERED, **given) == expected


# --- whose rows -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("owner", "of_organisation"), [("A", Bracket(2, 2)), (None, Bracket(1, 1)), ("nobody", Bracket(1, 1))]
)
def test_rows_of_a_product_count_for_the_organisation_that_carries_it(
    owner: str | None, of_organisation: Bracket
) -> None:
    subjects = [{}, {**PRODUCT, "organisation_id": owner, "owner_id": owner}]
    given = {"subjects": subjects, "incidents": [{}, {"subject_id": "P"}], "coverage": COVERED}
    assert value("incidents_of_both", "incidents_of_both > 0", **given) == of_organisation


def test_nothing_is_absent_for_a_product_whose_organisation_is_not_known() -> None:
    subjects = [{}, {**PRODUCT, "organisation_id": None, "owner_id": None}]
    given = {"subjects": subjects, "incidents": [{"subject_id": "P"}], "coverage": COVERED, "subject": "P"}
    assert value("incidents_of_both", "incidents_of_both > 0", **given) == Bracket(1, HIGHEST)
    assert value("own_incidents", "own_incidents > 0", **given) == Bracket(0, 1)


def test_a_product_that_finds_its_owner_brings_its_records_along() -> None:
    """The one way in which a filled blank may turn a truth: it says whose a record is, and so adds one."""
    incidents = [{"subject_id": "P", "happened_on": "2023-05-01"}]
    recent = "in_last_years(last_incident_on, $years)"
    orphan = [{}, {**PRODUCT, "organisation_id": None, "owner_id": None}]
    assert truth(recent, subjects=orphan, incidents=incidents, coverage=COVERED) is False
    assert truth(recent, subjects=[{}, PRODUCT], incidents=incidents, coverage=COVERED) is True


def test_the_first_year_of_the_calendar_stands_for_never_and_is_no_date() -> None:
    """Some systems export a missing date as 0001-01-01."""
    with pytest.raises(ValueFault):
        value("last_incident_on", "ever(last_incident_on)", incidents=[{"happened_on": "0001-01-01"}])
