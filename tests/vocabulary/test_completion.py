"""What a row settles by itself is filled in with its basis; nothing is guessed, and what a row gives always wins."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from stdnum.cn import uscc

from mingpin.vocabulary import Evidence, Vocabulary, load_vocabulary
from mingpin.vocabulary.completion import Basis, complete
from mingpin.vocabulary.model import Classification, Column, Entry, Table, Type

VOCABULARY = load_vocabulary(Path(__file__).parents[2] / "packs" / "vocabulary")


def _code(division: str = "410702", class_: str = "91") -> str:
    body = f"{class_}{division}MA0000001"
    return body + uscc.calc_check_digit(body)


def _subjects(*rows: Mapping[str, Any]) -> pl.DataFrame:
    numbered = [{"subject_id": f"S{number}", **row} for number, row in enumerate(rows)]
    return complete(Evidence.from_rows(VOCABULARY, {"subjects": numbered}), VOCABULARY).subjects


def _subject(**row: Any) -> dict[str, Any]:
    return _subjects(row).row(0, named=True)


def _honour(**row: Any) -> dict[str, Any]:
    rows = {"honours": [{"subject_id": "S0", **row}]}
    return complete(Evidence.from_rows(VOCABULARY, rows), VOCABULARY).tables["honours"].row(0, named=True)


@pytest.mark.parametrize(
    ("division", "province", "area"),
    [
        ("410702", "41", "410702"),
        ("410728", "41", "410783"),  # 长垣, a county until 2019
        ("410700", "41", "410700"),  # registered by the city: not in any one county
        ("410000", "41", "410000"),
        ("410799", "41", "4107"),  # a division that no classification lists lies in its city all the same
        ("110105", "11", None),
        ("100000", None, None),  # registered by the national authority
    ],
)
def test_a_credit_code_says_where_its_body_was_first_registered(
    division: str, province: str | None, area: str | None
) -> None:
    subject = _subject(uscc=_code(division))
    assert (subject["registered_province"], subject["area"]) == (province, area)
    assert ("registered_province: credit_code_positions_3_4" in subject["completed"]) == (province is not None)
    assert ("area: credit_code_positions_3_8" in subject["completed"]) == (area is not None)


def test_a_code_with_a_wrong_check_digit_settles_nothing() -> None:
    code = _code()[:-1] + ("0" if _code()[-1] != "0" else "1")
    subject = _subject(uscc=code)
    assert [subject[column] for column in ("registered_province", "area", "kind", "organisation_id")] == [None] * 4
    assert subject["completed"] == []


def test_what_the_row_gives_wins() -> None:
    subject = _subject(
        uscc=_code("110105"), registered_province="41", area="410702", is_legal_person=False, name="甲有限公司"
    )
    assert (subject["registered_province"], subject["area"], subject["is_legal_person"]) == ("41", "410702", False)
    assert subject["completed"] == ["kind: credit_code_positions_1_2"]


@pytest.mark.parametrize(
    ("row", "settled"),
    [
        ({"entity_type": "company_limited"}, True),
        ({"entity_type": "collective_branch"}, False),
        ({"entity_type": "collective"}, None),
        ({"entity_type": "state_owned"}, None),
        ({"uscc": _code(class_="92")}, False),
        ({"name": "新乡市甲有限公司红旗区分公司"}, False),
        ({"name": "新乡市甲有限公司购书中心", "uscc": _code()}, None),
        ({"name": "新乡市甲商贸中心（有限合伙）"}, False),
        ({"name": "新乡市甲有限责任公司", "uscc": _code()}, True),
        ({"name": "新乡市甲有限责任公司"}, None),
        ({"name": "新乡市甲农民专业合作社", "uscc": _code(class_="93")}, True),
        ({"name": "新乡市甲农民专业合作社第一分社", "uscc": _code(class_="93")}, None),
        ({"name": "新乡市甲分公司", "entity_type": "company_limited"}, None),
        ({"name": "新乡市甲有限公司", "uscc": _code(), "entity_type": "branch"}, None),
        ({"name": "甲分公司", "kind": "brand"}, None),
        ({}, None),
    ],
)
def test_legal_personality_is_settled_only_where_the_law_does(row: dict[str, Any], settled: bool | None) -> None:
    subject = _subject(**{"kind": "enterprise", **row})
    assert subject["is_legal_person"] is settled
    assert any(note.startswith("is_legal_person: ") for note in subject["completed"]) == (settled is not None)


@pytest.mark.parametrize(
    ("row", "kind"),
    [
        ({"uscc": _code()}, "enterprise"),
        ({"uscc": _code(class_="92")}, "individual_business"),
        ({"uscc": _code(class_="93")}, "cooperative"),
        ({"uscc": _code(class_="12")}, "institution"),
        ({"uscc": _code(class_="59")}, None),
        ({"name": "新乡市甲有限公司"}, "enterprise"),
        ({"name": "新乡市甲分公司"}, "enterprise"),
        ({"name": "新乡市甲厂"}, None),
        ({"uscc": _code(), "owner_id": "S9"}, None),
    ],
)
def test_the_kind_of_a_body_is_settled_by_its_code_or_by_a_reserved_name(row: dict[str, Any], kind: str | None) -> None:
    assert _subject(**row)["kind"] == kind


def test_the_organisation_is_the_subject_itself_or_the_one_that_carries_it() -> None:
    subjects = _subjects(
        {"kind": "enterprise", "area": "410783", "registered_province": "41"},
        {"kind": "brand", "owner_id": "S0"},
        {"kind": "scenic_area", "owner_id": "S9"},
        {"kind": "product"},
        {"uscc": _code(class_="59")},
        {"name": "甲"},
    )
    assert subjects["organisation_id"].to_list() == ["S0", "S0", "S9", None, "S4", None]
    assert subjects["area"].to_list()[:4] == ["410783", "410783", None, None]
    assert subjects.row(1, named=True)["completed"] == ["area: owner", "registered_province: owner"]


@pytest.mark.parametrize(
    ("awarded", "first", "last"),
    [
        ("2023-01-01", (2023, 1, 1), (2025, 12, 31)),
        ("2022-03-15", (2022, 3, 15), (2025, 3, 14)),
        ("2024-02-29", (2024, 2, 29), (2027, 2, 28)),
        ("2021-03-01", (2021, 3, 1), (2024, 2, 29)),
    ],
)
def test_an_honour_is_valid_for_the_years_of_its_scheme(
    awarded: str, first: tuple[int, int, int], last: tuple[int, int, int]
) -> None:
    honour = _honour(scheme="srdi_sme", awarded_on=awarded)
    assert (honour["valid_from"], honour["valid_to"], honour["valid_to__to"]) == (
        date(*first),
        date(*last),
        date(*last),
    )
    assert honour["completed"] == [
        "level: scheme",
        "srdi_level: scheme",
        "valid_from: awarded_on",
        "valid_to: validity_years",
    ]


def test_a_year_keeps_both_its_ends() -> None:
    honour = _honour(scheme="srdi_sme", awarded_on="2021")
    assert (honour["valid_from"], honour["valid_from__to"]) == (date(2021, 1, 1), date(2021, 12, 31))
    assert (honour["valid_to"], honour["valid_to__to"]) == (date(2023, 12, 31), date(2024, 12, 30))


def test_validity_runs_from_the_first_day_that_the_row_gives() -> None:
    honour = _honour(scheme="srdi_sme", awarded_on="2023-05-20", valid_from="2023-07-01")
    assert honour["valid_to"] == date(2026, 6, 30)
    assert "valid_from: awarded_on" not in honour["completed"]


def test_a_scheme_without_validity_does_not_expire_and_a_withdrawal_wins() -> None:
    assert _honour(scheme="mayor_quality_award", awarded_on="2015")["valid_to"] == date(9999, 12, 31)
    assert _honour(scheme="mayor_quality_award", valid_to="2020-01-01")["valid_to"] == date(2020, 1, 1)


def test_an_honour_without_a_date_has_no_validity_in_years() -> None:
    honour = _honour(scheme="srdi_sme")
    assert (honour["valid_from"], honour["valid_to"]) == (None, None)


def test_the_level_of_an_honour_is_that_of_its_scheme_unless_the_row_says_otherwise() -> None:
    assert _honour(scheme="little_giant")["level"] == "national"
    assert _honour(scheme="little_giant", level="county")["level"] == "county"
    assert _honour(scheme="green_food")["level"] is None


def test_completing_twice_changes_nothing() -> None:
    rows = {
        "subjects": [
            {"subject_id": "S0", "uscc": _code(), "name": "甲有限公司"},
            {"subject_id": "S1", "owner_id": "S0"},
        ],
        "honours": [{"subject_id": "S0", "scheme": "srdi_sme", "awarded_on": "2023"}],
    }
    once = complete(Evidence.from_rows(VOCABULARY, rows), VOCABULARY)
    twice = complete(once, VOCABULARY)
    for name, frame in once.tables.items():
        assert frame.equals(twice.tables[name]), name


def test_every_basis_says_in_a_sentence_where_the_value_comes_from() -> None:
    assert all(basis.sentence() for basis in Basis)


def test_a_vocabulary_without_these_columns_or_classifications_is_completed_as_far_as_it_goes() -> None:
    text = Column("subject_id", Type.TEXT, {}, is_required=True)
    kind = Column("kind", Type.CODE, {}, "subject_kind")
    honour = Column("scheme", Type.CODE, {}, "honour_scheme")
    kinds = Classification("subject_kind", {}, {"firm": Entry("firm", {}, extra={"organisation": True})})
    bare = Vocabulary({"subjects": Table("subjects", {}, {"subject_id": text})}, {}, {}, {})
    small = Vocabulary(
        {
            "subjects": Table("subjects", {}, {"subject_id": text, "kind": kind}),
            "honours": Table("honours", {}, {"subject_id": text, "scheme": honour}),
        },
        {"subject_kind": kinds},
        {},
        {},
    )
    rows: dict[str, list[dict[str, Any]]] = {"subjects": [{"subject_id": "A"}]}
    assert complete(Evidence.from_rows(bare, rows), bare).subjects["organisation_id"].to_list() == ["A"]
    rows = {"subjects": [{"subject_id": "A", "kind": "firm"}], "honours": [{"subject_id": "A", "scheme": "x"}]}
    completed = complete(Evidence.from_rows(small, rows), small)
    assert completed.subjects["organisation_id"].to_list() == ["A"]
    assert completed.tables["honours"]["completed"].to_list() == [[]]
