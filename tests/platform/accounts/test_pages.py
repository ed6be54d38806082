"""The pages of accounts do what their buttons say."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from mingpin.accounts.acting import Acting
from mingpin.accounts.actions import confirm_membership, join_carrier, request_membership
from mingpin.accounts.actions.carriers import Mandate
from mingpin.accounts.models import Delegation, Membership, Organisation, Person
from mingpin.accounts.states import MembershipState, Role
from tests.platform.accounts import recorded
from tests.platform.cast import PASSWORD, Cast
from tests.platform.fixtures import SignedIn


def text_of(response: Any) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


@pytest.fixture
def asked(cast: Cast) -> Membership:
    """He asks to act for the enterprise of Weihui, which he calls otherwise."""
    return join_carrier(mandate=Mandate("91410781MA00000017", "卫辉机械"), by=cast.he)


def test_the_county_finds_the_request_on_its_desk_and_confirms_it(
    cast: Cast, signed_in: SignedIn, asked: Membership
) -> None:
    Membership.objects.filter(pk=asked.pk).update(requested_at=timezone.now() - timedelta(days=3))
    zhou = signed_in("zhou")
    desk = text_of(zhou.get(reverse("desk")))
    assert "确认授权" in desk
    assert "最早的已等 3 天" in desk
    queue = text_of(zhou.get(reverse("memberships")))
    assert "何无任" in queue
    assert "所填名称“卫辉机械”" in queue
    answer = zhou.post(reverse("membership_confirm", args=[asked.pk]), {"valid_to": ""}, follow=True)
    assert "何无任 现在可以为“示例卫辉机械有限公司”办事" in text_of(answer)
    assert "何无任" not in text_of(signed_in("wu").get(reverse("memberships")))
    again = zhou.post(reverse("membership_confirm", args=[asked.pk]))
    assert again.status_code == 409


def test_a_refused_person_reads_the_reason(cast: Cast, signed_in: SignedIn, asked: Membership) -> None:
    he = signed_in("he")
    assert "等待确认" in text_of(he.get(reverse("desk")))
    signed_in("zhou").post(reverse("membership_refuse", args=[asked.pk]), {"reason": "公章不清"})
    assert "公章不清" in text_of(he.get(reverse("account")))
    assert "等待确认" not in text_of(he.get(reverse("desk")))


@pytest.mark.parametrize("who", ["wu", "qian", "chen", "feng"])
def test_what_is_anothers_is_like_what_is_not_there(
    cast: Cast, signed_in: SignedIn, asked: Membership, who: str
) -> None:
    client = signed_in(who)
    machines = asked.organisation_id
    for name, number in (("membership", asked.pk), ("organisation", machines), ("membership_mandate", asked.pk)):
        there, absent = client.get(reverse(name, args=[number])), client.get(reverse(name, args=[987654]))
        assert there.status_code == absent.status_code == 404
        assert _without_numbers(there) == _without_numbers(absent)
    for name in ("membership_confirm", "membership_refuse", "membership_end"):
        assert client.post(reverse(name, args=[asked.pk]), {"reason": "x"}).status_code == 404


def _without_numbers(response: Any) -> str:
    return re.sub(r'[0-9a-f]{32}|\d+|value="[^"]*"|"X-CSRFToken": "[^"]*"', "", response.content.decode())


def test_lists_take_the_same_number_of_queries_however_long_they_are(cast: Cast, signed_in: SignedIn) -> None:
    def numbers(name: str, who: str) -> int:
        client = signed_in(who)
        client.get(reverse(name))
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse(name))
        return len(captured)

    def measured() -> dict[tuple[str, str], int]:
        pages = [("memberships", "zhou"), ("organisations", "zhou"), ("people", "ma"), ("account", "he")]
        return {page: numbers(*page) for page in pages}

    def ask(number: int) -> None:
        person = Person.objects.create(username=f"p{number}", name=f"人{number}")
        carrier = Organisation.objects.create(kind="carrier", code=f"c{number}", name=f"示例{number}", area="410781")
        Membership.objects.create(
            person=person, organisation=carrier, role=Role.CARRIER, valid_from=timezone.localdate()
        )
        Membership.objects.create(
            person=cast.person("he"), organisation=carrier, role=Role.CARRIER, valid_from=timezone.localdate()
        )

    ask(1)
    with_one = measured()
    ask(2)
    ask(3)
    assert measured() == with_one


def test_a_person_switches_between_memberships_and_to_none_that_is_anothers(cast: Cast, signed_in: SignedIn) -> None:
    he = cast.person("he")
    for enterprise, county in (("sun", "zhou"), ("qian", "wu")):
        organisation = getattr(cast, enterprise).organisation
        asked = request_membership(person=he, organisation=organisation, role=Role.CARRIER, by=cast.he)
        confirm_membership(membership=asked, by=getattr(cast, county))
    first, second = (one.membership for one in Acting.all_of(he))
    assert first is not None
    assert second is not None
    client = signed_in("he")
    assert client.get(reverse("account")).wsgi_request.acting.membership == first  # type: ignore[attr-defined]
    answer = client.post(reverse("switch_acting"), {"membership": second.pk}, follow=True)
    assert "现在以“示例辉县食品有限公司”的身份办理" in text_of(answer)
    assert client.get(reverse("account")).wsgi_request.acting.membership == second  # type: ignore[attr-defined]
    foreign = cast.wang.membership
    assert foreign is not None
    for number in (foreign.pk, 987654, "x", ""):
        assert client.post(reverse("switch_acting"), {"membership": number}).status_code == 404
    assert client.get(reverse("account")).wsgi_request.acting.membership == second  # type: ignore[attr-defined]
    away = client.post(reverse("switch_acting"), {"membership": first.pk, "next": "https://example.org/"})
    assert away.headers["Location"] == reverse("desk")


def test_a_membership_that_ends_in_mid_session_is_gone_at_the_next_request(
    cast: Cast, signed_in: SignedIn, asked: Membership
) -> None:
    confirm_membership(membership=asked, by=cast.zhou)
    he = signed_in("he")
    assert he.get(reverse("organisation", args=[asked.organisation_id])).status_code == 200
    signed_in("zhou").post(reverse("membership_end", args=[asked.pk]), {"reason": "授权撤回"})
    assert he.get(reverse("organisation", args=[asked.organisation_id])).status_code == 404


def test_an_administrator_makes_a_person_and_the_password_is_shown_once(cast: Cast, signed_in: SignedIn) -> None:
    ma = signed_in("ma")
    page = text_of(ma.post(reverse("person_new"), {"name": "新任", "username": "xinren"}))
    person = Person.objects.get(username="xinren")
    passwords = [word for word in re.findall(r"<code>([^<]+)</code>", page) if person.check_password(word)]
    assert len(passwords) == 1
    assert passwords[0] not in text_of(ma.get(reverse("person", args=[person.pk])))
    office = cast.wang.organisation
    assert office is not None
    begun = ma.post(
        reverse("member_new", args=[office.pk]),
        {"username": "xinren", "role": Role.OFFICE, "position": "科员"},
        follow=True,
    )
    assert "新任 现在可以为“示例市质量强市办”办事" in text_of(begun)
    newcomer = Client()
    newcomer.post(reverse("account_login"), {"login": "xinren", "password": passwords[0]})
    led = newcomer.get(reverse("organisations"))
    assert (led.status_code, led.headers["Location"]) == (303, reverse("account_change_password"))
    assert "他人代设" in text_of(newcomer.get(reverse("account_change_password")))
    same = {"oldpassword": passwords[0], "password1": passwords[0], "password2": passwords[0]}
    assert "新密码不能与现在的密码相同" in text_of(newcomer.post(reverse("account_change_password"), same))
    own = {"oldpassword": passwords[0], "password1": "Lake-Under-Snow-3", "password2": "Lake-Under-Snow-3"}
    newcomer.post(reverse("account_change_password"), own)
    assert newcomer.get(reverse("organisations")).status_code == 200
    assert [name for name in recorded.actions() if name in ("create_person", "change_password")] == [
        "create_person",
        "change_password",
    ]


@pytest.mark.parametrize("who", ["wang", "zhou", "sun", "zhao", "he"])
def test_accounts_are_kept_by_administrators_only(cast: Cast, signed_in: SignedIn, who: str) -> None:
    client, number = signed_in(who), cast.person("feng").pk
    for name in ("person_password", "person_sign_out", "person_close", "person_open"):
        assert client.post(reverse(name, args=[number]), {"reason": "x"}).status_code in (403, 404)
    assert client.get(reverse("person_new")).status_code == 403
    assert recorded.actions() == []


def test_a_colleague_is_asked_to_stand_in(cast: Cast, signed_in: SignedIn, asked: Membership) -> None:
    sun = signed_in("sun")
    assert "没有其他人员" in text_of(sun.get(reverse("delegation_new")))
    confirm_membership(membership=asked, by=cast.zhou)
    today = timezone.localdate()
    form = {"to": cast.person("he").pk, "valid_from": today, "valid_to": today, "reason": "出差"}
    strangers = sun.post(reverse("delegation_new"), form | {"to": cast.person("qian").pk})
    assert strangers.status_code == 422
    answer = sun.post(reverse("delegation_new"), form, follow=True)
    assert "由 何无任 代您办理" in text_of(answer)
    he = signed_in("he")
    assert "我代 孙一 办理" in text_of(he.get(reverse("account")))
    delegation = Delegation.objects.get()
    assert signed_in("qian").post(reverse("delegation_revoke", args=[delegation.pk])).status_code == 404
    sun.post(reverse("delegation_revoke", args=[delegation.pk]))
    assert len(Acting.all_of(cast.person("he"))) == 1


def test_own_data_are_changed_after_the_password_was_given_once_more(cast: Cast) -> None:
    client = Client()
    client.post(reverse("account_login"), {"login": "sun", "password": PASSWORD})
    first = client.get(reverse("account_change"))
    assert first.status_code == 302
    assert first.headers["Location"].startswith(reverse("account_reauthenticate"))
    client.post(first.headers["Location"], {"password": PASSWORD})
    assert client.get(reverse("account_change")).status_code == 200
    client.post(reverse("account_change"), {"name": "孙一", "phone": "0373-7", "email": ""})
    assert Person.objects.get(username="sun").phone == "0373-7"


def test_exports_hold_what_is_shown_and_nothing_of_others(cast: Cast, signed_in: SignedIn) -> None:
    from io import BytesIO

    import openpyxl

    answer = signed_in("zhou").get(reverse("organisations"), {"export": "xlsx"})
    content = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    cells = [str(cell) for row in openpyxl.load_workbook(BytesIO(content)).active.values for cell in row if cell]  # type: ignore[union-attr]
    shown = [name for name in Organisation.objects.values_list("name", flat=True) if name in cells]
    assert set(shown) == set(Organisation.objects.visible_to(cast.zhou).values_list("name", flat=True))
    assert "示例辉县食品有限公司" not in "".join(cells)


def test_requests_of_a_state_are_not_shown_to_colleagues_of_another_county(
    cast: Cast, signed_in: SignedIn, asked: Membership
) -> None:
    assert asked.state == MembershipState.REQUESTED
    for who in ("wu", "qian", "chen"):
        page = text_of(signed_in(who).get(reverse("organisations")))
        assert "示例卫辉机械有限公司" not in page
