"""SEC-10: the second factor is neither bypassed nor replayed."""

from __future__ import annotations

import time
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client
from django.urls import reverse

from mingpin.accounts.actions import take_second_factor
from mingpin.accounts.models import Person
from mingpin.errors import Invalid, Refused
from tests.platform.accounts import recorded
from tests.platform.cast import PASSWORD, Cast
from tests.trust.signing import code_of, is_signed_in, set_up_authenticator, signed_in_as, try_password

pytestmark = pytest.mark.django_db
CODE = "mfa_authenticate"


@pytest.fixture
def sun(cast: Cast) -> Person:
    """Sun has an authenticator, and the codes of the last minute are long over."""
    set_up_authenticator(signed_in_as("sun"))
    Person.objects.filter(username="sun").update(last_code_step=0)
    return cast.person("sun")


def test_sec_10_after_the_password_the_code_is_asked(sun: Person) -> None:
    client = Client()
    answer = try_password(client, "sun", PASSWORD)
    assert answer.headers["Location"] == reverse(CODE)
    assert not is_signed_in(client)
    client.post(reverse(CODE), {"code": code_of(sun)})
    assert is_signed_in(client)


@pytest.mark.parametrize(
    "way",
    ["desk", "account", "mfa_index", "mfa_view_recovery_codes", "mfa_reauthenticate", "account_change_password"],
)
def test_sec_10_the_password_alone_opens_no_page(sun: Person, way: str) -> None:
    client = signed_in_as("sun")
    answer = client.get(reverse(way))
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith((reverse("account_login"), reverse(CODE)))


def test_sec_10_a_code_is_taken_once(sun: Person) -> None:
    code = code_of(sun)
    first, second = signed_in_as("sun"), signed_in_as("sun")
    first.post(reverse(CODE), {"code": code})
    second.post(reverse(CODE), {"code": code})
    assert (is_signed_in(first), is_signed_in(second)) == (True, False)


def test_sec_10_a_code_older_than_the_last_is_not_taken(sun: Person) -> None:
    first, second = signed_in_as("sun"), signed_in_as("sun")
    first.post(reverse(CODE), {"code": code_of(sun)})
    second.post(reverse(CODE), {"code": code_of(sun, -1)})
    assert not is_signed_in(second)
    second.post(reverse(CODE), {"code": code_of(sun, 1)})
    assert is_signed_in(second)


