"""What waits for a person, what changed, how things stand: apps say it through functions added in `AppConfig.ready()`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any


@dataclass(frozen=True)
class Waiting:
    """One thing that waits for somebody: what, how many, by when, and where to do it."""

    what: str
    url: str
    count: int = 1
    due_on: date | None = None
    detail: str = ""


@dataclass(frozen=True)
class Standing:
    """One figure of how things stand, with the rows behind it."""

    label: str
    value: int | None
    url: str
    detail: str = ""


@dataclass(frozen=True)
class Change:
    """Something that is otherwise than when the person was last here, and where to see it."""

    what: str
    url: str
    count: int | None = None
    detail: str = ""


_CHANGES: list[Callable[[Any, datetime], Iterable[Change]]] = []
_WAITING: list[Callable[[Any], Iterable[Waiting]]] = []
_STANDING: list[Callable[[Any], Iterable[Standing]]] = []


def add_waiting(source: Callable[[Any], Iterable[Waiting]]) -> None:
    """Adds a function from who acts to what waits for them."""
    _WAITING.append(source)


def add_standing(source: Callable[[Any], Iterable[Standing]]) -> None:
    """Adds a function from who acts to figures of how things stand."""
    _STANDING.append(source)


def add_changes(source: Callable[[Any, datetime], Iterable[Change]]) -> None:
    """Adds a function from who acts and a moment to what changed for them since."""
    _CHANGES.append(source)


def changes_for(acting: Any, since: datetime) -> list[Change]:
    """All that changed since, in the order in which the apps added their sources."""
    return [one for source in _CHANGES for one in source(acting, since)]


def waiting_for(acting: Any) -> list[Waiting]:
    """All that waits, the earliest deadline first, what has none last."""
    found = [one for source in _WAITING for one in source(acting) if one.count]
    return sorted(found, key=lambda one: (one.due_on is None, one.due_on or date.max))


def standing_for(acting: Any) -> list[Standing]:
    """All figures, in the order in which the apps added them."""
    return [one for source in _STANDING for one in source(acting)]
