"""Whatever form the register comes in, the same rows are read; what cannot be read is refused with a sentence."""

from __future__ import annotations

import re
from datetime import date, datetime
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter

from mingpin.intake import IntakeError, read_dataset
from mingpin.language import use_language
from mingpin.vocabulary import Vocabulary

from .samples import credit_code, csv_bytes, csv_file, dataset_folder, differences, reasons, register, values, workbook


def test_the_same_rows_in_any_encoding_and_form_give_the_same_evidence(tmp_path: Path, vocabulary: Vocabulary) -> None:
    rows = register()
    expected = read_dataset(csv_file(tmp_path, rows), vocabulary)
    assert (expected.accounts[0].read, expected.accounts[0].accepted) == (3, 3)
    forms = [
        csv_file(tmp_path, rows, "bom.csv", encoding="utf-8-sig"),
        csv_file(tmp_path, rows, "gbk.csv", encoding="gb18030"),
        csv_file(tmp_path, rows, "tab.tsv", separator="\t"),
        workbook(tmp_path / "book.xlsx", {"Sheet1": rows}),
        dataset_folder(tmp_path / "folder", {}),
    ]
    forms[-1].mkdir()
    csv_file(forms[-1], rows, "主体.csv")
    table = tmp_path / "table.parquet"
    pl.DataFrame(rows[1:], schema=list(rows[0]), orient="row").write_parquet(table)
    for form in [*forms, table]:
        assert differences(read_dataset(form, vocabulary).evidence, expected.evidence) == [], form.name


def test_a_workbook_of_canonical_sheets_is_a_dataset(tmp_path: Path, vocabulary: Vocabulary) -> None:
    honours = [("统一社会信用代码", "荣誉名称", "认定日期"), (credit_code(1), "省级专精特新", "2023")]
    book = workbook(tmp_path / "b.xlsx", {"说明": [("请填写",)], "主体": register(), "honours": honours})
    dataset = read_dataset(book, vocabulary)
    assert dataset.evidence.tables["honours"]["scheme"].to_list() == ["srdi_sme"]
    assert [(account.table, account.sheet, account.read) for account in dataset.accounts] == [
        ("subjects", "主体", 3),
        ("honours", "honours", 1),
        (None, "说明", 0),
    ]


def test_a_hidden_sheet_that_nobody_can_understand_is_left_aside_and_one_that_is_understood_is_read(
    tmp_path: Path, vocabulary: Vocabulary
) -> None:
    honours = [("统一社会信用代码", "荣誉名称", "认定日期"), (credit_code(1), "省级专精特新", "2023")]
    book = xlsxwriter.Workbook(str(tmp_path / "b.xlsx"))
    for name, rows in {"主体": register(), "旧": [("旧数据", "勿用"), ("甲", "乙")], "honours": honours}.items():
        sheet = book.add_worksheet(name)
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
        if name != "主体":
            sheet.hide()
    book.close()
    accounts = {account.sheet: account for account in read_dataset(tmp_path / "b.xlsx", vocabulary).accounts}
    assert (accounts["honours"].accepted, accounts["旧"].table) == (1, None)
    assert "is hidden in the workbook and could not be understood" in accounts["旧"].remarks[0]
    assert any("hidden" in remark for remark in accounts["honours"].remarks)


def test_every_row_knows_its_file_sheet_and_the_number_that_a_person_sees(
    tmp_path: Path, vocabulary: Vocabulary
) -> None:
    rows = register()
    rows.insert(2, ("", "", ""))
    book = read_dataset(workbook(tmp_path / "b.xlsx", {"主体": rows}), vocabulary)
    text = read_dataset(csv_file(tmp_path, rows), vocabulary)
    assert values(book.evidence.subjects, "source_file", "source_sheet", "source_row") == [
        ("b.xlsx", "主体", 2),
        ("b.xlsx", "主体", 4),
        ("b.xlsx", "主体", 5),
    ]
    assert text.evidence.subjects["source_row"].to_list() == [2, 4, 5]


def test_codes_keep_their_leading_zeros_and_all_their_digits(tmp_path: Path, vocabulary: Vocabulary) -> None:
    header = ("主体编号", "名称", "住所")
    rows = register(("007", "甲厂", "000123456789012345678"), header=header)
    for path in (csv_file(tmp_path, rows), workbook(tmp_path / "b.xlsx", {"主体": rows})):
        subjects = read_dataset(path, vocabulary).evidence.subjects
        assert values(subjects, "subject_id", "address") == [("007", "000123456789012345678")]


def test_a_long_number_that_the_spreadsheet_rounded_is_rejected(tmp_path: Path, vocabulary: Vocabulary) -> None:
    rows = register((914107811234567890, "甲厂"), ("B2", "乙厂"), header=("主体编号", "名称"))
    dataset = read_dataset(workbook(tmp_path / "b.xlsx", {"主体": rows}), vocabulary)
    assert dataset.evidence.subjects["name"].to_list() == ["乙厂"]
    assert values(dataset.rejected, "row", "column") == [(2, "主体编号")]
    assert "more than 15 digits" in reasons(dataset.rejected)


