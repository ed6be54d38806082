"""Who a row is about is what it says, by id, code or registered name; it is never guessed."""

from __future__ import annotations

import random
from pathlib import Path
from time import process_time

import polars as pl
import pytest

from mingpin.intake import Dataset, find_subjects, read_dataset
from mingpin.intake.identity import Directory, referred
from mingpin.vocabulary import Vocabulary

from .samples import credit_code, csv_file, dataset_folder, reasons, register, values

NAMED = ("主体编号", "统一社会信用代码", "名称", "主体种类", "所属组织编号")
SUBJECTS = [
    NAMED,
    ("E1", credit_code(1), "新乡市甲（集团）有限公司", "企业", ""),
    ("E2", credit_code(2), "新乡市乙有限公司", "企业", ""),
    ("E3", "", "新乡市丙厂", "企业", ""),
    ("B1", "", "甲牌", "品牌", credit_code(1)),
    ("B2", "", "同名", "品牌", "E1"),
    ("B3", "", "同名", "品牌", "E2"),
]
HONOURS = ("主体编号", "统一社会信用代码", "企业名称", "荣誉名称")


def _honours(tmp_path: Path, vocabulary: Vocabulary, *rows: tuple[str, ...]) -> Dataset:
    honours = [HONOURS, *((*row, "小巨人") for row in rows)]
    return read_dataset(dataset_folder(tmp_path, {"subjects": SUBJECTS, "honours": honours}), vocabulary)


@pytest.mark.parametrize(
    ("row", "subject"),
    [
        (("E1", "", ""), "E1"),
        ((credit_code(1), "", ""), "E1"),
        (("", credit_code(1).lower(), ""), "E1"),
        (("", "", "新乡市甲(集团)有限公司"), "E1"),
        (("新乡市丙厂", "", ""), "E3"),
        (("E1", credit_code(1), "甲集团"), "E1"),
        (("E3", credit_code(9), ""), "E3"),
        (("B1", "", "新乡市甲（集团）有限公司"), "B1"),
        (("B1", credit_code(1), "甲牌"), "B1"),
        (("B2", "", "同名"), "B2"),
    ],
)
def test_a_row_finds_its_subject_by_id_code_or_registered_name(
    tmp_path: Path, vocabulary: Vocabulary, row: tuple[str, ...], subject: str
) -> None:
    dataset = _honours(tmp_path, vocabulary, row)
    assert reasons(dataset.rejected) == ""
    assert dataset.evidence.tables["honours"]["subject_id"].to_list() == [subject]


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (("E9", "", ""), "“E9” is not in the register of subjects"),
        (("", credit_code(9), ""), f"“{credit_code(9)}” is not in the register of subjects"),
        (("", "", "新乡市甲集团"), "“新乡市甲集团” is not in the register of subjects"),
        (("", "", "同名"), "“同名” is the name or code of several subjects: 同名 (B2), 同名 (B3); write the id"),
        (("E1", credit_code(2), ""), f"The row names different subjects: E1, {credit_code(2)}"),
        (("E1", "", "新乡市乙有限公司"), "The row names different subjects: E1, 新乡市乙有限公司"),
        (("E1", credit_code(9), ""), f"“{credit_code(9)}” is not in the register of subjects"),
        (("", "", ""), "The row does not say which subject it is about"),
    ],
)
def test_a_row_whose_subject_is_not_certain_is_rejected(
    tmp_path: Path, vocabulary: Vocabulary, row: tuple[str, ...], sentence: str
) -> None:
    dataset = _honours(tmp_path, vocabulary, row)
    assert dataset.evidence.tables["honours"].height == 0
    assert sentence in reasons(dataset.rejected)


@pytest.mark.parametrize(
    ("row", "column", "position"),
    [
        (("E9", "", ""), "主体编号", 0),
        (("", credit_code(9), ""), "统一社会信用代码", 1),
        (("E1", credit_code(9), ""), "统一社会信用代码", 1),
        (("", "", "新乡市甲集团"), "企业名称", 2),
        (("", "", "同名"), "企业名称", 2),
        (("", "", ""), "主体编号", 0),
    ],
)
def test_the_rejection_points_at_the_cell_that_names_nobody(
    tmp_path: Path, vocabulary: Vocabulary, row: tuple[str, ...], column: str, position: int
) -> None:
    rejected = _honours(tmp_path, vocabulary, row).rejected
    assert values(rejected, "column", "position", "value") == [(column, position, row[position])]


