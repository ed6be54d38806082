"""SEC-12: markup in every text of the world, and in everything that can be asked for, is text on every page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import pytest
from django.test import override_settings

from tests.trust.crawling import crawl, every_page, text_of, walkers
from tests.trust.walking import browsers, every_address, undone, unmoved
from tests.trust.world import World, make_world
from tools.permission_matrix import all_rows

pytestmark = pytest.mark.django_db
ROWS = all_rows()
OBJECTS = {name: row.objects for name, row in ROWS.items()}
SHOWN = [
    one
    for one in every_address()
    if "GET" in ROWS[one.name].outcomes and "logout" not in one.route and not ROWS[one.name].is_for_programs
]

MARKUP = """'"><xss-probe>{{7*7}}"""
REFLECTED = (
    "<script>xssprobe()</script>", "\"><xss-probe>", "' onmouseover='xssprobe()", "javascript:xssprobe()",
    "<img src=x onerror=xssprobe()>", "</title><xss-probe>", "{{7*7}}", "{% debug %}", "\x00<xss-probe>", "＜script＞",
)  # fmt: skip


class _Elements(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.bad: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name.startswith("on") or "xssprobe" in name:
                self.bad.append(f"<{tag} {name}>")
            if name in ("href", "src", "action", "formaction") and (value or "").strip().lower().startswith(
                "javascript:"
            ):
                self.bad.append(f"<{tag} {name}={value}>")
            if name == "srcdoc" or (name == "style" and value):
                self.bad.append(f"<{tag} {name}>")
        if tag == "xss-probe" or (
            tag == "script" and "src" not in dict(attrs) and dict(attrs).get("type") != "application/json"
        ):
            self.bad.append(f"<{tag}>")


def alive(html: str) -> list[str]:
    """The elements and attributes of a page that markup from a field could have brought to life."""
    parser = _Elements()
    parser.feed(html)
    return parser.bad


@pytest.fixture(scope="module")
def world(django_db_setup: Any, django_db_blocker: Any, tmp_path_factory: Any) -> Iterator[World]:
    """The small world, markup in every text of it."""
    uploads = tmp_path_factory.mktemp("uploads")
    hasher = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=uploads, PASSWORD_HASHERS=hasher), undone():
        made = make_world(markup=MARKUP)
        made.uploads = uploads
        yield made


WALKERS = walkers(("chen",), ("sun",))


@pytest.mark.parametrize("who", WALKERS)
def test_sec_12_markup_in_a_field_is_text_on_every_page(in_world: World, who: str) -> None:
    client = browsers(in_world)[who]
    pages = every_page(in_world, SHOWN, OBJECTS)
    with undone(), unmoved(client):
        crawled = crawl(client, pages)
    texts = {url: text for url, text in crawled.shown.items() if "text/html" in text[:4000]}
    found = {url: alive(text) for url, text in texts.items() if alive(text)}
    assert found == {}
    assert [url for url, text in texts.items() if re.search(r"xss-probe[^<]{0,8}49", text)] == []
    assert any("&lt;xss-probe" in text for text in texts.values()), "the markup stood on no page: nothing was proven"


@pytest.mark.parametrize("payload", REFLECTED)
def test_sec_12_what_is_asked_for_comes_back_as_text(in_world: World, payload: str) -> None:
    client = browsers(in_world)["wang"]
    asked = dict.fromkeys(("q", "sort", "page", "next", "area", "kind", "state", "tab"), payload)
    for url in [one.url({}) for one in SHOWN if not one.converters]:
        with undone(), unmoved(client):
            answer = client.get(url, asked)
        assert answer.status_code < 500, url
        if "html" in answer.headers.get("Content-Type", ""):
            assert alive(text_of(answer)) == [], url
    answer = client.get(f"/{payload.replace(chr(0), '')}/")
    assert (answer.status_code, alive(text_of(answer))) == (404, [])
