"""The duties of the document, and the bodies that own them.

An owner in the pack is a department, or a word of the document for many: “county governments”, “member units”. What stands behind
such a word is told by `bodies_of`. The document gives no list of member units: they are counted as the departments that it names.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from mingpin.accounts.acting import Acting
from mingpin.accounts.areas import areas_of_city, departments
from mingpin.accounts.models import Organisation
from mingpin.accounts.permissions import not_there
from mingpin.accounts.states import OrganisationKind, Role
from mingpin.language import in_language
from mingpin.policies.packs import pack_in_force
from mingpin.vocabulary.place import shared_vocabulary

if TYPE_CHECKING:
    from mingpin.engine.model import Clause  # what packs give: its type only
OFFICE = "leading_group_office"
COUNTY_OWNERS = {"county_governments": "county", "zone_committees": "zone"}
MARKET_REGULATION = "market_regulation_all_levels"
SECTORS = "sector_departments"
EVERY_DEPARTMENT = ("leading_group_members", "city_departments")
WORDS_FOR_MANY = (*COUNTY_OWNERS, *EVERY_DEPARTMENT, SECTORS)
SECTOR_CLAUSES = "plan.4."
"""The clauses whose owners are the departments in charge of industry, agriculture, services and engineering."""


@cache
def duties() -> tuple[Clause, ...]:
    """Every clause that somebody owns, and every other that is no rule about subjects: somebody should own it."""
    return tuple(clause for clause in pack_in_force().clauses if clause.owners or not clause.kind.is_executable)


def duty_of(by: Acting, id_: str) -> Clause:
    """The duty of this id. Raises NotThere where there is none, or none that the person may know of."""
    found = next((clause for clause in visible_duties(by) if clause.id == id_), None)
    if found is None:
        raise not_there()
    return found


def visible_duties(by: Acting) -> tuple[Clause, ...]:
    """The office, leaders, auditors and departments see all duties; a county those that are its own; others none."""
    if by.has_role(Role.OFFICE, Role.DEPARTMENT, Role.LEADER, Role.AUDITOR, "platform"):
        return duties()
    return duties_of(by.area) if by.area else ()


def bodies_of(clause: Clause) -> tuple[str, ...]:
    """The codes of the bodies that own the duty, each once, in the order of the text."""
    return _bodies(clause.owners)


@cache
def _bodies(owners: tuple[str, ...]) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for owner in owners:
        found.update(dict.fromkeys(_behind(owner)))
    return tuple(found)


@cache
def duties_of(body: str) -> tuple[Clause, ...]:
    """The duties of a body."""
    return tuple(clause for clause in duties() if body in bodies_of(clause))


@cache
def all_bodies() -> tuple[str, ...]:
    """Every body that owns a duty: departments first, then counties and zones."""
    found: dict[str, None] = {}
    for clause in duties():
        found.update(dict.fromkeys(bodies_of(clause)))
    return tuple(sorted(found, key=lambda body: (body.isdigit(), list(found).index(body))))


def code_of(by: Acting) -> str:
    """The body for which the person may report; empty for those who report for none."""
    if by.organisation is None or not by.has_role(Role.OFFICE, Role.DEPARTMENT, Role.COUNTY):
        return ""
    return OFFICE if by.has_role(Role.OFFICE) else by.area or by.organisation.code


def body_name(code: str) -> str:
    """What a body or an owner is called."""
    return areas_of_city().get(code) or departments().get(code) or code


def body_names() -> dict[str, str]:
    """The names, by code, of the bodies that have an account on the platform: as they call themselves there. One query."""
    kinds = [OrganisationKind.DEPARTMENT, OrganisationKind.COUNTY, OrganisationKind.OFFICE]
    rows = Organisation.objects.filter(kind__in=kinds, is_active=True).values_list("kind", "code", "name")
    return {OFFICE if kind == OrganisationKind.OFFICE else code: name for kind, code, name in rows}


def titled(clause: str) -> str:
    """Number and title of a clause; the id of one that the pack no longer has."""
    found = next((one for one in duties() if one.id == clause), None)
    return f"{found.number} {in_language(found.title)}" if found else clause


def _behind(owner: str) -> tuple[str, ...]:
    if owner in COUNTY_OWNERS:
        return _areas(COUNTY_OWNERS[owner])
    if owner in EVERY_DEPARTMENT:
        return _departments_named()
    if owner == SECTORS:
        named = (clause for clause in pack_in_force().clauses if clause.id.startswith(SECTOR_CLAUSES))
        return tuple(dict.fromkeys(one for clause in named for one in clause.owners))
    if owner == MARKET_REGULATION:
        return ("market_regulation",)
    return (OFFICE,) if owner == "leading_group" else (owner,)


def _areas(kind: str) -> tuple[str, ...]:
    entries = shared_vocabulary().classifications["area"].entries
    return tuple(code for code in areas_of_city() if entries[code].extra.get("kind") == kind)


@cache
def _departments_named() -> tuple[str, ...]:
    entries = shared_vocabulary().classifications["department"].entries
    apart = {*WORDS_FOR_MANY, MARKET_REGULATION}
    named = (owner for clause in pack_in_force().clauses for owner in clause.owners)
    return tuple(
        dict.fromkeys(one for one in named if entries[one].extra.get("kind") == "department" and one not in apart)
    )
