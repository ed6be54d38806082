"""The evidence that the database holds at one moment, as the engine reads it."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import polars as pl
from django.db import transaction

from mingpin.intake.completed import completed
from mingpin.registry.models import Subject
from mingpin.registry.taking import held
from mingpin.registry.taking.held import ROW_ID
from mingpin.vocabulary import Evidence
from mingpin.vocabulary.evidence import COMPLETED, frame_schema
from mingpin.vocabulary.place import shared_vocabulary

REGISTER = "subjects"


def snapshot(subjects: Collection[str] | None = None) -> Evidence:
    """All rows that count now, completed, in the order of their subjects; each with the key of its row (`ROW_ID`).

    Two subjects that were decided to be one are one: rows of the other are about the one that stayed. `subjects`: only the rows
    about these (by subject id), and the rows about areas.
    """
    with transaction.atomic():
        merged = _merged()
        frames = {name: _ordered(_rows(name, subjects, merged)) for name in shared_vocabulary().tables}
    plain = {name: frame.drop(ROW_ID) for name, frame in frames.items()}
    whole = completed(Evidence.from_frames(shared_vocabulary(), plain), shared_vocabulary())
    return Evidence({name: frame.with_columns(frames[name][ROW_ID]) for name, frame in whole.tables.items()})


def _rows(table: str, subjects: Collection[str] | None, merged: Mapping[str, str]) -> pl.DataFrame:
    frame = held(table, subjects=subjects, with_areas=subjects is not None)
    columns = frame_schema(shared_vocabulary().tables[table])
    noted = [COMPLETED] if COMPLETED in frame.columns else []
    frame = frame.select(*columns, *noted, ROW_ID)
    if not merged:
        return frame
    if table == REGISTER:
        frame = frame.filter(~pl.col("subject_id").is_in(list(merged)))
    names = [name for name in ("subject_id", "owner_id") if name in frame.columns]
    return frame.with_columns(pl.col(names).replace(dict(merged)))


def _ordered(frame: pl.DataFrame) -> pl.DataFrame:
    keys = ["subject_id", ROW_ID] if "subject_id" in frame.columns else [ROW_ID]
    return frame.sort(keys, nulls_last=True)


def _merged() -> dict[str, str]:
    """Subjects that were decided to be another, each with that one."""
    pairs = Subject.objects.filter(merged_into__isnull=False).values_list("subject_id", "merged_into__subject_id")
    return {one: str(other) for one, other in pairs}
