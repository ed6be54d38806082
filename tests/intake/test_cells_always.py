"""What holds for every cell: any writing of a value reads as that value, and any text at all reads or gives a reason."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingpin.intake.cells.column import Reading, read_cells
from mingpin.intake.cells.credit import fast_credit_code, read_credit_code
from mingpin.intake.cells.dates import fast_dates, read_date
from mingpin.intake.cells.money import fast_money, read_money
from mingpin.intake.cells.numbers import fast_bool, fast_int, fast_share, read_bool, read_int, read_share
from mingpin.intake.cells.texts import fast_items, fast_text, read_items, read_text
from mingpin.vocabulary.values import ValueFault

from ..conftest import examples
from .one_cell import cell_of, column_of
from .samples import VOCABULARY

_CHINESE_DIGITS = "〇一二三四五六七八九"
_CAPITALS = "零壹贰叁肆伍陆柒捌玖"


def _spelt(number: int, digits: str, powers: str) -> str:
    """A number below ten thousand of 亿, as people spell it: the writer that the reader is held against."""
    if number == 0:
        return digits[0]
    text = ""
    for power, name in ((8, "亿"), (4, "万"), (0, "")):
        section = number // 10**power % 10_000
        if section:
            needs_zero = text and section < 1000
            text += (
                (digits[0] if needs_zero and not text.endswith(digits[0]) else "")
                + _section(section, digits, powers)
                + name
            )
    return text


def _section(section: int, digits: str, powers: str) -> str:
    text = ""
    for place in (3, 2, 1, 0):
        digit = section // 10**place % 10
        if digit:
            text += digits[digit] + (powers[place - 1] if place else "")
        elif text and not text.endswith(digits[0]) and section % 10**place:
            text += digits[0]
    return text


def _wide(text: str) -> str:
    return "".join(chr(ord(character) + 0xFEE0) if "!" <= character <= "~" else character for character in text)


_DAY_WRITINGS = (
    lambda d: d.isoformat(),
    lambda d: f"{d.year}/{d.month}/{d.day}",
    lambda d: f"{d.year}.{d.month}.{d.day}",
    lambda d: f"{d.year}年{d.month}月{d.day}日",
    lambda d: f"{d.year} 年 {d.month:02d} 月 {d.day:02d} 日",
    lambda d: d.strftime("%Y%m%d"),
    lambda d: f"{d.isoformat()} 00:00:00",
    lambda d: _wide(d.isoformat()),
    lambda d: _wide(f"{d.year}.{d.month:02d}.{d.day:02d}"),
    lambda d: (
        "".join(_CHINESE_DIGITS[int(digit)] for digit in str(d.year))
        + f"年{_spelt(d.month, _CHINESE_DIGITS, '十百千').removeprefix('一') if d.month >= 10 else _CHINESE_DIGITS[d.month]}月"
        + f"{_spelt(d.day, _CHINESE_DIGITS, '十百千')}日"
    ),
    lambda d: str((d - date(1899, 12, 30)).days),
)


@examples(150)
@given(
    st.dates(date(1955, 1, 1), date(2064, 1, 1)),
    st.sampled_from(_DAY_WRITINGS),
    st.sampled_from(["", " ", "\u3000", "\u200b"]),
)
def test_a_day_is_the_same_day_however_it_is_written(day: date, write, around: str) -> None:  # type: ignore[no-untyped-def]
    assert cell_of("honours.awarded_on", around + write(day) + around).value == (day, day)


def _grouped(fen: int, separator: str = ",") -> str:
    return f"{fen // 100:,}".replace(",", separator) + f".{fen % 100:02d}"


_MONEY_WRITINGS = (
    lambda fen: f"{fen // 100}.{fen % 100:02d}",
    lambda fen: _grouped(fen),
    lambda fen: _wide(_grouped(fen)),
    lambda fen: _grouped(fen, "、"),
    lambda fen: f"￥{_grouped(fen)}元整",
    lambda fen: f"人民币{fen // 100}.{fen % 100:02d}元",
    lambda fen: f"{fen // 10**6}.{fen % 10**6:06d}万元",
    lambda fen: f"{fen // 10**6}.{fen % 10**6:06d}（万元）",
    lambda fen: f"{fen // 10**6:,}.{fen % 10**6:06d} 万人民币",
    lambda fen: f"{fen // 10**10}.{fen % 10**10:010d}亿元",
    lambda fen: f"{fen // 10**5}.{fen % 10**5:05d}千元",
    lambda fen: (
        _spelt(fen // 100, _CAPITALS, "拾佰仟")
        + "元"
        + (f"{_CAPITALS[fen // 10 % 10]}角" if fen // 10 % 10 else "零" if fen % 10 else "")
        + (f"{_CAPITALS[fen % 10]}分" if fen % 10 else "")
        + ("" if fen % 100 else "整")
    ),
)


@examples(200)
@given(
    st.integers(0, 10**13),
    st.sampled_from(_MONEY_WRITINGS),
    st.sampled_from(["", "-", "负", "△"]),
    st.sampled_from(["", "万元"]),
)
def test_an_amount_is_the_same_amount_however_it_is_written(fen: int, write, sign: str, unit: str) -> None:  # type: ignore[no-untyped-def]
    text = sign + write(fen)
    has_unit = any(word in text for word in "元万亿币")
    assert cell_of("financials.revenue", text, unit if has_unit else "").value == (-fen if sign else fen)


@examples(60)
@given(st.integers(0, 10**6), st.sampled_from(["share", "percent", "wide", "title"]))
def test_a_share_is_the_same_share_however_it_is_written(millionths: int, way: str) -> None:
    percent = f"{millionths // 10**4}.{millionths % 10**4:04d}"
    written = {
        "share": f"{millionths / 10**6:.6f}",
        "percent": f"{percent}%",
        "wide": _wide(f"{percent}%"),
        "title": percent,
    }[way]
    cell = cell_of("market_positions.market_share", written, "%" if way == "title" else "")
    if way == "title" and 0 < millionths <= 10**4:
        assert "write the % sign with it" in cell.reason
    else:
        assert cell.value == millionths


_PLACES = sorted(
    f"{table}.{column}"
    for table, columns in ((t.id, t.columns) for t in VOCABULARY.tables.values())
    for column in columns
)
_CHARACTERS = "0123456789.,-/年月日万亿元%()（）+eE 无是否至约第批号〇一二十佰零负△$￥:起止前上"
_FRAGMENTS = st.sampled_from([*_CHARACTERS, "2021", "人民币", "美元", "长期", "\ufffd", "“", "E+17"])
_ANY_TEXT = st.text(max_size=12) | st.lists(_FRAGMENTS, max_size=8).map("".join)


@examples(150)
@given(
    st.sampled_from(_PLACES),
    st.lists(_ANY_TEXT, min_size=1, max_size=8),
    st.sampled_from(["", "万元", "%", "万美元", "箱", "(", "十百"]),
)
def test_any_text_is_a_value_a_blank_or_has_a_reason(place: str, texts: list[str], unit: str) -> None:
    read = column_of(place, list(texts), unit)
    assert all(len(column) == len(texts) for column in read.columns)
    for at, text in enumerate(texts):
        if read.columns[0][at] is None:
            assert (
                read.reasons.get(at)
                or read.notes.get(at)
                or not text.strip(" \t\n\u3000\u200b\ufeff")
                or not text.isprintable()
            )
        else:
            assert at not in read.reasons


_WAYS = {
    "date": (fast_dates, lambda text: read_date("valid_from", text)),
    "money": (lambda: [fast_money("")], lambda text: read_money(text, "")),
    "money in 万元": (lambda: [fast_money("万元")], lambda text: read_money(text, "万元")),
    "int": (lambda: [fast_int("")], lambda text: read_int("sample", text, "")),
    "share": (lambda: [fast_share("")], lambda text: read_share(text, "")),
    "share in %": (lambda: [fast_share("%")], lambda text: read_share(text, "%")),
    "bool": (lambda: [fast_bool()], read_bool),
    "text": (lambda: [fast_text()], lambda text: read_text("address", text)),
    "items": (lambda: [fast_items()], read_items),
    "credit code": (lambda: [fast_credit_code()], read_credit_code),
}


@pytest.mark.parametrize("way", _WAYS)
@examples(80)
@given(texts=st.lists(_ANY_TEXT | st.dates().map(str) | st.integers(-(10**9), 10**9).map(str), min_size=1, max_size=10))
def test_the_quick_way_reads_as_the_careful_way_does(way: str, texts: list[str]) -> None:
    make, careful = _WAYS[way]
    quick = pl.Series("cell", texts).to_frame().select(e.alias(str(n)) for n, e in enumerate(make()))
    for text, row in zip(texts, quick.rows(), strict=True):
        if row[0] is not None:
            assert careful(text).value == (row if len(row) > 1 else row[0])


def test_each_different_text_is_read_once() -> None:
    asked: list[str] = []

    def careful(text: str) -> Reading:
        asked.append(text)
        if text == "c":
            raise ValueFault("no")
        return Reading(text.upper(), "read" if text == "a" else "")

    read = read_cells(pl.Series(["a", None, "b", "a", "c", "c"]), ["x"], [pl.lit(None, dtype=pl.String)], careful)
    assert asked == ["a", "b", "c"]
    assert read.columns[0].to_list() == ["A", None, "B", "A", None, None]
    assert read.reasons == {4: "no", 5: "no"}
    assert read.notes == {0: "read", 3: "read"}
