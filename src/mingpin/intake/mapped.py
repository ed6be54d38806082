"""Frames too large for memory: written as they come to a nameless temporary file, and read where they lie in it."""

from __future__ import annotations

import mmap
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import accumulate
from pathlib import Path
from typing import IO, Any

import polars as pl
import pyarrow as pa  # type: ignore[import-untyped]

from mingpin.intake.errors import IntakeError
from mingpin.language import _

PIECE_ROWS = 100_000
PIECE_BYTES = 64 << 20
"""Rows, and bytes of their cells, that are worked on at a time; a frame of no more is held in memory."""
_FOR_LARGE_FILES = Path("/var/tmp")
_ALIGNED = 64


def mapped(frames: Iterable[pl.DataFrame]) -> pl.DataFrame:
    """The frames one after another as one; blank where one lacks a column. Raises ValueError where there is none.

    Up to PIECE_ROWS rows (or PIECE_BYTES) are held in memory. More are written as they come to a temporary file that has no name,
    so that it is gone with the process however that ends; the frame given back lies in the pages of that file, which the system
    may take back and read again. Columns without any value are not written. Raises IntakeError where the file cannot be written.
    """
    coming = gathered(frames)
    first = next(coming, None)
    if first is None:
        raise ValueError("no frames")
    second = next(coming, None)
    if second is None:
        return first
    with tempfile.TemporaryFile(dir=_folder()) as file:
        spool = _Spool(file)
        spool.add(first)
        spool.add(second)
        del first, second
        for frame in coming:
            spool.add(frame)
        return spool.read()


def pieces(frame: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """The frame in slices of at most PIECE_ROWS; one without rows as it is."""
    if frame.height <= PIECE_ROWS:
        yield frame
    else:
        yield from frame.iter_slices(PIECE_ROWS)


def gathered(frames: Iterable[pl.DataFrame]) -> Iterator[pl.DataFrame]:
    """The frames in their order, put together until they have PIECE_ROWS or PIECE_BYTES; nothing where there is none."""
    held: list[pl.DataFrame] = []
    height, size = 0, 0.0
    for frame in frames:
        held.append(frame)
        height, size = height + frame.height, size + frame.estimated_size()
        if height >= PIECE_ROWS or size >= PIECE_BYTES:
            yield pl.concat(held, how="diagonal")
            held, height, size = [], 0, 0.0
    if held:
        yield pl.concat(held, how="diagonal")


def joined(frames: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """The frames one after another, as `mapped` gives them; a single one as it is. Raises ValueError where there is none."""
    told = [frame for frame in frames if frame.height] or list(frames)
    return told[0] if len(told) == 1 else mapped(piece for frame in told for piece in pieces(frame))


def kept_rows(frame: pl.DataFrame, is_kept: pl.Series) -> pl.DataFrame:
    """The rows for which it is true: the frame itself where that is all of them; else piece by piece, as `mapped` gives it."""
    if is_kept.all():
        return frame
    if not is_kept.any():
        return frame.clear()
    return by_pieces(frame, lambda piece, at: piece.filter(is_kept.slice(at, piece.height)))


def by_pieces(frame: pl.DataFrame, function: Callable[[pl.DataFrame, int], pl.DataFrame]) -> pl.DataFrame:
    """What the function makes of each piece (and of its place in the frame), put together by `mapped`."""
    starts = range(0, max(frame.height, 1), PIECE_ROWS)
    return mapped(function(piece, at) for piece, at in zip(pieces(frame), starts, strict=True))


def beside(frame: pl.DataFrame, *columns: pl.Series) -> pl.DataFrame:
    """The frame with these columns, cut as the frame's own are: if they were not, all columns would be copied into memory."""
    lengths = max((column.chunk_lengths() for column in frame.iter_columns()), key=len)
    starts = [0, *accumulate(lengths)]
    return frame.with_columns(
        pl.concat([column.slice(at, length) for at, length in zip(starts, lengths, strict=False)]) for column in columns
    )


def repeated(values: pl.Series) -> pl.Series:
    """The positions of the values that stand in another place too, and of few others: hashes are compared."""
    hashes = values.hash()
    ordered = hashes.sort()
    shared = ordered.filter(ordered == ordered.shift(1)).unique()
    return hashes.is_in(shared.implode()).arg_true() if len(shared) else pl.Series([], dtype=pl.UInt32)


def _folder() -> str:
    """Where the system keeps temporary files that are large; `/tmp` may be memory."""
    is_named = "TMPDIR" in os.environ or not os.access(_FOR_LARGE_FILES, os.W_OK)
    return tempfile.gettempdir() if is_named else str(_FOR_LARGE_FILES)


class _Spool:
    """Frames in one file, each an Arrow stream of its own."""

    def __init__(self, file: IO[bytes]):
        self._file = file
        self._schema: dict[str, Any] = {}
        self._parts: list[tuple[int, int]] = []
        """Where each frame begins, and how many rows it has."""

    def add(self, frame: pl.DataFrame) -> None:
        try:
            self._write(frame)
        except OSError as error:
            what = _("The temporary file for large tables cannot be written.")
            remedy = _("Free some space there, or name another folder in the environment variable TMPDIR.")
            raise IntakeError(what, where=_folder(), why=f"{error.strerror or error}.", remedy=remedy) from error

    def _write(self, frame: pl.DataFrame) -> None:
        self._schema |= frame.schema
        said = [column.name for column in frame.iter_columns() if column.null_count() < frame.height]
        self._file.write(b"\0" * (-self._file.tell() % _ALIGNED))
        self._parts.append((self._file.tell() if said else -1, frame.height))
        if said:
            table = frame.select(said).rechunk().to_arrow(compat_level=pl.CompatLevel.newest())
            with pa.ipc.new_stream(pa.PythonFile(self._file, "w"), table.schema) as stream:
                stream.write_table(table)

    def read(self) -> pl.DataFrame:
        """All frames as one."""
        self._file.flush()
        highest = max(rows for _start, rows in self._parts)
        blanks = {type_: pl.repeat(None, highest, dtype=type_, eager=True) for type_ in set(self._schema.values())}
        blank = pl.DataFrame([blanks[type_].alias(name) for name, type_ in self._schema.items()])
        if self._file.tell():
            content = pa.py_buffer(mmap.mmap(self._file.fileno(), 0, access=mmap.ACCESS_READ))
        parts = []
        for start, rows in self._parts:
            part = blank.head(rows)
            if start >= 0:
                with pa.ipc.open_stream(pa.BufferReader(content.slice(start))) as stream:
                    said = pl.from_arrow(stream.read_all(), rechunk=False)
                part = part.with_columns(said.get_columns()) if isinstance(said, pl.DataFrame) else part
            parts.append(part)
        return pl.concat(parts)
