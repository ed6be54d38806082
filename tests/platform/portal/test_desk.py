"""Each role begins at its desk: what waits, by when, in words; then how things stand."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from mingpin.pages import desks
from mingpin.pages.desks import Standing, Waiting
from tests.platform.cast import MEMBERS
from tests.platform.fixtures import SignedIn


@pytest.fixture
def only_ours(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Nothing of other apps waits; functions added in the test go with it."""
    monkeypatch.setattr(desks, "_WAITING", [])
    monkeypatch.setattr(desks, "_STANDING", [])
    return


@pytest.mark.parametrize("name", MEMBERS)
def test_everybody_has_a_desk_and_sees_for_whom_they_act(signed_in: SignedIn, name: str) -> None:
    page = signed_in(name).get("/").content.decode()
    assert "<h1>我的桌面</h1>" in page
    assert MEMBERS[name][0] in page


@pytest.mark.usefixtures("only_ours")
def test_what_waits_stands_in_the_order_of_its_deadlines_with_the_time_left_in_words(signed_in: SignedIn) -> None:
    today = timezone.localdate()
    due = {"很久以后": 30, "昨天": -1, "今天": 0, "明天": 1, "不急": None, "三天": 3}

    def waiting(_acting: Any) -> list[Waiting]:
        return [
            Waiting(what, "/", count=2, due_on=None if days is None else today + timedelta(days=days))
            for what, days in due.items()
        ] + [Waiting("没有的事", "/", count=0)]

    desks.add_waiting(waiting)
    page = signed_in("wang").get("/")
    shown = [(one.what, str(mark)) for one, mark in page.context["waiting"]]
    assert shown == [
        ("昨天", "已逾期 1 天"),
        ("今天", "今天到期"),
        ("明天", "明天到期"),
        ("三天", "还剩 3 天"),
        ("很久以后", "还剩 30 天"),
        ("不急", "不限期"),
    ]
    text = page.content.decode()
    assert "1 项已逾期" in text
    assert "2 件" in text
    assert "没有的事" not in text


@pytest.mark.usefixtures("only_ours")
def test_a_desk_without_work_says_what_will_appear_there(signed_in: SignedIn) -> None:
    assert "没有等您办的事项" in signed_in("wang").get("/").content.decode()
    assert "您目前没有任职单位" in signed_in("he").get("/").content.decode()


@pytest.mark.usefixtures("only_ours")
def test_figures_are_links_and_an_unknown_one_is_not_zero(signed_in: SignedIn) -> None:
    desks.add_standing(lambda _acting: [Standing("主体", 200000, "/subjects"), Standing("未报", None, "/reports")])
    page = signed_in("li").get("/").content.decode()
    assert '<a class="figure card" href="/subjects">' in page
    assert "200,000" in page
    assert "不详" in page


@pytest.mark.usefixtures("only_ours")
def test_each_sees_only_what_waits_for_them(signed_in: SignedIn) -> None:
    desks.add_waiting(lambda acting: [Waiting(f"只给{acting.organisation}", "/")])
    page = signed_in("zhou").get("/").content.decode()
    assert "只给示例·卫辉市" in page
    assert "只给示例·辉县市" not in page


def test_nobody_is_sent_to_sign_in(signed_in: SignedIn) -> None:
    answer = signed_in("nobody").get("/")
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/accounts/login/")
