"""Dates as people and programs write them; a year stays a year, a month a month."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

import polars as pl

from mingpin.intake.cells.column import Reading
from mingpin.intake.cells.numerals import CHARACTERS, spelt_digits, whole_number
from mingpin.intake.cells.signs import is_none, plain
from mingpin.language import _
from mingpin.vocabulary.values import FOREVER, Span, ValueFault, date_span

LASTING = frozenset(
    (
        "长期",
        "长期有效",
        "永久",
        "永久有效",
        "无固定期限",
        "无固定期",
        "无期限",
        "无限期",
        "永久性",
        "长期有效期",
        "不限期",
    )
)
"""What people write into `valid_to` for a title or licence that does not expire."""
SERIALS = range(20_000, 60_001)
"""Numbers that a spreadsheet shows for a day when it is not told that they are days: 1954-10-03 to 2064-04-08."""
PLAUSIBLE_YEARS = range(1900, 2101)
"""The years for which six digits in a row are a year and a month."""

_EPOCH = date(1899, 12, 30)
_YEAR = "([1-9][0-9]{3})"
_EARLY = re.compile("0[0-9]{3}(?:-[0-9]{2}(?:-[0-9]{2})?)?")
_SPAN_SHAPES = tuple(
    re.compile(shape)
    for shape in (
        rf"{_YEAR}([-/.、])([0-9]{{1,2}})\2([0-9]{{1,2}})",
        rf"{_YEAR}(年)([0-9]{{1,2}})月([0-9]{{1,2}})[日号]?",
        rf"{_YEAR}()([0-9]{{2}})([0-9]{{2}})",
        rf"{_YEAR}([-/.])([0-9]{{1,2}})",
        rf"{_YEAR}(年)([0-9]{{1,2}})月份?",
        rf"{_YEAR}(年度?)?",
    )
)
_YEAR_AND_MONTH = re.compile(r"([1-9][0-9]{3})([0-9]{2})")
_SERIAL = re.compile(r"([0-9]{5})(\.[0-9]+)?")
_TIME = re.compile(
    r"(?P<day>.*?[0-9日号])(?:T| |(?<=[日号]))(?P<hour>[0-2]?[0-9])[:时点](?P<minute>[0-5][0-9])?分?"
    r"(?::(?P<second>[0-5][0-9])(?:\.(?P<rest>[0-9]+))?)?秒?"
)
_WEEKDAY = re.compile(r"(?P<day>.*[0-9日号]) ?\(?(?:星期|周|礼拜)(?P<weekday>[一二三四五六日天])\)?")
_WEEKDAYS = "一二三四五六日"
_SPACES_BETWEEN_WORDS = re.compile(r"(?<=[^0-9]) (?=[^ ])|(?<=[0-9]) (?=[^0-9 T])")
_SPELT = re.compile(
    f"(?P<year>[{CHARACTERS}0-9]{{4}})年度?"
    f"(?:(?P<month>[{CHARACTERS}元0-9]+)月份?(?:(?P<day>[{CHARACTERS}0-9]+)[日号]?)?)?"
)
_DURATION = re.compile(f"(?:有效期限?)?[:为]?(?:[{CHARACTERS}]+|[0-9]+)个?(?:年半?|月|周|天|日)(?:内|有效)?")
_SHORT = re.compile(r"([0-9]{1,2})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?")
_YEAR_LAST = re.compile(r"([0-9]{1,2})[-/.]([0-9]{1,2})[-/.]([0-9]{4})")
_WITHOUT_YEAR = re.compile(r"[0-9]{1,2}月[0-9]{1,2}[日号]?|[0-9]{1,2}[-/.][0-9]{1,2}")
_INEXACT = re.compile(
    "(?:约|大约|大概).+|.+(?:左右|前后|之?前|以前|之?后|以后|年?底|年?末|年?初|上旬|中旬|下旬|季度|上半年|下半年)"
)
_BETWEEN = re.compile(" ?(?:—+|–+|~+|-+|至|到) ?")


def fast_dates() -> list[pl.Expr]:
    """Both ends of the plainest writings over `cell`: 2021-05-03, 2021/5/3, 2021.5.3, 2021年5月3日, 2021-05, 2021年5月, 2021."""
    text = pl.col("cell")
    year = "^([1-9][0-9]{3})"
    number = "([0-9]{1,2})"
    is_day = text.str.contains(
        f"{year}(-{number}-{number}|/{number}/{number}|\\.{number}\\.{number}|年{number}月{number}日)$"
    )
    is_month = text.str.contains(f"{year}(-{number}|/{number}|年{number}月|\\.(0[1-9]|1[0-2]))$")
    is_year = text.str.contains(f"{year}(年度?)?$")
    parts = text.str.extract_groups(f"{year}(?:[^0-9]{number}(?:[^0-9]{number})?)?")

    def day(is_shaped: pl.Expr, *rest: pl.Expr) -> pl.Expr:
        pieces = pl.concat_str(pl.when(is_shaped).then(parts.struct.field("1")), *rest, separator="-")
        return pieces.str.to_date("%Y-%m-%d", strict=False)

    def end(field: str) -> pl.Expr:
        return parts.struct.field(field).str.zfill(2)

    a_day = day(is_day, end("2"), end("3"))
    month = day(is_month, end("2"), pl.lit("01"))
    first, last = day(is_year, pl.lit("01"), pl.lit("01")), day(is_year, pl.lit("12"), pl.lit("31"))
    return [pl.coalesce(a_day, month, first), pl.coalesce(a_day, month.dt.month_end(), last)]


def read_date(column: str, value: str) -> Reading:
    """The span of days that the text means. Raises ValueFault, with a proposal where one reading is likely."""
    text = _SPACES_BETWEEN_WORDS.sub("", re.sub(r"\s+", " ", plain(value))).rstrip("。.;；,")
    is_end = column.endswith("_to")
    if is_end and column == "valid_to" and text in LASTING:
        return Reading((FOREVER, FOREVER))
    text = _without_words(text, is_end)
    span = _span(text, value)
    if span:
        return Reading(span)
    reading = _timestamp(text, value) or _with_weekday(text, value) or _serial(text, value)
    if reading:
        return reading
    raise ValueFault(_fault(text, value))


def _without_words(text: str, is_end: bool) -> str:
    """The text without the words that say of which end of a period it is, where the column is that end's."""
    if is_end:
        return re.sub("^(?:有效期?)?(?:截至|截止到?|至|到)[:：]?", "", re.sub("(?:止|截止)$", "", text))
    return re.sub("^自", "", re.sub("起$", "", text)) if text.endswith("起") else text


