"""Evidence as Parquet files in its physical schema: for registers that are not read row by row any more."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from hashlib import file_digest, sha256
from pathlib import Path
from typing import Any, Literal

import polars as pl
import pyarrow.parquet as pq  # type: ignore[import-untyped]

from mingpin.language import _
from mingpin.vocabulary.evidence import COMPLETED, Evidence, frame_schema
from mingpin.vocabulary.model import Table, Type, Vocabulary

MARKER = "evidence.json"
FORMAT = "mingpin-evidence/1"
COMPRESSION: Literal["lz4"] = "lz4"
"""Read a third faster than zstd, for half as much space again."""
ORGANISATION, OWNER = "organisation_id", "owner_id"


class EvidenceError(ValueError):
    """Evidence files that cannot be used; the message says what, where and what to do."""


def is_evidence_folder(path: Path) -> bool:
    """Whether a folder holds evidence that `write_evidence` wrote."""
    try:
        held = json.loads((path / MARKER).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(held, dict) and held.get("format") == FORMAT


def write_evidence(
    evidence: Evidence,
    folder: Path,
    vocabulary: Vocabulary,
    rows: Mapping[str, int] | None = None,
    *,
    rows_at_once: int | None = None,
) -> None:
    """Writes one Parquet file for each table that has rows, and last the marker by which the folder is known.

    Codes of a classification are written as its Enum, so that tests on them compare small numbers. Columns that say nothing are
    left out: those without any value, `x__to` where every date is known to the day, and `organisation_id` where every subject is
    its own organisation and none names an owner. `evidence` is complete (`completion.complete`). `rows` says what
    became of the rows that it was read from, and is kept with it. `rows_at_once`: how many rows are compressed together, where
    single subjects will be looked up. Raises OSError.
    """
    folder.mkdir(parents=True, exist_ok=True)
    held = {}
    for name, table in vocabulary.tables.items():
        frame, file = evidence.tables[name], folder / f"{name}.parquet"
        if name != "subjects" and frame.is_empty():
            continue
        _compact(frame, table, vocabulary).write_parquet(file, compression=COMPRESSION, row_group_size=rows_at_once)
        held[name] = frame.height
    about = {"format": FORMAT, "tables": held, "rows": dict(rows or {})}
    (folder / MARKER).write_text(json.dumps(about, indent=2) + "\n", encoding="utf-8")


def refuse_repeated_subjects(folder: Path, vocabulary: Vocabulary) -> None:
    """Raises EvidenceError where a subject stands twice: it would be judged twice, and counted twice among its peers.

    Eight bytes for each subject are held meanwhile.
    """
    ids = scan_evidence(folder, vocabulary)["subjects"].select("subject_id")
    hashes = ids.select(pl.col("subject_id").hash()).collect(engine="streaming").to_series().sort()
    shared = hashes.filter(hashes == hashes.shift(1)).unique()
    if shared.is_empty():
        return
    suspects = ids.filter(pl.col("subject_id").hash().is_in(shared.implode())).collect(engine="streaming").to_series()
    repeated = suspects.filter(suspects.is_duplicated())
    if len(repeated):
        told = _("{folder}: the subject “{id}” stands twice in the register; each may stand there once.")
        raise EvidenceError(told.format(folder=folder, id=repeated[0]))


def rows_behind(folder: Path) -> dict[str, int]:
    """What became of the rows from which the evidence in a folder was read; empty where that was not said."""
    rows: dict[str, int] = _marker(folder).get("rows", {})
    return rows


def files_hash(folder: Path) -> str:
    """A hash of all evidence in such a folder, of its files as they are now."""
    files = sorted(path for path in folder.rglob("*") if path.suffix in (".parquet", ".arrow"))
    hashes = {path.relative_to(folder).as_posix(): _hash(path) for path in files}
    return sha256(json.dumps(hashes, sort_keys=True).encode()).hexdigest()


def _marker(folder: Path) -> dict[str, Any]:
    held: dict[str, Any] = json.loads((folder / MARKER).read_text(encoding="utf-8"))
    return held


def names_of_files(vocabulary: Vocabulary) -> list[str]:
    """Every file that `write_evidence` may leave in a folder."""
    return [MARKER, *(f"{name}.parquet" for name in vocabulary.tables)]


def _hash(file: Path) -> str:
    with file.open("rb") as content:
        return file_digest(content, "sha256").hexdigest()


def _compact(frame: pl.DataFrame, table: Table, vocabulary: Vocabulary) -> pl.DataFrame:
    said = {name for name in frame.columns if frame[name].null_count() < frame.height} | {"subject_id"}
    frame = frame.select(name for name in frame.columns if name in said or name.removesuffix("__to") in said)
    same = [
        name for name in frame.columns if name.endswith("__to") and _is_same(frame, name.removesuffix("__to"), name)
    ]
    if ORGANISATION in frame.columns and OWNER not in frame.columns and _is_same(frame, "subject_id", ORGANISATION):
        same.append(ORGANISATION)
    frame = frame.drop(same)
    return frame.with_columns(
        pl.col(name).cast(codes)
        for name, codes in code_types(table, vocabulary).items()
        if name in frame.columns and frame[name].drop_nulls().is_in(codes.categories.implode()).all()
    )


def _is_same(frame: pl.DataFrame, one: str, other: str) -> bool:
    return one in frame.columns and bool(frame[one].eq_missing(frame[other]).all())


def code_types(table: Table, vocabulary: Vocabulary) -> dict[str, pl.Enum]:
    """The Enum of each column whose values are codes of a classification."""
    return {
        column.name: pl.Enum(list(dict.fromkeys([*known.entries, *(["none"] if column.type is Type.LEVEL else [])])))
        for column in table.columns.values()
        if column.type in (Type.CODE, Type.LEVEL)
        and (known := vocabulary.classifications.get(column.classification or ""))
    }


def scan_evidence(folder: Path, vocabulary: Vocabulary) -> dict[str, pl.LazyFrame]:
    """Every table of the vocabulary as a lazy frame over `<folder>/<table>.parquet` (or `.arrow`, or a folder of such files).

    A table without files is empty. Columns may be left out (`write_evidence` says which and what that means), and codes may be
    Enum, categories or text; nothing else is converted. Raises EvidenceError for another type, or without a register.
    """
    found = {name: _scan(folder, name) for name in vocabulary.tables}
    if found.get("subjects") is None:
        raise EvidenceError(
            _("{folder} has no register of subjects; put subjects.parquet there.").format(folder=folder)
        )
    return {
        name: _checked(frame, folder / name, table) if (frame := found[name]) is not None else _empty(table)
        for name, table in vocabulary.tables.items()
    }


def read_evidence(
    folder: Path, vocabulary: Vocabulary, *, about: Collection[str] | None = None, keeping: Collection[str] = ()
) -> Evidence:
    """The evidence in such a folder, complete and whole in memory, in its physical schema. Raises EvidenceError.

    `about`: only the rows about these subjects, and those about no subject. `keeping`: columns besides the vocabulary's.
    """
    return evidence_of(scan_evidence(folder, vocabulary), vocabulary, about=about, keeping=keeping)


def evidence_of(
    tables: Mapping[str, pl.LazyFrame],
    vocabulary: Vocabulary,
    *,
    about: Collection[str] | None = None,
    keeping: Collection[str] = (),
) -> Evidence:
    """The same, of frames that `scan_evidence` gave."""
    return Evidence(read_tables(whole_tables(tables, vocabulary, keeping=keeping), about))


def whole_tables(
    tables: Mapping[str, pl.LazyFrame], vocabulary: Vocabulary, *, keeping: Collection[str] = ()
) -> dict[str, pl.LazyFrame]:
    """The same frames with all that was left out of their files put back, and with the columns of `keeping`: who looks up many
    subjects (`read_tables`) asks for these once."""
    ours = (ORGANISATION, COMPLETED, *keeping)
    return {name: _whole(frame, vocabulary.tables[name], ours) for name, frame in tables.items()}


def read_tables(tables: Mapping[str, pl.LazyFrame], about: Collection[str] | None) -> dict[str, pl.DataFrame]:
    """What `whole_tables` gave, read: only the rows about these subjects, and those about none; all where None is given."""
    lazy = tables if about is None else {name: _about(frame, about) for name, frame in tables.items()}
    return dict(zip(lazy, pl.collect_all(lazy.values()), strict=True))


def _whole(frame: pl.LazyFrame, table: Table, ours: Collection[str]) -> pl.LazyFrame:
    given = frame.collect_schema()
    columns = []
    for name, type_ in frame_schema(table).items():
        first = name.removesuffix("__to")
        if name in given:
            columns.append(pl.col(name).cast(type_))
        elif type_ == pl.Date and first in given:  # the last day was left out because it is the first
            columns.append(pl.col(first).cast(type_).alias(name))
        else:
            columns.append(pl.lit(None, dtype=type_).alias(name))
    columns += [pl.col(name) for name in ours if name in given]
    if table.id == "subjects" and ORGANISATION not in given:
        columns.append(pl.col("subject_id").cast(pl.String).alias(ORGANISATION))
    return frame.select(columns)


def _about(frame: pl.LazyFrame, subject_ids: Collection[str]) -> pl.LazyFrame:
    """The rows about these subjects and about none: equalities, by which whole parts of a file are passed over."""
    if "subject_id" not in frame.collect_schema():
        return frame
    id_ = pl.col("subject_id")
    return frame.filter(pl.any_horizontal(id_.is_null(), *(id_ == one for one in subject_ids)))


def largest_amounts(folder: Path, table: str) -> dict[str, int]:
    """By column of whole numbers: what none of its values goes beyond on either side, as the Parquet files of a table say by
    themselves; columns of which they do not say it are left out."""
    found: dict[str, int] = {}
    unsaid: set[str] = set()
    for file in (folder / f"{table}.parquet", *(folder / table).glob("*.parquet")):
        for column in _number_columns(file):
            name, said = column.path_in_schema, column.statistics
            if said is None or (said.num_values and not said.has_min_max):
                unsaid.add(name)
            elif said.num_values:
                found[name] = max(found.get(name, 0), abs(said.min_raw), abs(said.max_raw))
    return {name: amount for name, amount in found.items() if name not in unsaid}


def _number_columns(file: Path) -> Iterator[Any]:
    """The pieces of columns of whole numbers in a Parquet file, as its last page describes them."""
    if file.is_file():
        metadata = pq.read_metadata(file)
        for number in range(metadata.num_row_groups):
            group = metadata.row_group(number)
            pieces = (group.column(place) for place in range(metadata.num_columns))
            yield from (piece for piece in pieces if piece.physical_type == "INT64")


def _scan(folder: Path, name: str) -> pl.LazyFrame | None:
    parts = folder / name
    for suffix, scan in ((".parquet", pl.scan_parquet), (".arrow", pl.scan_ipc)):
        if (file := folder / f"{name}{suffix}").is_file():
            return scan(file)
        if parts.is_dir() and (files := sorted(parts.glob(f"*{suffix}"))):
            return scan(files)
    return None


def _empty(table: Table) -> pl.LazyFrame:
    return pl.LazyFrame(schema=frame_schema(table))


def _checked(frame: pl.LazyFrame, place: Path, table: Table) -> pl.LazyFrame:
    wanted: Mapping[str, Any] = {**frame_schema(table), ORGANISATION: pl.String}
    schema = frame.collect_schema()
    if OWNER in schema and ORGANISATION not in schema:
        told = _(
            "{place}: subjects name their owners, but have no column organisation_id; complete the evidence first."
        )
        raise EvidenceError(told.format(place=place))
    for name, given in schema.items():
        right = wanted.get(name)
        is_text = right == pl.String and given in (pl.String, pl.Categorical, pl.Enum)
        if right is not None and given != right and not is_text:
            told = _("{place}: column “{column}” has the type {given}; {type} is needed. Write the folder anew.")
            raise EvidenceError(told.format(place=place, column=name, given=given, type=right))
    return frame
