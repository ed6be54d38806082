"""Taking a batch back: what rests on it, and giving again what it had superseded."""

from __future__ import annotations

from datetime import datetime

import polars as pl
from django.db.models import Q

from mingpin.intake.holdings.compare import DIGEST
from mingpin.registry.models import Batch, EvidenceRow, Subject
from mingpin.registry.taking.held import held
from mingpin.registry.taking.subjects import put_subjects
from mingpin.registry.taking.writing import SLICE

REGISTER = "subjects"


def rows_built_on(batch: Batch) -> int:
    """How many rows stand in the way of taking the batch back: its own rows that were superseded since, and current rows of
    other batches about subjects that it made."""
    superseded = batch.rows.filter(superseded_at__isnull=False).count()
    made = _subjects_made_by(batch)
    on_them = EvidenceRow.objects.current().filter(subject__in=made).exclude(batch=batch)
    carried = Subject.objects.filter(owner__in=made).exclude(pk__in=made)
    return superseded + on_them.count() + carried.count()


def _subjects_made_by(batch: Batch) -> list[int]:
    """The subjects whose first register row came with this batch."""
    with_row = set(batch.rows.filter(table=REGISTER).values_list("subject_id", flat=True))
    older = set(
        EvidenceRow.objects.filter(Q(table=REGISTER), subject__in=with_row, pk__lt=_first(batch)).values_list(
            "subject_id", flat=True
        )
    )
    return [pk for pk in with_row - older if pk is not None]


def _first(batch: Batch) -> int:
    first = batch.rows.order_by("pk").values_list("pk", flat=True).first()
    return first or 0


def restored_rows(batch: Batch, undoing: Batch, now: datetime) -> int:
    """Gives again, as rows of the undoing batch, those that the batch had superseded; how many. Subjects say again what their
    register row then says."""
    restored = []
    for row in EvidenceRow.objects.filter(superseded_in=batch).order_by("pk"):
        row.pk = None
        row._state.adding = True
        row.batch, row.recorded_at = undoing, now
        row.superseded_at = row.superseded_by = row.superseded_in = None
        row.superseded_reason = ""
        restored.append(row)
    EvidenceRow.objects.bulk_create(restored, batch_size=SLICE)
    register = [row for row in restored if row.table == REGISTER]
    if register:
        digests = pl.Series([row.digest for row in register], dtype=pl.String)
        rows = held(REGISTER)
        put_subjects(rows.filter(rows[DIGEST].is_in(digests.implode())), undoing)
    return len(restored)
