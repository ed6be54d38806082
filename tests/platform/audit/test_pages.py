"""The pages of the record: for the office, leaders and auditors."""

from __future__ import annotations

import re
from io import BytesIO

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from mingpin.accounts.models import Membership
from mingpin.audit.actions import record
from mingpin.audit.models import Entry, Private
from tests.platform.cast import MEMBERS, Cast
from tests.platform.fixtures import SignedIn

READERS = {"wang", "li", "zhao"}


@pytest.fixture
def entries(cast: Cast) -> list[Entry]:
    """Three entries: one with personal data."""
    sun = Membership.objects.get(person=cast.person("sun"))
    return [
        record(
            by=cast.zhou.who(),
            action="confirm_membership",
            on=sun,
            before={"state": "requested"},
            after={"state": "confirmed"},
            why="已核对授权书",
            private={"phone": "13800001234"},
        ),
        record(by=cast.chen.who(), action="change_person", on=cast.person("chen"), after={"changed": ["name"]}),
        record(by=cast.wu.who(), action="sign_in", on=cast.person("wu")),
    ]


def _rows(page: str) -> list[str]:
    body = page.split("<tbody", 1)[1].split("</tbody>")[0] if "<tbody" in page else ""
    return [" ".join(re.sub("<[^>]+>", " ", row).split()) for row in re.findall(r"<tr.*?</tr>", body, re.DOTALL)]


def test_readers_see_the_record_and_nobody_else_knows_of_it(entries: list[Entry], signed_in: SignedIn) -> None:
    for name in MEMBERS:
        browser = signed_in(name)
        for url in (reverse("audit"), reverse("audit_entry", args=[0])):
            assert browser.get(url).status_code == (200 if name in READERS else 404), (name, url)
        assert (reverse("audit") in browser.get(reverse("desk")).content.decode()) == (name in READERS)
    assert signed_in("nobody").get(reverse("audit")).status_code == 302


def test_the_newest_stands_first_in_words(entries: list[Entry], signed_in: SignedIn) -> None:
    rows = _rows(signed_in("zhao").get(reverse("audit")).content.decode())
    assert [re.sub(r"\d{4}-\d\d-\d\d \d\d:\d\d", "T", row) for row in rows] == [
        "2 T 吴辉县 示例·辉县市 登录 —",
        "1 T 陈工信 示例市工信局 修改了陈工信的资料 —",
        "0 T 周卫辉 示例·卫辉市 确认了授权：孙一 · 示例卫辉机械有限公司 已核对授权书",
    ]


@pytest.mark.parametrize(
    ("asked", "numbers"),
    [
        ({"person": "周"}, [0]),
        ({"person": "没有这个人"}, []),
        ({"organisation": "工信"}, [1]),
        ({"action": "sign_in"}, [2]),
        ({"from_day": "2000-01-01"}, [2, 1, 0]),
        ({"to_day": "2000-01-01"}, []),
        ({"from_day": "2000-01-01", "to_day": "2999-12-31", "organisation": "示例·"}, [2, 0]),
        ({"object": "accounts.person:CHEN"}, [1]),
        ({"object": "nonsense"}, []),
        ({"sort": "at"}, [0, 1, 2]),
    ],
)
def test_filters_narrow_the_list(
    asked: dict[str, str], numbers: list[int], entries: list[Entry], cast: Cast, signed_in: SignedIn
) -> None:
    asked = {name: value.replace("CHEN", str(cast.person("chen").pk)) for name, value in asked.items()}
    rows = _rows(signed_in("zhao").get(reverse("audit"), asked).content.decode())
    assert [int(row.split()[0]) for row in rows] == numbers


def test_days_in_the_wrong_order_are_told(entries: list[Entry], signed_in: SignedIn) -> None:
    page = signed_in("zhao").get(reverse("audit"), {"from_day": "2024-02-01", "to_day": "2024-01-01"}).content.decode()
    assert "截止日早于起始日。" in page
    assert _rows(page) == []


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_however_long_it_is(count: int, cast: Cast, signed_in: SignedIn) -> None:
    browser = signed_in("zhao")
    for number in range(count):
        by = [cast.wang, cast.zhou, cast.chen][number].who()
        record(by=by, action="change_person", on=cast.person(["wang", "zhou", "chen"][number]))
    browser.get(reverse("audit"))
    with CaptureQueriesContext(connection) as asked:
        assert len(_rows(browser.get(reverse("audit")).content.decode())) == count
    of_the_list = [one["sql"] for one in asked if "audit_" in one["sql"]]
    assert len(of_the_list) == 4


def test_the_workbook_has_what_the_list_has(entries: list[Entry], signed_in: SignedIn) -> None:
    answer = signed_in("zhao").get(reverse("audit"), {"export": "xlsx", "organisation": "工信"})
    book = openpyxl.load_workbook(BytesIO(b"".join(answer.streaming_content)))
    cells = [[cell.value for cell in row] for row in book.active.iter_rows()]
    assert [row[4] for row in cells if row[0] == 1] == ["修改了陈工信的资料"]
    assert not any("登录" in str(value) for row in cells for value in row)


def test_an_entry_is_shown_whole(entries: list[Entry], signed_in: SignedIn) -> None:
    page = signed_in("zhao").get(reverse("audit_entry", args=[0])).content.decode()
    for said in (
        "确认了授权：孙一",
        "已核对授权书",
        "等待确认",
        "已确认",
        "状态",
        "县区人员",
        entries[0].hash,
        entries[0].previous,
    ):
        assert said in page
    assert "13800001234" in page
    assert "删除个人信息" not in page  # only the office does that


def test_leaders_do_not_read_what_is_personal(entries: list[Entry], signed_in: SignedIn) -> None:
    page = signed_in("li").get(reverse("audit_entry", args=[0])).content.decode()
    assert "13800001234" not in page
    assert "审计人员和市办可以查看" in page


def test_the_office_erases_what_is_personal_and_says_why(entries: list[Entry], signed_in: SignedIn) -> None:
    browser, url = signed_in("wang"), reverse("audit_entry_erase", args=[0])
    assert browser.post(url, {"reason": " "}).status_code == 422
    assert Private.objects.count() == 1
    answer = browser.post(url, {"reason": "本人要求"}, follow=True)
    assert answer.redirect_chain == [(reverse("audit_entry", args=[0]), 303)]
    page = answer.content.decode()
    assert "本条的个人信息已删除" in page
    assert "看不出内容的凭证" in page
    assert "13800001234" not in page
    assert Entry.objects.order_by("sequence").last().action == "erase_private"  # type: ignore[union-attr]
    assert browser.post(url, {"reason": "再删"}).status_code == 422


@pytest.mark.parametrize(("name", "status"), [("li", 403), ("zhao", 403), ("zhou", 404), ("sun", 404), ("ma", 404)])
def test_nobody_else_erases(name: str, status: int, entries: list[Entry], signed_in: SignedIn) -> None:
    assert signed_in(name).post(reverse("audit_entry_erase", args=[0]), {"reason": "x"}).status_code == status
    assert Private.objects.count() == 1


def test_an_entry_that_is_not_there_is_not_there(entries: list[Entry], signed_in: SignedIn) -> None:
    for number in (3, 2**70):
        assert signed_in("zhao").get(f"/audit/{number}/").status_code == 404


def test_the_page_says_plainly_that_nobody_else_holds_the_record(entries: list[Entry], signed_in: SignedIn) -> None:
    assert "仅内部一致" in signed_in("zhao").get(reverse("audit")).content.decode()
