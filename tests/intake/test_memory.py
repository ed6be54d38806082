"""A large file is read in memory that hardly grows with it: what was read lies in a file, not in memory."""

from __future__ import annotations

import os
import subprocess
import sys
from itertools import chain
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal
from stdnum.cn import uscc

from mingpin.intake import read_dataset
from mingpin.intake.completed import completed
from mingpin.intake.errors import IntakeError
from mingpin.intake.mapped import PIECE_ROWS, beside, gathered, kept_rows, mapped, repeated
from mingpin.vocabulary import load_vocabulary
from mingpin.vocabulary.completion import complete
from mingpin.vocabulary.evidence import Evidence
from tests.intake import memory_of_reading

VOCABULARY = load_vocabulary(memory_of_reading.VOCABULARY)
needs_linux = pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells the anonymous memory of a process")


@needs_linux
def test_memory_grows_by_less_than_three_quarters_of_what_the_file_does(tmp_path: Path) -> None:
    small, large = (_register(tmp_path / f"{rows}.csv", rows) for rows in (150_000, 400_000))
    growth = _anonymous(large) - _anonymous(small)
    assert growth < (large.stat().st_size - small.stat().st_size) * 3 / 4


def test_large_files_leave_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    monkeypatch.setattr("tempfile.tempdir", None)
    frame = mapped(_numbered(at, PIECE_ROWS) for at in range(3))
    assert frame.height == 3 * PIECE_ROWS
    assert list(temporary.iterdir()) == []


def test_a_full_disk_is_said_in_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("no device that is always full")
    monkeypatch.setattr("tempfile.TemporaryFile", lambda dir: open("/dev/full", "wb", buffering=0))  # noqa: SIM115
    with pytest.raises(IntakeError, match="TMPDIR"):
        mapped(_numbered(at, PIECE_ROWS) for at in range(3))


def test_frames_on_disk_are_the_frames_that_were_written() -> None:
    frames = [_numbered(0, PIECE_ROWS), _numbered(1, PIECE_ROWS).drop("items"), _numbered(2, 7)]
    assert_frame_equal(mapped(frames), pl.concat(frames, how="diagonal"))
    nothing = [frame.with_columns(text=pl.lit(None, dtype=pl.String)) for frame in frames]
    assert_frame_equal(mapped(nothing), pl.concat(nothing, how="diagonal"))


def test_few_rows_stay_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.TemporaryFile", lambda dir: pytest.fail("a temporary file for few rows"))
    assert_frame_equal(mapped([_numbered(0, 5), _numbered(1, 5)]), pl.concat([_numbered(0, 5), _numbered(1, 5)]))
    assert [frame.height for frame in gathered([_numbered(0, 3), _numbered(1, 3)])] == [6]


def test_rows_are_kept_and_put_beside_as_in_memory() -> None:
    frame = mapped(_numbered(at, PIECE_ROWS) for at in range(3))
    is_even = frame["number"] % 2 == 0
    assert_frame_equal(kept_rows(frame, is_even), frame.filter(is_even))
    assert kept_rows(frame, is_even.is_not_null()) is frame
    assert kept_rows(frame, is_even.is_null()).height == 0
    more = pl.Series("more", range(frame.height))
    assert_frame_equal(beside(frame, more), frame.with_columns(more))
    assert repeated(pl.Series(["a", "b", None, "a", "c", None])).to_list() == [0, 2, 3, 5]


def test_a_subject_takes_its_area_from_an_owner_that_stands_in_another_piece(monkeypatch: pytest.MonkeyPatch) -> None:
    owners = [{"subject_id": f"o{at}", "name": f"虚构{at}有限公司", "uscc": _code(at), "area": area}
              for at, area in enumerate(("410702", None, "410711"))]  # fmt: skip
    brands = [{"subject_id": f"b{at}", "kind": "regional_brand", "owner_id": f"o{at % 4}"} for at in range(8)]
    mixed = [*brands[:3], owners[0], *brands[3:5], *owners[1:], *brands[5:], brands[0] | {"subject_id": "o0"}]
    evidence = Evidence.from_rows(VOCABULARY, {"subjects": mixed})
    monkeypatch.setattr("mingpin.intake.mapped.PIECE_ROWS", 2)
    whole, parts = complete(evidence, VOCABULARY), completed(evidence, VOCABULARY)
    for name, frame in whole.tables.items():
        assert_frame_equal(parts.tables[name], frame)
    assert whole.subjects["area"].null_count() < evidence.subjects["area"].null_count()


def test_a_large_register_is_accounted_for_row_by_row(tmp_path: Path) -> None:
    rows = PIECE_ROWS + 20_000
    file = _register(tmp_path / "名录.csv", rows)
    lines = file.read_text(encoding="utf-8").splitlines()
    lines[5] = lines[5].replace("1990-01-01", "1990-02-30")
    lines[rows] = lines[rows].replace("1990-01-01", "1990-13-01")
    lines += [lines[1], lines[2].replace("红旗区", "卫滨区"), ",,1990-01-01,红旗区,某路"]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    dataset = read_dataset(file, VOCABULARY)
    (account,) = dataset.accounts
    assert (account.read, account.accepted, account.rejected, account.duplicates) == (rows + 3, rows - 1, 4, 1)
    assert dataset.rejected["row"].to_list() == [6, rows + 1, rows + 3, rows + 4]
    assert dataset.rejected["text"].str.contains("某|号").all()
    assert dataset.evidence.subjects.height == dataset.given["subjects"].height == rows - 2


def _numbered(at: int, rows: int) -> pl.DataFrame:
    number = pl.int_range(at * rows, (at + 1) * rows, eager=True).alias("number")
    text = pl.format("一个相当长的文本{}", "number").alias("text")
    return number.to_frame().with_columns(
        text, items=pl.concat_list(text, pl.lit("短")), day=pl.lit(None, dtype=pl.Date)
    )


def _code(number: int) -> str:
    body = f"91410702MA{number:07d}"
    return body + str(uscc.calc_check_digit(body))


def _register(path: Path, rows: int) -> Path:
    """A register of long addresses, about 400 bytes a row."""
    place = "河南省新乡市红旗区虚构街道虚构社区虚构路" * 5
    lines = (f"新乡市虚构{at}号有限公司,{_code(at)},1990-01-01,红旗区,{place}{at}号" for at in range(rows))
    with path.open("w", encoding="utf-8") as file:
        file.writelines(f"{line}\n" for line in chain(["企业名称,统一社会信用代码,成立日期,所属县区,住所"], lines))
    return path


def _anonymous(file: Path) -> int:
    """Peak anonymous memory, in bytes, of a process that reads the file."""
    command = [sys.executable, "-m", memory_of_reading.__name__, str(file)]
    environment = {**os.environ, "POLARS_MAX_THREADS": "2"}
    told = subprocess.run(command, capture_output=True, text=True, check=True, env=environment, cwd=Path.cwd())
    return int(told.stdout)
