"""Which table a sheet is: by its name, else by its columns; where that is not clear it is asked."""

from __future__ import annotations

import pytest

from mingpin.intake.columns import SheetMapping
from mingpin.intake.sheets import GROUP_TITLE
from mingpin.vocabulary.load import PROVENANCE

from .laid_sheets import enterprises, sheet_of
from .samples import VOCABULARY


@pytest.mark.parametrize("table", list(VOCABULARY.tables))
def test_every_table_is_known_by_its_columns_in_two_ways_of_writing(table: str) -> None:
    columns = [column for column in VOCABULARY.tables[table].columns.values() if column.name not in PROVENANCE]
    labels = [column.label["zh"] for column in columns]
    others = [(column.synonyms or (column.label["zh"],))[0] for column in columns]
    assert sheet_of(labels).table().table == table
    assert sheet_of(others).table().table == table


@pytest.mark.parametrize(
    ("sheet", "file", "table"),
    [
        ("honours", "x.xlsx", "honours"),
        ("商标", "x.xlsx", "trademarks"),
        ("附件2 商标清单", "x.xlsx", "trademarks"),
        ("2023年度认证证书汇总表", "x.xlsx", "certifications"),
        ("", "材料.zip/监督抽查.csv", "inspections"),
        ("Sheet1", "监督抽查.xlsx", "inspections"),
    ],
)
def test_a_sheet_is_what_it_is_called(sheet: str, file: str, table: str) -> None:
    choice = sheet_of(["企业名称", "统一社会信用代码"], *enterprises(), sheet=sheet, file=file).table()
    assert choice.table == table
    assert "is called" in choice.reason


def test_a_name_that_holds_a_label_among_other_words_decides_nothing() -> None:
    sheet = sheet_of(["企业名称", "统一社会信用代码", "住所"], *enterprises("某路"), sheet="商标代理机构")
    assert sheet.table().table == "subjects"


def test_the_name_of_the_sheet_comes_before_that_of_the_file() -> None:
    assert sheet_of(["企业名称"], ["甲"], sheet="商标", file="subjects.xlsx").table().table == "trademarks"


def test_columns_that_only_one_table_has_decide() -> None:
    choice = sheet_of(["企业名称", "信用代码", "年度", "营业收入"], *enterprises("2022", "1")).table()
    assert choice.table == "financials"
    assert "营业收入" in choice.reason
    assert choice.candidates[0][0] == "financials"


def test_a_list_of_names_and_codes_is_the_register() -> None:
    choice = sheet_of(["序号", "企业名称", "统一社会信用代码"], *[("1", *row) for row in enterprises()]).table()
    assert choice.table == "subjects"
    assert "nothing says that it is another table" in choice.reason


def test_a_list_whose_title_names_an_honour_is_not_silently_the_register() -> None:
    sheet = sheet_of(["企业名称", "统一社会信用代码"], *enterprises(), above=["2023年度省级专精特新企业名单"])
    choice = sheet.table()
    assert choice.table is None
    assert choice.candidates[0][0] == "honours"


def test_a_list_grouped_by_honours_is_not_silently_the_register() -> None:
    rows = enterprises("一、国家级专精特新“小巨人”企业（4家）")
    assert sheet_of(["企业名称", "统一社会信用代码", GROUP_TITLE], *rows).table().table in (None, "honours")


def test_columns_of_two_tables_are_asked_about() -> None:
    choice = sheet_of(["企业名称", "经营范围", "商标名称"], *[["甲", "印刷", "某牌"]] * 3).table()
    assert choice.table is None
    assert {"subjects", "trademarks"} <= {table for table, _score in choice.candidates}


@pytest.mark.parametrize("titles", [("产值", "人数"), ("企业名称", "产值", "用电量", "用工人数")])
def test_a_sheet_of_which_no_table_knows_much_is_asked_about(titles: tuple[str, ...]) -> None:
    assert sheet_of(titles, *[["甲"] * len(titles)] * 3).table().table is None


@pytest.mark.parametrize(
    ("titles", "table"),
    [
        (("所属行业", "成立日期", "企业类型", "经营范围"), "subjects"),
        (("荣誉名称", "认定日期"), "honours"),
        (("注册地址",), None),
        ((), None),
    ],
)
def test_a_sheet_of_many_columns_is_the_table_that_knows_several_of_them(
    titles: tuple[str, ...], table: str | None
) -> None:
    unknown = [f"甲乙{number}" for number in range(32)]
    rows = enterprises(*[None] * len(titles), *["x"] * len(unknown))
    assert sheet_of(["企业名称", "信用代码", *titles, *unknown], *rows).table().table == table


def test_what_a_person_chose_comes_first() -> None:
    sheet = sheet_of(["企业名称", "年度", "营业收入"], ["甲", "2022", "1"], sheet="financials")
    assert sheet.table(SheetMapping("honours")).table == "honours"
    again = sheet.table(SheetMapping("honours", chosen_by="李四", chosen_on="2024-05-03", is_remembered=True))
    assert again.table == "honours"
    assert "李四 chose it on 2024-05-03." in again.reason
