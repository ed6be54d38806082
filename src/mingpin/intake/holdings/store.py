"""A dataset that is added to: batches of the rows newly taken in, and what counts of them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from itertools import chain
from pathlib import Path
from typing import Any

import polars as pl

from mingpin.intake.errors import IntakeError
from mingpin.intake.files import REGISTER
from mingpin.intake.holdings import compare
from mingpin.intake.holdings.compare import COPY, DIGEST, KEY, Before, Difference, Marks
from mingpin.intake.holdings.folder import Batch, add, locked, read_batches
from mingpin.intake.holdings.tokens import TOKEN_LENGTH
from mingpin.intake.mapped import PIECE_ROWS, mapped, pieces
from mingpin.language import _
from mingpin.vocabulary.evidence import COMPLETED, frame_schema
from mingpin.vocabulary.model import Table, Vocabulary

Frames = Mapping[str, pl.DataFrame]
_ADDED = ("new", "changed")


@dataclass(frozen=True)
class Taken:
    """What a batch came to, in rows per table; tables without any are left out, so that `sum_of(taken.new)` is how many.

    `new` and `changed` were added (`changed` has the row as it is now); `known` rows were held already; `outdated` ones were
    corrected since and stay as corrected; `no_longer` are held rows that the files no longer have: they were not removed. `batch`
    is the name of the batch, None where there was nothing to write down: the same files had been taken in before.
    `tokens` has for each row given its `source_file`, `source_sheet` and `source_row`, its `token`, and whether it `is_added`.
    """

    new: Frames
    known: Frames
    changed: Frames
    outdated: Frames
    no_longer: Frames
    tokens: pl.DataFrame
    batch: str | None

    def sentence(self) -> str:
        """The same for a person, in one line."""
        counts = {name: sum_of(getattr(self, name)) for name in ("new", "known", "changed", "outdated", "no_longer")}
        if self.batch is None:
            said = _("Nothing was added: these files were taken in before, and all {known} rows are known.")
            return said.format(known=counts["known"] + counts["outdated"])
        said = _("{new} rows are new, {changed} changed, {known} known already.").format(**counts)
        if counts["outdated"]:
            said += " " + _("{outdated} were corrected since and stay as corrected.").format(**counts)
        if counts["no_longer"]:
            said += " " + _(
                "{no_longer} rows taken in before are no longer in the files; they were not removed."
            ).format(**counts)
        return said


def sum_of(frames: Frames) -> int:
    """How many rows these tables have together."""
    return sum(frame.height for frame in frames.values())


class Holdings:
    """A folder of batches. It need not be there before the first `take`."""

    def __init__(self, folder: Path | str):
        self.folder = Path(folder)

    def batches(self) -> tuple[Batch, ...]:
        """What was taken in, in order. Raises IntakeError where a record cannot be read."""
        return read_batches(self.folder)

    def evidence_frames(self, vocabulary: Vocabulary) -> dict[str, pl.DataFrame]:
        """The rows that count, as physical frames: those of all batches in order, without what later ones superseded.

        Raises IntakeError where a batch cannot be read, or has a table that the vocabulary does not have.
        """
        batches = self.batches()
        frames = {}
        for name, rows in self._all_rows(batches, vocabulary).items():
            noted = (
                [COMPLETED] if COMPLETED in rows.held.columns and (rows.held[COMPLETED].list.len() > 0).any() else []
            )
            frames[name] = rows.held.select(*frame_schema(vocabulary.tables[name]), *noted)
        return frames

    def take(
        self,
        given: Frames,
        vocabulary: Vocabulary,
        *,
        files: Mapping[str, str],
        supplied_by: str,
        taken_at: datetime,
        accounts: Any = None,
        was: Marks | None = None,
    ) -> Taken:
        """Adds the rows that are not held yet as one batch, and says what became of each.

        `given` are physical frames; `files` the SHA-256 of each file by the name in `source_file`; `was` the tokens
        (`row_tokens`) that rows of a marked workbook carry, by file, sheet and row. A row that carries the token of a held row
        but says something else supersedes it, and so does a register row about a held subject that says something else; the old
        row stays in its batch. Raises IntakeError; then nothing was added.
        """
        with locked(self.folder):
            batches = self.batches()
            rows = self._all_rows(batches, vocabulary)
            known_files = _files(batches)
            new_files = [name for name, hash_ in files.items() if hash_ not in known_files]
            marks = compare.marks_frame(was or {})
            found: dict[str, Difference] = {}
            for name in {**given, **rows}:
                table = vocabulary.tables[name]
                before = rows.get(name) or _nothing(table, known_files)
                frame = compare.prepared(given.get(name, before.held.clear()), table, files, supplied_by)
                found[name] = compare.difference(frame, before, table, (new_files, supplied_by), marks)
            adds = any(each.added.height or each.superseded.height for each in found.values())
            batch = None
            if adds or not set(files.values()) <= known_files:
                sequence = max((batch.sequence for batch in batches), default=0) + 1
                about = {"files": dict(files), "supplied_by": supplied_by, "accounts": accounts}
                batch = self._write(found, sequence, {**about, "taken_at": taken_at.isoformat()})
            return _taken(found, vocabulary, batch)

    def _write(self, found: Mapping[str, Difference], sequence: int, about: Mapping[str, Any]) -> str:
        added = {name: each.added for name, each in found.items() if each.added.height}
        superseded = {name: _keys(each.superseded) for name, each in found.items() if each.superseded.height}
        content = sha256()
        for part in _content(sequence, about["files"], added, superseded):
            content.update(part.encode())
        name = f"{sequence:04d}-{content.hexdigest()[:8]}"
        rows = {table: frame.height for table, frame in added.items()}
        record = {"sequence": sequence, "rows": rows, "superseded": superseded, **about}
        add(self.folder, name, record, {f"{table}.parquet": _writer(frame) for table, frame in added.items()})
        return name

    def _all_rows(self, batches: tuple[Batch, ...], vocabulary: Vocabulary) -> dict[str, Before]:
        rows: dict[str, Before] = {}
        files = _files(batches)
        for batch in batches:
            for name in sorted({*batch.rows, *batch.superseded}):
                if name not in vocabulary.tables:
                    what = _("The vocabulary has no table “{table}”.").format(table=name)
                    remedy = _("Use the vocabulary with which the dataset was taken in, or a later one.")
                    raise IntakeError(what, where=str(self.folder / batch.name), remedy=remedy)
                table = vocabulary.tables[name]
                before = rows.get(name) or _nothing(table, files)
                gone = _from_keys(batch.superseded.get(name, ()))
                held = compare.without(before.held, gone)
                new = self._read(batch, name, table) if batch.rows.get(name) else held.clear()
                rows[name] = Before(pl.concat([held, new]), pl.concat([before.ever, new.select(KEY)]), files)
        return rows

    def _read(self, batch: Batch, name: str, table: Table) -> pl.DataFrame:
        path = self.folder / batch.name / f"{name}.parquet"
        schema = _schema(table)
        try:
            scan = pl.scan_parquet(path)
            height = scan.select(pl.len()).collect().item()
            starts = range(0, max(height, 1), PIECE_ROWS)
            frame = mapped(scan.slice(at, PIECE_ROWS).collect() for at in starts)
        except (OSError, pl.exceptions.PolarsError) as error:
            what, remedy = (
                _("A table of the dataset cannot be read."),
                _("Put the folder back as it was, from a backup."),
            )
            raise IntakeError(what, where=str(path), why=str(error), remedy=remedy) from error
        if frame.height != batch.rows[name]:
            what = _("The table has {found} rows; {count} were taken in.").format(
                found=frame.height, count=batch.rows[name]
            )
            raise IntakeError(what, where=str(path), remedy=_("Put the folder back as it was, from a backup."))
        blank = [
            pl.lit(None, dtype=type_).alias(column) for column, type_ in schema.items() if column not in frame.columns
        ]
        return frame.with_columns(blank).select(pl.col(column).cast(type_) for column, type_ in schema.items())


def _schema(table: Table) -> dict[str, Any]:
    return {
        **frame_schema(table),
        "source_hash": pl.String,
        "supplied_by": pl.String,
        DIGEST: pl.String,
        COPY: pl.Int64,
        **({COMPLETED: pl.List(pl.String)} if table.id == REGISTER else {}),
    }


def _files(batches: tuple[Batch, ...]) -> frozenset[str]:
    return frozenset(hash_ for batch in batches for hash_ in batch.files.values())


def _nothing(table: Table, files: frozenset[str]) -> Before:
    empty = pl.DataFrame(schema=_schema(table))
    return Before(empty, empty.select(KEY), files)


def _writer(frame: pl.DataFrame) -> Callable[[Path], None]:
    return lambda path: frame.write_parquet(path)


def _content(
    sequence: int, files: Mapping[str, str], added: Frames, superseded: Mapping[str, list[str]]
) -> Iterator[str]:
    """What a batch holds as JSON: its number, its files, the keys of the rows by table; in parts, as it may be long."""
    yield json.dumps([sequence, files], sort_keys=True).removesuffix("]") + ", {"
    for place, (name, frame) in enumerate(sorted(added.items())):
        yield f"{', ' if place else ''}{json.dumps(name)}: ["
        for at, piece in enumerate(pieces(frame)):
            yield ", " * bool(at) + json.dumps(_keys(piece)).strip("[]")
        yield "]"
    yield "}, " + json.dumps(superseded, sort_keys=True) + "]"


def _keys(frame: pl.DataFrame) -> list[str]:
    return [f"{digest}.{copy}" for digest, copy in frame.select(KEY).iter_rows()]


def _from_keys(keys: tuple[str, ...]) -> pl.DataFrame:
    parts = [key.partition(".") for key in keys]
    rows = [(digest, int(copy)) for digest, _point, copy in parts]
    return pl.DataFrame(rows, schema={DIGEST: pl.String, COPY: pl.Int64}, orient="row")


def _taken(found: Mapping[str, Difference], vocabulary: Vocabulary, batch: str | None) -> Taken:
    parts = {
        kind: {
            name: frame.select(frame_schema(vocabulary.tables[name]).keys())
            for name, each in found.items()
            if (frame := getattr(each, kind)).height
        }
        for kind in ("new", "known", "changed", "outdated", "no_longer")
    }
    return Taken(**parts, tokens=tokens_of(found), batch=batch)


def tokens_of(found: Mapping[str, Difference]) -> pl.DataFrame:
    """The tokens of all rows given; of a row that stands there twice, what was added counts, and stands last."""
    schema = {"source_file": pl.String, "source_sheet": pl.String, "source_row": pl.Int64, "token": pl.String}
    token = pl.col(DIGEST).str.slice(0, TOKEN_LENGTH).alias("token")
    parts = (
        piece.select("source_file", "source_sheet", "source_row", token, pl.lit(kind in _ADDED).alias("is_added"))
        for kind in ("known", "outdated", *_ADDED)
        for each in found.values()
        for piece in pieces(getattr(each, kind))
    )
    return mapped(chain([pl.DataFrame(schema={**schema, "is_added": pl.Boolean})], parts))
