"""The benchmark compares like with like: the same register every time, and peers that answer the same questions."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from benchmarks.register import load_program, queries, read_evidence
from benchmarks.register.contenders import CONTENDERS, Contender, Setting, Task
from benchmarks.register.draws import FEWEST_BLANKS, MOST_BLANKS
from benchmarks.register.generate import generate, subject_pieces
from mingpin.engine import reference, run_survey
from mingpin.engine.bulk import survey_files
from mingpin.engine.model import NodeKind
from mingpin.vocabulary import Evidence
from mingpin.vocabulary.evidence import frame_schema
from mingpin.vocabulary.evidence_files import write_evidence

ROWS = 5_000
"""Few enough to be quick; of fewer, nobody is surely among the foremost of an industry in which amounts are blank."""
PEERS = [
    contender for contender in CONTENDERS.values() if not contender.is_ours and contender.name != "count-only scan"
]
PEER_MODULES = {"duckdb_peer": "duckdb", "openfisca_peer": "openfisca_core", "zen_peer": "zen"}


@pytest.fixture(scope="module")
def setting(tmp_path_factory: pytest.TempPathFactory) -> Setting:
    from benchmarks.register.by_hand import logic_inputs

    work = tmp_path_factory.mktemp("register")
    generate(work / "register", ROWS, is_compact=True)
    made = Setting(work / "register", work / "inputs.parquet", work, threads=2)
    logic_inputs(made)
    return made


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory) -> pl.DataFrame:
    """The verdicts of a survey of the same register, held whole."""
    folder = tmp_path_factory.mktemp("whole")
    generate(folder, ROWS)
    program = load_program()
    survey = run_survey(program, read_evidence(folder, program.pack.vocabulary))
    return survey.gates.select("subject_id", pl.col("verdict").alias("ours"))


def test_the_pack_has_44_leaves_in_15_clauses_over_47_columns() -> None:
    pack = load_program().pack
    leaves = [
        node for clause in pack.executable if clause.rule for node in clause.rule.walk() if node.kind is NodeKind.HOLDS
    ]
    assert (len(pack.executable), len(leaves), len(queries.LEAVES), len(queries.CLAUSES)) == (15, 44, 44, 15)
    provenance = {"source", "supplier", "recorded_on"}
    assert len(pack.vocabulary.tables["subjects"].columns.keys() - provenance) == 47


def test_the_definition_of_the_language_judges_the_register_as_the_bulk_backend_does(tmp_path: Path) -> None:
    """Ranks are taken of amounts in the register itself, and every fact stands in one cell of it."""
    program = load_program()
    generate(tmp_path, 1000)
    few = read_evidence(tmp_path, program.pack.vocabulary)
    places = few.subjects.get_column("industry").value_counts(sort=True).get_column("industry").head(60)
    subjects = few.subjects.filter(pl.col("industry").is_in(places.implode()))
    evidence = Evidence({**few.tables, "subjects": subjects})
    truths = reference.evaluate(program, evidence)
    gates = run_survey(program, evidence).gates
    for row in gates.to_dicts():
        told = truths[row["subject_id"]]
        assert {gate: row[gate] for gate in told} == told
    write_evidence(evidence, tmp_path / "files", program.pack.vocabulary)
    survey_files(program, tmp_path / "files", tmp_path / "decisions.arrow")
    assert_frame_equal(pl.read_ipc(tmp_path / "decisions.arrow"), gates.select("subject_id", *program.decisions))
    assert set(gates.get_column("c4#1")) == {True, False, None}


def test_a_level_that_the_classification_does_not_have_says_nothing(tmp_path: Path) -> None:
    """In files of a foreign writer codes are text; one without a rank must not be taken for a low one."""
    program = load_program()
    generate(tmp_path, 200)
    held = read_evidence(tmp_path, program.pack.vocabulary)
    odd = held.subjects.with_columns(pl.lit("galactic").alias("honour_level"))
    odd.write_parquet(tmp_path / "subjects.parquet")
    survey_files(program, tmp_path, tmp_path / "decisions.arrow")
    decided = pl.read_ipc(tmp_path / "decisions.arrow")
    assert decided.get_column("c2#1.2").to_list() == [None] * 200


def test_the_register_is_the_same_for_the_same_seed(tmp_path: Path) -> None:
    for name, seed in (("first", 7), ("again", 7), ("other", 8)):
        generate(tmp_path / name, 500, seed)
    first, again, other = (
        pl.read_parquet(tmp_path / name / "subjects.parquet") for name in ("first", "again", "other")
    )
    assert first.equals(again)
    assert not first.equals(other)


def test_the_register_is_in_the_physical_schema_with_blanks_in_every_column() -> None:
    vocabulary = load_program().pack.vocabulary
    table = vocabulary.tables["subjects"]
    (subjects,) = subject_pieces(vocabulary, 20_000)
    assert dict(subjects.schema) == {**frame_schema(table), "organisation_id": pl.String}
    told = [name for name in table.columns if name not in ("subject_id", "source", "supplier", "recorded_on")]
    blanks = {name: subjects.get_column(name).null_count() / subjects.height for name in told}
    assert min(blanks.values()) > FEWEST_BLANKS - 0.01
    assert max(blanks.values()) < MOST_BLANKS + 0.01


def test_the_register_holds_every_verdict(ours: pl.DataFrame) -> None:
    assert set(ours.get_column("ours")) == {True, False, None}


@pytest.mark.parametrize("name", ["ours", "ours, logic"])
def test_ours_finds_from_files_what_a_survey_in_memory_finds(name: str, setting: Setting, ours: pl.DataFrame) -> None:
    both = _beside_ours(CONTENDERS[name], setting, ours)
    assert both.get_column("verdict").eq_missing(both.get_column("ours")).all()


@pytest.mark.parametrize("peer", [peer for peer in PEERS if peer.has_unknown], ids=lambda peer: peer.name)
def test_a_peer_with_unknown_finds_the_same(peer: Contender, setting: Setting, ours: pl.DataFrame) -> None:
    both = _beside_ours(peer, setting, ours)
    assert both.get_column("verdict").eq_missing(both.get_column("ours")).all()


@pytest.mark.parametrize("peer", [peer for peer in PEERS if not peer.has_unknown], ids=lambda peer: peer.name)
def test_a_peer_without_unknown_is_right_where_ours_is_sure(
    peer: Contender, setting: Setting, ours: pl.DataFrame
) -> None:
    both = _beside_ours(peer, setting, ours)
    sure, open_ = both.drop_nulls("ours"), both.filter(pl.col("ours").is_null())
    assert sure.get_column("verdict").equals(sure.get_column("ours"), check_names=False)
    assert open_.get_column("verdict").null_count() == 0


def _beside_ours(contender: Contender, setting: Setting, ours: pl.DataFrame) -> pl.DataFrame:
    """The contender's verdicts beside ours, one row per subject."""
    if (module := PEER_MODULES.get(contender.place.split(".")[0])) is not None:
        pytest.importorskip(module, reason="a peer of the benchmarks (extra `bench`)")
    prepared = contender.prepare(setting)
    prepared.run()
    assert prepared.verdicts is not None
    both = prepared.verdicts().join(ours, on="subject_id", how="left")
    assert both.height == ROWS
    return both


def test_every_task_has_ours_and_a_peer() -> None:
    told = {(contender.task, contender.is_ours) for contender in CONTENDERS.values()}
    assert {(Task.END_TO_END, True), (Task.END_TO_END, False), (Task.LOGIC, True), (Task.LOGIC, False)} <= told
