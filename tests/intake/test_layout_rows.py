"""Under the header, records are told from groups, totals, signatures and remarks, and no record is taken for one of these."""

from __future__ import annotations

import pytest

from mingpin.intake import IntakeError

from .layout_sheets import (
    FIRMS,
    FORM,
    GROUP,
    HEAD,
    HEADER,
    REMARK,
    SIGNED,
    THREE_YEARS,
    TITLE,
    TOTAL,
    TWO_LINES,
    UNIT,
    Row,
    firm,
    groups,
    kinds,
    laid,
    records,
    rows_of,
    titles,
)
from .samples import credit_code


def test_a_countys_name_alone_is_what_it_stands_for_in_the_records_below() -> None:
    table = laid(HEADER, "卫辉市", *FIRMS[:2], "辉县市", FIRMS[2])
    assert groups(table) == ["卫辉市", "卫辉市", "辉县市"]
    assert kinds(table) == [(2, GROUP), (5, GROUP)]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("一、制造业（3家）", "制造业"),
        ("（二）服务业", "服务业"),
        ("1. 工业", "工业"),
        ("卫辉市：", "卫辉市"),
        ("【辉县市】", "辉县市"),
        ("县区：长垣市", "长垣市"),
        ("三、文旅康养", "文旅康养"),
        ("第一部分 重点培育", "重点培育"),
        ("卫辉市申报企业名单", "卫辉市"),
        ("工业企业", "工业"),
        ("获嘉县 2家", "获嘉县"),
        ("获嘉县（共2家企业）", "获嘉县"),
        ("高新区", "高新区"),
        ("示范企业（12家）", "示范企业"),
    ],
)
def test_a_group_row_says_its_value_however_it_is_numbered_and_counted(text: str, value: str) -> None:
    for row in ((text,), (None, text)):
        table = laid(HEADER, row, *FIRMS)
        assert groups(table) == [value] * 3
        (note,) = next(table.batches()).notes
        assert (note.kind, note.text) == (GROUP, text)


def test_a_group_holds_across_blocks() -> None:
    table = laid(HEADER, "卫辉市", *FIRMS, "辉县市", *FIRMS, size=2)
    assert groups(table) == ["卫辉市"] * 3 + ["辉县市"] * 3
    assert groups(table) == groups(table)


def test_records_before_the_first_group_have_none() -> None:
    assert groups(laid(HEADER, FIRMS[0], "卫辉市", FIRMS[1])) == [None, "卫辉市"]


def test_a_domain_within_a_county_stands_beside_it_until_the_next_county() -> None:
    table = laid(HEADER, "卫辉市", "工业", FIRMS[0], "农业", FIRMS[1], "辉县市", FIRMS[2])
    assert groups(table) == ["卫辉市 · 工业", "卫辉市 · 农业", "辉县市"]


def test_numbered_groups_nest_by_their_numbers() -> None:
    table = laid(
        HEADER, "一、重点培育", "（一）牧野片区", FIRMS[0], "（二）凤泉片区", FIRMS[1], "二、一般培育", FIRMS[2]
    )
    assert groups(table) == ["重点培育 · 牧野片区", "重点培育 · 凤泉片区", "一般培育"]


def test_a_group_of_which_nothing_tells_the_kind_ends_those_above() -> None:
    table = laid(HEADER, "卫辉市", FIRMS[0], "其余各地（1家）", FIRMS[1])
    assert groups(table) == ["卫辉市", "其余各地"]


def test_a_row_merged_over_all_columns_is_a_group_whatever_it_says() -> None:
    table = laid(HEADER, "示范片", *FIRMS, merged=("A2:D2",))
    assert groups(table) == ["示范片"] * 3


def test_a_numeral_and_a_name_in_two_cells_are_a_group() -> None:
    table = laid(HEADER, ("一", "制造业"), FIRMS[0], ("二", "服务业", None, "9000"), FIRMS[1])
    assert groups(table) == ["制造业", "服务业"]


