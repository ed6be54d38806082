"""Keeps `SubjectWords.holds`: which evidence tables and honours have current rows about a subject."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import connection
from django.db.models import Q
from django.db.models.fields.json import KT

from mingpin.registry.models import Batch, EvidenceRow

_SLICE = 2_000
_WRITE = "UPDATE registry_subjectwords SET holds = %s WHERE subject_id = %s"
"""Row by row, many at once: a CASE of thousands of branches, which bulk_update writes, is far slower."""


def note_holdings(batch: Batch, found: Mapping[str, Any]) -> None:
    """Brings up to date what is held of the subjects that a batch is about: called with each batch, in its transaction."""
    touched = EvidenceRow.objects.filter(Q(batch=batch) | Q(superseded_in=batch)).exclude(subject=None)
    write_holdings(touched.order_by().values_list("subject_id", flat=True).distinct())


def write_holdings(subjects: Iterable[int]) -> None:
    """Writes anew what is held of these subjects, by primary key."""
    pks = list(subjects)
    for at in range(0, len(pks), _SLICE):
        slice_ = pks[at : at + _SLICE]
        held: dict[int, list[str]] = {pk: [] for pk in slice_}
        current = EvidenceRow.objects.current().filter(subject__in=slice_).order_by()
        for pk, table in current.values_list("subject_id", "table").distinct():
            held[pk].append(table)
        honours = current.filter(table="honours").annotate(scheme=KT("values__scheme"))
        for pk, scheme in honours.values_list("subject_id", "scheme").distinct():
            held[pk].append(f"honours:{scheme}")
        rows = [(f"|{'|'.join(sorted(marks))}|" if marks else "", pk) for pk, marks in held.items()]
        with connection.cursor() as cursor:
            cursor.executemany(_WRITE, rows)
