"""Where results go: whole or not at all, and never over a stranger's files."""

from __future__ import annotations

from pathlib import Path

import pytest

from mingpin.cli import survey_run
from tests.cli.conftest import Mingpin

WHEN = ("--year", "2024", "--as-of", "2024-06-30")


def test_a_folder_with_other_files_is_refused(mingpin: Mingpin, goods: Path, register: Path, tmp_path: Path) -> None:
    out = tmp_path / "mine"
    out.mkdir()
    (out / "notes.txt").write_text("keep me", "utf-8")
    result = mingpin("survey", register, "--pack", goods, *WHEN, "--out", out)
    assert result.exit_code == 5
    assert "--force" in result.stderr
    assert [path.name for path in out.iterdir()] == ["notes.txt"]


def test_force_writes_beside_the_other_files(mingpin: Mingpin, goods: Path, register: Path, tmp_path: Path) -> None:
    out = tmp_path / "mine"
    out.mkdir()
    (out / "notes.txt").write_text("keep me", "utf-8")
    assert mingpin("survey", register, "--pack", goods, *WHEN, "--out", out, "--force").exit_code == 0
    assert (out / "notes.txt").read_text("utf-8") == "keep me"
    assert (out / "summary.json").is_file()


def test_an_earlier_survey_is_replaced_and_what_lies_beside_it_stays(
    mingpin: Mingpin, goods: Path, register: Path, run: Path
) -> None:
    (run / "批注.txt").write_text("看过", "utf-8")
    before = (run / "summary.json").read_text("utf-8")
    result = mingpin("survey", register, "--pack", goods, *WHEN, "--out", run, "--without", "rules.2.c2")
    assert result.exit_code == 0
    assert (run / "summary.json").read_text("utf-8") != before
    assert (run / "批注.txt").read_text("utf-8") == "看过"


def test_a_full_disk_leaves_the_earlier_survey_as_it_was(
    mingpin: Mingpin, goods: Path, register: Path, run: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = {path.name: path.read_bytes() for path in run.iterdir()}

    def no_space(*_arguments: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(survey_run, "write_survey_book", no_space)
    result = mingpin("survey", register, "--pack", goods, *WHEN, "--out", run, "--without", "rules.2.c2")
    assert result.exit_code == 5
    assert "No space left on device" in result.stderr
    assert {path.name: path.read_bytes() for path in run.iterdir()} == before
    assert [path.name for path in run.parent.iterdir() if path.name.startswith(".")] == []


def test_a_file_is_not_taken_for_a_folder(mingpin: Mingpin, goods: Path, register: Path, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file", "utf-8")
    assert mingpin("survey", register, "--pack", goods, *WHEN, "--out", tmp_path / "out").exit_code == 5
    assert (tmp_path / "out").read_text("utf-8") == "a file"


def test_a_run_folder_can_move_with_its_dataset(mingpin: Mingpin, run: Path, register: Path, tmp_path: Path) -> None:
    new = tmp_path / "elsewhere"
    new.mkdir()
    run.rename(new / "run")
    register.rename(new / "register")
    (new / "goods-2024").symlink_to(Path(__file__).parent / "goods-2024")
    result = mingpin("explain", new / "run", "S1", "--pack", Path(__file__).parent / "goods-2024")
    assert result.exit_code == 0, result.stderr
