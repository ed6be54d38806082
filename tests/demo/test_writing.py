"""The demonstration as files: the same for the same seed, read back without a loss, and never over somebody's data."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from mingpin.demo import MARKER, generate, write_demo
from mingpin.demo.chance import Chance
from mingpin.demo.writing import Format
from mingpin.intake import read_dataset
from mingpin.vocabulary import Vocabulary
from mingpin.vocabulary.completion import complete
from mingpin.vocabulary.evidence import SOURCE_COLUMNS

from .conftest import PACKS

AS_OF = date(2024, 6, 30)


def _contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.parametrize("format_", ["csv", "parquet"])
def test_the_same_seed_gives_the_same_bytes(vocabulary: Vocabulary, tmp_path: Path, format_: Format) -> None:
    for name in ("one", "two"):
        write_demo(vocabulary, subjects=300, seed=5, as_of=AS_OF, out=tmp_path / name, format=format_)
    assert _contents(tmp_path / "one") == _contents(tmp_path / "two")


def test_another_seed_gives_another_register(vocabulary: Vocabulary) -> None:
    first, second = (generate(vocabulary, subjects=300, seed=seed, as_of=AS_OF).subjects for seed in (5, 6))
    assert not first.equals(second)


_DIGEST = """
import hashlib, pathlib, sys
from datetime import date
from mingpin.demo import write_demo
from mingpin.vocabulary import load_vocabulary
paths = write_demo(load_vocabulary(sys.argv[1]), subjects=200, seed=5, as_of=date(2024, 6, 30), out=sys.argv[2])
print(hashlib.sha256(b"".join(path.read_bytes() for path in paths)).hexdigest())
"""


def test_the_bytes_do_not_depend_on_the_order_of_hashes(tmp_path: Path) -> None:
    digests = set()
    for hash_seed in ("1", "2"):
        command = [sys.executable, "-c", _DIGEST, str(PACKS / "vocabulary"), str(tmp_path / hash_seed)]
        run = subprocess.run(
            command, env={**os.environ, "PYTHONHASHSEED": hash_seed}, capture_output=True, text=True, check=True
        )
        digests.add(run.stdout)
    assert len(digests) == 1


def test_draws_are_the_same_on_every_python() -> None:
    chance = Chance("mingpin-demo", 7)
    assert [chance.whole(1, 1000) for _draw in range(6)] == [656, 734, 981, 313, 880, 133]
    spreads = [round(chance.spread(0.9) * 10**12) for _draw in range(3)]
    assert spreads == [2573978379332, 2810065252199, 144261231596]


def test_what_is_written_is_read_back_without_a_loss(vocabulary: Vocabulary, tmp_path: Path) -> None:
    write_demo(vocabulary, subjects=600, seed=5, as_of=AS_OF, out=tmp_path / "demo")
    dataset = read_dataset(tmp_path / "demo", vocabulary)
    assert dataset.rejected.is_empty()
    drawn_up = complete(generate(vocabulary, subjects=600, seed=5, as_of=AS_OF), vocabulary)
    for table, frame in drawn_up.tables.items():
        read = dataset.evidence.tables[table].select(frame.columns)
        assert read.drop(SOURCE_COLUMNS).equals(frame.drop(SOURCE_COLUMNS)), table


def test_a_spreadsheet_opens_the_tables_and_a_file_says_what_they_are(vocabulary: Vocabulary, tmp_path: Path) -> None:
    paths = write_demo(vocabulary, subjects=50, seed=5, as_of=AS_OF, out=tmp_path)
    assert all(path.read_bytes().startswith(b"\xef\xbb\xbf") for path in paths)
    about = (tmp_path / MARKER).read_text("utf-8-sig")
    assert "虚构" in about
    assert "fictitious" in about
    assert "50" in about


def test_an_earlier_demonstration_is_written_anew(vocabulary: Vocabulary, tmp_path: Path) -> None:
    write_demo(vocabulary, subjects=300, seed=5, as_of=AS_OF, out=tmp_path, format="parquet")
    paths = write_demo(vocabulary, subjects=20, seed=5, as_of=AS_OF, out=tmp_path)
    assert set(tmp_path.iterdir()) == set(paths)


def test_a_folder_with_other_data_is_left_alone(vocabulary: Vocabulary, tmp_path: Path) -> None:
    real = tmp_path / "subjects.csv"
    real.write_text("real data", encoding="utf-8")
    with pytest.raises(FileExistsError, match=tmp_path.name):
        write_demo(vocabulary, subjects=20, seed=5, as_of=AS_OF, out=tmp_path)
    assert _contents(tmp_path) == {"subjects.csv": b"real data"}
