"""What a run leaves in its folder: the evidence that it judged, the pack that it judged by, facts, decisions and reasons.

`evidence/`  Parquet by table, ordered by subject, each row with the key of its row in the database
`packs/`     the pack's folder and the vocabulary, as they were
`facts.parquet`, `gates.parquet`, `reasons.parquet`, `decisions.parquet`  one row per subject, in the same order
"""

from __future__ import annotations

import shutil
from collections.abc import Collection
from pathlib import Path

import polars as pl
from django.conf import settings

from mingpin.policies.models import Run
from mingpin.registry.taking.held import ROW_ID
from mingpin.vocabulary import Evidence
from mingpin.vocabulary.evidence_files import read_evidence
from mingpin.vocabulary.model import Vocabulary

ROWS_AT_ONCE = 4_000
"""Rows that are compressed together: looking one subject up reads no more than these of each table."""
EVIDENCE, PACKS, WORKBOOK = "evidence", "packs", "survey.xlsx"


def folder_of(run: Run) -> Path:
    """The run's folder."""
    return Path(settings.MEDIA_ROOT) / "runs" / str(run.pk)


def clean(run: Run) -> Path:
    """The run's folder, empty."""
    folder = folder_of(run)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def write(run: Run, name: str, frame: pl.DataFrame) -> None:
    """Keeps a frame of one row per subject."""
    frame.write_parquet(folder_of(run) / f"{name}.parquet", compression="lz4", row_group_size=ROWS_AT_ONCE)


def scan(run: Run, name: str) -> pl.LazyFrame:
    """A kept frame, not read yet."""
    return pl.scan_parquet(folder_of(run) / f"{name}.parquet")


def row_of(run: Run, name: str, subject_id: str) -> pl.DataFrame:
    """One subject's row of a kept frame; empty where the run does not have it."""
    return scan(run, name).filter(pl.col("subject_id") == subject_id).collect()


def evidence_of(run: Run, vocabulary: Vocabulary) -> Evidence:
    """All evidence that the run judged, complete."""
    return read_evidence(folder_of(run) / EVIDENCE, vocabulary, keeping=(ROW_ID,))


def evidence_about(run: Run, vocabulary: Vocabulary, subject_ids: Collection[str]) -> Evidence:
    """The part of the run's evidence that is about these subjects, and that about areas."""
    return read_evidence(folder_of(run) / EVIDENCE, vocabulary, about=subject_ids, keeping=(ROW_ID,))


def scan_subjects(run: Run) -> pl.LazyFrame:
    """The register as the run judged it, not read yet."""
    return pl.scan_parquet(folder_of(run) / EVIDENCE / "subjects.parquet")
