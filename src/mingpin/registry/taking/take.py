"""Taking rows in: one batch, one transaction, one entry of the record."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import polars as pl
from django.db import connection, transaction
from django.utils import timezone

from mingpin.accounts.acting import Acting
from mingpin.accounts.models import Organisation
from mingpin.accounts.permissions import require
from mingpin.audit.actions import record
from mingpin.errors import Invalid
from mingpin.intake.holdings.compare import COPY, DIGEST, OLD, OLD_COPY, Difference
from mingpin.language import _
from mingpin.registry.models import Batch, EvidenceRow
from mingpin.registry.taking.changes import Files, Frames, changes_of
from mingpin.registry.taking.dating import dated_on, valid_to
from mingpin.registry.taking.subjects import SLICE, keys_of, put_subjects
from mingpin.vocabulary.evidence import SOURCE_COLUMNS, frame_schema
from mingpin.vocabulary.place import shared_vocabulary

REGISTER = "subjects"
_LOCK = 4_107_2023
"""The number of PostgreSQL's advisory lock under which evidence is taken in, one batch after another."""

AFTER: list[Callable[[Batch, Mapping[str, Difference]], None]] = []
"""What is done with each batch in its transaction; filled when the apps start."""


@dataclass(frozen=True)
class Taken:
    """What a batch came to, by evidence table; `batch` is None where there was nothing to add."""

    batch: Batch | None
    found: Mapping[str, Difference]
    files: Files = field(default_factory=Files)

    def count(self, kind: str) -> int:
        """How many rows of a kind (`new`, `known`, `changed`, `outdated`, `no_longer`, `added`, `superseded`) in all tables."""
        return sum(getattr(each, kind).height for each in self.found.values())

    def told(self) -> dict[str, Any]:
        """What the record keeps of the batch."""
        supplier = self.batch.supplier_id if self.batch else None
        return {
            "kind": self.batch.kind if self.batch else "",
            "supplier": f"organisation:{supplier}" if supplier else "",
            "files": dict(self.files.hashes),
            **{
                kind: {
                    name: getattr(each, kind).height for name, each in self.found.items() if getattr(each, kind).height
                }
                for kind in ("added", "superseded")
            },
        }


def take_in(
    given: Frames,
    *,
    kind: str,
    title: str,
    by: Acting,
    supplier: Organisation | None = None,
    note: str = "",
    reason: str = "",
    files: Files | None = None,
) -> Taken:
    """Adds the rows that are not held yet as one batch, in one transaction with its entry in the record.

    `given` are physical frames by evidence table; a register row makes its subject or brings it up to date. A row that carries
    the token of a held one but says something else supersedes it, and so does a register row about a held subject: with
    `reason`. Raises Invalid where a row is about a subject that the register does not have.
    """
    require(by, "add", EvidenceRow)
    with transaction.atomic():
        taken = add_batch(
            given, kind=kind, title=title, by=by, supplier=supplier, note=note, reason=reason, files=files or Files()
        )
        if taken.batch is not None:
            record(by=by.who(), action="take_in_evidence", on=taken.batch, after=taken.told(), why=reason)
    return taken


def add_batch(
    given: Frames,
    *,
    kind: str,
    title: str,
    by: Acting,
    supplier: Organisation | None,
    files: Files,
    note: str = "",
    reason: str = "",
) -> Taken:
    """The same as a part of another action, which asks for the right to do it, has the transaction and records itself
    (`Taken.told` is what the record keeps of it)."""
    supplied_by = supplier.name if supplier else ""
    _wait_for_turn()
    found = changes_of(given, files=files, supplied_by=supplied_by)
    if not any(each.added.height or each.superseded.height for each in found.values()):
        return Taken(None, found, files)
    now = timezone.now()
    batch = Batch.objects.create(
        kind=kind, supplier=supplier, supplied_by=supplied_by, person=by.person, title=title[:255], note=note[:400]
    )
    why = reason or _("Corrected by “{title}”.").format(title=title)
    for table in sorted(found, key=lambda name: name != REGISTER):
        _put(table, found[table], batch, now, why[:400])
    for after in AFTER:
        after(batch, found)
    return Taken(batch, found, files)


