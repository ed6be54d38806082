"""A body of the register while it is drawn up: what the other tables need to know of it, and in what it departs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from mingpin.demo.casting import Role
from mingpin.demo.chance import Chance
from mingpin.demo.fields import Field
from mingpin.demo.ledger import Ledger
from mingpin.demo.twists import DEPARTURES, Twist


@dataclass(frozen=True, slots=True)
class Stage:
    """What every table is drawn up with. `as_of` is the day on which the evidence was collected."""

    ledger: Ledger
    chance: Chance
    as_of: date
    seed: int


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

    def has(self, *twists: Twist) -> bool:
        """Whether it departs in one of these ways."""
        return not self.departs.isdisjoint(twists)


def departures(stage: Stage, role: Role) -> frozenset[Twist]:
    """The ways in which a body departs: the one of its role, or for ordinary bodies as luck has it."""
    if role.is_prepared:
        return frozenset({role.twist} if role.twist else ())
    happens = stage.chance.happens
    return frozenset(twist for twist, permille in _ORDINARY if happens(permille))


_ORDINARY: Iterable[tuple[Twist, float]] = tuple(
    (twist, known.permille) for twist, known in DEPARTURES.items() if known.permille
)
