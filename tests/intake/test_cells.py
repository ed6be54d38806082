"""A cell is read exactly or its row comes back with the cell, the reason and what to do."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from mingpin.intake import Dataset, read_dataset
from mingpin.vocabulary import Vocabulary

from .samples import credit_code, csv_file, dataset_folder, reasons, register, values

HONOURS = ("统一社会信用代码", "荣誉名称", "级别", "认定日期", "有效期至")
FINANCIALS = ("统一社会信用代码", "年度", "营业收入", "经审计")


def _read(tmp_path: Path, vocabulary: Vocabulary, **tables: list[tuple[str, ...]]) -> Dataset:
    return read_dataset(dataset_folder(tmp_path, {"subjects": register(), **tables}), vocabulary)


def _subject(tmp_path: Path, vocabulary: Vocabulary, title: str, text: str) -> Dataset:
    return read_dataset(csv_file(tmp_path, [("主体编号", title), ("A", text)]), vocabulary)


@pytest.mark.parametrize(
    ("title", "text", "column", "value"),
    [
        ("地区", "410702", "area", "410702"),
        ("地区", "红旗区", "area", "410702"),
        ("地区", "Hongqi District", "area", "410702"),
        ("地区", "410728", "area", "410783"),
        ("地区", "长垣县", "area", "410783"),
        ("地区", "410700", "area", "410700"),
        ("登记类型", "集体分支机构(非法人)", "entity_type", "collective_branch"),
        ("登记类型", "集体分支机构（非法人）", "entity_type", "collective_branch"),
        ("主体种类", "品牌", "kind", "brand"),
        ("是否四新", "无", "is_four_new", False),
        ("是否四新", "是", "is_four_new", True),
        ("是否四新", "", "is_four_new", None),
        ("申报产品", "起重机；葫芦、 电动葫芦;", "applied_goods", ["起重机", "葫芦", "电动葫芦"]),
        ("申报产品", "；", "applied_goods", None),
        ("住所", " 新乡市 红旗区 ", "address", "新乡市 红旗区"),
        ("注册资本", "5,000 万人民币", "registered_capital", "5,000 万人民币"),
        ("住所", "NA", "address", "NA"),
    ],
)
def test_what_people_write_is_read_as_they_mean_it(
    tmp_path: Path, vocabulary: Vocabulary, title: str, text: str, column: str, value: object
) -> None:
    dataset = _subject(tmp_path, vocabulary, title, text)
    assert reasons(dataset.rejected) == ""
    assert dataset.evidence.subjects[column].to_list() == [value]


@pytest.mark.parametrize(
    ("title", "text", "sentence"),
    [
        ("地区", "红旗", "close to it: 410702 Hongqi District"),
        ("地区", "Qi County", "may be any of 410221 Qi County, 410622 Qi County"),
        ("地区", "海淀区的", "write a code or label such as"),
        ("成立日期", "2021-02-30", "is not a day of the calendar"),
        ("成立日期", "去年", "write 2021-05-03, 2021-05 or 2021"),
        ("是否四新", "也许", "neither yes nor no"),
        ("统一社会信用代码", credit_code(1)[:-1], "has 17 characters, a credit code has 18"),
        ("统一社会信用代码", "410704000008034", "is an old registration number"),
        ("统一社会信用代码", "410704000008035", "its check digit is wrong"),
        ("统一社会信用代码", credit_code(1).replace("0", "O", 1), f"perhaps {credit_code(1)}?"),
        ("统一社会信用代码", credit_code(1)[:-2] + "00", "The check digit of"),
        ("名称", "新乡市\ufffd厂", "damaged characters"),
    ],
)
def test_a_cell_that_is_no_value_rejects_its_row_and_says_why(
    tmp_path: Path, vocabulary: Vocabulary, title: str, text: str, sentence: str
) -> None:
    dataset = _subject(tmp_path, vocabulary, title, text)
    assert dataset.evidence.subjects.height == 0
    assert values(dataset.rejected, "row", "column", "value", "text") == [(2, title, text, f"A,{text}")]
    assert sentence in reasons(dataset.rejected)


def test_all_faults_of_a_row_are_named_at_once(tmp_path: Path, vocabulary: Vocabulary) -> None:
    rows = [("主体编号", "成立日期", "地区"), ("A", "去年", "某处"), ("B", "2020", "红旗区")]
    dataset = read_dataset(csv_file(tmp_path, rows), vocabulary)
    account = dataset.accounts[0]
    assert (account.read, account.accepted, account.rejected) == (2, 1, 1)
    assert values(dataset.rejected, "row", "column", "value") == [(2, "成立日期", "去年"), (2, "地区", "某处")]


def test_a_credit_code_is_held_in_its_standard_writing(tmp_path: Path, vocabulary: Vocabulary) -> None:
    code = credit_code(5)
    dataset = _subject(tmp_path, vocabulary, "统一社会信用代码", f"{code[:8].lower()} {code[8:].lower()}")
    assert dataset.evidence.subjects["uscc"].to_list() == [code]


def test_the_precision_of_a_date_is_kept(tmp_path: Path, vocabulary: Vocabulary) -> None:
    dates = ("2021", "2021-05", "2021-05-03")
    rows = [("主体编号", "成立日期"), *((f"S{n}", text) for n, text in enumerate(dates))]
    subjects = read_dataset(csv_file(tmp_path, rows), vocabulary).evidence.subjects
    assert values(subjects, "registered_on", "registered_on__to") == [
        (date(2021, 1, 1), date(2021, 12, 31)),
        (date(2021, 5, 1), date(2021, 5, 31)),
        (date(2021, 5, 3), date(2021, 5, 3)),
    ]


def test_money_is_exact_to_the_fen(tmp_path: Path, vocabulary: Vocabulary) -> None:
    amounts = ("0.1", "-12.34", "1,234,567.89", "90071992547409.93", "1.005")
    financials = [FINANCIALS, *((credit_code(1), "2023", amount, "是") for amount in amounts)]
    dataset = _read(tmp_path, vocabulary, financials=financials)
    held = dataset.evidence.tables["financials"]["revenue"].to_list()
    assert held == [10, -1234, 123456789, 9007199254740993]
    assert "finer than a fen" in reasons(dataset.rejected)


def test_a_required_cell_that_is_blank_rejects_its_row(tmp_path: Path, vocabulary: Vocabulary) -> None:
    dataset = _read(tmp_path, vocabulary, honours=[HONOURS, (credit_code(1), "", "省级", "2023", "")])
    assert values(dataset.rejected, "column", "reason") == [("荣誉名称", "“荣誉名称” is required; fill it in.")]


def test_a_required_column_that_is_missing_rejects_every_row(tmp_path: Path, vocabulary: Vocabulary) -> None:
    dataset = _read(tmp_path, vocabulary, financials=[("统一社会信用代码", "营业收入"), (credit_code(1), "1")])
    assert "The sheet has no column “Year”; add it." in reasons(dataset.rejected)
    assert dataset.evidence.tables["financials"].height == 0


def test_a_share_is_a_part_of_one(tmp_path: Path, vocabulary: Vocabulary) -> None:
    satisfaction = [("统一社会信用代码", "满意度"), (credit_code(1), "0.925"), (credit_code(2), "92.5")]
    dataset = _read(tmp_path, vocabulary, satisfaction=satisfaction)
    assert dataset.evidence.tables["satisfaction"]["score"].to_list() == [925_000]
    assert "write 0.3 for 30 %" in reasons(dataset.rejected)


def test_what_does_not_expire_is_written_in_words_in_valid_to_only(tmp_path: Path, vocabulary: Vocabulary) -> None:
    honours = [
        HONOURS,
        (credit_code(1), "省级专精特新", "", "2023", "长期"),
        (credit_code(1), "省级专精特新", "", "长期", ""),
    ]
    dataset = _read(tmp_path, vocabulary, honours=honours)
    assert dataset.evidence.tables["honours"]["valid_to"].to_list() == [date(9999, 12, 31)]
    assert values(dataset.rejected, "row", "column") == [(3, "认定日期")]


def test_an_honour_whose_name_several_share_is_told_by_the_issuer_of_its_row(
    tmp_path: Path, vocabulary: Vocabulary
) -> None:
    title = ("统一社会信用代码", "荣誉名称", "授予单位", "认定日期")
    issuers = ("河南省商务厅", "省商务厅", "某协会", "")
    rows = [(credit_code(1), "河南老字号", issuer, f"202{n}") for n, issuer in enumerate(issuers)]
    dataset = _read(tmp_path, vocabulary, honours=[title, *rows])
    assert dataset.evidence.tables["honours"]["scheme"].to_list() == ["henan_time_honoured_commerce"] * 2
    assert values(dataset.rejected, "row", "column") == [(4, "荣誉名称"), (5, "荣誉名称")]
    told = next(account.remarks for account in dataset.accounts if account.table == "honours")
    assert "“荣誉名称”: Several entries have this name; who issued it decided. (2 cells)" in told
