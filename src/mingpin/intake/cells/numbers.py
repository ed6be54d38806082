"""Whole numbers, shares of one, and yes or no."""

from __future__ import annotations

import re

import polars as pl

from mingpin.intake.cells.amounts import Number, is_exponential, is_inexact, number, sign_and_rest
from mingpin.intake.cells.column import Reading
from mingpin.intake.cells.numerals import CHARACTERS, spelt_digits
from mingpin.intake.cells.signs import is_none, plain
from mingpin.intake.cells.units import count_unit, simplified
from mingpin.language import _
from mingpin.vocabulary.values import HIGHEST, MILLIONTHS, ValueFault

_LONGEST = 18
_PLACES = len(str(MILLIONTHS)) - 1
_COUNTERS = "[人名项件个家次位条枚种户台套份篇所处]"
_RANK = re.compile(f"第?(?P<number>[0-9{CHARACTERS}]+)(?:名|位)?")
_YEAR = re.compile(f"(?P<year>[0-9]{{4}}|[{CHARACTERS}]{{4}})年度?")
_PERCENT = re.compile("(?P<number>.+)(?P<sign>[%‰])|(?P<word>[百千])分之(?P<spelt>.+)")
_PERCENT_UNITS = ("%", "百分比", "百分数")
_YES_WORDS = "是 是的 有 对 已 属于 √ ✓ ✔ ☑ y yes true t 1 是。 有。"
_NO_WORDS = "否 不是 不 无 没有 没 未 暂无 均无 皆无 none 非 不属于 × ✗ ✘ ✕ ╳ n no false f 0 否。 无。 没有。"
YES, NO = frozenset(_YES_WORDS.split()), frozenset(_NO_WORDS.split())
_TICKED = "√✓✔☑■"
_MARK = f"([{_TICKED}□☐○])"
_CHOICES = (re.compile(f"{_MARK}是[/、,;]?{_MARK}否"), re.compile(f"是{_MARK}[/、,;]?否{_MARK}"))


def fast_decimal(places: int) -> pl.Expr:
    """The number in `cell` times 10 ** places, where it is written in digits, or with commas between thousands."""
    parts = pl.col("cell").str.extract_groups(r"^(-?)([0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.([0-9]{1,12}))?$")
    decimals = parts.struct.field("3").fill_null("")
    whole = parts.struct.field("2").str.replace_all(",", "", literal=True)
    fits = (decimals.str.len_chars() <= places) & (whole.str.len_chars() + places <= _LONGEST)
    digits = parts.struct.field("1") + whole + decimals.str.pad_end(places, "0")
    return pl.when(fits).then(digits).cast(pl.Int64, strict=False)


def fast_int(unit: str) -> pl.Expr:
    own = count_unit(unit)
    return fast_decimal(own.power) if own else pl.lit(None, dtype=pl.Int64)


def read_int(column: str, value: str, unit: str) -> Reading:
    """The whole number; a year may be written 2021年度, a rank 第3名. Raises ValueFault."""
    text = simplified(value)
    if is_none(value):
        raise ValueFault(
            _("“{value}” is no number; write 0, or leave the cell blank if it is not known.").format(value=value)
        )
    if is_exponential(value):
        reason = _("“{value}” was shortened by a spreadsheet and may be rounded; write all its digits.")
        raise ValueFault(reason.format(value=value))
    if "year" in column.split("_"):
        year = _YEAR.fullmatch(text)
        digits = spelt_digits(year["year"]) if year else None
        if digits:
            return Reading(int(digits))
    rank = _RANK.fullmatch(text) if column == "rank" else None
    if rank:
        found, power = number(rank["number"]), 0
    else:
        sign, bare = sign_and_rest(text)
        found, power = _counted(bare, unit)
        found = Number(sign * found.digits, found.exponent) if found else None
    if found is None:
        raise ValueFault(_no_number(value, text))
    whole = found.scaled(power)
    if whole is None:
        raise ValueFault(_("“{value}” is not a whole number; write a whole number.").format(value=value))
    if abs(whole) >= HIGHEST:
        raise ValueFault(_("“{value}” is beyond any possible number; correct it.").format(value=value))
    return Reading(whole)