def test_numbers_and_dates_of_a_spreadsheet_are_read_as_a_person_sees_them(
    tmp_path: Path, vocabulary: Vocabulary
) -> None:
    header = ("主体编号", "成立日期", "开业日期", "是否四新")
    rows = register((12, date(2021, 5, 3), 2019, True), (13, datetime(2021, 5, 3, 8, 30), None, None), header=header)
    dataset = read_dataset(workbook(tmp_path / "b.xlsx", {"主体": rows}), vocabulary)
    columns = ("subject_id", "registered_on", "operating_since", "operating_since__to", "is_four_new")
    assert values(dataset.evidence.subjects, *columns) == [
        ("12", date(2021, 5, 3), date(2019, 1, 1), date(2019, 12, 31), True),
        ("13", date(2021, 5, 3), None, None, None),
    ]
    assert any("08:30" in remark for remark in dataset.accounts[0].remarks), "an hour that was left out is told"


def test_an_error_value_is_rejected_not_read_as_blank(tmp_path: Path, vocabulary: Vocabulary) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "b.xlsx"))
    sheet = book.add_worksheet("主体")
    sheet.write_row(0, 0, ("主体编号", "成立日期"))
    sheet.write_row(1, 0, ("甲", "2020"))
    sheet.write(2, 0, "乙")
    sheet.write_formula(2, 1, "=1/0", None, "#DIV/0!")
    book.close()
    dataset = read_dataset(tmp_path / "b.xlsx", vocabulary)
    assert values(dataset.rejected, "row", "column", "value") == [(3, "成立日期", "#DIV/0!")]


def test_typed_parquet_columns_are_read_exactly(tmp_path: Path, vocabulary: Vocabulary) -> None:
    register_ = pl.DataFrame({"subject_id": ["甲"], "registered_on": [date(2020, 1, 2)], "is_four_new": [False]})
    money = pl.Series([1234.5], dtype=pl.Float64)
    year = pl.Series([2023.0], dtype=pl.Float64)
    register_.write_parquet(tmp_path / "subjects.parquet")
    pl.DataFrame({"subject_id": ["甲"], "year": year, "revenue": money}).write_parquet(tmp_path / "financials.parquet")
    dataset = read_dataset(tmp_path, vocabulary)
    assert values(dataset.evidence.subjects, "registered_on", "is_four_new") == [(date(2020, 1, 2), False)]
    assert values(dataset.evidence.tables["financials"], "year", "revenue") == [(2023, 123450)]


