"""A run judged again from what it kept: the proof that it is reproducible from its record."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl
from polars.testing import assert_frame_equal

from mingpin.engine import load_pack, run_survey
from mingpin.engine.lowered import VERDICT
from mingpin.policies.models import Run, RunVerdict
from mingpin.policies.runs import kept
from mingpin.policies.runs.judge import decisions, engine_version, program_of_run
from mingpin.vocabulary.evidence_files import files_hash


@dataclass(frozen=True)
class Replayed:
    """What was found: whether evidence and pack are those of the record, and how many verdicts differ, of how many."""

    is_evidence_same: bool
    is_pack_same: bool
    subjects: int
    differing: int
    in_database: int
    engine_then: str
    engine_now: str

    @property
    def is_proved(self) -> bool:
        return self.is_evidence_same and self.is_pack_same and not self.differing and not self.in_database


def replay(run: Run) -> Replayed:
    """Judges a run again: its evidence by its pack, and compares facts, decisions and the verdicts in the database row by row.

    Raises FileNotFoundError where the run's folder is gone.
    """
    place = kept.folder_of(run)
    if not (place / kept.EVIDENCE).is_dir():
        raise FileNotFoundError(place)
    pack = load_pack(place / kept.PACKS / run.pack)
    program = program_of_run(run, pack)
    survey = run_survey(program, kept.evidence_of_run(run, pack.vocabulary))
    again, then = decisions(survey), kept.scan(run, "decisions").collect()
    return Replayed(
        files_hash(place / kept.EVIDENCE) == run.evidence_hash,
        pack.hash == run.pack_hash,
        again.height,
        _differing(again, then) + _differing(survey.facts, kept.scan(run, "facts").collect()),
        _in_database(run, again),
        run.engine,
        engine_version(),
    )


def _differing(again: pl.DataFrame, then: pl.DataFrame) -> int:
    """How many rows of two frames differ; all, where they have not the same rows and columns."""
    if again.columns != then.columns or again.height != then.height:
        return max(again.height, then.height)
    try:
        assert_frame_equal(again, then)
    except AssertionError:
        same = pl.all_horizontal(again[name].eq_missing(then[name]) for name in again.columns)
        return int((~again.select(same).to_series()).sum())
    return 0


def _in_database(run: Run, again: pl.DataFrame) -> int:
    """How many verdicts of the database are not those judged again."""
    held = dict(RunVerdict.objects.filter(run=run).values_list("subject__subject_id", "verdict"))
    judged = dict(again.select("subject_id", pl.col(VERDICT).cast(pl.String)).iter_rows())
    differing = sum(1 for id_, verdict in judged.items() if held.get(id_) != verdict)
    return differing + len(held.keys() - judged.keys())