def _wait_for_turn() -> None:
    """Batches are taken in one after another: SQLite's transactions are, PostgreSQL's wait for a lock."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def _put(table: str, found: Difference, batch: Batch, now: datetime, why: str) -> None:
    ended = _supersede(table, found.superseded, batch, now, why)
    keys = put_subjects(found.added, batch) if table == REGISTER else _keys(found.added)
    made: dict[tuple[str, int], int] = {}
    for rows in _sliced(evidence_rows(found.added, table, keys, batch, now)):
        for row in EvidenceRow.objects.bulk_create(rows, batch_size=SLICE):
            made[row.digest, row.copy] = row.pk
    for digest, copy, old, old_copy in found.replacing.select(DIGEST, COPY, OLD, OLD_COPY).iter_rows():
        new = made.get((digest, copy))
        if new is not None:
            EvidenceRow.objects.filter(pk=ended[old, old_copy]).update(superseded_by=new)


def _keys(frame: pl.DataFrame) -> dict[str, int]:
    """The primary keys of the subjects that rows are about. Raises Invalid where one is not in the register."""
    if "subject_id" not in frame.columns:
        return {}
    ids = frame["subject_id"].drop_nulls().unique().to_list()
    keys = keys_of(ids)
    missing = sorted(set(ids) - keys.keys())
    if missing:
        what = _("The register has no subject “{subject}”.").format(subject=missing[0])
        raise Invalid(what, remedy=_("Take its register row in first."), field="subject_id")
    return keys


def evidence_rows(
    frame: pl.DataFrame, table: str, keys: Mapping[str, int], batch: Batch, now: datetime
) -> Iterator[EvidenceRow]:
    """The rows of a frame that has its keys, as they go into the database."""
    schema = frame_schema(shared_vocabulary().tables[table])
    columns = [name for name in schema if name not in SOURCE_COLUMNS and name != "subject_id"]
    dates = [name for name in columns if schema[name] == pl.Date]
    plain = frame.with_columns(pl.col(dates).dt.to_string("%Y-%m-%d")) if dates else frame
    for row in plain.iter_rows(named=True):
        values = {name: row[name] for name in columns if row[name] is not None and row[name] != []}
        yield EvidenceRow(
            table=table,
            subject_id=keys.get(row.get("subject_id") or ""),
            values=values,
            digest=row[DIGEST],
            copy=row[COPY],
            dated_on=dated_on(table, values),
            valid_to=valid_to(table, values),
            batch=batch,
            source_file=(row["source_file"] or "")[:255],
            source_sheet=(row["source_sheet"] or "")[:120],
            source_row=row["source_row"],
            source_hash=row["source_hash"] or "",
            supplied_by=(row["supplied_by"] or "")[:200],
            recorded_at=now,
        )


def _sliced(rows: Iterator[EvidenceRow]) -> Iterator[list[EvidenceRow]]:
    while slice_ := [row for _number, row in zip(range(SLICE), rows, strict=False)]:
        yield slice_


def _supersede(table: str, keys: pl.DataFrame, batch: Batch, now: datetime, why: str) -> dict[tuple[str, int], int]:
    """Ends held rows by their keys, and gives their primary keys."""
    ended: dict[tuple[str, int], int] = {}
    pairs: list[tuple[Any, ...]] = keys.select(DIGEST, COPY).rows()
    for at in range(0, len(pairs), SLICE):
        wanted = set(pairs[at : at + SLICE])
        rows = EvidenceRow.objects.filter(
            table=table, superseded_at=None, digest__in=[digest for digest, _copy in wanted]
        )
        for pk, digest, copy in rows.values_list("pk", "digest", "copy"):
            if (digest, copy) in wanted:
                ended[digest, copy] = pk
    pks = list(ended.values())
    for at in range(0, len(pks), SLICE):
        EvidenceRow.objects.filter(pk__in=pks[at : at + SLICE]).update(
            superseded_at=now, superseded_in=batch, superseded_reason=why
        )
    return ended
