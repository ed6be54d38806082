"""A snapshot of an operational database is the evidence of one moment, exact, on SQLite and on PostgreSQL alike."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import date
from threading import Event, Thread

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from mingpin.intake.snapshot import Select, contents_of, read_snapshot
from mingpin.intake.snapshot.read import snapshot_frames
from mingpin.intake.snapshot.source import ROWS_AT_ONCE
from mingpin.vocabulary import Vocabulary
from mingpin.vocabulary.completion import complete
from mingpin.vocabulary.evidence import frame_schema

from .databases import Database, PostgresqlDatabase, PostgresqlServer, SqliteFile
from .samples import BOTH, SUBJECTS, demo, refusal, store, with_two_subjects


class TestEvidence:
    """What the rows say."""

    def test_each_database_gives_its_own_types_as_the_types_of_evidence(
        self, database: Database, vocabulary: Vocabulary
    ) -> None:
        made = {
            False: (
                "CREATE TABLE body (id text, name text, former text, law bool, since date)",
                """INSERT INTO body VALUES ('S1', ' 甲公司 ', '["甲厂", "\\u4e59厂"]', 1, '2001-02-03'),
                ('S2', '', '[]', 0, NULL), ('S3', NULL, NULL, NULL, '2002-01-01')""",
            ),
            True: (
                "CREATE TABLE body (id uuid, name varchar(20), former jsonb, law boolean, since date)",
                """INSERT INTO body VALUES
                ('00000000-0000-0000-0000-000000000001', ' 甲公司 ', '["甲厂", "乙厂"]', true, '2001-02-03'),
                ('00000000-0000-0000-0000-000000000002', '', '[]', false, NULL),
                ('00000000-0000-0000-0000-000000000003', NULL, 'null', NULL, '2002-01-01')""",
            ),
        }
        database.execute(*made[database.is_postgresql])
        select = """SELECT id AS subject_id, name, former AS former_names, law AS is_legal_person, since AS registered_on
                    FROM body ORDER BY id"""
        found = read_snapshot(database.url, {"subjects": Select(select)}, vocabulary).subjects
        assert found.select("name", "former_names", "is_legal_person", "registered_on", "registered_on__to").rows() == [
            ("甲公司", ["甲厂", "乙厂"], True, date(2001, 2, 3), date(2001, 2, 3)),
            (None, [], False, None, None),
            (None, None, None, date(2002, 1, 1), date(2002, 1, 1)),
        ]
        assert found.schema == frame_schema(vocabulary.tables["subjects"])

    def test_an_array_of_text_is_items(self, postgresql: PostgresqlDatabase, vocabulary: Vocabulary) -> None:
        select = Select("SELECT 'S1' AS subject_id, ARRAY['甲厂', ' ', '乙厂 '] AS former_names")
        found = read_snapshot(postgresql.url, {"subjects": select}, vocabulary).subjects
        assert found["former_names"].to_list() == [["甲厂", "乙厂"]]

    def test_a_date_may_be_a_year_or_two_days(self, database: Database, vocabulary: Vocabulary) -> None:
        select = """SELECT 'S1' AS subject_id, 'china_quality_award' AS scheme, '2021-05' AS awarded_on,
                    '2021-05-03' AS valid_from, '9999-12-31' AS valid_to, '2022' AS recorded_on, '' AS recorded_on__to
                    UNION ALL SELECT 'S2', 'china_quality_award', NULL, NULL, '2021-05-03', '2022-01-01', '2022-02-28'"""
        found = read_snapshot(database.url, {"honours": Select(select)}, vocabulary).tables["honours"]
        assert found.sort("subject_id").select(pl.col(pl.Date)).row(0, named=True) == {
            "awarded_on": date(2021, 5, 1),
            "awarded_on__to": date(2021, 5, 31),
            "valid_from": date(2021, 5, 3),
            "valid_from__to": date(2021, 5, 3),
            "valid_to": date(9999, 12, 31),
            "valid_to__to": date(9999, 12, 31),
            "recorded_on": date(2022, 1, 1),
            "recorded_on__to": date(2022, 12, 31),
        }
        assert found.sort("subject_id").row(1, named=True)["recorded_on__to"] == date(2022, 2, 28)

    @pytest.mark.parametrize("written", ["9007199254740993", "'9007199254740993'", "'9007199254740993.00'"])
    def test_money_is_whole_fen_and_exact(self, database: Database, vocabulary: Vocabulary, written: str) -> None:
        select = Select(f"SELECT 'S1' AS subject_id, 2023 AS year, {written} AS revenue")
        found = read_snapshot(database.url, {"financials": select}, vocabulary).tables["financials"]
        assert found["revenue"].to_list() == [2**53 + 1]

    def test_a_numeric_is_exact(self, postgresql: PostgresqlDatabase, vocabulary: Vocabulary) -> None:
        select = Select("SELECT 'S1' AS subject_id, 2023::numeric AS year, 90071992547409.93::numeric * 100 AS revenue")
        found = read_snapshot(postgresql.url, {"financials": select}, vocabulary).tables["financials"]
        assert found["revenue"].to_list() == [2**53 + 1]

    def test_what_no_select_gives_is_blank_or_empty(self, database: Database, vocabulary: Vocabulary) -> None:
        with_two_subjects(database)
        found = read_snapshot(database.url, {"subjects": SUBJECTS}, vocabulary)
        assert found.subjects.select("area", "source_file").null_count().row(0) == (2, 2)
        assert set(found.tables) == set(vocabulary.tables)
        assert found.tables["financials"].height == 0

    def test_a_value_that_comes_late_is_read_as_well(self, database: Database, vocabulary: Vocabulary) -> None:
        """SQLite's driver takes a column that begins blank for whole numbers."""
        late = ROWS_AT_ONCE + 5
        database.execute("CREATE TABLE body (id integer, name text)")
        numbers = f"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {late})"
        database.execute(f"INSERT INTO body {numbers} SELECT i, CASE WHEN i = {late} THEN '甲' END FROM n")
        found = read_snapshot(database.url, {"subjects": Select("SELECT id AS subject_id, name FROM body")}, vocabulary)
        assert found.subjects.filter(pl.col("name") == "甲")["subject_id"].to_list() == [str(late)]
        assert found.subjects.height == late

    def test_chinese_text_is_read_from_a_database_in_another_encoding(
        self, server: PostgresqlServer, vocabulary: Vocabulary
    ) -> None:
        database = server.database("EUC_CN")
        with_two_subjects(database)
        assert read_snapshot(database.url, BOTH, vocabulary).subjects["name"].to_list() == ["甲公司", "乙公司"]

    def test_a_whole_register_comes_back_equal(self, database: Database, vocabulary: Vocabulary) -> None:
        """Every table of the vocabulary, in the physical schema, through the database and back."""
        evidence = demo(vocabulary)
        selects = {name: Select(f'SELECT * FROM "{name}"') for name in evidence.tables}
        for name, frame in evidence.tables.items():
            store(database, name, frame)
        found = read_snapshot(database.url, selects, vocabulary)
        for name, frame in evidence.tables.items():
            assert_frame_equal(found.tables[name], frame, check_row_order=False)
        assert contents_of(found).hash == contents_of(evidence).hash
        assert "organisation_id" in complete(found, vocabulary).subjects.columns


