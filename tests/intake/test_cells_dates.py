"""Dates in all the forms that offices send; a year is not a day, and what may be another day is asked."""

from __future__ import annotations

from datetime import date

import pytest

from .one_cell import cell_of, column_of

DAY = date(2021, 5, 3)


@pytest.mark.parametrize(
    "text",
    [
        *("2021-05-03", "2021-5-3", "2021/05/03", "2021/5/3", "2021.5.3", "2021.05.03", "20210503", "2021、5、3"),
        *(
            "2021年5月3日",
            "2021年05月03日",
            "2021年5月3",
            "2021年5月3号",
            "2021 年 5 月 3 日",
            "2021年5月3日起",
            "自2021年5月3日起",
        ),
        *(
            "２０２１年５月３日",
            "２０２１－０５－０３",
            "2021−05−03",
            "2021\u200b-05-03",
            "\ufeff2021-05-03",
            "　2021-05-03\xa0",
        ),
        *("二〇二一年五月三日", "二○二一年五月三日", "二零二一年五月三日", "2021年五月三日"),
        *(
            "2021-05-03 00:00:00",
            "2021-05-03T00:00:00",
            "2021/5/3 0:00",
            "2021-05-03 00:00:00.000",
            "2021年5月3日 00时00分",
        ),
        *("2021年5月3日（星期一）", "2021-05-03 周一", "2021.5.3."),
    ],
)
def test_a_day_is_read_in_every_usual_writing(text: str) -> None:
    cell = cell_of("honours.awarded_on", text)
    assert (cell.value, cell.reason, cell.note) == ((DAY, DAY), "", "")


@pytest.mark.parametrize(
    "text", ["2021年5月", "2021-05", "2021-5", "2021/5", "2021.05", "202105", "二〇二一年五月", "2021年5月份"]
)
def test_a_month_stays_a_month(text: str) -> None:
    assert cell_of("honours.awarded_on", text).value == (date(2021, 5, 1), date(2021, 5, 31))


@pytest.mark.parametrize("text", ["2021", "2021年", "2021年度", "二〇二一年", "二○二一年度", "２０２１"])
def test_a_year_stays_a_year(text: str) -> None:
    assert cell_of("honours.awarded_on", text).value == (date(2021, 1, 1), date(2021, 12, 31))


def test_months_are_spelt_up_to_december_and_days_up_to_the_thirty_first() -> None:
    assert cell_of("honours.awarded_on", "二〇二一年十二月三十一日").value == (date(2021, 12, 31),) * 2
    assert cell_of("honours.awarded_on", "二〇二一年元月二十日").value == (date(2021, 1, 20),) * 2


def test_a_spreadsheets_number_is_a_day_and_says_so() -> None:
    cell = cell_of("honours.awarded_on", "44319")
    assert cell.value == (DAY, DAY)
    assert cell.note == "“44319” is a spreadsheet's number for a day; it was read as 2021-05-03."
    assert cell_of("honours.awarded_on", "19999").value is None


def test_a_time_of_day_is_left_aside_with_a_note() -> None:
    cell = cell_of("honours.awarded_on", "2021-05-03 14:30:05")
    assert cell.value == (DAY, DAY)
    assert "the day was taken" in cell.note


def test_the_end_of_a_validity_may_say_that_it_is_one() -> None:
    for text in ("至2021年5月3日", "2021年5月3日止", "有效期至2021-05-03", "截至2021.5.3"):
        assert cell_of("honours.valid_to", text).value == (DAY, DAY)
        assert cell_of("honours.awarded_on", text).value is None


@pytest.mark.parametrize("text", ["长期", "长期有效", "永久", "无固定期限", " 长期 "])
def test_what_does_not_expire_has_no_last_day(text: str) -> None:
    assert cell_of("honours.valid_to", text).value == (date(9999, 12, 31),) * 2
    assert cell_of("honours.valid_from", text).reason


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("2021.5.3-2024.5.2", "is a period, from 2021.5.3 to 2024.5.2"),
        ("2021年5月3日至2024年5月2日", "is a period, from 2021年5月3日 to 2024年5月2日"),
        ("2021-05-03—2024-05-02", "is a period, from 2021-05-03 to 2024-05-02"),
        ("2021-05-03至长期", "is a period, from 2021-05-03 to 长期"),
        ("2021-2024", "is a period, from 2021 to 2024"),
        ("21.5.3", "write 2021-05-03 or 2003-05-21, if that is meant"),
        ("98年5月3日", "write 1998-05-03, if that is meant"),
        ("03/04/2021", "write 2021-03-04 or 2021-04-03, if that is meant"),
        ("25/12/2021", "write 2021-12-25, if that is meant"),
        ("2021.1", "write 2021-01 or 2021-10"),
        ("2021-13-45", "is not a day of the calendar"),
        ("2021年2月30日", "is not a day of the calendar"),
        ("202113", "is not a day of the calendar"),
        ("有效期三年", "is a duration, not a date"),
        ("3年", "is a duration, not a date"),
        ("5月3日", "has no year"),
        ("2021年底", "is no exact date"),
        ("约2021年", "is no exact date"),
        ("2021年5月3日（星期二）", "do not agree"),
        ("无", "leave the cell blank if there is none"),
        ("2021 1 1", "is not a date"),
        ("去年", "is not a date"),
    ],
)
def test_what_is_no_certain_date_is_refused_with_what_to_do(text: str, sentence: str) -> None:
    cell = cell_of("honours.valid_to", text)
    assert cell.value is None
    assert sentence in cell.reason


def test_a_column_in_mixed_writings_keeps_its_places() -> None:
    read = column_of(
        "honours.awarded_on", ["2021-05-03", "去年", None, "2021年5月3日", "/", "二〇二一年五月三日", "44319"]
    )
    assert read.columns[0].to_list() == [DAY, None, None, DAY, None, DAY, DAY]
    assert sorted(read.reasons) == [1]
    assert sorted(read.notes) == [4, 6]
