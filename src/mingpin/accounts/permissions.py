"""Who may do what: predicates, one table of them per model, and the two questions `may` and `require`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import models
from rules.predicates import Predicate, predicate

from mingpin.accounts.acting import Acting
from mingpin.accounts.models import ApiToken, Delegation, Membership, Organisation, Person
from mingpin.accounts.states import OrganisationKind, Role
from mingpin.accounts.tokens.states import ROLES_WITH_TOKENS
from mingpin.errors import NotThere, Refused
from mingpin.language import _

Table = Mapping[str, Predicate]
_TABLES: dict[type[models.Model], Table] = {}


def has_role(*roles: str) -> Predicate:
    """True for a person who acts in one of these roles."""

    @predicate(name=f"has_role:{'|'.join(roles)}")
    def has_one(by: Acting) -> bool:
        return by.has_role(*roles)

    return has_one  # type: ignore[no-any-return]


is_office = has_role(Role.OFFICE)
is_department = has_role(Role.DEPARTMENT)
is_county = has_role(Role.COUNTY)
is_carrier = has_role(Role.CARRIER)
is_leader = has_role(Role.LEADER)
is_auditor = has_role(Role.AUDITOR)
is_administrator = has_role(Role.ADMINISTRATOR)
is_platform = has_role("platform")
is_staff = has_role(Role.OFFICE, Role.DEPARTMENT, Role.COUNTY, Role.LEADER, Role.AUDITOR)


@predicate
def is_anybody(by: Acting) -> bool:
    return by.is_anybody


@predicate
def is_nobody(by: Acting) -> bool:
    """Nobody signed in."""
    return not by.is_anybody


@predicate
def is_visible(by: Acting, thing: Any = None) -> bool:
    """The thing is among the rows that its model shows to this person."""
    return thing is not None and thing.__class__.objects.visible_to(by).filter(pk=thing.pk).exists()


@predicate
def is_county_of_carrier(by: Acting, thing: Any = None) -> bool:
    """The thing is a membership in a carrier of this county."""
    organisation = thing.organisation if thing is not None else None
    return bool(
        organisation and by.area and organisation.kind == OrganisationKind.CARRIER and organisation.area == by.area
    )


@predicate
def is_own_membership(by: Acting, thing: Any = None) -> bool:
    return thing is not None and by.person is not None and thing.person_id == by.person.pk


@predicate
def is_self(by: Acting, thing: Any = None) -> bool:
    return thing is not None and by.person is not None and thing.pk == by.person.pk


@predicate
def is_own_delegation(by: Acting, thing: Any = None) -> bool:
    return thing is not None and by.person is not None and thing.membership.person_id == by.person.pk


def set_permissions(model: type[models.Model], table: Table) -> Table:
    """Lays down who may do what with a model. Raises ValueError where that was done before."""
    if model in _TABLES:
        raise ValueError(f"permissions of {model.__name__} stand twice")
    _TABLES[model] = table
    return table


def permissions_of(model: type[models.Model]) -> Table:
    """The permission table of a model."""
    return _TABLES[model]


def may(by: Acting, what: str, thing: models.Model | type[models.Model]) -> bool:
    """Whether the person may do this with the thing (or with things of its kind). Raises KeyError for an unknown permission."""
    # `__class__`, not `type()`: the person of a request is a lazy object that only says it is one.
    model, given = (thing, None) if isinstance(thing, type) else (thing.__class__, thing)
    return bool(_TABLES[model][what].test(by, given) if given is not None else _TABLES[model][what].test(by))


def require(by: Acting, what: str, thing: models.Model | type[models.Model]) -> None:
    """Nothing where `may`. Raises NotThere where the person may not know of the thing, Refused where they may not do this."""
    if not isinstance(thing, type) and not may(by, "view", thing):
        raise not_there()
    if not may(by, what, thing):
        raise Refused(
            _("Your role does not allow this."),
            remedy=_("Ask somebody of the city office, or act for another organisation."),
        )


def not_there() -> NotThere:
    """What is said of things that are not there and of things that the person may not know of."""
    return NotThere(
        _("There is nothing at this address that you may see."), remedy=_("Check the address, or search for it.")
    )


@predicate
def is_there_in_person(by: Acting) -> bool:
    """Somebody who signed in and stands in for nobody: what lasts longer than an absence is theirs only."""
    return by.person is not None and by.delegation is None


is_keeper = is_administrator | is_platform
"""Who keeps accounts."""

PERSON = set_permissions(
    Person,
    {
        "list": is_office | is_administrator | is_auditor,
        "view": is_visible | is_self,
        "create": is_keeper,
        "change": is_keeper | is_self,
        "keep": is_keeper,
    },
)
ORGANISATION = set_permissions(
    Organisation,
    {
        "list": is_anybody,
        "view": is_visible,
        "create": is_office | is_keeper,
        "change": is_office | is_keeper,
    },
)
MEMBERSHIP = set_permissions(
    Membership,
    {
        "list": is_anybody,
        "view": is_visible,
        "register": is_nobody | is_platform,
        "request": is_anybody,
        "join": is_there_in_person,
        "appoint": is_keeper,
        "queue": is_office | is_administrator | is_county,
        "decide": is_office | is_keeper | is_county_of_carrier,
        "end": is_office | is_keeper | is_county_of_carrier | is_own_membership,
    },
)
DELEGATION = set_permissions(
    Delegation,
    {
        "view": is_visible,
        "give": is_there_in_person | is_platform,
        "revoke": is_own_delegation | is_office | is_keeper,
    },
)
TOKEN = set_permissions(
    ApiToken,
    {
        "list": is_there_in_person & has_role(*ROLES_WITH_TOKENS, Role.ADMINISTRATOR),
        "view": is_visible,
        "issue": is_there_in_person & has_role(*ROLES_WITH_TOKENS),
        "revoke": is_visible & is_there_in_person,
    },
)
