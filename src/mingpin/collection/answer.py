"""Answers by form: rows of evidence through the registry, what the holder was asked and nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from mingpin.accounts.acting import Acting
from mingpin.accounts.permissions import not_there, require
from mingpin.audit.actions import record
from mingpin.collection.models import Request, RequestItem
from mingpin.collection.questions import COVERAGE
from mingpin.collection.states import ItemState, RequestState
from mingpin.errors import Invalid, Stale
from mingpin.language import _
from mingpin.registry.models import EvidenceRow
from mingpin.registry.states import BatchKind
from mingpin.registry.taking import Files, add_batch
from mingpin.vocabulary.evidence import rows_frame
from mingpin.vocabulary.place import shared_vocabulary


@dataclass(frozen=True)
class Answer:
    """A row as it was filled in: the items that it may answer, and canonical values by column."""

    items: Sequence[RequestItem]
    values: Mapping[str, Any]


def answer_request(*, request: Request, answers: Sequence[Answer], by: Acting, note: str = "") -> int:
    """Takes the rows in as one batch of the holder and gives how many items are held now that were open before.

    Raises Stale where the request waits for nothing, Invalid where nothing was filled in, or nothing of it is new.
    """
    require(by, "answer", request)
    require(by, "add", EvidenceRow)
    if request.state != RequestState.OPEN:
        raise Stale(_("This request waits for no answers any more."), remedy=_("Reload the page."))
    rows: dict[str, list[dict[str, Any]]] = {}
    for one in answers:
        if any(item.request_id != request.pk for item in one.items):
            raise not_there()
        row = _row(one)
        if row is not None:
            rows.setdefault(one.items[0].table, []).append(row)
    if not rows:
        raise Invalid(_("Nothing was filled in."), remedy=_("Fill in what you know, and leave the rest blank."))
    tables = shared_vocabulary().tables
    given = {name: rows_frame(tables[name], found) for name, found in rows.items()}
    with transaction.atomic():
        before = request.items.filter(state=ItemState.OPEN).count()
        taken = add_batch(
            given,
            kind=BatchKind.FORM,
            title=request.title,
            by=by,
            supplier=by.organisation,
            files=Files(),
            note=note,
            reason=_("Supplied on request: {title}").format(title=request.title),
        )
        if taken.batch is None:
            raise Invalid(_("All of this is held already."), remedy=_("Nothing needs to be entered again."))
        answered = before - request.items.filter(state=ItemState.OPEN).count()
        request.refresh_from_db()
        record(by=by.who(), action="answer_request", on=request, after={**taken.told(), "items": answered})
    return answered


def _row(one: Answer) -> dict[str, Any] | None:
    """The row with whom it is about; None where it says nothing that was asked."""
    first = one.items[0]
    allowed = {name for item in one.items for name in item.columns}
    said = {name: value for name, value in one.values.items() if name in allowed and value not in (None, "", [])}
    if not said:
        return None
    row: dict[str, Any] = {**first.keys, **said}
    if first.subject is not None:
        row["subject_id"] = first.subject.subject_id
    if first.table == COVERAGE:
        row["list"] = first.list_code
        if first.subject is None:
            row["area"] = first.area
    return row
