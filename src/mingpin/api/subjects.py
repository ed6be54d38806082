"""Subjects: the list, and one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Count
from django.http import HttpRequest
from ninja import Query, Router

from mingpin.accounts.acting import Acting
from mingpin.accounts.permissions import not_there, require
from mingpin.accounts.tokens.states import Scope
from mingpin.api.authentication import acting_for
from mingpin.api.paging import only_known, page_of
from mingpin.api.schemas import Code, SubjectDetail, SubjectPage, SubjectSearch
from mingpin.registry.finding import search_subjects
from mingpin.registry.models import EvidenceRow, Subject

router = Router(tags=["subjects"])
_PLAIN = (
    "subject_id", "kind", "name", "uscc", "area", "domain", "industry_field", "industry", "entity_type", "registered_on",
    "updated_at",
)  # fmt: skip


@router.get("/subjects", response=SubjectPage, operation_id="subjects", url_name="subjects")
def subjects(request: HttpRequest, search: Query[SubjectSearch]) -> dict[str, Any]:
    """The subjects that the organisation may see, in the order in which they were registered."""
    by = acting_for(request, Scope.READ)
    only_known(request, search)
    require(by, "list", Subject)
    found = search_subjects(Subject.objects.visible_to(by).filter(merged_into=None), search.q)
    for column, value in (("kind", search.kind), ("domain", search.domain), ("uscc", search.uscc.upper())):
        found = found.filter(**{column: value}) if value else found
    if search.area:
        found = found.filter(area__startswith=search.area)
    rows, next_ = page_of(found, search)
    others = _others(rows, by)
    return {"items": [_told(row, others) for row in rows], "next": next_}


@router.get("/subjects/{path:subject_id}", response=SubjectDetail, operation_id="subject", url_name="subject")
def subject(request: HttpRequest, subject_id: Code) -> dict[str, Any]:
    """One subject, with its names and codes and how much evidence there is."""
    by = acting_for(request, Scope.READ)
    found = Subject.objects.visible_to(by).filter(subject_id=subject_id).first()
    if found is None:
        raise not_there()
    rows = EvidenceRow.objects.visible_to(by).current().filter(subject=found)
    counts = rows.order_by().values("table").annotate(count=Count("pk")).values_list("table", "count")
    names = found.names.order_by("pk").values("name", "kind", "valid_from", "valid_to")
    codes = found.identifiers.order_by("pk").values("scheme", "value")
    others = _others([found], by)
    return {**_told(found, others), "names": list(names), "identifiers": list(codes), "evidence": dict(counts)}


def _others(rows: Iterable[Subject], by: Acting) -> dict[int, str]:
    """The subject ids of carriers and of subjects merged into: those that the organisation may see."""
    keys = {key for row in rows for key in (row.owner_id, row.merged_into_id) if key}
    return dict(Subject.objects.visible_to(by).filter(pk__in=keys).values_list("pk", "subject_id")) if keys else {}


def _told(row: Subject, others: dict[int, str]) -> dict[str, Any]:
    plain = {name: getattr(row, name) for name in _PLAIN}
    return {**plain, "owner": others.get(row.owner_id or 0), "merged_into": others.get(row.merged_into_id or 0)}
