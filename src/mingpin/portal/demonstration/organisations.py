"""The fictitious bodies of the demonstration: office, departments, counties, experts. Every name begins with 示例·."""

from __future__ import annotations

from collections.abc import Iterator

from mingpin.accounts.acting import Acting
from mingpin.accounts.actions import create_organisation
from mingpin.accounts.areas import areas_of_city
from mingpin.accounts.models import Organisation
from mingpin.accounts.states import OrganisationKind
from mingpin.demo.name_parts import MARKED
from mingpin.vocabulary.place import shared_vocabulary

OFFICE = "leading_group_office"
EXPERTS = "experts-1"
_BODIES = ("department", "holder", "provincial")
_GROUPS = frozenset({"city_departments", "market_regulation_all_levels", "sector_departments"})
"""Entries that name several bodies at once: nobody works for them."""


def make_organisations(by: Acting) -> dict[str, Organisation]:
    """Every body by its code."""
    return {
        code: create_organisation(kind=kind, name=MARKED + name, code=code, by=by) for kind, code, name in _wanted()
    }


def _wanted() -> Iterator[tuple[str, str, str]]:
    departments = shared_vocabulary().classifications["department"].entries
    yield OrganisationKind.OFFICE, OFFICE, departments[OFFICE].label["zh"]
    for code, entry in departments.items():
        if entry.extra.get("kind") in _BODIES and code not in _GROUPS:
            yield OrganisationKind.DEPARTMENT, code, entry.label["zh"]
    for code, name in areas_of_city().items():
        yield OrganisationKind.COUNTY, code, name
    yield OrganisationKind.EXPERTS, EXPERTS, "品牌研究院"