class TestMoment:
    """One moment for all tables, and nobody kept waiting."""

    @pytest.mark.parametrize("journal", ["delete", "wal"])
    def test_what_is_written_between_two_tables_is_not_seen(
        self, database: Database, vocabulary: Vocabulary, journal: str
    ) -> None:
        with_two_subjects(database)
        if isinstance(database, SqliteFile):
            with closing(sqlite3.connect(database.path)) as connection:
                assert connection.execute(f"PRAGMA journal_mode = {journal}").fetchone() == (journal,)
        pieces = snapshot_frames(database.url, BOTH, vocabulary)
        assert next(pieces)[1]["subject_id"].to_list() == ["S1", "S2"]
        database.execute("INSERT INTO body VALUES ('S3', '丙')", "INSERT INTO money VALUES (3, 'S3', 2023, 300)")
        assert next(pieces)[1]["revenue"].to_list() == [100, 200]
        assert next(pieces, None) is None
        assert read_snapshot(database.url, BOTH, vocabulary).tables["financials"].height == 3

    def test_a_transaction_is_seen_whole_or_not_at_all(self, database: Database, vocabulary: Vocabulary) -> None:
        """A writer moves money from one table to the other, again and again, while snapshots are taken."""
        database.execute(
            "CREATE TABLE plus (revenue bigint)",
            "CREATE TABLE minus (share bigint)",
            "INSERT INTO plus VALUES (1)",
            "INSERT INTO minus VALUES (-1)",
        )
        selects = {
            "financials": Select("SELECT 'S1' AS subject_id, 2023 AS year, revenue FROM plus"),
            "market_positions": Select("SELECT 'S1' AS subject_id, share AS market_share FROM minus"),
        }
        is_over, written = Event(), []

        def write() -> None:
            while not is_over.is_set():
                try:
                    database.execute("UPDATE plus SET revenue = revenue + 1", "UPDATE minus SET share = share - 1")
                    written.append(1)
                except sqlite3.OperationalError:
                    continue

        writer = Thread(target=write)
        writer.start()
        try:
            seen = set()
            for _trial in range(8):
                tables = read_snapshot(database.url, selects, vocabulary).tables
                plus, minus = tables["financials"]["revenue"].item(), tables["market_positions"]["market_share"].item()
                assert plus + minus == 0
                seen.add(plus)
        finally:
            is_over.set()
            writer.join()
        assert len(seen) > 1, "the writer wrote nothing in between: nothing was tried"

    def test_locks_of_this_process_on_a_sqlite_file_hold(self, sqlite: SqliteFile, vocabulary: Vocabulary) -> None:
        """A second library in the process that opened and closed the file would let a second writer in."""
        with_two_subjects(sqlite)
        other = f"""import sqlite3
try:
    sqlite3.connect({str(sqlite.path)!r}, timeout=0, isolation_level=None).execute("BEGIN IMMEDIATE")
    print("in")
except sqlite3.OperationalError as error:
    print(error)"""
        with closing(sqlite3.connect(sqlite.path, isolation_level=None)) as writer:
            writer.execute("BEGIN IMMEDIATE")
            writer.execute("INSERT INTO body VALUES ('S3', '丙')")
            assert read_snapshot(sqlite.url, BOTH, vocabulary).subjects.height == 2
            answer = subprocess.run([sys.executable, "-c", other], capture_output=True, text=True, check=True)
        assert answer.stdout.strip() == "database is locked"

    def test_a_function_that_writes_is_refused(self, postgresql: PostgresqlDatabase, vocabulary: Vocabulary) -> None:
        with_two_subjects(postgresql)
        postgresql.execute("CREATE FUNCTION wipe() RETURNS text LANGUAGE sql AS 'DELETE FROM body RETURNING id'")
        said = refusal(postgresql, vocabulary, "subjects", "SELECT wipe() AS subject_id")
        assert "cannot execute DELETE in a read-only transaction" in said.why

    @pytest.mark.parametrize(
        "sql",
        [
            "DELETE FROM body",
            "SELECT id AS subject_id FROM body); DELETE FROM body; --",
            "WITH gone AS (DELETE FROM body RETURNING id) SELECT id AS subject_id FROM gone",
        ],
    )
    def test_nothing_can_be_written_through_a_snapshot(
        self, database: Database, vocabulary: Vocabulary, sql: str
    ) -> None:
        with_two_subjects(database)
        refusal(database, vocabulary, "subjects", sql)
        assert database.rows("SELECT COUNT(*) FROM body") == [(2,)]
