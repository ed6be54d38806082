"""SEC-10: passwords are not guessed, and nobody learns from the answers who has an account."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from axes.models import AccessAttempt
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core import mail
from django.test import Client
from django.urls import reverse

from mingpin.accounts.models import Person
from tests.platform.cast import PASSWORD, Cast
from tests.trust.signing import body_without_tokens, is_signed_in, signed_in_as, try_password

pytestmark = pytest.mark.django_db
LOCKED = 429


class CountingHasher(MD5PasswordHasher):
    """Counts how often a password was hashed."""

    hashed = 0

    def encode(self, password: str, salt: str) -> str:
        type(self).hashed += 1
        return super().encode(password, salt)


def tries_before_the_lock(attempt: Callable[[int], Any], most: int = 100) -> int:
    answers = [attempt(number).status_code for number in range(most)]
    return answers.index(LOCKED) + 1


def test_sec_10_a_hundred_wrong_passwords_for_one_person_from_many_addresses(cast: Cast) -> None:
    """Whoever commands many addresses has five tries."""
    tried = tries_before_the_lock(lambda n: try_password(Client(), "sun", REMOTE_ADDR=f"10.0.{n}.1"))
    assert tried == 5
    answer = try_password(Client(), "sun", PASSWORD, REMOTE_ADDR="10.9.9.9")
    assert answer.status_code == LOCKED, "the right password does not open it either"
    assert "暂停登录 15 分钟" in answer.content.decode()


@pytest.mark.parametrize("spelling", [str.upper, str.title, lambda name: f" {name} ", lambda name: "ｓｕｎ"])
def test_sec_10_other_spellings_of_a_name_are_no_further_tries(cast: Cast, spelling: Callable[[str], str]) -> None:
    for number in range(5):
        try_password(Client(), spelling("sun") if number % 2 else "sun", REMOTE_ADDR=f"10.0.{number}.1")
    assert try_password(Client(), "sun", PASSWORD, REMOTE_ADDR="10.9.9.9").status_code == LOCKED


def test_sec_10_a_hundred_wrong_passwords_spread_over_people_from_one_address(cast: Cast) -> None:
    tried = tries_before_the_lock(lambda n: try_password(Client(), f"somebody{n}"))
    assert tried == 10
    assert try_password(Client(), "sun", PASSWORD).status_code == LOCKED
    assert is_signed_in(signed_in_as("sun", REMOTE_ADDR="10.9.9.9")), "others are not locked out"


def test_sec_10_an_own_account_does_not_clear_the_address(cast: Cast) -> None:
    """Between the tries the attacker signs in as themself."""

    def attempt(number: int) -> Any:
        if number % 3 == 2:
            signed_in_as("qian")
        return try_password(Client(), f"somebody{number}")

    assert tries_before_the_lock(attempt, 15) == 10


def test_sec_10_a_success_clears_what_was_tried_on_the_own_name(cast: Cast) -> None:
    for _try in range(4):
        try_password(Client(), "sun")
    assert is_signed_in(signed_in_as("sun"))
    assert AccessAttempt.objects.filter(username="sun").count() == 0


@pytest.mark.parametrize("proxies", [0, 1])
def test_sec_10_a_spoofed_forwarded_address_neither_evades_nor_locks_others(
    cast: Cast, settings: Any, proxies: int
) -> None:
    settings.TRUSTED_PROXIES = proxies
    real = ", 203.0.113.7" if proxies else ""
    where = {"REMOTE_ADDR": "192.0.2.1" if proxies else "203.0.113.7"}

    def attempt(number: int) -> Any:
        return try_password(Client(), f"somebody{number}", HTTP_X_FORWARDED_FOR=f"198.51.100.{number}{real}", **where)

    assert tries_before_the_lock(attempt) == 10
    victim = {"HTTP_X_FORWARDED_FOR": "198.51.100.3", "REMOTE_ADDR": "192.0.2.1"} if proxies else {}
    honest = victim or {"REMOTE_ADDR": "198.51.100.3"}
    assert is_signed_in(signed_in_as("sun", **honest))


def test_sec_10_of_one_network_of_ipv6_all_addresses_count_as_one(cast: Cast) -> None:
    tried = tries_before_the_lock(lambda n: try_password(Client(), f"x{n}", REMOTE_ADDR=f"2001:db8:1:2::{n + 1:x}"), 15)
    assert tried == 10


def test_sec_10_the_lock_ends_by_itself_and_tries_meanwhile_do_not_lengthen_it(cast: Cast) -> None:
    from datetime import timedelta

    for _try in range(8):
        try_password(Client(), "sun")
    rows = AccessAttempt.objects.filter(username="sun")
    assert sum(rows.values_list("failures_since_start", flat=True)) == 5
    for row in rows:
        AccessAttempt.objects.filter(pk=row.pk).update(attempt_time=row.attempt_time - timedelta(minutes=16))
    assert is_signed_in(signed_in_as("sun"))


@pytest.mark.parametrize("address", ["account_login", "account_reset_password"])
def test_sec_10_answers_to_known_and_unknown_people_are_the_same(cast: Cast, address: str) -> None:
    sun = cast.person("sun")
    Person.objects.filter(pk=sun.pk).update(email="sun@example.org")
    forms = {
        "account_login": ({"login": "sun", "password": "x"}, {"login": "sin", "password": "x"}),
        "account_reset_password": ({"email": "sun@example.org"}, {"email": "sin@example.org"}),
    }
    known, unknown = (Client().post(reverse(address), form) for form in forms[address])
    assert known.status_code == unknown.status_code
    assert known.headers.get("Location") == unknown.headers.get("Location")
    assert body_without_tokens(known).replace("sun", "") == body_without_tokens(unknown).replace("sin", "")
    assert [len(one.to) for one in mail.outbox] == ([1, 1] if address == "account_reset_password" else [])


def test_sec_10_a_closed_account_answers_like_none_without_its_password(cast: Cast) -> None:
    Person.objects.filter(username="sun").update(is_active=False)
    known, unknown = try_password(Client(), "sun"), try_password(Client(), "sin")
    assert body_without_tokens(known).replace("sun", "") == body_without_tokens(unknown).replace("sin", "")
    assert not is_signed_in(signed_in_as("sun"))


def test_sec_10_registration_tells_nothing_of_who_is_there(cast: Cast) -> None:
    """A sign-in name that is taken, a credit code that is known: the pages are the same but for the digits."""
    import re

    from tests.platform.accounts.test_carriers import NEW, sent, valid

    known = Client().post(reverse("register"), sent(username="wang", credit_code="91410782MA0000002Q"))
    unknown = Client().post(reverse("register"), sent(username="wong", credit_code=valid(NEW)))
    assert known.status_code == unknown.status_code == 200
    pages = [re.sub(r"w[ao]ng-\d{4}", "NAME", body_without_tokens(one)) for one in (known, unknown)]
    assert pages[0] == pages[1]


@pytest.mark.parametrize("closed", [False, True])
def test_sec_10_the_same_hashing_is_done_for_known_and_unknown_people(cast: Cast, settings: Any, closed: bool) -> None:
    settings.PASSWORD_HASHERS = ["tests.trust.test_sec_10_passwords.CountingHasher"]
    Person.objects.filter(username="qian").update(is_active=not closed)
    Person.objects.filter(username="feng").update(password="!unusable")
    counts = {}
    for name in ("sun", "SUN", "sin", "qian", "feng"):
        before = CountingHasher.hashed
        try_password(Client(), name, REMOTE_ADDR=f"10.0.0.{len(counts) + 1}")
        counts[name] = CountingHasher.hashed - before
    assert len(set(counts.values())) == 1, counts
    assert counts["sin"] >= 1


def test_sec_10_the_password_once_more_is_counted_as_well(cast: Cast) -> None:
    client = signed_in_as("sun")
    address = reverse("account_reauthenticate")
    assert tries_before_the_lock(lambda n: client.post(address, {"password": "Wrong-Password-1"}), 15) <= 5
