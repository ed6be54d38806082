"""A survey of evidence files judges as the survey in memory does, and writes it to a file."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from polars.testing import assert_frame_equal

from mingpin.demo import generate
from mingpin.engine import Program, compile_program, run_survey
from mingpin.engine.bulk import survey_files
from mingpin.engine.polars_register import Register
from mingpin.vocabulary import Evidence
from mingpin.vocabulary.completion import complete
from mingpin.vocabulary.evidence_files import (
    EvidenceError,
    is_evidence_folder,
    read_evidence,
    scan_evidence,
    write_evidence,
)
from tests.conftest import examples
from tests.engine.meiyu import AS_OF, pack, survey
from tests.engine.small_packs import Trial, asking, trials
from tests.engine.small_world import evidence, vocabulary
from tests.engine.test_backends_agree import EVERYTHING


def assert_judged_alike(program: Program, evidence: Evidence, folder: Path, name: str = "decisions.arrow") -> None:
    write_evidence(evidence, folder, program.pack.vocabulary)
    counts = survey_files(program, folder, folder / name)
    survey = run_survey(program, evidence)
    written = pl.read_parquet(folder / name) if name.endswith(".parquet") else pl.read_ipc(folder / name)
    assert_frame_equal(written, survey.gates.select("subject_id", *program.decisions))
    assert counts.subjects == evidence.subjects.height
    assert counts.verdicts == survey.verdict_counts
    assert counts.clauses == {count.clause: count.verdicts for count in survey.clause_counts}


@given(trials())
@examples(40)
def test_evidence_files_are_judged_like_evidence_in_memory(
    tmp_path_factory: pytest.TempPathFactory, trial: Trial
) -> None:
    assert_judged_alike(trial.program, trial.evidence(), tmp_path_factory.mktemp("evidence"))


def test_a_register_with_questions_about_everything_is_judged_alike_from_parquet_to_parquet(tmp_path: Path) -> None:
    rows = {"subjects": [{"subject_id": "A", "organisation_id": "A", "registered_on": "2020"}, {"subject_id": "B"}]}
    assert_judged_alike(asking(*EVERYTHING), evidence(rows), tmp_path, "decisions.parquet")


def test_brands_and_products_are_judged_with_what_their_organisations_have(tmp_path: Path) -> None:
    found = survey()
    assert_judged_alike(found.program, found.evidence, tmp_path)


def test_a_thousand_demonstration_subjects_are_judged_alike(tmp_path: Path) -> None:
    vocabulary = pack().vocabulary
    drawn = generate(vocabulary, subjects=1000, seed=7, as_of=AS_OF)
    program = compile_program(pack(), year=2024, as_of=AS_OF)
    assert_judged_alike(program, complete(drawn, vocabulary), tmp_path)


def test_evidence_files_are_read_back_as_the_evidence_that_they_were_written_from(tmp_path: Path) -> None:
    vocabulary = pack().vocabulary
    evidence = complete(generate(vocabulary, subjects=300, seed=3, as_of=AS_OF), vocabulary)
    write_evidence(evidence, tmp_path, vocabulary)
    held = read_evidence(tmp_path, vocabulary)
    for name, frame in evidence.tables.items():
        assert_frame_equal(held.tables[name].select(frame.columns), frame)


def test_files_hold_codes_as_an_enum_and_leave_out_what_says_nothing(tmp_path: Path) -> None:
    rows = [
        {"subject_id": id_, "organisation_id": id_, "domain": "making", "registered_on": "2020-05-03"} for id_ in "AB"
    ]
    write_evidence(evidence({"subjects": rows}), tmp_path, vocabulary())
    held = pl.read_parquet_schema(tmp_path / "subjects.parquet")
    assert set(held) == {"subject_id", "domain", "registered_on"}
    assert isinstance(held["domain"], pl.Enum)
    assert is_evidence_folder(tmp_path)
    assert not (tmp_path / "honours.parquet").exists()
    register = Register.scanned(tmp_path, vocabulary())
    assert register.is_flat
    assert ("subjects", "registered_on") in register.exact_dates


def test_a_table_may_be_a_folder_of_parts(tmp_path: Path) -> None:
    held = evidence({"subjects": [{"subject_id": id_, "organisation_id": id_} for id_ in "ABC"]})
    write_evidence(held, tmp_path / "whole", vocabulary())
    parts = tmp_path / "parts" / "subjects"
    parts.mkdir(parents=True)
    whole = pl.read_parquet(tmp_path / "whole" / "subjects.parquet")
    whole[:2].write_parquet(parts / "part-1.parquet")
    whole[2:].write_parquet(parts / "part-2.parquet")
    tables = scan_evidence(tmp_path / "parts", vocabulary())
    assert tables["subjects"].collect()["subject_id"].to_list() == ["A", "B", "C"]
    assert tables["honours"].collect().is_empty()


def test_a_day_whose_end_is_open_stays_open_in_files(tmp_path: Path) -> None:
    """A date of which only the earliest day is known must not become known to the day."""
    held = evidence({"subjects": [{"subject_id": "A", "organisation_id": "A", "registered_on": "2020-05-03"}]})
    open_ = held.subjects.with_columns(pl.lit(None, dtype=pl.Date).alias("registered_on__to"))
    program = asking("in_last_years(registered_on, $years)", "whole_years(registered_on, as_of) >= $few")
    assert_judged_alike(program, Evidence({**held.tables, "subjects": open_}), tmp_path)


def test_a_folder_without_a_register_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EvidenceError, match=r"subjects\.parquet"):
        scan_evidence(tmp_path, vocabulary())


def test_a_column_of_another_type_is_refused_by_its_name(tmp_path: Path) -> None:
    pl.DataFrame({"subject_id": ["A"], "registered_on": ["2020-01-01"]}).write_parquet(tmp_path / "subjects.parquet")
    with pytest.raises(EvidenceError, match="registered_on"):
        scan_evidence(tmp_path, vocabulary())


def test_subjects_that_name_owners_need_their_organisations(tmp_path: Path) -> None:
    pl.DataFrame({"subject_id": ["A", "P"], "owner_id": [None, "A"]}).write_parquet(tmp_path / "subjects.parquet")
    with pytest.raises(EvidenceError, match="organisation_id"):
        scan_evidence(tmp_path, vocabulary())


def test_a_register_may_come_as_arrow_files(tmp_path: Path) -> None:
    found = survey()
    write_evidence(found.evidence, tmp_path, pack().vocabulary)
    for file in sorted(tmp_path.glob("*.parquet")):
        pl.read_parquet(file).write_ipc(file.with_suffix(".arrow"))
        file.unlink()
    assert survey_files(found.program, tmp_path, tmp_path / "decisions.parquet").verdicts == found.verdict_counts


@pytest.mark.parametrize("amount", [2**61, 2**62 - 1, -(2**62) + 1])
def test_sums_of_very_large_amounts_do_not_wrap_around(tmp_path: Path, amount: int) -> None:
    """Parquet says how large amounts get; where a weighted sum may go beyond 64 bits it is worked out in more."""
    program = asking("index + index + index >= $few", "ratio(index, index) >= $part")
    held = evidence({"subjects": [{"subject_id": id_, "organisation_id": id_, "employees": 1} for id_ in "AB"]})
    large = held.subjects.with_columns(employees=pl.Series([amount, 3]))
    assert_judged_alike(program, Evidence({**held.tables, "subjects": large}), tmp_path)
