"""Organisations are made once for each code, where they belong."""

from __future__ import annotations

import pytest

from mingpin.accounts.actions import change_organisation, create_organisation
from mingpin.accounts.models import Organisation
from mingpin.accounts.states import OrganisationKind
from mingpin.errors import Invalid, NotThere, Refused
from tests.platform.accounts import recorded
from tests.platform.cast import HUIXIAN, WEIHUI, Cast


def test_the_office_makes_a_county_whose_area_is_its_code(cast: Cast) -> None:
    made = create_organisation(kind=OrganisationKind.COUNTY, name="示例·获嘉县", code="410724", by=cast.wang)
    assert made.area == "410724"
    assert recorded.actions() == ["create_organisation"]


@pytest.mark.parametrize(
    ("kind", "name", "code", "area", "field"),
    [
        ("office", "", "second_office", "", "name"),
        ("carrier", "示例公司", "91410781MA00000014", WEIHUI, "code"),
        ("carrier", "示例公司", "91410781MA00000017", WEIHUI, "code"),
        ("carrier", "示例公司", "91410700MA0000009M", "990000", "area"),
        ("county", "示例县", "999999", "", "code"),
        ("department", "示例局", " ", "", "code"),
        ("band", "示例乐队", "band", "", "kind"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(
    cast: Cast, kind: str, name: str, code: str, area: str, field: str
) -> None:
    before = Organisation.objects.count()
    with pytest.raises(Invalid) as refused:
        create_organisation(kind=kind, name=name, code=code, area=area, by=cast.wang)
    assert refused.value.field == field
    assert Organisation.objects.count() == before


@pytest.mark.parametrize("who", ["zhou", "chen", "sun", "zhao", "he", "nobody"])
def test_others_make_none(cast: Cast, who: str) -> None:
    with pytest.raises(Refused):
        create_organisation(kind="department", name="局", code="x", by=getattr(cast, who))


def test_a_carrier_moves_to_another_county_and_is_seen_there(cast: Cast) -> None:
    machines = cast.sun.organisation
    assert machines is not None
    assert Organisation.objects.visible_to(cast.wu).filter(pk=machines.pk).exists() is False
    change_organisation(
        organisation=machines, name=machines.name, area=HUIXIAN, is_active=True, why="迁址", by=cast.wang
    )
    assert set(Organisation.objects.visible_to(cast.wu).filter(kind="carrier")) == {machines, cast.qian.organisation}
    assert set(Organisation.objects.visible_to(cast.zhou).filter(kind="carrier")) == set()
    assert recorded.last()["before"]["area"] == WEIHUI
    with pytest.raises(NotThere):
        change_organisation(organisation=machines, name="x", area="", is_active=True, why="", by=cast.zhou)


def test_nobody_acts_for_a_closed_organisation(cast: Cast) -> None:
    machines = cast.sun.organisation
    assert machines is not None
    change_organisation(
        organisation=machines, name=machines.name, area=machines.area, is_active=False, why="注销", by=cast.wang
    )
    assert cast.sun.organisation is None
    office = cast.wang.organisation
    assert office is not None
    with pytest.raises(Invalid):
        change_organisation(organisation=office, name=office.name, area="", is_active=False, why="误", by=cast.wang)
