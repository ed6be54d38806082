"""What people type into a field of a form, as the canonical value that files have."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import Any

from mingpin.language import _
from mingpin.vocabulary.model import Column, Type
from mingpin.vocabulary.values import FOREVER, ValueFault, date_span, physical

_UNITS = {"亿": Decimal(100_000_000), "万": Decimal(10_000)}
_AMOUNT = re.compile(r"(?P<number>[-+]?[\d,，]*\.?\d+)\s*(?P<unit>[亿万])?元?")
_PERCENT = re.compile(r"(?P<number>[-+]?\d*\.?\d+)\s*[%％]")
_DAY = re.compile(r"(\d{4})\s*[-./年]\s*(\d{1,2})(?:\s*[-./月]\s*(\d{1,2})\s*日?|\s*月)?")
_YEAR = re.compile(r"(\d{4})\s*年?")
_ENDLESS = {"长期", "永久", "长期有效", "无固定期限", "forever"}


def canonical(column: Column, text: str) -> Any:
    """The canonical value of what was typed; None for a blank. Raises ValueFault with a sentence for whoever typed it."""
    typed = text.strip()
    if not typed:
        return None
    reader = _READERS.get(column.type)
    value = reader(typed) if reader else typed
    physical(column.type, value)
    return value


def typed_text(column: Column, values: dict[str, Any]) -> str:
    """A physical value as somebody would type it: what a form for correcting a row begins with."""
    value = values.get(column.name)
    if value is None or value == []:
        return ""
    if column.type is Type.BOOL:
        return "yes" if value else "no"
    if column.type is Type.MONEY:
        return _plain(Decimal(value) / 100)
    if column.type is Type.SHARE:
        return f"{_plain(Decimal(value) / 10_000)}%"
    if column.type is Type.ITEMS:
        return "、".join(value)
    if column.type is Type.DATE:
        return _typed_date(str(value), str(values.get(f"{column.name}__to") or value))
    return str(value)


def _typed_date(first: str, last: str) -> str:
    if last == FOREVER.isoformat():
        return "9999-12-31"
    for text in (first[:4], first[:7], first):
        try:
            if tuple(day.isoformat() for day in date_span(text)) == (first, last):
                return text
        except ValueFault:
            continue
    return first


def _plain(number: Decimal) -> str:
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _money(text: str) -> str:
    match = _AMOUNT.fullmatch(text)
    if not match:
        raise ValueFault(
            _("“{value}” is no amount; write it in yuan (3500000) or with its unit (350万).").format(value=text)
        )
    number = Decimal(match["number"].replace(",", "").replace("，", ""))
    return _plain(number * _UNITS.get(match["unit"] or "", Decimal(1)))


def _share(text: str) -> str:
    match = _PERCENT.fullmatch(text)
    if match:
        return _plain(Decimal(match["number"]) / 100)
    try:
        number = Decimal(text)
    except InvalidOperation as error:
        raise ValueFault(_("“{value}” is no share; write 15.3% or 0.153.").format(value=text)) from error
    if not 0 <= number <= 1:
        raise ValueFault(_("“{value}” may be a share or a percentage; write 15.3% or 0.153.").format(value=text))
    return text


def _date(text: str) -> str:
    if text in _ENDLESS:
        return FOREVER.isoformat()
    match = _DAY.fullmatch(text)
    if match:
        return "-".join(part.zfill(2) for part in match.groups() if part)
    year = _YEAR.fullmatch(text)
    return year[1] if year else text


_READERS = {Type.MONEY: _money, Type.SHARE: _share, Type.DATE: _date}
