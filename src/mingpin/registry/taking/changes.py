"""What taking rows in would change: new, superseding, known, corrected since, no longer in the files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from mingpin.intake.holdings.compare import (
    COPY,
    DIGEST,
    KEY,
    Before,
    Difference,
    Marks,
    difference,
    marks_frame,
    prepared,
)
from mingpin.registry.models import EvidenceRow
from mingpin.registry.taking.held import held
from mingpin.vocabulary.place import shared_vocabulary

Frames = Mapping[str, pl.DataFrame]
FEW_SUBJECTS = 500
"""Rows about no more subjects than these, from no file, are compared with what is held of these only."""


@dataclass(frozen=True)
class Files:
    """The files that rows come from: SHA-256 by name, and the tokens that their rows carry (`intake.marking`)."""

    hashes: Mapping[str, str] = field(default_factory=dict)
    was: Marks = field(default_factory=dict)


def changes_of(given: Frames, *, files: Files, supplied_by: str) -> dict[str, Difference]:
    """By evidence table what taking in the rows means now, exactly as a folder of evidence (`intake.holdings`) would say."""
    known = _known_files(files)
    new_files = [name for name, hash_ in files.hashes.items() if hash_ not in known]
    marks = marks_frame(files.was)
    found = {}
    for name in given:
        table = shared_vocabulary().tables[name]
        frame = prepared(given[name], table, files.hashes, supplied_by)
        found[name] = difference(frame, _before(name, frame, files, known), table, (new_files, supplied_by), marks)
    return found


def _before(table: str, given: pl.DataFrame, files: Files, known: frozenset[str]) -> Before:
    subjects = given["subject_id"].drop_nulls().unique().to_list() if "subject_id" in given.columns else []
    is_narrow = not files.hashes and 0 < len(subjects) <= FEW_SUBJECTS
    rows = held(table, subjects=subjects) if is_narrow else held(table)
    gone = EvidenceRow.objects.filter(table=table, superseded_at__isnull=False, batch__undone_at=None)
    if is_narrow:
        gone = gone.filter(subject__subject_id__in=subjects)
    schema = {DIGEST: pl.String, COPY: pl.Int64}
    superseded = pl.DataFrame(list(gone.values_list("digest", "copy")), schema=schema, orient="row")
    return Before(rows, pl.concat([rows.select(KEY), superseded]), known)


def _known_files(files: Files) -> frozenset[str]:
    """The hashes of those files from which rows were taken in before. What was undone was not: it can be sent again."""
    hashes = set(files.hashes.values())
    rows = EvidenceRow.objects.filter(source_hash__in=hashes, batch__undone_at=None)
    return frozenset(rows.values_list("source_hash", flat=True).distinct()) if hashes else frozenset()
