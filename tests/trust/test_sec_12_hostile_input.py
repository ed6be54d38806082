"""SEC-12: forged forms, foreign addresses to go on to, false hosts, line breaks for the log, fetching. Markup: beside."""

from __future__ import annotations

import io
import logging
import re
import socket
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from django.conf import settings as configured
from django.test import Client, override_settings

from mingpin.config.logs import logging_settings
from tests.trust.crawling import crawl, every_page, text_of
from tests.trust.walking import BACKEND, browsers, every_address, undone, unmoved
from tests.trust.world import Thing, World
from tools.permission_matrix import all_rows

pytestmark = pytest.mark.django_db
ROWS = all_rows()
OBJECTS = {name: row.objects for name, row in ROWS.items()}
ADDRESSES = every_address()
POSTED = [one for one in ADDRESSES if "POST" in ROWS[one.name].outcomes and not ROWS[one.name].is_for_programs]
SHOWN = [one for one in ADDRESSES if "GET" in ROWS[one.name].outcomes and "logout" not in one.route]
SOURCE = Path(__file__).parents[2] / "src" / "mingpin"


# Forged forms.


@pytest.mark.parametrize("address", POSTED, ids=lambda one: one.name)
def test_sec_12_no_form_is_taken_without_its_token(in_world: World, address: Any) -> None:
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.force_login(in_world.cast.person("wang"), backend=BACKEND)
    names = address.absent()
    for thing in in_world.things.get(ROWS[address.name].objects, [])[:1]:
        names = {part: thing.names[part] for part in address.converters}
    with undone(), unmoved(client):
        answer = client.post(address.url(names), {"reason": "x"})
    assert answer.status_code == 403
    assert "CSRF" in answer.content.decode() or "表单" in answer.content.decode()


def test_sec_12_a_cookie_opens_no_address_for_programs(in_world: World) -> None:
    client = browsers(in_world)["wang"]
    for address in ADDRESSES:
        row = ROWS[address.name]
        if row.is_for_programs and row.expected("POST", "nobody")[0] == "sign in" and "POST" in row.outcomes:
            answer = client.post(address.url(address.absent()), "{}", content_type="application/json")
            assert answer.status_code == 401, address.name


# Going on to somewhere else.

ELSEWHERE = (
    "https://evil.example/", "//evil.example/", "/\\evil.example", "\\\\evil.example", "http:evil.example", "///evil.example",
    "javascript:alert(1)", "https:/evil.example", "%2F%2Fevil.example", "/%09/evil.example", "data:text/html,x",
    " //evil.example",
)  # fmt: skip


@pytest.mark.parametrize("target", ELSEWHERE)
def test_sec_12_nobody_is_sent_elsewhere(in_world: World, target: str) -> None:
    signed_in, nobody = browsers(in_world)["zhou"], Client(raise_request_exception=False)
    asked = [
        nobody.post("/accounts/login/", {"login": "zhou", "password": "Correct-Horse-Battery-9", "next": target}),
        nobody.get("/accounts/login/", {"next": target}),
    ]
    for address in POSTED:
        if not address.converters and "login" not in address.route:
            with undone(), unmoved(signed_in):
                sent = {"next": target, "language": "en", "membership": "1"}
                asked.append(signed_in.post(address.url({}), sent, headers={"Referer": target}))
    for answer in asked:
        location = answer.headers.get("Location", "/")
        followed = urlsplit(urljoin("http://testserver/here/", location.strip().replace("\\", "/")))
        assert (followed.scheme, followed.netloc) == ("http", "testserver"), location
        assert "HX-Redirect" not in answer.headers


