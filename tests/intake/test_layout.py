"""A sheet as offices make it is understood: what stands above its table, and where its header is."""

from __future__ import annotations

import pytest

from mingpin.intake import IntakeError
from mingpin.intake.layout import lay_out
from mingpin.intake.sheets import ROW

from .layout_sheets import (
    FIRMS,
    HEAD,
    HEADER,
    JOINED,
    REMARK,
    THREE_YEARS,
    TITLE,
    TWO_LINES,
    UNIT,
    Row,
    head,
    kinds,
    laid,
    records,
    rows_of,
    sheet,
    titles,
)
from .samples import VOCABULARY, credit_code


def test_a_plain_sheet_has_its_header_first_and_nothing_is_a_note() -> None:
    table = laid(HEADER, *FIRMS)
    assert titles(table) == list(HEADER)
    assert head(table) == [HEAD]
    assert records(table) == [(*row, None) for row in FIRMS]
    assert (table.unit, kinds(table)) == ("", [])


def test_annex_title_unit_and_reporting_lines_stand_above_the_header() -> None:
    table = laid(
        "附件1：",
        "2024年度新乡市名品培育企业汇总表",
        ("填报单位：新乡市工信局", None, "填报日期：2024年3月5日", None),
        (None, None, None, "单位：万元"),
        (),
        HEADER,
        *FIRMS,
    )
    assert head(table) == [TITLE, TITLE, TITLE, UNIT, HEAD]
    assert [note.row for note in table.head] == [1, 2, 3, 4, 6]
    assert table.unit == "万元"
    assert rows_of(table) == [7, 8, 9]


@pytest.mark.parametrize(
    ("line", "unit"),
    [
        (("单位：万元",), "万元"),
        (("（单位：万元）",), "万元"),
        (("金额单位：人民币万元",), "万元"),
        (("计量单位:亿元",), "亿元"),
        (("单位：", "万元"), "万元"),
        (("单位：元、人",), "元"),
        (("填报单位：市工信局（盖章）        单位：万元",), "万元"),
        (("单 位：人民币元",), "元"),
        (("单位：家",), ""),
        (("填报单位：万元乡政府",), ""),
        (("2023年企业经营情况表（单位：万元）",), "万元"),
    ],
)
def test_the_unit_of_amounts_is_read_from_the_line_above(line: Row, unit: str) -> None:
    table = laid("新乡市名品企业名单", line, HEADER, *FIRMS)
    assert table.unit == unit
    assert records(table) == [(*row, None) for row in FIRMS]


def test_lines_above_that_give_two_units_are_refused() -> None:
    with pytest.raises(IntakeError, match="different units"):
        laid("单位：万元", "金额单位：元", HEADER, *FIRMS)


def test_labels_and_values_in_cells_of_their_own_are_no_header() -> None:
    table = laid(("填报单位", "市工信局", "填报日期", "2024-03-05"), HEADER, *FIRMS)
    assert head(table) == [TITLE, HEAD]
    assert titles(table) == list(HEADER)


def test_a_remark_above_the_table_is_kept_as_one() -> None:
    assert head(laid("填表说明：信用代码须为18位。", HEADER, *FIRMS)) == [REMARK, HEAD]


def test_titles_that_nobody_knows_are_a_header_where_they_come_first() -> None:
    table = laid(("甲项", "乙项", "丙项"), ("某厂", "12", "x"), ("某店", "13", "y"))
    assert titles(table) == ["甲项", "乙项", "丙项"]
    assert rows_of(table) == [2, 3]


def test_unknown_titles_are_found_under_a_title_and_a_unit() -> None:
    table = laid("一份名单", ("附件2", "单位：万元"), ("甲项", "乙项", "丙项"), ("某厂", "12", "x"))
    assert titles(table) == ["甲项", "乙项", "丙项"]
    assert table.unit == "万元"


def test_titles_may_carry_asterisks_units_and_line_breaks() -> None:
    table = laid("标题", ("*企业\n名称", "信用代码*", "营业收入\n（万元）"), ("某厂", credit_code(1), "12"))
    assert titles(table) == ["*企业名称", "信用代码*", "营业收入（万元）"]


def test_a_first_blank_header_cell_and_blank_columns_keep_their_places() -> None:
    table = laid(("", "企业名称", "", "住所"), ("1", "某厂", "", "某路1号"), ("2", "某店", "", "某路2号"))
    assert titles(table) == ["", "企业名称", "", "住所"]
    assert records(table)[0] == ("1", "某厂", None, "某路1号", None)


def test_a_header_of_one_title_beside_a_blank_cell_is_found() -> None:
    table = laid((None, "企业名称"), ("1", "某厂"), ("2", "某店"))
    assert titles(table) == ["", "企业名称"]
    assert rows_of(table) == [2, 3]


def test_cells_beyond_the_titles_of_a_spreadsheet_are_kept_as_an_untitled_column() -> None:
    table = laid(("企业名称", "住所"), ("某厂", "某路1号", "看这里"))
    assert titles(table) == ["企业名称", "住所", ""]
    assert records(table) == [("某厂", "某路1号", "看这里", None)]


def test_a_sheet_of_one_column_works() -> None:
    table = laid("企业名称", "甲厂有限公司", "乙厂有限公司")
    assert (titles(table), rows_of(table)) == (["企业名称"], [2, 3])


