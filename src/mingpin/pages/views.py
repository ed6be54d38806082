"""The switches of the frame: language and print size, kept in a cookie."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from mingpin.language import LANGUAGES
from mingpin.pages.frame import LARGE_PRINT
from mingpin.pages.middleware import COOKIE

A_YEAR = 365 * 24 * 3600


@login_not_required
@require_POST
def switch_language(request: HttpRequest) -> HttpResponse:
    """Speaks `language` from here on; one that we do not have changes nothing."""
    language = request.POST.get("language", "")
    back = back_to(request)
    if language in LANGUAGES:
        _keep(back, COOKIE, language)
    return back


@login_not_required
@require_POST
def switch_print(request: HttpRequest) -> HttpResponse:
    """Large print, or usual."""
    back = back_to(request)
    if request.POST.get("print") == "large":
        _keep(back, LARGE_PRINT, "1")
    else:
        back.delete_cookie(LARGE_PRINT)
    return back


def back_to(request: HttpRequest) -> HttpResponseRedirect:
    """To the page named by `next`, which has to be a path of our own; else to the first."""
    wanted = request.POST.get("next", "")
    is_own = wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return HttpResponseRedirect(wanted if is_own else "/", status=303)


def _keep(response: HttpResponse, name: str, value: str) -> None:
    response.set_cookie(
        name, value, max_age=A_YEAR, httponly=True, samesite="Lax", secure=bool(settings.SESSION_COOKIE_SECURE)
    )
