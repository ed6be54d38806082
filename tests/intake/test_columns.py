"""Columns are recognised without a mapping file, each with its reason; what has no place is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from mingpin.intake import IntakeError, SheetAccount, read_dataset
from mingpin.intake.columns import Means
from mingpin.vocabulary import Vocabulary

from .samples import credit_code, csv_file, dataset_folder, register, values


def _account(tmp_path: Path, vocabulary: Vocabulary, header: tuple[str, ...], *rows: tuple[str, ...]) -> SheetAccount:
    return read_dataset(csv_file(tmp_path, register(*rows, header=header)), vocabulary).accounts[0]


def _matches(account: SheetAccount) -> dict[str, tuple[str, Means]]:
    return {match.title: (match.column.name, match.means) for match in account.columns}


def test_a_column_is_known_by_name_label_or_synonym_in_any_width(tmp_path: Path, vocabulary: Vocabulary) -> None:
    header = ("subject_id", "成立日期", "企 业 名 称", "住所(经营场所)", "曾用名：")
    account = _account(tmp_path, vocabulary, header, ("A", "2020", "甲厂", "新乡市", "老甲厂"))
    assert _matches(account) == {
        "subject_id": ("subject_id", Means.NAME),
        "成立日期": ("registered_on", Means.LABEL),
        "企 业 名 称": ("name", Means.SYNONYM),
        "住所(经营场所)": ("address", Means.SYNONYM),
        "曾用名：": ("former_names", Means.LABEL),
    }
    assert all(match.reason for match in account.columns)


def test_a_column_of_credit_codes_is_one_whatever_its_title(tmp_path: Path, vocabulary: Vocabulary) -> None:
    rows = [(f"甲{n}厂", credit_code(n)) for n in range(1, 4)]
    path = csv_file(tmp_path, register(*rows, header=("名称", "照号")))
    dataset = read_dataset(path, vocabulary)
    assert _matches(dataset.accounts[0])["照号"] == ("uscc", Means.CONTENT)
    assert dataset.evidence.subjects["subject_id"].to_list() == [code for _name, code in rows]


def test_an_id_column_that_holds_credit_codes_is_both(tmp_path: Path, vocabulary: Vocabulary) -> None:
    rows = [(credit_code(n), f"甲{n}厂") for n in range(1, 4)]
    subjects = read_dataset(
        csv_file(tmp_path, register(*rows, header=("主体编号", "名称"))), vocabulary
    ).evidence.subjects
    assert subjects["uscc"].to_list() == subjects["subject_id"].to_list() == [code for code, _name in rows]


def test_two_untitled_columns_of_codes_are_not_guessed(tmp_path: Path, vocabulary: Vocabulary) -> None:
    rows = [(f"甲{n}厂", credit_code(n), credit_code(n + 10)) for n in range(1, 4)]
    account = _account(tmp_path, vocabulary, ("名称", "代码一", "代码二"), *rows)
    assert [question.title for question in account.questions] == ["代码一", "代码二"]
    assert "Several columns hold credit codes" in account.questions[0].reason


def test_a_code_of_the_owner_is_not_taken_for_the_subjects_own(tmp_path: Path, vocabulary: Vocabulary) -> None:
    header = ("主体编号", "名称", "主体种类", "所属组织编号")
    path = csv_file(tmp_path, register(("B1", "某牌", "品牌", credit_code(1)), header=header))
    subjects = read_dataset(path, vocabulary).evidence.subjects
    assert values(subjects, "subject_id", "uscc", "owner_id") == [("B1", None, credit_code(1))]


def test_columns_without_a_place_are_listed_never_dropped_silently(tmp_path: Path, vocabulary: Vocabulary) -> None:
    header = ("主体编号", "产值（万元）", "名称", "企业名称", "", "")
    account = _account(tmp_path, vocabulary, header, ("A", "12", "甲", "乙", "备注", ""))
    assert [(column.title, column.reason) for column in account.left_aside] == [
        ("产值（万元）", "The table “subjects” has no such column."),
        ("企业名称", "“名称” already gives Name."),
        ("column E", "The table “subjects” has no such column."),
    ]


def test_an_amount_is_read_in_the_unit_of_its_title(tmp_path: Path, vocabulary: Vocabulary) -> None:
    financials = [("统一社会信用代码", "年度", "营业收入（万元）"), (credit_code(1), "2023", "120")]
    dataset = read_dataset(dataset_folder(tmp_path, {"subjects": register(), "financials": financials}), vocabulary)
    assert dataset.evidence.tables["financials"]["revenue"].to_list() == [120_0000_00]
    account = next(account for account in dataset.accounts if account.table == "financials")
    assert [match.unit for match in account.columns] == ["", "", "万元"]


def test_a_register_without_id_code_or_name_is_refused_with_its_titles(tmp_path: Path, vocabulary: Vocabulary) -> None:
    with pytest.raises(IntakeError, match="No table has its columns: 产值, 人数") as refusal:
        _account(tmp_path, vocabulary, ("产值", "人数"), ("1", "2"))
    assert refusal.value.remedy
