"""Years to the day, as the Civil Code counts them.

民法典 第二百零一条: 按照年、月、日计算期间的，开始的当日不计入，自下一日开始计算。
第二百零二条: 按照年、月计算期间的，到期月的对应日为期间的最后一日；没有对应日的，月末日为期间的最后一日。
第一千二百五十九条: 所称的“以上”、“以下”、“以内”、“届满”，包括本数。
(第二百零三条, on periods that would end on a public holiday, is about deadlines for an act; we look back and set none.)
"""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingpin.engine.counting_years import first_day_within, last_day_with, years_before
from tests.conftest import examples
from tests.engine.meaning import anniversary
from tests.engine.two_backends import truth

DAYS = st.dates(date(1990, 1, 1), date(2040, 12, 31))
LEAP_DAYS = st.sampled_from([date(year, 2, day) for year in (2019, 2020, 2023, 2024) for day in (27, 28)])
LEAP_DAYS |= st.sampled_from(
    [date(2020, 2, 29), date(2024, 2, 29), date(2020, 3, 1), date(2023, 3, 1), date(2024, 3, 1)]
)


def passed(began: str, as_of: str, years: int) -> bool | None:
    """Whether an organisation that operates since `began` has operated for `years` years on `as_of`."""
    condition = "whole_years(operating_since, as_of) >= $years"
    return truth(condition, as_of, subjects=[{"operating_since": began}], years=years)


def recent(happened: str, as_of: str, years: int, function: str = "in_last_years") -> bool | None:
    """Whether the last accident, on `happened`, lies in the last `years` years before `as_of`; the list is covered for ever."""
    covered = {"list": "incident_list", "area": "41", "period_from": "1900-01-01", "as_of": as_of}
    incidents = [{"happened_on": happened}]
    return truth(f"{function}(last_incident_on, $years)", as_of, incidents=incidents, coverage=[covered], years=years)


@pytest.mark.parametrize(
    ("began", "as_of", "years", "expected"),
    [
        ("2019-06-30", "2024-06-30", 5, True),  # the fifth anniversary counts: 以上包括本数
        ("2019-07-01", "2024-06-30", 5, False),
        ("2019-06-29", "2024-06-30", 5, True),
        ("2020-02-29", "2023-02-28", 3, True),  # no 29 February: the period ends with the month
        ("2020-02-29", "2023-02-27", 3, False),
        ("2020-02-29", "2024-02-28", 4, False),  # there is a 29 February: the period ends on it
        ("2020-02-29", "2024-02-29", 4, True),
        ("2023-02-28", "2024-02-28", 1, True),
        ("2023-02-28", "2024-02-29", 1, True),
        ("2023-03-01", "2024-02-29", 1, False),
        ("2024-06-30", "2024-06-30", 0, True),
        ("2024-07-01", "2024-06-30", 0, False),  # begins tomorrow
    ],
)
def test_years_of_operation_are_full_from_their_anniversary_on(
    began: str, as_of: str, years: int, expected: bool
) -> None:
    assert passed(began, as_of, years) is expected


@pytest.mark.parametrize(
    ("happened", "as_of", "years", "expected"),
    [
        (
            "2021-06-30",
            "2024-06-30",
            3,
            True,
        ),  # the day itself is not counted, so its anniversary is the last day inside
        ("2021-06-29", "2024-06-30", 3, False),
        ("2024-06-30", "2024-06-30", 3, True),
        ("2020-02-29", "2023-02-28", 3, True),
        ("2020-02-28", "2023-02-28", 3, True),
        ("2020-02-27", "2023-02-28", 3, False),
        ("2020-02-29", "2023-03-01", 3, False),  # its period ended with February
        ("2023-02-28", "2024-02-28", 1, True),
        ("2023-02-28", "2024-02-29", 1, False),
        ("2023-03-01", "2024-02-29", 1, True),
        ("2020-02-29", "2024-02-29", 4, True),
    ],
)
def test_an_accident_is_recent_up_to_and_on_its_anniversary(
    happened: str, as_of: str, years: int, expected: bool
) -> None:
    assert recent(happened, as_of, years) is expected


@pytest.mark.parametrize(
    ("happened", "as_of", "years", "expected"),
    [
        ("2021-01-01", "2024-06-30", 3, True),
        ("2020-12-31", "2024-06-30", 3, False),
        ("2021-01-01", "2024-01-01", 3, True),
        ("2021-01-01", "2023-12-31", 3, True),
        ("2024-01-01", "2024-02-29", 0, True),
        ("2023-12-31", "2024-02-29", 0, False),
    ],
)
def test_calendar_years_begin_on_the_first_of_january(happened: str, as_of: str, years: int, expected: bool) -> None:
    assert recent(happened, as_of, years, "in_last_calendar_years") is expected


@pytest.mark.parametrize(
    ("began", "as_of", "expected"),
    [
        ("2019", "2024-12-30", None),
        ("2019", "2024-12-31", True),
        ("2019-02", "2024-02-29", True),
        ("2020", "2024-12-31", False),
    ],
)
def test_a_date_known_to_the_year_or_month_settles_what_every_day_in_it_would(
    began: str, as_of: str, expected: bool | None
) -> None:
    assert passed(began, as_of, 5) is expected


@pytest.mark.parametrize("condition", ["ever(operating_since)", "in_last_years(operating_since, $years)"])
def test_what_lies_ahead_has_not_happened(condition: str) -> None:
    assert truth(condition, "2024-06-30", subjects=[{"operating_since": "2024-07-01"}]) is False
    assert truth(condition, "2024-06-30", subjects=[{"operating_since": "2024-06-30"}]) is True


@given(DAYS | LEAP_DAYS, st.integers(0, 30))
@examples(300)
def test_the_boundary_days_are_those_that_anniversaries_give(as_of: date, years: int) -> None:
    last, first = last_day_with(as_of, years), first_day_within(as_of, years)
    assert anniversary(last, years) <= as_of < anniversary(last + timedelta(days=1), years)
    assert anniversary(first - timedelta(days=1), years) < as_of <= anniversary(first, years)
    assert first <= years_before(as_of, years) + timedelta(days=1)
