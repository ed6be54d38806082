"""Entries made ready for pages: rows that carry their words, what changed by the names of its fields, what is personal."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Field
from django.db.models.query import ModelIterable

from mingpin.audit.models import Entry, EntryQuerySet, Private
from mingpin.audit.wording import leaf_of, tell
from mingpin.language import _

BATCH = 500


class _WithWords(ModelIterable[Entry]):
    """Rows each of which has `told`; names are asked for once for a batch of rows, not for each."""

    def __iter__(self) -> Iterator[Entry]:
        rows = super().__iter__()
        while batch := list(islice(rows, BATCH)):
            for entry, told in zip(batch, tell(batch), strict=True):
                entry.told = told  # type: ignore[attr-defined]
                yield entry


def with_words(entries: EntryQuerySet) -> EntryQuerySet:
    """The same entries, each with `told`."""
    rows = entries.all()
    rows._iterable_class = _WithWords
    return rows


@dataclass(frozen=True)
class Change:
    """A value before and after, by the name of its field."""

    name: str
    before: str
    after: str


def changes(entry: Entry) -> list[Change]:
    """What the entry says of before and after, in its order."""
    leaf = leaf_of(entry)
    before, after = leaf["before"], leaf["after"]
    names = [*before, *(name for name in after if name not in before)]
    fields = {name: _field(entry.object_type, name) for name in names}
    return [
        Change(
            _label(fields[name], name), _value(fields[name], before.get(name)), _value(fields[name], after.get(name))
        )
        for name in names
    ]


@dataclass(frozen=True)
class Personal:
    """What of an entry is personal: `kept`, `erased`, or there never was anything (`none`). `rows` are names and values, for whom
    they are meant."""

    state: str
    rows: tuple[tuple[str, str], ...] = ()


def personal(entry: Entry, *, may_read: bool) -> Personal:
    """The personal part of an entry; its content only for whom it is meant."""
    if leaf_of(entry)["private"] is None:
        return Personal("none")
    held = Private.objects.filter(pk=entry.pk).first()
    if held is None:
        return Personal("erased")
    return Personal("kept", tuple(_personal_rows(entry, json.loads(held.content))) if may_read else ())


def _personal_rows(entry: Entry, content: dict[str, Any]) -> Iterator[tuple[str, str]]:
    sides = {"before": _("Before"), "after": _("After")}
    for name, value in content.items():
        parts = value.items() if name in sides and isinstance(value, dict) else [(name, value)]
        for inner, one in parts:
            field = _field(entry.object_type, inner)
            label = _label(field, inner)
            yield f"{label} · {sides[name]}" if name in sides else label, _value(field, one)


def _field(object_type: str, name: str) -> Field[Any, Any] | None:
    try:
        found = apps.get_model(object_type)._meta.get_field(name)
    except (LookupError, ValueError, FieldDoesNotExist):
        return None
    return found if isinstance(found, Field) else None


def _label(field: Field[Any, Any] | None, name: str) -> str:
    return str(field.verbose_name) if field is not None and field.verbose_name else name


def _value(field: Field[Any, Any] | None, value: Any) -> str:
    """A value in words: a choice by its label."""
    if value is None or value == "":
        return "—"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    labels = dict(field.flatchoices) if field is not None and field.choices else {}
    if isinstance(value, str | int) and value in labels:
        return str(labels[value])
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, sort_keys=True)