def test_sec_10_the_code_that_set_it_up_signs_nobody_in(cast: Cast) -> None:
    secret = set_up_authenticator(signed_in_as("sun"))
    client = signed_in_as("sun")
    for step in (-1, 0):
        client.post(reverse(CODE), {"code": format_hotp_value(hotp_value(secret, int(time.time()) // 30 + step))})
    assert not is_signed_in(client)


def test_sec_10_the_memory_of_used_codes_is_in_the_database_not_in_a_process(sun: Person) -> None:
    from django.core.cache import cache

    code = code_of(sun)
    first = signed_in_as("sun")
    first.post(reverse(CODE), {"code": code})
    cache.clear()  # another process of the server
    second = signed_in_as("sun")
    second.post(reverse(CODE), {"code": code})
    assert not is_signed_in(second)


def test_sec_10_codes_are_not_guessed(sun: Person) -> None:
    answers = []
    for number in range(100):
        client = signed_in_as("sun", REMOTE_ADDR=f"10.0.{number}.1")
        answers.append(client.post(reverse(CODE), {"code": f"{number:06}"}, REMOTE_ADDR=f"10.0.{number}.1").status_code)
    assert answers.index(429) + 1 == 5
    client = signed_in_as("sun", REMOTE_ADDR="10.9.9.9")
    client.post(reverse(CODE), {"code": code_of(sun)}, REMOTE_ADDR="10.9.9.9")
    assert not is_signed_in(client)


def test_sec_10_an_administrator_takes_it_away_from_others_only_and_sessions_end(cast: Cast, sun: Person) -> None:
    client = signed_in_as("sun")
    client.post(reverse(CODE), {"code": code_of(sun)})
    assert is_signed_in(client)
    for who in ("wang", "zhou", "zhao", "sun"):
        with pytest.raises(Refused):
            take_second_factor(person=sun, why="手机丢失", by=getattr(cast, who))
    take_second_factor(person=sun, why="手机丢失", by=cast.ma)
    assert not is_signed_in(client)
    assert Authenticator.objects.filter(user=sun).count() == 0
    assert recorded.actions()[-1] == "take_second_factor"
    set_up_authenticator(signed_in_as("ma"))
    with pytest.raises(Invalid):
        take_second_factor(person=cast.person("ma"), why="x", by=cast.ma)


def test_sec_10_a_recovery_code_is_taken_once(sun: Person) -> None:
    codes = Authenticator.objects.get(user=sun, type=Authenticator.Type.RECOVERY_CODES).wrap().get_unused_codes()
    assert len(codes) == 10
    first, second = signed_in_as("sun"), signed_in_as("sun")
    first.post(reverse(CODE), {"code": codes[0]})
    second.post(reverse(CODE), {"code": codes[0]})
    assert (is_signed_in(first), is_signed_in(second)) == (True, False)


def test_sec_10_secrets_do_not_lie_open_in_the_database(sun: Person) -> None:
    from allauth.mfa.utils import decrypt

    for authenticator in Authenticator.objects.filter(user=sun):
        kept = authenticator.data.get("secret") or authenticator.data.get("seed")
        assert decrypt(kept) not in str(authenticator.data)


def test_sec_10_secrets_survive_a_change_of_the_key(sun: Person, settings: Any) -> None:
    code = code_of(sun)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another key that is as long as a key has to be, and then some more"
    client = signed_in_as("sun")
    client.post(reverse(CODE), {"code": code})
    assert is_signed_in(client)


@pytest.mark.parametrize(
    ("who", "is_obliged"),
    [("wang", True), ("ma", True), ("zhao", True), ("li", False), ("zhou", False), ("sun", False)],
)
def test_sec_10_office_administrators_and_auditors_need_it_where_it_is_required(
    cast: Cast, settings: Any, who: str, is_obliged: bool
) -> None:
    settings.REQUIRE_MFA = True
    client = signed_in_as(who)
    answer = client.get(reverse("desk"))
    if not is_obliged:
        assert answer.status_code == 200
        return
    assert answer.headers["Location"] == reverse("mfa_activate_totp")
    set_up_authenticator(client)
    assert client.get(reverse("desk")).status_code == 200
    assert recorded.actions().count("activate_second_factor") == 1


def test_sec_10_a_session_without_a_code_does_not_act_for_such_a_role(cast: Cast, settings: Any) -> None:
    """As one that was opened before the rule held, or for another membership."""
    set_up_authenticator(signed_in_as("wang"))
    settings.REQUIRE_MFA = True
    client = Client()
    client.force_login(cast.person("wang"), backend="django.contrib.auth.backends.ModelBackend")
    answer = client.post(reverse("organisation_new"), {"name": "x"})
    assert answer.status_code == 303
    assert answer.headers["Location"].startswith(reverse("mfa_reauthenticate"))


def test_sec_10_who_removes_the_authenticator_needs_another_at_once(cast: Cast, settings: Any) -> None:
    settings.REQUIRE_MFA = True
    client = signed_in_as("wang")
    set_up_authenticator(client)
    settings.REQUIRE_MFA = False
    client.post(reverse("mfa_deactivate_totp"))
    settings.REQUIRE_MFA = True
    assert Authenticator.objects.filter(user=cast.person("wang")).count() == 0
    assert client.get(reverse("desk")).headers["Location"] == reverse("mfa_activate_totp")
    assert "deactivate_second_factor" in recorded.actions()


def test_sec_10_who_stands_in_for_such_a_role_needs_it_too(cast: Cast, settings: Any) -> None:
    from django.utils import timezone

    from mingpin.accounts.actions import give_delegation
    from mingpin.accounts.middleware import SESSION_KEY

    wang = cast.wang.membership
    assert wang is not None
    today = timezone.localdate()
    give_delegation(
        membership=wang, to=cast.person("li"), valid_from=today, valid_to=today, reason="出差", by=cast.wang
    )
    settings.REQUIRE_MFA = True
    client = signed_in_as("li")
    assert client.get(reverse("desk")).status_code == 200
    client.post(reverse("switch_acting"), {"membership": wang.pk})
    assert client.session[SESSION_KEY] == wang.pk
    assert client.get(reverse("desk")).headers["Location"] == reverse("mfa_activate_totp")
