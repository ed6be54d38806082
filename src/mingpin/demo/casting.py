"""Who appears: a few bodies that meet everything, some that miss it by one thing each, and many ordinary ones."""

from __future__ import annotations

from dataclasses import dataclass

from mingpin.demo import judged
from mingpin.demo.declarations import (
    AREAS,
    BY_BODY_ONLY,
    BY_CREDIT_REPORT,
    NEEDED_EVER,
    NEEDED_FOR_YEARS,
    NEEDED_NOW,
    undeclared_areas,
)
from mingpin.demo.fields import DOMAINS
from mingpin.demo.twists import DEPARTURES, EVERYWHERE, Twist


@dataclass(frozen=True, slots=True)
class Role:
    """What a body is to show.

    A prepared body has brought everything that the clauses ask for, but for the one thing named; `uncovered` is a list for
    which it has no declaration, `pending` a judgement nobody has made, `refused` one that went against it.
    """

    domain: str | None = None
    area: str | None = None
    is_prepared: bool = False
    twist: Twist | None = None
    uncovered: str | None = None
    pending: str | None = None
    refused: str | None = None


ORDINARY = Role()

_EXEMPLARY_EVERY = 64
_NEAR_MISS_EVERY = 10
_NEAR_MISS_PLACE = 3
_STRIDE = 61
"""Prime and larger than a run of related near misses: neighbours differ in kind."""


@dataclass(frozen=True, slots=True)
class _NearMiss:
    twist: Twist | None = None
    uncovered: str | None = None
    pending: str | None = None
    refused: str | None = None
    domains: tuple[str, ...] = EVERYWHERE


def _near_misses() -> tuple[_NearMiss, ...]:
    twists = [_NearMiss(twist=twist, domains=known.domains) for twist, known in DEPARTURES.items() if known.domains]
    lists = (*NEEDED_EVER, *NEEDED_FOR_YEARS, *NEEDED_NOW, *BY_CREDIT_REPORT)
    uncovered = [
        # A mark on file needs no search of the register.
        _NearMiss(uncovered=list_, twist=Twist.NO_MARK if list_ == "trademark_register" else None)
        for list_ in lists
        if list_ in NEEDED_EVER or undeclared_areas(list_)
    ]
    asked: list[tuple[str, tuple[str, ...]]] = [(name, EVERYWHERE) for name in judged.FAVOURABLE]
    asked += [(name, ("agriculture",)) for name in judged.OF_REGIONAL_BRANDS]
    pending = [_NearMiss(pending=name, domains=domains) for name, domains in asked]
    refused = [_NearMiss(refused=name, domains=domains) for name, domains in asked]
    return (*twists, *uncovered, *pending, *refused)


_NEAR_MISSES = _near_misses()


def role_of(number: int, seed: int) -> Role:
    """The role of the number-th body of a register: the rare ones come round in turn, so that none is left to luck."""
    if number % _EXEMPLARY_EVERY == 0:
        turn = number // _EXEMPLARY_EVERY + seed
        return Role(domain=DOMAINS[turn % len(DOMAINS)], area=AREAS[turn % len(AREAS)], is_prepared=True)
    if number % _NEAR_MISS_EVERY == _NEAR_MISS_PLACE:
        return _near_miss(number // _NEAR_MISS_EVERY + seed)
    return ORDINARY


def _near_miss(turn: int) -> Role:
    round_, place = divmod(turn, len(_NEAR_MISSES))
    miss = _NEAR_MISSES[place * _STRIDE % len(_NEAR_MISSES)]
    areas = AREAS
    if miss.uncovered and miss.uncovered not in (*NEEDED_EVER, *BY_BODY_ONLY):
        areas = undeclared_areas(miss.uncovered)
    return Role(
        domain=miss.domains[(round_ + place) % len(miss.domains)],
        area=areas[turn % len(areas)],
        is_prepared=True,
        twist=miss.twist,
        uncovered=miss.uncovered,
        pending=miss.pending,
        refused=miss.refused,
    )
