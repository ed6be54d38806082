"""The language of a request, and errors of actions as pages."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation

from mingpin.errors import DomainError
from mingpin.language import DEFAULT_LANGUAGE, LANGUAGES, use_language

COOKIE = "language"
DJANGO_NAMES = {"zh": "zh-hans", "en": "en"}


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


class RefusalMiddleware:
    """An action's refusal becomes a page that says what, why and what to do next."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, DomainError):
            return None
        return render(request, "pages/refusal.html", {"error": error}, status=error.status)