def test_a_county_with_its_count_in_the_next_cell_is_a_group() -> None:
    assert groups(laid(HEADER, ("卫辉市", "3家"), *FIRMS)) == ["卫辉市"] * 3


def test_a_subtotal_ends_its_group_and_a_total_all_groups() -> None:
    table = laid(HEADER, "卫辉市", "工业", firm(1), "小计", firm(2), ("合计", None, None, "9"), firm(3))
    assert groups(table) == ["卫辉市 · 工业", "卫辉市", None]


def test_a_subtotal_above_its_records_ends_nothing() -> None:
    assert groups(laid(HEADER, "卫辉市", ("小计", None, None, "9"), *FIRMS)) == ["卫辉市"] * 3


@pytest.mark.parametrize(
    "row",
    [
        ("合计", None, None, "3600"),
        (None, "合  计", None, "3600"),
        ("4", "小计", None, "3600"),
        ("总计：", None, "3家", "3600"),
        ("卫辉市小计", None, None, "1200"),
        ("卫辉市", "合计", "—", "1200"),
        ("本页小计", None, None, "1200"),
        ("合计（万元）", None, None, "1,200.50"),
        ("共计35家企业",),
        ("合计：35家",),
    ],
)
def test_totals_are_kept_as_notes(row: Row) -> None:
    assert kinds(laid(HEADER, *FIRMS, row)) == [(5, TOTAL)]


@pytest.mark.parametrize(
    "row",
    [
        ("填表人：张三",),
        ("填表人：", "张三", "审核人：", "李四"),
        ("填表人：张三", None, "审核人：李四", "2024年3月5日"),
        ("单位负责人（签字）：", None, "填表人：", None),
        ("负责人", "张三"),
        ("联系电话：0373-1234567",),
        (None, None, "新乡市工信局（盖章）"),
        ("（公章）",),
        (None, None, None, "2024年3月5日"),
        (None, None, "年  月  日"),
        (None, None, "二〇二四年三月五日"),
        ("制表人：王五", "日期：2024-03-05"),
    ],
)
def test_signatures_are_kept_as_notes(row: Row) -> None:
    assert kinds(laid(HEADER, *FIRMS, row)) == [(5, SIGNED)]


@pytest.mark.parametrize(
    "row",
    [
        ("注：本表数据截至2023年底",),
        ("备注：1.收入以审计报告为准",),
        ("注：", "本表一式三份"),
        ("说明：略",),
        ("填表说明",),
        ("※ 带星号的为必填项目",),
        ("本表由各县（市、区）汇总后报送市局。",),
        ("第 2 页 共 5 页",),
        ("第2页，共5页",),
        (None, "- 3 -"),
        ("（以下空白）",),
        ("1. 收入以审计报告为准；", None),
    ],
)
def test_remarks_and_page_numbers_are_kept_as_notes(row: Row) -> None:
    assert kinds(laid(HEADER, *FIRMS, row)) == [(5, REMARK)]


def test_numbered_lines_after_a_remark_belong_to_it() -> None:
    table = laid(
        HEADER,
        *FIRMS,
        "注：",
        "1、企业名称须与公章一致",
        "2、请报送市场监管局",
        "收入按审计报告填写，无审计报告的按年报填写",
    )
    assert kinds(table) == [(5, REMARK), (6, REMARK), (7, REMARK), (8, REMARK)]


def test_a_header_and_titles_that_stand_on_every_page_are_notes() -> None:
    title = "2024年度新乡市名品企业汇总表"
    table = laid(title, "单位：万元", HEADER, *FIRMS, title, "单位：万元", HEADER, *FIRMS, "续表", HEADER, firm(7))
    assert kinds(table) == [(7, TITLE), (8, UNIT), (9, HEAD), (13, TITLE), (14, HEAD)]
    assert len(rows_of(table)) == 7


