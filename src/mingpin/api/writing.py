"""Values of evidence as people and programs write them: what is read here can be sent back and means the same."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from mingpin.vocabulary.evidence import upper
from mingpin.vocabulary.model import Table, Type
from mingpin.vocabulary.values import FEN_PER_YUAN, MILLIONTHS


def written(values: Mapping[str, Any], table: Table | None) -> dict[str, Any]:
    """Physical values by column, written: money in yuan and shares as decimal texts, dates as exact as they are known."""
    if table is None:
        return dict(values)
    found = {}
    for name, value in values.items():
        column = table.columns.get(name)
        if column is None:
            continue  # the upper end of a date stands in the date
        if column.type is Type.DATE:
            found[name] = _day(value, values.get(upper(name), value))
        elif column.type is Type.MONEY:
            found[name] = _decimal(value, FEN_PER_YUAN)
        elif column.type is Type.SHARE:
            found[name] = _decimal(value, MILLIONTHS)
        else:
            found[name] = value
    return found


def _decimal(value: Any, scale: int) -> str:
    return format((Decimal(value) / scale).normalize(), "f")


def _day(first: str, last: str) -> str:
    """`2021-05-03`, `2021-05` or `2021`; both ends where they are those of nothing shorter."""
    if first == last:
        return first
    begin, end = date.fromisoformat(first), date.fromisoformat(last)
    if (begin.day, end.day) == (1, monthrange(end.year, end.month)[1]):
        if (begin.year, begin.month) == (end.year, end.month):
            return first[:7]
        if begin.year == end.year and (begin.month, end.month) == (1, 12):
            return first[:4]
    return f"{first}/{last}"
