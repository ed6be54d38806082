"""Signing in as people and attackers do it."""

from __future__ import annotations

import re
import time
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.mfa.utils import decrypt
from django.test import Client
from django.urls import reverse

from mingpin.accounts.models import Person
from tests.platform.cast import PASSWORD

_PERIOD = 30


def try_password(client: Client, username: str, password: str = "Wrong-Password-1", **headers: str) -> Any:
    """The answer to a try, from the browser's address or another (`REMOTE_ADDR`)."""
    return client.post(reverse("account_login"), {"login": username, "password": password}, **headers)


def signed_in_as(username: str, password: str = PASSWORD, **headers: str) -> Client:
    """A browser in which the person gave name and password."""
    client = Client()
    try_password(client, username, password, **headers)
    return client


def is_signed_in(client: Client) -> bool:
    return client.get(reverse("account")).status_code == 200


def code_of(person: Person, steps: int = 0) -> str:
    """What the person's authenticator shows now, or some steps of 30 seconds later."""
    secret = decrypt(Authenticator.objects.get(user=person, type=Authenticator.Type.TOTP).data["secret"])
    return format_hotp_value(hotp_value(secret, int(time.time()) // _PERIOD + steps))


def set_up_authenticator(client: Client) -> str:
    """Gives the password once more, scans the picture, types the code; the secret."""
    address = reverse("mfa_activate_totp")
    client.post(f"{reverse('account_reauthenticate')}?next={address}", {"password": PASSWORD})
    page = client.get(address)
    assert page.status_code == 200, page.headers
    secret = str(client.session["mfa.totp.secret"])
    answer = client.post(address, {"code": format_hotp_value(hotp_value(secret, int(time.time()) // _PERIOD))})
    assert answer.status_code == 302, answer.content.decode()
    return secret


def body_without_tokens(response: Any) -> str:
    """The page without what changes with every request."""
    return re.sub(r'"X-CSRFToken": "[^"]*"|value="[^"]{32,}"|[0-9a-f]{32}', "", response.content.decode())
