"""A snapshot as a folder: `<table>.parquet` with the physical columns of each table, and `snapshot.json` with its hashes.

The folder is there as a whole or not at all: it is written beside its place and renamed when everything is on disk.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

import polars as pl
import pyarrow.parquet as pq  # type: ignore[import-untyped]

from mingpin.intake.errors import IntakeError
from mingpin.intake.lasting import make_visible
from mingpin.intake.snapshot.contents import Contents, RowHasher
from mingpin.intake.snapshot.read import Select, snapshot_frames
from mingpin.language import _
from mingpin.vocabulary.evidence import frame_schema
from mingpin.vocabulary.model import Vocabulary

RECORD = "snapshot.json"
FORMAT = 1


def write_snapshot(url: str, selects: Mapping[str, Select], vocabulary: Vocabulary, folder: Path | str) -> Contents:
    """Writes the tables of these SELECTs, as `read_snapshot` reads them, to a new folder; gives what it holds.

    Rows pass through in pieces, so that memory does not grow with them but for 48 bytes a row. Not completed. Raises what
    `read_snapshot` raises, and IntakeError where the folder holds something or cannot be written; then nothing is there.
    """
    frames = snapshot_frames(url, selects, vocabulary)
    with _new_folder(Path(folder)) as staging:
        hashers = {name: RowHasher() for name in selects}
        with ExitStack() as files:
            writers = {}
            for name in selects:
                schema = pl.DataFrame(schema=frame_schema(vocabulary.tables[name])).to_arrow().schema
                writers[name] = files.enter_context(pq.ParquetWriter(staging / f"{name}.parquet", schema))
            for name, frame in frames:
                hashers[name].add(frame)
                writers[name].write_table(frame.to_arrow())
        contents = Contents({name: hasher.content() for name, hasher in hashers.items()})
        (staging / RECORD).write_text(_record(contents, vocabulary), encoding="utf-8")
    return contents


def _record(contents: Contents, vocabulary: Vocabulary) -> str:
    tables = {name: {"rows": table.rows, "hash": table.hash} for name, table in contents.tables.items()}
    said = {"format": FORMAT, "hash": contents.hash, "tables": tables, "vocabulary": vocabulary.hash}
    return json.dumps(said, indent=1, sort_keys=True) + "\n"


@contextmanager
def _new_folder(place: Path) -> Iterator[Path]:
    place = place.absolute()
    if place.exists() and not (place.is_dir() and not any(place.iterdir())):
        what = _("Something stands there already.")
        raise IntakeError(what, where=str(place), remedy=_("Name a new folder for the snapshot."))
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        staging = Path(tempfile.mkdtemp(prefix=f".{place.name}.", dir=place.parent))
        try:
            yield staging
            staging.chmod(0o755)
            make_visible(staging, place)
        finally:
            shutil.rmtree(staging, ignore_errors=True)
    except OSError as error:
        what, remedy = _("The snapshot cannot be written."), _("Check space and rights, or name another folder.")
        why = _("The system says: {said}.").format(said=error.strerror or error)
        raise IntakeError(what, where=str(place), why=why, remedy=remedy) from error
