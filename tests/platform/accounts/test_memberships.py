"""Who works for whom: asked for, confirmed by somebody else, ended."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from mingpin.accounts.acting import Acting
from mingpin.accounts.actions import confirm_membership, end_membership, refuse_membership, request_membership
from mingpin.accounts.models import Membership, Organisation
from mingpin.accounts.queries import waiting_memberships
from mingpin.accounts.states import MembershipState, Role
from mingpin.errors import Invalid, NotThere, Refused, Stale
from tests.platform.accounts import recorded
from tests.platform.cast import Cast


def organisation_of(acting: Acting) -> Organisation:
    assert acting.organisation is not None
    return acting.organisation


@pytest.fixture
def asked(cast: Cast) -> Membership:
    """He asks to act for the enterprise of Weihui."""
    return request_membership(
        person=cast.person("he"), organisation=organisation_of(cast.sun), role=Role.CARRIER, by=cast.he
    )


def test_the_county_of_the_enterprise_confirms(cast: Cast, asked: Membership) -> None:
    assert cast.he.organisation is None
    confirm_membership(membership=asked, by=cast.zhou)
    asked.refresh_from_db()
    assert (asked.state, asked.decided_by) == (MembershipState.CONFIRMED, cast.person("zhou"))
    assert cast.he.organisation == organisation_of(cast.sun)
    assert recorded.actions() == ["request_membership", "confirm_membership"]
    assert recorded.last()["person"] == f"person:{cast.person('zhou').pk}"
    assert "何无任" not in recorded.leaves()


@pytest.mark.parametrize(
    ("who", "error"),
    [
        ("wu", NotThere),
        ("qian", NotThere),
        ("chen", NotThere),
        ("feng", NotThere),
        ("nobody", NotThere),
        ("sun", Refused),
        ("li", Refused),
        ("zhao", Refused),
        ("he", Refused),
    ],
)
def test_nobody_else_decides(cast: Cast, asked: Membership, who: str, error: type[Exception]) -> None:
    for decide in (
        lambda: confirm_membership(membership=asked, by=getattr(cast, who)),
        lambda: refuse_membership(membership=asked, why="不", by=getattr(cast, who)),
    ):
        with pytest.raises(error):
            decide()
    asked.refresh_from_db()
    assert asked.state == MembershipState.REQUESTED
    assert recorded.actions() == ["request_membership"]


def test_it_waits_for_the_county_the_office_and_administrators_only(cast: Cast, asked: Membership) -> None:
    waits_for = {name for name in cast.names if waiting_memberships(getattr(cast, name)).exists()}
    assert waits_for == {"zhou", "wang", "ma"}
    assert list(waiting_memberships(cast.zhou)) == [asked]


def test_county_staff_who_also_work_for_the_enterprise_do_not_confirm_themselves(cast: Cast) -> None:
    own = request_membership(
        person=cast.person("zhou"), organisation=organisation_of(cast.sun), role=Role.CARRIER, by=cast.zhou
    )
    with pytest.raises(Refused, match="任何人不得确认自己的授权"):
        confirm_membership(membership=own, by=cast.zhou)
    assert list(waiting_memberships(cast.zhou)) == []
    confirm_membership(membership=own, by=cast.wang)
    own.refresh_from_db()
    assert own.state == MembershipState.CONFIRMED


def test_a_decision_is_taken_once(cast: Cast, asked: Membership) -> None:
    also = Membership.objects.get(pk=asked.pk)
    refuse_membership(membership=asked, why="授权书没有盖章", by=cast.zhou)
    with pytest.raises(Stale):
        confirm_membership(membership=also, by=cast.wang)
    also.refresh_from_db()
    assert (also.state, also.reason) == (MembershipState.REFUSED, "授权书没有盖章")
    assert recorded.actions() == ["request_membership", "refuse_membership"]


def test_a_refusal_needs_a_reason_and_leaves_the_way_open_to_ask_again(cast: Cast, asked: Membership) -> None:
    with pytest.raises(Invalid) as refused:
        refuse_membership(membership=asked, why="  ", by=cast.zhou)
    assert refused.value.field == "reason"
    refuse_membership(membership=asked, why="看不清", by=cast.zhou)
    again = request_membership(
        person=cast.person("he"), organisation=organisation_of(cast.sun), role=Role.CARRIER, by=cast.he
    )
    assert again.state == MembershipState.REQUESTED


def test_the_same_is_not_asked_for_twice(cast: Cast, asked: Membership) -> None:
    with pytest.raises(Invalid, match="已有此任职"):
        request_membership(
            person=cast.person("he"), organisation=organisation_of(cast.sun), role=Role.CARRIER, by=cast.he
        )


def test_what_is_over_does_not_stand_in_the_way_of_a_new_one(cast: Cast, asked: Membership) -> None:
    yesterday = timezone.localdate() - timedelta(days=1)
    confirm_membership(membership=asked, by=cast.zhou)
    Membership.objects.filter(pk=asked.pk).update(valid_from=yesterday, valid_to=yesterday)
    again = request_membership(
        person=cast.person("he"), organisation=organisation_of(cast.sun), role=Role.CARRIER, by=cast.he
    )
    asked.refresh_from_db()
    assert (asked.state, again.state) == (MembershipState.ENDED, MembershipState.REQUESTED)


@pytest.mark.parametrize(("whose", "role"), [("sun", Role.OFFICE), ("wang", Role.CARRIER), ("zhou", Role.DEPARTMENT)])
def test_a_role_fits_the_kind_of_organisation(cast: Cast, whose: str, role: str) -> None:
    organisation = organisation_of(getattr(cast, whose))
    with pytest.raises(Invalid) as refused:
        request_membership(person=cast.person("he"), organisation=organisation, role=role, by=cast.ma)
    assert refused.value.field == "role"


def test_nobody_asks_for_a_place_in_a_public_body_or_for_somebody_else(cast: Cast) -> None:
    he = cast.person("he")
    with pytest.raises(Refused):
        request_membership(person=he, organisation=organisation_of(cast.wang), role=Role.ADMINISTRATOR, by=cast.he)
    with pytest.raises(Refused):
        request_membership(person=he, organisation=organisation_of(cast.sun), role=Role.CARRIER, by=cast.sun)
    appointed = request_membership(person=he, organisation=organisation_of(cast.chen), role=Role.DEPARTMENT, by=cast.ma)
    confirm_membership(membership=appointed, by=cast.ma)
    assert cast.he.role == Role.DEPARTMENT


def test_a_person_belongs_to_several_organisations_and_several_people_to_one(cast: Cast, asked: Membership) -> None:
    confirm_membership(membership=asked, by=cast.zhou)
    other = request_membership(
        person=cast.person("he"), organisation=organisation_of(cast.qian), role=Role.CARRIER, by=cast.he
    )
    confirm_membership(membership=other, by=cast.wu)
    ways = Acting.all_of(cast.person("he"))
    assert {one.organisation for one in ways} == {organisation_of(cast.sun), organisation_of(cast.qian)}
    people = Membership.objects.current().filter(organisation=organisation_of(cast.sun))
    assert {one.person for one in people} == {cast.person("sun"), cast.person("he")}


def test_an_end_takes_the_rights_and_those_of_the_delegate_at_once(cast: Cast, asked: Membership) -> None:
    from mingpin.accounts.actions import give_delegation

    confirm_membership(membership=asked, by=cast.zhou)
    today = timezone.localdate()
    suns = cast.sun.membership
    assert suns is not None
    delegation = give_delegation(
        membership=suns, to=cast.person("he"), valid_from=today, valid_to=today, reason="出差", by=cast.sun
    )
    end_membership(membership=suns, why="离职", by=cast.zhou)
    delegation.refresh_from_db()
    assert delegation.revoked_at is not None
    assert cast.sun.organisation is None
    assert [one.delegation for one in Acting.all_of(cast.person("he"))] == [None]
    assert recorded.last()["after"]["delegations_ended"] == 1
    with pytest.raises(Stale):
        end_membership(membership=suns, why="离职", by=cast.zhou)


def test_people_end_their_own_and_no_colleagues(cast: Cast, asked: Membership) -> None:
    confirm_membership(membership=asked, by=cast.zhou)
    with pytest.raises(Refused):
        end_membership(membership=asked, why="不要了", by=cast.sun)
    end_membership(membership=asked, why="换了工作", by=cast.he)
    assert asked.state == MembershipState.ENDED


def test_the_county_limits_the_mandate(cast: Cast, asked: Membership) -> None:
    yesterday = timezone.localdate() - timedelta(days=1)
    with pytest.raises(Invalid) as refused:
        confirm_membership(membership=asked, valid_to=yesterday, by=cast.zhou)
    assert refused.value.field == "valid_to"
    until = timezone.localdate() + timedelta(days=100)
    confirm_membership(membership=asked, valid_to=until, by=cast.zhou)
    asked.refresh_from_db()
    assert asked.valid_to == until


def test_others_hear_of_a_confirmation_in_its_transaction(cast: Cast, asked: Membership) -> None:
    from mingpin.accounts import news

    heard: list[Membership] = []
    news.add_on_confirmed(lambda membership, by: heard.append(membership))
    try:
        confirm_membership(membership=asked, by=cast.zhou)
    finally:
        news._ON_CONFIRMED.pop()
    assert heard == [asked]
