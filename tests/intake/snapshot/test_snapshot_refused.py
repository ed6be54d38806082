"""What a database gives that is no evidence, and databases that cannot be read: said in sentences."""

from __future__ import annotations

from pathlib import Path

import pytest

from mingpin.intake import IntakeError
from mingpin.intake.snapshot import read_snapshot
from mingpin.vocabulary import Vocabulary

from .databases import Database, PostgresqlDatabase, PostgresqlServer, SqliteFile
from .samples import BOTH, FINANCIALS, SUBJECTS, refusal, with_two_subjects

FITS_NOT: list[tuple[str, str, str, str, str]] = [
    (
        "financials",
        "revenue",
        "'12.34'",
        "12.34",
        "A whole number is expected; money is counted in fen (1 yuan is 100)",
    ),
    ("financials", "revenue", "'1e40'", "1e40", "It is beyond any possible amount."),
    ("financials", "revenue", "'9223372036854775807'", "9223372036854775807", "It is beyond any possible amount."),
    ("financials", "revenue", "'twelve'", "twelve", "“twelve” is not a number."),
    ("financials", "is_audited", "'perhaps'", "perhaps", "“perhaps” is neither yes nor no"),
    ("financials", "is_audited", "2", "2", "“2” is neither yes nor no"),
    ("financials", "recorded_on", "'2021-02-30'", "2021-02-30", "“2021-02-30” is not a day of the calendar."),
    ("financials", "recorded_on", "'2021-05-03 10:00'", "2021-05-03 10:00", "is not a date; write 2021-05-03"),
    ("subjects", "former_names", "'[1]'", "[1]", "Every item of the list has to be text."),
    ("subjects", "former_names", "'[\"甲\"'", '["甲"', "It begins like a JSON list and is none."),
    ("subjects", "kind", "'castle'", "castle", "The classification “subject_kind” has no code “castle”."),
]


