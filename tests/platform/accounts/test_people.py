"""Administrators make people; what is personal stays out of the leaf."""

from __future__ import annotations

import pytest

from mingpin.accounts.actions import activate_person, change_person, create_person, deactivate_person, give_password
from mingpin.accounts.models import Person
from mingpin.errors import Invalid, NotThere, Refused, Stale
from tests.platform.accounts import recorded
from tests.platform.cast import Cast

PASSWORD = "Quiet-River-Stone-7"


def test_an_administrator_makes_a_person_who_has_to_choose_an_own_password(cast: Cast) -> None:
    person = create_person(username="Xin.Ren", name="新任", phone="13800000000", password=PASSWORD, by=cast.ma)
    assert (person.username, person.must_change_password, person.check_password(PASSWORD)) == ("xin.ren", True, True)
    assert person.owes_new_password
    assert recorded.actions() == ["create_person"]
    assert "新任" not in recorded.leaves()
    assert "13800000000" not in recorded.leaves()
    assert "xin.ren" not in recorded.leaves()


@pytest.mark.parametrize("who", ["wang", "li", "zhao", "chen", "zhou", "sun", "feng", "he", "nobody"])
def test_nobody_else_makes_people(cast: Cast, who: str) -> None:
    with pytest.raises(Refused):
        create_person(username="x-y", name="某", by=getattr(cast, who))
    assert recorded.actions() == []


@pytest.mark.parametrize(
    ("username", "name", "password", "email", "field"),
    [
        ("wang", "另一个王", PASSWORD, "", "username"),
        ("WANG", "大写的王", PASSWORD, "", "username"),
        ("ｗａｎｇ", "全角的王", PASSWORD, "", "username"),
        ("a b", "有空格", PASSWORD, "", "username"),
        ("", "没有登录名", PASSWORD, "", "username"),
        ("xin", " ", PASSWORD, "", "name"),
        ("xin", "短", "Aa1-", "", "password"),
        ("xin", "只有小写", "quietriverstone", "", "password"),
        ("xin", "邮箱错", PASSWORD, "nobody@", "email"),
    ],
)
def test_what_cannot_be_used_is_refused_at_its_field(
    cast: Cast, username: str, name: str, password: str, email: str, field: str
) -> None:
    before = Person.objects.count()
    with pytest.raises(Invalid) as refused:
        create_person(username=username, name=name, password=password, email=email, by=cast.ma)
    assert refused.value.field == field
    assert Person.objects.count() == before
    assert recorded.actions() == []


def test_people_change_their_own_data_and_nobody_elses(cast: Cast) -> None:
    sun = cast.person("sun")
    change_person(person=sun, name="孙壹", phone="0373-1", email="sun@example.org", by=cast.sun)
    sun.refresh_from_db()
    assert (sun.name, sun.phone, sun.email) == ("孙壹", "0373-1", "sun@example.org")
    assert recorded.last()["after"] == {"changed": ["email", "name", "phone"]}
    with pytest.raises(NotThere):
        change_person(person=sun, name="x", phone="", email="", by=cast.qian)
    with pytest.raises(Refused):
        change_person(person=sun, name="x", phone="", email="", by=cast.zhou)  # sees the person, keeps no accounts


def test_a_given_password_has_to_be_changed_and_ends_sessions(cast: Cast) -> None:
    sun = cast.person("sun")
    before = sun.get_session_auth_hash()
    give_password(person=sun, password=PASSWORD, by=cast.ma)
    sun.refresh_from_db()
    assert sun.owes_new_password
    assert sun.get_session_auth_hash() != before
    with pytest.raises(Refused):
        give_password(person=sun, password=PASSWORD, by=cast.sun)  # an own choice goes through the page of passwords


def test_an_account_is_closed_once_and_opened_again(cast: Cast) -> None:
    sun = cast.person("sun")
    deactivate_person(person=sun, why="离职", by=cast.ma)
    with pytest.raises(Stale):
        deactivate_person(person=sun, why="离职", by=cast.ma)
    activate_person(person=sun, why="回来", by=cast.ma)
    assert recorded.actions() == ["deactivate_person", "activate_person"]
    with pytest.raises(Invalid):
        deactivate_person(person=cast.person("ma"), why="误", by=cast.ma)
