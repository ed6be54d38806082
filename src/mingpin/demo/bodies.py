"""A body of the register while it is drawn up: what the other tables need to know of it, and in what it departs."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from mingpin.demo.casting import Role
from mingpin.demo.chance import Chance, Weighted
from mingpin.demo.fields import Field
from mingpin.demo.ledger import Ledger
from mingpin.demo.twists import DEPARTURES, MAKERS, Twist


@dataclass(frozen=True, slots=True)
class Stage:
    """What every table is drawn up with. `as_of` is the day on which the evidence was collected; `growers` are the rural bodies
    met so far, from which regional brands choose their users."""

    ledger: Ledger
    chance: Chance
    as_of: date
    seed: int
    growers: list[Body] = field(default_factory=list)

    def day_of(self, body: Body, first: date, last: date) -> date:
        """A day from first to last, as far as the body existed then; `last` where it did not."""
        return self.chance.day(min(max(first, body.founded_on), last), last)


@dataclass(frozen=True, slots=True)
class Applicant:
    """The subject that a body puts forward: itself, or a brand, product, scenic area or regional brand of its own."""

    subject_id: str
    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class Body:
    """An organisation. Its `departs` are all the ways in which it is not exemplary."""

    subject_id: str
    name: str
    trade: str
    kind: str
    domain: str | None
    field: Field
    area: str | None
    founded_on: date
    goods: tuple[str, ...]
    role: Role
    departs: frozenset[Twist]

    @property
    def is_prepared(self) -> bool:
        """Whether it has brought what the clauses ask for, but for the one thing of its role."""
        return self.role.is_prepared

    @property
    def is_company(self) -> bool:
        return self.kind == "enterprise"

    @property
    def makes_goods(self) -> bool:
        """Whether it has products that can be checked and exported."""
        return self.domain in MAKERS

    def has(self, *twists: Twist) -> bool:
        """Whether it departs in one of these ways."""
        return not self.departs.isdisjoint(twists)


def departures(stage: Stage, role: Role) -> frozenset[Twist]:
    """The ways in which a body departs: the one of its role, or for ordinary bodies as luck has it."""
    if role.is_prepared:
        return frozenset({role.twist} if role.twist else ())
    chance = stage.chance
    found = [twist for twist, permille in _COMMON if chance.happens(permille)]
    # One draw for all the rare ones: a body has one of them at most, which is quicker and hardly tells.
    rare = chance.weigh(_RARE)
    return frozenset([*found, rare] if rare else found)


_AT_LEAST_COMMON = 30
_COMMON = tuple((twist, known.permille) for twist, known in DEPARTURES.items() if known.permille >= _AT_LEAST_COMMON)
_RARE_ONES: dict[Twist | None, int] = {
    twist: known.permille for twist, known in DEPARTURES.items() if known.permille < _AT_LEAST_COMMON
}
_RARE_ONES[None] = 1000 - sum(_RARE_ONES.values())
_RARE = Weighted(_RARE_ONES)
