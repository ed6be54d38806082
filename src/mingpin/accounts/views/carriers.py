"""An enterprise comes to the platform: the public page, and the same for who has an account already."""

from __future__ import annotations

from typing import Any

from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from mingpin.accounts.acting import Acting
from mingpin.accounts.actions import Mandate, join_carrier, register_carrier
from mingpin.accounts.actions.carriers import checked
from mingpin.accounts.areas import area_name
from mingpin.accounts.forms.organisations import JoinForm, RegisterForm
from mingpin.accounts.forms.sending import sent, status_of
from mingpin.accounts.middleware import acting_in
from mingpin.accounts.models import Membership
from mingpin.accounts.permissions import require
from mingpin.files.actions import store_upload
from mingpin.language import _

LARGEST_MANDATE = 10 * 2**20
_PROOF = ("pdf", "png", "jpeg")


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    """The public page; then the sign-in name, and who decides. The answer is the same whatever was there before."""
    acting = acting_in(request)
    if acting.is_anybody:
        return HttpResponseRedirect(reverse("membership_request"), status=303)
    if request.method == "POST" and not ratelimit.consume(request, action="signup"):
        return ratelimit.respond_429(request)  # type: ignore[no-any-return]
    form = RegisterForm(request.POST or None, request.FILES or None)
    membership = sent(form, lambda data: _register(data, acting))
    if membership:
        area = area_name(checked_area(form.cleaned_data))
        shown = {"username": membership.person.username, "area": area}
        return render(request, "accounts/registered.html", shown)
    return render(request, "accounts/register.html", {"form": form}, status=status_of(form))


@require_http_methods(["GET", "POST"])
def membership_request(request: HttpRequest) -> HttpResponse:
    """Who can sign in already asks to act for another enterprise."""
    acting = acting_in(request)
    require(acting, "join", Membership)
    form = JoinForm(request.POST or None, request.FILES or None)
    if sent(form, lambda data: join_carrier(mandate=_mandate(data), by=acting)):
        messages.success(request, _("The request is sent. Its county or zone decides; you see here how it stands."))
        return HttpResponseRedirect(reverse("account"), status=303)
    context = {
        "form": form,
        "title": _("Act for another enterprise"),
        "trail": [(reverse("account"), _("My account"))],
        "has_file": True,
    }
    return render(request, "accounts/form.html", context, status=status_of(form))


def checked_area(data: dict[str, Any]) -> str:
    """The county or zone that decides: by what was sent, not by what is there."""
    return checked(Mandate(data["credit_code"], data["organisation_name"], data["area"])).area


def _register(data: dict[str, Any], by: Acting) -> Membership:
    person = {name: data[name] for name in ("username", "name", "phone", "email", "password")}
    return register_carrier(mandate=_mandate(data), by=by, **person)


def _mandate(data: dict[str, Any]) -> Mandate:
    """The mandate with its file stored: after the rest was checked, so that nothing is kept of what is refused."""
    given = {name: data[name] for name in ("credit_code", "organisation_name", "area", "position", "valid_to")}
    mandate = checked(Mandate(**given))
    if not data.get("mandate"):
        return mandate
    file = store_upload(data["mandate"], largest=LARGEST_MANDATE, kinds=_PROOF, field="mandate")
    return Mandate(**{**given, "file": file})
