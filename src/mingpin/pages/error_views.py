"""What Django calls when there is no page, no right, no sense in a request, or a bug."""

from __future__ import annotations

import sys
from http import HTTPStatus

from django.contrib.auth.decorators import login_not_required
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse

from mingpin.errors import DomainError, Invalid, NotThere, Refused, Unavailable
from mingpin.language import _
from mingpin.pages.refusals import breakdown, refusal


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    error = Invalid(
        _("This request cannot be understood."),
        why=_("It is not formed as the platform's own pages form theirs."),
        remedy=_("Go back to the page, reload it and try again."),
    )
    return breakdown(request, error, HTTPStatus.BAD_REQUEST)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    error = Refused(
        _("You may not open this page."),
        why=_("Your role does not have it."),
        remedy=_("Act for another organisation, or ask the city office."),
    )
    return refusal(request, error)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    error = NotThere(
        _("There is no page at this address."),
        why=_("It may have been mistyped or moved."),
        remedy=_("Check the address, or begin at your desk."),
    )
    return refusal(request, error)


@login_not_required
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    error = Refused(
        _("This was not sent: the page had become too old."),
        why=_(
            "Whoever signs in or out in another window makes the forms of earlier pages invalid; so do blocked cookies."
        ),
        remedy=_("Go back, reload the page and send it again."),
    )
    return breakdown(request, error, HTTPStatus.FORBIDDEN)


def server_error(request: HttpRequest) -> HttpResponse:
    """503 where the database does not answer, else 500. Asks nothing of the database."""
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        return breakdown(request, unavailable(), HTTPStatus.SERVICE_UNAVAILABLE)
    error = DomainError(
        _("Something broke on our side."),
        why=_("Nothing of what you sent was kept; the event is in the log under the number below."),
        remedy=_("Try again in a few minutes. If it happens again, tell the operator that number."),
    )
    error.code = "broken"
    return breakdown(request, error, HTTPStatus.INTERNAL_SERVER_ERROR)


def unavailable() -> Unavailable:
    """The database does not answer: neither yes nor no can be said."""
    return Unavailable(
        _("This cannot be checked now."),
        why=_("The database does not answer. This says nothing about what you asked for."),
        remedy=_("Try again in a minute."),
    )
