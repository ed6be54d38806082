"""SEC-08: what the headers of every answer allow, scored as Mozilla's observatory does, and no code or style inside a page.

The settings are those of production, read from a process that was started as production is.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from mingpin.pages import views
from tests.platform.fixtures import SignedIn
from tests.trust.header_scores import score
from tests.trust.walking import every_address

LEAST = 120
SOURCE = Path(__file__).parents[2] / "src" / "mingpin"
OF_PRODUCTION = (
    "CONTENT_SECURITY_POLICY", "CSRF_COOKIE_HTTPONLY", "CSRF_COOKIE_SECURE", "SECURE_CONTENT_TYPE_NOSNIFF",
    "SECURE_CROSS_ORIGIN_OPENER_POLICY", "SECURE_HSTS_INCLUDE_SUBDOMAINS", "SECURE_HSTS_PRELOAD", "SECURE_HSTS_SECONDS",
    "SECURE_REFERRER_POLICY", "SECURE_SSL_REDIRECT", "SESSION_COOKIE_HTTPONLY", "SESSION_COOKIE_SECURE",
    "X_FRAME_OPTIONS", "MIDDLEWARE",
)  # fmt: skip
_READ = "import json\nfrom mingpin.config import settings\nprint(json.dumps({name: getattr(settings, name) for name in %r}))"


@pytest.fixture(scope="module")
def of_production(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    environment = {**os.environ, "MINGPIN_PRODUCTION": "1", "SECRET_KEY": "x" * 64, "ALLOWED_HOSTS": "testserver"}
    environment |= {"MINGPIN_HOME": str(tmp_path_factory.mktemp("home")), "DATABASE_URL": "sqlite:///:memory:"}
    command = [sys.executable, "-c", _READ % (OF_PRODUCTION,)]
    told = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    return dict(json.loads(told.stdout))


@pytest.fixture
def production(settings: Any, of_production: dict[str, Any]) -> None:
    for name, value in of_production.items():
        setattr(settings, name, value)
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")


def secure(browser: Client) -> Client:
    browser.raise_request_exception = False
    browser.defaults["HTTP_X_FORWARDED_PROTO"] = "https"
    return browser


def _broken(*_: Any) -> None:
    raise ZeroDivisionError


ANSWERS: dict[str, tuple[int, Callable[[Client, Client], HttpResponse]]] = {
    "page": (200, lambda wang, nobody: wang.get("/")),
    "page to sign in": (200, lambda wang, nobody: nobody.get("/accounts/login/")),
    "redirect": (302, lambda wang, nobody: nobody.get("/")),
    "json": (200, lambda wang, nobody: nobody.get("/health/live")),
    "style sheet": (200, lambda wang, nobody: nobody.get("/static/pages/frame.css")),
    "bad request": (400, lambda wang, nobody: nobody.get("/", headers={"Host": "evil.example"})),
    "refused": (403, lambda wang, nobody: Client(enforce_csrf_checks=True).post("/switch/print", secure=True)),
    "not there": (404, lambda wang, nobody: wang.get("/no/such/page")),
    "not there, as problem": (404, lambda wang, nobody: wang.get("/no/such", headers={"Accept": "application/json"})),
    "no method": (405, lambda wang, nobody: wang.get("/switch/language")),
    "broken": (500, lambda wang, nobody: wang.post("/switch/print")),
}


@pytest.mark.parametrize("kind", ANSWERS)
@pytest.mark.usefixtures("production")
def test_sec_08_headers_of_every_kind_of_answer(
    signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    monkeypatch.setattr(views, "_keep", _broken)
    monkeypatch.setattr("django.http.response.HttpResponseBase.delete_cookie", _broken)
    status, ask = ANSWERS[kind]
    answer = ask(secure(signed_in("wang")), secure(signed_in("nobody")))
    scored = score(answer)
    assert answer.status_code == status
    assert (scored.points >= LEAST, scored.lost) == (True, {}), str(scored)


@pytest.mark.usefixtures("production")
def test_sec_08_headers_of_the_answer_to_every_address(signed_in: SignedIn) -> None:
    wang = secure(signed_in("wang"))
    low = {}
    for address in every_address():
        answer = wang.get(address.url(address.absent()))
        scored = score(answer)
        if scored.points < LEAST or scored.lost:
            low[address.name] = str(scored)
    assert low == {}


def test_sec_08_what_a_signed_in_person_saw_does_not_come_back_from_a_cache(signed_in: SignedIn) -> None:
    wang = secure(signed_in("wang"))
    kept = {}
    for address in every_address():
        told = wang.get(address.url(address.absent())).get("Cache-Control", "")
        if "no-store" not in told and "public" not in told:
            kept[address.name] = told
    assert kept == {}


# Nothing inside a page that the policy would have to make an exception for

INSIDE = {
    "handler": re.compile(r"""<[^>]*?\s(on[a-z]+|hx-on[:a-z-]*)\s*="""),
    "style": re.compile(r"""<style|<[^>]*\sstyle\s*=""", re.IGNORECASE),
    "script": re.compile(r"""<script(?![^>]*\ssrc=)""", re.IGNORECASE),
    "address that is code": re.compile(
        r"""(href|src|action)\s*=\s*["']?\s*(javascript|data|vbscript):""", re.IGNORECASE
    ),
    "values that are code": re.compile(r"""hx-(vals|headers|vars)\s*=\s*["']\s*(js|javascript):"""),
    "part from elsewhere": re.compile(
        r"""<(link|script|img|iframe|form)[^>]*\s(href|src|action)\s*=\s*["']?(https?:)?//"""
    ),
}


def test_sec_08_no_template_has_code_or_style_inside() -> None:
    templates = [path for path in SOURCE.rglob("*.html") if "templates" in path.parts]
    found = [
        f"{path.relative_to(SOURCE)}: {what}"
        for path in templates
        for what, pattern in INSIDE.items()
        if pattern.search(path.read_text("utf-8"))
    ]
    assert len(templates) > 10
    assert found == []


@pytest.mark.parametrize(
    ("what", "text"),
    [
        ("handler", '<a href="#" onclick="x()">'),
        ("handler", '<form\n hx-on:submit="x()">'),
        ("style", '<p class="a" style="color:red">'),
        ("style", "<STYLE>p{}</STYLE>"),
        ("script", "<script>x()</script>"),
        ("address that is code", '<a href="javascript:x()">'),
        ("values that are code", "<a hx-vals='js:{a: x()}'>"),
        ("part from elsewhere", '<script src="https://cdn.example/x.js">'),
        ("part from elsewhere", '<img src="//cdn.example/x.png">'),
    ],
)
def test_sec_08_the_search_for_code_inside_finds_it(what: str, text: str) -> None:
    assert [name for name, pattern in INSIDE.items() if pattern.search(text)] == [what]
