"""Amounts in yuan, exact to the fen; other currencies are not converted."""

from __future__ import annotations

import re

import polars as pl

from mingpin.intake.cells.amounts import Number, is_exponential, is_inexact, number, sign_and_rest
from mingpin.intake.cells.column import Reading
from mingpin.intake.cells.numerals import CHARACTERS, whole_number
from mingpin.intake.cells.signs import is_none
from mingpin.intake.cells.units import foreign_currency, money_unit, simplified
from mingpin.language import _
from mingpin.vocabulary.values import HIGHEST, ValueFault

FEN = 2
"""A yuan is 10 ** 2 fen."""
_LONGEST = 18
_SUFFIXES = {"元": 0, "千元": 3, "万": 4, "万元": 4, "百万元": 6, "亿": 8, "亿元": 8}
_CURRENCY = "人民币|rmb|cny|[¥￥]"
_NAMED = re.compile(rf"(?:\((?:{_CURRENCY})\)|(?:{_CURRENCY})):?")
_IN_BRACKETS = re.compile(r"(?P<number>[^()]+)\((?P<unit>[十百千万亿]*[元圆块])\)")
_ENDING = re.compile("(?P<number>.+?)(?P<yuan>[元圆块]钱?)?[整正]?")
_PARTS = re.compile(
    "(?P<yuan>.+?)[元圆块](?P<zero>零)?(?:(?P<jiao>[^元圆角分零])角)?(?:(?P<fen>[^元圆角分零])分)?(?:[整正])?"
)


def fast_money(unit: str) -> pl.Expr:
    """Fen of the plainest writings over `cell`: digits, thousands separated by commas, ￥ before, 元, 万元 or 亿元 behind."""
    own = money_unit(unit)
    if own is None or own.power + FEN < 0:
        return pl.lit(None, dtype=pl.Int64)
    units = "百万元|千元|万元|亿元|元"
    shape = (
        rf"^[¥￥]?(-?)([0-9]{{1,3}}(?:,[0-9]{{3}})+|[0-9]+)(?:\.([0-9]{{1,12}}))?(?:({units}|万|亿)|\(({units})\))?$"
    )
    suffixes = {suffix: power for suffix, power in _SUFFIXES.items() if not unit or power == own.power}
    parts = pl.col("cell").str.extract_groups(shape)
    suffix = pl.coalesce(parts.struct.field("4"), parts.struct.field("5"))
    power = suffix.replace_strict(suffixes, default=None, return_dtype=pl.Int64)
    places = pl.when(suffix.is_null()).then(pl.lit(own.power, dtype=pl.Int64)).otherwise(power) + FEN
    decimals = parts.struct.field("3").fill_null("")
    whole = parts.struct.field("2").str.replace_all(",", "", literal=True)
    zeros = (decimals + "0" * _LONGEST).str.slice(0, places)
    fits = (decimals.str.len_chars() <= places) & (whole.str.len_chars() + places <= _LONGEST)
    return pl.when(fits).then(parts.struct.field("1") + whole + zeros).cast(pl.Int64, strict=False)


def read_money(value: str, unit: str) -> Reading:
    """The amount in fen. `unit` is that of the column's title, for cells that have none. Raises ValueFault."""
    text = simplified(value)
    _check_currency(value, unit)
    if is_none(value):
        raise ValueFault(
            _("“{value}” is no amount; write 0, or leave the cell blank if it is not known.").format(value=value)
        )
    if is_exponential(value):
        reason = _("“{value}” was shortened by a spreadsheet and may be rounded; write all its digits.")
        raise ValueFault(reason.format(value=value))
    sign, bare = sign_and_rest(text)
    bare = _NAMED.sub("", bare, count=1)
    again, bare = sign_and_rest(bare) if sign == 1 else (1, bare)
    found = _amount(bare)
    if found is None:
        raise ValueFault(_fault(value, text))
    amount, own = found
    power, note = (0, _other_unit(value, unit, own)) if own is not None else (_title_power(value, unit), "")
    fen = amount.scaled(power + FEN)
    if fen is None:
        is_finer = amount.exponent + power + FEN < 0
        raise ValueFault(_too_exact(value) if is_finer else _too_large(value))
    if fen >= HIGHEST:
        raise ValueFault(_too_large(value))
    return Reading(sign * again * fen, note)


def _check_currency(value: str, unit: str) -> None:
    own = foreign_currency(value)
    currency = own or (foreign_currency(unit) if not re.search("人民币|rmb|cny", simplified(value)) else "")
    if currency:
        reason = _(
            "“{value}” is in {currency}, which is not converted; write the amount in yuan, or leave the cell blank."
        )
        raise ValueFault(reason.format(value=value, currency=currency))


def _amount(text: str) -> tuple[Number, int | None] | None:
    """The number in yuan, and the power of its own unit; None for the power where the text has no unit."""
    parts = _PARTS.fullmatch(text)
    if parts and (parts["jiao"] or parts["fen"]):
        return _with_small(parts)
    match = _IN_BRACKETS.fullmatch(text)
    if match:
        unit, found = money_unit(match["unit"]), number(match["number"])
        if unit is None or found is None or found.power:
            return None
        return Number(found.digits, found.exponent + unit.power), unit.power
    match = _ENDING.fullmatch(text)
    found = number(match["number"]) if match else None
    if match is None or found is None:
        return None
    return found, found.power or (0 if match["yuan"] else None)


def _with_small(parts: re.Match[str]) -> tuple[Number, int] | None:
    """元, 角 and 分: 壹佰元伍角贰分, 3元5角."""
    yuan = number(parts["yuan"])
    small = [_digit(parts[name]) for name in ("jiao", "fen")]
    if yuan is None or yuan.exponent < 0 or None in small:
        return None
    jiao, fen = (digit or 0 for digit in small)
    return Number((yuan.scaled(0) or 0) * 100 + jiao * 10 + fen, -2), 0


def _digit(text: str | None) -> int | None:
    if text is None:
        return 0
    if len(text) == 1 and text in "0123456789":
        return int(text)
    spelt = whole_number(text) if all(character in CHARACTERS for character in text) else None
    return spelt if spelt is not None and spelt < 10 else None


def _title_power(value: str, unit: str) -> int:
    title = money_unit(unit)
    if title is None:
        reason = _("“{unit}” in the title is no unit of yuan; write the unit behind “{value}”.")
        raise ValueFault(reason.format(unit=unit, value=value))
    return title.power


def _other_unit(value: str, unit: str, own: int) -> str:
    """The note for a cell whose own unit is not that of the title; blank where they are the same."""
    title = money_unit(unit) if unit else None
    if title is None or title.power == own:
        return ""
    note = _("“{value}” has a unit of its own, other than the title's ({unit}); its own was taken.")
    return note.format(value=value, unit=unit)


def _fault(value: str, text: str) -> str:
    if is_inexact(text):
        return _("“{value}” is not an exact amount; write the exact one, or leave the cell blank.").format(value=value)
    return _("“{value}” is not an amount; write digits, with a unit where it is not yuan (120.5万元).").format(
        value=value
    )


def _too_exact(value: str) -> str:
    return _("“{value}” is finer than a fen; round it to the fen, as the accounts have it.").format(value=value)


def _too_large(value: str) -> str:
    return _("“{value}” is beyond any possible amount; correct it.").format(value=value)
