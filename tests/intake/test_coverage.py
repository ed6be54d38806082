"""A list speaks of absence only within what is declared, and a declaration that its own rows deny is refused."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest

from mingpin.intake.coverage import COUNT, Declaration, contradictions, declaration, rows_of
from mingpin.intake.errors import IntakeError
from mingpin.vocabulary import Evidence, Vocabulary

LINE = "list=penalties,area=卫辉市,from=2021-01-01,to=2024-06-30,as-of=2024-06-30,supplier=新乡市信用办"
SUBJECTS = [
    {"subject_id": "W1", "area": "410781"},
    {"subject_id": "W2", "area": "410781"},
    {"subject_id": "H1", "area": "410782"},
    {"subject_id": "CITY", "area": "410700"},
    {"subject_id": "NOWHERE"},
    {"subject_id": "BRAND", "owner_id": "H1"},
]


def _penalty(
    subject: str, occurred: str | None = "2023-05-06", decided: str = "2023-06-01", **more: Any
) -> dict[str, Any]:
    given = {"subject_id": subject, "kind": "administrative_penalty", "occurred_on": occurred, "decided_on": decided}
    return {**given, "source_file": "处罚.xlsx", "source_sheet": "处罚", "source_row": 5, **more}


def _refused(vocabulary: Vocabulary, lines: list[str], **rows: list[dict[str, Any]]) -> dict[int, str]:
    """Why declarations on the command line are refused, given with these rows."""
    declared = rows_of([declaration(line, vocabulary) for line in lines], vocabulary)
    tables = Evidence.from_rows(vocabulary, {"subjects": SUBJECTS, **rows}).tables
    return contradictions(declared, tables, vocabulary)


def _in_file(vocabulary: Vocabulary, declared: list[dict[str, Any]], **rows: list[dict[str, Any]]) -> dict[int, str]:
    """The same for declarations in a sheet."""
    tables = Evidence.from_rows(vocabulary, {"subjects": SUBJECTS, "coverage": declared, **rows}).tables
    return contradictions(tables["coverage"], tables, vocabulary)


def _said(**more: Any) -> dict[str, Any]:
    given = {"list": "penalties", "period_from": "2021-01-01", "period_to": "2024-06-30", "as_of": "2024-06-30"}
    return {**given, "source_file": "处罚.xlsx", **more}


def test_a_line_says_list_area_period_day_and_supplier(vocabulary: Vocabulary) -> None:
    day = (date(2024, 6, 30),) * 2
    wanted = Declaration("penalties", "410781", None, (date(2021, 1, 1),) * 2, day, day, "新乡市信用办")
    assert declaration(LINE, vocabulary) == wanted
    chinese = "名单=行政处罚记录，地区=410781，起=2021年1月1日，止=2024.6.30，截至=2024/6/30，提供单位=新乡市信用办"
    assert declaration(chinese, vocabulary) == wanted
    counted = declaration(LINE.replace("area=卫辉市", "主体=甲有限公司") + ",count=0", vocabulary)
    assert (counted.area, counted.subject, counted.count) == (None, "甲有限公司", 0)


def test_the_supplier_of_the_files_stands_for_one_that_is_not_said(vocabulary: Vocabulary) -> None:
    line = LINE.removesuffix(",supplier=新乡市信用办")
    assert declaration(line, vocabulary, supplier="信用办").supplier == "信用办"
    with pytest.raises(IntakeError, match="does not say: supplier"):
        declaration(line, vocabulary)


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("", "does not say: list, from, to, as-of, supplier"),
        (LINE.replace("penalties", "处罚名册"), "“处罚名册” is no List"),
        (LINE.replace("卫辉市", "火星"), "“火星” is no Area"),
        (LINE.replace("2021-01-01", "2021-02-30"), "“2021-02-30” is not a day of the calendar"),
        (LINE.replace("2021-01-01", "去年"), "“去年” is not a date"),
        (LINE + ",subject=E1", "for one area or for one subject"),
        (LINE.replace("area=卫辉市,", ""), "for one area or for one subject"),
        (LINE + ",count=若干", "“若干” is not a number"),
        (LINE + ",count=-1", "“-1” is no number of rows"),
        (LINE + ",list=joint_punishment", "“list” is given twice"),
        (LINE + ",colour=red", "“colour” is not known in a declaration"),
        ("全市," + LINE, "“全市” is no key with a value"),
    ],
)
def test_a_line_that_is_not_clear_is_refused_with_an_example(line: str, sentence: str, vocabulary: Vocabulary) -> None:
    with pytest.raises(IntakeError) as refused:
        declaration(line, vocabulary)
    assert sentence in str(refused.value)
    assert "Write for example: list=penalties,area=卫辉市," in str(refused.value)


def test_declarations_become_rows_of_the_coverage_table(vocabulary: Vocabulary) -> None:
    rows = rows_of([declaration(LINE + ",count=2", vocabulary)], vocabulary)
    evidence = Evidence.from_frames(vocabulary, {"coverage": rows}).tables["coverage"]
    said = evidence.row(0, named=True)
    assert (said["list"], said["area"], said["subject_id"]) == ("penalties", "410781", None)
    assert (said["period_from"], said["period_to__to"]) == (date(2021, 1, 1), date(2024, 6, 30))
    assert (said["supplier"], said["source_file"]) == ("新乡市信用办", None)
    assert rows[COUNT].to_list() == [2]


def test_a_declaration_that_its_rows_agree_with_stands(vocabulary: Vocabulary) -> None:
    rows = [
        _penalty("W1"),
        _penalty("W2", occurred="2020-12-30", decided="2021-02-01"),
        _penalty("W2", occurred="2024", decided="2024-06-30"),
        _penalty("CITY"),
        _penalty("NOWHERE"),
    ]
    assert _refused(vocabulary, [LINE, LINE + ",count=5"], violations=rows) == {}
    assert _refused(vocabulary, [LINE, LINE + ",count=0"]) == {}


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (_penalty("W1", decided="2024-07-03"), "was drawn on 2024-06-30, but row 5 of 处罚.xlsx is dated 2024-07-03"),
        (
            _penalty("W1", "2019-03-01", "2020-01-01"),
            "is declared from 2021-01-01 to 2024-06-30, but row 5 of 处罚.xlsx is dated",
        ),
        (_penalty("H1"), "is declared for Weihui City, but row 5 of 处罚.xlsx is about a subject in Huixian City"),
        (_penalty("BRAND"), "is about a subject in Huixian City"),
    ],
)
def test_a_declaration_that_a_row_of_its_list_denies_is_refused(
    row: dict[str, Any], sentence: str, vocabulary: Vocabulary
) -> None:
    refused = _refused(vocabulary, [LINE], violations=[_penalty("W1"), row])
    assert list(refused) == [0]
    assert "“Administrative penalties”" in refused[0]
    assert sentence in refused[0]
    assert "(rows like it: 1)" in refused[0]


def test_rows_of_another_list_deny_nothing(vocabulary: Vocabulary) -> None:
    assert _refused(vocabulary, [LINE], violations=[_penalty("H1", decided="2025-01-01", kind="criminal")]) == {}
    accidents = [{"subject_id": "H1", "kind": "safety", "occurred_on": "2025-01-01", "is_responsible": True}]
    assert _refused(vocabulary, [LINE], incidents=accidents) == {}


def test_a_register_may_hold_what_is_older_than_its_period(vocabulary: Vocabulary) -> None:
    line = LINE.replace("penalties", "quality_awards")
    award = {"subject_id": "W1", "scheme": "mayor_quality_award", "source_file": "奖.csv", "source_row": 2}
    old = {**award, "awarded_on": "2009", "valid_from": "2025-01-01", "valid_to": "2027"}
    assert _refused(vocabulary, [line], honours=[old]) == {}
    new = {**award, "awarded_on": "2024-12-01"}
    assert (
        "was drawn on 2024-06-30, but row 2 of 奖.csv is dated 2024-12-01"
        in _refused(vocabulary, [line], honours=[new])[0]
    )


@pytest.mark.parametrize(
    ("count", "refusal"),
    [(1, "is declared with 1 rows, but 2 of its rows were taken"), (2, None), (3, None), (4, "with 4 rows, but 3 of")],
)
def test_the_declared_number_of_rows_must_be_that_of_the_list(
    count: int, refusal: str | None, vocabulary: Vocabulary
) -> None:
    line = LINE.replace("penalties", "national_inspections") + f",count={count}"
    check = {"subject_id": "W1", "level": "national", "inspected_on": "2023-01-01"}
    results = [{**check, "result": result} for result in ("failed", "failed", "passed")]
    refused = _refused(vocabulary, [line], inspections=[*results, {**results[0], "level": "provincial"}])
    assert (refusal in refused[0]) if refusal else not refused


@pytest.mark.parametrize(
    ("days", "sentence"),
    [
        ({"period_from": "2024-07-01", "period_to": "2021-01-01"}, "ends (2021-01-01) before it begins (2024-07-01)"),
        ({"as_of": "2024-05"}, "was drawn on 2024-05 and cannot speak of the days up to 2024-06-30"),
    ],
)
def test_days_that_cannot_be_are_refused_without_any_row(
    days: dict[str, str], sentence: str, vocabulary: Vocabulary
) -> None:
    assert sentence in _in_file(vocabulary, [_said(area="410781", **days)])[0]


def test_a_year_is_not_refused_for_a_day_within_it(vocabulary: Vocabulary) -> None:
    assert _in_file(vocabulary, [_said(area="4107", period_to="2024", as_of="2024-06-30")]) == {}


def test_declarations_of_one_file_share_its_rows(vocabulary: Vocabulary) -> None:
    counties = [_said(area="410781"), _said(area="410782")]
    rows = [_penalty("W1"), _penalty("H1"), _penalty("BRAND")]
    assert _in_file(vocabulary, counties, violations=rows) == {}
    cities = [*counties, _said(area="410702")]
    assert _in_file(vocabulary, cities[:1] + cities[2:], violations=rows) == {}, "a county that declares nothing"
    assert list(_in_file(vocabulary, cities[:1], violations=rows)) == [0]
    late = _in_file(vocabulary, counties, violations=[*rows, _penalty("H1", decided="2024-08-01")])
    assert list(late) == [1]


def test_a_declaration_in_a_file_is_held_against_the_rows_of_that_file_only(vocabulary: Vocabulary) -> None:
    elsewhere = [_penalty("H1", decided="2025-01-01", source_file="别的.xlsx")]
    assert _in_file(vocabulary, [_said(area="410781")], violations=elsewhere) == {}
    assert list(_refused(vocabulary, [LINE], violations=elsewhere)) == [0]


def test_a_credit_report_of_one_subject_speaks_of_that_subject_and_of_the_lists_in_it(vocabulary: Vocabulary) -> None:
    report = _said(list="public_credit_report", subject_id="H1")
    assert _in_file(vocabulary, [report], violations=[_penalty("W1", decided="2025-01-01")]) == {}
    own = _in_file(vocabulary, [report], violations=[_penalty("H1", decided="2025-01-01")])
    assert "Public credit report" in own[0]
    assert "is dated 2025-01-01" in own[0]
    assert list(_in_file(vocabulary, [report], violations=[_penalty("BRAND", decided="2025-01-01")])) == [0]


def test_sheets_without_some_columns_are_understood(vocabulary: Vocabulary) -> None:
    declared = rows_of([declaration(LINE, vocabulary)], vocabulary)
    rows = pl.DataFrame({"subject_id": ["W1"], "kind": ["administrative_penalty"], "decided_on": [date(2025, 1, 1)]})
    assert "is dated 2025-01-01" in contradictions(declared, {"violations": rows}, vocabulary)[0]
    assert contradictions(declared.clear(), {"violations": rows}, vocabulary) == {}
