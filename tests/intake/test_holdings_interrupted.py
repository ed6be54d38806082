"""Whatever stops the program while it takes files in, the dataset is as before or as after, and the next run completes it."""

from __future__ import annotations

import multiprocessing
import os
import random
import shutil
import signal
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from multiprocessing.synchronize import Event
from pathlib import Path
from time import perf_counter, sleep
from typing import Any

import polars as pl
import pytest

from mingpin.intake.holdings import Holdings, row_tokens
from mingpin.vocabulary import Vocabulary
from mingpin.vocabulary.evidence import frame_schema

from .samples import VOCABULARY

PATIENCE = 60
ROWS = 2_000
ROUNDS = 400 if os.environ.get("MINGPIN_NIGHTLY") else 25
STEPS = 12
_processes = multiprocessing.get_context("forkserver")
_processes.set_forkserver_preload([__name__])

Given = Mapping[str, pl.DataFrame]


def _given(first: int, last: int, document: str = "") -> Given:
    """Penalties with these numbers, and the subjects that they are about."""
    numbers = pl.DataFrame({"n": range(first, last)})
    columns = {"subject_id": "S" + pl.col("n").cast(pl.String), "source_file": pl.lit("处罚.xlsx"), "source_row": "n"}
    kind = {"kind": pl.lit("administrative_penalty"), "document": pl.lit(document) + pl.col("n").cast(pl.String)}
    frames = {"subjects": numbers.select(**columns), "violations": numbers.select(**columns, **kind)}
    return {
        name: frame.with_columns(
            pl.lit(None, dtype=type_).alias(column)
            for column, type_ in frame_schema(VOCABULARY.tables[name]).items()
            if column not in frame.columns
        )
        for name, frame in frames.items()
    }


def _take(folder: Path, second: bool) -> None:
    """The first or the second file of the story: the second has more rows, and one in ten of the first corrected."""
    before = _given(0, ROWS)
    given, was = before, {}
    if second:
        corrected = _given(0, ROWS // 10, "更正")["violations"]
        tokens = row_tokens(before["violations"], VOCABULARY.tables["violations"])
        was = {("处罚.xlsx", "", row): tokens[row] for row in range(ROWS // 10)}
        more = _given(ROWS, 2 * ROWS)
        given = {"subjects": more["subjects"], "violations": pl.concat([corrected, more["violations"]])}
    about: dict[str, Any] = {"files": {"处罚.xlsx": ("b" if second else "a") * 64}, "supplied_by": "信用办"}
    Holdings(folder).take(given, VOCABULARY, was=was, taken_at=datetime(2024, 7, 1, tzinfo=UTC), **about)


def _take_and_tell(folder: Path, begun: Event) -> None:
    begun.set()
    _take(folder, second=True)


def _take_and_die(folder: Path, step: int) -> None:
    """Ends without a word at one of the moments at which something reaches the disk."""
    left = step

    def dying(call: Callable[..., Any]) -> Callable[..., Any]:
        def called(*arguments: Any) -> Any:
            nonlocal left
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            return call(*arguments)

        return called

    os.fsync, os.rename, os.mkdir = dying(os.fsync), dying(os.rename), dying(os.mkdir)  # type: ignore[assignment]
    _take(folder, second=True)


class Story:
    """The dataset before and after the second file, and how long that takes."""

    def __init__(self, folder: Path, vocabulary: Vocabulary):
        self.vocabulary = vocabulary
        self.start, self.end = folder / "before", folder / "after"
        _take(self.start, second=False)
        shutil.copytree(self.start, self.end)
        begun = perf_counter()
        _take(self.end, second=True)
        self.seconds = perf_counter() - begun
        self.before, self.after = self.read(self.start), self.read(self.end)
        assert self.before != self.after

    def read(self, folder: Path) -> tuple[list[str], str]:
        """The batches and all rows."""
        frames = Holdings(folder).evidence_frames(self.vocabulary)
        texts = (frames[name].select("subject_id", "source_row", "source_hash").write_csv() for name in sorted(frames))
        return [batch.name for batch in Holdings(folder).batches()], "".join([*texts, frames["violations"].write_csv()])

    def check(self, folder: Path) -> bool:
        """Whether the interrupted run had come to its end; fails where the dataset is neither as before nor as after."""
        found = self.read(folder)
        assert found in (self.before, self.after)
        _take(folder, second=True)
        assert self.read(folder) == self.after
        assert {path.name for path in folder.iterdir()} == {path.name for path in self.end.iterdir()}
        return found == self.after


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Story:
    return Story(tmp_path_factory.mktemp("holdings"), VOCABULARY)


def test_killed_at_any_moment_the_dataset_is_as_before_or_as_after(story: Story, tmp_path: Path) -> None:
    chance = random.Random(20240701)
    for number in range(ROUNDS):
        folder = tmp_path / str(number)
        shutil.copytree(story.start, folder)
        begun = _processes.Event()
        process = _processes.Process(target=_take_and_tell, args=(folder, begun))
        process.start()
        assert begun.wait(PATIENCE)
        sleep(chance.uniform(0, 1.5 * story.seconds))
        process.kill()
        process.join(PATIENCE)
        story.check(folder)


def test_killed_at_every_step_to_the_disk_the_dataset_is_as_before_or_as_after(story: Story, tmp_path: Path) -> None:
    ends = []
    for step in range(1, STEPS):
        folder = tmp_path / str(step)
        shutil.copytree(story.start, folder)
        process = _processes.Process(target=_take_and_die, args=(folder, step))
        process.start()
        process.join(PATIENCE)
        ends.append((process.exitcode, story.check(folder)))
    assert (-signal.SIGKILL, False) in ends
    assert (-signal.SIGKILL, True) in ends, "killed after the rename, before the folder was written"
    assert ends[-1] == (0, True), "every step was tried"


def test_killed_on_the_first_file_there_is_no_dataset_and_then_there_is(tmp_path: Path) -> None:
    folder = tmp_path / "新"
    process = _processes.Process(target=_take_and_die, args=(folder, 4))
    process.start()
    process.join(PATIENCE)
    assert process.exitcode == -signal.SIGKILL
    assert Holdings(folder).batches() == ()
    _take(folder, second=False)
    assert len(Holdings(folder).batches()) == 1