def test_a_header_that_is_repeated_with_a_title_for_the_untitled_column_is_a_note() -> None:
    table = laid((None, *HEADER[1:]), FIRMS[0], HEADER, FIRMS[1])
    assert rows_of(table) == [2, 4]
    assert kinds(table) == [(3, HEAD)]


def test_two_lines_of_a_header_are_repeated_as_two_notes() -> None:
    table = laid(*TWO_LINES, THREE_YEARS[0], *TWO_LINES, THREE_YEARS[1])
    assert kinds(table) == [(4, HEAD), (5, HEAD)]


def test_rows_of_a_form_with_nothing_but_their_number_are_empty() -> None:
    table = laid(HEADER, *FIRMS, ("4",), ("5",), ("……", "……"))
    assert kinds(table) == [(5, FORM), (6, FORM), (7, FORM)]


def test_numbering_is_known_by_counting_on_where_its_title_is_another() -> None:
    table = laid(("编号", "企业名称", "住所"), *(("1", "甲厂", "a"), ("2", "乙厂", "b"), ("3", "丙厂", "c"), ("4",)))
    assert kinds(table) == [(5, FORM)]
    table = laid(("编号", "企业名称", "住所"), ("A7", "甲厂", "a"), ("A8", "乙厂", "b"), ("A9",))
    assert rows_of(table) == [2, 3, 4]


def test_another_unit_under_the_table_is_refused_when_reading_comes_to_it() -> None:
    table = laid("单位：万元", HEADER, *FIRMS, "单位：元", *FIRMS)
    with pytest.raises(IntakeError, match="Row 6 gives another unit") as refusal:
        list(table.batches())
    assert "万元" in refusal.value.why


@pytest.mark.parametrize(
    "row",
    [
        ("4", "新乡合计会计师事务所有限公司", None, None),
        ("4", "注成商贸有限公司", None, None),
        ("4", "小计", "牧野区某路", "12"),
        (None, "备注文化传播有限公司", None, None),
        (None, "新乡市签字笔厂", None, None),
        (None, "新乡市甲有限公司", None, None),
        ("新乡市甲有限公司", credit_code(4), None, None),
        (None, None, credit_code(4), None),
        ("合计", None, credit_code(4), "12"),
        ("注：信用代码见右", credit_code(4)),
        ("4", "卫辉市", None, None),
        (None, None, None, "1200"),
        (None, "一、新乡市甲有限公司", None, None),
        ("4", "合计", "见附件", "12"),
        (None, "卫龙", None, None),
        (None, None, "制造业", None),
    ],
)
def test_in_doubt_it_is_a_record(row: Row) -> None:
    table = laid(HEADER, *FIRMS, row)
    assert rows_of(table) == [2, 3, 4, 5]
    assert kinds(table) == []


def test_a_county_is_a_record_in_a_list_of_counties() -> None:
    table = laid(("地区", "企业数"), ("卫辉市", "35"), ("辉县市", "20"))
    assert rows_of(table) == [2, 3]
    assert rows_of(laid("县区", "卫辉市", "辉县市")) == [2, 3]
    table = laid(("地区", "企业数", "产值"), ("卫辉市", "35", "1"), ("辉县市", None, None), ("长垣市", "2", "3"))
    assert rows_of(table) == [2, 3, 4]


def test_a_dated_record_with_words_before_colons_is_no_signature() -> None:
    header = ("登记时间", "企业名称", "住所")
    table = laid(
        header,
        ("2024-03-05 10:00", "甲厂", "地址：某路"),
        ("联系人：张三", "乙厂", "地址：某街"),
        *[("2024", "丙", "丁")],
    )
    assert rows_of(table) == [2, 3, 4]


def test_averages_are_totals_too() -> None:
    assert kinds(laid(HEADER, *FIRMS, ("平均值", None, "—", "1200"))) == [(5, TOTAL)]


