"""Taking a batch back: what rests on it, and giving again what it had superseded."""

from __future__ import annotations

from datetime import datetime

import polars as pl
from django.db.models import Q

from mingpin.intake.holdings.compare import DIGEST
from mingpin.registry.models import Batch, EvidenceRow, Subject
from mingpin.registry.taking.held import held
from mingpin.registry.taking.subjects import put_subjects
from mingpin.registry.taking.writing import SLICE, in_slices

REGISTER = "subjects"


def rows_built_on(batch: Batch) -> int:
    """How many rows stand in the way of taking the batch back: its own rows that were superseded since, by what still counts, and
    current rows of other batches about subjects that it made."""
    gone = batch.rows.filter(superseded_at__isnull=False)
    given_again = rows_given_again(batch)
    made = _subjects_made_by(batch)
    on_them = EvidenceRow.objects.current().filter(subject__in=made).exclude(batch=batch)
    others = set(on_them.values_list("pk", flat=True)) - set(given_again)
    carried = Subject.objects.filter(owner__in=made).exclude(pk__in=made)
    return gone.count() - len(given_again) + len(others) + carried.count()


def rows_given_again(batch: Batch) -> list[int]:
    """The current rows that stand for rows of the batch: those were superseded by another that was taken back itself."""
    gone = batch.rows.filter(superseded_in__undone_at__isnull=False).values_list("table", "digest", "copy")
    by_table: dict[str, set[tuple[str, int]]] = {}
    for table, digest, copy in gone:
        by_table.setdefault(table, set()).add((digest, copy))
    found: list[int] = []
    for table, keys in by_table.items():
        current = EvidenceRow.objects.current().filter(table=table)
        for digests in in_slices({digest for digest, _copy in keys}):
            rows = current.filter(digest__in=digests).values_list("pk", "digest", "copy")
            found += [pk for pk, digest, copy in rows if (digest, copy) in keys]
    return found


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
