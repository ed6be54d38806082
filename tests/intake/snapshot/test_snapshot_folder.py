"""What a snapshot holds, as a hash and as a folder of Parquet."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from mingpin.intake import IntakeError
from mingpin.intake.snapshot import Select, TableContent, contents_of, read_snapshot, write_snapshot
from mingpin.vocabulary import Evidence, Vocabulary
from mingpin.vocabulary.evidence import frame_schema
from tests.project.pages import ROOT, blocks

from .databases import Database, PostgresqlDatabase, SqliteFile
from .samples import BOTH, SUBJECTS, with_two_subjects


class TestContents:
    """The hash of a snapshot says whether the data are the same."""

    def test_rows_in_another_order_give_the_same_hash(self, database: Database, vocabulary: Vocabulary) -> None:
        with_two_subjects(database)
        other = {**BOTH, "subjects": Select(SUBJECTS.sql + " ORDER BY id DESC")}
        first, second = (read_snapshot(database.url, selects, vocabulary) for selects in (BOTH, other))
        assert first.subjects["subject_id"].to_list() != second.subjects["subject_id"].to_list()
        assert contents_of(first) == contents_of(second)

    def test_both_databases_give_the_same_hash(
        self, sqlite: SqliteFile, postgresql: PostgresqlDatabase, vocabulary: Vocabulary
    ) -> None:
        hashes = set()
        for database in (sqlite, postgresql):
            with_two_subjects(database)
            hashes.add(contents_of(read_snapshot(database.url, BOTH, vocabulary)).hash)
        assert len(hashes) == 1

    @pytest.mark.parametrize(
        "changed",
        [
            lambda rows: [*rows, rows[0]],
            lambda rows: rows[:1],
            lambda rows: [rows[0], {**rows[1], "name": None}],
            lambda rows: [rows[0], {**rows[1], "former_names": ["甲、乙"]}],
            lambda rows: [rows[0], {**rows[1], "former_names": []}],
            lambda rows: [rows[0], {**rows[1], "is_legal_person": False}],
            lambda rows: [rows[0], {**rows[1], "registered_on": "2021-05-04"}],
            lambda rows: [{**rows[0], "name": rows[1]["name"]}, {**rows[1], "name": rows[0]["name"]}],
        ],
    )
    def test_any_change_gives_another_hash(
        self, vocabulary: Vocabulary, changed: Callable[[Sequence[dict[str, Any]]], list[dict[str, Any]]]
    ) -> None:
        rows = [
            {"subject_id": "S1", "name": "甲"},
            {
                "subject_id": "S2",
                "name": "乙",
                "former_names": ["甲", "乙"],
                "is_legal_person": True,
                "registered_on": "2021-05",
            },
        ]
        before, after = (Evidence.from_rows(vocabulary, {"subjects": each}) for each in (rows, changed(rows)))
        assert contents_of(before).hash != contents_of(after).hash

    def test_a_column_or_table_that_stays_blank_changes_nothing(self, vocabulary: Vocabulary) -> None:
        evidence = Evidence.from_rows(vocabulary, {"subjects": [{"subject_id": "S1", "name": "甲"}]})
        fewer = Evidence({"subjects": evidence.subjects.select("name", "subject_id")})
        assert contents_of(evidence).hash == contents_of(fewer).hash

    def test_the_hash_is_what_its_description_says(self, vocabulary: Vocabulary) -> None:
        """Anyone can compute it, and a run of years ago can still be compared, whatever the versions of the libraries."""
        rows = [
            {"subject_id": "S1", "name": "甲", "former_names": ["乙"], "is_legal_person": True},
            {"subject_id": "S2", "registered_on": "1970-01"},
        ]
        texts = (
            "former_names=1:3:乙;is_legal_person=true;name=3:甲;subject_id=2:S1;",
            "registered_on=0;registered_on__to=30;subject_id=2:S2;",
        )
        table = sha256(b"".join(sorted(sha256(text.encode()).digest() for text in texts))).hexdigest()
        contents = contents_of(Evidence.from_rows(vocabulary, {"subjects": rows}))
        assert contents.tables["subjects"] == TableContent(2, table)
        assert contents.hash == sha256(f"subjects {table}\n".encode()).hexdigest()


class TestFolder:
    """The snapshot as Parquet."""

    def test_the_folder_holds_each_table_in_the_physical_schema(
        self, database: Database, vocabulary: Vocabulary, tmp_path: Path
    ) -> None:
        with_two_subjects(database)
        contents = write_snapshot(database.url, BOTH, vocabulary, tmp_path / "out" / "快照")
        evidence = read_snapshot(database.url, BOTH, vocabulary)
        for name in BOTH:
            assert_frame_equal(pl.read_parquet(tmp_path / "out" / "快照" / f"{name}.parquet"), evidence.tables[name])
        assert contents.hash == contents_of(evidence).hash
        record = json.loads((tmp_path / "out" / "快照" / "snapshot.json").read_text("utf-8"))
        assert record == {
            "format": 1,
            "hash": contents.hash,
            "tables": {name: {"rows": 2, "hash": contents.tables[name].hash} for name in BOTH},
            "vocabulary": vocabulary.hash,
        }
        assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["快照"]

    def test_a_table_without_rows_is_a_file_with_its_columns(
        self, database: Database, vocabulary: Vocabulary, tmp_path: Path
    ) -> None:
        with_two_subjects(database)
        empty = {"subjects": Select(SUBJECTS.sql + " WHERE 1 = 0")}
        write_snapshot(database.url, empty, vocabulary, tmp_path / "out")
        found = pl.read_parquet(tmp_path / "out" / "subjects.parquet")
        assert found.height == 0
        assert found.schema == frame_schema(vocabulary.tables["subjects"])

    def test_nothing_is_left_of_a_snapshot_that_is_refused(
        self, database: Database, vocabulary: Vocabulary, tmp_path: Path
    ) -> None:
        with_two_subjects(database)
        bad = {**BOTH, "financials": Select("SELECT 'S1' AS subject_id, 'x' AS year")}
        (tmp_path / "out").mkdir()
        with pytest.raises(IntakeError):
            write_snapshot(database.url, bad, vocabulary, tmp_path / "out" / "new")
        assert list((tmp_path / "out").iterdir()) == []

    def test_what_stands_there_is_not_overwritten(self, vocabulary: Vocabulary, tmp_path: Path) -> None:
        (tmp_path / "note.txt").write_text("mine", encoding="utf-8")
        with pytest.raises(IntakeError, match=r"Something stands there already\. Name a new folder for the snapshot\."):
            write_snapshot("sqlite:///none", BOTH, vocabulary, tmp_path)


def test_the_how_to_works_as_it_stands_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = ROOT / "docs" / "how-to" / "snapshot-a-database.md"
    (program,) = (text for language, text in blocks(page) if language == "python")
    (tmp_path / "packs").symlink_to(ROOT / "packs")
    SqliteFile(tmp_path / "city.sqlite").execute(
        "CREATE TABLE registry_subject (id text, name text, founded date)",
        "CREATE TABLE registry_financials (pk integer PRIMARY KEY, subject_id text, year integer, revenue_fen bigint)",
        "INSERT INTO registry_subject VALUES ('S1', '甲公司', '2001-02-03')",
        "INSERT INTO registry_financials VALUES (1, 'S1', 2023, 100)",
    )
    monkeypatch.chdir(tmp_path)
    exec(compile(program, page.name, "exec"), {})
    assert pl.read_parquet(tmp_path / "var" / "snapshot" / "financials.parquet")["revenue"].to_list() == [100]
