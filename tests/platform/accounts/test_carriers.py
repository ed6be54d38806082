"""An enterprise registers by its credit code; the county decides; nobody learns what is there."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from mingpin.accounts.acting import NOBODY, Acting
from mingpin.accounts.actions import Mandate, join_carrier, register_carrier
from mingpin.accounts.models import Membership, Organisation, Person
from mingpin.accounts.queries import waiting_memberships
from mingpin.accounts.states import MembershipState, Role
from mingpin.errors import Invalid, Refused
from tests.platform.accounts import recorded
from tests.platform.cast import HUIXIAN, WEIHUI, Cast
from tests.platform.fixtures import SignedIn

KNOWN, NEW, FROM_ELSEWHERE, OLD_CHANGYUAN = (
    "91410781MA00000017",
    "91410782MA0000005H",
    "91410100MA0000001A",
    "91410728MA00000019",
)
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def valid(code: str) -> str:
    """The code with its right check digit."""
    from mingpin.vocabulary.credit_codes import ALPHABET, is_valid

    return next(code[:17] + last for last in ALPHABET if is_valid(code[:17] + last))


def sent(**changes: Any) -> dict[str, Any]:
    return {
        "credit_code": valid(NEW),
        "organisation_name": "示例辉县酒业有限公司",
        "area": "",
        "position": "法务",
        "valid_to": "",
        "name": "李新",
        "phone": "13900000000",
        "email": "",
        "username": "lixin",
        "password": "Quiet-River-Stone-7",
        "password_again": "Quiet-River-Stone-7",
    } | changes


def registered(**changes: Any) -> Membership:
    values: dict[str, Any] = {
        "mandate": Mandate(valid(NEW), "示例辉县酒业有限公司"),
        "username": "lixin",
        "name": "李新",
        "phone": "13900000000",
        "email": "",
        "password": "Quiet-River-Stone-7",
        "by": NOBODY,
    }
    return register_carrier(**(values | changes))


def test_person_organisation_and_request_are_made_and_the_county_of_the_code_decides(cast: Cast) -> None:
    membership = registered()
    assert (membership.state, membership.role) == (MembershipState.REQUESTED, Role.CARRIER)
    assert (membership.organisation.area, membership.organisation.code) == (HUIXIAN, valid(NEW))
    assert re.fullmatch(r"lixin-\d{4}", membership.person.username)
    assert membership.person.owes_new_password is False
    assert list(waiting_memberships(cast.wu)) == [membership]
    assert list(waiting_memberships(cast.zhou)) == []
    assert recorded.actions() == ["register_carrier"]
    assert all(text not in recorded.leaves() for text in ("李新", "13900000000", "lixin"))


def test_a_known_code_finds_its_organisation_and_shows_the_county_what_was_stated(cast: Cast) -> None:
    membership = registered(mandate=Mandate("９１４１０７８１ma00000017 ", "另一个名称"))
    assert membership.organisation == cast.sun.organisation
    assert membership.organisation.name == "示例卫辉机械有限公司"
    assert membership.is_named_otherwise
    assert Organisation.objects.filter(code=KNOWN).count() == 1


def test_a_code_from_elsewhere_needs_an_area_and_a_former_code_is_todays_county(cast: Cast) -> None:
    with pytest.raises(Invalid) as refused:
        registered(mandate=Mandate(valid(FROM_ELSEWHERE), "示例郑州公司"))
    assert refused.value.field == "area"
    membership = registered(mandate=Mandate(valid(FROM_ELSEWHERE), "示例郑州公司", area=WEIHUI))
    assert membership.organisation.area == WEIHUI
    assert registered(mandate=Mandate(valid(OLD_CHANGYUAN), "示例长垣公司")).organisation.area == "410783"


def test_a_chosen_area_does_not_take_the_place_of_the_codes(cast: Cast) -> None:
    assert registered(mandate=Mandate(valid(NEW), "示例", area=WEIHUI)).organisation.area == HUIXIAN


def test_a_misread_code_is_refused_with_what_was_likely_meant(cast: Cast) -> None:
    with pytest.raises(Invalid, match=f"是否应为 {KNOWN}") as refused:
        registered(mandate=Mandate("9141O781MA00000017", "示例"))
    assert refused.value.field == "credit_code"
    assert Person.objects.filter(username__startswith="lixin").exists() is False
    assert recorded.actions() == []


def test_who_can_sign_in_already_asks_with_their_account(cast: Cast) -> None:
    membership = join_carrier(mandate=Mandate(valid(NEW), "示例辉县酒业有限公司"), by=cast.sun)
    assert membership.person == cast.person("sun")
    assert recorded.actions() == ["join_carrier"]
    with pytest.raises(Refused):
        join_carrier(mandate=Mandate(valid(NEW), "示例"), by=NOBODY)
    with pytest.raises(Refused):
        registered(by=cast.sun)


def test_the_page_tells_the_sign_in_name_and_who_decides(cast: Cast) -> None:
    client = Client()
    mandate = SimpleUploadedFile("授权书.pdf", PDF)
    page = client.post(reverse("register"), sent(mandate=mandate)).content.decode()
    membership = Membership.objects.get(state=MembershipState.REQUESTED)
    assert membership.person.username in page
    assert "辉县市" in page
    assert membership.mandate is not None
    client.post(reverse("account_login"), {"login": membership.person.username, "password": "Quiet-River-Stone-7"})
    assert "等待确认" in client.get(reverse("desk")).content.decode()


def test_the_county_reads_the_mandate_and_others_do_not(cast: Cast, signed_in: SignedIn) -> None:
    Client().post(reverse("register"), sent(mandate=SimpleUploadedFile("授权书.pdf", PDF)))
    membership = Membership.objects.get(state=MembershipState.REQUESTED)
    address = reverse("membership_mandate", args=[membership.pk])
    seen = {
        name: signed_in(name).get(address).status_code for name in ("wu", "wang", "qian", "zhou", "sun", "chen", "he")
    }
    assert seen == {"wu": 200, "wang": 200, "qian": 404, "zhou": 404, "sun": 404, "chen": 404, "he": 404}
    answer = signed_in("wu").get(address)
    assert b"".join(answer.streaming_content) == PDF  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"credit_code": "123"}, "校验码不符"),
        ({"password_again": "Other-River-Stone-7"}, "两次输入的密码不一致"),
        ({"password": "short", "password_again": "short"}, "密码至少 10 个字符"),
        ({"name": ""}, "这个字段是必填项"),
        ({"mandate": SimpleUploadedFile("授权书.pdf", b"<html><script>1</script>")}, "不收"),
    ],
)
def test_bad_input_gets_a_sentence_beside_the_field_and_leaves_nothing(
    cast: Cast, changes: dict[str, Any], sentence: str
) -> None:
    people = Person.objects.count()
    response = Client().post(reverse("register"), sent(**changes))
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert Person.objects.count() == people
    assert recorded.actions() == []


def test_registering_is_limited_for_an_address(cast: Cast) -> None:
    client = Client()
    answers = [client.post(reverse("register"), sent(credit_code="1")).status_code for _try in range(25)]
    assert answers[0] == 422
    assert answers[-1] == 429


def test_demonstration_people_may_be_made_by_the_platform(cast: Cast) -> None:
    membership = registered(by=Acting.platform("demo"))
    assert membership.state == MembershipState.REQUESTED