def _span(text: str, value: str) -> Span | None:
    if re.fullmatch(r"[1-9][0-9]{3}\.1", text):
        reason = _("“{value}” may be January, or October with its last zero lost; write {year}-01 or {year}-10.")
        raise ValueFault(reason.format(value=value, year=text[:4]))
    for shape in _SPAN_SHAPES:
        match = shape.fullmatch(text)
        if match:
            return _of_parts(value, match[1], *match.groups()[2:])
    if _EARLY.fullmatch(text):
        return _of_parts(value, text)
    match = _YEAR_AND_MONTH.fullmatch(text)
    if match and int(match[1]) in PLAUSIBLE_YEARS:
        return _of_parts(value, match[1], match[2])
    match = _SPELT.fullmatch(text)
    return _spelt(match, value) if match else None


def _of_parts(value: str, year: str, *rest: str) -> Span:
    try:
        return date_span("-".join((year, *rest)))
    except ValueFault as fault:
        raise ValueFault(_("“{value}” is not a day of the calendar.").format(value=value)) from fault


def _spelt(match: re.Match[str], value: str) -> Span | None:
    year = spelt_digits(match["year"])
    if year is None or year.startswith("0"):
        return None
    parts = [year]
    for name in ("month", "day"):
        if match[name]:
            number = _spelt_number("一" if match[name] == "元" else match[name])
            if number is None:
                return None
            parts.append(str(number))
    return _of_parts(value, *parts)


