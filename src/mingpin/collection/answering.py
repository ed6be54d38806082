"""Whether rows of evidence answer what was asked: for drafts, and for each batch as it is taken in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from mingpin.collection.models import Request, RequestItem
from mingpin.collection.questions import COVERAGE
from mingpin.collection.states import REQUEST_STEPS, ItemState, RequestState
from mingpin.policies.models import Run
from mingpin.registry.models import Batch, EvidenceRow, Subject
from mingpin.vocabulary.place import shared_vocabulary

SLICE = 500
_BLANK: tuple[Any, ...] = (None, "", [])
Row = tuple[int | None, Mapping[str, Any]]
"""The subject of a row of evidence (by primary key), and what it says."""


class Answers:
    """Rows of evidence, looked up by what they answer."""

    def __init__(self, rows: Mapping[str, Iterable[Row]]):
        self._about: dict[tuple[str, int], list[Mapping[str, Any]]] = defaultdict(list)
        self._declared: list[Row] = []
        for table, found in rows.items():
            for subject, values in found:
                if table == COVERAGE:
                    self._declared.append((subject, values))
                elif subject is not None:
                    self._about[table, subject].append(values)

    def answer(self, item: RequestItem, subject: Subject | None) -> bool:
        """Whether one of the rows says what the item asks of this subject."""
        if item.table == COVERAGE:
            return any(self._covers(item, subject, about, values) for about, values in self._declared)
        if subject is None:
            return False
        return any(
            all(values.get(name) == value for name, value in item.keys.items())
            and all(values.get(name) not in _BLANK for name in item.columns)
            for values in self._about.get((item.table, subject.pk), ())
        )

    def _covers(self, item: RequestItem, subject: Subject | None, about: int | None, values: Mapping[str, Any]) -> bool:
        """A declaration of the list, or of a report that includes it, for the subject, its carrier, or an area around."""
        lists = shared_vocabulary().lists
        names = (item.list_code, *(lists[item.list_code].included_in if item.list_code in lists else ()))
        if values.get("list") not in names or values.get("as_of") in _BLANK:
            return False
        if about is not None:
            return subject is not None and about in (subject.pk, subject.owner_id)
        area = subject.area if subject is not None else item.area
        return bool(values.get("area")) and area.startswith(str(values["area"]))


def rows_since(moment: Any, tables: Iterable[str]) -> Answers:
    """The current rows of these tables that were recorded since."""
    rows: dict[str, list[Row]] = defaultdict(list)
    held = EvidenceRow.objects.current().filter(recorded_at__gte=moment, table__in=list(tables))
    for table, subject, values in held.values_list("table", "subject_id", "values").iterator(chunk_size=2000):
        rows[table].append((subject, values))
    return Answers(rows)


def note_answers(batch: Batch, _found: Mapping[str, Any] | None = None) -> None:
    """What a batch answers is held from now on; what was answered only by rows that it supersedes is open again. Called with each
    batch, in its transaction, which records itself."""
    superseded = EvidenceRow.objects.filter(superseded_in=batch).order_by().values_list("batch", flat=True)
    ask_again(set(superseded.distinct()))
    given = EvidenceRow.objects.filter(batch=batch)
    tables = list(given.order_by().values_list("table", flat=True).distinct())
    waiting = RequestItem.objects.filter(state=ItemState.OPEN, request__state=RequestState.OPEN, table__in=tables)
    _hold(_answered(waiting, given), batch)


def ask_again(batches: Collection[int]) -> None:
    """What rows of these batches had answered, and no row that counts answers any more, is open again where its request stands.
    What another row answers stays held, of no batch: it is looked at each time."""
    standing = (RequestState.OPEN, RequestState.ANSWERED)
    held = RequestItem.objects.filter(state=ItemState.HELD, request__state__in=standing)
    held = held.filter(Q(batch__in=batches) | Q(batch=None)) if batches else held.none()
    for run in Run.objects.filter(pk__in=held.order_by().values("request__run")):
        of_run = held.filter(request__run=run)
        asked, answered = set(of_run.values_list("pk", flat=True)), set(_answered(of_run, _news_since(run)))
        RequestItem.objects.filter(pk__in=answered).update(batch=None)
        _open(asked - answered)


def _news_since(run: Run) -> QuerySet[EvidenceRow]:
    """The rows that count and of which a run did not know: what it knew did not answer what it asks. A row that an undo gave
    again is as old as it was."""
    known = EvidenceRow.objects.filter(
        table=OuterRef("table"), digest=OuterRef("digest"), recorded_at__lt=run.begun_at
    ).filter(Q(subject=OuterRef("subject")) | Q(subject=None))
    return EvidenceRow.objects.current().filter(recorded_at__gte=run.begun_at).exclude(Exists(known))


def _open(items: Collection[int]) -> None:
    lost = RequestItem.objects.filter(pk__in=items)
    requests = list(lost.order_by().values_list("request", flat=True).distinct())
    lost.update(state=ItemState.OPEN, answered_at=None, days=None, batch=None)
    step = REQUEST_STEPS["reopen_request"]
    Request.objects.filter(pk__in=requests, state__in=step.source).update(state=step.target, ended_at=None)


def _answered(items: QuerySet[RequestItem], given: QuerySet[EvidenceRow]) -> list[int]:
    """Those of the items (by primary key) that one of these rows answers. The asked subjects are looked up, however many rows
    there are."""
    answered: list[int] = []
    tables = set(items.order_by().values_list("table", flat=True).distinct())
    if COVERAGE in tables:
        asked = list(items.filter(table=COVERAGE).select_related("subject"))
        about = {pk for item in asked if item.subject for pk in (item.subject.pk, item.subject.owner_id)}
        rows = given.filter(Q(subject=None) | Q(subject__in=about), table=COVERAGE)
        declared = Answers({COVERAGE: rows.values_list("subject_id", "values")})
        answered += [item.pk for item in asked if declared.answer(item, item.subject)]
    for table in sorted(tables - {COVERAGE}):
        answered += _answered_in(table, items, given)
    return answered


def _answered_in(table: str, items: QuerySet[RequestItem], given: QuerySet[EvidenceRow]) -> list[int]:
    of_subject: dict[int, list[RequestItem]] = defaultdict(list)
    for item in items.filter(table=table, subject__isnull=False).select_related("subject"):
        assert item.subject_id is not None
        of_subject[item.subject_id].append(item)
    found = []
    asked = sorted(of_subject)
    for at in range(0, len(asked), SLICE):
        slice_ = asked[at : at + SLICE]
        answers = Answers({table: given.filter(table=table, subject__in=slice_).values_list("subject_id", "values")})
        found += [item.pk for pk in slice_ for item in of_subject[pk] if answers.answer(item, item.subject)]
    return found


def _hold(items: Sequence[int], batch: Batch) -> None:
    now = timezone.now()
    touched: set[int] = set()
    for at in range(0, len(items), SLICE):
        rows = RequestItem.objects.filter(pk__in=items[at : at + SLICE], state=ItemState.OPEN)
        by_request: dict[int, list[int]] = defaultdict(list)
        for pk, request in rows.values_list("pk", "request_id"):
            by_request[request].append(pk)
        sent = dict(Request.objects.filter(pk__in=by_request).values_list("pk", "sent_at"))
        for request, pks in by_request.items():
            sent_at = sent[request]
            days = max(0, (now - sent_at).days) if sent_at else None
            RequestItem.objects.filter(pk__in=pks, state=ItemState.OPEN).update(
                state=ItemState.HELD, answered_at=now, days=days, batch=batch
            )
        touched |= by_request.keys()
    finish_answered(touched)


def finish_answered(requests: Iterable[int]) -> None:
    """Requests of which nothing is open any more are answered; a part of what answered them."""
    asked = list(requests)
    open_ = RequestItem.objects.filter(request__in=asked, state=ItemState.OPEN).values_list("request_id", flat=True)
    done = set(asked) - set(open_.distinct())
    step = REQUEST_STEPS["answer_request"]
    Request.objects.filter(pk__in=done, state__in=step.source).update(state=step.target, ended_at=timezone.now())
