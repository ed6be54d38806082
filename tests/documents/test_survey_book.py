"""The workbook says what the survey found, in words that officials use."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.workbook import Workbook

from mingpin.documents.report import SurveyReport
from mingpin.documents.survey_book import write_survey_book
from mingpin.language import use_language


@pytest.fixture(scope="module")
def book(report: SurveyReport, tmp_path_factory: pytest.TempPathFactory) -> Workbook:
    path = tmp_path_factory.mktemp("book") / "摸底调查.xlsx"
    write_survey_book(path, report)
    return load_workbook(path)


def _table(book: Workbook, sheet: int, first_title: str) -> list[dict[str, Any]]:
    """The rows under the header that begins with this title, up to the first row without its cell."""
    rows = [[cell.value for cell in row] for row in book.worksheets[sheet].iter_rows()]
    at = next(place for place, row in enumerate(rows) if first_title in row[:2])
    column = rows[at].index(first_title)
    found = []
    for row in rows[at + 1 :]:
        if row[column] is None:
            break
        found.append({str(title): value for title, value in zip(rows[at], row, strict=True) if title})
    return found


def test_its_sheets_are_five(book: Workbook) -> None:
    assert len(book.sheetnames) == 5
    assert book.sheetnames[0] == "总览"


def test_the_overview_counts_every_subject_at_every_clause(book: Workbook) -> None:
    clauses = _table(book, 0, "种类")
    assert [row["条款"] for row in clauses] == ["登记、法人、经营年限", "品牌知名度", "安全责任事故", "工业领域"]
    assert [row["符合"] + row["不符合"] + row["待核实"] + row["不适用"] for row in clauses] == [6, 6, 6, 6]
    assert [row["尚在其列"] for row in clauses] == [5, 5, 5, 5]


def test_the_overview_says_how_each_county_stands(book: Workbook) -> None:
    counties = _table(book, 0, "地区")
    assert {row["地区"]: (row["主体数"], row["符合"], row["不符合"], row["待核实"]) for row in counties} == {
        "红旗区": (3, 1, 0, 2),
        "牧野区": (1, 0, 0, 1),
        "卫辉市": (2, 0, 1, 1),
    }


def test_the_list_begins_with_who_is_in_then_with_who_is_nearest(book: Workbook) -> None:
    rows = _table(book, 1, "主体编号")
    assert [row["主体编号"] for row in rows] == ["S1", "S3", "S4", "S6", "S5", "S2"]
    assert [row["结论"].removeprefix("● ") for row in rows] == [
        "符合",
        "待核实",
        "待核实",
        "待核实",
        "待核实",
        "不符合",
    ]


def test_the_list_says_in_words_what_is_missing_and_what_is_against(book: Workbook) -> None:
    why = {
        row["主体编号"]: " ".join(str(value) for value in list(row.values())[8:9])
        for row in _table(book, 1, "主体编号")
    }
    assert "开始生产经营日期" in why["S3"]
    assert "品牌知名度是否较高" in why["S4"]
    assert "“近3年”从哪天起算" in why["S6"]
    assert "登记、法人、经营年限" in why["S2"]


def test_an_exclusion_reads_the_right_way_round(book: Workbook) -> None:
    row = _table(book, 1, "主体编号")[0]
    assert [value for title, value in row.items() if "安全责任事故" in title] == ["未触发"]


def test_a_name_that_looks_like_a_formula_is_text(book: Workbook) -> None:
    cell = next(cell for row in book.worksheets[1].iter_rows() for cell in row if cell.value == "=1+1")
    assert (cell.data_type, cell.quotePrefix) == ("s", True)


def test_what_is_missing_is_grouped_by_who_holds_it(book: Workbook) -> None:
    rows = [[cell.value for cell in row] for row in book.worksheets[2].iter_rows(min_row=5)]
    held = {str(row[2]): (row[0], row[3], row[4]) for row in rows if isinstance(row[3], int)}
    assert held["开始生产经营日期"] == ("企业自身", 1, 1)
    assert held["品牌知名度是否较高"] == ("市市场监管局", 2, 1)


def test_the_basis_says_by_which_numbers_and_readings(book: Workbook) -> None:
    text = "\n".join(str(cell.value) for row in book.worksheets[4].iter_rows() for cell in row if cell.value)
    for said in ("min_years", "5年以上", "示例市质量强市办", "“近3年”从哪天起算", "按日前推满3年", "subjects.csv"):
        assert said in text


def test_it_can_be_written_in_english(report: SurveyReport, tmp_path: Path) -> None:
    use_language("en")
    try:
        write_survey_book(tmp_path / "book.xlsx", report)
    finally:
        use_language("zh")
    english = load_workbook(tmp_path / "book.xlsx")
    assert english.sheetnames[0] == "Overview"
    words = {str(cell.value) for row in english.worksheets[1].iter_rows() for cell in row}
    assert {"● undetermined", "not triggered", "Hongqi District"} <= words
