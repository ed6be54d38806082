"""Puts `request.acting`: who acts and for whom, asked of the database at every request, so that a lost right is lost at once."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from mingpin.accounts.acting import NOBODY, Acting
from mingpin.accounts.models import Person
from mingpin.accounts.sign_in.duties import owed

SESSION_KEY = "membership"


class ActingMiddleware:
    """Who owes a password of their own or a second factor is led there first."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.acting = acting_of(request)  # type: ignore[attr-defined]
        address = owed(request, request.acting)  # type: ignore[attr-defined]
        if not address:
            return self.get_response(request)
        if request.headers.get("HX-Request"):
            return HttpResponse(status=204, headers={"HX-Redirect": address})
        return HttpResponseRedirect(address, status=303)


def acting_in(request: HttpRequest) -> Acting:
    """Who acts in this request."""
    acting: Acting = request.acting  # type: ignore[attr-defined]
    return acting


def acting_of(request: HttpRequest) -> Acting:
    """Who acts, by the session; nobody where nobody signed in."""
    if not request.user.is_authenticated:
        return NOBODY
    person: Person = getattr(request.user, "_wrapped", request.user)  # the person, not the lazy object around it
    return Acting.of(person, request.session.get(SESSION_KEY))
