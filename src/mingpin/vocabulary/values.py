"""Canonical values as written in files, and their physical form in evidence frames.

Money is int64 in fen, a share int64 in millionths, a date a pair (earliest possible day, latest possible day): exact, and a
year is not a day.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable
from datetime import date
from decimal import Decimal, InvalidOperation, localcontext
from typing import Any

from mingpin.language import _
from mingpin.vocabulary.model import Type

NEVER = date(1, 1, 1)
"""Below every date: “no such event, ever”."""
FOREVER = date(9999, 12, 31)
"""Above every date: “does not expire”, or an upper end that is not known."""
LOWEST = -(2**62)
HIGHEST = 2**62
"""The ends of a number that is not known on that side."""

_WIDEST = 40
"""Numbers of more than so many places before or after the point are nobody's."""

FEN_PER_YUAN = 100
MILLIONTHS = 1_000_000

Span = tuple[date, date]
_DATE = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")
_ITEM_SEPARATOR = re.compile(r"[；;、\n]")
_YES = {"true", "yes", "1", "是", "有", "y"}
_NO = {"false", "no", "0", "否", "无", "n"}


class ValueFault(ValueError):
    """A cell that is not a value of its column's type; the message is a sentence for its supplier."""


def physical(type_: Type, value: Any) -> Any:
    """The physical value of a canonical one; None for a blank. A date gives a Span. Raises ValueFault."""
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    return _READERS[type_](value)


def date_span(value: Any) -> Span:
    """The earliest and latest day that `2021`, `2021-05` or `2021-05-03` can mean. Raises ValueFault."""
    if isinstance(value, date):
        day = value if type(value) is date else date(value.year, value.month, value.day)
        return day, day
    text = str(value).strip()
    match = _DATE.fullmatch(text)
    if not match:
        raise ValueFault(_("“{value}” is not a date; write 2021-05-03, 2021-05 or 2021.").format(value=value))
    year, month, day_ = (int(part) if part else None for part in match.groups())
    assert year is not None
    if year == NEVER.year:
        raise ValueFault(_("“{value}” is not a day of the calendar.").format(value=value))
    try:
        if day_ is not None:
            assert month is not None
            return (date(year, month, day_),) * 2
        if month is not None:
            return date(year, month, 1), date(year, month, monthrange(year, month)[1])
        return date(year, 1, 1), date(year, 12, 31)
    except ValueError as error:
        raise ValueFault(_("“{value}” is not a day of the calendar.").format(value=value)) from error


def _scaled(value: Any, scale: int, name: str) -> int:
    try:
        written = Decimal(str(value).strip().replace(",", ""))
    except InvalidOperation as error:
        raise ValueFault(_("“{value}” is not a number.").format(value=value)) from error
    if not written.is_finite():
        raise ValueFault(_("“{value}” is not a number.").format(value=value))
    if abs(written.adjusted()) > _WIDEST:
        raise ValueFault(_("“{value}” is beyond any possible {name}.").format(value=value, name=name))
    with localcontext() as context:
        context.prec = len(written.as_tuple().digits) + 2 * _WIDEST
        number = written * scale
        is_whole = number == number.to_integral_value()
    if not is_whole:
        raise ValueFault(_("“{value}” has more decimals than {name} can hold.").format(value=value, name=name))
    if not LOWEST < number < HIGHEST:
        raise ValueFault(_("“{value}” is beyond any possible {name}.").format(value=value, name=name))
    return int(number)


def _bool(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    text = str(value).strip().lower()
    if text in _YES:
        return True
    if text in _NO:
        return False
    raise ValueFault(_("“{value}” is neither yes nor no; write 是 or 否.").format(value=value))


def _items(value: Any) -> list[str]:
    parts: Iterable[Any] = value if isinstance(value, list | tuple) else _ITEM_SEPARATOR.split(str(value))
    return [text for part in parts if (text := str(part).strip())]


_READERS = {
    Type.TEXT: lambda value: str(value).strip(),
    Type.CODE: lambda value: str(value).strip(),
    Type.LEVEL: lambda value: str(value).strip(),
    Type.BOOL: _bool,
    Type.INT: lambda value: _scaled(value, 1, _("a whole number")),
    Type.MONEY: lambda value: _scaled(value, FEN_PER_YUAN, _("an amount in yuan")),
    Type.SHARE: lambda value: _scaled(value, MILLIONTHS, _("a share")),
    Type.DATE: date_span,
    Type.ITEMS: _items,
}
