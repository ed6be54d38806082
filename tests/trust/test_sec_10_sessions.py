"""SEC-10: sessions are the person's own and end when they should."""

from __future__ import annotations

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from mingpin.accounts.actions import deactivate_person, end_membership, end_sessions, give_password
from mingpin.accounts.models import Person
from tests.platform.accounts import recorded
from tests.platform.cast import PASSWORD, Cast
from tests.trust.signing import is_signed_in, signed_in_as, try_password

pytestmark = pytest.mark.django_db
NEW = "Lake-Under-Snow-3"


def test_sec_10_a_session_that_was_there_before_is_not_the_one_after(cast: Cast) -> None:
    client = Client()
    client.get(reverse("account_login"))
    session = client.session
    session["planted"] = "by the attacker"
    session.save()
    client.cookies["sessionid"] = session.session_key or ""
    planted = session.session_key
    try_password(client, "sun", PASSWORD)
    assert is_signed_in(client)
    assert client.session.session_key != planted
    attacker = Client()
    attacker.cookies["sessionid"] = planted or ""
    assert not is_signed_in(attacker)


def test_sec_10_one_persons_session_holds_nothing_of_the_next(cast: Cast) -> None:
    client = signed_in_as("sun")
    session = client.session
    session["draft"] = "of Sun"
    session.save()
    client.post(reverse("account_logout"))
    try_password(client, "qian", PASSWORD)
    assert "draft" not in client.session


def test_sec_10_signing_out_everywhere_ends_every_session(cast: Cast) -> None:
    browsers = [signed_in_as("sun") for _one in range(3)]
    other = signed_in_as("qian")
    browsers[0].post(reverse("sign_out_everywhere"))
    assert [is_signed_in(one) for one in browsers] == [False, False, False]
    assert is_signed_in(other)
    assert recorded.actions()[-1] == "end_sessions"


def test_sec_10_signing_out_elsewhere_keeps_this_session(cast: Cast) -> None:
    browsers = [signed_in_as("sun") for _one in range(3)]
    assert all(is_signed_in(one) for one in browsers)
    browsers[0].post(reverse("usersessions_list"))
    assert [is_signed_in(one) for one in browsers] == [True, False, False]


def test_sec_10_a_new_password_ends_the_other_sessions(cast: Cast) -> None:
    here, there = signed_in_as("sun"), signed_in_as("sun")
    form = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    here.post(reverse("account_change_password"), form)
    assert (is_signed_in(here), is_signed_in(there)) == (True, False)


def test_sec_10_the_link_of_a_forgotten_password_works_once_and_ends_sessions(cast: Cast) -> None:
    Person.objects.filter(username="sun").update(email="sun@example.org")
    thief = signed_in_as("sun")
    Client().post(reverse("account_reset_password"), {"email": "sun@example.org"})
    link = next(word for word in str(mail.outbox[0].body).split() if "/password/reset/key/" in word)
    path = link.split("testserver", 1)[1]
    browser = Client()
    form_address = browser.get(path).headers["Location"]
    browser.post(form_address, {"password1": NEW, "password2": NEW})
    assert not is_signed_in(browser), "a link alone signs nobody in"
    assert not is_signed_in(thief)
    assert is_signed_in(signed_in_as("sun", NEW))
    again = Client()
    used = again.get(path, follow=True)
    assert "链接无法使用" in used.content.decode()
    assert "change_password" in recorded.actions()


def test_sec_10_a_link_for_another_host_is_not_sent(cast: Cast) -> None:
    Person.objects.filter(username="sun").update(email="sun@example.org")
    answer = Client().post(
        reverse("account_reset_password"), {"email": "sun@example.org"}, HTTP_HOST="evil.example.org"
    )
    assert answer.status_code == 400
    assert mail.outbox == []


@pytest.mark.parametrize("loss", ["membership ended", "account closed", "password given", "signed out by another"])
def test_sec_10_a_lost_right_is_lost_at_the_next_request(cast: Cast, loss: str) -> None:
    client = signed_in_as("zhou")
    machines = cast.sun.organisation
    assert machines is not None
    address = reverse("organisation", args=[machines.pk])
    assert client.get(address).status_code == 200
    zhou = cast.person("zhou")
    membership = cast.zhou.membership
    assert membership is not None
    {
        "membership ended": lambda: end_membership(membership=membership, why="调离", by=cast.ma),
        "account closed": lambda: deactivate_person(person=zhou, why="离职", by=cast.ma),
        "password given": lambda: give_password(person=zhou, password=NEW, by=cast.ma),
        "signed out by another": lambda: end_sessions(person=zhou, by=cast.ma),
    }[loss]()
    assert client.get(address).status_code == (404 if loss == "membership ended" else 302)


def test_sec_10_after_signing_in_nobody_is_sent_to_a_foreign_site(cast: Cast) -> None:
    for there in ("https://evil.example.org/", "//evil.example.org", "javascript:alert(1)", "/\\evil.example.org"):
        answer = Client().post(reverse("account_login"), {"login": "sun", "password": PASSWORD, "next": there})
        assert answer.headers["Location"] == reverse("desk")


@pytest.mark.parametrize("days", [89, 91])
def test_sec_10_an_old_password_has_to_be_changed_first(cast: Cast, days: int) -> None:
    from datetime import timedelta

    from django.utils import timezone

    Person.objects.filter(username="sun").update(password_changed_at=timezone.now() - timedelta(days=days))
    client = signed_in_as("sun")
    answer = client.get(reverse("organisations"))
    assert (answer.status_code, answer.headers.get("Location")) == (
        (200, None) if days < 90 else (303, reverse("account_change_password"))
    )
    partial = client.get(reverse("organisations"), headers={"HX-Request": "true"})
    assert partial.headers.get("HX-Redirect") == (None if days < 90 else reverse("account_change_password"))


def test_sec_10_under_nist_no_password_expires_and_a_long_one_is_enough(cast: Cast, settings: object) -> None:
    from datetime import timedelta

    from django.utils import timezone

    from mingpin.accounts.actions import create_person

    settings.PASSWORD_PROFILE = "nist"  # type: ignore[attr-defined]
    Person.objects.filter(username="sun").update(password_changed_at=timezone.now() - timedelta(days=900))
    assert signed_in_as("sun").get(reverse("organisations")).status_code == 200
    create_person(username="long", name="长", password="four quiet rivers under snow", by=cast.ma)
