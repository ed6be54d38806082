"""Columns of a database to physical columns of evidence: exact, or refused.

SQLite gives every value as text, PostgreSQL most in types of their own. Money is whole fen and a share whole millionths here
as in evidence, so that no value is ever scaled, and none passes through a floating-point number.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

import polars as pl

from mingpin.language import _
from mingpin.vocabulary.evidence import PHYSICAL_TYPES
from mingpin.vocabulary.model import NONE_CODE, Classification, Type
from mingpin.vocabulary.values import FOREVER, HIGHEST, LOWEST, ValueFault, date_span, physical

FIRST_DAY = date(2, 1, 1)
"""The year 1 stands for “never” (values.NEVER) and is no date that a row can hold."""
_DATE_ENDS = pl.Struct({"first": pl.Date, "last": pl.Date})
_LONGEST_NUMBER = 40


class Misfit(Exception):
    """A value that is not one of its column's type: `at` is its row (from 0), the message a sentence that says why."""

    def __init__(self, at: int, value: Any, why: str):
        self.at, self.value, self.why = at, value, why
        super().__init__(why)


def values(given: pl.Series, type_: Type, classification: Classification | None = None) -> pl.Series:
    """The physical column of any type but a date. Raises Misfit."""
    if given.dtype == pl.String:
        text = _without_blanks(given)
        found = text if PHYSICAL_TYPES[type_] == pl.String else _OF_TEXT[type_](text)
    elif type_ is Type.ITEMS:
        items = pl.element().str.strip_chars()
        found = given.to_frame().select(pl.first().list.eval(items.filter(items.str.len_chars() > 0))).to_series()
    else:
        found = given.cast(PHYSICAL_TYPES[type_])
    if found.dtype == pl.Int64:
        _refuse(found, (found <= LOWEST) | (found >= HIGHEST), _("It is beyond any possible amount."))
    if classification is not None:
        _check_codes(found, classification)
    return found


def dates(given: pl.Series, to: pl.Series | None) -> tuple[pl.Series, pl.Series]:
    """The earliest and the latest day of a date; `to` is the column of the latest, where there is one. Raises Misfit."""
    first, last = _date_ends(given)
    if to is None:
        return first, last
    until = _date_ends(to)[1]
    _refuse(to, first.is_null() & until.is_not_null(), _("The latest day is given and the earliest is not."))
    last = until.zip_with(until.is_not_null(), last)
    _refuse(to, last < first, _("The latest day is before the earliest."))
    return first, last


def _without_blanks(given: pl.Series) -> pl.Series:
    text = given.str.strip_chars()
    return text.set(text == "", None)


def _refuse(given: pl.Series, is_misfit: pl.Series, why: str) -> None:
    if is_misfit.any():
        at = is_misfit.fill_null(False).arg_true()[0]
        raise Misfit(at, given[at], why)


def _check_codes(found: pl.Series, classification: Classification) -> None:
    codes = {*classification.entries, *([NONE_CODE] if classification.is_ordered else [])}
    for unknown in sorted(set(found.unique().drop_nulls()) - codes)[:1]:
        why = _("The classification “{classification}” has no code “{code}”.")
        _refuse(found, found == unknown, why.format(classification=classification.id, code=unknown))


def _read_by_value(text: pl.Series, read: Callable[[str], Any], dtype: Any) -> pl.Series:
    """Each distinct text is read once. Raises Misfit where `read` raises ValueFault."""
    distinct = text.unique().drop_nulls()
    found = []
    for value in distinct:
        try:
            found.append(read(value))
        except ValueFault as fault:
            raise Misfit((text == value).arg_true()[0], value, str(fault)) from fault
    known = pl.DataFrame({"text": distinct, "value": pl.Series(found, dtype=dtype)})
    return text.alias("text").to_frame().join(known, on="text", how="left", maintain_order="left")["value"]


def _numbers(text: pl.Series) -> pl.Series:
    found = text.str.replace(r"\.0+$", "").cast(pl.Int64, strict=False)
    unread = found.is_null() & text.is_not_null()
    if unread.any():
        rest = _read_by_value(text.set(~unread, None), _whole_number, pl.Int64)
        found = rest.zip_with(unread, found)
    return found


def _whole_number(text: str) -> int:
    try:
        number = Decimal(text)
    except InvalidOperation as error:
        raise ValueFault(_("“{value}” is not a number.").format(value=text)) from error
    if not number.is_finite():
        raise ValueFault(_("“{value}” is not a number.").format(value=text))
    if number.adjusted() > _LONGEST_NUMBER:
        raise ValueFault(_("It is beyond any possible amount."))
    if number != number.to_integral_value():
        why = _("A whole number is expected; money is counted in fen (1 yuan is 100), a share in millionths.")
        raise ValueFault(why)
    if not LOWEST < number < HIGHEST:
        raise ValueFault(_("It is beyond any possible amount."))
    return int(number)


def _truths(text: pl.Series) -> pl.Series:
    return _read_by_value(text, lambda value: physical(Type.BOOL, value), pl.Boolean)


def _item_lists(text: pl.Series) -> pl.Series:
    return _read_by_value(text, _items, pl.List(pl.String))


def _items(text: str) -> list[str] | None:
    if text == "null":
        return None
    if not text.startswith("["):
        items: list[str] = physical(Type.ITEMS, text)
        return items
    try:
        parts = json.loads(text)
    except json.JSONDecodeError as error:
        raise ValueFault(_("It begins like a JSON list and is none.")) from error
    if not all(isinstance(part, str) for part in parts):
        raise ValueFault(_("Every item of the list has to be text."))
    return [item for part in parts if (item := part.strip())]


def _date_ends(given: pl.Series) -> tuple[pl.Series, pl.Series]:
    if given.dtype == pl.String:
        ends = _read_by_value(_without_blanks(given), _span, _DATE_ENDS).struct
        return ends.field("first"), ends.field("last")
    is_outside = (given < FIRST_DAY) | (given > FOREVER)
    if is_outside.any():
        why = _("The calendar goes from {first} to {last}; what does not expire ends on the last of these days.")
        raise Misfit(is_outside.arg_true()[0], "", why.format(first=FIRST_DAY, last=FOREVER))
    return given, given


def _span(text: str) -> dict[str, date]:
    first, last = date_span(text)
    return {"first": first, "last": last}


_OF_TEXT: dict[Type, Callable[[pl.Series], pl.Series]] = {
    Type.BOOL: _truths,
    Type.INT: _numbers,
    Type.MONEY: _numbers,
    Type.SHARE: _numbers,
    Type.ITEMS: _item_lists,
}