class TestRefusals:
    """Sentences that say what, where, why, and what to do."""

    def test_a_value_that_does_not_fit_is_named_with_its_table_column_and_row(
        self, database: Database, vocabulary: Vocabulary
    ) -> None:
        database.execute(
            "CREATE TABLE money (id bigint, body text, revenue text)",
            "INSERT INTO money VALUES (7, 'S1', '1'), (8, 'S2', '12.5')",
        )
        sql = "SELECT id, body AS subject_id, 2023 AS year, revenue FROM money"
        place = (
            "postgresql://owner@/" + database.name if isinstance(database, PostgresqlDatabase) else database.url[10:]
        )
        assert str(refusal(database, vocabulary, "financials", sql, key="id")) == (
            f"{place}, financials, column “revenue”, id “8”: The value “12.5” does not fit. A whole number is expected; "
            "money is counted in fen (1 yuan is 100), a share in millionths. "
            "Correct it in the database, or convert it in the SELECT."
        )
        assert "column “revenue”, subject_id “S2”" in str(
            refusal(database, vocabulary, "financials", sql.replace("id, ", "", 1))
        )

    @pytest.mark.parametrize(("table", "column", "written", "shown", "why"), FITS_NOT)
    def test_no_value_is_guessed(
        self, database: Database, vocabulary: Vocabulary, table: str, column: str, written: str, shown: str, why: str
    ) -> None:
        year = ", 2023 AS year" if table == "financials" else ""
        said = refusal(database, vocabulary, table, f"SELECT 'S1' AS subject_id{year}, {written} AS {column}")
        assert said.what == f"The value “{shown}” does not fit."
        assert why in said.why
        assert said.where.endswith(f"{table}, column “{column}”, subject_id “S1”")

    def test_a_row_without_a_key_is_counted(self, database: Database, vocabulary: Vocabulary) -> None:
        sql = "SELECT 'incident_list' AS list, '2021' AS period_from, '2022' AS period_to, '2022' AS as_of"
        said = refusal(database, vocabulary, "coverage", sql)
        assert said.where.endswith("coverage, column “list”, row 1 of the answer")

    def test_a_blank_where_a_value_is_required(self, database: Database, vocabulary: Vocabulary) -> None:
        said = refusal(database, vocabulary, "subjects", "SELECT ' ' AS subject_id, '甲' AS name", key="name")
        assert "column “subject_id”, name “甲”: The value does not fit. A value is required here." in str(said)

    def test_the_latest_day_before_the_earliest(self, database: Database, vocabulary: Vocabulary) -> None:
        sql = "SELECT 'S1' AS subject_id, '2021-05-03' AS registered_on, '2021-05-02' AS registered_on__to"
        assert refusal(database, vocabulary, "subjects", sql).why == "The latest day is before the earliest."

    def test_the_latest_day_without_the_earliest(self, database: Database, vocabulary: Vocabulary) -> None:
        sql = "SELECT 'S1' AS subject_id, NULL AS registered_on, '2021-05-02' AS registered_on__to"
        said = refusal(database, vocabulary, "subjects", sql)
        assert said.why == "The latest day is given and the earliest is not."
        sql = "SELECT 'S1' AS subject_id, '2021-05-02' AS registered_on__to"
        assert "does not give the column “registered_on”" in str(refusal(database, vocabulary, "subjects", sql))

    @pytest.mark.parametrize(
        ("held", "why"),
        [
            ("12.0", "It is held as a floating-point number, which is not exact."),
            ("X'3132'", "It is held as bytes."),
            ("CAST(X'FF31' AS TEXT)", "It holds bytes that are no UTF-8 text."),
        ],
    )
    def test_sqlite_lets_any_column_hold_anything(
        self, sqlite: SqliteFile, vocabulary: Vocabulary, held: str, why: str
    ) -> None:
        sqlite.execute("CREATE TABLE body (id, name)", f"INSERT INTO body VALUES ('S1', '甲'), ('S2', {held})")
        said = refusal(sqlite, vocabulary, "subjects", "SELECT id AS subject_id, name FROM body")
        assert said.where.endswith("subjects, column “name”, subject_id “S2”")
        assert said.why == why

    @pytest.mark.parametrize(
        ("held", "column", "why"),
        [
            ("1.5::float8", "name", "A floating-point number is not exact."),
            ("now()", "registered_on", "A moment is a day only in a time zone."),
            ("'\\x3132'::bytea", "name", "These are bytes."),
        ],
    )
    def test_postgresql_says_it_of_the_column(
        self, postgresql: PostgresqlDatabase, vocabulary: Vocabulary, held: str, column: str, why: str
    ) -> None:
        said = refusal(postgresql, vocabulary, "subjects", f"SELECT 'S1' AS subject_id, {held} AS {column}")
        assert f"The column “{column}” cannot be read as" in said.what
        assert said.why == why

    @pytest.mark.parametrize("day", ["infinity", "-infinity", "0001-01-01", "10000-01-01", "0044-03-15 BC"])
    def test_days_outside_the_calendar(self, postgresql: PostgresqlDatabase, vocabulary: Vocabulary, day: str) -> None:
        sql = f"SELECT 'S1' AS subject_id, '{day}'::date AS registered_on"
        assert refusal(postgresql, vocabulary, "subjects", sql).why.startswith("The calendar goes from 0002-01-01")

    def test_a_subject_that_stands_twice(self, database: Database, vocabulary: Vocabulary) -> None:
        with_two_subjects(database)
        sql = "SELECT body.id AS subject_id FROM body JOIN money ON money.id IN (1, 2) AND body.id = 'S2'"
        assert refusal(database, vocabulary, "subjects", sql).what == "The subject “S2” stands twice."

    def test_columns_that_are_missing_or_unknown(self, database: Database, vocabulary: Vocabulary) -> None:
        with_two_subjects(database)

        def said(sql: str, key: str | None = None) -> str:
            return refusal(database, vocabulary, "subjects", sql, key).what

        assert said("SELECT name FROM body") == "The SELECT does not give the column “subject_id”."
        assert said("SELECT id AS subject_id FROM body", "pk") == "The SELECT does not give the column “pk”."
        unknown = "The vocabulary has no column “nmae” in this table."
        assert said("SELECT id AS subject_id, name AS nmae FROM body") == unknown
        assert said("SELECT id AS subject_id, nmae AS name FROM body") == (
            "The SELECT names a column that the database does not have."
        )
        assert (
            said("SELECT id AS subject_id FROM bodies") == "The SELECT names a table that the database does not have."
        )

    def test_a_table_that_the_vocabulary_does_not_have(self, database: Database, vocabulary: Vocabulary) -> None:
        with pytest.raises(KeyError, match="no such evidence table: money"):
            read_snapshot(database.url, {"money": SUBJECTS}, vocabulary)