def test_a_sheet_of_one_column_works_under_a_title_and_with_a_title_nobody_knows() -> None:
    assert titles(laid("附件1", "新乡市名品企业名单", "厂子", "甲厂有限公司", "乙厂有限公司")) == ["厂子"]


def test_a_list_under_nothing_but_its_own_name_has_that_name_as_title() -> None:
    table = laid("附件1", "新乡市名品企业名单", "甲厂有限公司", "乙厂有限公司")
    assert (titles(table), rows_of(table)) == (["新乡市名品企业名单"], [3, 4])


def test_a_header_without_rows_is_a_table_without_records() -> None:
    table = laid("标题", HEADER)
    batches = list(table.batches())
    assert len(batches) == 1
    assert batches[0].cells.columns == ["c0", "c1", "c2", "c3", "c4", ROW]
    assert batches[0].cells.is_empty()


def test_a_sheet_without_content_is_nothing() -> None:
    assert lay_out(sheet(), VOCABULARY) is None
    assert lay_out(sheet((), (None, "")), VOCABULARY) is None


@pytest.mark.parametrize(
    "rows",
    [
        [("新乡市某厂", credit_code(1), "2020-01-01"), ("新乡市某店", credit_code(2), "2021-01-01")],
        [("某厂", "2020-01-01", "12"), ("某店", "不详", "很多")],
        [(credit_code(1),), (credit_code(2),)],
        [("甲有限公司",), ("乙有限公司",)],
        [("填表说明：一、本表一式三份。",), ("2. 请如实填写。",)],
    ],
)
def test_a_sheet_that_begins_with_data_is_refused_with_what_to_do(rows: list[Row]) -> None:
    with pytest.raises(IntakeError, match="can be its header") as refusal:
        laid(*rows)
    assert "above the first record" in refusal.value.remedy
    assert "名录.xlsx · 名单" in str(refusal.value)


def test_records_above_the_header_are_never_taken_for_notes() -> None:
    with pytest.raises(IntakeError, match="Row 1 stands above the header"):
        laid(FIRMS[0], HEADER, *FIRMS[1:])


def test_what_the_sender_says_of_itself_above_the_header_is_no_record() -> None:
    for line in (
        ("企业名称", "某某集团", "统一社会信用代码", credit_code(9)),
        ("企业名称", "某某集团", "信用代码", "无"),
    ):
        table = laid(line, HEADER, *FIRMS)
        assert titles(table) == list(HEADER)
        assert rows_of(table) == [3, 4, 5]


@pytest.mark.parametrize("merged", [(), ("A2:A3", "B2:B3", "C2:E2", "F2:F3", "A1:F1")])
def test_two_lines_of_a_header_are_joined_with_merged_cells_and_without(merged: tuple[str, ...]) -> None:
    table = laid("2024年企业情况表", *TWO_LINES, *THREE_YEARS, merged=merged)
    assert titles(table) == JOINED
    assert head(table) == [TITLE, HEAD, HEAD]
    assert rows_of(table) == [4, 5]


def test_two_lines_are_joined_in_a_csv_too() -> None:
    table = laid(*TWO_LINES, *THREE_YEARS, format="csv")
    assert titles(table) == JOINED
    assert rows_of(table) == [3, 4]


def test_two_lines_of_which_the_lower_one_has_all_titles() -> None:
    upper: Row = ("基本情况", None, None, "经营情况", None)
    lower: Row = ("序号", "企业名称", "信用代码", "营业收入", "利润总额")
    table = laid(upper, lower, ("1", "甲厂", credit_code(1), "1", "2"))
    assert titles(table)[1] == "基本情况 · 企业名称"
    assert titles(table)[4] == "经营情况 · 利润总额"
    assert rows_of(table) == [3]


def test_three_lines_of_a_header() -> None:
    rows: tuple[Row, ...] = (
        ("序号", "企业名称", "经营情况", None, None, None),
        (None, None, "营业收入", None, "利润总额", None),
        (None, None, "2022", "2023", "2022", "2023"),
        ("1", "甲厂", "10", "11", "1", "2"),
    )
    expected = [
        "序号",
        "企业名称",
        *(f"经营情况 · {what} · {year}" for what in ("营业收入", "利润总额") for year in (2022, 2023)),
    ]
    assert titles(laid(*rows)) == expected
    merged = ("A1:A3", "B1:B3", "C1:F1", "C2:D2", "E2:F2")
    assert titles(laid(*rows, merged=merged)) == expected


def test_a_first_record_with_blanks_is_no_second_line_of_the_header() -> None:
    table = laid(("企业名称", "", "住所", "备注"), ("甲", "乙", None, None), ("丙", "丁", "某路", "无"))
    assert rows_of(table) == [2, 3]
    table = laid(("企业名称", "住所", None), ("甲厂", "某路", "新乡"), ("乙厂", "某街", "辉县"))
    assert rows_of(table) == [2, 3]


def test_a_line_of_units_and_a_line_of_column_numbers_belong_to_the_header() -> None:
    table = laid(
        ("企业名称", "信用代码", "营业收入", "从业人数"),
        (None, None, "万元", "人"),
        ("甲", "乙", "1", "2"),
        ("某厂", credit_code(1), "12", "5"),
    )
    assert titles(table) == ["企业名称", "信用代码", "营业收入 · 万元", "从业人数 · 人"]
    assert head(table) == [HEAD, HEAD, HEAD]
    assert rows_of(table) == [4]