def test_a_declaration_of_coverage_for_an_area_needs_no_subject(tmp_path: Path, vocabulary: Vocabulary) -> None:
    coverage = [
        ("名单", "地区", "主体编号", "起始日期", "截止日期", "名单生成日期"),
        ("quality_accidents", "新乡市", "", "2020", "2023", "2023-12-31"),
        ("quality_accidents", "", "E9", "2020", "2023", "2023-12-31"),
        ("quality_accidents", "", "", "2020", "2023", "2023-12-31"),
    ]
    dataset = read_dataset(dataset_folder(tmp_path, {"subjects": SUBJECTS, "coverage": coverage}), vocabulary)
    assert values(dataset.evidence.tables["coverage"], "area", "subject_id") == [("4107", None)]
    assert "“E9” is not in the register" in reasons(dataset.rejected)
    assert "neither which area nor which subject" in reasons(dataset.rejected)


def test_a_subject_without_an_id_is_known_by_its_code_else_by_its_name(tmp_path: Path, vocabulary: Vocabulary) -> None:
    rows = register((credit_code(1), "甲有限公司"), ("", "乙(新乡)厂"), ("", ""), header=("统一社会信用代码", "名称"))
    rows.append(("", "", "孤行"))
    rows[0] = (*rows[0], "地址")
    dataset = read_dataset(csv_file(tmp_path, [(*row, "")[:3] for row in rows]), vocabulary)
    assert dataset.evidence.subjects["subject_id"].to_list() == [credit_code(1), "乙（新乡）厂"]
    assert "The row has no subject id, credit code or name" in reasons(dataset.rejected)


def test_an_owner_may_be_given_by_code_or_name(tmp_path: Path, vocabulary: Vocabulary) -> None:
    header = ("主体编号", "统一社会信用代码", "名称", "主体种类", "所属组织编号", "所属企业")
    rows = [
        ("E1", credit_code(1), "甲(新乡)有限公司", "企业", "", ""),
        ("B1", "", "甲牌", "品牌", credit_code(1), ""),
        ("B2", "", "乙牌", "品牌", "", "甲（新乡）有限公司"),
        ("B3", "", "丙牌", "品牌", "某外地公司", ""),
    ]
    dataset = read_dataset(csv_file(tmp_path, register(*rows, header=header)), vocabulary)
    assert values(dataset.evidence.subjects, "owner_id", "organisation_id") == [
        (None, "E1"),
        ("E1", "E1"),
        ("E1", "E1"),
        ("某外地公司", "某外地公司"),
    ]
    assert "1 rows name in" in "".join(dataset.accounts[0].remarks)


def test_a_repeated_row_counts_once_and_a_contradicting_one_is_rejected(tmp_path: Path, vocabulary: Vocabulary) -> None:
    header = ("主体编号", "名称", "成立日期")
    rows = register(("A", "甲", "2020"), ("A", "甲", "2020"), ("A", "甲", "2021"), ("B", "乙", ""), header=header)
    dataset = read_dataset(csv_file(tmp_path, rows), vocabulary)
    account = dataset.accounts[0]
    assert (account.read, account.accepted, account.rejected, account.duplicates) == (4, 3, 1, 1)
    assert dataset.evidence.subjects["subject_id"].to_list() == ["A", "B"]
    assert values(dataset.rejected, "row") == [(4,)]
    assert "“A” stands in row 2 of 名录.csv already, with another Registered on;" in reasons(dataset.rejected)


