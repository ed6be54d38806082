"""Which complete lists have been declared for a subject, and which have not: only under a declaration does absence count."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from mingpin.accounts.acting import Acting
from mingpin.language import _
from mingpin.registry import vocabulary
from mingpin.registry.models import EvidenceRow, Subject
from mingpin.registry.vocabulary import areas_around
from mingpin.vocabulary.model import CoveredList
from mingpin.vocabulary.place import shared_vocabulary


@dataclass(frozen=True)
class Covered:
    """A list, and the newest declaration that includes the subject; `row` is None where there is none."""

    list: str
    label: str
    holder: str
    row: EvidenceRow | None
    where: str = ""
    period: str = ""
    as_of: str = ""

    @property
    def as_of_text(self) -> str:
        return _("as of {day}").format(day=self.as_of)


def coverage_of(subject: Subject, by: Acting) -> list[Covered]:
    """Every list of the vocabulary, the declared ones first. One query.

    As for the engine, a declaration speaks for a subject where it is for it, for the organisation that carries it, or for an area
    that it lies in; and one for a report (`included_in`) speaks for the lists that the report includes.
    """
    rows = EvidenceRow.objects.visible_to(by).current().filter(table="coverage")
    about_area = Q(subject=None, values__area__in=areas_around(subject.area))
    about_it = Q(subject__in=[pk for pk in (subject.pk, subject.owner_id) if pk is not None])
    newest: dict[str, EvidenceRow] = {}
    for row in rows.filter(about_area | about_it).order_by("pk"):
        name = str(row.values.get("list"))
        if name not in newest or _as_of(row) > _as_of(newest[name]):
            newest[name] = row
    found = [_covered(known, newest) for known in shared_vocabulary().lists.values()]
    return sorted(found, key=lambda one: one.row is None)


def _covered(known: CoveredList, newest: Mapping[str, EvidenceRow]) -> Covered:
    label, holder = vocabulary.list_label(known.id), vocabulary.label_of("department", known.holder)
    row = max((newest[name] for name in (known.id, *known.included_in) if name in newest), key=_as_of, default=None)
    if row is None:
        return Covered(known.id, label, holder, None)
    values: dict[str, Any] = row.values
    where = vocabulary.area_label(values["area"]) if values.get("area") else ""
    shown = {one.name: one.text for one in vocabulary.shown_values("coverage", values)}
    period = f"{shown.get('period_from', '')} – {shown.get('period_to', '')}"
    return Covered(known.id, label, holder, row, where, period, shown.get("as_of", ""))


def _as_of(row: EvidenceRow) -> date:
    return row.dated_on or date.min
