"""What the limited child process hands over: a file per block of rows and a manifest, in a folder of its own."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa  # type: ignore[import-untyped]

from mingpin.intake.grids.limits import Limits, Refusal

MANIFEST = "manifest.json"
BEGUN = "begun"
"""The file that stands in the folder from the moment when the child has all that it parses with."""
FAULTS = b"faults"
ROW_COLUMN = "row"
Fault = tuple[int, int, str, str]
"""Row, column from 0, the cell as it stands, and what kind of fault it is."""
SpooledNote = tuple[str, dict[str, str | int]]


@dataclass
class SpooledSheet:
    """A sheet in the manifest; `blocks` are names of files in the folder. Blocks may be narrower than `width`."""

    name: str
    width: int = 0
    blocks: list[str] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    notes: list[SpooledNote] = field(default_factory=list)


@dataclass
class Manifest:
    """All that was read of a file."""

    format: str
    sheets: list[SpooledSheet] = field(default_factory=list)


class Spool:
    """Writes the sheets of one file into a folder, block by block."""

    def __init__(self, folder: Path, format: str, limits: Limits):
        self._folder, self._limits = folder, limits
        self._manifest = Manifest(format)
        self._text = 0

    def begin_reading(self) -> None:
        """Makes it known that whatever goes wrong from now on goes wrong over the file."""
        (self._folder / BEGUN).touch()

    def begin(self, name: str) -> SpooledSheet:
        """The next sheet; what is added to it until the next `begin` or `finish` is kept."""
        sheet = SpooledSheet(name)
        self._manifest.sheets.append(sheet)
        self._text = 0
        return sheet

    def add(self, columns: Sequence[Any], rows: Sequence[int], faults: Sequence[Fault] = ()) -> None:
        """A block of the sheet begun last: its columns of text and row numbers. Raises Refusal where there is too much."""
        sheet = self._manifest.sheets[-1]
        if len(columns) > self._limits.max_columns:
            raise Refusal(
                "columns", sheet=sheet.name, columns=column_name(len(columns)), limit=self._limits.max_columns
            )
        arrays = [column if isinstance(column, pa.Array) else pa.array(column, pa.string()) for column in columns]
        self._text += sum(array.nbytes for array in arrays)
        if self._text > 2 * self._limits.max_text:
            raise Refusal("text", sheet=sheet.name, limit=self._limits.max_text >> 20)
        names = [f"c{position}" for position in range(len(arrays))]
        batch = pa.record_batch([*arrays, pa.array(rows, pa.int64())], names=[*names, ROW_COLUMN])
        batch = batch.replace_schema_metadata({FAULTS: json.dumps(list(faults), ensure_ascii=False).encode()})
        file = f"{len(self._manifest.sheets)}-{len(sheet.blocks)}.arrow"
        options = pa.ipc.IpcWriteOptions(compression="lz4")
        with (
            pa.OSFile(str(self._folder / file), "wb") as sink,
            pa.ipc.new_file(sink, batch.schema, options=options) as writer,
        ):
            writer.write_batch(batch)
        sheet.blocks.append(file)
        sheet.width = max(sheet.width, len(columns))

    def finish(self) -> None:
        """Makes it known that all was read."""
        (self._folder / MANIFEST).write_text(json.dumps(asdict(self._manifest), ensure_ascii=False), encoding="utf-8")


def refuse(folder: Path, refusal: Refusal) -> None:
    """Writes down, in place of the sheets, that nothing is taken."""
    content = {"refused": refusal.code, "facts": refusal.facts}
    (folder / MANIFEST).write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")


def column_name(number: int) -> str:
    """The letters of a column counted from 1."""
    letters = ""
    while number:
        number, letter = divmod(number - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return letters


def column_number(letters: bytes) -> int:
    """The number, from 1, of a column known by its letters."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
