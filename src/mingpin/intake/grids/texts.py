"""Cells of a spreadsheet as text, the way that a person sees them; runs in the limited child process."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from mingpin.intake.grids.limits import EXACT_BELOW


def value_text(value: Any) -> str | None:
    """A cell as a person reads it; None or "" for a blank."""
    return _TEXTS[type(value)](value)


def number_text(value: float) -> str:
    """A number with the 15 digits that a spreadsheet keeps, never with an exponent."""
    if value.is_integer() and -EXACT_BELOW < value < EXACT_BELOW:
        return str(int(value))
    text = format(value, ".15g")
    return format(Decimal(text), "f") if "e" in text or "n" in text else text


def plain(text: str | None) -> str | None:
    """A number without an exponent, digit for digit; what is no number stays."""
    if text is None or "e" not in text.lower() or text.lower().count("e") > 1:
        return text
    try:
        value = Decimal(text)
    except InvalidOperation:
        return text
    exponent = value.as_tuple().exponent
    return format(value, "f") if isinstance(exponent, int) and abs(exponent) < 400 else text


def duration_text(value: timedelta) -> str:
    """A span of time as hours, minutes and seconds; hours may be more than a day has."""
    seconds = round(value.total_seconds())
    sign, seconds = ("-", -seconds) if seconds < 0 else ("", seconds)
    return f"{sign}{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"


def _moment_text(value: datetime) -> str:
    day = value.date().isoformat()
    return day if value.time() == time.min else f"{day} {_time_text(value.time())}"


def _time_text(value: time) -> str:
    return value.isoformat(timespec="seconds") if value.microsecond == 0 else value.isoformat()


class _Texts(dict[type, Callable[[Any], "str | None"]]):
    def __missing__(self, kind: type) -> Callable[[Any], str | None]:
        return str


_TEXTS = _Texts(
    {
        str: str,
        type(None): lambda value: None,
        bool: lambda value: "true" if value else "false",
        int: str,
        float: number_text,
        date: date.isoformat,
        datetime: _moment_text,
        time: _time_text,
        timedelta: duration_text,
    }
)
