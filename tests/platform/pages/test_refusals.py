"""Errors say what, why and what to do next: as a page, beside what htmx swaps, or as problem details for programs."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client

from mingpin.pages import views
from tests.platform.fixtures import SignedIn

pytestmark = pytest.mark.urls("tests.platform.pages.small_list")
KINDS = {"invalid": (422, "不能用"), "refused": (403, "不能办"), "absent": (404, "没有"), "stale": (409, "已经变了")}


@pytest.mark.parametrize("how", KINDS)
def test_a_refused_action_is_a_page_with_what_why_and_remedy(signed_in: SignedIn, how: str) -> None:
    status, what = KINDS[how]
    answer = signed_in("wang").get(f"/fails/{how}")
    page = answer.content.decode()
    assert answer.status_code == status
    assert f"<h1>{what}</h1>" in page
    assert "因为甲。" in page
    assert "请改乙。" in page


@pytest.mark.parametrize("how", KINDS)
def test_a_program_reads_problem_details(signed_in: SignedIn, how: str) -> None:
    answer = signed_in("wang").get(f"/fails/{how}", headers={"Accept": "application/json"})
    assert answer.headers["Content-Type"] == "application/problem+json"
    details = json.loads(answer.content)
    assert (details["status"], details["title"]) == (KINDS[how][0], KINDS[how][1] + "。")
    assert details["detail"] == "因为甲。请改乙。"


def test_htmx_shows_the_refusal_as_a_notice_and_keeps_the_page(signed_in: SignedIn) -> None:
    answer = signed_in("wang").get("/fails/stale", headers={"HX-Request": "true"})
    assert answer.headers["HX-Retarget"] == "#notice"
    assert "已经变了。" in answer.content.decode()
    assert "<h1" not in answer.content.decode()


def test_a_bug_says_that_it_is_ours_and_shows_nothing_of_the_inside(signed_in: SignedIn) -> None:
    browser = signed_in("wang")
    browser.raise_request_exception = False
    answer = browser.get("/fails/bug")
    page = answer.content.decode()
    assert answer.status_code == 500
    assert "平台出现故障" in page
    assert answer.headers["X-Request-ID"] in page
    assert "秘密" not in page
    assert "Traceback" not in page


def test_no_page_at_an_address(signed_in: SignedIn) -> None:
    answer = signed_in("wang").get("/no/such/page")
    assert (answer.status_code, "这个地址没有页面" in answer.content.decode()) == (404, True)


def test_a_form_of_an_old_page_is_refused_in_words(signed_in: SignedIn) -> None:
    browser = Client(enforce_csrf_checks=True)
    answer = browser.post("/switch/language", {"language": "en"})
    assert (answer.status_code, "页面停留过久" in answer.content.decode()) == (403, True)


def test_a_strange_host_is_a_bad_request(signed_in: SignedIn) -> None:
    answer = Client().get("/", headers={"Host": "evil.example"})
    assert (answer.status_code, "这次请求无法识别" in answer.content.decode()) == (400, True)


@pytest.mark.parametrize("accept", ["text/html", "application/json"])
def test_a_database_that_does_not_answer_is_neither_yes_nor_no(
    signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch, accept: str
) -> None:
    def no_database(*_: Any) -> None:
        raise OperationalError("database is locked")

    browser = signed_in("wang")
    browser.raise_request_exception = False
    monkeypatch.setattr(views, "back_to", no_database)
    inside = browser.post("/switch/language", headers={"Accept": accept})
    monkeypatch.setattr("mingpin.accounts.middleware.acting_of", no_database)
    before = browser.get("/list", headers={"Accept": accept})
    for answer in (inside, before):
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
        said = json.loads(answer.content)["title"] if "json" in accept else answer.content.decode()
        assert "现在无法查证" in said
        assert "locked" not in said


def test_whose_session_ended_is_sent_to_sign_in_by_htmx_too(signed_in: SignedIn) -> None:
    answer = signed_in("nobody").get("/list?q=x", headers={"HX-Request": "true"})
    assert answer.headers["HX-Redirect"].startswith("/accounts/login/?next=/list")
    assert answer.content == b""