def opening(url: str, vocabulary: Vocabulary) -> IntakeError:
    with pytest.raises(IntakeError) as caught:
        read_snapshot(url, {"subjects": SUBJECTS}, vocabulary)
    return caught.value


class TestOpening:
    """Databases that cannot be read at all."""

    def test_a_file_that_is_not_there(self, tmp_path: Path, vocabulary: Vocabulary) -> None:
        said = opening(f"sqlite:///{tmp_path}/none.sqlite", vocabulary)
        assert str(said) == f"{tmp_path}/none.sqlite: There is no such database. Check the path in the database URL."
        assert not (tmp_path / "none.sqlite").exists()

    def test_a_file_that_is_no_database(self, tmp_path: Path, vocabulary: Vocabulary) -> None:
        (tmp_path / "list.csv").write_text("名称\n" * 500, encoding="utf-8")
        assert opening(f"sqlite:///{tmp_path}/list.csv", vocabulary).what == "The file is no SQLite database."

    def test_a_relative_path_and_an_escaped_one(
        self, tmp_path: Path, vocabulary: Vocabulary, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with_two_subjects(SqliteFile(tmp_path / "a b.sqlite"))
        monkeypatch.chdir(tmp_path)
        assert read_snapshot("sqlite:///a%20b.sqlite", BOTH, vocabulary).subjects.height == 2

    @pytest.mark.parametrize("url", ["sqlite://", "sqlite:///", "sqlite:///:memory:", "sqlite://host/file"])
    def test_a_url_without_a_file(self, url: str, vocabulary: Vocabulary) -> None:
        assert opening(url, vocabulary).what == "The URL names no database file."

    @pytest.mark.parametrize(("url", "scheme"), [("mysql://u:secret@h/d", "mysql"), ("file.sqlite", "")])
    def test_another_kind_of_database(self, url: str, scheme: str, vocabulary: Vocabulary) -> None:
        assert str(opening(url, vocabulary)) == (
            f"database URL: A database of the kind “{scheme}” is not supported. "
            "Write sqlite:///file, sqlite:////folder/file or postgresql://user@host/database."
        )

    def test_a_url_that_cannot_be_read(self, vocabulary: Vocabulary) -> None:
        said = opening("postgresql://u:p[word@host/db", vocabulary)
        assert str(said) == "database URL: The database URL cannot be read. Escape special characters as %40."

    def test_a_postgresql_database_that_is_not_there(self, server: PostgresqlServer, vocabulary: Vocabulary) -> None:
        said = opening(PostgresqlDatabase(server.folder, "none").url, vocabulary)
        assert said.what == "There is no such database."
        assert said.why == 'The database says: database "none" does not exist.'

    def test_an_account_that_is_not_there(self, server: PostgresqlServer, vocabulary: Vocabulary) -> None:
        said = opening(PostgresqlDatabase(server.folder, "postgres", user="eve").url, vocabulary)
        assert said.what == "The account may not use this database."

    def test_an_account_without_rights(self, postgresql: PostgresqlDatabase, vocabulary: Vocabulary) -> None:
        with_two_subjects(postgresql)
        reader = f"reader_{postgresql.name}"
        postgresql.execute(f"CREATE ROLE {reader} LOGIN", f"GRANT SELECT ON body TO {reader}")
        as_reader = PostgresqlDatabase(postgresql.folder, postgresql.name, user=reader)
        assert read_snapshot(as_reader.url, {"subjects": SUBJECTS}, vocabulary).subjects.height == 2
        said = refusal(as_reader, vocabulary, "financials", FINANCIALS.sql, "id")
        assert said.what == "The account has no right to read what the SELECT asks for."
        assert said.why == "The database says: permission denied for table money."

    def test_a_server_that_does_not_answer_and_a_password_that_stays_unsaid(self, vocabulary: Vocabulary) -> None:
        said = opening("postgresql://me:secret@localhost:1/city?password=secret", vocabulary)
        assert said.what == "The database cannot be reached."
        assert said.where == "postgresql://me@localhost:1/city"
        assert "secret" not in str(said)
