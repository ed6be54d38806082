"""Whoever was confirmed to act for an enterprise sees its subject, whether the register or the person came first."""

from __future__ import annotations

from mingpin.accounts.acting import Acting
from mingpin.accounts.actions import confirm_membership, create_organisation, request_membership
from mingpin.accounts.models import Membership, Organisation
from mingpin.accounts.states import OrganisationKind, Role
from mingpin.registry.models import Subject
from tests.platform.cast import FIRST_DAY, HUIXIAN, WEIHUI, Cast
from tests.platform.registry.making import a_subject

CODE = "91410781MA00000090"


def asks(cast: Cast, area: str = WEIHUI) -> tuple[Organisation, Membership]:
    """He asks to act for the enterprise of this code."""
    organisation = create_organisation(
        kind=OrganisationKind.CARRIER, name="示例卫辉食品有限公司", code=CODE, area=area, by=cast.ma
    )
    membership = request_membership(
        person=cast.person("he"), organisation=organisation, role=Role.CARRIER, valid_from=FIRST_DAY, by=cast.he
    )
    return organisation, membership


def seen_by_he(cast: Cast) -> set[Subject]:
    return set(Subject.objects.visible_to(Acting.of(cast.person("he"))))


def test_the_register_came_first(cast: Cast) -> None:
    subject = a_subject("示例卫辉食品有限公司", uscc=CODE)
    _organisation, membership = asks(cast)
    assert seen_by_he(cast) == set()
    confirm_membership(membership=membership, by=cast.zhou)
    assert seen_by_he(cast) == {subject}


def test_a_county_opens_no_subject_of_another(cast: Cast) -> None:
    a_subject("示例辉县食品有限公司", HUIXIAN, uscc=CODE)
    _organisation, membership = asks(cast)
    confirm_membership(membership=membership, by=cast.zhou)
    assert seen_by_he(cast) == set()


def test_the_office_may_confirm_wherever_the_subject_is(cast: Cast) -> None:
    subject = a_subject("示例辉县食品有限公司", HUIXIAN, uscc=CODE)
    _organisation, membership = asks(cast)
    confirm_membership(membership=membership, by=cast.wang)
    assert seen_by_he(cast) == {subject}