def test_evidence_of_a_rejected_subject_is_rejected_with_it(tmp_path: Path, vocabulary: Vocabulary) -> None:
    subjects = [("主体编号", "成立日期"), ("A", "某日"), ("B", "2020")]
    honours = [("主体编号", "荣誉名称"), ("A", "小巨人"), ("B", "小巨人")]
    dataset = read_dataset(dataset_folder(tmp_path, {"subjects": subjects, "honours": honours}), vocabulary)
    assert dataset.evidence.tables["honours"]["subject_id"].to_list() == ["B"]
    assert [(a.table, a.read, a.accepted, a.rejected) for a in dataset.accounts] == [
        ("honours", 2, 1, 1),
        ("subjects", 2, 1, 1),
    ]


def test_a_person_finds_a_subject_by_id_code_present_or_former_name(tmp_path: Path, vocabulary: Vocabulary) -> None:
    header = ("主体编号", "统一社会信用代码", "名称", "曾用名")
    rows = register(("E1", credit_code(1), "甲（新乡）厂", "老甲厂；甲社"), ("E2", "", "乙厂", ""), header=header)
    evidence = read_dataset(csv_file(tmp_path, rows), vocabulary).evidence
    for text in ("E1", credit_code(1).lower(), "甲(新乡)厂", "甲社"):
        assert find_subjects(evidence, text) == ("E1",)
    assert find_subjects(evidence, "甲") == ()


SAME_OR_NOT = [
    ("主体编号", "统一社会信用代码", "名称", "曾用名", "主体种类", "所属组织编号"),
    ("E1", credit_code(1), "河南新航航空集团有限公司", "新乡航空机械厂；老厂", "企业", ""),
    ("E2", credit_code(2), "新乡市华星药业有限责任公司", "", "企业", ""),
    ("E3", credit_code(3), "新乡市甲有限公司", "老厂", "企业", ""),
    ("E4", credit_code(4), "新乡市甲有限责任公司", "", "企业", ""),
    ("E5", credit_code(5), "新乡航空机械有限公司", "新乡市甲有限公司", "企业", ""),
    ("E6", credit_code(6), "新乡市乙有限公司原阳分公司", "", "企业", ""),
    ("E7", credit_code(7), "新乡市乙有限公司", "", "企业", ""),
    ("E8", "", "新乡市丁厂", "新乡市戊厂", "企业", ""),
    ("B1", "", "新航", "", "品牌", "E1"),
]


def _about(tmp_path: Path, vocabulary: Vocabulary, *row: str) -> tuple[list[str | None], str]:
    """The subject of one honour in that register, and why it has none."""
    honours = [HONOURS, (*row, "小巨人")]
    dataset = read_dataset(dataset_folder(tmp_path, {"subjects": SAME_OR_NOT, "honours": honours}), vocabulary)
    return dataset.evidence.tables["honours"]["subject_id"].to_list(), reasons(dataset.rejected)


@pytest.mark.parametrize(
    ("row", "subject"),
    [
        (("", "", "新乡市华星药业有限公司"), "E2"),
        (("", "", "新乡市甲有限责任公司"), "E4"),
        (("", "", "新乡航空机械厂"), "E1"),
        (("", credit_code(1), "新乡航空机械厂"), "E1"),
        (("", "", "新乡市丁厂（原：新乡市戊厂）"), "E8"),
        (("", "", "新乡市乙有限公司原阳分公司"), "E6"),
        (("", "", "新乡市甲有限公司"), "E3"),
        (("", credit_code(5), "新乡市甲有限公司"), "E5"),
        (("B1", "", "河南新航航空集团有限公司"), "B1"),
    ],
)
def test_names_that_are_certainly_a_subjects_are_understood(
    tmp_path: Path, vocabulary: Vocabulary, row: tuple[str, ...], subject: str
) -> None:
    assert _about(tmp_path, vocabulary, *row) == ([subject], "")


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (
            ("", "", "老厂"),
            f"河南新航航空集团有限公司 ({credit_code(1)}), 新乡市甲有限公司 ({credit_code(3)}); write the id",
        ),
        (("", credit_code(7), "新乡市甲有限公司"), "The row names different subjects"),
        (("E8", "", "老厂"), "The row names different subjects: E8, 老厂"),
        (("", credit_code(9), "新乡市戊厂"), f"“{credit_code(9)}” is not in the register of subjects"),
        (
            ("", "", "新乡市丁厂（原：新乡市乙有限公司）"),
            "“新乡市丁厂（原：新乡市乙有限公司）” is the name or code of several",
        ),
        (
            ("", credit_code(7), "新乡市乙有限公司封丘分公司"),
            "a branch is not its parent; correct the name or the code",
        ),
        (("", credit_code(6), "新乡市乙公司"), "a branch is not its parent; correct the name or the code"),
    ],
)
def test_two_subjects_are_never_taken_for_one(
    tmp_path: Path, vocabulary: Vocabulary, row: tuple[str, ...], sentence: str
) -> None:
    found, why = _about(tmp_path, vocabulary, *row)
    assert found == []
    assert sentence in why


