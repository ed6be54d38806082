"""Errors as programs read them: problem details (RFC 9457), the same for every error of the interface."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping
from http import HTTPStatus
from typing import Any

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed, JsonResponse
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError

from mingpin.errors import DomainError
from mingpin.language import _, one_after_another

MEDIA_TYPE = "application/problem+json"
log = logging.getLogger("mingpin.api")


class Fault(Schema):
    """One thing that is wrong in what was sent: where, and what."""

    place: str
    reason: str


class Problem(Schema):
    """An error: `code` is for programs and never changes, `title` and `detail` are sentences."""

    type: str
    title: str
    status: int
    code: str
    detail: str = ""
    remedy: str = ""
    field: str = ""
    errors: list[Fault] = []
    request_id: str = ""


class TooMany(Exception):
    """More requests than a token may send; `seconds` until it may again."""

    def __init__(self, seconds: int):
        super().__init__(seconds)
        self.seconds = seconds


def problem(
    request: HttpRequest,
    status: int,
    code: str,
    title: str,
    *,
    headers: Mapping[str, str] | None = None,
    **members: Any,
) -> HttpResponse:
    """The answer that tells of an error."""
    content = {
        "type": f"urn:mingpin:problem:{code}",
        "title": title,
        "status": int(status),
        "code": code,
        **{name: member for name, member in members.items() if member},
        "request_id": getattr(request, "request_id", ""),
    }
    return JsonResponse(
        content, status=status, content_type=MEDIA_TYPE, headers=headers, json_dumps_params={"ensure_ascii": False}
    )


def there_is_nothing(request: HttpRequest) -> HttpResponse:
    """What is told of an address that is none, and of things that the token may not know of."""
    return problem(
        request, HTTPStatus.NOT_FOUND, "not_there", _("There is nothing at this address that you may see."),
        remedy=_("Check the address, or search for it."),
    )  # fmt: skip


def told_as_problems(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """The view of an address for programs: nobody signs in there, and a method that is not allowed is a problem too."""

    def for_programs(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        if isinstance(response, HttpResponseNotAllowed):
            allowed = ", ".join(sorted(response.headers["Allow"].split(", ")))
            return problem(
                request, HTTPStatus.METHOD_NOT_ALLOWED, "method", _("This address does not know the method."),
                detail=_("It knows {methods}.").format(methods=allowed), headers={"Allow": allowed},
            )  # fmt: skip
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    for_programs.csrf_exempt = True  # type: ignore[attr-defined]  # no cookie opens anything here
    for_programs.login_required = False  # type: ignore[attr-defined]
    return for_programs


def add_handlers(api: NinjaAPI) -> None:
    """Every error that can happen, told as a problem."""
    api.add_exception_handler(DomainError, _refused)
    api.add_exception_handler(ValidationError, _not_as_described)
    api.add_exception_handler(AuthenticationError, _not_known)
    api.add_exception_handler(TooMany, _too_many)
    api.add_exception_handler(RequestDataTooBig, _too_large)
    api.add_exception_handler(SuspiciousOperation, _unreadable)
    api.add_exception_handler(HttpError, _unreadable)
    api.add_exception_handler(Http404, lambda request, error: there_is_nothing(request))
    api.add_exception_handler(Exception, _broken)


def _refused(request: HttpRequest, error: Any) -> HttpResponse:
    return problem(
        request, error.status, error.code, error.what, detail=error.why, remedy=error.remedy, field=error.field
    )


def _not_as_described(request: HttpRequest, error: Any) -> HttpResponse:
    return problem(
        request, HTTPStatus.UNPROCESSABLE_ENTITY, "invalid", _("The request is not as the interface describes it."),
        errors=list(_faults(error.errors)),
    )  # fmt: skip


def _faults(errors: Iterable[Mapping[str, Any]]) -> Iterable[dict[str, str]]:
    for error in errors:
        yield {"place": ".".join(str(part) for part in error["loc"]), "reason": str(error["msg"])}


def _not_known(request: HttpRequest, error: Any) -> HttpResponse:
    return problem(
        request, HTTPStatus.UNAUTHORIZED, "token", _("The request carries no token that opens this."),
        remedy=_("Send the header Authorization: Bearer with a token that is neither revoked nor expired."),
        headers={"WWW-Authenticate": 'Bearer realm="mingpin"'},
    )  # fmt: skip


def _too_many(request: HttpRequest, error: Any) -> HttpResponse:
    return problem(
        request, HTTPStatus.TOO_MANY_REQUESTS, "too_many", _("The token sends more requests than it may."),
        remedy=_("Try again in {seconds} seconds.").format(seconds=error.seconds),
        headers={"Retry-After": str(error.seconds)},
    )  # fmt: skip


def _too_large(request: HttpRequest, error: Any) -> HttpResponse:
    return problem(
        request, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too_large", _("The request is larger than the interface takes."),
        remedy=_("Send the rows in several requests, or as files in the browser."),
    )  # fmt: skip


def _unreadable(request: HttpRequest, error: Any) -> HttpResponse:
    return problem(
        request, HTTPStatus.BAD_REQUEST, "unreadable", _("The request cannot be read."),
        remedy=_("Send the body as JSON in UTF-8, each key once."),
    )  # fmt: skip


def _broken(request: HttpRequest, error: Any) -> HttpResponse:
    log.error("an error of the program at %s %s", request.method, request.path, exc_info=error)
    return problem(
        request, HTTPStatus.INTERNAL_SERVER_ERROR, "broken", _("The program made an error; nothing of the request was done."),
        remedy=one_after_another(
            _("Try again later."), _("If it stays, tell the operator the number of the request.")
        ),
    )  # fmt: skip
