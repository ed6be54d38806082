"""In a demonstration the cast comes in with one click; nowhere else does anybody of it come in."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from mingpin.accounts.models import Person
from tests.platform.accounts import recorded
from tests.platform.cast import PASSWORD, Cast

CAST = ("wang", "zhou", "sun")


@pytest.fixture
def demonstration(cast: Cast, settings: Any) -> Cast:
    settings.DEMONSTRATION = True
    Person.objects.filter(username__in=CAST).update(is_demonstration=True)
    return cast


def come_in(person: Any) -> Client:
    client = Client()
    client.post(reverse("demo_sign_in"), {"person": person})
    return client


def is_in(client: Client) -> bool:
    return client.get(reverse("account")).status_code == 200


def test_the_sign_in_page_offers_the_cast_and_nobody_else(demonstration: Cast) -> None:
    page = Client().get(reverse("account_login")).content.decode()
    offered = {name for name in demonstration.people if f'value="{demonstration.person(name).pk}"' in page}
    assert offered == set(CAST)
    assert "示例卫辉机械有限公司 · 企业人员" in page


def test_one_click_signs_in(demonstration: Cast) -> None:
    client = come_in(demonstration.person("zhou").pk)
    assert is_in(client)
    assert recorded.actions() == ["sign_in"]


@pytest.mark.parametrize("who", ["chen", "x", "", "987654", "１"])
def test_nobody_else_comes_in_by_it(demonstration: Cast, who: str) -> None:
    number = demonstration.person(who).pk if who in demonstration.people else who
    answer = Client().post(reverse("demo_sign_in"), {"person": number})
    assert answer.status_code == 404
    assert recorded.actions() == []


@pytest.mark.parametrize("mode", [{"DEMONSTRATION": False}, {"DEMONSTRATION": True, "PRODUCTION": True}])
def test_outside_of_a_demonstration_there_is_no_such_way(
    demonstration: Cast, settings: Any, mode: dict[str, bool]
) -> None:
    for name, value in mode.items():
        setattr(settings, name, value)
    answer = Client().post(reverse("demo_sign_in"), {"person": demonstration.person("zhou").pk})
    assert answer.status_code == 404


def test_outside_of_a_demonstration_the_cast_does_not_come_in_by_password(demonstration: Cast, settings: Any) -> None:
    settings.DEMONSTRATION = False
    page = Client().get(reverse("account_login")).content.decode()
    assert "示例卫辉机械有限公司" not in page
    client = Client()
    client.post(reverse("account_login"), {"login": "zhou", "password": PASSWORD})
    assert not is_in(client)
    client.post(reverse("account_login"), {"login": "chen", "password": PASSWORD})
    assert is_in(client)