@pytest.mark.parametrize(
    ("name", "proposal"),
    [
        ("新航集团", f"perhaps 新航 (B1), 河南新航航空集团有限公司 ({credit_code(1)})?"),
        ("华星药业", f"perhaps 新乡市华星药业有限责任公司 ({credit_code(2)})?"),
        ("新乡市华兴药业有限公司", f"perhaps 新乡市华星药业有限责任公司 ({credit_code(2)})?"),
        ("新乡市乙有限公司封丘分公司", f"perhaps 新乡市乙有限公司原阳分公司 ({credit_code(6)})?"),
    ],
)
def test_a_short_or_near_name_is_proposed_and_not_applied(
    tmp_path: Path, vocabulary: Vocabulary, name: str, proposal: str
) -> None:
    found, why = _about(tmp_path, vocabulary, "", "", name)
    assert found == []
    assert f"“{name}” is not in the register of subjects; {proposal}" in why


def test_a_name_like_no_other_has_no_proposal(tmp_path: Path, vocabulary: Vocabulary) -> None:
    for name in ("辉县市某某水泥厂", "E99", "厂"):
        assert "perhaps" not in _about(tmp_path, vocabulary, "", "", name)[1]


def test_a_code_with_a_letter_for_a_digit_is_proposed(tmp_path: Path, vocabulary: Vocabulary) -> None:
    wrong = credit_code(1).replace("0", "O", 1)
    found, why = _about(tmp_path, vocabulary, wrong, "", "")
    assert found == []
    assert f"perhaps 河南新航航空集团有限公司 ({credit_code(1)})?" in why


def test_at_most_three_subjects_are_proposed_and_the_nearest_first() -> None:
    rows = [
        (f"S{n}", f"新乡市星河{tail}有限公司") for n, tail in enumerate(("食品", "建材", "物流", "化工", "星河食品"))
    ]
    directory = Directory.of(pl.DataFrame(rows, schema=["subject_id", "name"], orient="row"))
    assert directory.proposals.of(["星河食品厂", "星河"])["星河食品厂"][0] == "S0"
    assert len(directory.proposals.of(["星河"])["星河"]) == 3


def test_thousands_of_unknown_names_are_told_in_seconds() -> None:
    chance = random.Random(7)
    signs = "星河明华兴安泰康源丰隆盛昌茂恒润瑞祥和顺达通海天地山川江林森木金银铜铁石玉珠宝东西南北中正大小上下"
    names_ = ["新乡市" + "".join(chance.choices(signs, k=4)) + "有限公司" for _ in range(20_000)]
    directory = Directory.of(pl.DataFrame({"subject_id": [f"S{n}" for n in range(len(names_))], "name": names_}))
    unknown = ["新乡市" + "".join(chance.choices(signs, k=4)) + "厂" for _ in range(1_000)]
    begun = process_time()
    _found, _how, why = referred(pl.DataFrame({"subject_name": unknown}), directory, True)
    assert len(why) == len(set(unknown) - set(names_)) == 1_000
    assert process_time() - begun < 20


def test_a_person_finds_a_subject_by_either_form_of_its_name(tmp_path: Path, vocabulary: Vocabulary) -> None:
    evidence = read_dataset(dataset_folder(tmp_path, {"subjects": SAME_OR_NOT}), vocabulary).evidence
    assert find_subjects(evidence, "新乡市华星药业有限公司") == ("E2",)
    assert find_subjects(evidence, "新乡市甲有限公司") == ("E3",)
