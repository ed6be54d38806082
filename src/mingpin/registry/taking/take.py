"""Taking rows in: one batch, one transaction, one entry of the record."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import polars as pl
from django.db import connection, transaction
from django.db.models import CharField
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
from mingpin.registry.taking.dating import dates
from mingpin.registry.taking.subjects import keys_of, put_subjects
from mingpin.registry.taking.writing import SLICE, insert, update, written_time
from mingpin.vocabulary.evidence import COMPLETED, SOURCE_COLUMNS, frame_schema
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
    if found.added.height:
        insert(EvidenceRow, as_written(found.added, table, keys, batch, now))
    if not found.replacing.height:
        return
    made = {(digest, copy): pk for digest, copy, pk in EvidenceRow.objects.filter(batch=batch, table=table).values_list(
        "digest", "copy", "pk")}  # fmt: skip
    pairs = [
        (ended[old, old_copy], made[digest, copy])
        for digest, copy, old, old_copy in found.replacing.select(DIGEST, COPY, OLD, OLD_COPY).iter_rows()
        if (digest, copy) in made and (old, old_copy) in ended
    ]
    schema = {"id": pl.Int64, "superseded_by_id": pl.Int64}
    update(EvidenceRow, pl.DataFrame(pairs, schema=schema, orient="row"))


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


def as_written(frame: pl.DataFrame, table: str, keys: Mapping[str, int], batch: Batch, now: datetime) -> pl.DataFrame:
    """The rows of a frame that has its keys in the columns of the database."""
    said = values_json(frame, table)  # before `valid_to` becomes the row's own, which is its latest day
    dated = dates(frame.with_columns(said.alias("_said")), table)
    texts = [name for name, type_ in SOURCE_COLUMNS.items() if type_ == pl.String]
    about = pl.col("subject_id") if "subject_id" in dated.columns else pl.lit(None, dtype=pl.String)
    return dated.select(
        pl.lit(table).alias("table"),
        about.replace_strict(dict(keys), default=None, return_dtype=pl.Int64).alias("subject_id"),
        pl.col("_said").alias("values"),
        _carried_over(dated).alias("carried_over"),
        pl.col(DIGEST).alias("digest"),
        pl.col(COPY).alias("copy"),
        "dated_on",
        "valid_to",
        pl.lit(batch.pk).alias("batch_id"),
        "source_row",
        *(pl.col(name).fill_null("").str.slice(0, _LONGEST[name]) for name in texts),
        pl.lit(written_time(now)).alias("recorded_at"),
        pl.lit("").alias("superseded_reason"),
    )


_LONGEST: Mapping[str, int] = {
    field.name: field.max_length
    for field in EvidenceRow._meta.get_fields()
    if isinstance(field, CharField) and field.max_length
}


def values_json(frame: pl.DataFrame, table: str) -> pl.Expr:
    """What each row says as JSON, `values`: without blanks, days as text, without who it is about and where it comes from."""
    schema = frame_schema(shared_vocabulary().tables[table])
    columns = [name for name in schema if name in frame.columns and name not in (*SOURCE_COLUMNS, "subject_id")]
    parts = pl.concat_str([_member(name, schema[name]) for name in columns], separator=",", ignore_nulls=True)
    return pl.concat_str(pl.lit("{"), parts, pl.lit("}")).alias("values")


def _carried_over(frame: pl.DataFrame) -> pl.Expr:
    """The notes of what earlier rows said, as JSON."""
    if COMPLETED not in frame.columns:
        return pl.lit("[]")
    member = pl.struct(pl.col(COMPLETED).alias("x")).struct.json_encode()
    return member.str.strip_prefix('{"x":').str.strip_suffix("}")


def _member(name: str, type_: Any) -> pl.Expr:
    """The member of a JSON object that a column makes; null where the cell is blank."""
    value = pl.col(name).dt.to_string("%Y-%m-%d").alias(name) if type_ == pl.Date else pl.col(name)
    is_there = pl.col(name).list.len() > 0 if isinstance(type_, pl.List) else pl.col(name).is_not_null()
    member = pl.struct(value).struct.json_encode().str.strip_prefix("{").str.strip_suffix("}")
    return pl.when(is_there).then(member)


def evidence_rows(
    frame: pl.DataFrame, table: str, keys: Mapping[str, int], batch: Batch, now: datetime
) -> Iterator[EvidenceRow]:
    """The same as objects, for the few rows of a form."""
    for row in as_written(frame, table, keys, batch, now).iter_rows(named=True):
        told = {name: json.loads(row[name]) for name in ("values", "carried_over")}
        row |= {**told, "recorded_at": now, "batch_id": batch.pk}
        yield EvidenceRow(**row)


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
