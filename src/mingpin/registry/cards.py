"""Rows of evidence as cards: what a row says, where it comes from, whether it still holds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.urls import reverse
from django.utils import timezone

from mingpin.language import _
from mingpin.pages.marks import Mark
from mingpin.registry import vocabulary
from mingpin.registry.models import EvidenceRow
from mingpin.registry.states import BatchKind
from mingpin.registry.taking.dating import DATED_BY
from mingpin.registry.vocabulary import Shown
from mingpin.vocabulary.values import FOREVER

SOON = 90
"""An honour that ends within so many days is said to end soon."""
_KEY_VALUES = 6


@dataclass(frozen=True)
class Card:
    """A row as the time line shows it. `days` is its date as written, `values` the columns that say most, `more` how many
    others there are."""

    row: EvidenceRow
    label: str
    title: str
    url: str
    days: str
    values: list[Shown]
    more: int
    source: str
    supplier: str
    validity: Mark | None
    is_adverse: bool
    is_superseded: bool
    attachments: int
    about: str = ""
    """Whose row it is, where that is not the subject of the page."""


def card_of(row: EvidenceRow, names: Mapping[int, str] | None = None) -> Card:
    """The card of a row that came with its batch and attachments. `names`: those of other subjects whose rows are shown."""
    left_out = (*vocabulary.NOT_SHOWN, *vocabulary.PROVENANCE, *vocabulary.HEADLINES.get(row.table, ()))
    values = [
        shown
        for shown in vocabulary.shown_values(row.table, row.values, without=left_out)
        if shown.name not in (*_validity_columns(row.table), DATED_BY.get(row.table))
    ]
    return Card(
        row=row,
        label=vocabulary.table_label(row.table),
        title=vocabulary.headline(row.table, row.values),
        url=reverse("evidence", kwargs={"row": row.pk}),
        days=days_of(row),
        values=values[:_KEY_VALUES],
        more=max(0, len(values) - _KEY_VALUES),
        source=source_of(row),
        supplier=row.supplied_by,
        validity=validity_of(row),
        is_adverse=row.table in vocabulary.ADVERSE,
        is_superseded=row.superseded_at is not None,
        attachments=len(row.attachments.all()),
        about=(names or {}).get(row.subject_id or 0, ""),
    )


def by_year(cards: Iterable[Card]) -> list[tuple[str, list[Card]]]:
    """The cards by the year of their date, the latest first; those without a date last, under an empty year."""
    dated = sorted(cards, key=lambda card: (card.row.dated_on or date.min, card.row.pk), reverse=True)
    return [
        (year, list(group))
        for year, group in groupby(dated, key=lambda card: str(card.row.dated_on.year) if card.row.dated_on else "")
    ]


def days_of(row: EvidenceRow) -> str:
    """The date of a row as precise as it was told."""
    column = DATED_BY.get(row.table, "")
    first = row.values.get(column)
    if not first:
        return ""
    return (
        str(first) if column == "year" else vocabulary.days(str(first), str(row.values.get(f"{column}__to") or first))
    )


def source_of(row: EvidenceRow) -> str:
    """Where a row comes from: file, sheet and row; else what it says of its source, or the way in which it came."""
    if not row.source_file:
        return str(row.values.get("source") or row.batch.note or BatchKind(row.batch.kind).label)
    parts = [row.source_file, row.source_sheet]
    if row.source_row is not None:
        parts.append(_("row {number}").format(number=row.source_row))
    return " · ".join(part for part in parts if part)


def validity_of(row: EvidenceRow, today: date | None = None) -> Mark | None:
    """Whether a row that holds for a time still does: valid, ends in n days, ended, or without an end."""
    if "valid_to" not in _validity_columns(row.table) or row.valid_to is None:
        return None
    day = today or timezone.localdate()
    left = (row.valid_to - day).days
    if row.valid_to == FOREVER:
        return Mark("ok", _("No end"))
    if left < 0:
        return Mark("none", _("Ended on {day}").format(day=row.valid_to.isoformat()))
    if left <= SOON:
        return Mark("open", _("Ends in {days} days").format(days=left))
    return Mark("ok", _("Valid to {day}").format(day=row.valid_to.isoformat()))


def _validity_columns(table: str) -> tuple[str, ...]:
    known = vocabulary.table(table)
    return ("valid_to", "valid_from") if known and "valid_to" in known.columns else ()
