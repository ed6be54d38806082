"""Cells of text and lists of items, which keep their characters."""

from __future__ import annotations

import re

import polars as pl

from mingpin.intake.cells.column import Careful, Reading, read_cells
from mingpin.intake.cells.signs import (
    SPACES,
    check_sound,
    is_blank,
    is_none,
    is_not_stated,
    looks_said,
    looks_sound,
    read_as_blank,
)
from mingpin.language import _

ITEM_SEPARATOR = "；"
_SPLITS_ITEMS = re.compile("[；;、\n]")


def fast_text() -> pl.Expr:
    text = pl.col("cell").str.strip_chars(SPACES)
    return pl.when(looks_sound(text) & ~looks_said(text)).then(text)


def read_text(column: str, value: str) -> Reading:
    """The text as it stands, without spaces around it. Raises ValueFault for a damaged one."""
    check_sound(value)
    if is_blank(value):
        return Reading(None)
    if is_not_stated(value, in_text=True):
        return Reading(None, read_as_blank(value))
    if is_none(value) and column.endswith("_id"):
        return Reading(None, _("“{value}” names nobody; the cell is held blank.").format(value=value))
    return Reading(value.strip(SPACES))


def fast_items() -> pl.Expr:
    pieces = pl.col("cell").str.replace_all("[;、\n]", ITEM_SEPARATOR).str.split(ITEM_SEPARATOR)
    stripped = pl.element().str.strip_chars(SPACES)
    items = pieces.list.eval(stripped.filter(stripped != ""))
    is_plain = looks_sound(pl.col("cell")) & (items.list.len() > 0)
    return pl.when(is_plain & ~looks_said(items.list.get(0, null_on_oob=True))).then(items)


def read_items(value: str) -> Reading:
    """The items in their order; none at all for a cell that says so (无). Raises ValueFault for damaged ones."""
    check_sound(value)
    items = [item for piece in _SPLITS_ITEMS.split(value) if (item := piece.strip(SPACES))]
    stated = [item for item in items if not is_blank(item)]
    if not stated and is_blank(value):
        return Reading(None)
    if all(is_not_stated(item, in_text=True) for item in stated):
        return Reading(None, read_as_blank(value))
    if all(is_none(item) for item in stated):
        return Reading([])
    return Reading(items)


def is_read_back(column: str, values: pl.Series) -> pl.Series:
    """For each text held in this column, whether a cell with it is read as the same text; true for a blank."""
    return _is_same(values, values, fast_text(), lambda text: read_text(column, text))


def items_are_read_back(values: pl.Series, written: pl.Series) -> pl.Series:
    """For each list of items, whether the cell as `written` is read as the same list; true for a blank."""
    return _is_same(values, written, fast_items(), read_items)


def _is_same(values: pl.Series, written: pl.Series, fast: pl.Expr, careful: Careful) -> pl.Series:
    (read,) = read_cells(written, ("read",), [fast], careful).columns
    return pl.select(read.eq_missing(values)).to_series()
