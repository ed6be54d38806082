"""Yes and no, 无 and blanks, texts, items and credit codes: what is said is kept apart from what is not."""

from __future__ import annotations

import pytest

from .one_cell import cell_of, column_of
from .samples import credit_code

NOT_STATED = ("/", "-", "—", "——", "--", "\\", "N/A", "不详", "未知", "待核实", "…", "／", " / ")


@pytest.mark.parametrize("text", NOT_STATED)
@pytest.mark.parametrize(
    "place",
    [
        *("honours.awarded_on", "financials.revenue", "financials.year", "market_positions.market_share"),
        *("subjects.is_four_new", "subjects.applied_goods", "subjects.address", "subjects.uscc"),
        *("honours.scheme", "honours.srdi_level", "subjects.subject_id"),
    ],
)
def test_a_cell_that_states_nothing_is_blank_and_says_so(place: str, text: str) -> None:
    cell = cell_of(place, text)
    assert cell.value is None
    assert cell.reason == ""
    assert cell.note == f"“{text}” states nothing; it was read as blank."


@pytest.mark.parametrize("text", ["无", "无。", "没有", "暂无", " 无 ", "None"])
def test_declared_none_is_a_value_where_the_column_has_one(text: str) -> None:
    assert cell_of("subjects.applied_goods", text).value == []
    assert cell_of("honours.srdi_level", text).value == "none"
    assert cell_of("subjects.is_four_new", text.rstrip("。")).value is False
    assert cell_of("subjects.address", text).value == text.strip()


def test_declared_none_is_asked_where_the_column_has_no_such_value() -> None:
    for place in ("honours.scheme", "honours.awarded_on", "financials.revenue", "financials.year"):
        cell = cell_of(place, "无")
        assert cell.value is None
        assert cell.reason
    assert "leave the cell blank, or the row out" in cell_of("honours.scheme", "无").reason


@pytest.mark.parametrize(
    ("place", "text", "value"),
    [
        ("subjects.uscc", credit_code(1), credit_code(1)),
        ("financials.revenue", "1,200.50", 120_050),
        ("financials.year", "2023", 2023),
        ("market_positions.market_share", "30%", 300_000),
    ],
)
def test_an_apostrophe_with_which_a_program_marked_a_number_as_text_is_left_aside(
    place: str, text: str, value: object
) -> None:
    marked, plain = column_of(place, [f"'{text}", text]).columns[0]
    assert marked == plain == value
    assert "apostrophe" in cell_of(place, f"'{text}").note
    assert cell_of(place, f"'{text}x").note == ""
    assert cell_of("subjects.address", "'1号").value == "'1号"


@pytest.mark.parametrize("place", ["subjects.owner_id", "subjects.uscc"])
def test_nobody_is_not_called_none(place: str) -> None:
    cell = cell_of(place, "无")
    assert (cell.value, cell.reason) == (None, "")
    assert "held blank" in cell.note


@pytest.mark.parametrize("place", ["subjects.address", "subjects.applied_goods", "honours.awarded_on", "subjects.uscc"])
@pytest.mark.parametrize("text", [None, "", " ", "\u3000", "\u200b", "\ufeff"])
def test_a_blank_is_blank_without_a_word(place: str, text: str | None) -> None:
    cell = cell_of(place, text)
    assert (cell.value or None, cell.reason, cell.note) == (None, "", "")


@pytest.mark.parametrize(
    "text", ["新乡\ufffd", "锟斤拷", "Ã¥Â¤Â§", "æ–°ä¹¡å¸‚", "鏂颁埂甯傜孩鏃楀尯", "新\x00乡", "#REF!", "####"]
)
@pytest.mark.parametrize("place", ["subjects.address", "subjects.applied_goods", "subjects.area", "honours.awarded_on"])
def test_damaged_characters_are_refused_in_every_column(place: str, text: str) -> None:
    cell = cell_of(place, text)
    assert cell.value is None
    assert "damaged characters" in cell.reason or "an error of the spreadsheet" in cell.reason