def test_a_row_that_does_not_fit_its_header_is_rejected_and_returned(tmp_path: Path, vocabulary: Vocabulary) -> None:
    text = '主体编号,名称,住所\nA,甲厂,新乡市,红旗区\nB,乙厂\nC,"丙"厂,新乡市\nD,"丁\n厂",新乡市\n'
    path = tmp_path / "a.csv"
    path.write_text(text, encoding="utf-8")
    dataset = read_dataset(path, vocabulary)
    account = dataset.accounts[0]
    assert (account.read, account.accepted, account.rejected) == (4, 1, 3)
    assert values(dataset.evidence.subjects, "name", "source_row") == [("丁\n厂", 5)]
    assert values(dataset.rejected, "row", "text") == [
        (2, "A,甲厂,新乡市,红旗区"),
        (3, "B,乙厂"),
        (4, 'C,"丙"厂,新乡市'),
    ]
    assert "was cut short" in reasons(dataset.rejected)
    assert "quotation marks" in reasons(dataset.rejected)


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.csv", b"", "The file is empty."),
        ("a.csv", b" \r\n\r\n", "The file is empty."),
        ("a.csv", csv_bytes(register()[:1]), "The register of subjects has no rows."),
        ("a.xlsx", b"not a workbook", "It is not clear which evidence table this sheet is."),
        ("a.xlsx", b"\xd0\xcf\x11\xe0rest", "damaged or cut short"),
        ("a.xlsx", b"PK\x03\x04 and nothing more", "damaged or cut short"),
        ("a.csv", b"PK\x03\x04rest", "damaged or cut short"),
        ("a.csv", b"<html><table>", "a web page"),
        ("a.csv", b"a,b\n\x00\x01\x02,3\n", "bytes that no text has"),
        ("a.csv", "名称,住所\n河南省新乡市".encode()[:-1], "no text there"),
        ("a.csv", '名称,住所\n"甲厂,新乡\n乙厂,新乡\n'.encode(), "opened in line 2 and never closed"),
        ("a.parquet", b"not parquet", "It is not clear which evidence table this sheet is."),
        ("a.parquet", b"PAR1 broken PAR1", "damaged or cut short"),
        ("a.xls", b"\xd0\xcf\x11\xe0", "damaged or cut short"),
        ("a.csv", "产值,人数\n1,2\n".encode(), "It is not clear which evidence table this sheet is."),
        (
            "荣誉与认定.csv",
            csv_bytes([("统一社会信用代码", "荣誉名称"), ("a", "b")]),
            "The dataset has no register of subjects.",
        ),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_a_sentence(
    tmp_path: Path, vocabulary: Vocabulary, name: str, content: bytes, sentence: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(IntakeError, match=re.escape(sentence)) as refusal:
        read_dataset(path, vocabulary)
    assert name in str(refusal.value)
    assert refusal.value.remedy


def test_a_path_that_is_not_there_is_refused(tmp_path: Path, vocabulary: Vocabulary) -> None:
    with pytest.raises(IntakeError, match="There is no such file or folder"):
        read_dataset(tmp_path / "没有.csv", vocabulary)


def test_a_folder_takes_only_tables_that_it_knows_and_says_what_it_leaves(
    tmp_path: Path, vocabulary: Vocabulary
) -> None:
    dataset_folder(tmp_path, {"subjects": register()})
    (tmp_path / "README.md").write_text("说明", encoding="utf-8")
    (tmp_path / "~$subjects.xlsx").write_bytes(b"lock")
    accounts = read_dataset(tmp_path, vocabulary).accounts
    assert [(account.file, account.table, account.remarks) for account in accounts[1:]] == [
        ("README.md", None, ("It is no table.",))
    ]
    dataset_folder(tmp_path, {"honors": [("天气", "心情"), ("晴", "好")]})
    with pytest.raises(IntakeError, match="not clear which evidence table") as refusal:
        read_dataset(tmp_path, vocabulary)
    assert "honors.csv" in str(refusal.value)


def test_a_file_that_is_not_what_its_name_says_is_read_as_what_it_is_and_that_is_told(
    tmp_path: Path, vocabulary: Vocabulary
) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(csv_bytes(register()))
    (account,) = read_dataset(path, vocabulary).accounts
    assert account.accepted == 3
    assert any("it is a text table" in remark for remark in account.remarks)


def test_the_same_file_twice_is_read_once(tmp_path: Path, vocabulary: Vocabulary) -> None:
    dataset_folder(tmp_path, {"subjects": register(), "subjects copy": register()})
    dataset = read_dataset(tmp_path, vocabulary)
    assert dataset.evidence.subjects.height == 3
    assert any("byte for byte" in remark for account in dataset.accounts for remark in account.remarks)


def test_an_unknown_sheet_beside_canonical_ones_is_refused(tmp_path: Path, vocabulary: Vocabulary) -> None:
    book = workbook(tmp_path / "b.xlsx", {"主体": register(), "天气": [("天气", "心情"), ("晴", "好")]})
    with pytest.raises(IntakeError, match="not clear which evidence table"):
        read_dataset(book, vocabulary)


def test_an_empty_folder_is_refused(tmp_path: Path, vocabulary: Vocabulary) -> None:
    with pytest.raises(IntakeError, match="The folder holds no table"):
        read_dataset(tmp_path, vocabulary)


def test_an_amount_that_is_kept_as_written_keeps_the_unit_of_its_title(tmp_path: Path, vocabulary: Vocabulary) -> None:
    header = ("企业名称", "统一社会信用代码", "注册资本（万元）")
    rows = register(("甲厂", credit_code(1), "500"), ("乙厂", credit_code(2), "300万美元"), header=header)
    dataset = read_dataset(csv_file(tmp_path, rows), vocabulary)
    assert dataset.evidence.subjects["registered_capital"].to_list() == ["500万元", "300万美元"]
    assert any("万元" in remark for remark in dataset.accounts[0].remarks)


def test_sentences_stand_one_after_another_as_each_language_writes_them() -> None:
    refusal = IntakeError("甲。", where="a.csv", why="乙。", remedy="丙。")
    assert "甲。 乙。 丙。" in str(refusal)
    use_language("zh")
    assert "甲。乙。丙。" in str(IntakeError("甲。", where="a.csv", why="乙。", remedy="丙。"))


def test_a_list_with_rows_that_could_not_be_read_is_not_taken_for_whole(tmp_path: Path, vocabulary: Vocabulary) -> None:
    """The penalty with a wrong date is somebody's: with the list declared complete they would count as having none."""
    penalties = [("统一社会信用代码", "kind", "decided_on"), (credit_code(1), "administrative_penalty", "2023-02-30")]
    declared = [
        ("list", "area", "period_from", "period_to", "as_of"),
        ("penalties", "4107", "2021-01-01", "2024-06-30", "2024-06-30"),
    ]
    dataset_folder(tmp_path, {"subjects": register(), "violations": penalties, "coverage": declared})
    dataset = read_dataset(tmp_path, vocabulary)
    assert dataset.evidence.tables["coverage"].is_empty()
    assert "the list is not whole" in reasons(dataset.rejected)
    penalties[1] = (credit_code(1), "administrative_penalty", "2023-02-28")
    dataset_folder(tmp_path, {"violations": penalties})
    assert read_dataset(tmp_path, vocabulary).evidence.tables["coverage"].height == 1
