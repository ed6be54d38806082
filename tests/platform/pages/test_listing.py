"""Lists: search, filters, order and page in the address; a workbook of exactly what is shown; two queries however long."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from mingpin.accounts.models import Organisation
from tests.platform.fixtures import SignedIn

pytestmark = pytest.mark.urls("tests.platform.pages.small_list")
QUERIES = 2


def add(*names: str, kind: str = "carrier") -> None:
    first = Organisation.objects.count()
    Organisation.objects.bulk_create(
        Organisation(kind=kind, code=f"{kind}-{first + place:04}", name=name) for place, name in enumerate(names)
    )


@pytest.fixture
def browser(signed_in: SignedIn) -> Any:
    browser = signed_in("wang")
    Organisation.objects.exclude(code="leading_group_office").update(name="别的")
    return browser


def names(answer: Any) -> list[str]:
    return [re.sub("<[^>]+>", "", row[0].shown) for row in answer.context["listing"].rows]


def test_search_finds_what_contains_the_words_and_says_how_many(browser: Any) -> None:
    add("甲机械厂", "乙机械厂", "丙食品厂")
    answer = browser.get("/list", {"q": " 机械 "})
    assert names(answer) == ["乙机械厂", "甲机械厂"]
    assert "找到 2 条" in answer.content.decode()
    assert "丙食品厂" not in answer.content.decode()


def test_a_filter_and_a_search_hold_together_and_the_count_is_of_what_they_leave(browser: Any) -> None:
    add("甲机械厂", "丙食品厂")
    add("机械县", kind="county")
    answer = browser.get("/list", {"q": "机械", "kind": "county"})
    assert (names(answer), answer.context["listing"].total) == (["机械县"], 1)
    assert "种类：县区" in answer.content.decode()


def test_a_filter_that_cannot_be_used_is_told_and_shows_no_rows(browser: Any) -> None:
    add("甲机械厂")
    answer = browser.get("/list", {"since": "昨天"})
    text = answer.content.decode()
    assert names(answer) == []
    assert 'aria-invalid="true"' in text
    assert "没有提交，请更正以下内容" in text
    assert browser.get("/list", {"since": "昨天", "export": "xlsx"}).status_code == 422


def test_headers_order_the_list_up_and_down_and_say_so(browser: Any) -> None:
    add("一", "三", "二")
    answer = browser.get("/list", {"sort": "-code", "kind": "carrier", "q": ""})
    codes = [row[1].shown for row in answer.context["listing"].rows]
    assert codes == sorted(codes, reverse=True)
    assert 'aria-sort="descending"' in answer.content.decode()
    assert [header.url for header in answer.context["listing"].headers][1] == "?kind=carrier&sort=code"
    up = browser.get("/list", {"sort": "code"}).context["listing"].headers[1]
    assert (up.order, up.url) == ("ascending", "?sort=-code")


@pytest.mark.parametrize("sort", ["state", "password", "created_at__year", "-", "pk", "-organisation"])
def test_no_other_field_orders_the_list(browser: Any, sort: str) -> None:
    add("乙", "甲")
    assert names(browser.get("/list", {"sort": sort})) == names(browser.get("/list"))


@pytest.mark.parametrize(
    ("page", "shown"), [("1", 50), ("3", 22), ("99", 22), ("0", 50), ("-1", 50), ("x", 50), ("9" * 30, 50)]
)
def test_pages_hold_fifty_rows_and_a_page_that_is_not_there_is_the_nearest(browser: Any, page: str, shown: int) -> None:
    add(*(f"厂{number:03}" for number in range(122)))
    answer = browser.get("/list", {"q": "厂", "page": page})
    assert len(answer.context["listing"].rows) == shown


def test_every_row_is_on_exactly_one_page_even_where_the_order_says_nothing(browser: Any) -> None:
    add(*(["同名"] * 120))
    seen = [
        cell.shown for page in (1, 2, 3) for row in browser.get("/list", {"q": "同名", "page": page}).context["listing"].rows
        for cell in row[1:2]
    ]  # fmt: skip
    assert len(seen) == len(set(seen)) == 120


def test_the_foot_leaves_out_far_pages_and_keeps_the_search(browser: Any) -> None:
    add(*(f"厂{number}" for number in range(1000)))
    listing = browser.get("/list", {"q": "厂", "page": "10"}).context["listing"]
    assert [number for number, _url in listing.pages] == [1, None, 8, 9, 10, 11, 12, None, 20]
    assert listing.next_url == "?q=%E5%8E%82&page=11"


def test_a_list_costs_the_same_queries_with_one_row_and_with_three(browser: Any) -> None:
    browser.get("/list")
    costs = []
    for more in (["一厂"], ["二厂", "三厂"]):
        add(*more)
        with CaptureQueriesContext(connection) as asked:
            browser.get("/list", {"q": "厂", "kind": "carrier"})
        of_the_list = [one["sql"] for one in asked if "LIKE" in one["sql"]]
        costs.append((len(of_the_list), len(asked)))
    assert [of_the_list for of_the_list, _all in costs] == [QUERIES, QUERIES]
    assert costs[0] == costs[1]


def test_an_empty_list_says_what_will_appear_and_one_that_found_nothing_how_to_go_on(browser: Any) -> None:
    assert "没有找到" in browser.get("/list", {"q": "无此名"}).content.decode()
    assert "显示全部" in browser.get("/list", {"q": "无此名"}).content.decode()


def test_htmx_gets_the_list_without_the_frame(browser: Any) -> None:
    add("甲厂")
    text = browser.get("/list", {"q": "甲厂"}, headers={"HX-Request": "true"}).content.decode()
    assert 'id="listing"' in text
    assert "甲厂" in text
    assert "<h1" not in text
    assert "主导航" not in text


def test_names_are_escaped(browser: Any) -> None:
    add("<script>alert(1)</script>")
    text = browser.get("/list", {"q": "<script>"}).content.decode()
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert(1)" in text


# The workbook


def workbook(answer: Any) -> list[list[Any]]:
    assert answer.status_code == 200
    sheet = load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active
    return [list(row) for row in sheet.iter_rows(values_only=True)]


def test_the_workbook_has_all_pages_of_what_is_shown_in_its_order(browser: Any) -> None:
    add(*(f"厂{number:03}" for number in range(60)), "别家")
    answer = browser.get("/list", {"q": "厂", "sort": "-name", "export": "xlsx"})
    rows = workbook(answer)
    top = [row[0] for row in rows[:3]]
    assert top[0] == "单位名单"
    assert re.fullmatch(r"导出时间：\d{4}-\d\d-\d\d \d\d:\d\d，共 60 行", top[1])
    assert top[2] == "搜索：厂"
    header = next(place for place, row in enumerate(rows) if row[0] == "名称")
    assert rows[header] == ["名称", "代码", "状态", "序号", "登记", "备注"]
    assert [row[0] for row in rows[header + 1 :]] == [f"厂{number:03}" for number in reversed(range(60))]
    assert rows[header + 1][2] == "有效"
    assert isinstance(rows[header + 1][3], int)
    assert "filename*=utf-8''" in answer.headers["Content-Disposition"]


def test_the_workbook_names_the_filters_and_the_demonstration(browser: Any) -> None:
    with override_settings(DEMONSTRATION=True):
        rows = workbook(browser.get("/list", {"kind": "county", "export": "xlsx"}))
    top = [row[0] for row in rows[:4]]
    assert (top[0], top[1], top[3]) == ("单位名单", "演示数据（虚构）", "种类：县区")


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@x", "\tx", '=HYPERLINK("http://x")', "＝1"])
def test_what_could_run_as_a_formula_is_text_in_the_workbook_and_reads_back_as_it_was(browser: Any, name: str) -> None:
    add(name)
    answer = browser.get("/list", {"kind": "carrier", "export": "xlsx"})
    sheet = load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active
    cell = next(cell for row in sheet.iter_rows() for cell in row if cell.value == name)
    assert (cell.data_type, cell.quotePrefix) == ("s", True)


def test_a_search_that_looks_like_a_formula_is_text_in_the_workbook_too(browser: Any) -> None:
    rows = workbook(browser.get("/list", {"q": "=1+1", "export": "xlsx"}))
    assert rows[2][0] == "搜索：=1+1"