def test_a_list_of_names_alone_keeps_its_names_and_knows_its_groups() -> None:
    table = laid(
        "企业名称", "卫辉市", "甲厂有限公司", "卫龙", "辉县市（1家）", "乙厂有限公司", "合计：3家", "填表人：张三"
    )
    assert records(table) == [("甲厂有限公司", "卫辉市"), ("卫龙", "卫辉市"), ("乙厂有限公司", "辉县市")]
    assert kinds(table) == [(2, GROUP), (5, GROUP), (7, TOTAL), (8, SIGNED)]


def test_a_cell_merged_over_several_records_is_the_text_of_each() -> None:
    rows: list[Row] = [
        ("县区", "企业名称", "年份"),
        ("卫辉市", "甲厂", "2023"),
        (None, "乙厂", None),
        ("辉县市", "丙厂", "2022"),
    ]
    table = laid(*rows, merged=("A2:A3", "C2:C3"))
    assert [row[:3] for row in records(table)] == [
        ("卫辉市", "甲厂", "2023"),
        ("卫辉市", "乙厂", "2023"),
        ("辉县市", "丙厂", "2022"),
    ]
    assert "2 cells are merged" in table.notes[-1]
    assert records(laid(*rows, merged=("A2:A3", "C2:C3"), size=1)) == records(table)


def test_an_amount_merged_over_several_records_is_asked_about() -> None:
    table = laid(("企业名称", "补助金额"), ("甲厂", "100"), ("乙厂", None), ("丙厂", "7"), merged=("B2:B3",), size=1)
    faults = [fault for batch in table.batches() for fault in batch.faults]
    assert [(fault.row, fault.column) for fault in faults] == [(2, 1), (3, 1)]
    assert "rows 2 to 3" in faults[0].reason
    assert [row[1] for row in records(table)] == ["100", None, "7"]


def test_a_record_cut_short_is_malformed_and_a_note_is_not() -> None:
    rows = ("企业名单", HEADER, "卫辉市", FIRMS[0], FIRMS[1][:3], ("合计",), "注：略")
    table = laid(*rows, format="csv")
    malformed = [row for batch in table.batches() for row in batch.malformed]
    assert [(row.row, row.text) for row in malformed] == [(5, ",".join(str(text) for text in FIRMS[1][:3]))]
    assert malformed[0].reason == "The row has 3 cells, the header 4: it was cut short. Complete it."
    assert kinds(table) == [(3, GROUP), (6, TOTAL), (7, REMARK)]
    assert rows_of(table) == [4]


def test_a_record_with_content_beyond_the_header_is_malformed_and_blank_cells_are_not() -> None:
    table = laid(HEADER, (*FIRMS[0], "多"), (*FIRMS[1], "", ""), FIRMS[2], format="csv")
    malformed = [row for batch in table.batches() for row in batch.malformed]
    assert [row.row for row in malformed] == [2]
    assert "5 cells, the header 4" in malformed[0].reason
    assert rows_of(table) == [3, 4]


def test_a_csv_whose_lines_all_end_in_commas_is_no_trouble() -> None:
    table = laid("企业名单,", (*HEADER, ""), (*FIRMS[0], ""), FIRMS[1], format="csv")
    assert titles(table) == [*HEADER, ""]
    assert rows_of(table) == [3, 4]


def test_sentences_and_known_words_are_records_where_the_column_is_full_of_sentences() -> None:
    scopes = ["批发；零售。", "机械加工；", "餐饮服务。", "家用电器", "注册商标代理"]
    table = laid(("经营范围", "注册资本", "住所"), *((text, "1", "某路") for text in scopes[:3]), *scopes[3:], "洗染。")
    assert len(rows_of(table)) == 6


def test_a_name_that_ends_like_a_count_is_a_record() -> None:
    assert rows_of(laid(HEADER, *FIRMS, (None, "老味道100家"))) == [2, 3, 4, 5]
