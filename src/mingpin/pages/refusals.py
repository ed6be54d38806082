"""Errors as answers: a page, a notice inside a page for htmx, or problem details (RFC 9457) for programs."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from mingpin.errors import DomainError
from mingpin.language import one_after_another
from mingpin.pages.frame import bare_frame

PROBLEM = "application/problem+json"


def wants_json(request: HttpRequest) -> bool:
    """Whether the asker is a program that reads JSON rather than pages."""
    return request.get_preferred_type(["text/html", "application/json", PROBLEM]) in ("application/json", PROBLEM)


def problem(error: DomainError, status: int | None = None) -> dict[str, Any]:
    """The error as problem details: `code` is for programs, the sentences for whoever reads them."""
    details = {
        "type": "about:blank",
        "title": error.what,
        "status": int(status or error.status),
        "detail": one_after_another(error.why, error.remedy),
        "code": error.code,
        "field": error.field,
    }
    return {name: value for name, value in details.items() if value != ""}


def refusal(request: HttpRequest, error: DomainError, status: int | None = None) -> HttpResponse:
    """The answer to somebody whose request was refused, in the shape in which they read it."""
    return _answer(request, error, int(status or error.status), "pages/refusal.html", None)


def breakdown(request: HttpRequest, error: DomainError, status: int) -> HttpResponse:
    """The same where the database may not answer, or the page itself broke: nothing but the sentences is needed for it."""
    answer = _answer(request, error, status, "pages/breakdown.html", bare_frame(request) | {"is_partial": False})
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        answer["Retry-After"] = "30"
    return answer


def _answer(
    request: HttpRequest, error: DomainError, status: int, template: str, bare: dict[str, Any] | None
) -> HttpResponse:
    if wants_json(request):
        return JsonResponse(problem(error, status), status=status, content_type=PROBLEM)
    context = (bare or {}) | {"error": error, "status": status}
    if getattr(request, "htmx", None) and not request.htmx.boosted:  # type: ignore[attr-defined]
        notice = HttpResponse(render_to_string("pages/refusal_notice.html", context), status=status)
        for name, value in (("HX-Retarget", "#notice"), ("HX-Reswap", "outerHTML"), ("HX-Reselect", "#notice")):
            notice[name] = value
        return notice
    if bare is not None:
        return HttpResponse(render_to_string(template, context), status=status)
    return render(request, template, context, status=status)
