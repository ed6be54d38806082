"""Each request has an id, in the log and in the answer, by which the office and the operator mean the same event; and a line in
the log that says what was asked, by which person (a number), what came of it and how long it took."""

from __future__ import annotations

import logging
import re
import time
import uuid
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from mingpin.config.logs import request_id

log = logging.getLogger("mingpin.request")

_FOREIGN_ID = re.compile(r"[0-9A-Za-z-]{8,64}")
SECRET_PARTS = {"key", "uidb36", "uidb64", "token", "code"}
"""Parts of addresses that open something: the log has the pattern of such an address instead of the address."""
QUIET = ("/health/",)
LONGEST_PATH = 200


class RequestIdMiddleware:
    """Takes the id of a proxy (`X-Request-ID`) where it is one, else makes one; writes the line of the log."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        begun = time.monotonic()
        given = request.headers.get("X-Request-ID", "")
        name = given if _FOREIGN_ID.fullmatch(given) else uuid.uuid4().hex
        request.request_id = name  # type: ignore[attr-defined]
        mark = request_id.set(name)
        try:
            response = self.get_response(request)
            _write_line(request, response, time.monotonic() - begun)
        finally:
            request_id.reset(mark)
        response["X-Request-ID"] = name
        return response


def _write_line(request: HttpRequest, response: HttpResponse, seconds: float) -> None:
    """Neither query string nor address of the network: both tell of people, and the first may hold a secret."""
    if request.path.startswith(settings.STATIC_URL):
        return
    level = logging.DEBUG if request.path.startswith(QUIET) and response.status_code < 400 else logging.INFO
    told = {
        "method": request.method,
        "path": told_path(request),
        "status": response.status_code,
        "ms": round(seconds * 1000),
        "person": getattr(getattr(request, "_cached_user", None), "pk", None),
    }
    log.log(
        level,
        "%(method)s %(path)s %(status)s %(ms)s ms person:%(by)s",
        told | {"by": told["person"] or "-"},
        extra=told,
    )


def told_path(request: HttpRequest) -> str:
    """The path as the log may have it."""
    match = request.resolver_match
    if match is not None and SECRET_PARTS & set(match.kwargs):
        return f"/{match.route}"
    return request.path[:LONGEST_PATH]
