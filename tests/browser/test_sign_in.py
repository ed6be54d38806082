"""Signing in as people do it, with scripts and without: password, authenticator, wrong tries, registering, a demonstration."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from axe_playwright_python.sync_playwright import Axe
from django.core.cache import cache
from django.test import override_settings

from mingpin.accounts.models import Person
from tests.browser.conftest import DESK, PHONE, Site, Visitor
from tests.browser.crawl import accessibility
from tests.browser.hands import BOTH
from tests.platform.cast import PASSWORD
from tests.trust.walking import undone

pytestmark = [pytest.mark.django_db]
Open = Callable[..., Visitor]
PICTURES = os.environ.get("MINGPIN_PICTURES", "")
"""A folder: every page of these journeys is put there as a picture."""


@pytest.fixture(autouse=True)
def each_apart(site: Site) -> Iterator[None]:
    """What a journey changes is undone, and nothing was tried too often before."""
    cache.clear()
    with undone():
        yield


def look(visitor: Visitor, name: str) -> None:
    """Axe, which needs scripts, finds nothing and a telephone need not scroll sideways."""
    assert list(accessibility(visitor.page, Axe())) == [], name
    for window in (DESK, PHONE):
        visitor.page.set_viewport_size(window)
        assert not visitor.is_wider_than_its_window(), name
        if PICTURES:
            visitor.page.screenshot(path=Path(PICTURES) / f"{name}-{window['width']}.png", full_page=True)
    visitor.page.set_viewport_size(DESK)


def press(visitor: Visitor, name: str) -> None:
    visitor.click(visitor.page.locator("main").get_by_role("button", name=name, exact=True))
    visitor.page.wait_for_load_state()


def sign_in(visitor: Visitor, username: str, password: str = PASSWORD) -> None:
    visitor.open("/accounts/login/")
    visitor.fill("#id_login", username)
    visitor.fill("#id_password", password)
    press(visitor, "登录")


def code_of(secret: str, steps: int = 0) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


@pytest.mark.parametrize("way", BOTH)
def test_password_then_authenticator_then_recovery_code(visitor: Open, way: dict[str, bool]) -> None:
    scripts = way.get("scripts", True)
    with override_settings(REQUIRE_MFA=True):
        wang = visitor("nobody", **way)
        sign_in(wang, "wang")
        assert wang.path == "/accounts/2fa/totp/activate/" or "reauthenticate" in wang.path
        if "reauthenticate" in wang.path:
            if scripts:
                look(wang, "password-again")
            wang.fill("#id_password", PASSWORD)
            press(wang, "继续")
        assert "您的身份不能只凭密码登录" in wang.page.inner_text("main")
        secret = wang.page.locator("code.secret").inner_text()
        if scripts:
            look(wang, "activate")
        wang.fill("#id_code", code_of(secret))
        wang.click("main form .btn-primary")
        wang.page.wait_for_load_state()
        codes = wang.page.locator(".recovery-codes code").all_inner_texts()
        assert len(codes) == 10
        if scripts:
            look(wang, "recovery-codes")
        wang.page.goto(wang.site.address + "/")
        assert wang.path == "/"

        again = visitor("nobody", **way)
        sign_in(again, "wang")
        assert "第二步" in again.page.inner_text("h1")
        if scripts:
            look(again, "second-step")
        again.fill("#id_code", "000000")
        press(again, "登录")
        assert "第二步" in again.page.inner_text("h1")
        assert again.page.locator(".error-summary").is_visible()
        again.fill("#id_code", codes[0])
        press(again, "登录")
        assert again.path == "/"
        assert wang.complaints + again.complaints == []
        assert wang.elsewhere + again.elsewhere == []


def test_wrong_tries_end_in_a_sentence(visitor: Open) -> None:
    somebody = visitor("nobody")
    for _try in range(5):
        sign_in(somebody, "sun", "Wrong-Password-1")
    assert "错误次数过多" in somebody.page.inner_text("h1")
    assert "15 分钟" in somebody.page.inner_text("main")
    look(somebody, "locked-out")


def test_one_click_in_a_demonstration(visitor: Open) -> None:
    Person.objects.filter(username__in=["wang", "zhou", "sun"]).update(is_demonstration=True)
    somebody = visitor("nobody", by_keyboard=True)
    somebody.open("/accounts/login/")
    look(somebody, "sign-in-demonstration")
    somebody.click(somebody.page.get_by_role("button", name="周卫辉"))
    somebody.page.wait_for_url("**/")
    assert somebody.path == "/"


@pytest.mark.parametrize("way", BOTH)
def test_an_enterprise_registers_and_its_county_confirms(visitor: Open, way: dict[str, bool], tmp_path: Path) -> None:
    from tests.platform.accounts.test_carriers import NEW, PDF, valid

    mandate = tmp_path / "授权书.pdf"
    mandate.write_bytes(PDF)
    li = visitor("nobody", **way)
    scripts = way.get("scripts", True)
    li.open("/register/")
    press(li, "提交登记")
    assert li.page.locator(".error-summary").is_visible()
    if scripts:
        look(li, "register-wrong")
    for field, text in {
        "credit_code": valid(NEW),
        "organisation_name": "示例辉县酒业有限公司",
        "name": "李新",
        "phone": "13900000000",
        "username": "lixin",
        "password": "Quiet-River-Stone-7",
        "password_again": "Quiet-River-Stone-7",
    }.items():
        li.fill(f"#id_{field}", text)
    li.attach("#id_mandate", mandate)
    press(li, "提交登记")
    username = li.page.locator(".told-once").inner_text()
    if scripts:
        look(li, "registered")
    wu = visitor("wu", **way)
    wu.open("/memberships/")
    wu.click(wu.page.get_by_role("link", name="李新"))
    wu.page.wait_for_load_state()
    if scripts:
        look(wu, "mandate")
    press(wu, "确认授权")
    assert "李新 现在可以为“示例辉县酒业有限公司”办事" in wu.page.inner_text("main")
    sign_in(li, username, "Quiet-River-Stone-7")
    assert "示例辉县酒业有限公司" in li.page.inner_text("body")
    assert li.complaints == [text for text in li.complaints if "422" in text]


def test_an_administrator_tells_a_password_once(visitor: Open) -> None:
    ma = visitor("ma", by_keyboard=True)
    ma.open("/people/new")
    ma.fill("#id_name", "新任")
    ma.fill("#id_username", "xinren")
    press(ma, "保存")
    look(ma, "password-given")
    password: Any = ma.page.locator("dd code").nth(1).inner_text()
    newcomer = visitor("nobody")
    sign_in(newcomer, "xinren", password)
    assert newcomer.path == "/accounts/password/change/"
    look(newcomer, "password-owed")
