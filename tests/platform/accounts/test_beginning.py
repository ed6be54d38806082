"""A new platform has nobody; its operator makes the first administrator, once."""

from __future__ import annotations

import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from mingpin.accounts.acting import Acting
from mingpin.accounts.models import Person
from mingpin.accounts.states import Role
from tests.platform.accounts import recorded

pytestmark = pytest.mark.django_db


def begin(username: str = "first") -> str:
    said = StringIO()
    call_command("begin_platform", username, "首任", office="示例市质量强市办", stdout=said)
    return said.getvalue()


def test_the_first_administrator_signs_in_with_the_told_password_and_chooses_another() -> None:
    told = begin()
    person = Person.objects.get()
    assert Acting.of(person).role == Role.ADMINISTRATOR
    assert recorded.actions() == ["create_organisation", "create_person", "appoint_person"]
    found = re.search(r"密码 (\S+?)：", told)
    assert found
    client = Client()
    client.post(reverse("account_login"), {"login": "first", "password": found[1]})
    assert client.get(reverse("people")).headers["Location"] == reverse("account_change_password")


def test_it_is_refused_where_there_is_one_already() -> None:
    begin()
    with pytest.raises(CommandError, match="已有管理员"):
        begin("second")
    assert Person.objects.count() == 1
