"""Who acts, and for whom: what every action and every query is told instead of a request."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from mingpin.accounts.models import ApiToken, Delegation, Membership, Organisation, Person
from mingpin.accounts.states import Role
from mingpin.audit.who import Who


@dataclass(frozen=True)
class Acting:
    """A person in one membership of theirs, or in one that was delegated to them; nobody where `person` is None.

    The platform itself (a scheduled job, demonstration data) acts by `Acting.platform(…)`, a program of an organisation by its
    `token`: in the role in which that was issued.
    """

    person: Person | None = None
    membership: Membership | None = None
    delegation: Delegation | None = None
    program: str = ""
    token: ApiToken | None = None
    ways: tuple[Acting, ...] | None = field(default=None, compare=False, repr=False)
    """All ways in which the person may act, where they were looked up already."""

    @property
    def role(self) -> str:
        """The role in which the person acts; empty for nobody, `platform` for the platform itself."""
        if self.program:
            return "platform"
        if self.token:
            return self.token.role
        return self.membership.role if self.membership else ""

    @property
    def organisation(self) -> Organisation | None:
        if self.token:
            return self.token.organisation
        return self.membership.organisation if self.membership else None

    @property
    def is_anybody(self) -> bool:
        return bool(self.person or self.program or self.token)

    def has_role(self, *roles: str) -> bool:
        return self.role in roles

    @property
    def area(self) -> str:
        """The area code of a county's or zone's staff; empty for others."""
        return self.organisation.area if self.organisation and self.role == Role.COUNTY else ""

    @property
    def people(self) -> set[int]:
        """Whose interests are in it: the person and whom they stand in for, by number."""
        behind = {self.delegation.membership.person_id} if self.delegation else set()
        return behind | ({self.person.pk} if self.person else set())

    def who(self) -> Who:
        """The same for the audit record, without names."""
        return Who(
            person=self._name_in_record,
            organisation=f"organisation:{self.organisation.pk}" if self.organisation else "",
            role=self.role,
            on_behalf_of=f"person:{self.delegation.membership.person_id}" if self.delegation else "",
        )

    @property
    def _name_in_record(self) -> str:
        if self.token:
            return f"token:{self.token.pk}"
        return f"person:{self.person.pk}" if self.person else f"program:{self.program or 'nobody'}"

    @staticmethod
    def platform(program: str) -> Acting:
        """The platform itself, by the name of the job or command."""
        return Acting(program=program)

    @staticmethod
    def of(person: Person, membership: int | None = None) -> Acting:
        """The person in this membership (or one delegated to them), else in their first current one, else in none."""
        ways = Acting.all_of(person)
        chosen = next((one for one in ways if one.membership and one.membership.pk == membership), None)
        return replace(chosen or next(iter(ways), Acting(person)), ways=tuple(ways))

    @staticmethod
    def all_of(person: Person) -> list[Acting]:
        """Every way in which the person may act today: their own memberships, then those that they stand in for."""
        own = Membership.objects.current().filter(person=person).select_related("organisation").order_by("pk")
        held = (
            Delegation.objects.current()
            .filter(to=person)
            .select_related("membership__organisation", "membership__person")
            .order_by("pk")
        )
        return [
            *(Acting(person, one) for one in own),
            *(Acting(person, one.membership, one) for one in held),
        ]


NOBODY = Acting()
