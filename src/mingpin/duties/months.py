"""Months: which one is reported now, and how they are written."""

from __future__ import annotations

import re
from datetime import date, timedelta

from django.utils import timezone

REPORT_UNTIL_DAY = 5
"""Until this day of a month the month before is reported; from the day after, the month itself."""
FIRST_YEAR = 2023
_MONTH = re.compile(r"^(20\d\d)-(0[1-9]|1[0-2])$")


def today_or(day: date | None) -> date:
    return day or timezone.localdate()


def first_of(day: date) -> date:
    return day.replace(day=1)


def month_before(month: date) -> date:
    return first_of(first_of(month) - timedelta(days=1))


def month_after(month: date) -> date:
    return first_of(first_of(month) + timedelta(days=31))


def end_of(month: date) -> date:
    return month_after(month) - timedelta(days=1)


def reported_month(day: date) -> date:
    """The month that is reported on this day: progress for it is due, and what is missing is said to be not reported."""
    return first_of(day) if day.day > REPORT_UNTIL_DAY else month_before(day)


def due_day(month: date) -> date:
    """The last day on which the month is reported in time."""
    return month_after(month).replace(day=REPORT_UNTIL_DAY)


def month_of(text: str) -> date | None:
    """`2024-06` as its first day; None for anything else."""
    found = _MONTH.match(text)
    return date(int(found[1]), int(found[2]), 1) if found else None
