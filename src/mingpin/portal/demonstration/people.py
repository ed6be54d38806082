"""The people of the demonstration: the remembered cast, a colleague for everybody who may be absent, somebody in each county.

They have no password: in a demonstration one click signs in as any of them, elsewhere nothing does.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone

from mingpin.accounts.acting import NOBODY, Acting
from mingpin.accounts.actions import (
    Mandate,
    confirm_membership,
    create_person,
    give_delegation,
    join_carrier,
    refuse_membership,
    register_carrier,
    request_membership,
)
from mingpin.accounts.areas import areas_of_city
from mingpin.accounts.models import Membership, Organisation, Person
from mingpin.accounts.states import Role
from mingpin.demo.name_parts import MARKED
from mingpin.portal.demonstration.organisations import EXPERTS, OFFICE

WEIHUI, HUIXIAN = "410781", "410782"
PREFIX = "demo-"
FIRST_DAY = date(2023, 1, 1)
_PHONE = "000-0000000"

MEMBERS: Mapping[str, tuple[str, str, str]] = {
    "wang": ("王办", OFFICE, Role.OFFICE),
    "li": ("李领导", OFFICE, Role.LEADER),
    "zhao": ("赵审计", OFFICE, Role.AUDITOR),
    "ma": ("马管理", OFFICE, Role.ADMINISTRATOR),
    "chen": ("陈工信", "industry_it", Role.DEPARTMENT),
    "zheng": ("郑市监", "market_regulation", Role.DEPARTMENT),
    "zhou": ("周卫辉", WEIHUI, Role.COUNTY),
    "wu": ("吴辉县", HUIXIAN, Role.COUNTY),
    "feng": ("冯专家", EXPERTS, Role.EXPERT),
    "xu": ("徐代班", "industry_it", Role.DEPARTMENT),
}
"""The cast by what follows `demo-`: name, organisation, role. Sun and Qian come with their enterprises; He works for nobody."""
_WAITING = (("deng", "邓甲"), ("hu", "胡乙"), ("lin", "林丙"))
_REASON = "示例：授权书未盖章，请盖章后重新提交。"


@dataclass(frozen=True)
class Enterprise:
    """A fictitious enterprise of the register that somebody registers for."""

    subject_id: str
    name: str
    credit_code: str
    area: str


@dataclass(frozen=True)
class People:
    by_name: Mapping[str, Person]

    def acting(self, name: str) -> Acting:
        return Acting.of(self.by_name[name])


def make_people(organisations: Mapping[str, Organisation], enterprises: Sequence[Enterprise], by: Acting) -> People:
    """Everybody, in their memberships; some requests wait for their county, one was refused, one person stands in for another.

    `enterprises`: the first is Sun's, of Weihui; the second Qian's, of Huixian; others ask to be let in.
    """
    found = {name: _person(name, label, by) for name, (label, _code, _role) in MEMBERS.items()}
    for name, (_label, code, role) in MEMBERS.items():
        _appoint(found[name], organisations[code], role, by)
    people = People(found)
    for code, area in areas_of_city().items():
        if code not in (WEIHUI, HUIXIAN):
            clerk = _person(f"county-{code}", f"{area}经办", by)
            _appoint(clerk, organisations[code], Role.COUNTY, people.acting("ma"))
    for name, label in (("sun", "孙一"), ("qian", "钱二"), ("he", "何无任")):
        found[name] = _person(name, label, by)
    for name, county, enterprise in zip(("sun", "qian"), ("zhou", "wu"), enterprises, strict=False):
        asked = join_carrier(mandate=_mandate(enterprise), by=Acting.of(found[name]))
        confirm_membership(membership=asked, by=people.acting(county))
    _add_requests(enterprises[2:], people)
    _add_delegation(people)
    return people


def _person(name: str, label: str, by: Acting) -> Person:
    return create_person(
        username=PREFIX + name,
        name=MARKED + label,
        phone=_PHONE,
        email=f"{PREFIX}{name}@example.com",
        is_demonstration=True,
        by=by,
    )


def _appoint(person: Person, organisation: Organisation, role: str, by: Acting) -> Membership:
    membership = request_membership(
        person=person, organisation=organisation, role=role, position="示例岗位", valid_from=FIRST_DAY, by=by
    )
    confirm_membership(membership=membership, by=by)
    return membership


def _mandate(enterprise: Enterprise) -> Mandate:
    return Mandate(enterprise.credit_code, enterprise.name, enterprise.area, position="示例岗位")


def _add_requests(enterprises: Sequence[Enterprise], people: People) -> None:
    """People who registered by themselves: the last was refused, the others wait."""
    last = None
    for (name, label), enterprise in zip(_WAITING, enterprises, strict=False):
        last = register_carrier(
            mandate=_mandate(enterprise),
            username=PREFIX + name,
            name=MARKED + label,
            phone=_PHONE,
            email=f"{PREFIX}{name}@example.com",
            password=_unknown_password(),
            by=NOBODY,
        )
    if last is not None:
        refuse_membership(membership=last, why=_REASON, by=people.acting("wang"))


def _unknown_password() -> str:
    """A password that nobody knows: whoever registers has one, and nobody is to sign in as them with it."""
    import secrets

    return secrets.token_urlsafe(24) + "aA1-"


def _add_delegation(people: People) -> None:
    """Xu stands in for Chen for the next two weeks."""
    chen, today = people.acting("chen"), timezone.localdate()
    assert chen.membership is not None
    give_delegation(
        membership=chen.membership,
        to=people.by_name["xu"],
        valid_from=today,
        valid_to=today + timedelta(days=14),
        reason="示例：外出培训",
        by=chen,
    )
