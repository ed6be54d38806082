"""Evidence: rows of a subject or of a table, and one row."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Query, Router

from mingpin.accounts.permissions import not_there
from mingpin.accounts.tokens.states import Scope
from mingpin.api.authentication import acting_for
from mingpin.api.paging import only_known, page_of
from mingpin.api.schemas import EvidenceOut, EvidencePage, EvidenceSearch, RowNumber
from mingpin.api.writing import written
from mingpin.registry.models import EvidenceRow, Subject
from mingpin.vocabulary.place import shared_vocabulary

router = Router(tags=["evidence"])


@router.get("/evidence", response=EvidencePage, operation_id="evidence", url_name="evidence")
def evidence(request: HttpRequest, search: Query[EvidenceSearch]) -> dict[str, Any]:
    """The rows of evidence that the organisation may read, in the order in which they came in."""
    by = acting_for(request, Scope.READ)
    only_known(request, search)
    rows = EvidenceRow.objects.visible_to(by)
    if search.subject:
        rows = rows.filter(subject__in=Subject.objects.visible_to(by).filter(subject_id=search.subject))
    if search.table:
        rows = rows.filter(table=search.table)
    if search.state != "all":
        rows = rows.filter(superseded_at__isnull=search.state == "current")
    found, next_ = page_of(rows.select_related("subject", "batch"), search)
    return {"items": [_told(row) for row in found], "next": next_}


@router.get("/evidence/{int:row}", response=EvidenceOut, operation_id="evidence_row", url_name="evidence_row")
def evidence_row(request: HttpRequest, row: RowNumber) -> dict[str, Any]:
    """One row of evidence."""
    by = acting_for(request, Scope.READ)
    found = EvidenceRow.objects.visible_to(by).filter(pk=row).select_related("subject", "batch").first()
    if found is None:
        raise not_there()
    return _told(found)


def _told(row: EvidenceRow) -> dict[str, Any]:
    return {
        "id": row.pk,
        "table": row.table,
        "subject_id": row.subject.subject_id if row.subject else None,
        "values": written(row.values, shared_vocabulary().tables.get(row.table)),
        "dated_on": row.dated_on,
        "valid_to": row.valid_to,
        "source": {
            "file": row.source_file,
            "sheet": row.source_sheet,
            "row": row.source_row,
            "hash": row.source_hash,
            "supplied_by": row.supplied_by,
            "batch": row.batch_id,
            "batch_title": row.batch.title,
        },
        "recorded_at": row.recorded_at,
        "superseded_at": row.superseded_at,
        "superseded_by": row.superseded_by_id,
        "superseded_reason": row.superseded_reason,
    }
