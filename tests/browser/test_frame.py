"""The frame as people use it: by keyboard, on a phone, without scripts, in English, with the Back button."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from urllib.parse import unquote

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import override_settings

from tests.browser.conftest import PHONE, Site, Visitor
from tests.browser.crawl import accessibility, widths
from tests.trust.walking import undone

pytestmark = [pytest.mark.django_db]
Open = Callable[..., Visitor]


@pytest.fixture(scope="module")
def site(whole_site: Site) -> Iterator[Site]:
    """The same world at other addresses."""
    with override_settings(ROOT_URLCONF="tests.platform.pages.small_list"), undone():
        yield whole_site


def names(visitor: Visitor) -> list[str]:
    return [text.strip() for text in visitor.page.locator("tbody td:first-child").all_inner_texts()]


def test_the_first_tab_leads_past_the_navigation(visitor: Open) -> None:
    wang = visitor("wang")
    wang.open("/list")
    wang.page.keyboard.press("Tab")
    assert wang.page.locator(":focus").inner_text() == "跳到正文"
    wang.page.keyboard.press("Enter")
    assert wang.page.evaluate("document.activeElement.id") == "content"


def test_the_menu_opens_by_keyboard_and_escape_closes_it(visitor: Open) -> None:
    wang = visitor("wang")
    wang.open("/")
    wang.page.locator(".menu-user > summary").focus()
    wang.page.keyboard.press("Enter")
    leave = wang.page.get_by_role("button", name="退出登录")
    assert leave.is_visible()
    assert list(accessibility(wang.page, Axe())) == []
    wang.page.keyboard.press("Escape")
    assert not leave.is_visible()
    assert wang.page.evaluate("document.activeElement.tagName") == "SUMMARY"


@pytest.mark.parametrize("scripts", [True, False])
def test_on_a_phone_the_navigation_is_behind_one_button(visitor: Open, scripts: bool) -> None:
    wang = visitor("wang", window=PHONE, scripts=scripts)
    wang.open("/list")
    entry = wang.page.get_by_role("link", name="我的桌面", exact=True).last
    assert not entry.is_visible()
    wang.page.locator(".menu-navigation > summary").click()
    entry.click()
    wang.page.wait_for_url("**/")
    assert wang.path == "/"


def test_a_list_follows_what_is_typed_and_the_address_with_it(visitor: Open) -> None:
    wang = visitor("wang")
    wang.open("/list?sort=-name")
    wang.page.locator("[type=search]").press_sequentially("卫辉", delay=20)
    wang.page.wait_for_url(re.compile("q=%E5%8D%AB%E8%BE%89"))
    assert {("卫辉" in name) for name in names(wang)} == {True}
    assert "sort=-name" in wang.page.url
    assert wang.page.locator("[type=search]").evaluate("e => e === document.activeElement")
    wang.page.get_by_label("种类").select_option("county")
    wang.page.wait_for_url(re.compile("kind=county"))
    wang.page.get_by_role("link", name="代码").click()
    wang.page.wait_for_url("**/list?q=%E5%8D%AB%E8%BE%89&kind=county&sort=code")
    assert names(wang) == ["示例·卫辉市"]
    wang.page.go_back()
    wang.page.wait_for_url(re.compile("sort=-name"))
    wang.page.locator("h1").wait_for()
    assert wang.page.locator("[type=search]").input_value() == "卫辉"
    assert (wang.complaints, wang.elsewhere) == ([], [])


def test_a_list_is_searched_and_ordered_without_scripts(visitor: Open) -> None:
    wang = visitor("wang", scripts=False)
    wang.open("/list")
    wang.page.locator("[type=search]").fill("卫辉")
    wang.page.get_by_role("button", name="搜索").click()
    assert "q=卫辉" in unquote(wang.page.url)
    found = names(wang)
    wang.page.get_by_role("link", name="名称").click()
    assert names(wang) == found[::-1]
    assert len(found) > 1


def test_a_list_has_the_workbook_of_what_is_shown(visitor: Open) -> None:
    wang = visitor("wang")
    wang.open("/list?q=卫辉")
    with wang.page.expect_download() as waited:
        wang.page.get_by_role("link", name="导出表格").click()
    assert re.fullmatch(r"单位名单 \d{4}-\d\d-\d\d\.xlsx", waited.value.suggested_filename)


@pytest.mark.parametrize(
    "path", ["/list", "/list?q=无此名", "/list?since=x", "/form?which=x", "/fails/refused", "/fails/bug"]
)
def test_lists_forms_and_errors_are_fit_for_everybody(visitor: Open, path: str) -> None:
    wang = visitor("wang", window=PHONE)
    wang.open(path)
    assert list(accessibility(wang.page, Axe())) == []
    assert list(widths(wang)) == []


def test_a_refusal_while_a_list_is_searched_is_a_notice_beside_it(visitor: Open) -> None:
    wang = visitor("wang")
    wang.open("/list")
    wang.page.route("**/list?*", lambda route: route.continue_(url=wang.site.address + "/fails/stale"))
    wang.page.get_by_label("种类").select_option("county")
    wang.page.get_by_role("alert").wait_for()
    assert "已经变了。" in wang.page.get_by_role("alert").inner_text()
    assert wang.page.locator("table").is_visible()


def test_language_and_print_are_switched_and_lead_back_to_the_page(visitor: Open) -> None:
    wang = visitor("wang")
    wang.open("/list?q=卫辉")
    for button, sign in (
        ("English", "html[lang=en]"),
        ("Large print", "html.large-print"),
        ("中文", "html[lang=zh-CN]"),
    ):
        wang.page.locator(".menu-user > summary").click()
        wang.page.get_by_role("button", name=button).click()
        wang.page.locator(sign).wait_for()
        assert unquote(wang.page.url).endswith("/list?q=卫辉")


def test_after_signing_out_the_back_button_shows_nothing(visitor: Open) -> None:
    wang = visitor("wang")
    wang.open("/list")
    wang.page.locator(".menu-user > summary").click()
    wang.page.get_by_role("button", name="退出登录").click()
    wang.page.wait_for_load_state()
    wang.page.go_back()
    wang.page.wait_for_load_state()
    assert wang.page.locator("table").count() == 0
    assert "示例卫辉" not in wang.page.content()


def test_a_page_prints_without_what_can_only_be_pressed(visitor: Open) -> None:
    wang = visitor("wang")
    wang.open("/list")
    wang.page.emulate_media(media="print")
    hidden = [".side", ".top-end", ".listing-form", ".listing-export"]
    assert [wang.page.locator(part).is_visible() for part in hidden] == [False] * len(hidden)
    assert wang.page.locator("table").is_visible()
    assert wang.page.pdf(format="A4", prefer_css_page_size=True).startswith(b"%PDF")
