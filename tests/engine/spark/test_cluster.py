"""Two executors in processes of their own decide as the bulk backend does, gate by gate."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

from mingpin.demo import generate
from mingpin.engine import compile_program, run_survey
from mingpin.engine.lowered import VERDICT
from mingpin.vocabulary.completion import complete
from mingpin.vocabulary.evidence_files import write_evidence
from tests.conftest import EFFORT
from tests.engine.meiyu import AS_OF, pack
from tests.engine.spark.conftest import missing

ROOT = Path(__file__).parents[3]
SUBJECTS = 3000


@pytest.mark.skipif(
    EFFORT == 1, reason="two executors take more than a minute of two cores: by night (MINGPIN_NIGHTLY=1)"
)
@pytest.mark.skipif(missing() is not None, reason=f"{missing()}")
def test_a_cluster_of_two_executors_gives_every_gate_as_polars_does(tmp_path: Path) -> None:
    vocabulary = pack().vocabulary
    evidence = complete(generate(vocabulary, subjects=SUBJECTS, seed=7, as_of=AS_OF), vocabulary)
    folder, out = tmp_path / "证据", tmp_path / "结果"
    write_evidence(evidence, folder, vocabulary)
    command = [sys.executable, "-m", "tests.engine.spark.cluster_run", str(folder), str(out)]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr[-3000:]

    survey = run_survey(compile_program(pack(), year=2024, as_of=AS_OF), evidence)
    written = pl.read_parquet(out / "*.parquet").sort("subject_id")
    expected = survey.gates.sort("subject_id").select(written.columns)
    assert written.width == survey.gates.width
    assert [name for name in expected.columns if not written[name].equals(expected[name])] == []
    counts = json.loads(run.stdout.splitlines()[-1])
    assert {word: count for word, count in counts[VERDICT].items() if count} == {
        word.value: count for word, count in survey.verdict_counts.items() if count
    }
    for clause in survey.clause_counts:
        assert counts[clause.clause] == {word.value: count for word, count in clause.verdicts.items()}
