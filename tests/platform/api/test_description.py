"""The interface is as its description says, whatever is sent to it."""

from __future__ import annotations

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import given
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    ignored_auth,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

from mingpin.api.interface import api
from tests.conftest import examples
from tests.platform.api.conftest import Programs
from tests.trust.walking import undone


def what_breaks_the_description_is_refused(context: Any, response: Any, case: Any) -> bool | None:
    """What is so large that it is not read is refused too (413), which the library's own check does not expect."""
    if response.status_code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
        return None
    return negative_data_rejection(context, response, case)


CHECKS = [
    not_a_server_error, status_code_conformance, content_type_conformance, response_headers_conformance,
    response_schema_conformance, what_breaks_the_description_is_refused, ignored_auth, unsupported_method,
]  # fmt: skip
EXAMPLES = 10


OPERATIONS = [
    f"{method.upper()} {path}"
    for path, methods in api.get_openapi_schema(path_prefix="/api/v1/")["paths"].items()
    for method in methods
]


@pytest.fixture
def connection_kept() -> Iterator[None]:
    """Requests here go through WSGI inside of the test's transaction: they must not close its connection when they end."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.parametrize("label", OPERATIONS)
@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=lambda mode: mode.value)
@pytest.mark.usefixtures("register", "connection_kept")
def test_whatever_is_sent_is_answered_as_described(program_of: Programs, settings: Any, label: str, mode: Any) -> None:
    settings.API_REQUESTS_PER_MINUTE = 10**9
    settings.ALLOWED_HOSTS = ["*"]
    headers = {"Authorization": f"Bearer {program_of('wang').secret}"}
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app=get_wsgi_application())
    operation = next(found.ok() for found in schema.get_all_operations() if found.ok().label == label)

    @examples(EXAMPLES)
    @given(case=operation.as_strategy(generation_mode=mode))
    def is_answered(case: Any) -> None:
        with undone():
            case.call_and_validate(headers=headers, checks=CHECKS)

    is_answered()


def test_the_description_is_openapi_3_1_and_needs_no_token(client: Any) -> None:
    described = client.get("/api/v1/openapi.json").json()
    assert described["openapi"] == "3.1.0"
    assert described["components"]["securitySchemes"] == {"TokenAuthentication": {"type": "http", "scheme": "bearer"}}
    for methods in described["paths"].values():
        for operation in methods.values():
            assert operation["security"] == [{"TokenAuthentication": []}]
            assert list(operation["responses"]["404"]["content"]) == ["application/problem+json"]


@pytest.mark.parametrize(("method", "path", "status"), [
    ("get", "nothing", 404), ("get", "", 404), ("delete", "subjects", 405), ("put", "token", 405), ("get", "push/evidence", 405),
    ("get", "subjects?limit=0", 422), ("get", "subjects?limit=x", 422), ("get", "subjects?colour=red", 422),
    ("get", "subjects?cursor=QQ==", 422), ("get", "evidence/0", 422), ("get", "evidence/x", 404), ("get", "subjects?q=%00", 422),
])  # fmt: skip
def test_every_error_is_a_problem(program_of: Programs, method: str, path: str, status: int) -> None:
    response = getattr(program_of("chen").client, method)(f"/api/v1/{path}")
    assert (response.status_code, response["Content-Type"]) == (status, "application/problem+json")
    assert response.json()["status"] == status
    assert response.json()["request_id"] == response["X-Request-ID"]
    if status == 405:
        assert response["Allow"]


def test_an_error_of_the_program_tells_nothing_of_its_inside(program_of: Programs, monkeypatch: Any) -> None:
    def broken(*args: Any, **rest: Any) -> None:
        raise RuntimeError("inside of the program")

    program = program_of("chen")
    monkeypatch.setattr("mingpin.api.subjects.page_of", broken)
    response = program.get("subjects")
    assert (response.status_code, response.json()["code"]) == (500, "broken")
    assert "inside" not in response.content.decode()
