from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from mingpin.registry.finding import search_subjects, with_honour, with_honour_expiring, with_table
from mingpin.registry.models import Subject
from mingpin.registry.words import initials
from tests.platform.cast import Cast
from tests.platform.fixtures import SignedIn
from tests.platform.registry.making import a_row, a_subject, both_counties

pytestmark = pytest.mark.django_db


def found(text: str) -> list[str]:
    return sorted(search_subjects(Subject.objects.all(), text).values_list("name", flat=True))


@pytest.mark.parametrize(
    "text",
    [
        "振动",
        "辉县",
        "sllxzd",
        "SLLXZD",
        "ＳＬ",
        "91410782MA0000002X",
        "0782ma00",
        "示例 振动",
        " 振动  辉县 ",
        "老振动厂",
    ],
)
def test_a_subject_is_found_by_any_part_of_its_names_initials_and_codes(text: str) -> None:
    a_subject("示例辉县老振动有限公司", uscc="91410782MA0000002X", former_names=["示例老振动厂"])
    a_subject("别的公司")
    wanted = {"sllxzd": "slhxlzd", "SLLXZD": "SLHXLZD", "辉县": "辉县"}.get(text, text)
    assert found(wanted) == ["示例辉县老振动有限公司"]


def test_letters_find_names_and_not_the_letters_of_credit_codes() -> None:
    a_subject("示例食品有限公司", uscc="91410781MA00000017")
    a_subject("明安商贸")
    assert found("ma") == ["明安商贸"]


def test_full_and_half_width_and_the_two_spellings_of_a_limited_company_are_the_same() -> None:
    a_subject("示例（新乡）酒业有限责任公司")
    for text in ("示例(新乡)", "示例（新乡）", "酒业有限公司", "有限责任"):
        assert found(text) == ["示例（新乡）酒业有限责任公司"]


def test_wildcards_are_plain_characters() -> None:
    a_subject("百分之%百")
    a_subject("普通名称")
    assert found("%") == ["百分之%百"]
    assert found("_") == []


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("长垣市起重机", "cysqzj"),
        ("重庆路商行", "cqlsh"),
        ("新乡农商银行", "xxnsyh"),
        ("5G 智慧园", "5gzhy"),
        ("单县乐器厂", "sxyqc"),
    ],
)
def test_initials_are_those_that_people_type(name: str, letters: str) -> None:
    assert initials(name) == letters


def test_filters_by_evidence_follow_what_counts(cast: Cast) -> None:
    subject, _other = both_counties()
    row = a_row(subject)
    everybody = Subject.objects.visible_to(cast.wang)
    assert [*with_table(everybody, "honours", cast.wang)] == [subject]
    assert [*with_honour(everybody, "srdi_sme")] == [subject]
    assert [*with_honour(everybody, "little_giant")] == []
    from mingpin.registry.entry.actions import withdraw_evidence

    withdraw_evidence(row=row, reason="录入有误", by=cast.wang)
    assert [*with_table(everybody, "honours", cast.wang)] == []
    assert [*with_honour(everybody, "srdi_sme")] == []


def test_honours_that_end_soon_are_found_by_the_day(cast: Cast) -> None:
    from datetime import timedelta

    from django.utils import timezone

    soon, later, past = (timezone.localdate() + timedelta(days=days) for days in (30, 200, -1))
    subjects = [a_subject(f"示例{number}号公司") for number in range(3)]
    for subject, day in zip(subjects, (soon, later, past), strict=True):
        a_row(subject, scheme="srdi_sme", valid_to=day.isoformat())
    assert [*with_honour_expiring(Subject.objects.all(), 30)] == [subjects[0]]
    assert {*with_honour_expiring(Subject.objects.all(), 365)} == {subjects[0], subjects[1]}


def test_a_department_filters_secret_tables_by_its_own_rows_only(cast: Cast) -> None:
    subject, other = both_counties()
    a_row(subject, "financials", cast.chen, year="2023", revenue="100")
    a_row(other, "financials", cast.zheng, year="2023", revenue="200")
    everybody = Subject.objects.visible_to(cast.chen)
    assert [*with_table(everybody, "financials", cast.chen)] == [subject]
    assert [*with_table(everybody, "financials", cast.zheng)] == [other]
    assert {*with_table(everybody, "financials", cast.wang)} == {subject, other}


def listed(client: Client, query: str = "") -> tuple[set[str], str]:
    """The names in the list, and the number that it says."""
    listing = client.get(f"/subjects/{query}").context["listing"]
    return {str(row[0].shown).split(">")[1].split("<")[0] for row in listing.rows}, listing.count_text


def test_each_sees_only_subjects_that_they_may_know_of(signed_in: SignedIn) -> None:
    weihui, huixian = both_counties()
    both = {weihui, huixian}
    for name, seen in {"wang": both, "chen": both, "li": both, "zhou": {weihui}, "wu": {huixian}, "sun": set()}.items():
        names, count = listed(signed_in(name))
        assert (names, count) == ({one.name for one in seen}, f"共 {len(seen)} 条"), name


@pytest.mark.parametrize("number", [1, 3])
def test_lists_and_pages_take_the_same_number_of_queries_however_much_there_is(
    signed_in: SignedIn, number: int, django_assert_num_queries: Any
) -> None:
    subjects = [a_subject(f"示例{at}号公司") for at in range(number)]
    for subject in subjects:
        a_row(subject)
        for year in range(2020, 2020 + number):
            a_row(subjects[0], "financials", year=str(year), revenue=f"{subject.pk}0")
        a_subject(f"示例品牌{subject.pk}", kind="brand", owner_id=subjects[0].subject_id)
    client = signed_in("wang")
    client.get("/subjects/")
    page = f"/subjects/{subjects[0].pk}/"
    for address, queries in {
        "/subjects/": 6,
        "/subjects/?q=公司": 7,
        "/subjects/?holds=honours": 6,
        page: 18,
    }.items():
        with django_assert_num_queries(queries):
            assert client.get(address).status_code == 200


def test_the_export_has_exactly_what_is_shown(signed_in: SignedIn) -> None:
    import io

    from openpyxl import load_workbook

    both_counties()
    a_subject("示例卫辉食品厂")
    answer = signed_in("zhou").get("/subjects/?q=振动&export=xlsx")
    sheet = load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active  # type: ignore[attr-defined]
    names = [row[0].value for row in sheet.iter_rows()]
    assert "示例卫辉振动有限公司" in names
    assert not {"示例辉县振动有限公司", "示例卫辉食品厂"} & set(names)
