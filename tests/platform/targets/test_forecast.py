from __future__ import annotations

from datetime import date

import pytest

from mingpin.targets.forecast import forecast
from mingpin.targets.months import in_time_until, month_ends, month_to_report

NOW, DUE = date(2024, 6, 30), date(2025, 6, 30)


def monthly(*values: float) -> list[tuple[date, float]]:
    days = month_ends(date(2023, 6, 1), NOW)
    return list(zip(days[-len(values) :], values, strict=True))


def test_a_steady_rise_goes_on() -> None:
    found = forecast(monthly(*range(0, 26, 2)), DUE)
    assert found is not None
    assert found.value == pytest.approx(48, abs=0.5)
    assert found.low < found.value < found.high


def test_the_ends_are_as_worked_out_by_hand() -> None:
    # A rise of 2 a month for a year, the same every month: the spread is the least that is taken, 1 in the months observed.
    found = forecast(monthly(*range(0, 26, 2)), DUE)
    assert found is not None
    months, ahead = 366 / 30.4375, 365 / 30.4375
    by_hand = 1.645 * (ahead / months * (1 + ahead / months)) ** 0.5
    assert found.high - found.value == pytest.approx(by_hand, rel=0.05)


def test_unsteady_months_make_the_ends_wider() -> None:
    steady, unsteady = (
        forecast(monthly(*range(13)), DUE),
        forecast(monthly(0, 0, 0, 0, 6, 6, 6, 6, 12, 12, 12, 12, 12), DUE),
    )
    assert steady is not None
    assert unsteady is not None
    assert unsteady.value == pytest.approx(steady.value, abs=0.01)
    assert unsteady.high - unsteady.low > 2 * (steady.high - steady.low)


def test_too_few_points_foretell_nothing() -> None:
    assert forecast(monthly(1, 2), DUE) is None
    assert forecast([], DUE) is None
    assert forecast(monthly(*range(13)), DUE, known=2) is None


def test_months_longer_ago_than_a_year_say_nothing_of_the_next() -> None:
    old = [(date(2022, month, 28), 10.0 * month) for month in range(1, 13)]
    found = forecast([*old, *monthly(*[120.0] * 13)], DUE)
    assert found is not None
    assert found.value == pytest.approx(120)


def test_what_was_once_reached_is_not_foretold_to_fall() -> None:
    found = forecast(monthly(*[3.0] * 13), DUE, never_falls=True)
    assert found is not None
    assert (found.value, found.low) == (3.0, 3.0)
    assert found.high > 3


def test_nothing_is_foretold_below_nought_or_after_the_due_day() -> None:
    falling = forecast(monthly(*range(13, 0, -1)), DUE)
    assert falling is not None
    assert falling.low == 0
    assert forecast(monthly(*range(13)), date(2024, 6, 1)) is None


def test_a_month_is_reported_until_the_fifth_of_the_next_and_asked_for_until_the_due_month() -> None:
    assert in_time_until(date(2024, 6, 30)) == date(2024, 7, 5)
    assert month_to_report(date(2024, 7, 2), date(2025, 12, 31)) == date(2024, 6, 1)
    assert month_to_report(date(2026, 11, 27), date(2025, 12, 31)) == date(2025, 12, 1)
