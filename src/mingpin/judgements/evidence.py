"""What a judgement is made on: the facts and the rows that it considers, as far as the person may read them."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

import polars as pl
from django.urls import reverse

from mingpin.accounts.acting import Acting
from mingpin.engine import Survey
from mingpin.judgements.actions.judging import judgement_rows
from mingpin.judgements.matters import Matter
from mingpin.policies.models import Run
from mingpin.policies.runs.traces import trace_of
from mingpin.policies.verdict import FactShown, Shown
from mingpin.registry import vocabulary
from mingpin.registry.cards import Card, card_of
from mingpin.registry.models import EvidenceRow, Subject
from mingpin.registry.taking.held import ROW_ID

MOST_ROWS = 12


@dataclass(frozen=True)
class Laid:
    """One table of evidence: the facts taken from it, its rows (the newest of them), how many more there are, and how many the
    person may not read."""

    label: str
    facts: tuple[FactShown, ...]
    cards: tuple[Card, ...]
    more: int
    more_url: str
    hidden: int


@dataclass(frozen=True)
class Earlier:
    """A judgement of the matter that was given before, with its documents."""

    row: EvidenceRow
    year: int
    value: bool
    decided_by: str
    second_by: str
    decided_on: str
    reason: str
    is_current: bool
    counts_later: bool


def laid_out(run: Run, survey: Survey, subject: Subject, matter: Matter, by: Acting) -> Iterator[Laid]:
    """The evidence of each table that the document says is considered, and rows of it that came in since the run."""
    shown = Shown(trace_of(run, survey), survey, by)
    about = _about(survey)
    names = dict(Subject.objects.filter(subject_id__in=about).values_list("pk", "name"))
    for table in matter.considers:
        keys = set(_keys(survey, table, about)) | set(_since(run, table, about))
        rows = EvidenceRow.objects.visible_to(by).filter(pk__in=keys)
        readable = rows.count()
        newest = rows.select_related("batch").prefetch_related("attachments").order_by("-dated_on", "-pk")[:MOST_ROWS]
        cards = [card_of(row, {pk: name for pk, name in names.items() if pk != subject.pk}) for row in newest]
        url = f"{reverse('subject', kwargs={'subject': subject.pk})}?table={table}#evidence"
        facts = tuple(shown.facts_from([table]))
        label = vocabulary.table_label(table)
        yield Laid(label, facts, tuple(cards), readable - len(cards), url, len(keys) - readable)


def _about(survey: Survey) -> list[str]:
    """The subject and the organisation that carries it."""
    row = survey.facts.row(0, named=True)
    return list(dict.fromkeys(id_ for id_ in (row["subject_id"], row["organisation_id"]) if id_))


def _keys(survey: Survey, table: str, about: Collection[str]) -> list[int]:
    frame = survey.evidence.tables.get(table)
    if frame is None or ROW_ID not in frame.columns or "subject_id" not in frame.columns:
        return []
    return frame.filter(pl.col("subject_id").is_in(list(about)))[ROW_ID].to_list()


def _since(run: Run, table: str, about: Collection[str]) -> Iterator[int]:
    rows = EvidenceRow.objects.current().filter(table=table, subject__subject_id__in=about)
    yield from rows.filter(recorded_at__gte=run.begun_at).values_list("pk", flat=True)


def earlier_judgements(run: Run, subject: Subject, matter: Matter, by: Acting) -> list[Earlier]:
    """All judgements of the matter about the subject, the newest first; those that were superseded stay on file."""
    rows = judgement_rows(matter.id, subject).filter(pk__in=EvidenceRow.objects.visible_to(by))
    found = rows.select_related("superseded_by").prefetch_related("attachments").order_by("-recorded_at", "-pk")
    return [_earlier(row, run) for row in found]


def _earlier(row: EvidenceRow, run: Run) -> Earlier:
    said = row.values
    day = str(said.get("decided_on", ""))
    return Earlier(
        row,
        int(said.get("year", 0)),
        bool(said.get("value")),
        str(said.get("decided_by", "")),
        str(said.get("second_by", "")),
        day,
        str(said.get("reason", "")),
        row.superseded_at is None,
        row.superseded_at is None and day > run.as_of.isoformat(),
    )
