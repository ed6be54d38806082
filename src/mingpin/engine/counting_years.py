"""Years counted to the day, as the Civil Code counts them (民法典 第二百零一条、第二百零二条、第一千二百五十九条)."""

from __future__ import annotations

from calendar import isleap
from datetime import date


def years_before(day: date, years: int) -> date:
    """The same day `years` earlier; the last day of the month where that day does not exist (民法典 第二百零二条)."""
    year = max(day.year - years, 1)
    if day.month == 2 and day.day == 29 and not isleap(year):
        return date(year, 2, 28)
    return day.replace(year=year)


def last_day_with(as_of: date, years: int) -> date:
    """The latest day from which at least `years` whole years have passed by `as_of` (its anniversary counts)."""
    day = years_before(as_of, years)
    is_month_end = as_of.month == 2 and as_of.day == 28 and not isleap(as_of.year)
    return date(day.year, 2, 29) if is_month_end and isleap(day.year) else day


def first_day_within(as_of: date, years: int) -> date:
    """The earliest day of which `as_of` is still within `years` years.

    The day of the event is not counted (民法典 第二百零一条), so the anniversary is the last day inside.
    """
    day = years_before(as_of, years)
    return date(day.year, 3, 1) if as_of.day == 29 and as_of.month == 2 and day.day == 28 else day
