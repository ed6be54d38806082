"""Amounts are exact to the fen, with the unit that stands with them; what is not exact or not yuan is asked."""

from __future__ import annotations

import pytest

from .one_cell import cell_of


@pytest.mark.parametrize(
    ("text", "yuan"),
    [
        *(
            ("0", 0),
            ("3000", 3000),
            ("-5", -5),
            ("3,000.00", 3000),
            ("5，000", 5000),
            ("5、000", 5000),
            ("5 000 000", 5_000_000),
        ),
        *(
            ("３０００．５", 3000.5),
            ("￥3,000.00", 3000),
            ("¥3000元整", 3000),
            ("人民币：3000元", 3000),
            ("3000元人民币", 3000),
        ),
        *(
            ("200(万元)", 2_000_000),
            ("200（万元）", 2_000_000),
            ("5,000 万人民币", 50_000_000),
            ("500万元(人民币)", 5_000_000),
        ),
        *(
            ("1.2亿元", 120_000_000),
            ("1.2亿", 120_000_000),
            ("3000千元", 3_000_000),
            ("5百万", 5_000_000),
            ("2千万元", 20_000_000),
        ),
        *(("1亿2000万元", 120_000_000), ("3万5千元", 35_000), ("3。5万元", 35_000)),
        *(
            ("人民币伍佰万元整", 5_000_000),
            ("壹佰万", 1_000_000),
            ("叁仟万元", 30_000_000),
            ("一亿零五十万元", 100_500_000),
        ),
        *(("壹拾贰万叁仟肆佰伍拾陆元柒角捌分", 123_456.78), ("壹佰元零贰分", 100.02), ("3元5角", 3.5)),
        *(("(5)", -5), ("（5）", -5), ("负5万元", -50_000), ("△5", -5), ("-￥5", -5), ("−5", -5), ("－5", -5)),
    ],
)
def test_an_amount_is_read_in_every_usual_writing(text: str, yuan: float) -> None:
    cell = cell_of("financials.revenue", text)
    assert (cell.reason, cell.note) == ("", "")
    assert cell.value == round(yuan * 100)


@pytest.mark.parametrize(
    ("text", "unit", "yuan"),
    [
        *(
            ("120.5", "万元", 1_205_000),
            ("1,200", "万元", 12_000_000),
            ("(5)", "万元", -50_000),
            ("1.2", "亿元", 120_000_000),
        ),
        *(
            ("3", "千元", 3000),
            ("3", "元", 3),
            ("3", "（元）", 3),
            ("3", "单位：万元", 30_000),
            ("3", "百万元", 3_000_000),
        ),
        ("1.234567", "万元", 12_345.67),
    ],
)
def test_the_unit_of_the_title_is_that_of_bare_numbers(text: str, unit: str, yuan: float) -> None:
    cell = cell_of("financials.revenue", text, unit)
    assert (cell.value, cell.note) == (round(yuan * 100), "")


def test_the_unit_in_the_cell_wins_over_the_titles_and_is_noted_where_they_differ() -> None:
    same, other = cell_of("financials.revenue", "200万元", "万元"), cell_of("financials.revenue", "200元", "万元")
    assert (same.value, same.note) == (200_000_000, "")
    assert other.value == 20_000
    assert other.note == "“200元” has a unit of its own, other than the title's (万元); its own was taken."


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        *(
            ("100万美元", ""),
            ("USD 5", ""),
            ("US$5", ""),
            ("500", "万美元"),
            ("500万港元", ""),
            ("€5", ""),
            ("30亿日元", ""),
        ),
        ("５００万美元", "万元"),
    ],
)
def test_other_currencies_are_not_converted(text: str, unit: str) -> None:
    cell = cell_of("financials.revenue", text, unit)
    assert cell.value is None
    assert "is not converted; write the amount in yuan, or leave the cell blank" in cell.reason


def test_yuan_named_in_the_cell_hold_under_a_title_in_dollars() -> None:
    assert cell_of("financials.revenue", "人民币500万", "万美元").value == 500_000_000


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        *(
            (text, "is not an exact amount")
            for text in ("约500万元", "500万元以上", ">=500", "500-600万元", "近5亿", "300多万")
        ),
        *(
            (text, "is not an amount")
            for text in ("1,23", "12,34", "3万5", "5 0", "abc", "10%", "500万股", "5k", "--5", "100元/吨", "百万元")
        ),
        *((text, "is finer than a fen") for text in ("1.005", "0.0000001万元")),
        *((text, "is beyond any possible amount") for text in ("9" * 20, "9999999亿亿", "900000000万亿元")[::2]),
        ("1.2E+05", "may be rounded"),
        ("无", "write 0, or leave the cell blank if it is not known"),
    ],
)
def test_what_is_no_exact_amount_is_refused_with_what_to_do(text: str, sentence: str) -> None:
    cell = cell_of("financials.revenue", text)
    assert cell.value is None
    assert sentence in cell.reason


def test_a_unit_that_is_none_of_money_leaves_bare_numbers_open() -> None:
    assert "is no unit of yuan" in cell_of("financials.revenue", "3", "箱").reason
    assert cell_of("financials.revenue", "3元", "箱").value == 300


@pytest.mark.parametrize(
    ("place", "text", "value"),
    [
        *(
            ("financials.year", text, 2021)
            for text in ("2021", "2021年", "2021年度", "二〇二一年", "２０２１", "2021.0")
        ),
        *(("market_positions.rank", text, 3) for text in ("3", "第3名", "第三位", "3名")),
        *(("satisfaction.sample", text, 12_000) for text in ("12000", "12,000", "1.2万", "12000人", "一万二千")),
    ],
)
def test_whole_numbers_are_read_as_they_are_written(place: str, text: str, value: int) -> None:
    assert cell_of(place, text).value == value


@pytest.mark.parametrize("text", ["前3名", "并列第3", "3.5", "约1200", "无", "1e5", "1 2", "9" * 30])
def test_what_is_no_whole_number_is_refused(text: str) -> None:
    cell = cell_of("market_positions.rank", text)
    assert cell.value is None
    assert cell.reason


@pytest.mark.parametrize(
    ("text", "unit", "millionths"),
    [
        *((text, "", 300_000) for text in ("0.3", "30%", "30％", "30.0%", "百分之三十", "３０％", "300‰")),
        *(("30", "%", 300_000), ("30%", "%", 300_000), ("92.5", "（%）", 925_000), ("0", "%", 0), ("1", "", 1_000_000)),
    ],
)
def test_a_share_is_a_part_of_one_in_every_usual_writing(text: str, unit: str, millionths: int) -> None:
    assert cell_of("market_positions.market_share", text, unit).value == millionths


@pytest.mark.parametrize(
    ("text", "unit", "sentence"),
    [
        ("30", "", "write 0.3 for 30 % (is 30 % meant?)"),
        ("0.3", "%", "write the % sign with it"),
        ("120%", "", "no share between 0 and 1"),
        ("-0.1", "", "is not a share"),
        ("三成", "", "is not a share"),
        ("约30%", "", "is not an exact share"),
        ("0.12345678", "", "more decimals than a share can hold"),
        ("无", "", "write 0, or leave the cell blank"),
    ],
)
def test_what_is_no_certain_share_is_refused_with_what_to_do(text: str, unit: str, sentence: str) -> None:
    cell = cell_of("market_positions.market_share", text, unit)
    assert cell.value is None
    assert sentence in cell.reason
