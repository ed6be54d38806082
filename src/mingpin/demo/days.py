"""Days before a day, and days of which only the month or the year is known."""

from __future__ import annotations

from calendar import monthrange
from datetime import date

from mingpin.vocabulary.values import Span

Day = date | Span
"""A day, or the first and last day that a month or a year can mean."""


def years_before(day: date, years: int) -> date:
    """The same day that many years earlier; 28 February for a 29th that the year does not have."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def years_after(day: date, years: int) -> date:
    """The same day that many years later."""
    return years_before(day, -years)


def new_year(day: date, years: int) -> date:
    """1 January of the year that many years before the day's."""
    return date(day.year - years, 1, 1)


def year_only(day: date) -> Span:
    """What is known of a day of which only the year was recorded."""
    return date(day.year, 1, 1), date(day.year, 12, 31)


def month_only(day: date) -> Span:
    """What is known of a day of which only the month was recorded."""
    return date(day.year, day.month, 1), date(day.year, day.month, monthrange(day.year, day.month)[1])
