"""Any file of the kinds that we read, to the grids that it holds."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

from mingpin.intake.grids.bundle import read_bundle
from mingpin.intake.grids.delimited import read_delimited
from mingpin.intake.grids.kinds import SUFFIXES, kind_of
from mingpin.intake.grids.limits import MIB, Limits, Refusal
from mingpin.intake.grids.lines import is_lines, read_lines
from mingpin.intake.grids.sentences import noted, refused
from mingpin.intake.grids.spooled import read_spooled
from mingpin.intake.grids.text import open_text
from mingpin.intake.sheets import Grid
from mingpin.language import _

_SAMPLE = 1 << 16


def open_grids(path: Path, name: str | None = None, limits: Limits | None = None) -> tuple[Grid, ...]:
    """The sheets of a workbook, of a text or parquet file or of a zipped bundle, in its order; `name` is how a person calls it.

    The content decides what a file is, its name only where the content leaves it open; a note says where they differ. Sheets
    without content are grids without blocks. Raises IntakeError where the file, or one of a bundle, cannot be read or holds too
    much: then nothing of it is taken.
    """
    file, limits = name or path.name, limits or Limits()
    try:
        return _open(path, file, limits, may_be_bundle=True)
    except Refusal as refusal:
        raise refused(refusal, file) from refusal


def content_hash(path: Path) -> str:
    """The sha256 of the file's bytes, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _open(path: Path, file: str, limits: Limits, may_be_bundle: bool) -> tuple[Grid, ...]:
    if not path.is_file():
        raise Refusal("missing")
    size = path.stat().st_size
    if not size:
        raise Refusal("empty")
    if size > limits.max_bytes:
        raise Refusal("bytes", limit=limits.max_bytes // MIB)
    kind = kind_of(path, limits)
    suffix = Path(file).suffix.lower()
    if kind == "bundle":
        if not may_be_bundle:
            raise Refusal("nested", entry=file)
        return read_bundle(path, file, limits, lambda part, called: _part(part, called, limits))
    if kind == "text":
        grid = _open_text(path, file, suffix, limits)
        kind = "jsonl" if grid.format == "jsonl" else kind
        grids: tuple[Grid, ...] = (grid,)
    else:
        grids = read_spooled(path, file, kind, limits)
    if suffix and suffix not in SUFFIXES[kind] and grids:
        note = noted("kind", suffix=suffix, kind=_kinds()[kind])
        grids = tuple(replace(grid, notes=(note, *grid.notes)) for grid in grids)
    return grids


def _part(path: Path, file: str, limits: Limits) -> tuple[Grid, ...]:
    try:
        return _open(path, file, limits, may_be_bundle=False)
    except Refusal as refusal:
        raise refused(refusal, file) from refusal


def _open_text(path: Path, file: str, suffix: str, limits: Limits) -> Grid:
    try:
        text = open_text(path, limits)
    except Refusal as refusal:
        is_text = suffix in ("", *SUFFIXES["text"], *SUFFIXES["jsonl"])
        raise refusal if is_text else Refusal("not_its_name", suffix=suffix) from refusal
    sample = next(text.chunks(_SAMPLE), "")
    if is_lines(sample) or (suffix in (".jsonl", ".ndjson")):
        return read_lines(text, file, limits)
    if suffix == ".json" or sample.lstrip().startswith(("[{", "[\n", "[\r\n")):
        raise Refusal("json")
    return read_delimited(text, file, limits)


def _kinds() -> dict[str, str]:
    return {
        "xlsx": _("an xlsx workbook"),
        "xlsm": _("an xlsx workbook with macros"),
        "xls": _("an old Excel workbook (.xls)"),
        "ods": _("an OpenDocument spreadsheet"),
        "parquet": _("a parquet file"),
        "text": _("a text table"),
        "jsonl": _("a file of JSON lines"),
    }
