"""The remembered cast: who is there in every test of the platform, and in the demonstration.

Wang works in the city office; Li leads; Zhao audits; Ma keeps accounts. Chen is at the industry department, Zheng at market
regulation. Zhou is of Weihui, Wu of Huixian: each must not learn of the other's subjects. Sun works for an enterprise of
Weihui, Qian for one of Huixian. Feng is an expert. He can sign in and works for nobody.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from mingpin.accounts.acting import NOBODY, Acting
from mingpin.accounts.models import Membership, Organisation, Person
from mingpin.accounts.states import MembershipState, OrganisationKind, Role

PASSWORD = "Correct-Horse-Battery-9"
WEIHUI, HUIXIAN = "410781", "410782"
FIRST_DAY = date(2023, 1, 1)

MEMBERS = {
    "wang": ("王办", OrganisationKind.OFFICE, "leading_group_office", Role.OFFICE),
    "li": ("李领导", OrganisationKind.OFFICE, "leading_group_office", Role.LEADER),
    "zhao": ("赵审计", OrganisationKind.OFFICE, "leading_group_office", Role.AUDITOR),
    "ma": ("马管理", OrganisationKind.OFFICE, "leading_group_office", Role.ADMINISTRATOR),
    "chen": ("陈工信", OrganisationKind.DEPARTMENT, "industry_it", Role.DEPARTMENT),
    "zheng": ("郑市监", OrganisationKind.DEPARTMENT, "market_regulation", Role.DEPARTMENT),
    "zhou": ("周卫辉", OrganisationKind.COUNTY, WEIHUI, Role.COUNTY),
    "wu": ("吴辉县", OrganisationKind.COUNTY, HUIXIAN, Role.COUNTY),
    "sun": ("孙一", OrganisationKind.CARRIER, "91410781MA00000017", Role.CARRIER),
    "qian": ("钱二", OrganisationKind.CARRIER, "91410782MA0000002Q", Role.CARRIER),
    "feng": ("冯专家", OrganisationKind.EXPERTS, "experts-1", Role.EXPERT),
    "he": ("何无任", None, "", ""),
}
NAMES = {
    "leading_group_office": "示例市质量强市办",
    "industry_it": "示例市工信局",
    "market_regulation": "示例市市场监管局",
    WEIHUI: "示例·卫辉市",
    HUIXIAN: "示例·辉县市",
    "91410781MA00000017": "示例卫辉机械有限公司",
    "91410782MA0000002Q": "示例辉县食品有限公司",
    "experts-1": "示例品牌研究院",
}


@dataclass(frozen=True)
class Cast:
    """The people, by name: `cast.wang` is an Acting, `cast.person("wang")` the Person."""

    people: dict[str, Person]

    def __getattr__(self, name: str) -> Acting:
        if name == "nobody":
            return NOBODY
        if name not in MEMBERS:
            raise AttributeError(name)
        return Acting.of(self.people[name])

    def person(self, name: str) -> Person:
        return self.people[name]

    @cached_property
    def names(self) -> list[str]:
        return [*MEMBERS, "nobody"]


def make_cast() -> Cast:
    """Everybody, with their organisations and memberships. Made without the actions: a test begins with an empty record."""
    people: dict[str, Person] = {}
    organisations: dict[str, Organisation] = {}
    for username, (name, kind, code, role) in MEMBERS.items():
        person = Person(username=username, name=name)
        person.set_password(PASSWORD)
        person.save()
        people[username] = person
        if kind is None:
            continue
        if code not in organisations:
            area = code if kind == OrganisationKind.COUNTY else code[2:8] if kind == OrganisationKind.CARRIER else ""
            organisations[code] = Organisation.objects.create(kind=kind, code=code, name=NAMES[code], area=area)
        Membership.objects.create(
            person=person,
            organisation=organisations[code],
            role=role,
            valid_from=FIRST_DAY,
            state=MembershipState.CONFIRMED,
        )
    return Cast(people)
