"""The log says what was asked and what came of it, and holds neither personal data nor secrets."""

from __future__ import annotations

import json
import logging
from typing import Any

import pytest
from django.test import Client
from pythonjsonlogger.json import JsonFormatter

from mingpin.config.logs import RequestIdFilter, logging_settings
from tests.platform.cast import Cast
from tests.platform.fixtures import SignedIn


def lines(caplog: pytest.LogCaptureFixture) -> list[dict[str, Any]]:
    names = ("method", "path", "status", "person")
    return [
        {name: getattr(record, name) for name in names} for record in caplog.records if record.name == "mingpin.request"
    ]


@pytest.fixture
def logged(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    caplog.set_level(logging.INFO, "mingpin.request")
    return caplog


def test_a_request_is_one_line_with_the_person_by_number(
    cast: Cast, signed_in: SignedIn, logged: pytest.LogCaptureFixture
) -> None:
    signed_in("zhou").get("/jobs/?q=王办的秘密")
    assert lines(logged) == [{"method": "GET", "path": "/jobs/", "status": 200, "person": cast.person("zhou").pk}]
    text = "".join(record.getMessage() for record in logged.records)
    assert "秘密" not in text
    assert "周卫辉" not in text
    assert "127.0.0.1" not in text


@pytest.mark.django_db
def test_an_address_that_opens_something_is_not_in_the_log(logged: pytest.LogCaptureFixture) -> None:
    Client().get("/accounts/password/reset/key/1-secret-of-the-link/")
    assert "secret-of-the-link" not in str(lines(logged))
    assert lines(logged)[0]["path"].startswith("/accounts/password/reset/key/(?P<uidb36>")


@pytest.mark.django_db
def test_health_and_static_files_are_quiet(logged: pytest.LogCaptureFixture) -> None:
    Client().get("/health/live")
    Client().get("/static/pages/frame.css")
    assert lines(logged) == []


@pytest.mark.django_db
def test_a_line_break_in_an_address_makes_no_second_line(logged: pytest.LogCaptureFixture) -> None:
    Client().get("/nothing%0Aforged%20line")
    record = logged.records[-1]
    RequestIdFilter().filter(record)
    assert "\n" not in record.getMessage()


@pytest.mark.django_db
def test_in_production_a_line_is_an_object(logged: pytest.LogCaptureFixture) -> None:
    Client().get("/jobs/", headers={"X-Request-ID": "from-the-proxy-1"})
    form = dict(logging_settings(as_json=True, level="INFO")["formatters"]["json"])
    assert form.pop("()") == "pythonjsonlogger.json.JsonFormatter"
    record = next(record for record in logged.records if record.name == "mingpin.request")
    record.request_id = "from-the-proxy-1"
    said = json.loads(JsonFormatter(form.pop("format"), **form).format(record))
    assert {name: said[name] for name in ("level", "logger", "request_id", "method", "path", "status")} == {
        "level": "INFO",
        "logger": "mingpin.request",
        "request_id": "from-the-proxy-1",
        "method": "GET",
        "path": "/jobs/",
        "status": 302,
    }
