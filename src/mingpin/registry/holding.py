"""Keeps `SubjectWords.holds`: which evidence tables and honours have current rows about a subject."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import connection
from django.db.models import F, Q
from django.db.models.fields.json import KT

from mingpin.registry.models import Batch, EvidenceRow, Subject
from mingpin.registry.queries import CONFIDENTIAL

_SLICE = 2_000
_WRITE = "UPDATE registry_subjectwords SET holds = %s WHERE subject_id = %s"
"""Row by row, many at once: a CASE of thousands of branches, which bulk_update writes, is far slower."""


def note_holdings(batch: Batch, found: Mapping[str, Any]) -> None:
    """Brings up to date what is held of the subjects that a batch is about: called with each batch, in its transaction."""
    touched = EvidenceRow.objects.filter(Q(batch=batch) | Q(superseded_in=batch)).exclude(subject=None)
    write_holdings(touched.order_by().values_list("subject_id", flat=True).distinct())


def write_holdings(subjects: Iterable[int]) -> None:
    """Writes anew what is held of these subjects, by primary key, with those that were decided to be the same.

    One of another area is left out: who may not see its evidence would find the survivor by it.
    """
    pks = list(subjects)
    for at in range(0, len(pks), _SLICE):
        slice_ = pks[at : at + _SLICE]
        merged = Subject.objects.filter(merged_into__area=F("area"))
        survivors: dict[int, int] = dict(merged.filter(pk__in=slice_).values_list("pk", "merged_into_id"))
        shown = {*slice_, *survivors.values()}
        others: dict[int, int] = dict(merged.filter(merged_into__in=shown).values_list("pk", "merged_into_id"))
        held: dict[int, set[str]] = {pk: set() for pk in shown}
        current = EvidenceRow.objects.current().filter(subject__in=[*shown, *others]).order_by()
        honours = current.filter(table="honours").annotate(scheme=KT("values__scheme"))
        marks = [*current.values_list("subject_id", "table").distinct()]
        secret = (
            current.filter(table__in=CONFIDENTIAL).values_list("subject_id", "table", "batch__supplier_id").distinct()
        )
        marks += [(pk, f"{table}@{supplier}") for pk, table, supplier in secret if supplier]
        marks += [(pk, f"honours:{scheme}") for pk, scheme in honours.values_list("subject_id", "scheme").distinct()]
        for pk, mark in marks:
            for about in (pk, others.get(pk)):
                if about in held:
                    held[about].add(mark)
        rows = [(f"|{'|'.join(sorted(each))}|" if each else "", pk) for pk, each in held.items()]
        with connection.cursor() as cursor:
            cursor.executemany(_WRITE, rows)