def _spelt_number(text: str) -> int | None:
    written = whole_number(text)
    if written is not None:
        return written
    digits = spelt_digits(text)
    return int(digits) if digits and len(digits) <= 2 else None


def _timestamp(text: str, value: str) -> Reading | None:
    match = _TIME.fullmatch(text)
    span = _span(match["day"], value) if match else None
    if not match or not span or span[0] != span[1] or int(match["hour"]) > 23:
        return None
    is_midnight = not any(int(match[part] or 0) for part in ("hour", "minute", "second", "rest"))
    note = "" if is_midnight else _("“{value}” is a day with a time of day; the day was taken.").format(value=value)
    return Reading(span, note)


def _with_weekday(text: str, value: str) -> Reading | None:
    match = _WEEKDAY.fullmatch(text)
    span = _span(match["day"], value) if match else None
    if not match or not span or span[0] != span[1]:
        return None
    if _WEEKDAYS.index(match["weekday"].replace("天", "日")) != span[0].weekday():
        raise ValueFault(_("The day and the weekday of “{value}” do not agree; correct one.").format(value=value))
    return Reading(span)


def _serial(text: str, value: str) -> Reading | None:
    match = _SERIAL.fullmatch(text)
    if not match or int(match[1]) not in SERIALS:
        return None
    day = _EPOCH + timedelta(days=int(match[1]))
    note = _("“{value}” is a spreadsheet's number for a day; it was read as {day}.").format(value=value, day=day)
    return Reading((day, day), note)


def _fault(text: str, value: str) -> str:
    if is_none(text):
        reason = _("“{value}” is no date; leave the cell blank if there is none, or if it is not known.")
        return reason.format(value=value)
    period = _period(text)
    if period:
        reason = _("“{value}” is a period, from {first} to {last}; write the one day that this column asks for.")
        return reason.format(value=value, first=period[0], last=period[1])
    if _DURATION.fullmatch(text):
        return _("“{value}” is a duration, not a date; write the day on which it ends or begins.").format(value=value)
    likely = tuple(dict.fromkeys(day.isoformat() for day in _likely(text)))
    if likely:
        reason = _("“{value}” does not say for certain which day it is; write {likely}, if that is meant.")
        return reason.format(value=value, likely=_(" or ").join(likely))
    if _WITHOUT_YEAR.fullmatch(text):
        return _("“{value}” has no year; write the year as well.").format(value=value)
    if _INEXACT.fullmatch(text):
        reason = _("“{value}” is no exact date; write the day, or the month or year alone (2021-05, 2021).")
        return reason.format(value=value)
    return _("“{value}” is not a date; write 2021-05-03, 2021-05 or 2021.").format(value=value)


def _period(text: str) -> tuple[str, str] | None:
    """Both ends as written, where the text is a date, a word or stroke between, and another date."""
    text = re.sub("止$", "", re.sub("^自", "", text))
    for match in _BETWEEN.finditer(text):
        first, last = text[: match.start()].removesuffix("起"), text[match.end() :]
        if _is_date(first) and (_is_date(last) or last in LASTING):
            return first, last
    return None


def _is_date(text: str) -> bool:
    try:
        return _span(text, text) is not None
    except ValueFault:
        return False


def _likely(text: str) -> Iterator[date]:
    """The days that a date with a year of two digits, or with its year last, may mean."""
    short, last = _SHORT.fullmatch(text), _YEAR_LAST.fullmatch(text)
    readings: list[tuple[int, int, int]] = []
    if last:
        one, two, year = (int(part) for part in last.groups())
        readings = [(year, one, two), (year, two, one)]
    elif short:
        one, two, three = (int(part) for part in short.groups())
        readings = [(_century(one), two, three)]
        if "年" not in text:
            readings += [(_century(three), one, two), (_century(three), two, one)]
    for year, month, day in readings:
        try:
            yield date(year, month, day)
        except ValueError:
            continue


def _century(year: int) -> int:
    return (2000 if year <= 50 else 1900) + year
