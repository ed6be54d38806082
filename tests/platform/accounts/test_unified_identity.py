"""The city's unified identity opens the account of a person who is there already; it makes none."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, build_opener

import pytest
from allauth.socialaccount.models import SocialAccount
from django.test import Client
from django.urls import reverse

from mingpin.accounts.models import Person
from tests.platform.accounts import recorded
from tests.platform.accounts.identity_provider import CLIENT, SECRET, Provider, running
from tests.platform.cast import PASSWORD, Cast


class _Stay(HTTPRedirectHandler):
    def redirect_request(self, *arguments: Any) -> None:
        return None


@pytest.fixture
def city(settings: Any) -> Iterator[Provider]:
    with running() as provider:
        settings.SOCIALACCOUNT_PROVIDERS = {
            "openid_connect": {
                "OAUTH_PKCE_ENABLED": True,
                "APPS": [
                    {
                        "provider_id": "city",
                        "name": "统一身份认证",
                        "client_id": CLIENT,
                        "secret": SECRET,
                        "settings": {"server_url": provider.url},
                    }
                ],
            }
        }
        yield provider


def come_back(client: Client, **query: str) -> Any:
    """Goes to the provider and comes back: the answer to the callback."""
    away = client.post(f"{reverse('openid_connect_login', args=['city'])}", query)
    assert away.status_code == 302, away.content.decode()
    return client.get(_callback_of(away.headers["Location"]))


def _callback_of(address: str) -> str:
    try:
        build_opener(_Stay).open(address)
    except Exception as redirect:
        back = urlsplit(redirect.headers["Location"])  # type: ignore[attr-defined]
        return f"{back.path}?{back.query}"
    raise AssertionError("the provider did not send the browser back")


def is_signed_in_as(client: Client) -> str:
    answer = client.get(reverse("account"))
    return answer.wsgi_request.user.username if answer.status_code == 200 else ""  # type: ignore[attr-defined]


def test_the_person_with_the_claimed_sign_in_name_is_signed_in_and_linked(cast: Cast, city: Provider) -> None:
    client = Client()
    assert "用统一身份认证登录" in client.get(reverse("account_login")).content.decode()
    come_back(client)
    assert is_signed_in_as(client) == "sun"
    assert SocialAccount.objects.get().user == cast.person("sun")
    assert recorded.actions() == ["link_identity", "sign_in"]
    assert "city-77" not in recorded.leaves()


def test_afterwards_the_identity_counts_and_not_the_name(cast: Cast, city: Provider) -> None:
    come_back(Client())
    city.claims["preferred_username"] = "wang"
    client = Client()
    come_back(client)
    assert is_signed_in_as(client) == "sun"
    assert SocialAccount.objects.count() == 1


def test_pkce_is_used_and_a_code_without_its_verifier_is_worth_nothing(cast: Cast, city: Provider) -> None:
    come_back(Client())
    asked = dict(city.asked)
    assert asked["/authorize"]["code_challenge_method"] == "S256"
    assert asked["/token"]["code_verifier"]
    assert "code_verifier" not in asked["/authorize"]
    thief, victim = Client(), Client()
    away = victim.post(reverse("openid_connect_login", args=["city"]))
    answer = thief.get(_callback_of(away.headers["Location"]))
    assert "统一身份认证未正常应答" in answer.content.decode()
    assert is_signed_in_as(thief) == ""


@pytest.mark.parametrize(
    "claims",
    [
        {"sub": "city-1", "preferred_username": "nobody-here"},
        {"sub": "city-1", "preferred_username": ""},
        {"sub": "city-1", "preferred_username": ["sun"]},
        {"sub": "city-1"},
        {"sub": "city-1", "email": "sun@example.org", "email_verified": True},
    ],
)
def test_whom_nobody_here_is_gets_a_sentence_and_no_account(cast: Cast, city: Provider, claims: dict[str, Any]) -> None:
    Person.objects.filter(username="sun").update(email="sun@example.org")
    people = Person.objects.count()
    city.claims = claims
    client = Client()
    answer = come_back(client)
    assert answer.status_code == 403
    assert "该身份没有对应的账户" in answer.content.decode()
    assert is_signed_in_as(client) == ""
    assert (Person.objects.count(), SocialAccount.objects.count()) == (people, 0)
    assert recorded.actions() == []


def test_closed_and_fictitious_people_are_not_found(cast: Cast, city: Provider) -> None:
    for change in ({"is_active": False}, {"is_active": True, "is_demonstration": True}):
        Person.objects.filter(username="sun").update(**change)
        client = Client()
        assert come_back(client).status_code == 403
        assert is_signed_in_as(client) == ""


def test_a_linked_person_who_was_closed_is_not_signed_in(cast: Cast, city: Provider) -> None:
    come_back(Client())
    Person.objects.filter(username="sun").update(is_active=False)
    client = Client()
    come_back(client)
    assert is_signed_in_as(client) == ""


def test_the_second_factor_is_asked_all_the_same(cast: Cast, city: Provider) -> None:
    from tests.trust.signing import set_up_authenticator, signed_in_as

    set_up_authenticator(signed_in_as("sun", PASSWORD))
    client = Client()
    answer = come_back(client)
    assert answer.headers["Location"] == reverse("mfa_authenticate")
    assert is_signed_in_as(client) == ""


def test_a_token_of_another_issuer_is_refused(cast: Cast, city: Provider) -> None:
    city.issuer_in_token = "https://evil.example.org"
    client = Client()
    answer = come_back(client)
    assert "统一身份认证未正常应答" in answer.content.decode()
    assert is_signed_in_as(client) == ""


def test_nobody_links_an_identity_to_an_account_in_which_they_are(cast: Cast, city: Provider) -> None:
    client = Client()
    client.force_login(cast.person("wang"), backend="django.contrib.auth.backends.ModelBackend")
    away = client.post(f"{reverse('openid_connect_login', args=['city'])}?process=connect")
    if away.status_code == 302 and away.headers["Location"].startswith(city.url):
        answer = client.get(_callback_of(away.headers["Location"]))
        assert answer.status_code == 403
    assert SocialAccount.objects.count() == 0


def test_where_it_is_not_set_up_there_is_nothing(cast: Cast) -> None:
    client = Client()
    assert client.get(reverse("openid_connect_login", args=["city"])).status_code == 404
    assert "统一身份认证" not in client.get(reverse("account_login")).content.decode()
