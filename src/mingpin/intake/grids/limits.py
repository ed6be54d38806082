"""How much of a file is read; imported by the limited child process, so it imports next to nothing."""

from __future__ import annotations

from dataclasses import dataclass

MIB = 1 << 20


@dataclass(frozen=True)
class Limits:
    """What a file may hold at most; beyond it nothing is taken.

    `max_rows`, `max_columns` and `max_cells` (the rectangle of a sheet that holds content) and `max_text` (bytes of its texts,
    each counted wherever it is used) are of one sheet. Text files and parquet are streamed: their rows are not counted, parquet
    may hold ten times `max_cells`. `max_entries`, `max_unpacked` and `max_ratio` are of a zip archive, which a workbook is too.
    `child_memory` (bytes of address space) and `child_seconds` bind the process that parses a workbook or parquet file.
    """

    max_bytes: int = 2048 * MIB
    max_rows: int = 1_048_576
    max_columns: int = 1_024
    max_cells: int = 20_000_000
    max_text: int = 512 * MIB
    max_line: int = MIB
    max_entries: int = 10_000
    max_unpacked: int = 4096 * MIB
    max_ratio: int = 200
    child_memory: int = 2560 * MIB
    child_seconds: int = 120


EXACT_BELOW = 10**15
"""A spreadsheet keeps 15 digits of a number; a longer one has been rounded by the time that we see it."""
BLOCK_ROWS = 50_000
BLOCK_CELLS = 400_000
"""A block has at most so many rows and so many cells."""


def block_rows(width: int) -> int:
    """The rows of a block of so many columns."""
    return max(1, min(BLOCK_ROWS, BLOCK_CELLS // max(width, 1)))


class Refusal(Exception):
    """Nothing of the file is taken. `code` names the sentences in sentences.py, `facts` fills them in."""

    def __init__(self, code: str, **facts: str | int):
        super().__init__(code)
        self.code, self.facts = code, facts
