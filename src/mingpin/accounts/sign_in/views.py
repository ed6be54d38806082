"""Pages of signing in: allauth's, where ours do more or say more; the cast of a demonstration; signing out everywhere."""

from __future__ import annotations

from typing import Any

from allauth.account.internal.decorators import login_not_required as also_for_nobody
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY, record_authentication
from allauth.account.views import LoginView
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.socialaccount.adapter import get_adapter as get_identity_adapter
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.urls import reverse
from django.views.decorators.http import require_POST

from mingpin.accounts.actions import end_sessions
from mingpin.accounts.adapters import AccountAdapter
from mingpin.accounts.models import Membership, Person
from mingpin.accounts.permissions import not_there
from mingpin.accounts.sign_in.duties import needs_second_factor
from mingpin.audit.actions import record
from mingpin.language import _


class SignIn(LoginView):
    """Name and password; the city's unified identity where it is set up; the cast of a demonstration with one click."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {
            "cast": demonstration_cast() if settings.DEMONSTRATION else [],
            "providers": get_identity_adapter().list_providers(self.request),
        }


def demonstration_cast() -> list[tuple[Person, list[Membership]]]:
    """The people of a demonstration who can sign in, each with what they work as."""
    people = list(Person.objects.filter(is_demonstration=True, is_active=True).order_by("pk"))
    held = Membership.objects.current().filter(person__in=people).select_related("organisation").order_by("pk")
    by_person: dict[int, list[Membership]] = {}
    for membership in held:
        by_person.setdefault(membership.person_id, []).append(membership)
    return [(person, by_person.get(person.pk, [])) for person in people]


@login_not_required
@require_POST
def demo_sign_in(request: HttpRequest) -> HttpResponse:
    """Signs in as one of the cast; there is nothing here outside of a demonstration."""
    if not settings.DEMONSTRATION or settings.PRODUCTION:
        raise not_there()
    number = request.POST.get("person", "")
    people = Person.objects.filter(is_demonstration=True, is_active=True)
    person = people.filter(pk=int(number)).first() if number.isascii() and number.isdigit() else None
    if person is None:
        raise not_there()
    AccountAdapter(request).login(request, person)
    return HttpResponseRedirect(resolve_url(settings.LOGIN_REDIRECT_URL), status=303)


@require_POST
def sign_out_everywhere(request: HttpRequest) -> HttpResponse:
    """Ends every session of the person, this one included."""
    acting = request.acting  # type: ignore[attr-defined]
    end_sessions(person=acting.person, by=acting)
    request.session.flush()
    messages.success(request, _("You are signed out everywhere."))
    return HttpResponseRedirect(reverse("account_login"), status=303)


class ActivateSecondFactor(ActivateTOTPView):
    """What shows that the authenticator works counts as a code given in this session."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        is_obliged = needs_second_factor(self.request.acting)
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"is_obliged": is_obliged}

    def form_valid(self, form: Any) -> HttpResponse:
        person = self.request.user
        with transaction.atomic():
            response = super().form_valid(form)
            record(by=self.request.acting.who(), action="activate_second_factor", on=person)
        authenticator = Authenticator.objects.get(user=person, type=Authenticator.Type.TOTP)
        record_authentication(self.request, person, "mfa", id=authenticator.pk, type=authenticator.type)
        return response  # type: ignore[no-any-return]


class DeactivateSecondFactor(DeactivateTOTPView):
    """Afterwards no code was given in this session: who needs one has to set up another authenticator."""

    def form_valid(self, form: Any) -> HttpResponse:
        with transaction.atomic():
            response = super().form_valid(form)
            record(by=self.request.acting.who(), action="deactivate_second_factor", on=self.request.user)
        given = self.request.session.get(AUTHENTICATION_METHODS_SESSION_KEY, [])
        self.request.session[AUTHENTICATION_METHODS_SESSION_KEY] = [one for one in given if one.get("method") != "mfa"]
        return response  # type: ignore[no-any-return]


class NewRecoveryCodes(GenerateRecoveryCodesView):
    def form_valid(self, form: Any) -> HttpResponse:
        with transaction.atomic():
            response = super().form_valid(form)
            record(by=self.request.acting.who(), action="make_recovery_codes", on=self.request.user)
        return response  # type: ignore[no-any-return]


@also_for_nobody
def closed(request: HttpRequest, **_names: str) -> HttpResponse:
    """What allauth has and we do not want: its names have to be there, its pages are not."""
    raise not_there()