@pytest.mark.parametrize(
    "text",
    [
        "NA",
        "００７",
        "浜川村",
        "café – “x”",
        "甲\u3000乙",
        "（新乡）",
        "1e5",
        "007",
        "9141078112345678901",
        "5×3",
        "#1厂房",
    ],
)
def test_text_keeps_its_characters(text: str) -> None:
    cell = cell_of("subjects.address", f" {text}\u3000")
    assert (cell.value, cell.reason, cell.note) == (text, "", "")


@pytest.mark.parametrize(
    "text", ["是", "有", "√", "✓", "Y", "yes", "TRUE", "1", "１", "已", "是☑否□", "☑是 □否", "是 ☑ / 否 □"]
)
def test_yes(text: str) -> None:
    assert cell_of("subjects.is_four_new", text).value is True


@pytest.mark.parametrize("text", ["否", "无", "×", "N", "no", "false", "0", "未", "没有", "是□否☑", "□是☑否"])
def test_no(text: str) -> None:
    assert cell_of("subjects.is_four_new", text).value is False


@pytest.mark.parametrize("text", ["也许", "X", "是√否", "□是□否", "☑是☑否", "2"])
def test_what_is_neither_yes_nor_no_is_refused(text: str) -> None:
    cell = cell_of("subjects.is_four_new", text)
    assert cell.value is None
    assert "neither yes nor no" in cell.reason


def test_items_keep_their_order_and_their_characters() -> None:
    assert cell_of("subjects.applied_goods", " 起重机；葫芦、ＣＤ型葫芦\n电动；").value == [
        "起重机",
        "葫芦",
        "ＣＤ型葫芦",
        "电动",
    ]
    assert cell_of("subjects.applied_goods", "起重机；无").value == ["起重机", "无"]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (credit_code(1).replace("0", "O", 1), f"perhaps {credit_code(1)}?"),
        (credit_code(1)[:8] + "-" + credit_code(1)[8:17] + "-" + credit_code(1)[17], f"perhaps {credit_code(1)}?"),
        ("410704000008034", "is an old registration number"),
        ("410704000008035", "its check digit is wrong"),
        ("410702706600542", "is an old taxpayer number"),
        ("70660054-2", "is an organisation code"),
        ("706600542", "is an organisation code"),
        ("9.14107E+17", "was rounded by a spreadsheet"),
        ("914107007066000000", "probably rounded by a spreadsheet"),
        ("11010519491231002X", "“110…2X” is a citizen's identity number"),
        (credit_code(1)[:-1], "has 17 characters"),
    ],
)
def test_what_is_no_credit_code_is_called_what_it_is(text: str, sentence: str) -> None:
    cell = cell_of("subjects.uscc", text)
    assert cell.value is None
    assert sentence in cell.reason


@pytest.mark.parametrize(
    "disturb", [str.lower, lambda code: f"{code[:4]} {code[4:]}", lambda code: f"\u200b{code}\xa0"]
)
def test_a_credit_code_is_folded_to_its_standard_writing(disturb) -> None:  # type: ignore[no-untyped-def]
    assert cell_of("subjects.uscc", disturb(credit_code(1))).value == credit_code(1)


def test_the_number_of_a_copy_of_the_licence_is_left_aside_with_a_note() -> None:
    cell = cell_of("subjects.uscc", f"{credit_code(1)}（1-1）")
    assert cell.value == credit_code(1)
    assert "number of a copy of the licence" in cell.note


def test_notes_and_reasons_stand_at_the_cells_that_they_are_about() -> None:
    read = column_of("subjects.is_four_new", ["是", "/", "也许", None, "/", "无"])
    assert read.columns[0].to_list() == [True, None, None, None, None, False]
    assert sorted(read.notes) == [1, 4]
    assert sorted(read.reasons) == [2]
