"""Where allauth asks us."""

from __future__ import annotations

import base64
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from mingpin.accounts.acting import Acting
from mingpin.accounts.models import Person
from mingpin.accounts.sign_in.lockout import client_address
from mingpin.audit.actions import record
from mingpin.audit.who import Who


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by enterprises that register and by administrators, not by allauth's own sign-up page."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_address(request)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("account")

    def pre_login(self, request: HttpRequest, user: Person, **rest: Any) -> HttpResponse | None:
        """People of a demonstration cannot sign in anywhere else."""
        if user.is_demonstration and not settings.DEMONSTRATION:
            user.is_active = False
        return super().pre_login(request, user, **rest)  # type: ignore[no-any-return]

    def login(self, request: HttpRequest, user: Person) -> None:
        with transaction.atomic():
            super().login(request, user)
            record(by=Acting.of(user).who(), action="sign_in", on=user)

    def logout(self, request: HttpRequest) -> None:
        user = request.user
        with transaction.atomic():
            if user.is_authenticated:
                record(by=_who(user), action="sign_out", on=user)
            super().logout(request)

    def set_password(self, user: Person, password: str) -> None:
        """Own choice of a password: after signing in, or by the link that was sent."""
        with transaction.atomic():
            super().set_password(user, password)
            record(by=_who(user), action="change_password", on=user)


class MfaAdapter(DefaultMFAAdapter):
    """Secrets of authenticators lie in the database under a key that is derived from SECRET_KEY."""

    def get_totp_label(self, user: Person) -> str:
        return user.username

    def encrypt(self, text: str) -> str:
        return _keys().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _keys().decrypt(encrypted_text.encode()).decode()


class IdentityAdapter(DefaultSocialAccountAdapter):
    """The city's unified identity opens the account of a person who is there already, found by one claim; it makes none."""

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        if sociallogin.state.get("process") != "login":
            raise ImmediateHttpResponse(render(request, "accounts/identity_unknown.html", status=403))
        if sociallogin.is_existing:
            return
        person = _person_of(sociallogin.account.extra_data)
        if person is None:
            raise ImmediateHttpResponse(render(request, "accounts/identity_unknown.html", status=403))
        with transaction.atomic():
            sociallogin.connect(request, person)
            private = {"uid": sociallogin.account.uid}
            record(by=_who(person), action="link_identity", on=person, private=private)

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False


def _person_of(claims: dict[str, Any]) -> Person | None:
    """The one active person whose sign-in name is the claim; nobody where it fits none, or more than one."""
    claimed = claims.get("id_token", {}).get(settings.OIDC_CLAIM) or claims.get("userinfo", {}).get(settings.OIDC_CLAIM)
    if not isinstance(claimed, str) or not claimed.strip():
        return None
    found = Person.objects.filter(username__iexact=claimed.strip(), is_active=True, is_demonstration=False)
    return found.get() if found.count() == 1 else None


def _who(person: Person) -> Who:
    return Acting.of(person).who()


def _keys() -> MultiFernet:
    return MultiFernet([_key(secret) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def _key(secret: str) -> Fernet:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"mingpin authenticators").derive(secret.encode())
    return Fernet(base64.urlsafe_b64encode(derived))