def _counted(text: str, unit: str) -> tuple[Number | None, int]:
    """The number and the power of the title's unit, which holds where the text has no word of its own behind the number."""
    bare = re.sub(f"(?<=.){_COUNTERS}$", "", text)
    found = number(bare)
    title = count_unit(unit)
    if found is None or title is None:
        return None, 0
    return found, 0 if found.power is not None or bare != text else title.power


def _no_number(value: str, text: str) -> str:
    if is_inexact(text):
        return _("“{value}” is not an exact number; write the exact one, or leave the cell blank.").format(value=value)
    return _("“{value}” is not a number; write it in digits.").format(value=value)


def fast_share(unit: str) -> pl.Expr:
    """Millionths of the plainest writings over `cell`: 0.3, 30%; where the title says %, 30."""
    text = pl.col("cell")
    percent = text.str.extract(r"^([0-9]{1,3}(?:\.[0-9]{1,4})?)%$")
    tail = percent.str.extract(r"\.([0-9]+)$").fill_null("").str.pad_end(_PLACES - 2, "0")
    written = (percent.str.extract("^([0-9]+)") + tail).cast(pl.Int64, strict=False)
    if is_percent(unit):
        bare = fast_decimal(_PLACES - 2)
        bare = pl.when((bare > MILLIONTHS // 100) | (bare == 0)).then(bare)
    else:
        bare = fast_decimal(_PLACES)
    share = pl.coalesce(written, bare)
    return pl.when(share.is_between(0, MILLIONTHS) & ~text.str.starts_with("-")).then(share)


def is_percent(unit: str) -> bool:
    return re.sub("[()]", "", plain(unit)) in _PERCENT_UNITS


def read_share(value: str, unit: str) -> Reading:
    """The share in millionths of one: 0.3, 30%, 百分之三十. Raises ValueFault, for a bare 30 with what it may mean."""
    text = simplified(value)
    if is_none(value):
        raise ValueFault(
            _("“{value}” is no share; write 0, or leave the cell blank if it is not known.").format(value=value)
        )
    match = _PERCENT.fullmatch(text)
    if match:
        found = number(match["number"] or match["spelt"])
        power = -2 if "%" in (match["sign"] or "") or match["word"] == "百" else -3
    else:
        found, power = number(text), 0
    if found is None or (found.power is not None and not match):
        raise ValueFault(_no_share(value, text))
    if not match and is_percent(unit):
        power = _percent_power(found, value)
    share = found.scaled(power + _PLACES)
    if share is None:
        raise ValueFault(_("“{value}” has more decimals than a share can hold; round it.").format(value=value))
    if 0 <= share <= MILLIONTHS:
        return Reading(share)
    if not match and share <= 100 * MILLIONTHS:
        reason = _("“{value}” is no share between 0 and 1; write 0.3 for 30 % (is {value} % meant?).")
        raise ValueFault(reason.format(value=value))
    raise ValueFault(_("“{value}” is no share between 0 and 1; write 0.3 for 30 %.").format(value=value))


def _percent_power(found: Number, value: str) -> int:
    """A bare number under a title with %: percent above 1. Below, the spreadsheet may have held 30 % as 0.3."""
    millionths = found.scaled(_PLACES)
    if millionths is not None and 0 < millionths <= MILLIONTHS:
        reason = _("“{value}” may be {value} % or, under the title with %, a share of one; write the % sign with it.")
        raise ValueFault(reason.format(value=value))
    return -2


def _no_share(value: str, text: str) -> str:
    if is_inexact(text):
        return _("“{value}” is not an exact share; write the exact one, or leave the cell blank.").format(value=value)
    return _("“{value}” is not a share; write 0.3 or 30%.").format(value=value)


def fast_bool() -> pl.Expr:
    words = {**dict.fromkeys(YES, True), **dict.fromkeys(NO, False)}
    return pl.col("cell").replace_strict(words, default=None, return_dtype=pl.Boolean)


def read_bool(value: str) -> Reading:
    """Yes or no; 无 is a no. A form's 是□ 否☑ is read by its tick. Raises ValueFault."""
    text = plain(value).casefold().replace(" ", "")
    if text in YES or text in NO:
        return Reading(text in YES)
    for shape in _CHOICES:
        choice = shape.fullmatch(text)
        ticks = [mark in _TICKED for mark in choice.groups()] if choice else []
        if sum(ticks) == 1:
            return Reading(ticks[0])
    raise ValueFault(_("“{value}” is neither yes nor no; write 是 or 否.").format(value=value))
