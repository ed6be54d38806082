"""Every page of accounts opens for whoever may see it, and is complete."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.platform.cast import Cast
from tests.platform.fixtures import SignedIn

PAGES = {
    "account": ("wang", "zhou", "sun", "he"),
    "delegation_new": ("wang", "sun"),
    "membership_request": ("sun", "he"),
    "memberships": ("wang", "zhou", "ma"),
    "organisations": ("wang", "zhou", "ma", "sun", "he"),
    "organisation_new": ("wang", "ma"),
    "people": ("wang", "ma", "zhao"),
    "person_new": ("ma",),
    "usersessions_list": ("wang",),
    "mfa_index": ("wang",),
    "account_change_password": ("wang",),
    "account_logout": ("wang",),
    "account_login": ("nobody",),
    "account_reset_password": ("nobody",),
    "account_reset_password_done": ("nobody",),
    "account_reset_password_from_key_done": ("nobody",),
    "account_inactive": ("nobody",),
    "socialaccount_login_cancelled": ("nobody",),
    "register": ("nobody",),
}


@pytest.mark.parametrize("name", PAGES)
def test_every_page_opens_for_whoever_may_see_it(name: str, cast: Cast, signed_in: SignedIn) -> None:
    for who in PAGES[name]:
        response = signed_in(who).get(reverse(name))
        assert response.status_code == 200, f"{name} for {who}: {response.status_code}"
        assert "</main>" in response.content.decode()
