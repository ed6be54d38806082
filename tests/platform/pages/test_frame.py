"""What every page has around it: language, print size, demonstration, navigation, and where the switches lead back to."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client, override_settings

from mingpin.pages import navigation
from tests.platform.fixtures import SignedIn


def test_the_language_is_switched_and_stays(signed_in: SignedIn) -> None:
    browser = signed_in("wang")
    assert '<html lang="zh-CN"' in browser.get("/").content.decode()
    answer = browser.post("/switch/language", {"language": "en", "next": "/?x=1"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/?x=1")
    page = browser.get("/").content.decode()
    assert '<html lang="en"' in page
    assert "<h1>My desk</h1>" in page


def test_an_unknown_language_changes_nothing(signed_in: SignedIn) -> None:
    answer = signed_in("wang").post("/switch/language", {"language": "xx", "next": "/"})
    assert "language" not in answer.cookies


def test_large_print_is_switched_on_and_off(signed_in: SignedIn) -> None:
    browser = signed_in("wang")
    browser.post("/switch/print", {"print": "large"})
    assert 'class="large-print"' in browser.get("/").content.decode()
    browser.post("/switch/print", {"print": "usual"})
    assert 'class="large-print"' not in browser.get("/").content.decode()


@pytest.mark.parametrize(
    "where", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "x", ""]
)
@pytest.mark.parametrize("switch", ["/switch/language", "/switch/print"])
def test_a_switch_leads_to_our_own_pages_only(switch: str, where: str) -> None:
    answer = Client().post(switch, {"language": "en", "print": "large", "next": where})
    assert answer.headers["Location"] == "/"


def test_a_switch_is_not_a_link() -> None:
    assert Client().get("/switch/language").status_code == 405


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/accounts/login/", "/no/such/page"])
def test_every_page_says_that_it_is_a_demonstration_where_it_is(address: str) -> None:
    with override_settings(DEMONSTRATION=True):
        assert "演示数据：" in Client().get(address).content.decode()
    with override_settings(DEMONSTRATION=False):
        assert "演示数据：" not in Client().get(address).content.decode()


@pytest.fixture
def entries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(navigation, "_ENTRIES", [])
    navigation.add_entry("甲", "desk", icon="inbox", place=1, roles=["office", "county"])
    navigation.add_entry("乙", "account_login", icon="inbox", place=0, roles=["office"], count=lambda _acting: 7)


@pytest.mark.usefixtures("entries")
@pytest.mark.parametrize(("name", "labels"), [("wang", ["乙", "甲"]), ("zhou", ["甲"]), ("sun", [])])
def test_each_role_sees_only_what_it_can_use(signed_in: SignedIn, name: str, labels: list[str]) -> None:
    shown: Any = signed_in(name).get("/").context["navigation"]
    assert [entry.label for entry in shown] == labels


@pytest.mark.usefixtures("entries")
def test_the_page_one_is_on_is_marked_and_what_waits_is_counted(signed_in: SignedIn) -> None:
    page = signed_in("wang").get("/").content.decode()
    assert 'href="/" aria-current="page"' in page
    assert 'class="nav-count">7<' in page


def test_the_navigation_of_a_role_has_at_most_eight_entries(signed_in: SignedIn) -> None:
    every = {role for entry in navigation._ENTRIES for role in entry.roles}
    longest = {role: sum(role in entry.roles for entry in navigation._ENTRIES) for role in every}
    assert {role: count for role, count in longest.items() if count > navigation.MOST_ENTRIES} == {}


def test_a_page_begins_with_a_way_past_the_navigation(signed_in: SignedIn) -> None:
    page = signed_in("wang").get("/").content.decode()
    body = page[page.index("<body") :]
    assert body.index('class="skip-link" href="#content"') < body.index("<nav")
    assert page.count('id="content"') == 1


def test_what_a_signed_in_person_saw_is_not_kept_by_the_browser(signed_in: SignedIn) -> None:
    assert signed_in("wang").get("/").headers["Cache-Control"] == "no-store"
