"""Among the top share of the industry in the province: by published thresholds, or by rank where the province is covered."""

from __future__ import annotations

import pytest

from tests.engine.small_world import Row
from tests.engine.two_backends import PLACE, truth

PROVINCE = [{"list": "province_financials", "area": "41", "as_of": "2024-06-30"}]
CITY = [{"list": "province_financials", "area": "4107", "as_of": "2024-06-30"}]
ENTERPRISE = {"kind": "enterprise", "area": "410781", **PLACE}
THRESHOLD = {"industry": "13", "area": "41", "year": 2023, "measure": "revenue", "share": "0.3", "threshold": "5"}


def in_top(
    share: float, *revenues: str | None, coverage: list[Row] = PROVINCE, thresholds: tuple[Row, ...] = ()
) -> bool | None:
    """Whether A is among the top share; its revenue is the first, its peers' the others (blank: on the list without it)."""
    ids = "ABCDEFGH"[: len(revenues)]
    subjects = [{"subject_id": id_, "organisation_id": id_, **ENTERPRISE} for id_ in ids]
    accounts = [{"subject_id": id_, "year": 2023, "revenue": it} for id_, it in zip(ids, revenues, strict=True)]
    given = {"financials": accounts, "coverage": coverage, "peer_thresholds": list(thresholds)}
    return truth("in_top_share(revenue, $top)", subjects=subjects, top=int(share * 1_000_000), **given)


def test_a_published_threshold_settles_it_without_anyone_elses_figures() -> None:
    assert in_top(0.3, "5", coverage=[], thresholds=(THRESHOLD,)) is True
    assert in_top(0.3, "4.99", coverage=[], thresholds=(THRESHOLD,)) is False


def test_the_threshold_of_a_smaller_share_is_enough_and_of_a_larger_one_is_needed() -> None:
    assert in_top(0.5, "5", coverage=[], thresholds=(THRESHOLD,)) is True
    assert in_top(0.5, "4", coverage=[], thresholds=(THRESHOLD,)) is None
    assert in_top(0.1, "4", coverage=[], thresholds=(THRESHOLD,)) is False
    assert in_top(0.1, "5", coverage=[], thresholds=(THRESHOLD,)) is None


@pytest.mark.parametrize("other", [{"industry": "34"}, {"area": "42"}, {"year": 2022}, {"measure": "revenue+profit"}])
def test_a_threshold_of_something_else_settles_nothing(other: Row) -> None:
    assert in_top(0.3, "5", coverage=[], thresholds=({**THRESHOLD, **other},)) is None


def test_thresholds_that_contradict_each_other_leave_it_open() -> None:
    assert in_top(0.3, "6", thresholds=(THRESHOLD, {**THRESHOLD, "threshold": "7"})) is None


def test_a_rank_counts_only_where_the_whole_province_is_covered() -> None:
    assert in_top(0.5, "5", "1") is True
    assert in_top(0.5, "5", "1", coverage=CITY) is None
    assert in_top(0.5, "5", "1", coverage=[]) is None


def test_the_rank_is_one_more_than_the_number_of_those_strictly_above() -> None:
    assert in_top(0.5, "5", "5", "5", "1") is True
    assert in_top(0.5, "5", "6", "7", "1") is False
    assert in_top(0.5, "5", "6", "1", "1") is True
    assert in_top(0.49, "5", "6", "1", "1") is False


def test_a_peer_without_a_figure_may_stand_above_or_below() -> None:
    assert in_top(0.5, "5", "6", None, "1") is None
    assert in_top(0.5, "5", None, "1", "1") is True
    assert in_top(0.5, "5", "6", "7", None) is False


def test_an_organisation_that_is_not_on_the_list_is_no_peer() -> None:
    """A covered list is complete: whoever has no row for the year is not among those that are ranked."""
    subjects = [{"subject_id": id_, "organisation_id": id_, **ENTERPRISE} for id_ in "ABCD"]
    accounts = [{"subject_id": "A", "year": 2023, "revenue": "5"}, {"subject_id": "B", "year": 2023, "revenue": "1"}]
    given = {"subjects": subjects, "financials": accounts, "coverage": PROVINCE}
    assert truth("in_top_share(revenue, $top)", top=500_000, **given) is True
    assert truth("in_top_share(revenue, $top)", top=500_000, subject="C", **given) is None


def test_the_measure_may_be_a_sum_of_amounts() -> None:
    subjects = [{"subject_id": id_, "organisation_id": id_, **ENTERPRISE} for id_ in "AB"]
    accounts = [
        {"subject_id": "A", "year": 2023, "revenue": "1", "profit": "5"},
        {"subject_id": "B", "year": 2023, "revenue": "3", "profit": "2"},
    ]
    given = {"subjects": subjects, "financials": accounts, "coverage": PROVINCE, "top": 500_000}
    assert truth("in_top_share(revenue + profit, $top)", **given) is True
    assert truth("in_top_share(revenue, $top)", **given) is False
