"""What somebody who signed in owes before anything else: a password of their own, a second factor."""

from __future__ import annotations

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest
from django.urls import Resolver404, resolve, reverse
from django.utils.http import urlencode

from mingpin.accounts.acting import Acting
from mingpin.accounts.states import Role

ROLES_WITH_SECOND_FACTOR = frozenset({Role.OFFICE, Role.ADMINISTRATOR, Role.AUDITOR})
_OPEN = frozenset(
    {
        "account_logout",
        "account_change_password",
        "account_reauthenticate",
        "mfa_activate_totp",
        "mfa_reauthenticate",
        "mfa_view_recovery_codes",
        "mfa_download_recovery_codes",
        "sign_out_everywhere",
        "switch_acting",
        "switch_language",
        "switch_print",
        "health_live",
        "health_ready",
    }
)
"""Addresses that are open before that."""


def owed(request: HttpRequest, acting: Acting) -> str:
    """The address to which the person has to go first; empty where nothing is owed."""
    if acting.person is None:
        return ""
    if acting.person.owes_new_password:
        address = reverse("account_change_password")
    elif needs_second_factor(acting) and not has_shown_second_factor(request, acting):
        address = _to_second_factor(request, acting)
    else:
        return ""
    return "" if _is_open(request) else address


def needs_second_factor(acting: Acting) -> bool:
    """Whether the role in which the person acts may not be used with a password alone."""
    return bool(settings.REQUIRE_MFA) and acting.role in ROLES_WITH_SECOND_FACTOR


def has_shown_second_factor(request: HttpRequest, acting: Acting) -> bool:
    """Whether a code was given in this session."""
    return any(one.get("method") == "mfa" for one in get_authentication_records(request, acting.person))


def _to_second_factor(request: HttpRequest, acting: Acting) -> str:
    has_one = Authenticator.objects.filter(user=acting.person, type=Authenticator.Type.TOTP).exists()
    if not has_one:
        return reverse("mfa_activate_totp")
    return f"{reverse('mfa_reauthenticate')}?{urlencode({'next': request.get_full_path()})}"


def _is_open(request: HttpRequest) -> bool:
    try:
        return resolve(request.path_info).url_name in _OPEN
    except Resolver404:
        return True
