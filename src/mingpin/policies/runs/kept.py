"""What a run leaves in its folder: the evidence that it judged, the pack that it judged by, facts, decisions and reasons.

`evidence/`  Parquet by table, ordered by subject, each row with the key of its row in the database
`packs/`     the pack's folder and the vocabulary, as they were
`facts.arrow`, `gates.arrow`  one row per subject, in pieces of `ROWS_OF_ONE` of which each can be read alone
`tables.arrow`  the same: which tables have rows about the subject, or about who carries it and what that carries
`reasons.parquet`, `decisions.parquet`  one row per subject, in the same order
`carried.parquet`  what is carried by an organisation: a brand, a product, a scenic area, each with that
"""

from __future__ import annotations

import shutil
from collections.abc import Collection, Mapping
from pathlib import Path

import polars as pl
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.ipc  # type: ignore[import-untyped]
from django.conf import settings

from mingpin.policies.models import Run
from mingpin.registry.taking.held import ROW_ID
from mingpin.vocabulary import Evidence
from mingpin.vocabulary.evidence import no_rows
from mingpin.vocabulary.evidence_files import read_evidence, read_tables, scan_evidence, whole_tables
from mingpin.vocabulary.model import Vocabulary

ROWS_AT_ONCE = 1_000
"""Rows of evidence that are compressed together: looking one subject up reads no more than these of each table."""
ROWS_OF_ONE = 500
"""Rows of facts and gates, which have hundreds of columns, that are compressed together."""
BY_PLACE = ("facts", "gates", "tables")
COMPRESSED = ("facts",)
"""Truths take a bit each: compressing them saves nothing, and takes time at every look."""
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
    if name not in BY_PLACE:
        frame.write_parquet(folder_of(run) / f"{name}.parquet", compression="lz4", row_group_size=ROWS_AT_ONCE)
        return
    table = (
        frame.rechunk().to_arrow().combine_chunks()
    )  # in one piece, or the places of rows would not be those of pieces
    options = pa.ipc.IpcWriteOptions(compression="lz4" if name in COMPRESSED else None)
    with (
        pa.OSFile(str(folder_of(run) / f"{name}.arrow"), "wb") as sink,
        pa.ipc.new_file(sink, table.schema, options=options) as writer,
    ):
        writer.write_table(table, max_chunksize=ROWS_OF_ONE)


def scan(run: Run, name: str) -> pl.LazyFrame:
    """A kept frame, not read yet."""
    folder = folder_of(run)
    return pl.scan_ipc(folder / f"{name}.arrow") if name in BY_PLACE else pl.scan_parquet(folder / f"{name}.parquet")


def row_at(run: Run, name: str, place: int) -> pl.DataFrame:
    """The row of facts or gates at this place (`RunVerdict.place`)."""
    with pa.memory_map(str(folder_of(run) / f"{name}.arrow")) as source:
        piece = pa.ipc.open_file(source).get_batch(place // ROWS_OF_ONE)
        row = pl.from_arrow(pa.Table.from_batches([piece.slice(place % ROWS_OF_ONE, 1)]))
    assert isinstance(row, pl.DataFrame)
    return row.rechunk()


def evidence_of_run(run: Run, vocabulary: Vocabulary) -> Evidence:
    """All evidence that the run judged, complete."""
    return read_evidence(folder_of(run) / EVIDENCE, vocabulary, keeping=(ROW_ID,))


def scan_evidence_of(run: Run, vocabulary: Vocabulary) -> dict[str, pl.LazyFrame]:
    """The tables of the run's evidence, not read yet: for looking up many subjects."""
    return whole_tables(scan_evidence(folder_of(run) / EVIDENCE, vocabulary), vocabulary, keeping=(ROW_ID,))


def evidence_about(
    run: Run, tables: Mapping[str, pl.LazyFrame], vocabulary: Vocabulary, subject_ids: Collection[str], place: int
) -> Evidence:
    """The part of such tables that is about these subjects (that at this place, and who carries it), and about areas."""
    has_rows = row_at(run, "tables", place).row(0, named=True)
    found = read_tables({name: frame for name, frame in tables.items() if has_rows[name]}, subject_ids)
    return Evidence({name: found.get(name, no_rows(vocabulary, table)) for name, table in vocabulary.tables.items()})


def scan_subjects(run: Run) -> pl.LazyFrame:
    """The register as the run judged it, not read yet."""
    return pl.scan_parquet(folder_of(run) / EVIDENCE / "subjects.parquet")