# False hosts.


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "127.0.0.1@evil.example", "a b", "[::1].evil.example"]
)
def test_sec_12_another_host_is_refused(in_world: World, host: str) -> None:
    with override_settings(ALLOWED_HOSTS=["127.0.0.1"]):
        for path in ("/accounts/login/", "/health/live", "/api/v1/openapi.json", "/accounts/password/reset/"):
            answer = Client(raise_request_exception=False).get(path, headers={"Host": host})
            assert (answer.status_code, "evil" in answer.content.decode()) == (400, False), path
        answer = Client().get("/accounts/login/", headers={"Host": "127.0.0.1", "X-Forwarded-Host": "evil.example"})
        assert "evil.example" not in text_of(answer)


# Line breaks for the log.


def test_sec_12_no_request_writes_a_line_of_its_own_into_the_log(in_world: World, caplog: Any) -> None:
    caplog.set_level("DEBUG")
    caplog.set_level("DEBUG", logger="mingpin.api")
    stream = io.StringIO()
    described = logging_settings(as_json=False, level="DEBUG")
    handler = logging.StreamHandler(stream)
    handler.addFilter(_made(described["filters"]["request_id"]))
    handler.setFormatter(logging.Formatter(described["formatters"]["text"]["format"]))
    forged = "x\r\n2026-01-01 00:00:00,000 CRITICAL forged entry"
    root = logging.getLogger()
    root.addHandler(handler)
    try:
        client = Client(raise_request_exception=False)
        client.post("/accounts/login/", {"login": forged, "password": forged})
        client.get(
            "/subjects/", {"q": forged}, headers={"X-Request-ID": forged, "User-Agent": forged, "Referer": forged}
        )
        client.get("/nothing/%0d%0a2026-01-01%20CRITICAL%20forged/")
        browsers(in_world)["wang"].get("/nothing/%0d%0a2026-01-01%20CRITICAL%20forged/", {"q": forged})
        Client(headers={"Authorization": f"Bearer {forged}"}).get("/api/v1/token")
        logging.getLogger("mingpin.api").error("told of %s", forged)
    finally:
        root.removeHandler(handler)
    written = stream.getvalue()
    assert "told of" in written
    assert [
        line for line in re.split(r"[\r\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029]", written) if line.startswith("2026-01-01")
    ] == []


def _made(described: dict[str, Any]) -> logging.Filter:
    return described["()"]()  # type: ignore[no-any-return]


# Fetching.


def test_sec_12_nothing_is_fetched_for_whoever_asks(in_world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages, forms and pushes full of addresses: not one connection is opened to any of them."""
    opened: list[Any] = []

    def refused(self: socket.socket, address: Any) -> None:
        if self.family != socket.AF_UNIX:
            opened.append(address)
        raise OSError("no connection in this test")

    if "postgresql" not in configured.DATABASES["default"]["ENGINE"]:
        monkeypatch.setattr(socket.socket, "connect", refused)
    monkeypatch.setattr(socket, "create_connection", lambda address, *rest, **more: opened.append(address))
    client = browsers(in_world)["wang"]
    lure = "http://127.0.0.1:1/latest/meta-data"
    with undone(), unmoved(client):
        crawl(client, every_page(in_world, SHOWN, OBJECTS)[:60], follow=False)
        for address in POSTED:
            things: list[Thing] = in_world.things.get(ROWS[address.name].objects, [])
            if address.converters and not things:
                continue
            names = {part: things[0].names[part] for part in address.converters} if address.converters else {}
            fields = ("next", "url", "source", "reason", "name", "document", "email", "website", "callback")
            client.post(address.url(names), dict.fromkeys(fields, lure))
    assert opened == []


def test_sec_12_the_program_can_fetch_at_known_places_only() -> None:
    """A new way out is written down here, and looked at."""
    pattern = re.compile(
        r"^\s*(?:import|from) (?:urllib\.request|http\.client|requests|httpx|aiohttp|ftplib|smtplib)\b", re.M
    )
    found = {
        path.relative_to(SOURCE).as_posix() for path in SOURCE.rglob("*.py") if pattern.search(path.read_text("utf-8"))
    }
    assert found == {"audit/sending.py"}  # checkpoints go to the witness that the operator names
