"""Cells to physical values: whole columns at once, one by one only where a cell is not plain."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import polars as pl

from mingpin.intake.cells.codes import CodeReader
from mingpin.intake.cells.column import Careful, ReadColumn, Reading, read_cells
from mingpin.intake.cells.credit import fast_credit_code, read_credit_code
from mingpin.intake.cells.dates import LASTING, fast_dates, read_date
from mingpin.intake.cells.money import fast_money, read_money
from mingpin.intake.cells.numbers import fast_bool, fast_int, fast_share, read_bool, read_int, read_share
from mingpin.intake.cells.signs import check_sound, is_blank, is_not_stated, read_as_blank
from mingpin.intake.cells.texts import fast_items, fast_text, read_items, read_text
from mingpin.intake.columns import CREDIT_CODE, Match
from mingpin.language import _
from mingpin.vocabulary.evidence import upper
from mingpin.vocabulary.model import Type, Vocabulary
from mingpin.vocabulary.values import ValueFault

__all__ = ["LASTING", "CodeReader", "ReadColumn", "read_column"]

_APOSTROPHE = "^['＇]"
_WORDS = (Type.TEXT, Type.ITEMS, Type.CODE, Type.LEVEL)
"""Types whose cells may hold an apostrophe as part of what they say, or are read without any."""


def read_column(values: pl.Series, match: Match, vocabulary: Vocabulary) -> ReadColumn:
    """The cells of one recognised column; a blank is None, and so is a cell that states nothing (`/`, 不详), which has its note.

    What is declared none (无) is a value where the type has one: no items, the level `none`, false, the text itself. A cell with
    a fault is None as well, and has its reason. The `unit` of a Match is that of numbers which have none of their own.
    """
    if match.column.type in _WORDS and match.column.name != CREDIT_CODE:
        return _read(values, match, vocabulary)
    is_led = values.str.contains(_APOSTROPHE).fill_null(False)
    if not is_led.any():
        return _read(values, match, vocabulary)
    read = _read(values.str.replace(_APOSTROPHE, ""), match, vocabulary)
    note = _("The apostrophe in front, with which programs mark a number as text, was left aside.")
    led = (at for at in is_led.arg_true() if at not in read.reasons)
    return replace(read, notes={**dict.fromkeys(led, note), **read.notes})


def _read(values: pl.Series, match: Match, vocabulary: Vocabulary) -> ReadColumn:
    name, type_ = match.column.name, match.column.type
    unit = getattr(match, "unit", "") or ""
    if name == CREDIT_CODE:
        return read_cells(values, (name,), [fast_credit_code()], _stated(read_credit_code))
    if type_ in (Type.CODE, Type.LEVEL):
        reader = CodeReader(vocabulary.classifications[match.column.classification or ""])
        return read_cells(values, (name,), [pl.lit(None, dtype=pl.String)], _code(reader))
    if type_ is Type.DATE:
        careful = _stated(lambda text: read_date(name, text))
        return read_cells(values, (name, upper(name)), fast_dates(), careful, folds=True)
    if type_ is Type.TEXT:
        return _with_unit(read_cells(values, (name,), [fast_text()], lambda text: read_text(name, text)), unit)
    if type_ is Type.ITEMS:
        return read_cells(values, (name,), [fast_items()], read_items)
    return _read_number(values, name, type_, unit)


def _with_unit(read: ReadColumn, unit: str) -> ReadColumn:
    """An amount that is kept as text keeps its unit too, where that stands above the column only (500 under 万元)."""
    (texts,) = read.columns
    is_bare = texts.str.contains(r"^[0-9０-９][0-9０-９,，]*([.．][0-9０-９]+)?$").fill_null(False)
    if not unit or not is_bare.any():
        return read
    whole = texts.to_frame("text").select(pl.when(is_bare).then(pl.col("text") + unit).otherwise("text"))
    note = _("The unit of the title was written behind the number: {unit}.").format(unit=unit)
    return replace(
        read,
        columns=(whole.to_series().alias(texts.name),),
        notes={**dict.fromkeys(is_bare.arg_true(), note), **read.notes},
    )


def _read_number(values: pl.Series, name: str, type_: Type, unit: str) -> ReadColumn:
    ways: dict[Type, tuple[Callable[[], pl.Expr], Careful]] = {
        Type.BOOL: (fast_bool, read_bool),
        Type.INT: (lambda: fast_int(unit), lambda text: read_int(name, text, unit)),
        Type.MONEY: (lambda: fast_money(unit), lambda text: read_money(text, unit)),
        Type.SHARE: (lambda: fast_share(unit), lambda text: read_share(text, unit)),
    }
    fast, careful = ways[type_]
    return read_cells(values, (name,), [fast()], _stated(careful), folds=True)


def _stated(careful: Careful) -> Careful:
    """The same for texts that are sound and state something; others are refused, or blank with a note."""

    def read(text: str) -> Reading:
        check_sound(text)
        if is_blank(text):
            return Reading(None)
        return Reading(None, read_as_blank(text)) if is_not_stated(text) else careful(text)

    return read


def _code(reader: CodeReader) -> Careful:
    """Codes: a classification may have an entry for what elsewhere states nothing (待核实)."""

    def read(text: str) -> Reading:
        check_sound(text)
        if is_blank(text):
            return Reading(None)
        try:
            return reader.reading(text)
        except ValueFault:
            if is_not_stated(text):
                return Reading(None, read_as_blank(text))
            raise

    return read
