"""State changes by compare-and-swap on a written table: who loses a race is told so, on any database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import models

from mingpin.errors import Stale
from mingpin.language import _


@dataclass(frozen=True)
class Transition:
    """A step of a thing from one of some states to another.

    `name` is the action's, `staff_label` and `public_label` what pages call it (messages); `roles` who may take it.
    """

    name: str
    source: frozenset[str]
    target: str
    staff_label: str
    public_label: str = ""
    roles: frozenset[str] = field(default_factory=frozenset)


def step(name: str, source: str | tuple[str, ...], target: str, staff_label: str, **rest: Any) -> Transition:
    """A transition, written in one line of a table."""
    sources = (source,) if isinstance(source, str) else source
    roles = frozenset(rest.pop("roles", ()))
    return Transition(name, frozenset(sources), target, staff_label, roles=roles, **rest)


def swap(thing: models.Model, transition: Transition, *, state: str = "state", **changes: Any) -> None:
    """Takes the step: one conditional UPDATE, whose loser gets Stale. `changes` are set with it, on the instance too.

    Call it inside the action's transaction.
    """
    rows = type(thing)._default_manager.filter(pk=thing.pk, **{f"{state}__in": transition.source})
    if not rows.update(**{state: transition.target}, **changes):
        raise Stale(
            _("This step was not taken: it is no longer in the state from which it goes."),
            why=_("Somebody else changed it in the meantime, or it was sent twice."),
            remedy=_("Reload the page and look at how it stands now."),
        )
    for name, value in {state: transition.target, **changes}.items():
        setattr(thing, name, value)


def by_name(*transitions: Transition) -> Mapping[str, Transition]:
    """A table of transitions by their names. Raises ValueError where a name stands twice."""
    table = {transition.name: transition for transition in transitions}
    if len(table) != len(transitions):
        raise ValueError("a transition stands twice in its table")
    return table
