"""Where allauth asks us."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by enterprises that register and by administrators, not by allauth's own sign-up page."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
