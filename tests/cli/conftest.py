"""A small pack, a small register with evidence, and the program called as a person calls it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from mingpin.cli.main import main
from mingpin.engine import load
from mingpin.language import DEFAULT_LANGUAGE, use_language
from mingpin.vocabulary import Vocabulary, load_vocabulary
from tests.cli.registers import write_register

PACKS = Path(__file__).parents[2] / "packs"
GOODS = Path(__file__).parent / "goods-2024"

Mingpin = Callable[..., Result]


@pytest.fixture(autouse=True)
def _speaks_chinese(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.delenv("MINGPIN_LANG", raising=False)
    monkeypatch.delenv("MINGPIN_PACKS", raising=False)
    yield
    use_language(DEFAULT_LANGUAGE)


@pytest.fixture(autouse=True)
def _reads_the_vocabulary_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Packs of these tests share one vocabulary, which takes most of the time of loading them."""
    monkeypatch.setattr(load, "load_vocabulary", lambda folder: _vocabulary(Path(folder).resolve()))


@cache
def _vocabulary(folder: Path) -> Vocabulary:
    return load_vocabulary(folder)


@pytest.fixture
def mingpin() -> Mingpin:
    """`mingpin …`, in this process."""

    def call(*typed: object) -> Result:
        return CliRunner().invoke(main, [str(word) for word in typed], catch_exceptions=False)

    return call


@pytest.fixture
def goods() -> Path:
    """The small pack, as it is."""
    return GOODS


@pytest.fixture
def own_pack(tmp_path: Path) -> Path:
    """A copy of the small pack to break."""
    folder = tmp_path / "own-pack"
    shutil.copytree(GOODS, folder)
    header = folder / "pack.yaml"
    header.write_text(
        header.read_text("utf-8").replace("../../../packs/vocabulary", (PACKS / "vocabulary").as_posix()), "utf-8"
    )
    return folder


@pytest.fixture
def register(tmp_path: Path) -> Path:
    """A folder of tables: one subject that is met, one that is not, the rest undetermined; one row is faulty."""
    return write_register(tmp_path / "register")


@pytest.fixture
def run(mingpin: Mingpin, goods: Path, register: Path, tmp_path: Path) -> Path:
    """The folder of a survey of the small register."""
    out = tmp_path / "run"
    result = mingpin("survey", register, "--pack", goods, "--year", 2024, "--as-of", "2024-06-30", "--out", out)
    assert result.exit_code == 0, result.stderr
    return out
