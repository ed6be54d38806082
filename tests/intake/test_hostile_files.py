"""A file made to do harm is refused with a sentence, at once and in little memory; one that only looks like it is read."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from mingpin.intake.grids import open_grids

from .hostile import HARMLESS, HOSTILE, Maker
from .test_grids import cells

MEMORY = 64
"""MiB by which the reading process may grow."""
GENEROUS_SECONDS = 6.0
"""A busy machine; alone each file takes less than one second."""

_READER = r"""
import json, re, sys, time
from pathlib import Path
from mingpin.intake.errors import IntakeError
from mingpin.intake.grids import open_grids
from mingpin.language import use_language

use_language("en")

def memory(which):
    return int(re.search(which + r":\s+(\d+) kB", Path("/proc/self/status").read_text())[1]) / 1024

for line in sys.stdin:
    Path("/proc/self/clear_refs").write_text("5")  # the peak is counted from here
    before, began = memory("VmRSS"), time.monotonic()
    try:
        for grid in open_grids(Path(line.strip())):
            for block in grid.blocks():
                pass
        said, remedy = "", ""
    except IntakeError as refusal:
        said, remedy = str(refusal), refusal.remedy
    result = {"said": said, "remedy": remedy, "grown": memory("VmHWM") - before, "seconds": time.monotonic() - began}
    print(json.dumps(result), flush=True)
"""


class Reader:
    """A process that reads files one after the other and tells what became of each."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", _READER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def read(self, path: Path) -> dict[str, Any]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{path}\n")
        self._process.stdin.flush()
        result: dict[str, Any] = json.loads(self._process.stdout.readline())
        return result

    def close(self) -> None:
        self._process.communicate()


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    reader = Reader()
    yield reader
    reader.close()


@pytest.mark.skipif(not Path("/proc/self/clear_refs").exists(), reason="memory is measured as Linux tells it")
@pytest.mark.parametrize("make", HOSTILE, ids=lambda make: make.__name__)
def test_a_hostile_file_is_refused_at_once_and_in_little_memory(tmp_path: Path, reader: Reader, make: Maker) -> None:
    name, sentence = HOSTILE[make]
    result = reader.read(make(tmp_path / name))
    assert sentence in result["said"]
    assert result["remedy"]
    assert result["grown"] <= MEMORY
    assert result["seconds"] <= GENEROUS_SECONDS


@pytest.mark.parametrize("make", HARMLESS, ids=lambda make: make.__name__)
def test_a_file_that_only_looks_like_harm_is_read(tmp_path: Path, make: Maker) -> None:
    (grid,) = open_grids(make(tmp_path / HARMLESS[make]))
    assert [row[0] for row in cells(grid)] == ["1"]
