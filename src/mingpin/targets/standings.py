"""How every target of the document stands on a day, as other apps read it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from mingpin.accounts.acting import Acting
from mingpin.engine.model import Clause
from mingpin.targets.states import TargetState

__all__ = ["TargetStanding", "TargetState", "standings"]


@dataclass(frozen=True)
class TargetStanding:
    """A target on a day. `value` is None where nothing is reported (never 0 for that) and for goals that no number says.

    `told_on`: the day that a reported figure is for, or the latest day behind a counted one. `owners` are codes of departments.
    """

    clause: Clause
    value: Decimal | None
    is_countable: bool
    goal: Decimal | None
    state: TargetState
    due: date
    told_on: date | None
    owners: tuple[str, ...]


def standings(by: Acting, as_of: date) -> list[TargetStanding]:
    """Every target of the pack in force, in the document's order; a constant number of queries.

    Empty for whoever may not see targets.
    """
    from mingpin.targets.queries import looked_at

    return [one.standing for one in looked_at(by, as_of)]
