"""The record in sentences: what each action is called, and who or what is meant by a number, found when a page is shown.

The apps above say both in `AppConfig.ready()`: `describe_action("end_membership", _("ended the membership {object}"))` and
`resolve_references("organisation", names, find)`. What nobody described has a sentence all the same.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone

from mingpin.audit.models import Entry
from mingpin.language import _

Names = Callable[[Sequence[str]], Mapping[str, str]]
"""From numbers to the names of what they mean."""
Find = Callable[[str], Iterable[str]]
"""From a piece of a name to the numbers of what is called so."""

_ACTIONS: dict[str, Any] = {}
_NAMES: dict[str, Names] = {}
_FIND: dict[str, Find] = {}
MOST_FOUND = 200


def describe_action(name: str, sentence: Any) -> None:
    """Says what somebody did: a message such as “confirmed the mandate of {object}”. Blanks: {object}, and what stands in `after`
    and `before`. A later description takes the place of an earlier one."""
    _ACTIONS[name] = sentence


def resolve_references(prefix: str, names: Names, find: Find | None = None) -> None:
    """Says what references such as `organisation:12` are called: `names` by number, `find` the other way round."""
    _NAMES[prefix] = names
    if find is not None:
        _FIND[prefix] = find


def described_actions() -> Mapping[str, Any]:
    """Actions by name, with their sentences."""
    return dict(_ACTIONS)


def references_called(prefix: str, text: str) -> list[str]:
    """The references of this kind whose names hold the text."""
    find = _FIND.get(prefix)
    return [f"{prefix}:{number}" for number in find(text)][:MOST_FOUND] if find else []


@dataclass(frozen=True)
class Told:
    """An entry as people read it."""

    entry: Entry
    who: str
    organisation: str
    on_behalf_of: str
    role: str
    object: str
    did: str
    why: str

    @property
    def actor(self) -> str:
        """Who did it, in whose place, for which organisation."""
        if not self.organisation:
            return self.person
        return _("{who} ({organisation})").format(who=self.person, organisation=self.organisation)

    @property
    def person(self) -> str:
        """Who did it, in whose place."""
        return _("{who} for {whom}").format(who=self.who, whom=self.on_behalf_of) if self.on_behalf_of else self.who

    @property
    def sentence(self) -> str:
        return _("On {when}, {who} {did}.").format(when=when(self.entry.at), who=self.actor, did=self.did)


def tell(entries: Iterable[Entry]) -> list[Told]:
    """The entries in words; names are asked for once for each kind of thing, however many entries there are."""
    held = [(entry, leaf_of(entry)) for entry in entries]
    names = names_of(
        reference
        for entry, leaf in held
        for reference in (
            entry.person,
            entry.organisation,
            leaf["on_behalf_of"],
            f"role:{leaf['role']}",
            f"{entry.object_type}:{entry.object_id}",
        )
    )
    return [_told(entry, leaf, names) for entry, leaf in held]


def leaf_of(entry: Entry) -> dict[str, Any]:
    """What the entry says, as it was recorded."""
    return dict(json.loads(entry.leaf))


def names_of(references: Iterable[str]) -> dict[str, str]:
    """References with the names of what they mean; where there is none, the number."""
    wanted: dict[str, dict[str, None]] = {}
    for reference in references:
        prefix, _colon, number = reference.partition(":")
        if number:
            wanted.setdefault(prefix, {})[number] = None
    found = {}
    for prefix, numbers in wanted.items():
        names = _NAMES.get(prefix) or _names_by_model(prefix)
        known = names(list(numbers)) if names else {}
        for number in numbers:
            found[f"{prefix}:{number}"] = known.get(number) or _nameless(prefix, number)
    return found


def when(at: datetime) -> str:
    """The time as the current language writes it."""
    local = timezone.localtime(at)
    words = {"year": local.year, "month": local.month, "day": local.day, "time": f"{local:%H:%M}"}
    return _("{year}-{month:02}-{day:02} {time}").format(**words)


class _Blanks(dict[str, Any]):
    def __missing__(self, name: str) -> str:
        return "—"


def _told(entry: Entry, leaf: Mapping[str, Any], names: Mapping[str, str]) -> Told:
    thing = names.get(f"{entry.object_type}:{entry.object_id}", "")
    sentence = str(_ACTIONS[entry.action]) if entry.action in _ACTIONS else _("did “{action}” on {object}")
    plain = {name: value for part in ("before", "after") for name, value in leaf[part].items()}
    blanks = _Blanks(plain, object=thing, action=entry.action)
    return Told(
        entry=entry,
        who=names.get(entry.person) or entry.person,
        organisation=names.get(entry.organisation, ""),
        on_behalf_of=names.get(leaf["on_behalf_of"], ""),
        role=names.get(f"role:{leaf['role']}", ""),
        object=thing,
        did=sentence.format_map(blanks),
        why=leaf["why"],
    )


def _nameless(prefix: str, number: str) -> str:
    """What is said of something that has no name (any more)."""
    if prefix == "program":
        return _("the platform ({program})").format(program=number)
    if prefix == "role":
        return number
    if prefix == "person":
        return _("person no. {number}").format(number=number)
    return _("no. {number}").format(number=number)


def _names_by_model(prefix: str) -> Names | None:
    """The names of a model's rows, where the prefix is one, as `registry.subject`."""
    try:
        model: type[models.Model] = apps.get_model(prefix)
    except (LookupError, ValueError):
        return None

    def names(numbers: Sequence[str]) -> Mapping[str, str]:
        known = {}
        for number in numbers:
            with suppress(ValidationError):  # a number of another kind names no row
                known[model._meta.pk.to_python(number)] = number
        if model.__str__ is models.Model.__str__:  # it has no name of its own
            return {}
        rows = model._base_manager.select_related().filter(pk__in=list(known))
        return {known[row.pk]: str(row) for row in rows}

    return names
