"""Workbooks are parsed apart from the rest of the program, within limits; nothing of it is left behind."""

from __future__ import annotations

import signal
import subprocess
import sys
import time as clock
from pathlib import Path

import pytest

from mingpin.intake.errors import IntakeError
from mingpin.intake.grids import Limits, content_hash, open_grids, process

from . import hostile
from .grid_files import (
    CELLS,
    TABLE,
    bundle,
    cells,
    faults,
    text_file,
    xlsx_file,
)


def test_a_file_is_known_by_its_bytes_not_its_name(tmp_path: Path) -> None:
    one, other = text_file(tmp_path, "a.csv", "甲"), text_file(tmp_path, "b.csv", "甲")
    assert content_hash(one) == content_hash(other)
    assert content_hash(one) != content_hash(text_file(tmp_path, "c.csv", "乙"))
    assert len(content_hash(one)) == 64


def test_what_was_read_stays_readable_as_long_as_its_grid_and_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "held"))
    (tmp_path / "held").mkdir()
    path = bundle(tmp_path / "a.zip", xlsx_file(tmp_path / "a.xlsx", TABLE), text_file(tmp_path, "a.csv", "甲,乙\n"))
    grids = open_grids(path)
    path.unlink()
    assert len(cells(grids[0])) == len(CELLS)
    assert len(cells(grids[1])) == 1
    del grids
    assert list((tmp_path / "held").iterdir()) == []


def test_a_sheet_beyond_the_limits_is_refused(tmp_path: Path) -> None:
    path = xlsx_file(tmp_path / "a.xlsx", TABLE)
    for limits, sentence in (
        (Limits(max_rows=6), "in row 7"),
        (Limits(max_columns=2), "in column C"),
        (Limits(max_cells=20), "over 21 cells"),
        (Limits(child_seconds=0), "longer than is allowed"),
        (Limits(max_bytes=10), "larger than 0 MiB"),
    ):
        with pytest.raises(IntakeError, match=sentence):
            open_grids(path, limits=limits)


def test_elements_with_a_prefix_and_cells_without_places_are_read(tmp_path: Path) -> None:
    rows = (
        '<x:row r="2"><x:c r="B2" t="e"><x:v>#N/A</x:v></x:c><x:c r="C2"><x:v>1</x:v></x:c></x:row>'
        '<x:row><x:c><x:v>2</x:v></x:c><x:c t="e"><x:v>#REF!</x:v></x:c></x:row>'
    )
    namespace = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    sheet = f'<x:worksheet xmlns:x="{namespace}"><x:sheetData>{rows}</x:sheetData></x:worksheet>'
    (grid,) = open_grids(hostile.xlsx(tmp_path / "a.xlsx", xl__worksheets__sheet1=sheet))
    assert cells(grid) == [(None, "#N/A", "1", 2), ("2", "#REF!", None, 3)]
    assert faults(grid) == [(2, 1, "#N/A"), (3, 1, "#REF!")]


def test_a_workbook_is_parsed_apart_from_the_rest_of_the_program(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = tmp_path / "told"
    tell = f"\nimport pathlib\npathlib.Path({str(told)!r}).write_text(' '.join(sys.modules))"
    monkeypatch.setattr(process, "_START", process._START + tell)
    open_grids(xlsx_file(tmp_path / "a.xlsx", TABLE))
    loaded = told.read_text().split()
    assert "mingpin.intake.grids.excel" in loaded
    assert not {"polars", "mingpin.language", "mingpin.vocabulary"} & set(loaded)


def test_a_parsing_process_that_cannot_start_is_not_laid_to_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = xlsx_file(tmp_path / "a.xlsx", TABLE)
    monkeypatch.setattr(process, "_START", "import no_such_module_at_all\n" + process._START)
    with pytest.raises(IntakeError, match=r"could not be started.*no_such_module_at_all") as refusal:
        open_grids(path)
    assert "damaged" not in str(refusal.value)


def test_the_parsing_process_and_its_folder_do_not_outlive_a_killed_parent(tmp_path: Path) -> None:
    program = """
import os, sys, tempfile, threading
from pathlib import Path
from mingpin.intake.grids import open_grids, process
tempfile.tempdir = sys.argv[2]
process._START = process._START.replace("main(given)", "import time; child._parse = lambda *_: time.sleep(60); main(given)")
process._START = process._START.replace("import main", "import main; from mingpin.intake.grids import child")
threading.Timer(0.7, os.kill, (os.getpid(), 9)).start()
open_grids(Path(sys.argv[1]))
"""
    held = tmp_path / "held"
    held.mkdir()
    path = xlsx_file(tmp_path / "a.xlsx", TABLE)
    code = subprocess.run([sys.executable, "-c", program, str(path), str(held)], check=False).returncode
    assert code == -signal.SIGKILL
    for _ in range(100):
        if not list(held.iterdir()):
            break
        clock.sleep(0.1)
    assert list(held.iterdir()) == []
