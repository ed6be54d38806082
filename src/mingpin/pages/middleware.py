"""The language of a request, errors of actions as pages, and what every answer says about itself."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django.utils import translation
from django_htmx.http import HttpResponseClientRedirect

from mingpin.errors import DomainError
from mingpin.language import DEFAULT_LANGUAGE, LANGUAGES, use_language
from mingpin.pages.error_views import unavailable
from mingpin.pages.refusals import breakdown, refusal

COOKIE = "language"
DJANGO_NAMES = {"zh": "zh-hans", "en": "en"}
OF_EVERY_ANSWER = {
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}


class LanguageMiddleware:
    """Speaks the language of the person's cookie, else Chinese: our messages and Django's alike."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        named = request.COOKIES.get(COOKIE, DEFAULT_LANGUAGE)
        language = named if named in LANGUAGES else DEFAULT_LANGUAGE
        use_language(language)
        translation.activate(DJANGO_NAMES[language])
        request.LANGUAGE_CODE = DJANGO_NAMES[language]
        response = self.get_response(request)
        response.headers.setdefault("Content-Language", DJANGO_NAMES[language])
        return response


class AnswerHeadersMiddleware:
    """What browsers may do with an answer: use no device, show nothing of it on other sites, keep no copy.

    It stands outermost, so that it sees the answers of all others, refusals included.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        for name, value in OF_EVERY_ANSWER.items():
            response.headers.setdefault(name, value)
        if not request.path.startswith(settings.STATIC_URL) and "public" not in response.get("Cache-Control", ""):
            response["Cache-Control"] = "no-store"
        return response


class RefusalMiddleware:
    """An action's refusal becomes an answer that says what, why and what to do next; so does a database that does not answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        where = response.headers.get("Location", "")
        if getattr(request, "htmx", None) and where.startswith(resolve_url(settings.LOGIN_URL)):
            return HttpResponseClientRedirect(where)  # else the page to sign in would be put into the middle of another
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, DomainError):
            return refusal(request, error)
        if isinstance(error, OperationalError | InterfaceError):
            return breakdown(request, unavailable(), 503)
        return None
