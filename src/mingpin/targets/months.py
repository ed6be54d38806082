"""Months for which figures are reported, and until when a report is in time."""

from __future__ import annotations

from datetime import date, timedelta

REPORT_UNTIL_DAY = 5
"""Until this day of the next month a month is reported in time, as progress of duties is. The document sets no day."""


def month_before(day: date) -> date:
    """The first day of the month before."""
    return (day.replace(day=1) - timedelta(days=1)).replace(day=1)


def month_after(day: date) -> date:
    """The first day of the month after."""
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def end_of_month(day: date) -> date:
    return month_after(day) - timedelta(days=1)


def in_time_until(day: date) -> date:
    """The last day on which a figure for this day is reported in time."""
    return month_after(day).replace(day=REPORT_UNTIL_DAY)


def month_to_report(today: date, due: date) -> date:
    """The month whose figure is asked for today, by its first day: the last one that has ended, not after the target's own."""
    return min(month_before(today), due.replace(day=1))


def month_ends(first: date, last: date) -> list[date]:
    """The last days of the months between the two, and `last` itself."""
    found = []
    day = end_of_month(first)
    while day < last:
        found.append(day)
        day = end_of_month(day + timedelta(days=1))
    return [*found, last]


def months_between(first: date, last: date) -> float:
    """How many months lie between, by days."""
    return (last - first).days / 30.4375
