"""A colleague stands in during absence, under their own name."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from mingpin.accounts.acting import Acting
from mingpin.accounts.actions import (
    confirm_membership,
    create_person,
    give_delegation,
    request_membership,
    revoke_delegation,
)
from mingpin.accounts.models import Delegation, Membership, Person
from mingpin.accounts.states import Role
from mingpin.errors import Invalid, NotThere, Refused, Stale
from tests.platform.accounts import recorded
from tests.platform.cast import Cast

TODAY = timezone.localdate


@pytest.fixture
def colleague(cast: Cast) -> Person:
    """Zheng San works for Weihui as Zhou does."""
    person = create_person(username="zhengsan", name="郑三", by=cast.ma)
    zhou = cast.zhou.organisation
    assert zhou is not None
    membership = request_membership(person=person, organisation=zhou, role=Role.COUNTY, by=cast.ma)
    confirm_membership(membership=membership, by=cast.ma)
    return person


def given(cast: Cast, to: Person, **changes: Any) -> Delegation:
    today = TODAY()
    values: dict[str, Any] = {
        "membership": cast.zhou.membership,
        "to": to,
        "valid_from": today,
        "valid_to": today + timedelta(days=5),
        "reason": "年休假",
        "by": cast.zhou,
    }
    return give_delegation(**(values | changes))


def acting_as(person: Person, membership: Membership | None) -> Acting:
    assert membership is not None
    return Acting.of(person, membership.pk)


def test_the_delegate_acts_with_the_rights_of_the_member_and_under_their_own_name(
    cast: Cast, colleague: Person
) -> None:
    given(cast, colleague)
    acting = acting_as(colleague, cast.zhou.membership)
    assert (acting.person, acting.role, acting.area) == (colleague, Role.COUNTY, "410781")
    who = acting.who()
    assert (who.person, who.on_behalf_of) == (f"person:{colleague.pk}", f"person:{cast.person('zhou').pk}")
    assert "年休假" not in recorded.leaves()


def test_a_delegate_does_not_delegate_on(cast: Cast, colleague: Person) -> None:
    given(cast, colleague)
    acting = acting_as(colleague, cast.zhou.membership)
    with pytest.raises(Refused):
        given(cast, cast.person("zhou"), by=acting)


def test_it_holds_on_its_days_only(cast: Cast, colleague: Person) -> None:
    delegation = given(cast, colleague, valid_from=TODAY() + timedelta(days=1))
    assert [one.delegation for one in Acting.all_of(colleague)] == [None]
    Delegation.objects.filter(pk=delegation.pk).update(valid_from=TODAY(), valid_to=TODAY())
    assert [one.delegation for one in Acting.all_of(colleague)] == [None, delegation]


@pytest.mark.parametrize(
    ("first", "last", "field"),
    [(5, 4, "valid_to"), (-9, -8, "valid_to"), (0, 400, "valid_to")],
    ids=["last before first", "past", "beyond the membership"],
)
def test_days_lie_within_those_of_the_membership(
    cast: Cast, colleague: Person, first: int, last: int, field: str
) -> None:
    membership = cast.zhou.membership
    assert membership is not None
    Membership.objects.filter(pk=membership.pk).update(valid_to=TODAY() + timedelta(days=30))
    days: dict[str, date] = {
        "valid_from": TODAY() + timedelta(days=first),
        "valid_to": TODAY() + timedelta(days=last),
    }
    with pytest.raises(Invalid) as refused:
        given(cast, colleague, membership=cast.zhou.membership, **days)
    assert refused.value.field == field
    assert Delegation.objects.count() == 0


def test_only_colleagues_stand_in_and_a_reason_is_given(cast: Cast, colleague: Person) -> None:
    for stranger in ("wu", "sun", "he", "wang", "zhou"):
        with pytest.raises(Invalid) as refused:
            given(cast, cast.person(stranger))
        assert refused.value.field == "to"
    with pytest.raises(Invalid) as refused:
        given(cast, colleague, reason=" ")
    assert refused.value.field == "reason"


def test_nobody_delegates_what_is_not_theirs(cast: Cast, colleague: Person) -> None:
    for other in ("wu", "ma", "wang"):
        with pytest.raises(NotThere):
            given(cast, colleague, by=getattr(cast, other))


def test_it_is_revoked_once_by_who_gave_it_or_the_office_and_not_by_the_delegate(cast: Cast, colleague: Person) -> None:
    delegation = given(cast, colleague)
    with pytest.raises(NotThere):
        revoke_delegation(delegation=delegation, by=cast.wu)
    with pytest.raises(Refused):
        revoke_delegation(delegation=delegation, by=Acting.of(colleague))
    revoke_delegation(delegation=delegation, by=cast.zhou)
    assert [one.delegation for one in Acting.all_of(colleague)] == [None]
    with pytest.raises(Stale):
        revoke_delegation(delegation=delegation, by=cast.wang)


def test_delegations_are_seen_by_both_sides_the_office_and_administrators(cast: Cast, colleague: Person) -> None:
    delegation = given(cast, colleague)
    seen = {name for name in cast.names if delegation in Delegation.objects.visible_to(getattr(cast, name))}
    assert seen == {"zhou", "wang", "ma"}
    assert delegation in Delegation.objects.visible_to(Acting.of(colleague))


def test_who_stands_in_for_somebody_does_not_confirm_that_persons_mandate(cast: Cast, colleague: Person) -> None:
    machines = cast.sun.organisation
    assert machines is not None
    asked = request_membership(person=cast.person("zhou"), organisation=machines, role=Role.CARRIER, by=cast.zhou)
    given(cast, colleague)
    with pytest.raises(Refused):
        confirm_membership(membership=asked, by=acting_as(colleague, cast.zhou.membership))
    confirm_membership(membership=asked, by=Acting.of(colleague))
