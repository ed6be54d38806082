"""Absence is evidence only under coverage (house rule 2): what is covered, for whom, since when, for how long."""

from __future__ import annotations

from typing import Any

import pytest

from tests.engine.small_world import Row
from tests.engine.two_backends import truth

RECENT = "in_last_years(last_incident_on, $years)"
ALL_TIME = {"list": "incident_list", "area": "41", "period_from": "1990-01-01", "as_of": "2024-06-30"}
PRODUCT = {"subject_id": "P", "organisation_id": "A", "owner_id": "A", "kind": "product", "area": "410781"}


def had_recent_incident(*declared: Row, **given: Any) -> bool | None:
    return truth(RECENT, coverage=[{**ALL_TIME, **row} for row in declared], incidents=[], **given)


def test_no_accident_on_file_is_no_accident_only_where_the_list_is_covered() -> None:
    assert had_recent_incident() is None
    assert had_recent_incident({}) is False


def test_an_accident_on_file_is_one_whether_the_list_is_covered_or_not() -> None:
    assert truth(RECENT, incidents=[{"happened_on": "2023-05-01"}]) is True


def test_a_credit_report_covers_the_lists_that_it_includes_and_not_the_other_way_round() -> None:
    assert had_recent_incident({"list": "credit_report"}) is False
    fined = "in_last_years(last_fined_on, $years)"  # rests on credit reports
    assert truth(fined, incidents=[], coverage=[ALL_TIME]) is None


@pytest.mark.parametrize(
    ("area", "expected"),
    [("41", False), ("4107", False), ("410781", False), ("410782", None), ("42", None), (None, None)],
)
def test_a_declaration_covers_the_areas_within_its_own(area: str | None, expected: bool | None) -> None:
    assert had_recent_incident({"area": area}) is expected


def test_a_subject_whose_area_is_not_known_is_covered_by_its_own_declaration_only() -> None:
    assert had_recent_incident({}, subjects=[{"area": None}]) is None
    assert had_recent_incident({"area": None, "subject_id": "A"}, subjects=[{"area": None}]) is False


def test_a_declaration_for_one_subject_covers_nobody_else() -> None:
    assert had_recent_incident({"subject_id": "B"}) is None


def test_an_organisations_declaration_speaks_of_its_products_and_not_the_other_way_round() -> None:
    own, carriers = "had_own_confirmed_incident", RECENT
    subjects = [{}, PRODUCT]
    for_organisation, for_product = {**ALL_TIME, "subject_id": "A"}, {**ALL_TIME, "subject_id": "P"}
    assert truth(own, subject="P", subjects=subjects, incidents=[], coverage=[for_organisation]) is False
    assert truth(carriers, subject="P", subjects=subjects, incidents=[], coverage=[for_organisation]) is False
    assert truth(carriers, subject="P", subjects=subjects, incidents=[], coverage=[for_product]) is None


@pytest.mark.parametrize(
    ("next_begins", "expected"), [("2023-01-01", False), ("2022-10-01", False), ("2023-01-02", None)]
)
def test_declarations_that_adjoin_or_overlap_merge_and_a_day_between_them_is_a_gap(
    next_begins: str, expected: bool | None
) -> None:
    earlier = {"period_from": "2020-01-01", "period_to": "2022-12-31"}
    assert had_recent_incident(earlier, {"period_from": next_begins}) is expected


def test_a_short_declaration_within_a_long_one_does_not_break_it() -> None:
    long, within = {"period_to": "2022-12-31"}, {"period_from": "2020-01-01", "period_to": "2020-12-31"}
    assert had_recent_incident(long, within, {"period_from": "2023-01-01"}) is False


@pytest.mark.parametrize(
    ("covered_to", "expected"), [("2024-06-30", False), ("2024-05-31", False), ("2024-05-30", None)]
)
def test_a_declaration_may_be_relied_on_for_as_many_days_as_the_pack_says(
    covered_to: str, expected: bool | None
) -> None:
    assert had_recent_incident({"period_to": covered_to}, coverage_fresh_days=30) is expected


def test_a_list_covers_no_day_after_the_one_on_which_it_was_drawn_up() -> None:
    assert had_recent_incident({"period_to": "2024-12-31", "as_of": "2024-05-30"}, coverage_fresh_days=30) is None


def test_a_declaration_for_a_time_after_the_run_covers_nothing_of_it() -> None:
    assert had_recent_incident({"period_from": "2024-07-01", "as_of": "2024-09-30"}) is None


def test_a_declaration_without_the_day_on_which_it_was_drawn_up_covers_nothing() -> None:
    assert had_recent_incident({"as_of": None}) is None


@pytest.mark.parametrize(
    ("condition", "expected"),
    [("in_last_years(last_incident_on, $years)", False), ("ever(last_incident_on)", None)],
)
def test_three_covered_years_settle_three_years_and_not_ever(condition: str, expected: bool | None) -> None:
    three_years = {**ALL_TIME, "period_from": "2021-06-30"}
    assert truth(condition, incidents=[], coverage=[three_years], years=3) is expected


@pytest.mark.parametrize(
    ("registered_on", "expected"), [("2022-01-01", False), ("2021-12-31", None), ("2021", None), (None, None)]
)
def test_ever_is_settled_where_coverage_reaches_back_to_the_registration(
    registered_on: str | None, expected: bool | None
) -> None:
    since_2022 = [{**ALL_TIME, "period_from": "2022-01-01"}]
    subjects = [{"registered_on": registered_on}]
    assert truth("ever(last_incident_on)", subjects=subjects, incidents=[], coverage=since_2022) is expected


@pytest.mark.parametrize(("own_registration", "expected"), [("2023-01-01", False), (None, None), ("1887", None)])
def test_a_brand_older_than_its_organisation_is_not_taken_to_begin_with_it(
    own_registration: str | None, expected: bool | None
) -> None:
    subjects = [{"registered_on": "2022-01-01"}, {**PRODUCT, "registered_on": own_registration}]
    since_2022 = [{**ALL_TIME, "period_from": "2022-01-01"}]
    ever = "ever(own_last_major_incident_on)"
    assert truth(ever, subject="P", subjects=subjects, incidents=[], coverage=since_2022) is expected
